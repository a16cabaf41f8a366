/* SPDX-License-Identifier: GPL-2.0-only */
/* The first line of a recording. */
#ifndef MLOTRACE_META_H
#define MLOTRACE_META_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record.h"

struct json_object;

#define JSON_VERSION 1
#define META_HOOKS 48
#define META_LIVEPATCHES 16

/* Converts boot-clock to wall-clock times, as of the start of the recording. */
struct clock {
	int64_t wall_offset_ns;		/* wall clock minus boot clock */
	int32_t utc_offset_s;		/* east of Greenwich */
};

struct missing_hook {
	char function[64];
	char reason[64];
	char cost[128];			/* "" if nothing is lost */
};

/* What a recording says of itself in its first line. */
struct meta {
	char version[32];		/* of mlotrace */
	char release[65], machine[65];	/* of the kernel */
	char build_id[65], srcversion[65];	/* of mac80211; "" if none */
	bool builtin;			/* mac80211 is no module */
	bool unaffected;		/* carries out no removals by APs */
	uint64_t time;			/* boot clock, ns */
	struct clock clock;
	/* filters; "" and -1: none */
	char iface[IFACE_NAME_SIZE + 1];	/* not escaped */
	char sta[18];
	int link;
	char hooks[META_HOOKS][64];	/* those attached, each once */
	char via[META_HOOKS][16];	/* how each is: hook_way_name() */
	size_t hook_count;
	struct missing_hook missing[META_HOOKS];
	size_t missing_count;
	/* active live patches of mac80211, "name: function" */
	char livepatches[META_LIVEPATCHES][160];
	size_t livepatch_count;
};

/* Read what output_meta() writes; -EINVAL if it is something else. */
int meta_from_json(struct json_object *in, struct meta *meta);

#endif
