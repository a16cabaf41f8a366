// SPDX-License-Identifier: GPL-2.0-only
/* mlotrace trace: follow the links of every station, and flag what leaks. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "base/boot_clock.h"
#include "base/cmd.h"
#include "base/service.h"
#include "base/util.h"
#include "kernel/meta_fill.h"
#include "kernel/privilege.h"
#include "kernel/session.h"
#include "kernel/wait_for_mac80211.h"
#include "live/live.h"
#include "live/live_opts.h"
#include "live/stop.h"
#include "trace/trace_metrics.h"

/* How often to report: while something happens, and while nothing does */
#define BUSY_NS NSEC_PER_SEC
#define QUIET_NS (60 * NSEC_PER_SEC)

struct trace_opts {
	struct live_opts live;
	int link;
	uint64_t duration_ns;
	bool until_leak;
	bool all;
	bool json;
	bool release;
	const char *metrics;
	unsigned int verbose;
};

#define OPT(name, letter, kind, field, arg, ...)			\
	{ name, letter, kind, offsetof(struct trace_opts, field), arg,	\
	  __VA_ARGS__ }

static const struct opt trace_opts[] = {
	LIVE_FILTER_OPTS(trace_opts),
	OPT("link", 'l', OPT_LINK, link, "ID", "only this link id, 0 to 14"),
	OPT("duration", 'd', OPT_DURATION, duration_ns, "TIME",
	    "stop after this time: 90, 500ms, 5m, 2h, 1d"),
	OPT("until-leak", 'u', OPT_FLAG, until_leak, NULL,
	    "stop at the first stale or dangling link"),
	OPT("all", 'a', OPT_FLAG, all, NULL,
	    "show the whole lifecycle, not only removals"),
	OPT("json", 'j', OPT_FLAG, json, NULL,
	    "JSON lines; this is also the recording format"),
	LIVE_ATTACH_OPTS(trace_opts),
	OPT("release-on-idle", 0, OPT_FLAG, release, NULL,
	    "detach from mac80211 while there is no radio"),
	OPT("metrics", 0, OPT_STRING, metrics, "FILE",
	    "write metrics for node_exporter to this file"),
	OPT("verbose", 'v', OPT_COUNT, verbose, NULL,
	    "name every missing hook; -vv: libbpf's messages"),
	{ 0 },
};

struct trace {
	struct trace_opts opts;
	struct session *session;
	struct lifecycle *lc;
	struct output out;
	struct meta meta;
	sigset_t mask;		/* signals as they were */
	uint64_t deadline;	/* boot clock, ns; 0: none */
	int uevents;		/* socket, -1: not watched */
	struct missed missed;	/* by the sessions before this one */
	uint32_t lost;		/* records, as of the last record */
	uint32_t lost_known;	/* as of the last look at all stations */
	bool look;		/* look again for what was missed since */
	bool done;
	/* where to report how it goes, besides stdout */
	struct metrics_file metrics;
	struct service service;
	struct utsname kernel;
	uint64_t quiet_ns;	/* report at least this often; 0: nowhere */
	uint64_t started_at, told_at, report_at;	/* boot clock, ns */
	bool mute;		/* the metrics failed, which was reported */
};

/* If nothing reads the output, mlotrace waits: a second signal kills it. */
static void catch_signals(sigset_t *mask)
{
	static const int signals[] = { SIGINT, SIGTERM, 0 };

	stop_on(signals, SA_RESTART | SA_RESETHAND, mask);
}

static struct trace_status status_of(const struct trace *trace, bool running)
{
	return (struct trace_status){
		.running = running, .attached = trace->session,
		.silent = trace->session && session_hooks_off(trace->session),
		.started_at = trace->started_at,
		.release = trace->kernel.release,
		.meta = &trace->meta, .lc = trace->lc,
		.missed = &trace->missed.kinds,
	};
}

