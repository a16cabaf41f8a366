// SPDX-License-Identifier: GPL-2.0-only
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

/* Once an event: 2,600 instructions less than strftime() and snprintf(). */
char *wall_rfc3339(const struct clock *clock, uint64_t boot_ns,
		   char buf[WALL_SIZE])
{
	const unsigned int offset = abs(clock->utc_offset_s) / 60;
	const char sign = clock->utc_offset_s < 0 ? '-' : '+';
	unsigned int usec;
	char *to = buf;
	struct tm tm;

	wall_split(clock, boot_ns, &tm, &usec);
	const struct {
		unsigned int value;
		uint8_t digits;
		char behind;
	} parts[] = {
		{ tm.tm_year + 1900, 4, '-' }, { tm.tm_mon + 1, 2, '-' },
		{ tm.tm_mday, 2, 'T' }, { tm.tm_hour, 2, ':' },
		{ tm.tm_min, 2, ':' }, { tm.tm_sec, 2, '.' },
		{ usec, 6, sign }, { offset / 60 % 24, 2, ':' },
		{ offset % 60, 2, '\0' },
	};

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		unsigned int value = parts[i].value;

		for (int digit = parts[i].digits; digit--; value /= 10)
			to[digit] = '0' + value % 10;
		to += parts[i].digits;
		*to++ = parts[i].behind;
	}
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
