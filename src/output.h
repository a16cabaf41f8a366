/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is written to stdout: as text for people, or as JSON lines, which are
 * a recording at the same time.
 */
#ifndef MLOTRACE_OUTPUT_H
#define MLOTRACE_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "fixstate.h"
#include "hooks.h"
#include "lifecycle.h"
#include "misses.h"

#define JSON_VERSION 1

/* Boot-clock times become wall-clock times by what held when it started. */
struct clock {
	int64_t wall_offset_ns;		/* wall clock minus boot clock */
	int32_t utc_offset_s;		/* east of Greenwich */
};

struct missing_hook {
	char function[64];
	char reason[64];
	char cost[128];			/* "" where nothing is lost */
};

/* What a recording says of itself in its first line. */
struct meta {
	char version[32];		/* of mlotrace */
	char release[65], machine[65];	/* of the kernel */
	char build_id[65], srcversion[65];	/* of mac80211; "" if none */
	bool builtin;			/* mac80211 is no module */
	bool unaffected;		/* this kernel has no such removal */
	uint64_t time;			/* boot clock, ns */
	struct clock clock;
	/* filters; "" and -1: none */
	char iface[IFACE_NAME_SIZE + 1];	/* as it is, not escaped */
	char sta[18];
	int link;
	char hooks[HOOK_COUNT][64];	/* attached, each once */
	char via[HOOK_COUNT][16];	/* how: hook_way_name() */
	size_t hook_count;
	struct missing_hook missing[HOOK_COUNT];
	size_t missing_count;
};

struct summary {
	uint64_t time;			/* boot clock, ns */
	uint64_t duration_ns;
	bool unaffected;
	enum reason doubt;		/* not everything was seen */
	bool scan;			/* of a scan, with these: */
	size_t stations;
	unsigned int radios;		/* of mac80211 */
	const struct tally *tally;
	const struct misses *missed;	/* NULL: it is not known */
};

struct output {
	FILE *file;
	bool json;
	bool all;			/* text: the whole lifecycle */
	bool verbose;			/* text: hooks missing at no cost, too */
	bool color;
	bool journal;			/* text: a line with a priority each */
	struct clock clock;
	int err;			/* of the first write that failed */
};

/*
 * To stdout; for the journal where that is behind it; in colour where that is a
 * terminal and NO_COLOR is not set.
 */
struct output output_stdout(bool json, bool all);

/* What output_meta() wrote as JSON; -EINVAL when it is not that. */
struct json_object;
int meta_from_json(struct json_object *in, struct meta *meta);

void output_meta(struct output *out, const struct meta *meta);

/* In words: this program, the kernel, and which mac80211. */
void output_identity(FILE *file, const struct meta *meta);
/* JSON only: the record itself. */
void output_record(struct output *out, const union any_record *rec);
void output_event(struct output *out, const struct event *ev);
/*
 * One station of a scan; which of its links are stale is in the events that
 * were found.
 */
void output_station(struct output *out, const struct rec_station *rec,
		    const struct event *found, size_t count);
void output_summary(struct output *out, const struct summary *summary);

/* An enum exit_status, and the kernel's state as far as it showed. */
int summary_status(const struct summary *summary);
enum kernel_state summary_state(const struct summary *summary);

/* The same as a clause; NULL where the state is not known. */
const char *summary_state_text(const struct summary *summary);

#endif