/* An error that repeats is reported once. */
static int put_metrics(struct trace *trace, bool running)
{
	const struct trace_status status = status_of(trace, running);
	int err = 0;

	if (trace->metrics.path)
		err = metrics_replace(&trace->metrics, trace_metrics, &status);
	if (err && !trace->mute)
		metrics_complain(&trace->metrics, err);
	trace->mute = err;
	return err;
}

/* Something happened that should be reported soon. */
static void report_soon(struct trace *trace)
{
	if (trace->quiet_ns)
		trace->report_at = earliest(trace->report_at,
					  trace->told_at + BUSY_NS);
}

/* Report it if the time has come; returns when the next report is due. */
static uint64_t report_if_due(void *ctx)
{
	struct trace *trace = ctx;
	const struct trace_status status = status_of(trace, true);
	char text[TRACE_STATUS_SIZE];

	if (!trace->quiet_ns || boot_time() < trace->report_at)
		return trace->report_at;
	trace_status_text(text, &status);
	service_tell(&trace->service, "READY=1\nSTATUS=%s", text);
	put_metrics(trace, true);
	trace->told_at = boot_time();
	trace->report_at = deadline_after(trace->told_at, trace->quiet_ns);
	return trace->report_at;
}

/* Call this before opening anything that takes privileges. */
static int find_listeners(struct trace *trace)
{
	uint64_t watchdog_ns;

	trace->started_at = boot_time();
	uname(&trace->kernel);
	service_open(&trace->service);
	watchdog_ns = trace->service.watchdog_ns;
	if (trace->service.fd >= 0)
		trace->quiet_ns = watchdog_ns ?: UINT64_MAX;
	if (!trace->opts.metrics)
		return 0;
	trace->quiet_ns = earliest(QUIET_NS, watchdog_ns);
	return metrics_open(&trace->metrics, trace->opts.metrics);
}

static void on_event(const struct event *ev, void *ctx)
{
	struct trace *trace = ctx;

	output_event(&trace->out, ev);
	trace->done |= trace->opts.until_leak && event_is_problem(ev);
}

static int on_record(const union any_record *sent, void *ctx)
{
	struct trace *trace = ctx;
	union any_record rec = *sent;
	int err;

	report_soon(trace);
	if (rec.hdr.type == REC_MISSED) {
		misses_add(&trace->missed.kinds, &rec.missed);
		/* not if walks lost records: to look again is to walk again */
		trace->look |= rec.missed.skipped ||
			       !is_walk_record(rec.missed.of);
	}
	rec.hdr.lost += trace->missed.records;
	trace->lost = rec.hdr.lost;
	lifecycle_tick(trace->lc, rec.hdr.time, rec.hdr.lost);
	output_record(&trace->out, &rec);
	err = lifecycle_record(trace->lc, &rec);
	return err ?: trace->out.err;
}

/* Read what is left, and detach. */
static int end_session(struct trace *trace)
{
	report_soon(trace);
	return live_end(&trace->session, on_record, trace,
			&trace->missed);
}

/* Attach again. If there is nothing to attach to, the next uevent may tell. */
static int attach_again(struct trace *trace)
{
	const struct session_opts opts =
		live_session_opts(&trace->opts.live, trace->opts.verbose);
	int err = wait_for_mac80211(&trace->mask, trace->deadline,
				    report_if_due, trace);

	if (!err)
		err = session_open(&trace->session, &opts);
	if (err == -ENODEV || err == -EINTR || err == -ETIME)
		return 0;
	if (!err)
		msg_error("attached to mac80211 again");
	report_soon(trace);
	return err;
}

static bool radios_left(struct trace *trace)
{
	return session_snapshot(trace->session, on_record, trace) != 0 ||
	       live_radios_here() != 0;
}

