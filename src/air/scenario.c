// SPDX-License-Identifier: GPL-2.0-only
/*
 * scenario.c - the scenarios, each a few steps on the simulated air
 *
 * A scenario that needs an association makes one if there is none, and leaves
 * the client as it ends up: "disconnect" is a scenario of its own.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "air/ieee80211.h"
#include "air/priv.h"
#include "air/scenario_priv.h"

static void report_association(struct air *air, const struct air_play *play)
{
	const struct air_info *info = air_info(air);
	char links[40];

	step(play, "associated: %s " MAC_FMT " with AP MLD " MAC_FMT
	     ", links %s", info->ifname, MAC_ARG(info->client),
	     MAC_ARG(info->ap), list(info->links_up, links, sizeof(links)));
	for (unsigned int i = 0; i < info->nlinks; i++) {
		const struct air_link *l = &info->links[i];

		if (info->links_up & 1u << l->id)
			step(play, "link %u: " MAC_FMT " with AP " MAC_FMT
			     ", %u MHz", l->id, MAC_ARG(l->client),
			     MAC_ARG(l->bssid), l->freq);
		else if (l->status)
			step(play, "refused: link %u with status %u", l->id,
			     l->status);
	}
}

int play_associate(struct air *air, const struct air_play *play)
{
	unsigned int first = play->ask ? __builtin_ctz(play->ask) : 0;
	int ret = air_associate(air, first, play->ask, play->timeout);

	if (!ret)
		report_association(air, play);
	return ret;
}

/* Make sure that the client has @links: associate again if it lacks one */
int need_links(struct air *air, const struct air_play *play, uint16_t links)
{
	if (air_info(air)->connected && !(links & ~air_info(air)->links_up))
		return 0;
	air_restore(air);
	return play_associate(air, play);
}

static int announce(struct air *air, const struct air_play *play,
		    uint16_t links, unsigned int tbtts)
{
	char buf[40];
	int ret = air_announce_removal(air, links, tbtts);

	if (!ret)
		step(play, "announced: removal of links %s in %u beacon "
		     "interval%s", list(links, buf, sizeof(buf)), tbtts,
		     tbtts == 1 ? "" : "s");
	return ret;
}

static int remove_links(struct air *air, const struct air_play *play,
			uint16_t links)
{
	int ret = announce(air, play, links, play->tbtts);
	char buf[40];

	if (ret)
		return ret;
	ret = air_wait_removal(air, play->timeout + play->tbtts * INTERVAL_MS);
	if (ret == -ECONNRESET) {
		step(play, "disconnected: by the removal");
		return 0;
	}
	if (!ret)
		step(play, "removed: links %s",
		     list(air_info(air)->links_removed, buf, sizeof(buf)));
	return ret;
}

static int ensure_and_remove(struct air *air, const struct air_play *play,
			     uint16_t links)
{
	int ret = need_links(air, play, links);

	return ret ? ret : remove_links(air, play, links);
}

static int play_remove_link(struct air *air, const struct air_play *play)
{
	return ensure_and_remove(air, play, choice(play, LINK(1)));
}

static int play_remove_two(struct air *air, const struct air_play *play)
{
	return ensure_and_remove(air, play, LINK(1) | LINK(2));
}

static int play_remove_assoc_link(struct air *air, const struct air_play *play)
{
	return ensure_and_remove(air, play, LINK(0));
}

static int play_remove_all(struct air *air, const struct air_play *play)
{
	int ret = need_links(air, play, 0);

	if (!ret)
		ret = remove_links(air, play, air_info(air)->links_up);
	if (!ret)
		air_restore(air);
	return ret;
}

static int play_remove_dormant(struct air *air, const struct air_play *play)
{
	uint16_t links = choice(play, LINK(1)), up;
	char buf[40];
	int ret = need_links(air, play, links);

	if (ret)
		return ret;
	up = air_info(air)->links_up;
	ret = air_map_tids(air, up & ~links, play->timeout);
	if (ret)
		return ret;
	step(play, "mapped: all TIDs to links %s",
	     list(up & ~links, buf, sizeof(buf)));
	return remove_links(air, play, links);
}

/* The port stays closed, so that hwsim activates no second link */
static int play_remove_inactive(struct air *air, const struct air_play *play)
{
	int ret;

	air_restore(air);
	air_hold_port(air, true);
	ret = play_associate(air, play);
	air_hold_port(air, false);
	if (ret)
		return ret;
	step(play, "unauthorized: the client's port stays closed");
	return remove_links(air, play, choice(play, LINK(1)));
}

static int play_cancel_removal(struct air *air, const struct air_play *play)
{
	uint16_t links = choice(play, LINK(1)), up;
	unsigned int tbtts = play->tbtts + 3;
	char buf[40];
	int ret = need_links(air, play, links);

	up = air_info(air)->links_up;
	if (!ret)
		ret = announce(air, play, links, tbtts);
	if (!ret)
		ret = air_run(air, 2 * INTERVAL_MS);
	if (!ret)
		ret = air_cancel_removal(air);
	if (!ret)
		ret = air_run(air, (tbtts + 1) * INTERVAL_MS);
	if (ret)
		return ret;
	if (air_info(air)->links_up != up)
		return air_fail(air, -EIO, "a link went in spite of the "
				"cancellation");
	step(play, "cancelled: links %s stay", list(up, buf, sizeof(buf)));
	return 0;
}

