/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writes to stdout: text for people, or JSON lines, which are a recording at
 * the same time.
 */
#ifndef MLOTRACE_OUTPUT_H
#define MLOTRACE_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "code/fixstate.h"
#include "kernel/misses.h"
#include "lifecycle/lifecycle.h"
#include "recording/meta.h"

struct summary {
	uint64_t time;			/* boot clock, ns */
	uint64_t duration_ns;
	bool unaffected;
	enum reason doubt;		/* not everything was seen */
	bool scan;			/* of a scan, with these: */
	size_t stations;
	unsigned int radios;		/* of mac80211 */
	const struct tally *tally;
	const struct misses *missed;	/* NULL: not known */
};

struct output {
	FILE *file;
	bool json;
	bool all;			/* text: the whole lifecycle */
	bool verbose;			/* text: hooks missing at no cost, too */
	bool color;
	bool journal;			/* text: a line with a priority each */
	struct clock clock;
	int err;			/* from the first write that failed */
};

/*
 * Return an output to stdout: for the journal if stdout goes there, in colour
 * if it is a terminal and NO_COLOR is not set.
 */
struct output output_stdout(bool json, bool all);

void output_meta(struct output *out, const struct meta *meta);

/* Write in words what this program, the kernel and mac80211 are. */
void output_identity(FILE *file, const struct meta *meta);
/* JSON only: the record itself. */
void output_record(struct output *out, const union any_record *rec);
void output_event(struct output *out, const struct event *ev);
/* Write one station of a scan; the found events say which links are stale. */
void output_station(struct output *out, const struct rec_station *rec,
		    const struct event *found, size_t count);
void output_summary(struct output *out, const struct summary *summary);

/* Return an enum exit_status, and the kernel's state as far as it showed. */
int summary_status(const struct summary *summary);
enum kernel_state summary_state(const struct summary *summary);

/* The state as a clause; NULL if it is not known. */
const char *summary_state_text(const struct summary *summary);

#endif
