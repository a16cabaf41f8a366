// SPDX-License-Identifier: GPL-2.0-only
/*
 * scenario_host.c - the scenarios of mac80211's own AP mode
 */
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "air/priv.h"
#include "air/scenario_priv.h"

#define CHURN		1000

int need_host(struct air *air, const struct air_play *play)
{
	const struct air_info *info = air_info(air);
	int ret;

	if (*info->host_ifname)
		return 0;
	ret = air_host_open(air, info->nlinks);
	if (!ret)
		step(play, "started: %s, AP MLD " MAC_FMT " in mac80211",
		     info->host_ifname, MAC_ARG(info->host));
	return ret;
}

/* A station with links 0 and 1 */
int add_station(struct air *air, const struct air_play *play,
		struct air_station *sta)
{
	int ret = air_host_add_station(air, sta, 0);

	if (!ret)
		ret = air_host_add_link(air, sta, 1);
	if (!ret)
		step(play, "added: station " MAC_FMT ", links 0,1",
		     MAC_ARG(sta->addr));
	return ret;
}

int play_ap_station(struct air *air, const struct air_play *play)
{
	struct air_station sta;
	int ret = need_host(air, play);

	if (!ret)
		ret = add_station(air, play, &sta);
	if (!ret)
		ret = air_host_del_link(air, &sta, 1);
	if (!ret) {
		step(play, "removed: link 1 of the station");
		ret = air_host_add_link(air, &sta, 1);
	}
	if (!ret) {
		step(play, "added: link 1 of the station");
		ret = air_host_del_station(air, &sta);
	}
	if (!ret)
		step(play, "removed: the station");
	return ret;
}

int play_ap_churn(struct air *air, const struct air_play *play)
{
	struct air_station sta;
	int ret = need_host(air, play);

	if (!ret)
		ret = air_host_add_station(air, &sta, 0);
	for (int i = 0; !ret && i < CHURN; i++) {
		ret = air_host_add_link(air, &sta, 1);
		if (!ret)
			ret = air_host_del_link(air, &sta, 1);
	}
	if (!ret)
		ret = air_host_del_station(air, &sta);
	if (!ret)
		step(play, "churned: a station's link %d times", CHURN);
	return ret;
}

/* What was done to the links of the stations of mac80211's AP */
struct load {
	unsigned long added;
	unsigned long removed;
};

/* Add or remove all of a station's links but the first, which goes with it */
static int load_links(struct air *air, struct air_station *sta, bool add,
		      struct load *load)
{
	for (unsigned int i = 1; i < air_info(air)->nlinks; i++) {
		int ret = add ? air_host_add_link(air, sta, i) :
				air_host_del_link(air, sta, i);

		if (ret)
			return ret;
		++*(add ? &load->added : &load->removed);
	}
	return 0;
}

static int load_stations(struct air *air, const struct air_play *play,
			 struct air_station *stas, struct load *load)
{
	int ret = 0;

	for (unsigned int i = 0; !ret && i < play->stations; i++) {
		ret = air_host_add_station(air, &stas[i], 0);
		if (!ret)
			ret = load_links(air, &stas[i], true, load);
	}
	for (unsigned int round = 0; round < play->rounds; round++)
		for (unsigned int i = 0; !ret && i < play->stations; i++) {
			ret = load_links(air, &stas[i], false, load);
			if (!ret)
				ret = load_links(air, &stas[i], true, load);
		}
	return ret;
}

/* CPU time of this process, in microseconds */
static int64_t cpu_time(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return ts.tv_sec * INT64_C(1000000) + ts.tv_nsec / 1000;
}

int play_ap_load(struct air *air, const struct air_play *play)
{
	struct air_station *stas = calloc(play->stations, sizeof(*stas));
	struct load load = { 0 };
	int64_t begin, cpu;
	int ret;

	if (!stas)
		return air_fail(air, -ENOMEM, "no memory");
	ret = need_host(air, play);
	begin = air_now();
	cpu = cpu_time();
	if (!ret)
		ret = load_stations(air, play, stas, &load);
	if (!ret)
		step(play, "loaded: %u stations, %lu links added, %lu removed, "
		     "%lld us, of them running %lld us", play->stations,
		     load.added, load.removed, (long long)(air_now() - begin),
		     (long long)(cpu_time() - cpu));
	free(stas);
	return ret;
}

int play_ap_remove_link(struct air *air, const struct air_play *play)
{
	struct air_station sta;
	int ret = air_host_close(air);

	if (!ret)
		ret = need_host(air, play);
	if (!ret)
		ret = add_station(air, play, &sta);
	if (!ret)
		ret = air_host_remove_link(air, 1);
	if (!ret)
		step(play, "removed: link 1 of the AP in mac80211");
	return ret;
}

int play_ap_stop(struct air *air, const struct air_play *play)
{
	int ret = air_host_close(air);

	if (!ret)
		step(play, "stopped: the AP in mac80211");
	return ret;
}
