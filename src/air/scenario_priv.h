/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scenario_priv.h - what the files of the scenarios share
 */
#ifndef AIR_SCENARIO_PRIV_H
#define AIR_SCENARIO_PRIV_H

#include "air/scenario.h"

#define LINK(id)	(1u << (id))
#define INTERVAL_MS	103	/* beacon interval, 100 TU, rounded up */

#define MAC_FMT		"%02x:%02x:%02x:%02x:%02x:%02x"
#define MAC_ARG(a)	(a)[0], (a)[1], (a)[2], (a)[3], (a)[4], (a)[5]

/*
 * scenario_step.c: step() tells the player what happened; list() writes links
 * as "0,1"; choice() returns the user's links, or else the scenario's
 */
void step(const struct air_play *play, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

const char *list(uint16_t links, char *buf, size_t size);
uint16_t choice(const struct air_play *play, uint16_t links);

/* scenario.c */
int need_links(struct air *air, const struct air_play *play, uint16_t links);
int play_associate(struct air *air, const struct air_play *play);
int reconfigure(struct air *air, const struct air_play *play, uint16_t add,
		uint16_t del);

/* scenario_host.c: start mac80211's AP, if needed; add a station with links 0
   and 1 to it */
int need_host(struct air *air, const struct air_play *play);
int add_station(struct air *air, const struct air_play *play,
		struct air_station *sta);
int play_ap_station(struct air *air, const struct air_play *play);
int play_ap_churn(struct air *air, const struct air_play *play);
int play_ap_load(struct air *air, const struct air_play *play);
int play_ap_remove_link(struct air *air, const struct air_play *play);
int play_ap_stop(struct air *air, const struct air_play *play);

#endif
