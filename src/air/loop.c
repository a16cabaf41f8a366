// SPDX-License-Identifier: GPL-2.0-only
/*
 * loop.c - runs the simulated air: sends beacons and handles what comes in
 */
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "air/priv.h"

#define SCAN_BEACON_US		10000

static int send_beacons(struct air *air, int64_t now)
{
	int64_t interval = air->hurry ? SCAN_BEACON_US :
					air->ap.interval * TU_US;
	int ret = ap_beacons(air);

	air->next_beacon += interval;
	if (air->next_beacon < now)		/* late: no burst */
		air->next_beacon = now + interval;
	return ret;
}

/* Waits for frames and events until @until, and handles them */
static int wait_input(struct air *air, int64_t now, int64_t until)
{
	struct pollfd fds[2] = {
		{ nl_socket_get_fd(air->medium), POLLIN, 0 },
		{ nl_socket_get_fd(air->events), POLLIN, 0 },
	};
	int64_t ms = (until - now + 999) / 1000;

	if (poll(fds, 2, ms < 0 ? 0 : ms) < 0)
		return air_fail(air, -errno, "interrupted");
	if (fds[0].revents)
		nl_recvmsgs_default(air->medium);
	if (fds[1].revents)
		nl_recvmsgs_default(air->events);
	return 0;
}

/* Runs the air until something happens; -ETIMEDOUT at @deadline */
int air_turn(struct air *air, int64_t deadline)
{
	int64_t now = air_now();
	int ret = 0;

	if (now >= deadline)
		return air_fail(air, -ETIMEDOUT, "time is over");
	if (now >= air->next_beacon)
		ret = send_beacons(air, now);
	if (ret)
		return air_fail(air, ret, "cannot send a beacon: %s",
				strerror(-ret));
	return wait_input(air, now, deadline < air->next_beacon ?
				    deadline : air->next_beacon);
}

/*
 * Runs the air until one of @events was seen or @deadline has come. Returns
 * the events seen, or -ETIMEDOUT or another negative errno.
 */
int air_wait(struct air *air, unsigned int events, int64_t deadline)
{
	int ret = 0;

	if (air->hurry)
		air->next_beacon = 0;
	while (!ret && !(air->seen & events))
		ret = air_turn(air, deadline);
	return ret ? ret : (int)(air->seen & events);
}
