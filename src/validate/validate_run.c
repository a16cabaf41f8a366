// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/boot_clock.h"
#include "base/util.h"
#include "validate/validate_run.h"

#define STOP_MS 5000		/* for a killed player to end */
#define SETTLE_TRIES 100	/* 20 ms each, for its radios to go */
#define RETRIES 3		/* repeats of a play that came to nothing */
/*
 * After proof of a dangling link, wait no longer than this for the player's
 * messages, since the kernel may hang.
 */
#define DANGLING_GRACE_MS 1500

static uint64_t ms_from_now(int ms)
{
	return boot_time() + ms * NSEC_PER_MSEC;
}

/* -ETIMEDOUT at the deadline, -EINTR for a signal. */
static int wait_input(struct validation *v, uint64_t deadline)
{
	struct pollfd fds[2] = {
		{ .fd = v->player.fd, .events = POLLIN },
		{ .fd = v->watch.lc ? session_fd(v->watch.session) : -1,
		  .events = POLLIN },
	};
	uint64_t now = boot_time();
	uint64_t ns = now < deadline ? deadline - now : 0;
	struct timespec left = {
		.tv_sec = ns / NSEC_PER_SEC, .tv_nsec = ns % NSEC_PER_SEC,
	};
	int err = 0;

	if (*v->stop)
		return -EINTR;
	if (!ns)
		return -ETIMEDOUT;
	if (ppoll(fds, 2, &left, &v->mask) < 0)
		return errno == EINTR && !*v->stop ? 0 : -errno;
	if (fds[1].revents)
		err = watch_drain(&v->watch);
	return err ?: fds[0].revents ? 1 : 0;
}

/* Wait for the player's next message other than a step. */
static int wait_for_player(struct validation *v, enum player_step step,
			uint64_t deadline, struct player_msg *msg)
{
	bool noticed = false;
	int ret;

	for (;;) {
		if (v->ev.seen.dangling && !noticed) {
			uint64_t soon = ms_from_now(DANGLING_GRACE_MS);

			deadline = soon < deadline ? soon : deadline;
			noticed = true;
		}
		ret = wait_input(v, deadline);
		if (ret < 0)
			return ret;
		if (!ret)
			continue;
		ret = player_receive(&v->player, msg);
		if (ret)
			return ret;
		v->ev.info = msg->info;
		if (msg->step == step)
			return 0;
		validate_report_step(v->report, msg->text);
	}
}

static void note_end(struct validation *v, int err)
{
	struct evidence *ev = &v->ev;

	if (err == -ETIMEDOUT)
		ev->timed_out = true;
	else if (!ev->ret)
		ev->ret = err;
	if (err == -EPIPE)
		snprintf(ev->error, sizeof(ev->error),
			 "the player ended unexpectedly");
	else if (err != -ETIMEDOUT)
		snprintf(ev->error, sizeof(ev->error), "%s", errno_text(err));
}

/* Collect what the player reports; its errors are evidence, not failures. */
static int follow_play(struct validation *v, uint64_t deadline)
{
	struct evidence *ev = &v->ev;
	struct player_msg msg;
	int err = wait_for_player(v, PLAYER_READY, deadline, &msg);

	if (!err && !msg.ret) {
		err = watch_begin(&v->watch, msg.netns, &ev->info, &ev->seen);
		if (err)
			return err;
		err = wait_for_player(v, PLAYER_PLAYED, deadline, &msg);
	}
	if (err) {
		note_end(v, err);
		return err == -ETIMEDOUT || err == -EPIPE ? 0 : err;
	}
	ev->ret = msg.ret;
	snprintf(ev->error, sizeof(ev->error), "%s", msg.text);
	return 0;
}

/* Does the evidence so far prove a dangling link? */
static bool is_dangling(const struct evidence *ev)
{
	return ev->seen.dangling || ev->after.hashed;
}

static int follow_leaving(struct validation *v, uint64_t deadline)
{
	struct air_info info = v->ev.info;
	struct player_msg msg;
	int err;

	player_go_on(&v->player);
	err = wait_for_player(v, PLAYER_LEFT, deadline, &msg);
	if (!err && msg.ret) {
		err = msg.ret;
		snprintf(v->ev.error, sizeof(v->ev.error), "%s", msg.text);
		v->ev.ret = v->ev.ret ?: err;
	} else if (err) {
		note_end(v, err);
	} else {
		err = watch_look(&v->watch, &v->ev.left);
	}
	/* judge the links at the end of the play, not after leaving */
	v->ev.info = info;
	return err == -EINTR ? err : 0;
}

static void read_log(struct validation *v)
{
	struct evidence *ev = &v->ev;
	char line[KLOG_LINE_SIZE];

	while (klog_next_complaint(&v->klog, line, sizeof(line)))
		if (!ev->complaints++)
			memcpy(ev->complaint, line, sizeof(line));
	ev->log_unread = v->klog.fd < 0 || v->klog.lost;
	v->klog.lost = 0;
}

