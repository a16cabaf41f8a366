// SPDX-License-Identifier: GPL-2.0-only
/*
 * scenario_life.c - more that happens to links: refused, left, added
 */
#include <errno.h>
#include <string.h>

#include "air/ieee80211.h"
#include "air/scenario_life.h"

static unsigned int code(const struct air_play *play, unsigned int otherwise)
{
	return play->code ? play->code : otherwise;
}

static int fail_accepted(struct air *air, const char *what)
{
	return air_fail(air, -EIO, "the client takes a refused %s for an "
			"accepted one", what);
}

/* The AP refuses the association link, and with it the whole association */
static int play_refused_assoc(struct air *air, const struct air_play *play)
{
	unsigned int first = play->ask ? __builtin_ctz(play->ask) : 0;
	int ret;

	air_restore(air);
	air_refuse(air, LINK(first), code(play, STATUS_REFUSED));
	ret = air_associate(air, first, play->ask, play->timeout);
	air_refuse(air, LINK(first), 0);
	if (!ret)
		return fail_accepted(air, "association");
	if (ret != -ECONNREFUSED)
		return ret;
	step(play, "refused: the association with status %u", air->status);
	return 0;
}

static int play_refused_auth(struct air *air, const struct air_play *play)
{
	int64_t deadline = deadline_of(play);
	int ret;

	air_restore(air);
	air->ap.auth_status = code(play, STATUS_REFUSED);
	ret = nl80211_scan(air, deadline);
	if (!ret)
		ret = nl80211_authenticate(air, ap_mld_link(&air->ap, 0),
					   deadline);
	air->ap.auth_status = 0;
	if (!ret && !air->life.auth_status)
		return fail_accepted(air, "authentication");
	if (!ret)
		step(play, "refused: the authentication with status %u",
		     air->life.auth_status);
	return ret;
}

static int leave(struct air *air, const struct air_play *play, unsigned int fc)
{
	int ret = need_links(air, play, 0);

	if (!ret)
		ret = life_leave(air, fc, code(play, REASON_UNSPECIFIED));
	return ret ? ret : wait_disconnect(air, play);
}

static int play_deauth(struct air *air, const struct air_play *play)
{
	return leave(air, play, FC_DEAUTH);
}

static int play_disassoc(struct air *air, const struct air_play *play)
{
	return leave(air, play, FC_DISASSOC);
}

/* Associate with all links but some, which @links returns */
static int associate_without(struct air *air, const struct air_play *play,
			     uint16_t *links)
{
	struct air_play some = *play;

	*links = choice(play, LINK(air_info(air)->nlinks - 1));
	some.ask = ap_mld_present(&air->ap) & ~*links;
	air_restore(air);
	return play_associate(air, &some);
}

static int play_sta_add(struct air *air, const struct air_play *play)
{
	uint16_t links;
	int ret = associate_without(air, play, &links);

	return ret ? ret : reconfigure(air, play, links, 0);
}

/* The AP refuses the request; by then the client has removed its links */
static int refuse_reconf(struct air *air, const struct air_play *play,
			 uint16_t add, uint16_t del)
{
	unsigned int status = code(play, STATUS_REFUSED);
	char links[40];
	int ret;

	air_refuse(air, add | del, status);
	ret = air_reconfigure(air, add, del, play->timeout);
	air_refuse(air, add | del, 0);
	list(add | del, links, sizeof(links));
	if (!ret || ret == -ECONNRESET)
		step(play, "refused: %s links %s with status %u",
		     add ? "adding" : "removing", links, status);
	if (ret == -ECONNRESET)
		return wait_disconnect(air, play);
	if (!ret)
		step(play, "kept: links %s", list(air_info(air)->links_up,
						  links, sizeof(links)));
	return ret;
}

static int play_sta_add_refused(struct air *air, const struct air_play *play)
{
	uint16_t links;
	int ret = associate_without(air, play, &links);

	return ret ? ret : refuse_reconf(air, play, links, 0);
}

static int play_sta_remove_refused(struct air *air, const struct air_play *play)
{
	uint16_t links = choice(play, LINK(1));
	int ret = need_links(air, play, links);

	return ret ? ret : refuse_reconf(air, play, 0, links);
}

const struct air_scenario air_life[] = {
	{ "refused-assoc", "the AP refuses the association, with --code",
	  2, play_refused_assoc },
	{ "refused-auth", "the AP refuses the authentication, with --code",
	  2, play_refused_auth },
	{ "deauth", "the AP deauthenticates the client, with --code",
	  2, play_deauth },
	{ "disassoc", "the AP disassociates the client, with --code",
	  2, play_disassoc },
	{ "sta-add", "the client adds a link that it did not ask for (6.16)",
	  2, play_sta_add },
	{ "sta-add-refused", "the same, but the AP refuses it, with --code (6.16)",
	  2, play_sta_add_refused },
	{ "sta-remove-refused", "the client removes a link, the AP refuses (6.16)",
	  2, play_sta_remove_refused },
	{ "csa", "a link's AP announces another channel and goes there",
	  2, play_csa },
	{ "csa-quiet", "the same, and nobody may send until then",
	  2, play_csa_quiet },
	{ "csa-extended", "the same, by the Extended element",
	  2, play_csa_extended },
	{ "csa-cancel", "the AP announces another channel and takes that back",
	  2, play_csa_cancel },
	{ "map-dormant", "beacons map no TID to a link for a while (6.7)",
	  2, play_map_dormant },
	{ "map-cancel", "beacons announce that, and take it back (6.7)",
	  2, play_map_cancel },
	{ "map-asked", "the client asks the AP to map no TID to a link (6.7)",
	  2, play_map_asked },
	{ "map-refused", "the same, but the AP refuses, with --code (6.7)",
	  2, play_map_refused },
	{ "map-unanswered", "the same, but the AP does not answer (6.7)",
	  2, play_map_unanswered },
	{ "map-by-ap", "the AP asks the client to map no TID to a link (6.7)",
	  2, play_map_by_ap },
	{ "map-teardown", "the same, then the AP ends the mapping (6.7)",
	  2, play_map_teardown },
	{ "hold-port", "the driver activates all links once the port is open",
	  2, play_hold_port },
	{ "deactivate", "the driver deactivates a link and activates it (debugfs)",
	  2, play_deactivate },
	{ "beacon-loss", "the driver misses beacons, and no AP answers (debugfs)",
	  2, play_beacon_loss },
	{ "suspend", "the machine suspends, as far as its devices, and resumes",
	  2, play_suspend },
};

const size_t air_life_count = sizeof(air_life) / sizeof(air_life[0]);
