// SPDX-License-Identifier: GPL-2.0-only
/* mlotrace top: the links of every station on one screen. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/boot_clock.h"
#include "base/cmd.h"
#include "base/util.h"
#include "kernel/meta_fill.h"
#include "kernel/privilege.h"
#include "kernel/wait_for_mac80211.h"
#include "live/live.h"
#include "live/live_opts.h"
#include "live/stop.h"
#include "top/top_timeline.h"
#include "top/top_ui.h"

/* Records have stopped coming, so it is worth looking again. */
#define LOOK_AGAIN_NS (300 * NSEC_PER_MSEC)
/* Draw no more often than a reader can follow. */
#define FRAME_NS (50 * NSEC_PER_MSEC)

struct top_opts {
	struct live_opts live;
};

static const struct opt top_opts[] = {
	LIVE_FILTER_OPTS(top_opts),
	LIVE_ATTACH_OPTS(top_opts),
	{ 0 },
};

struct live {
	const struct top_opts *opts;
	struct ui ui;
	struct session *session;
	struct lifecycle *lc;
	struct top *top, *held;		/* held: while paused */
	struct meta meta;
	struct missed missed;
	uint64_t look_again_at;		/* when to look again; 0: not */
	uint64_t drawn_at;
	int uevents;			/* socket, -1: not watched */
	bool unloaded;			/* mac80211, while the screen is up */
	bool dirty;
	int err;			/* of an event */
};

static void catch_signals(sigset_t *mask)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, 0 };
	sigset_t resize;

	stop_on(signals, 0, mask);
	sigemptyset(&resize);
	sigaddset(&resize, SIGWINCH);
	sigprocmask(SIG_BLOCK, &resize, NULL);
	sigdelset(mask, SIGWINCH);
}

/* After the screen is restored, print the summary. Returns the exit status. */
static int conclude(const struct summary *summary, struct clock clock)
{
	struct output out = output_stdout(false, false);

	out.clock = clock;
	/* after SIGHUP, the reader has gone */
	if (stop_signal != SIGHUP)
		output_summary(&out, summary);
	return summary_status(summary);
}

/* ---- live ---- */

static void on_event(const struct event *ev, void *ctx)
{
	struct live *live = ctx;

	if (!live->err)
		live->err = top_event(live->top, ev);
}

static bool from_snapshot(const union any_record *rec)
{
	switch (rec->hdr.type) {
	case REC_STATION:
		return rec->station.point == POINT_SNAPSHOT;
	case REC_HASH_NODE:
		return rec->node.point == POINT_SNAPSHOT;
	case REC_WALK_END:
		return rec->walk.point == POINT_SNAPSHOT;
	case REC_MISSED:
		/* or it would go on for ever, if the ring is too small */
		return !rec->missed.skipped && is_walk_record(rec->missed.of);
	default:
		return false;
	}
}

/* Links become active after the last hooked call: look again soon. */
static int on_record(const union any_record *rec, void *ctx)
{
	struct live *live = ctx;
	int err = lifecycle_record(live->lc, rec);

	if (!from_snapshot(rec))
		live->look_again_at = boot_time() + LOOK_AGAIN_NS;
	live->dirty = true;
	return err ?: live->err;
}

static int look_again(struct live *live)
{
	live->look_again_at = 0;
	return live_look_again(live->session, on_record, live);
}

static int toggle_pause(struct live *live)
{
	struct scene *scene = &live->ui.scene;

	if (live->held) {
		top_free(live->held);
		live->held = NULL;
	} else {
		live->held = top_copy(live->top);
		if (!live->held)
			return -ENOMEM;
	}
	scene->paused = live->held;
	scene->top = live->held ?: live->top;
	return 0;
}

static int live_keys(struct live *live)
{
	struct ui *ui = &live->ui;
	enum view_key key;
	int err = 0;

	while (!err && (key = ui_key(ui, &live->dirty)) != KEYS_NONE) {
		if (key == KEYS_PAUSE)
			err = toggle_pause(live);
		else if (key == KEYS_AGAIN)
			err = look_again(live);
		else if (key == KEYS_LEFT)
			select_move(&ui->selection, ui->scene.top, 0, -1);
		else if (key == KEYS_RIGHT)
			select_move(&ui->selection, ui->scene.top, 0, 1);
	}
	return err;
}

static int live_draw(struct live *live, uint64_t now)
{
	int err = top_sync(live->top, live->lc, now);

	if (err)
		return err;
	select_update(&live->ui.selection, live->ui.scene.top);
	view_draw(&live->ui.scene);
	live->drawn_at = now;
	live->dirty = false;
	return 0;
}

