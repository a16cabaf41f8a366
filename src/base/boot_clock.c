// SPDX-License-Identifier: GPL-2.0-only
#include <time.h>

#include "base/boot_clock.h"
#include "base/util.h"

static int64_t clock_ns(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return ts.tv_sec * (int64_t)NSEC_PER_SEC + ts.tv_nsec;
}

uint64_t boot_time(void)
{
	return clock_ns(CLOCK_BOOTTIME);
}

uint64_t deadline_after(uint64_t time, uint64_t duration_ns)
{
	return duration_ns > UINT64_MAX - time ? UINT64_MAX :
						 time + duration_ns;
}

uint64_t earliest(uint64_t a, uint64_t b)
{
	return a && (!b || a < b) ? a : b;
}

bool time_left(uint64_t deadline, struct timespec *left)
{
	uint64_t now = boot_time();

	if (!deadline)
		return true;
	if (now >= deadline)
		return false;
	left->tv_sec = (deadline - now) / NSEC_PER_SEC;
	left->tv_nsec = (deadline - now) % NSEC_PER_SEC;
	return true;
}

int64_t wall_offset(void)
{
	return clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_BOOTTIME);
}