/* Kill the player, and wait for its radios, which go a moment later. */
static void end_player(struct validation *v)
{
	const struct timespec moment = { .tv_nsec = 20 * NSEC_PER_MSEC };

	if (!v->player.pid || v->hung)
		return;
	v->hung = !player_stop(&v->player, STOP_MS);
	for (int i = 0; i < SETTLE_TRIES && !v->hung; i++) {
		if (watch_radios(&v->watch) <= v->radios)
			return;
		nanosleep(&moment, NULL);
	}
}

static void end_watch(struct validation *v)
{
	if (!v->watch.lc)
		return;
	watch_end(&v->watch, boot_time());
	v->lost += v->ev.seen.lost;
	for (int cause = 0; cause < CAUSES; cause++)
		for (int outcome = 0; outcome < OUTCOMES; outcome++)
			v->removals[cause][outcome] +=
				v->ev.seen.removals[cause][outcome];
}

/* The steps of a play share its time, so each may use only a part of it. */
static int step_ms(const struct validation *v)
{
	return v->timeout_ms / 3 + 1;
}

static int play(struct validation *v, const struct air_scenario *scenario)
{
	uint64_t deadline;
	int err;

	v->ev = (struct evidence){ 0 };
	v->radios = watch_radios(&v->watch);
	err = player_start(&v->player, scenario, step_ms(v));
	if (err)
		return err;
	deadline = ms_from_now(v->timeout_ms);
	err = follow_play(v, deadline);
	if (!err && v->watch.lc)
		err = watch_look(&v->watch, &v->ev.after);
	v->dangling = is_dangling(&v->ev);
	if (!err && v->watch.lc && !v->ev.timed_out && !v->dangling)
		err = follow_leaving(v, deadline);
	read_log(v);
	end_watch(v);
	/* if the structures are broken, report that before touching them */
	if (!v->dangling)
		end_player(v);
	return err;
}

static int play_to_the_end(struct validation *v, struct scenario_result *res,
			   const struct air_scenario *scenario)
{
	int err = play(v, scenario);

	for (int i = 0; i < RETRIES && !err && !v->hung; i++) {
		if (!play_came_to_nothing(&v->ev))
			break;
		validate_report_step(v->report, v->ev.error);
		validate_report_step(v->report, "played again");
		res->retried++;
		err = play(v, scenario);
	}
	return err;
}

static int play_all(struct validation *v, struct scenario_result *res)
{
	const struct air_scenario *scenario =
		air_scenario_find(res->expected->name);
	int err = 0;

	if (!scenario) {
		judge_unplayed(res, RESULT_SKIP, "the air does not know it");
		return 0;
	}
	if (v->dangling) {
		judge_unplayed(res, RESULT_SKIP, "not played: the kernel "
			       "is dangling, and may hang or crash");
		return 0;
	}
	if (res->expected->unsafe && !res->named) {
		judge_unplayed(res, RESULT_SKIP, "not played unless named: it "
			       "can break a kernel that has this bug");
		return 0;
	}
	if (v->unaffected &&
	    (res->expected->removal || res->expected->announced)) {
		judge_unplayed(res, RESULT_SKIP, "this kernel carries out no "
			       "removal by the AP");
		return 0;
	}
	for (unsigned int i = 0; i < v->repeat && !v->dangling && !err; i++) {
		err = play_to_the_end(v, res, scenario);
		if (!err)
			judge_play(res, &v->ev);
		/* what cannot be played once cannot be played again */
		if (scenario_outcome(res) == RESULT_SKIP)
			break;
	}
	return err;
}

int validate_run(struct validation *v)
{
	for (size_t i = 0; i < v->count; i++) {
		int err = play_all(v, &v->results[i]);

		if (err) {
			/* report what its plays have shown so far */
			if (v->results[i].plays)
				validate_report_scenario(v->report,
							 &v->results[i]);
			return err;
		}
		validate_report_scenario(v->report, &v->results[i]);
		if (v->report->out.err)
			return v->report->out.err;
	}
	return 0;
}

void validate_end(struct validation *v)
{
	end_player(v);
}

int validate_try(struct validation *v)
{
	struct player_msg msg = { 0 };
	int err;

	v->ev = (struct evidence){ 0 };
	v->radios = watch_radios(&v->watch);
	err = player_start(&v->player, NULL, step_ms(v));
	if (!err)
		err = wait_for_player(v, PLAYER_READY, ms_from_now(v->timeout_ms),
				   &msg);
	snprintf(v->ev.error, sizeof(v->ev.error), "%s",
		 err ? errno_text(err) : msg.text);
	end_player(v);
	return err ?: msg.ret;
}
