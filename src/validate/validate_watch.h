/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Watches what the kernel does with the radios of one play. Of all radios of
 * the machine, those in the player's network namespace belong to the play.
 */
#ifndef MLOTRACE_VALIDATE_WATCH_H
#define MLOTRACE_VALIDATE_WATCH_H

#include "kernel/session.h"
#include "lifecycle/lifecycle.h"
#include "validate/validate.h"

#define WATCH_RADIOS 4
#define WATCH_SIGHTINGS 64

/* Stations with their stale links, or hash nodes, by the kernel's address. */
struct sightings {
	uint64_t keys[WATCH_SIGHTINGS];
	uint16_t links[WATCH_SIGHTINGS];
	size_t count;
};

struct watch {
	struct session *session;
	event_fn emit;		/* gets the events of the play */
	void *ctx;
	struct lifecycle *lc;
	uint32_t netns;		/* of the player */
	const struct air_info *info;
	struct seen *seen;
	uint64_t radios[WATCH_RADIOS];	/* keys of its ieee80211_local */
	size_t radio_count;
	bool walk_is_ours;	/* the walk of the current record */
	int reconfiguring;	/* reconfigurations entered, but not left yet */
	uint32_t lost_before;
	struct look *look;	/* being taken, or NULL */
	struct sightings stale[2], nodes[2];	/* of the two looks */
	int round;
};

/*
 * Begin to watch a play. @info and @seen stay the caller's, who keeps @info up
 * to date. Returns 0 or -ENOMEM.
 */
int watch_begin(struct watch *watch, uint32_t netns,
		const struct air_info *info, struct seen *seen);
/* Process what the hooks have sent. */
int watch_drain(struct watch *watch);
/* How many radios the machine has, or a negative errno. */
int watch_radios(struct watch *watch);
/* Walk the structures, once no reconfiguration is under way. */
int watch_look(struct watch *watch, struct look *look);
/* The play is over: a removal without an outcome by now is unknown. */
void watch_end(struct watch *watch, uint64_t time);

#endif
