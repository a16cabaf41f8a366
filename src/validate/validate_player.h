/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A process that plays one scenario on a simulated air, in a network namespace
 * of its own. A process can be killed, whatever happens to it in the kernel or
 * outside: then its radios and its namespace go, too, and the tracer goes on
 * reading. It also ends with its parent.
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
 * Start a player; with scenario NULL it only opens the air. @step_ms is the
 * time limit of each step. Returns 0 or -errno; the player reports in messages.
 */
int player_start(struct player *player, const struct air_scenario *scenario,
		 int step_ms);
/* Wait for the next message; -EPIPE when the player has ended. */
int player_receive(struct player *player, struct player_msg *msg);
void player_go_on(struct player *player);
/*
 * Kill the player and wait until it is gone. Returns false if it is still there
 * after @ms: then it hangs in the kernel.
 */
bool player_stop(struct player *player, int ms);

#endif
