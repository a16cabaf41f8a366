// SPDX-License-Identifier: GPL-2.0-only
/*
 * mlotrace scan: every station of every radio, right now. Finds what was left
 * behind before anybody looked.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/boot_clock.h"
#include "base/cmd.h"
#include "base/util.h"
#include "kernel/hardening.h"
#include "kernel/meta_fill.h"
#include "live/live.h"

/* Room for some two hundred stations; if there are more, for ten thousand */
#define RING_SIZE (128 << 10)
#define RING_SIZE_MAX (8 << 20)
#define TRIES 3			/* of two looks each */

struct scan_opts {
	bool json;
	const char *btf;
	unsigned int verbose;
};

static const struct opt scan_opts[] = {
	{ "json", 'j', OPT_FLAG, offsetof(struct scan_opts, json), NULL,
	  "JSON lines" },
	{ "btf", 0, OPT_STRING, offsetof(struct scan_opts, btf), "FILE",
	  "read the BTF of mac80211 from this file" },
	{ "verbose", 'v', OPT_COUNT, offsetof(struct scan_opts, verbose), NULL,
	  "-vv: libbpf's messages" },
	{ 0 },
};

struct scan {
	const struct scan_opts *opts;
	struct lifecycle *lc;
	struct output out;
	struct rec_station *stations;	/* of the second look */
	size_t count, room;
	struct event *found;
	size_t found_count, found_room;
	unsigned int look;		/* 1 or 2 */
	uint32_t lost_before;		/* records, before the first look */
	unsigned int radios;		/* of mac80211, walked */
	enum reason doubt;		/* why it did not see everything */
	int err;
};

static void on_event(const struct event *ev, void *ctx)
{
	struct scan *scan = ctx;
	struct event *found;

	if (ev->type != EV_FOUND)
		return;
	found = array_grow(scan->found, scan->found_count, &scan->found_room,
			   sizeof(*found));
	if (!found) {
		scan->err = -ENOMEM;
		return;
	}
	scan->found = found;
	scan->found[scan->found_count++] = *ev;
}

static int keep_station(struct scan *scan, const struct rec_station *rec)
{
	struct rec_station *stations;

	stations = array_grow(scan->stations, scan->count, &scan->room,
			      sizeof(*stations));
	if (!stations)
		return -ENOMEM;
	scan->stations = stations;
	scan->stations[scan->count++] = *rec;
	return 0;
}

static void note_walk(struct scan *scan, const struct rec_walk *rec)
{
	scan->radios++;
	if (!rec->complete)
		scan->doubt = REASON_WALK_CUT;
	else if (rec->hash == HASH_NESTED)
		scan->doubt = REASON_HASH_NESTED;
	else if (rec->hash != HASH_WALKED)
		scan->doubt = REASON_HASH_CUT;
}

static int on_record(const union any_record *record, void *ctx)
{
	union any_record sent = *record, *rec = &sent;
	struct scan *scan = ctx;
	int err;

	rec->hdr.lost -= scan->lost_before;
	err = lifecycle_record(scan->lc, rec);
	if (!err && scan->look == 2) {
		if (rec->hdr.type == REC_STATION)
			err = keep_station(scan, &rec->station);
		else if (rec->hdr.type == REC_WALK_END)
			note_walk(scan, &rec->walk);
	}
	return err ?: scan->err;
}

/* Forget all that was seen. */
static int start_over(struct scan *scan, const struct session *session)
{
	static const struct filter everything;

	lifecycle_free(scan->lc);
	scan->lc = lifecycle_new(&everything, on_event, scan);
	scan->count = scan->found_count = scan->radios = 0;
	scan->doubt = REASON_NONE;
	scan->lost_before = session ? session_lost(session) : 0;
	return scan->lc ? 0 : -ENOMEM;
}

/* Two walks; an error in either one is reported. */
static int look_twice(struct scan *scan, struct session *session)
{
	int ret = 0;

	for (scan->look = 1; scan->look <= 2 && ret >= 0; scan->look++)
		ret = session_snapshot(session, on_record, scan);
	if (ret < 0 && ret != -ENOENT) {
		msg_error("cannot read the station list: %s", errno_text(ret));
		return ret;
	}
	/* this namespace alone may have more than were seen */
	if (live_radios_here() > ret) {
		scan->doubt = REASON_RADIOS_UNSEEN;
		msg_error("cannot list the radios: not every one was looked "
			  "at");
		hardening_hint(FAULT_RADIOS);
	}
	return 0;
}

/*
 * Did a link go between the two looks, or did a walk not reach its end? If a
 * problem was found, keep it: it may be gone at the next look.
 */
