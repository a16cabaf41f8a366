// SPDX-License-Identifier: GPL-2.0-only
/*
 * scenario_wait.c - waits for what happens to links, and reports it
 */
#include <errno.h>

#include "air/scenario_life.h"

int64_t deadline_of(const struct air_play *play)
{
	return air_now() + play->timeout * INT64_C(1000);
}

/* Wait until the client has disconnected, for whatever reason */
int wait_disconnect(struct air *air, const struct air_play *play)
{
	int ret = air_wait(air, EVENT_DISCONNECT, deadline_of(play));

	if (ret == -ETIMEDOUT)
		return air_fail(air, ret, "the client did not disconnect");
	if (ret < 0)
		return ret;
	step(play, "disconnected: by %s, reason %u",
	     air->life.by_ap ? "the AP" : "this host", air->life.reason);
	return 0;
}

/* Wait until exactly @links are active; @why begins the step that reports it */
int wait_active(struct air *air, const struct air_play *play, uint16_t links,
		const char *why)
{
	const struct air_info *info = air_info(air);
	int ret = air_wait_active(air, links, play->timeout);
	char a[40], b[40];

	list(info->links_active, a, sizeof(a));
	if (ret == -ETIMEDOUT)
		return air_fail(air, -ETIMEDOUT, "active are links %s, not %s",
				a, list(links, b, sizeof(b)));
	if (!ret)
		step(play, "%s: active links %s of %s", why, a,
		     list(info->links_up, b, sizeof(b)));
	return ret;
}
