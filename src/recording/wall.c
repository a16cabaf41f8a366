// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>

#include "base/util.h"
#include "recording/wall.h"

void wall_split(const struct clock *clock, uint64_t boot_ns, struct tm *tm,
		unsigned int *usec)
{
	int64_t wall = boot_ns + clock->wall_offset_ns;
	time_t local = wall / (int64_t)NSEC_PER_SEC + clock->utc_offset_s;

	gmtime_r(&local, tm);
	*usec = wall % (int64_t)NSEC_PER_SEC / 1000;
}

char *wall_rfc3339(const struct clock *clock, uint64_t boot_ns,
		   char buf[WALL_SIZE])
{
	int offset = abs(clock->utc_offset_s) / 60;
	char date[24] = "";
	unsigned int usec;
	struct tm tm;

	wall_split(clock, boot_ns, &tm, &usec);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(buf, WALL_SIZE, "%s.%06u%c%02d:%02d", date, usec,
		 clock->utc_offset_s < 0 ? '-' : '+', offset / 60 % 24,
		 offset % 60);
	return buf;
}

char *wall_time_of_day(const struct clock *clock, uint64_t boot_ns,
		       char buf[WALL_SIZE])
{
	unsigned int usec;
	struct tm tm;

	wall_split(clock, boot_ns, &tm, &usec);
	strftime(buf, WALL_SIZE, "%H:%M:%S", &tm);
	return buf;
}
