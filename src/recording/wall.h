/* SPDX-License-Identifier: GPL-2.0-only */
/* Shows boot-clock times in the local time of the machine that traced. */
#ifndef MLOTRACE_WALL_H
#define MLOTRACE_WALL_H

#include <time.h>

#include "recording/meta.h"

#define WALL_SIZE 48

/* Return the local time there, and the microseconds of its second. */
void wall_split(const struct clock *clock, uint64_t boot_ns, struct tm *tm,
		unsigned int *usec);

/* RFC 3339, with the offset of the machine that traced. Returns buf. */
char *wall_rfc3339(const struct clock *clock, uint64_t boot_ns,
		   char buf[WALL_SIZE]);

/* "14:02:11" */
char *wall_time_of_day(const struct clock *clock, uint64_t boot_ns,
		       char buf[WALL_SIZE]);

#endif