/* Handle mac80211 and its radios coming and going. */
static int on_uevents(struct trace *trace)
{
	unsigned int events = uevents_read(trace->uevents);

	if (!trace->session)
		return events & (UEVENT_MODULE_ADD | UEVENT_RADIO_ADD) ?
		       attach_again(trace) : 0;
	if (events & UEVENT_MODULE_REMOVE && !trace->opts.release) {
		/* kprobes do not hold the module, and go with it */
		msg_error("mac80211 was unloaded: the trace ends");
		msg_hint("with --release-on-idle it continues when mac80211 is "
			 "loaded again");
		trace->done = true;
		return 0;
	}
	if (events & UEVENT_MODULE_REMOVE)
		return end_session(trace);
	if (events & UEVENT_RADIO_REMOVE && trace->opts.release &&
	    !radios_left(trace)) {
		msg_error("no radio left: detached from mac80211");
		return end_session(trace);
	}
	return 0;
}

/* Watch what can be unloaded. */
static int watch_uevents(struct trace *trace)
{
	if (!trace->opts.release && !live_can_vanish(trace->session))
		return 0;
	trace->uevents = uevents_open();
	if (trace->uevents >= 0)
		return 0;
	msg_error("cannot watch mac80211: %s", errno_text(trace->uevents));
	return trace->uevents;
}

static int look_back(struct trace *trace, bool again)
{
	int err;

	trace->look = false;
	err = again ? live_look_again(trace->session, on_record, trace) :
		      live_look_back(trace->session, on_record, trace,
				     &trace->missed);
	/* looking again does not bring back what was lost by looking */
	trace->lost = session_lost(trace->session) + trace->missed.records;
	trace->lost_known = trace->lost;
	return err;
}

/*
 * This may wait for whoever reads the output, so let signals through. Once it
 * is quiet, look for what missing records would have told.
 */
static int consume(struct trace *trace)
{
	sigset_t held;
	int err;

	sigprocmask(SIG_SETMASK, &trace->mask, &held);
	err = session_consume(trace->session, on_record, trace);
	if (!err && (trace->look || trace->lost != trace->lost_known) &&
	    session_caught_up(trace->session))
		err = look_back(trace, true);
	sigprocmask(SIG_SETMASK, &held, NULL);
	return err;
}

static uint64_t session_due(const struct trace *trace)
{
	return trace->session ? session_wake(trace->session) : 0;
}

/* Follow until a signal, the deadline or a problem, or until stdout is gone. */
static int follow(struct trace *trace)
{
	struct pollfd polls[2] = {
		{ .events = POLLIN },
		{ .events = POLLIN, .fd = trace->uevents },
	};
	struct timespec left;
	uint64_t wake;
	int err = 0;

	while (!stop_signal && !trace->done && !err) {
		wake = earliest(trace->deadline, report_if_due(trace));
		wake = earliest(wake, session_due(trace));
		wake = earliest(wake, live_due(trace->lc, trace->session));
		if (!time_left(wake, &left)) {
			if (wake == trace->deadline)
				break;
			if (wake == session_due(trace))
				err = consume(trace);
			live_tick(trace->lc, trace->session, &trace->missed);
			continue;
		}
		polls[0].fd = trace->session ? session_fd(trace->session) : -1;
		if (ppoll(polls, 2, wake ? &left : NULL,
			  &trace->mask) <= 0)
			continue;
		if (polls[0].revents)
			err = consume(trace);
		if (!err && polls[1].revents)
			err = on_uevents(trace);
	}
	return err;
}

static int finish(struct trace *trace)
{
	struct summary summary;
	int err = 0;

	sigprocmask(SIG_SETMASK, &trace->mask, NULL);
	if (trace->session)
		err = end_session(trace);
	summary = live_summary(trace->lc, &trace->meta, &trace->missed);
	if (!trace->out.err)
		output_summary(&trace->out, &summary);
	if (!trace->out.err && fflush(trace->out.file))
		trace->out.err = -errno;
	/* a reader that has seen enough is no error */
	err = trace->out.err == -EPIPE ? 0 : trace->out.err ?: err;
	if (err) {
		msg_error("cannot continue tracing: %s", errno_text(err));
		return err;
	}
	return summary_status(&summary);
}

