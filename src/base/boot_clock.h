/* SPDX-License-Identifier: GPL-2.0-only */
/* The clock of all records, CLOCK_BOOTTIME, and deadlines by it. */
#ifndef MLOTRACE_BOOT_CLOCK_H
#define MLOTRACE_BOOT_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct timespec;

/* The boot clock now, ns. */
uint64_t boot_time(void);

/* How far the wall clock is ahead of the boot clock right now, ns */
int64_t wall_offset(void);

/* A deadline so long after time (boot clock, ns), at most the end of time */
uint64_t deadline_after(uint64_t time, uint64_t duration_ns);

/* The earlier one of two deadlines; 0: none. */
uint64_t earliest(uint64_t a, uint64_t b);

/*
 * How long is it until the deadline (boot clock, ns)? If that is 0, it never
 * comes, and *left is not set. False when it has passed.
 */
bool time_left(uint64_t deadline, struct timespec *left);

#endif
