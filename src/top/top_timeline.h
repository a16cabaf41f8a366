/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A recording in memory, to go back and forth in it. A step is a record that
 * made at least one event. Position 0 is before the first step. The last step
 * may be the end of the recording, if that makes an event.
 */
#ifndef MLOTRACE_TOP_TIMELINE_H
#define MLOTRACE_TOP_TIMELINE_H

#include "recording/replay.h"
#include "top/top.h"

struct timeline;

/* Read it all; errors are reported, and returned as a negative errno. */
int timeline_open(struct timeline **timeline, const char *path,
	      const struct filter *filter);
void timeline_close(struct timeline *timeline);

/* How many steps there are, and which of them is shown. */
size_t timeline_steps(const struct timeline *timeline);
size_t timeline_step(const struct timeline *timeline);

/* Show this step, at most the last one. -ENOMEM when memory is out. */
int timeline_go(struct timeline *timeline, size_t step);

/* The next or previous step with a finding; the same step if there is none */
size_t timeline_next_finding(const struct timeline *timeline, int direction);

/* What is shown; valid until the next timeline_go(). */
const struct top *timeline_top(const struct timeline *timeline);

/* Of the whole recording. */
const struct meta *timeline_meta(const struct timeline *timeline);
const struct summary *timeline_summary(const struct timeline *timeline);

#endif