static void start_meta(struct trace *trace)
{
	const struct trace_opts *opts = &trace->opts;
	struct meta *meta = &trace->meta;

	meta_fill(meta, session_hooks(trace->session));
	if (opts->live.iface)
		snprintf(meta->iface, sizeof(meta->iface), "%s", opts->live.iface);
	if (opts->live.sta.set)
		format_mac(meta->sta, opts->live.sta.addr);
	meta->link = opts->link;
	trace->out.clock = meta->clock;
	output_meta(&trace->out, meta);
	/* waiting for mac80211 was bounded by it too, but is not tracing */
	if (opts->duration_ns)
		trace->deadline = deadline_after(meta->time,
						 opts->duration_ns);
}

/* Report unwritable output before waiting for anything. */
static int attach(struct trace *trace)
{
	const struct session_opts opts =
		live_session_opts(&trace->opts.live, trace->opts.verbose);

	return put_metrics(trace, true) ?:
	       live_open(&trace->session, &opts, trace->opts.live.no_wait,
			 &trace->mask, trace->deadline, report_if_due, trace);
}

/* See what there is, then drop the privileges. */
static int look_back_and_drop_privilege(struct trace *trace)
{
	int err = look_back(trace, false) ?: watch_uevents(trace);

	/* to detach from mac80211 and attach again takes privileges */
	if (!err && !trace->opts.release)
		err = privilege_drop(trace->opts.metrics ? KEEP_FILES : 0);
	trace->report_at = 0;
	return err ?: put_metrics(trace, true);
}

static int run(struct trace *trace)
{
	const struct trace_opts *opts = &trace->opts;
	struct filter filter = live_filter(&opts->live);
	int err;

	filter.has_link = opts->link >= 0;
	filter.link = opts->link;
	trace->lc = lifecycle_new(&filter, on_event, trace);
	if (!trace->lc)
		return -ENOMEM;
	if (opts->duration_ns)
		trace->deadline = deadline_after(boot_time(),
						 opts->duration_ns);
	catch_signals(&trace->mask);
	err = attach(trace);
	if (err == -EINTR || err == -ETIME)
		return EXIT_CLEAN;
	if (err)
		return err;
	start_meta(trace);
	err = look_back_and_drop_privilege(trace);
	if (!err)
		err = follow(trace);
	if (err && !trace->out.err) {
		msg_error("cannot continue tracing: %s", errno_text(err));
		return err;
	}
	return finish(trace);
}

/* Report the end, however the trace ended. */
static void stop_telling(struct trace *trace)
{
	service_tell(&trace->service, "STOPPING=1");
	if (trace->lc && !trace->mute)
		put_metrics(trace, false);
	metrics_close(&trace->metrics);
	service_close(&trace->service);
}

static int trace_main(const struct cmd *cmd, int argc, char **argv)
{
	struct trace trace = {
		.opts = { .live = LIVE_OPTS_DEFAULT, .link = -1 },
		.uevents = -1,
		.service = { .fd = -1 },
	};
	int err = options_only(cmd, argc, argv, &trace.opts);

	if (err)
		return err == OPTIONS_HELP ? EXIT_CLEAN : err;
	err = live_check_iface(cmd, trace.opts.live.iface);
	if (err)
		return err;
	trace.out = output_stdout(trace.opts.json, trace.opts.all);
	trace.out.verbose = trace.opts.verbose;
	err = find_listeners(&trace);
	if (!err)
		err = run(&trace);
	stop_telling(&trace);
	session_close(trace.session);
	lifecycle_free(trace.lc);
	if (trace.uevents >= 0)
		close(trace.uevents);
	return err;
}

const struct cmd cmd_trace = {
	.name = "trace",
	.args = "",
	.summary = "Tell the life of every connection and its links; flag "
		   "links that leak.",
	.opts = trace_opts,
	.run = trace_main,
};
