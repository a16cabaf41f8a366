/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A process that plays one scenario on a simulated air, in a network namespace
 * of its own. It is a process so that whatever becomes of it, in the kernel or
 * outside, it can be ended: radios, namespace and all then go with it, and the
 * tracer goes on reading. It ends with its parent, too.
 */
#ifndef MLOTRACE_VALIDATE_PLAYER_H
#define MLOTRACE_VALIDATE_PLAYER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "air/scenario.h"

enum player_step {
	PLAYER_READY,	/* the air is open */
	PLAYER_STEP,	/* .text: what it just did */
	PLAYER_PLAYED,	/* waits for player_go_on() to leave */
	PLAYER_LEFT,	/* waits for player_go_on() to end */
};

struct player_msg {
	enum player_step step;
	int ret;		/* a negative errno: .text says why */
	uint32_t netns;		/* inode number of its namespace */
	struct air_info info;
	char text[256];
};

struct player {
	pid_t pid;		/* 0: none */
	int fd;			/* readable when there is a message */
};

/*
 * With scenario NULL it only opens the air. @step_ms is the time limit of each
 * step. Returns 0 or -errno; the messages are the answer.
 */
int player_start(struct player *player, const struct air_scenario *scenario,
		 int step_ms);
/* The next message; -EPIPE when the player has ended. Waits. */
int player_receive(struct player *player, struct player_msg *msg);
void player_go_on(struct player *player);
/*
 * Kill it and wait until it is gone; false if it is not after @ms: then the
 * kernel hangs in what it does.
 */
bool player_stop(struct player *player, int ms);

#endif
