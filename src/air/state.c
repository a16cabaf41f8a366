// SPDX-License-Identifier: GPL-2.0-only
/*
 * state.c - what all files of the simulated air use: time, randomness, errors
 */
#include <stdarg.h>
#include <stdio.h>
#include <sys/random.h>
#include <time.h>

#include "air/priv.h"

/* Records why something failed; returns @err */
int air_fail(struct air *air, int err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(air->error, sizeof(air->error), fmt, args);
	va_end(args);
	return err;
}

/* Time in us; also the TSF of the AP MLD */
int64_t air_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

/* Forgets the events seen so far */
void air_expect(struct air *air)
{
	air->seen = 0;
	air->timed_out = false;
	air->status = 0;
}

/* Fills @addr with a random, locally administered unicast address */
void random_addr(uint8_t *addr)
{
	while (getrandom(addr, MAC_LEN, GRND_INSECURE) != MAC_LEN)
		;
	addr[0] = (addr[0] & ~0x01) | 0x02;
}
