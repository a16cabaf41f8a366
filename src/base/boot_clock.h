/* SPDX-License-Identifier: GPL-2.0-only */
/* The clock of all records, CLOCK_BOOTTIME, and deadlines by it. */
#ifndef MLOTRACE_BOOT_CLOCK_H
#define MLOTRACE_BOOT_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct timespec;

/* The boot clock now, ns. */
uint64_t boot_time(void);

/* What the wall clock is ahead of it, right now, ns. */
int64_t wall_offset(void);

/* A deadline that long after time (boot clock, ns); the end of time at the most. */
uint64_t deadline_after(uint64_t time, uint64_t duration_ns);

/* The earlier one of two deadlines; 0: none. */
uint64_t earliest(uint64_t a, uint64_t b);

/*
 * How long it is until the deadline (boot clock, ns; 0: for ever, which is no
 * time in *left). False when it has passed.
 */
bool time_left(uint64_t deadline, struct timespec *left);

#endif