/* The shorter one of a timeout (0: none) and the time until then. */
static uint64_t no_later(uint64_t timeout, uint64_t then, uint64_t now)
{
	uint64_t until = then > now ? then - now : 1;

	return !timeout || until < timeout ? until : timeout;
}

/* Time until something has to be done, even if nothing happens; 0: for ever */
static uint64_t live_timeout(const struct live *live, uint64_t now)
{
	uint64_t timeout = live->held ? 0 : top_next_tick(live->top, now);
	uint64_t due = live_due(live->lc, live->session);

	if (live->look_again_at)
		timeout = no_later(timeout, live->look_again_at, now);
	if (live->dirty)
		timeout = no_later(timeout, live->drawn_at + FRAME_NS, now);
	if (due)
		timeout = no_later(timeout, due, now);
	if (session_wake(live->session))
		timeout = no_later(timeout, session_wake(live->session), now);
	return timeout;
}

/* Are there records, or is it time to look for missing ones? */
static bool session_waits(const struct live *live, unsigned int ready,
			  uint64_t now)
{
	uint64_t due = session_wake(live->session);

	return ready & UI_FD || (due && now >= due);
}

/* kprobes do not hold the module, and go with it. */
static void on_uevents(struct live *live)
{
	live->unloaded |= uevents_read(live->uevents) & UEVENT_MODULE_REMOVE;
}

static int follow(struct live *live)
{
	const int fds[UI_FDS] = { session_fd(live->session), live->uevents };
	int err = 0;
	uint64_t now = boot_time(), due;
	unsigned int ready;

	live->dirty = true;
	while (!stop_signal && !live->ui.quit && !live->unloaded && !err) {
		if (live->dirty && now >= live->drawn_at + FRAME_NS)
			err = live_draw(live, now);
		if (err)
			break;
		ready = ui_wait(&live->ui, fds, live_timeout(live, now));
		now = boot_time();
		if (ready & UI_FD << 1)
			on_uevents(live);
		if (session_waits(live, ready, now))
			err = session_consume(live->session, on_record, live);
		else if (!ready)
			live->dirty |= !live->look_again_at;
		due = live_due(live->lc, live->session);
		if (due && now >= due) {
			live_tick(live->lc, live->session, &live->missed);
			live->dirty = true;
		}
		err = err ?: live_keys(live);
		if (!err && live->look_again_at && now >= live->look_again_at)
			err = look_again(live);
	}
	return err;
}

static int live_finish(struct live *live)
{
	struct summary summary;
	int err = live_end(&live->session, on_record, live, &live->missed);

	if (err)
		return err;
	summary = live_summary(live->lc, &live->meta, &live->missed);
	return conclude(&summary, live->meta.clock);
}

static int watch_uevents(struct live *live)
{
	live->uevents = uevents_open();
	if (live->uevents >= 0)
		return 0;
	msg_error("cannot watch mac80211: %s", errno_text(live->uevents));
	return live->uevents;
}

static int live_show(struct live *live)
{
	/* before privileges go: this reads the terminal's description */
	int err = ui_open(&live->ui);

	if (err)
		return err;
	err = privilege_drop(KEEP_TERMINAL) ?: follow(live);
	view_close();
	if (live->unloaded)
		msg_error("mac80211 was unloaded: top ends");
	err = err ?: live_finish(live);
	if (err < 0)
		msg_error("cannot continue: %s", errno_text(err));
	return err;
}

static int live_run(struct live *live)
{
	const struct session_opts opts =
		live_session_opts(&live->opts->live, 0);
	const struct filter filter = live_filter(&live->opts->live);
	int err;

	live->lc = lifecycle_new(&filter, on_event, live);
	live->top = top_new(&filter);
	if (!live->lc || !live->top)
		return -ENOMEM;
	err = live_open(&live->session, &opts, live->opts->live.no_wait,
			&live->ui.mask, 0, NULL, NULL);
	if (err == -EINTR)
		return EXIT_CLEAN;
	if (err)
		return err;
	meta_fill(&live->meta, session_hooks(live->session));
	live->ui.scene.top = live->top;
	live->ui.scene.meta = &live->meta;
	err = live_look_back(live->session, on_record, live, &live->missed);
	live->ui.scene.doubt = live->missed.doubt;
	if (!err && live_can_vanish(live->session))
		err = watch_uevents(live);
	return err ?: live_show(live);
}

