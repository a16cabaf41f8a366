/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scenario.h - what can be played on a simulated air, by name
 */
#ifndef AIR_SCENARIO_H
#define AIR_SCENARIO_H

#include <stddef.h>

#include "air/air.h"

struct air_play {
	uint16_t remove;	/* links to remove, or what else the scenario
				   is about, 0: its choice */
	uint16_t ask;		/* links that the client asks for, 0: all */
	unsigned int code;	/* status or reason code, 0: its choice */
	unsigned int tbtts;	/* AP Removal Timer, in beacon intervals */
	unsigned int stations;	/* of ap-load */
	unsigned int rounds;	/* in which these links go and come back; or
				   of fuzz-beacons */
	unsigned int seed;	/* of fuzz-beacons */
	int timeout;		/* ms for each step, besides countdowns */
	/* called with a line, without newline, for each step; or NULL */
	void (*step)(void *ctx, const char *line);
	void *ctx;
};

struct air_scenario {
	const char *name;
	const char *text;	/* what it does, in one line */
	unsigned int links;	/* the fewest that the AP MLD must have */
	int (*play)(struct air *air, const struct air_play *play);
};

extern const struct air_scenario air_scenarios[];
extern const size_t air_scenario_count;

/* More scenarios, for mlotrace-air alone; they need air_live() */
extern const struct air_scenario air_life[];
extern const size_t air_life_count;

const struct air_scenario *air_scenario_find(const char *name);

#endif
