// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/util.h"
#include "validate/validate_player.h"

#define POLL_MS 5

struct stage {
	int fd;
	uint32_t netns;
	struct air *air;
};

static void tell(const struct stage *stage, enum player_step step, int ret,
		 const char *text)
{
	struct player_msg msg = {
		.step = step, .ret = ret, .netns = stage->netns,
	};

	if (stage->air)
		msg.info = *air_info(stage->air);
	snprintf(msg.text, sizeof(msg.text), "%s", text);
	if (send(stage->fd, &msg, sizeof(msg), MSG_NOSIGNAL) < 0)
		_exit(EXIT_FAILURE);	/* the parent has gone */
}

static void tell_result(const struct stage *stage, enum player_step step,
			int ret)
{
	tell(stage, step, ret, ret ? air_error(stage->air) : "");
}

static void tell_step(void *ctx, const char *line)
{
	tell(ctx, PLAYER_STEP, 0, line);
}

static void wait_for_go_on(const struct stage *stage)
{
	char c;

	if (recv(stage->fd, &c, 1, 0) != 1)
		_exit(EXIT_FAILURE);
}

/* Close everything that comes from the parent: its hooks, its terminal. */
static void let_go(int fd)
{
	int null = open("/dev/null", O_RDWR);

	for (int i = 0; i < 3; i++)
		dup2(null, i);
	if (fd > 3)
		syscall(SYS_close_range, 3, fd - 1, 0);
	syscall(SYS_close_range, fd + 1, ~0U, 0);
}

static int enter_netns(struct stage *stage)
{
	struct stat st;
	int err = air_own_netns();

	if (err)
		return err;
	if (stat("/proc/self/ns/net", &st))
		return -errno;
	stage->netns = st.st_ino;
	return 0;
}

static void play(struct stage *stage, const struct air_scenario *scenario,
		 int step_ms)
{
	const struct air_play how = {
		.tbtts = 3, .timeout = step_ms, .step = tell_step,
		.ctx = stage,
	};
	int ret;

	tell_result(stage, PLAYER_PLAYED, scenario->play(stage->air, &how));
	wait_for_go_on(stage);
	ret = air_disconnect(stage->air, step_ms);
	if (!ret)
		ret = air_host_close(stage->air);
	tell_result(stage, PLAYER_LEFT, ret);
	wait_for_go_on(stage);
}

static void perform(int fd, const struct air_scenario *scenario, int step_ms)
{
	struct air_options options = {
		.links = scenario ? scenario->links : AIR_LINKS_MAX,
	};
	struct stage stage = { .fd = fd };
	int ret = enter_netns(&stage);

	if (ret) {
		tell(&stage, PLAYER_READY, ret,
		     "cannot make a network namespace");
		_exit(EXIT_FAILURE);
	}
	ret = air_open(&stage.air, &options);
	if (!ret && !scenario)
		ret = air_stays_up(stage.air);
	tell_result(&stage, PLAYER_READY, ret);
	if (!ret && scenario)
		play(&stage, scenario, step_ms);
	air_close(stage.air);
	_exit(EXIT_SUCCESS);
}

int player_start(struct player *player, const struct air_scenario *scenario,
		 int step_ms)
{
	pid_t parent = getpid();
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds))
		return -errno;
	player->pid = fork();
	if (player->pid < 0) {
		int err = -errno;

		close(fds[0]);
		close(fds[1]);
		player->pid = 0;
		return err;
	}
	if (!player->pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(EXIT_FAILURE);
		let_go(fds[1]);
		perform(fds[1], scenario, step_ms);
	}
	close(fds[1]);
	player->fd = fds[0];
	return 0;
}

int player_receive(struct player *player, struct player_msg *msg)
{
	ssize_t len = recv(player->fd, msg, sizeof(*msg), 0);

	if (len == sizeof(*msg))
		return 0;
	/* ECONNRESET: it ended before it had read what we sent */
	return len < 0 && errno != ECONNRESET ? -errno : -EPIPE;
}

void player_go_on(struct player *player)
{
	send(player->fd, "", 1, MSG_NOSIGNAL);
}

bool player_stop(struct player *player, int ms)
{
	const struct timespec moment = { .tv_nsec = POLL_MS * NSEC_PER_MSEC };
	pid_t pid = 0;

	if (!player->pid)
		return true;
	kill(player->pid, SIGKILL);
	for (; ms > 0 && !pid; ms -= POLL_MS) {
		pid = waitpid(player->pid, NULL, WNOHANG);
		if (!pid)
			nanosleep(&moment, NULL);
	}
	if (pid)
		player->pid = 0;
	close(player->fd);
	player->fd = -1;
	return pid != 0;
}
