// SPDX-License-Identifier: GPL-2.0-only
/* mlotrace report: judge a recording, as trace did when it was made. */
#include <errno.h>
#include <json-c/json.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "output.h"
#include "recording.h"
#include "util.h"

struct report_opts {
	const char *iface;
	struct opt_mac sta;
	int link;
	bool all;
	bool json;
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
	{ 0 },
};

struct report {
	const struct report_opts *opts;
	const char *path;
	unsigned long line;
	struct lifecycle *lc;
	struct output out;
	struct meta meta;
	struct summary summary;
	uint32_t lost;		/* as of the last record */
	uint32_t damaged;	/* lines that could not be read: lost too */
	bool ended;		/* there was a summary */
};

static void on_event(const struct event *ev, void *ctx)
{
	struct report *report = ctx;

	output_event(&report->out, ev);
}

/* What cannot be read is a lost record, at this place. */
static void note_damage(struct report *report, const char *what)
{
	if (!report->damaged++)
		msg_error("%s: line %lu: %s; going on without it",
			  report->path, report->line, what);
}

/* The filter of the recording, where no other is asked for. */
static int start_lifecycle(struct report *report)
{
	const struct report_opts *opts = report->opts;
	struct meta *meta = &report->meta;
	struct filter filter = { .link = opts->link };

	if (opts->iface)
		escape_text(meta->iface, sizeof(meta->iface), opts->iface,
			    IFACE_NAME_SIZE);
	if (opts->sta.set)
		format_mac(meta->sta, opts->sta.addr);
	if (opts->link >= 0)
		meta->link = opts->link;
	filter.iface = opts->iface ?: *meta->iface ? meta->iface : NULL;
	filter.has_sta = !parse_mac(meta->sta, filter.sta);
	filter.link = meta->link;
	filter.has_link = meta->link >= 0;
	report->lc = lifecycle_new(&filter, on_event, report);
	return report->lc ? 0 : -ENOMEM;
}

static int read_meta(struct report *report, struct json_object *obj)
{
	struct json_object *version = json_object_object_get(obj, "v");
	const char *type = json_object_get_string(
		json_object_object_get(obj, "type"));

	if (!type || strcmp(type, "meta")) {
		msg_error("%s: line 1: not a recording of mlotrace",
			  report->path);
		msg_hint("make one with: mlotrace trace --json > FILE");
		return -EINVAL;
	}
	if (json_object_get_int(version) != JSON_VERSION) {
		msg_error("%s: a recording of version %s, this mlotrace reads "
			  "version %d", report->path,
			  json_object_get_string(version) ?: "none",
			  JSON_VERSION);
		msg_hint("read it with the mlotrace that wrote it, or a newer "
			 "one");
		return -EINVAL;
	}
	if (meta_from_json(obj, &report->meta)) {
		msg_error("%s: line 1: the meta line is damaged",
			  report->path);
		msg_hint("the recording cannot be judged without it");
		return -EINVAL;
	}
	report->out.clock = report->meta.clock;
	report->summary.time = report->meta.time;
	report->summary.unaffected = report->meta.unaffected;
	if (start_lifecycle(report))
		return -ENOMEM;
	output_meta(&report->out, &report->meta);
	return 0;
}

static int read_record(struct report *report, struct json_object *obj)
{
	union any_record rec;
	const char *key;
	char what[80];
	int err;

	if (record_from_json(obj, &rec, &key)) {
		snprintf(what, sizeof(what), "'%s' is missing or wrong", key);
		note_damage(report, what);
		return 0;
	}
	report->summary.time = rec.hdr.time;
	report->lost = rec.hdr.lost;
	rec.hdr.lost += report->damaged;
	output_record(&report->out, &rec);
	err = lifecycle_record(report->lc, &rec);
	if (err == -EINVAL) {
		note_damage(report, "the record makes no sense");
		err = 0;
	}
	return err;
}

static void read_summary(struct report *report, struct json_object *obj)
{
	report->ended = true;
	report->summary.time = json_object_get_uint64(
		json_object_object_get(obj, "time"));
	report->lost = json_object_get_uint64(
		json_object_object_get(obj, "lost"));
}

/* Everything but records is derived from them, and is derived again. */
static int read_object(struct report *report, struct json_object *obj)
{
	const char *type;

	if (report->line == 1)
		return read_meta(report, obj);
	type = json_object_get_string(json_object_object_get(obj, "type"));
	if (!json_object_is_type(obj, json_type_object) || !type)
		note_damage(report, "not a line of a recording");
	else if (!strcmp(type, "record"))
		return read_record(report, obj);
	else if (!strcmp(type, "summary"))
		read_summary(report, obj);
	return 0;
}

static int read_line(struct report *report, struct json_tokener *tokener,
		     const char *text, size_t len)
{
	struct json_object *obj;
	int err;

	report->line++;
	json_tokener_reset(tokener);
	obj = json_tokener_parse_ex(tokener, text, len);
	if (!obj && report->line > 1) {
		note_damage(report, "not JSON");
		return 0;
	}
	err = read_object(report, obj);
	json_object_put(obj);
	return err;
}

static int read_lines(struct report *report, FILE *file)
{
	struct json_tokener *tokener = json_tokener_new();
	char *text = NULL;
	size_t room = 0;
	ssize_t len;
	int err = 0;

	if (!tokener)
		return -ENOMEM;
	while (!err && !report->out.err &&
	       (len = getline(&text, &room, file)) >= 0)
		err = read_line(report, tokener, text, len);
	if (!err && ferror(file)) {
		err = -errno;
		msg_error("cannot read '%s': %s", report->path,
			  errno_text(err));
	} else if (!err && !report->line) {
		msg_error("%s: empty, not a recording", report->path);
		err = -EINVAL;
	}
	free(text);
	json_tokener_free(tokener);
	return err;
}

static int finish(struct report *report)
{
	struct summary *summary = &report->summary;

	lifecycle_end(report->lc, summary->time,
		      report->lost + report->damaged);
	summary->duration_ns = summary->time - report->meta.time;
	summary->tally = lifecycle_tally(report->lc);
	if (report->damaged)
		summary->doubt = REASON_DAMAGED;
	else if (!report->ended)
		summary->doubt = REASON_BROKEN_OFF;
	output_summary(&report->out, summary);
	if (report->out.err && report->out.err != -EPIPE) {
		msg_error("cannot write: %s", errno_text(report->out.err));
		return report->out.err;
	}
	return summary_status(summary);
}

static int report_file(const char *path, const struct report_opts *opts)
{
	bool from_stdin = !strcmp(path, "-");
	struct report report = {
		.opts = opts,
		.path = from_stdin ? "standard input" : path,
		.out = output_stdout(opts->json, opts->all),
	};
	FILE *file = from_stdin ? stdin : fopen(path, "re");
	int ret;

	if (!file) {
		ret = -errno;
		msg_error("cannot open '%s': %s", path, errno_text(ret));
		msg_hint("make a recording with: mlotrace trace --json > FILE");
		return ret;
	}
	ret = read_lines(&report, file);
	if (!ret)
		ret = finish(&report);
	lifecycle_free(report.lc);
	if (!from_stdin)
		fclose(file);
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
	signal(SIGPIPE, SIG_IGN);
	return report_file(argv[first], &opts);
}

const struct cmd cmd_report = {
	.name = "report",
	.args = "FILE|-",
	.summary = "Judge a recording that trace --json made.",
	.opts = report_opts,
	.run = report_main,
};