static bool is_unsettled(const struct scan *scan)
{
	const struct tally *tally = lifecycle_tally(scan->lc);

	return !tally->problems &&
	       (tally->unknown ||
		(scan->doubt && scan->doubt != REASON_RADIOS_UNSEEN));
}

static int open_session(const struct scan_opts *opts, uint64_t ring_size,
			struct session **session)
{
	return session_open(session, &(struct session_opts){
		.ring_size = ring_size, .verbose = opts->verbose,
		.snapshot_only = true, .btf_path = opts->btf,
	});
}

/* Look again with a larger buffer: records had no room. */
static int look_with_room(struct scan *scan, struct session **session)
{
	session_close(*session);
	*session = NULL;
	return open_session(scan->opts, RING_SIZE_MAX, session) ?:
	       start_over(scan, *session) ?: look_twice(scan, *session);
}

/* Look twice, and again if stations and links come and go too fast for that. */
static int look(struct scan *scan, struct session **session)
{
	int err = look_twice(scan, *session);

	if (!err && session_lost(*session))
		err = look_with_room(scan, session);
	for (int i = 1; !err && i < TRIES && is_unsettled(scan); i++)
		err = start_over(scan, *session) ?: look_twice(scan, *session);
	if (!err && !scan->doubt && is_unsettled(scan))
		scan->doubt = REASON_CHANGING;
	return err;
}

static void start_meta(struct scan *scan, struct meta *meta,
		       const struct session *session)
{
	meta_fill(meta, session_hooks(session));
	/* nothing is attached, so do not list any hooks */
	meta->hook_count = 0;
	meta->missing_count = 0;
	scan->out.clock = meta->clock;
	output_meta(&scan->out, meta);
}

static int run(struct scan *scan, struct session **session)
{
	struct summary summary = { .scan = true };
	struct meta meta;
	int err;

	start_meta(scan, &meta, *session);
	err = look(scan, session);
	if (err)
		return err;
	summary.time = boot_time();
	lifecycle_end(scan->lc, summary.time,
		      session_lost(*session) - scan->lost_before);
	summary.tally = lifecycle_tally(scan->lc);
	for (size_t i = 0; i < scan->count; i++)
		output_station(&scan->out, &scan->stations[i], scan->found,
			       scan->found_count);
	for (size_t i = 0; i < scan->found_count; i++)
		output_event(&scan->out, &scan->found[i]);
	summary.duration_ns = summary.time - meta.time;
	summary.unaffected = meta.unaffected;
	summary.doubt = scan->doubt;
	summary.stations = scan->count;
	summary.radios = scan->radios;
	output_summary(&scan->out, &summary);
	if (scan->out.err && scan->out.err != -EPIPE) {
		msg_error("cannot write: %s", errno_text(scan->out.err));
		return scan->out.err;
	}
	return summary_status(&summary);
}

/* Write the whole of the JSON nevertheless. */
static int nothing_to_scan(struct scan *scan)
{
	const struct kernel_hooks nothing = { 0 };
	struct summary summary = {
		.tally = lifecycle_tally(scan->lc), .scan = true,
		.time = boot_time(),
	};
	struct meta meta;

	if (!scan->out.json)
		return EXIT_CLEAN;
	meta_fill(&meta, &nothing);
	meta.hook_count = 0;
	scan->out.clock = meta.clock;
	output_meta(&scan->out, &meta);
	output_summary(&scan->out, &summary);
	return EXIT_CLEAN;
}

static int scan_main(const struct cmd *cmd, int argc, char **argv)
{
	struct scan_opts opts = { 0 };
	struct scan scan = { 0 };
	struct session *session = NULL;
	int err = options_only(cmd, argc, argv, &opts);

	if (err)
		return err == OPTIONS_HELP ? EXIT_CLEAN : err;
	signal(SIGPIPE, SIG_IGN);
	scan.out = output_stdout(opts.json, true);
	if (start_over(&scan, NULL))
		return -ENOMEM;
	scan.opts = &opts;
	err = open_session(&opts, RING_SIZE, &session);
	if (err == -ENODEV) {
		msg_error("mac80211 is not loaded: there are no stations");
		err = nothing_to_scan(&scan);
	} else if (!err) {
		err = run(&scan, &session);
	}
	session_close(session);
	lifecycle_free(scan.lc);
	free(scan.stations);
	free(scan.found);
	return err;
}

const struct cmd cmd_scan = {
	.name = "scan",
	.args = "",
	.summary = "Show the links that are there now; find stale and "
		   "dangling ones.",
	.opts = scan_opts,
	.run = scan_main,
};
