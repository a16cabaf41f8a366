// SPDX-License-Identifier: GPL-2.0-only
/*
 * scenario.c - the scenarios, each a few steps on the simulated air
 *
 * A scenario that needs an association makes one if there is none, and leaves
 * the client as it ends up: "disconnect" is a scenario of its own.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "scenario.h"

#define MAC_FMT		"%02x:%02x:%02x:%02x:%02x:%02x"
#define MAC_ARG(a)	(a)[0], (a)[1], (a)[2], (a)[3], (a)[4], (a)[5]

static void step(const struct air_play *play, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void step(const struct air_play *play, const char *fmt, ...)
{
	char line[256];
	va_list args;

	if (!play->step)
		return;
	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	play->step(play->ctx, line);
}

/* "0,1" */
static const char *list(uint16_t links, char *buf, size_t size)
{
	size_t len = 0;

	snprintf(buf, size, "none");
	for (unsigned int i = 0; links && i < 16; i++)
		if (links & 1u << i && len < size)
			len += snprintf(buf + len, size - len, "%s%u",
					len ? "," : "", i);
	return buf;
}

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
	}
}

static int play_associate(struct air *air, const struct air_play *play)
{
	int ret = air_associate(air, 0, 0, play->timeout);

	if (!ret)
		report_association(air, play);
	return ret;
}

static int need_association(struct air *air, const struct air_play *play)
{
	return air_info(air)->connected ? 0 : play_associate(air, play);
}

static int remove_links(struct air *air, const struct air_play *play,
			uint16_t links)
{
	char buf[40];
	int ret;

	ret = air_announce_removal(air, links, play->tbtts);
	if (ret)
		return ret;
	step(play, "announced: removal of links %s in %u beacon intervals",
	     list(links, buf, sizeof(buf)), play->tbtts);
	ret = air_wait_removal(air, play->timeout);
	if (ret == -ECONNRESET) {
		step(play, "disconnected: by the removal");
		return 0;
	}
	if (!ret)
		step(play, "removed: links %s",
		     list(air_info(air)->links_removed, buf, sizeof(buf)));
	return ret;
}

static int play_remove_link(struct air *air, const struct air_play *play)
{
	int ret = need_association(air, play);

	return ret ? ret : remove_links(air, play, play->remove ?: 1u << 1);
}

static int play_disconnect(struct air *air, const struct air_play *play)
{
	int ret = air_disconnect(air, play->timeout);

	if (!ret)
		step(play, "disconnected: by the client");
	return ret;
}

const struct air_scenario air_scenarios[] = {
	{ "associate", "the client associates with all links",
	  2, play_associate },
	{ "remove-link", "the AP removes a link (--remove, default 1)",
	  2, play_remove_link },
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
