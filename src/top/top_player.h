/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A recording in memory, for going forth and back in it. A step is a record
 * that made at least one event; position 0 is before the first, and the last
 * one may be the end of the recording, where that tells something.
 */
#ifndef MLOTRACE_TOP_TAPE_H
#define MLOTRACE_TOP_TAPE_H

#include "recording/replay.h"
#include "top/top.h"

struct tape;

/* Read it all; errors are reported, and returned as a negative errno. */
int tape_open(struct tape **tape, const char *path,
	      const struct filter *filter);
void tape_close(struct tape *tape);

/* How many steps there are, and which of them is shown. */
size_t tape_steps(const struct tape *tape);
size_t tape_step(const struct tape *tape);

/* Show this step; beyond the last is the last. -ENOMEM when memory is out. */
int tape_go(struct tape *tape, size_t step);

/* The next step with a finding, or the one before; the same if none. */
size_t tape_next_finding(const struct tape *tape, int direction);

/* What is shown; valid until the next tape_go(). */
const struct top *tape_top(const struct tape *tape);

/* Of the whole recording. */
const struct meta *tape_meta(const struct tape *tape);
const struct summary *tape_summary(const struct tape *tape);

#endif