static int top_live(const struct cmd *cmd, const struct top_opts *opts)
{
	struct live live = { .opts = opts, .uevents = -1 };
	int ret = live_check_iface(cmd, opts->live.iface);

	if (ret)
		return ret;
	catch_signals(&live.ui.mask);
	ret = live_run(&live);
	session_close(live.session);
	lifecycle_free(live.lc);
	top_free(live.top);
	top_free(live.held);
	if (live.uevents >= 0)
		close(live.uevents);
	return ret;
}

/* ---- a recording ---- */

static int timeline_key(struct timeline *timeline, enum view_key key)
{
	size_t step = timeline_step(timeline);

	switch (key) {
	case KEYS_STEP:
	case KEYS_RIGHT:
		return timeline_go(timeline, step + 1);
	case KEYS_LEFT:
		return timeline_go(timeline, step ? step - 1 : 0);
	case KEYS_FIRST:
		return timeline_go(timeline, 0);
	case KEYS_LAST:
		return timeline_go(timeline, timeline_steps(timeline));
	case KEYS_NEXT_FINDING:
		return timeline_go(timeline, timeline_next_finding(timeline, 1));
	case KEYS_PREV_FINDING:
		return timeline_go(timeline, timeline_next_finding(timeline, -1));
	default:
		return 0;
	}
}

/* A step moves the selection to its link, wherever it was before. */
static void show_step(struct timeline *timeline, struct ui *ui)
{
	const struct top *top = timeline_top(timeline);

	ui->scene.top = top;
	ui->scene.step = timeline_step(timeline);
	ui->scene.first_finding = 0;
	ui->selection.moved = true;
	select_update(&ui->selection, top);
	if (top->has_last)
		select_event(&ui->selection, top, &top->last);
}

static int browse(struct timeline *timeline, struct ui *ui)
{
	static const int no_fds[UI_FDS] = { -1, -1 };
	enum view_key key;
	bool dirty;
	int err = 0;

	view_draw(&ui->scene);
	while (!stop_signal && !ui->quit && !err) {
		ui_wait(ui, no_fds, 0);
		dirty = false;
		while (!err && (key = ui_key(ui, &dirty)) != KEYS_NONE) {
			err = timeline_key(timeline, key);
			if (!err && timeline_step(timeline) != ui->scene.step)
				show_step(timeline, ui);
		}
		if (dirty && !err)
			view_draw(&ui->scene);
	}
	return err;
}

static int show_tape(struct timeline *timeline, const char *path)
{
	struct ui ui = {
		.scene = {
			.meta = timeline_meta(timeline), .path = path,
			.steps = timeline_steps(timeline),
			.doubt = timeline_summary(timeline)->doubt,
		},
	};
	size_t first = timeline_next_finding(timeline, 1);
	int err = timeline_go(timeline, first ?: timeline_steps(timeline));

	if (err)
		return err;
	show_step(timeline, &ui);
	catch_signals(&ui.mask);
	err = ui_open(&ui);
	if (err)
		return err;
	err = browse(timeline, &ui);
	view_close();
	if (err)
		msg_error("cannot continue: %s", errno_text(err));
	return err ?: conclude(timeline_summary(timeline),
			       timeline_meta(timeline)->clock);
}

static int top_file(const struct top_opts *opts, const char *path)
{
	const struct filter filter = live_filter(&opts->live);
	struct timeline *timeline;
	int ret = timeline_open(&timeline, path, &filter);

	if (ret)
		return ret;
	ret = show_tape(timeline, path);
	timeline_close(timeline);
	return ret;
}

/* stdin and stdout have to be terminals: for the keys, and for the screen. */
static int check_terminal(const struct cmd *cmd)
{
	bool in = isatty(STDIN_FILENO), out = isatty(STDOUT_FILENO);

	if (in && out)
		return 0;
	msg_error("%s: standard %s is not a terminal", cmd->name,
		  out ? "input" : "output");
	msg_hint("without a terminal, use: mlotrace trace, or mlotrace "
		 "report FILE");
	return -ENOTTY;
}

static int top_main(const struct cmd *cmd, int argc, char **argv)
{
	struct top_opts opts = { .live = LIVE_OPTS_DEFAULT };
	int first, err = options_parse(cmd, argc, argv, &opts, &first);

	if (err)
		return err == OPTIONS_HELP ? EXIT_CLEAN : err;
	if (argc - first > 1)
		return options_usage_error(cmd, "give one recording, or none "
					   "for a live view");
	err = check_terminal(cmd);
	if (err)
		return err;
	if (first < argc)
		return top_file(&opts, argv[first]);
	return top_live(cmd, &opts);
}

const struct cmd cmd_top = {
	.name = "top",
	.args = "[FILE]",
	.summary = "Show the links of every station on one screen.",
	.opts = top_opts,
	.run = top_main,
};