/*
 * While the AP counts down to the removal of link @later, it also removes link
 * @sooner, with the next beacon: each link has its own time.
 */
static int overlap(struct air *air, const struct air_play *play,
		   unsigned int later, unsigned int sooner)
{
	uint16_t gone = LINK(later) | LINK(sooner);
	unsigned int tbtts = play->tbtts + 6;
	int ret = need_links(air, play, LINK(0) | gone);
	char buf[40];

	if (!ret)
		ret = announce(air, play, LINK(later), tbtts);
	if (!ret)
		ret = air_run(air, INTERVAL_MS);
	if (!ret)
		ret = announce(air, play, LINK(sooner), 1);
	if (!ret)
		ret = air_wait_removal(air,
				       play->timeout + tbtts * INTERVAL_MS);
	/* a busy client may be some beacons behind */
	for (int i = 0; i < 20 && !ret && air_info(air)->links_up & gone; i++)
		ret = air_run(air, INTERVAL_MS);
	if (!ret)
		step(play, "removed: by the AP links %u and %u, client keeps %s",
		     sooner, later,
		     list(air_info(air)->links_up, buf, sizeof(buf)));
	return ret;
}

static int play_removal_lost(struct air *air, const struct air_play *play)
{
	return overlap(air, play, 2, 1);
}

static int play_removal_early(struct air *air, const struct air_play *play)
{
	return overlap(air, play, 1, 2);
}

int reconfigure(struct air *air, const struct air_play *play, uint16_t add,
		uint16_t del)
{
	char a[40], d[40], up[40];
	int ret = air_reconfigure(air, add, del, play->timeout);

	list(add, a, sizeof(a));
	list(del, d, sizeof(d));
	if (!ret)
		step(play, "reconfigured by the client: added %s, removed %s, "
		     "links %s", a, d,
		     list(air_info(air)->links_up, up, sizeof(up)));
	if (ret != -ECONNRESET)
		return ret;
	step(play, "disconnected: over adding %s, removing %s", a, d);
	return 0;
}

static int play_sta_remove(struct air *air, const struct air_play *play)
{
	uint16_t links = choice(play, LINK(1));
	int ret = need_links(air, play, links);

	return ret ? ret : reconfigure(air, play, 0, links);
}

static int play_sta_readd(struct air *air, const struct air_play *play)
{
	uint16_t links = choice(play, LINK(1));
	int ret = play_sta_remove(air, play);

	return ret ? ret : reconfigure(air, play, links, 0);
}

/* Add the link back: a stale station link gets in the way of that */
static int play_readd_link(struct air *air, const struct air_play *play)
{
	uint16_t links = choice(play, LINK(1));
	int ret = ensure_and_remove(air, play, links);

	if (ret)
		return ret;
	air_restore(air);
	step(play, "restored: the AP MLD has all links again");
	return reconfigure(air, play, links, 0);
}

static int play_refused_link(struct air *air, const struct air_play *play)
{
	uint16_t links = choice(play, LINK(1));
	int ret;

	air_restore(air);
	air_refuse(air, links, play->code ? play->code : STATUS_REFUSED);
	ret = play_associate(air, play);
	air_refuse(air, links, 0);
	return ret;
}

static int play_reconnect(struct air *air, const struct air_play *play)
{
	int ret = need_links(air, play, 0);

	return ret ? ret : play_associate(air, play);
}

static int play_reassociate(struct air *air, const struct air_play *play)
{
	int ret = play_remove_link(air, play);

	if (ret)
		return ret;
	air_restore(air);
	step(play, "restored: the AP MLD has all links again");
	return play_associate(air, play);
}

static int play_tdls_peer(struct air *air, const struct air_play *play)
{
	struct air_station peer;
	uint16_t links = choice(play, LINK(1));
	int ret = need_links(air, play, links);
	int link = __builtin_ctz(links);
	unsigned int tries = 100;

	/* a link has no channel until it is active, soon after associating */
	if (!ret)
		while ((ret = air_tdls_add(air, &peer, link)) == -EINVAL &&
		       tries--)
			air_run(air, 20);
	if (ret)
		return ret;
	step(play, "added: TDLS peer " MAC_FMT " on link %d",
	     MAC_ARG(peer.addr), link);
	return remove_links(air, play, links);
}

static int play_link_15(struct air *air, const struct air_play *play)
{
	int ret = need_links(air, play, LINK(0) | LINK(1));

	if (!ret)
		ret = air_announce_no_link(air);
	if (!ret)
		step(play, "announced: removal of link 15");
	return ret;
}

static int play_survives_prep(struct air *air, const struct air_play *play)
{
	int ret = air_fail_association(air, play->timeout);

	if (!ret)
		step(play, "refused: the association could not be prepared");
	return ret;
}

