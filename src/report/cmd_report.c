// SPDX-License-Identifier: GPL-2.0-only
/* mlotrace report: judge a recording, as trace did when it made it. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/cmd.h"
#include "base/util.h"
#include "html/html.h"
#include "recording/redact.h"
#include "recording/replay.h"
#include "story/story.h"

struct report_opts {
	const char *iface;
	struct opt_mac sta;
	int link;
	bool all;
	bool json;
	const char *html;
	bool story;
	bool redact;
};

#define OPT(name, letter, kind, field, arg, help)			\
	{ name, letter, kind, offsetof(struct report_opts, field), arg, help }

static const struct opt report_opts[] = {
	OPT("iface", 'i', OPT_STRING, iface, "NAME",
	    "only this interface"),
	OPT("sta", 's', OPT_MAC, sta, "MAC",
	    "only this station, by its MLD address"),
	OPT("link", 'l', OPT_LINK, link, "ID", "only this link id, 0 to 14"),
	OPT("all", 'a', OPT_FLAG, all, NULL,
	    "show the whole lifecycle, not only removals"),
	OPT("json", 'j', OPT_FLAG, json, NULL, "JSON lines"),
	OPT("html", 0, OPT_STRING, html, "OUT",
	    "write an HTML page; print the summary to stdout"),
	OPT("story", 0, OPT_FLAG, story, NULL,
	    "each connection as a paragraph of plain English"),
	OPT("redact", 0, OPT_FLAG, redact, NULL,
	    "pseudonyms for MAC addresses and interface names"),
	{ 0 },
};

struct report {
	const struct report_opts *opts;
	struct replay replay;
	struct lifecycle *lc;
	struct redact *redact;		/* or NULL */
	struct html *html;		/* or NULL */
	struct story *story;		/* or NULL */
	int event_err;			/* from the page or the story */
	struct misses missed;
	struct output out;
};

/* Not with a page or a story, which show events in their own way. */
static bool shows_events(const struct report *report)
{
	return report->out.json || (!report->html && !report->story);
}

static void on_event(const struct event *ev, void *ctx)
{
	struct report *report = ctx;

	if (report->html && !report->event_err)
		report->event_err = html_event(report->html, ev);
	if (report->story && !report->event_err)
		report->event_err = story_event(report->story, ev);
	if (shows_events(report))
		output_event(&report->out, ev);
}

/*
 * If the reader of our output is gone, stop reading the recording, without an
 * error. For a page, read all of it anyway.
 */
static int check_output(const struct report *report)
{
	return report->out.err && !report->html ? 1 : 0;
}

/* Redact the filter, too: it is compared with redacted records. */
static int redact_filter(struct redact *redact, struct meta *meta)
{
	uint8_t mac[6];
	int err = redact_name(redact, meta->iface);

	if (!err && !parse_mac(meta->sta, mac)) {
		err = redact_mac(redact, mac);
		format_mac(meta->sta, mac);
	}
	return err;
}

/* Use the filter of the recording, unless the user asks for another. */
static int start_lifecycle(struct report *report, struct meta *meta)
{
	const struct report_opts *opts = report->opts;
	struct filter filter = { .link = opts->link };

	if (opts->iface)
		snprintf(meta->iface, sizeof(meta->iface), "%s",
			 opts->iface);
	if (opts->sta.set)
		format_mac(meta->sta, opts->sta.addr);
	if (opts->link >= 0)
		meta->link = opts->link;
	if (report->redact && redact_filter(report->redact, meta))
		return -ENOMEM;
	filter.iface = opts->iface || *meta->iface ? meta->iface : NULL;
	filter.has_sta = !parse_mac(meta->sta, filter.sta);
	filter.link = meta->link;
	filter.has_link = meta->link >= 0;
	report->lc = lifecycle_new(&filter, on_event, report);
	if (opts->story)
		report->story = story_new(stdout, &report->out.clock);
	if (!report->lc || (opts->story && !report->story))
		return -ENOMEM;
	return report->html ? html_meta(report->html, meta, &filter) : 0;
}

