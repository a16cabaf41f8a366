// SPDX-License-Identifier: GPL-2.0-only
/*
 * scenario_mapping.c - TID-to-link mapping, advertised and negotiated
 *
 * A link that no TID maps to is not active: nl80211 shows no channel for it.
 */
#include <errno.h>

#include "air/ieee80211.h"
#include "air/nl80211_compat.h"
#include "air/scenario_life.h"

#define SOON_TU		200	/* two beacons announce it before */
#define LATER_TU	800
#define LASTS_TU	1000

/* Associate if needed; @links returns the links that TIDs are to map to */
static int begin(struct air *air, const struct air_play *play, uint16_t *links)
{
	uint16_t unmapped = choice(play, LINK(1));
	int ret;

	if (air->nl80211_attrs < ATTR_MLO_TTLM_ULINK)
		return air_fail(air, -EOPNOTSUPP, "this kernel knows no "
				"TID-to-link mapping (6.7 does)");
	air->ap.mapped = 0;
	ret = need_links(air, play, unmapped);
	if (!ret)
		ret = wait_active(air, play, air_info(air)->links_up, "begun");
	*links = air_info(air)->links_up & ~unmapped;
	air_expect(air);
	if (!ret && !*links)
		ret = air_fail(air, -EINVAL, "TIDs need a link to map to");
	return ret;
}

static int advertise(struct air *air, const struct air_play *play,
		     unsigned int in, uint16_t *links)
{
	char buf[40];
	int ret = begin(air, play, links);

	if (ret)
		return ret;
	life_map(air, *links, in, LASTS_TU);
	step(play, "announced: all TIDs to links %s in %u TU for %u TU",
	     list(*links, buf, sizeof(buf)), in, LASTS_TU);
	return 0;
}

int play_map_dormant(struct air *air, const struct air_play *play)
{
	int64_t deadline;
	uint16_t links;
	int ret = advertise(air, play, SOON_TU, &links);

	if (!ret)
		ret = wait_active(air, play, links, "mapped");
	deadline = deadline_of(play) + (SOON_TU + LASTS_TU) * TU_US;
	while (!ret && air->ap.mapped)
		ret = air_turn(air, deadline);
	return ret ? ret : wait_active(air, play, air_info(air)->links_up,
				       "ended");
}

int play_map_cancel(struct air *air, const struct air_play *play)
{
	uint16_t links;
	int ret = advertise(air, play, LATER_TU, &links);

	if (!ret)
		ret = air_run(air, 3 * INTERVAL_MS);
	if (ret)
		return ret;
	life_map(air, 0, 0, 0);
	ret = air_run(air, (LATER_TU + SOON_TU) * TU_US / 1000);
	return ret ? ret : wait_active(air, play, air_info(air)->links_up,
				       "taken back");
}

/* The client asks; wait until the AP has seen that and answered, if it does */
static int ask(struct air *air, const struct air_play *play, uint16_t *links)
{
	char buf[40];
	int ret = begin(air, play, links);

	if (!ret)
		ret = life_ask_mapping(air, *links);
	if (!ret)
		ret = air_wait(air, EVENT_MAPPING_ASKED, deadline_of(play));
	if (ret == -ETIMEDOUT)
		return air_fail(air, ret, "the client asked for no mapping");
	if (ret < 0)
		return ret;
	step(play, "asked: all TIDs to links %s",
	     list(*links, buf, sizeof(buf)));
	return 0;
}

int play_map_asked(struct air *air, const struct air_play *play)
{
	uint16_t links;
	int ret = ask(air, play, &links);

	return ret ? ret : wait_active(air, play, links, "mapped");
}

/* By then the kernel has applied the mapping, and has no way back */
int play_map_refused(struct air *air, const struct air_play *play)
{
	uint16_t links;
	int ret;

	air->life.refuse_mapping = play->code ? play->code :
						STATUS_DENIED_MAPPING;
	ret = ask(air, play, &links);
	if (!ret)
		step(play, "refused: with status %u", air->life.refuse_mapping);
	if (!ret)
		ret = wait_disconnect(air, play);
	air->life.refuse_mapping = 0;
	return ret;
}

int play_map_unanswered(struct air *air, const struct air_play *play)
{
	uint16_t links;
	int ret;

	air->life.ignore_mapping = true;
	ret = ask(air, play, &links);
	if (!ret)
		ret = wait_disconnect(air, play);
	air->life.ignore_mapping = false;
	return ret;
}

int play_map_by_ap(struct air *air, const struct air_play *play)
{
	uint16_t links;
	int ret = begin(air, play, &links);

	if (!ret)
		ret = life_send_mapping(air, links);
	if (!ret)
		ret = air_wait(air, EVENT_MAPPING_ANSWERED, deadline_of(play));
	if (ret == -ETIMEDOUT)
		return air_fail(air, ret, "the client did not answer");
	if (ret < 0)
		return ret;
	step(play, "asked: the client answers with status %u",
	     air->life.mapping_status);
	return wait_active(air, play, links, "mapped");
}

/* mac80211 of 6.18 and 7.3 heeds the teardown frame; 6.12 ignores it */
int play_map_teardown(struct air *air, const struct air_play *play)
{
	int ret = play_map_by_ap(air, play);

	if (!ret)
		ret = life_end_mapping(air);
	if (ret)
		return ret;
	ret = wait_active(air, play, air_info(air)->links_up, "ended");
	if (ret == -ETIMEDOUT)
		return air_fail(air, -EOPNOTSUPP, "this kernel does not heed "
				"the end of a mapping (6.18 does)");
	return ret;
}
