/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * scenario_life.h - what the files of the scenarios in air_life share
 */
#ifndef AIR_SCENARIO_LIFE_H
#define AIR_SCENARIO_LIFE_H

#include "air/life.h"
#include "air/scenario_priv.h"

/* scenario_wait.c; the waiting functions report what happened as a step */
int64_t deadline_of(const struct air_play *play);
int wait_disconnect(struct air *air, const struct air_play *play);
int wait_active(struct air *air, const struct air_play *play, uint16_t links,
		const char *why);

/* scenario_switch.c */
int play_csa(struct air *air, const struct air_play *play);
int play_csa_quiet(struct air *air, const struct air_play *play);
int play_csa_extended(struct air *air, const struct air_play *play);
int play_csa_cancel(struct air *air, const struct air_play *play);

/* scenario_mapping.c */
int play_map_dormant(struct air *air, const struct air_play *play);
int play_map_cancel(struct air *air, const struct air_play *play);
int play_map_asked(struct air *air, const struct air_play *play);
int play_map_refused(struct air *air, const struct air_play *play);
int play_map_unanswered(struct air *air, const struct air_play *play);
int play_map_by_ap(struct air *air, const struct air_play *play);
int play_map_teardown(struct air *air, const struct air_play *play);

/* scenario_driver.c */
int play_hold_port(struct air *air, const struct air_play *play);
int play_deactivate(struct air *air, const struct air_play *play);
int play_beacon_loss(struct air *air, const struct air_play *play);
int play_suspend(struct air *air, const struct air_play *play);

#endif