static int on_meta(struct replay *replay, void *ctx)
{
	struct report *report = ctx;

	if (start_lifecycle(report, &replay->meta))
		return -ENOMEM;
	report->out.clock = replay->meta.clock;
	if (shows_events(report))
		output_meta(&report->out, &replay->meta);
	return check_output(report);
}

static int on_record(union any_record *rec, void *ctx)
{
	struct report *report = ctx;
	int err;

	if (report->redact && redact_record(report->redact, rec))
		return -ENOMEM;
	if (rec->hdr.type == REC_MISSED)
		misses_add(&report->missed, &rec->missed);
	lifecycle_tick(report->lc, rec->hdr.time, rec->hdr.lost);
	output_record(&report->out, rec);
	err = lifecycle_record(report->lc, rec);
	err = err ?: report->event_err;
	if (!err && report->html)
		err = html_record(report->html, rec);
	return err ?: check_output(report);
}

static int finish_html(struct report *report, const struct summary *summary)
{
	int err = report->event_err ?:
		  html_finish(report->html, summary, report->redact);

	if (err)
		msg_error("cannot write '%s': %s", report->opts->html,
			  errno_text(err));
	return err;
}

static int finish(struct report *report)
{
	const struct replay *replay = &report->replay;
	struct summary summary = {
		.time = replay->time,
		.duration_ns = replay->time - replay->meta.time,
		.unaffected = replay->meta.unaffected,
		.doubt = replay_doubt(replay),
		.tally = lifecycle_tally(report->lc),
		.missed = &report->missed,
	};
	int err;

	lifecycle_end(report->lc, replay->time, replay_lost(replay));
	if (report->story)
		story_finish(report->story, replay->time);
	output_summary(&report->out, &summary);
	if (report->out.err && report->out.err != -EPIPE) {
		msg_error("cannot write: %s", errno_text(report->out.err));
		return report->out.err;
	}
	err = report->html ? finish_html(report, &summary) : 0;
	return err ?: summary_status(&summary);
}

static int open_html(struct report *report)
{
	const char *path = report->opts->html;
	int err;

	report->html = html_new(path, &err);
	if (err)
		msg_error("cannot write '%s': %s", path, errno_text(err));
	return err;
}

static int report_file(const char *path, const struct report_opts *opts)
{
	static const struct replay_ops ops = { on_meta, on_record };
	struct report report = {
		.opts = opts,
		.out = output_stdout(opts->json, opts->all),
		.redact = opts->redact ? redact_new() : NULL,
	};
	int ret;

	if (opts->redact && !report.redact)
		return -ENOMEM;
	ret = opts->html ? open_html(&report) : 0;
	if (!ret)
		ret = replay_read(&report.replay, path, &ops, &report);
	if (!ret)
		ret = finish(&report);
	html_free(report.html);
	story_free(report.story);
	lifecycle_free(report.lc);
	redact_free(report.redact);
	return ret;
}

static int report_main(const struct cmd *cmd, int argc, char **argv)
{
	struct report_opts opts = { .link = -1 };
	int first, err;

	err = options_parse(cmd, argc, argv, &opts, &first);
	if (err)
		return err == OPTIONS_HELP ? EXIT_CLEAN : err;
	if (argc - first != 1)
		return options_usage_error(cmd, "give one recording, or '-' "
					   "for standard input");
	if (opts.story && (opts.json || opts.html))
		return options_usage_error(cmd, "'--story' goes with neither "
					   "'--json' nor '--html'");
	signal(SIGPIPE, SIG_IGN);
	return report_file(argv[first], &opts);
}

const struct cmd cmd_report = {
	.name = "report",
	.args = "FILE|-",
	.summary = "Judge a recording made by trace --json.",
	.opts = report_opts,
	.run = report_main,
};