static int play_disconnect(struct air *air, const struct air_play *play)
{
	int ret;

	air->reason = play->code;
	ret = air_disconnect(air, play->timeout);
	air->reason = 0;
	if (!ret)
		step(play, "disconnected: by the client");
	return ret;
}

/*
 * Send beacons with fuzzed elements as fast as for a scan, either for a moment
 * or for long enough that an announced removal is carried out.
 */
static int fuzz_round(struct air *air, const struct air_play *play,
		      unsigned int *seed)
{
	int ms = rand_r(seed) % 3 ? 25 : 4 * INTERVAL_MS;
	int ret = need_links(air, play, LINK(0) | LINK(1));

	/* the last beacons may describe an AP that nobody can associate with */
	for (int tries = 0; ret && tries < 5; tries++) {
		air->scanned = 0;
		ret = need_links(air, play, LINK(0) | LINK(1));
	}
	air->ap.extra_len = fuzz_reconf(seed, air->ap.extra, EXTRA_MAX);
	air->hurry = true;
	if (!ret)
		ret = air_run(air, ms);
	air->hurry = false;
	air->ap.extra_len = 0;
	return ret;
}

static int play_fuzz_beacons(struct air *air, const struct air_play *play)
{
	const unsigned int *removals = air_info(air)->removals;
	unsigned int seed = play->seed;
	int ret = 0;

	for (unsigned int i = 0; !ret && i < play->rounds; i++)
		ret = fuzz_round(air, play, &seed);
	/* the last announced removal may end the connection at any time */
	if (!ret && play_disconnect(air, play) == -ENOTCONN)
		ret = air_run(air, INTERVAL_MS);
	step(play, "fuzzed: seed %u, %u rounds, removals of link 0: %u, of "
	     "link 1: %u", play->seed, play->rounds, removals[0], removals[1]);
	return ret;
}

static int play_two_radios(struct air *air, const struct air_play *play)
{
	struct air_station sta;
	int ret = need_host(air, play);

	if (!ret)
		ret = add_station(air, play, &sta);
	if (!ret)
		ret = play_remove_link(air, play);
	return ret;
}

const struct air_scenario air_scenarios[] = {
	{ "associate", "the client associates with all links",
	  2, play_associate },
	{ "remove-link", "the AP removes a link (default: link 1)",
	  2, play_remove_link },
	{ "remove-two", "the AP removes links 1 and 2 at once",
	  3, play_remove_two },
	{ "remove-assoc-link", "the AP removes the association link",
	  2, play_remove_assoc_link },
	{ "remove-dormant", "the AP removes a link that no TID maps to",
	  2, play_remove_dormant },
	{ "remove-inactive", "the AP removes a link that is not active",
	  2, play_remove_inactive },
	{ "cancel-removal", "the AP announces a removal and cancels it",
	  2, play_cancel_removal },
	{ "remove-all", "the AP removes all links: the client disconnects",
	  2, play_remove_all },
	{ "removal-lost", "the AP removes link 1 while it counts down for link 2",
	  3, play_removal_lost },
	{ "removal-early", "the AP removes link 2 while it counts down for link 1",
	  3, play_removal_early },
	{ "sta-remove", "the client removes a link (6.16)",
	  2, play_sta_remove },
	{ "sta-readd", "the client removes a link and adds it again (6.16)",
	  2, play_sta_readd },
	{ "readd-link", "the AP removes a link, the client adds it back (6.16)",
	  2, play_readd_link },
	{ "refused-link", "the AP rejects a link at association",
	  2, play_refused_link },
	{ "station-survives-prep", "an association fails before it has begun",
	  2, play_survives_prep },
	{ "ml-parser-link-15", "beacons announce the removal of link 15",
	  2, play_link_15 },
	{ "reconnect", "the client associates while already associated",
	  2, play_reconnect },
	{ "reassociate", "the AP removes a link, the client associates again",
	  2, play_reassociate },
	{ "tdls-peer", "the AP removes the link that a TDLS peer uses",
	  2, play_tdls_peer },
	{ "ap-station", "mac80211's AP: a station's link is added and removed",
	  2, play_ap_station },
	{ "ap-remove-link", "mac80211's AP loses a link that a station uses",
	  2, play_ap_remove_link },
	{ "ap-churn", "mac80211's AP: a station's link comes and goes very often",
	  2, play_ap_churn },
	{ "ap-load", "mac80211's AP: --stations, their links --rounds times",
	  2, play_ap_load },
	{ "ap-stop", "mac80211's AP is taken down",
	  2, play_ap_stop },
	{ "two-radios", "mac80211's AP with a station while remove-link plays",
	  2, play_two_radios },
	{ "fuzz-beacons", "the AP's beacons have nonsense elements, --rounds times",
	  2, play_fuzz_beacons },
	{ "disconnect", "the client leaves; the AP has all links again",
	  2, play_disconnect },
};

const size_t air_scenario_count =
	sizeof(air_scenarios) / sizeof(air_scenarios[0]);

/* The scenario of that name, or NULL */
const struct air_scenario *air_scenario_find(const char *name)
{
	for (size_t i = 0; i < air_scenario_count; i++)
		if (!strcmp(air_scenarios[i].name, name))
			return &air_scenarios[i];
	return NULL;
}
