// SPDX-License-Identifier: GPL-2.0-only
/*
 * scenario_switch.c - the AP on a link moves to another channel
 */
#include <errno.h>

#include "air/scenario_life.h"

#define MORE_TBTTS	3	/* so that there is time to take it back */

/* Announce a switch of the first link that the user wants; @id returns it */
static int announce(struct air *air, const struct air_play *play,
		    unsigned int count, struct csa how, unsigned int *id)
{
	const struct csa *csa;
	int ret;

	*id = __builtin_ctz(choice(play, LINK(1)));
	ret = need_links(air, play, LINK(*id));
	if (ret)
		return ret;
	air_expect(air);
	ret = life_switch(air, *id, count, how.quiet, how.extended);
	if (ret)
		return ret;
	csa = &ap_mld_link(&air->ap, *id)->csa;
	step(play, "announced: link %u to channel %u in %u beacon interval%s%s%s",
	     *id, csa->channel, count, count == 1 ? "" : "s",
	     how.quiet ? ", quiet" : "", how.extended ? ", extended" : "");
	return 0;
}

/*
 * Wait until nl80211 reports the start; -ECONNRESET if the client disconnected
 * over it, as it does up to 6.6, where hwsim cannot switch one of several
 * channels
 */
static int wait_started(struct air *air, const struct air_play *play)
{
	int ret = air_wait(air, EVENT_CSA_STARTED | EVENT_DISCONNECT,
			   deadline_of(play));

	if (ret == -ETIMEDOUT)
		return air_fail(air, ret, "the client took no notice of the "
				"channel switch");
	if (ret < 0)
		return ret;
	if (ret & EVENT_DISCONNECT) {
		ret = wait_disconnect(air, play);
		return ret ? ret : -ECONNRESET;
	}
	step(play, "started: link %u to %u MHz in %u beacon intervals%s",
	     air->life.csa.link, air->life.csa.freq, air->life.csa.count,
	     air->life.csa.quiet ? ", quiet" : "");
	return 0;
}

static int switch_link(struct air *air, const struct air_play *play,
		       struct csa how)
{
	unsigned int id;
	int ret = announce(air, play, play->tbtts, how, &id);

	if (!ret)
		ret = wait_started(air, play);
	if (ret)
		return ret == -ECONNRESET ? 0 : ret;
	ret = air_wait(air, EVENT_CSA_DONE | EVENT_DISCONNECT,
		       deadline_of(play) +
		       play->tbtts * INTERVAL_MS * INT64_C(1000));
	if (ret == -ETIMEDOUT)
		return air_fail(air, ret, "the client did not switch");
	if (ret < 0)
		return ret;
	if (ret & EVENT_DISCONNECT)
		return wait_disconnect(air, play);
	step(play, "switched: link %u to %u MHz", air->life.csa.link,
	     air->life.csa.freq);
	return 0;
}

int play_csa(struct air *air, const struct air_play *play)
{
	return switch_link(air, play, (struct csa){ .quiet = false });
}

int play_csa_quiet(struct air *air, const struct air_play *play)
{
	return switch_link(air, play, (struct csa){ .quiet = true });
}

int play_csa_extended(struct air *air, const struct air_play *play)
{
	return switch_link(air, play, (struct csa){ .extended = true });
}

/*
 * mac80211 (6.12 to 7.3) takes a switch back only if the driver can, and hwsim
 * cannot: ieee80211_sta_abort_chanswitch(). The client switches at the time
 * announced, no beacon comes on the new channel, and the link stays deaf.
 */
int play_csa_cancel(struct air *air, const struct air_play *play)
{
	unsigned int id, tbtts = play->tbtts + MORE_TBTTS;
	const struct ap_link *link;
	unsigned int freq;
	int64_t deadline;
	int ret = announce(air, play, tbtts, (struct csa){ 0 }, &id);

	if (!ret)
		ret = wait_started(air, play);
	if (!ret)
		ret = life_switch(air, id, 0, false, false);
	if (ret)
		return ret == -ECONNRESET ? 0 : ret;
	deadline = deadline_of(play);
	link = ap_mld_link(&air->ap, id);
	freq = link->freq;
	step(play, "taken back: link %u stays on %u MHz", id, freq);
	while (!ret && freq == link->freq && air_now() < deadline) {
		ret = air_run(air, INTERVAL_MS);
		if (!ret)
			ret = nl80211_ask_links(air);
		freq = air_info(air)->links[id].freq;
	}
	if (ret)
		return ret;
	step(play, "ended: the client has link %u on %u MHz%s", id, freq,
	     freq == link->freq ? "" : " all the same, and waits for beacons");
	return 0;
}
