// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/journal.h"
#include "base/util.h"
#include "kernel/hooks.h"
#include "output/describe.h"
#include "output/output_priv.h"
#include "recording/recording.h"
#include "recording/wall.h"

#define TEXT_SIZE 1024
#define INDENT 17	/* "12:34:56.789012" and two spaces */

int summary_status(const struct summary *summary)
{
	const struct tally *tally = summary->tally;

	if (tally->problems || tally->leaks || tally->dangling)
		return EXIT_PROBLEM;
	if (tally_doubtful(tally) || summary->doubt)
		return EXIT_UNKNOWN;
	return EXIT_CLEAN;
}

enum kernel_state summary_state(const struct summary *summary)
{
	if (summary->tally->dangling)
		return KERNEL_DANGLING;
	if (summary->tally->leaks)
		return KERNEL_LEAKS;
	if (summary->unaffected)
		return KERNEL_UNAFFECTED;
	/* some removals that went well do not prove that all will */
	return KERNEL_UNKNOWN;
}

const char *summary_state_text(const struct summary *summary)
{
	switch (summary_state(summary)) {
	case KERNEL_LEAKS:
		return "this kernel leaks station links";
	case KERNEL_DANGLING:
		return "this kernel leaves freed links hashed";
	case KERNEL_UNAFFECTED:
		return "this kernel is unaffected";
	default:
		return NULL;
	}
}

struct output output_stdout(bool json, bool all)
{
	return (struct output){
		.file = stdout,
		.json = json,
		.all = all,
		.color = isatty(STDOUT_FILENO) && !getenv("NO_COLOR"),
		.journal = is_journal(STDOUT_FILENO),
	};
}

void output_check(struct output *out)
{
	if (!out->err && ferror(out->file))
		out->err = errno ? -errno : -EIO;
}

void output_begin(const struct output *out, struct line *line,
		  const char *type, uint64_t boot_ns)
{
	char wall[WALL_SIZE];

	line_begin(line);
	line_text(line, "type", type);
	line_uint(line, "v", JSON_VERSION);
	if (boot_ns) {
		wall_rfc3339(&out->clock, boot_ns, wall);
		line_uint(line, "time", boot_ns);
		line_word(line, "wall", wall, strlen(wall));
	}
}

void output_line(struct output *out, struct line *line)
{
	int err = line_end(line);

	if (err) {
		out->err = err;
		return;
	}
	fwrite(line->text, 1, line->used, out->file);
	output_check(out);
}

void output_record(struct output *out, const union any_record *rec)
{
	/* records come often, and a large frame is probed page by page */
	static struct line line;

	if (!out->json)
		return;
	output_begin(out, &line, "record", 0);
	record_to_line(rec, &line);
	output_line(out, &line);
}

/* Did links become active or inactive by a connection, removal or mapping? */
static bool follows(const struct event *ev)
{
	return ev->type == EV_ACTIVE && ev->phase != PHASE_REJECTED &&
	       (ev->cause < CAUSES || ev->cause == CAUSE_TTLM);
}

/* Is it a detail, which changes nothing for the user and needs --all? */
static bool is_detail(const struct event *ev)
{
	return follows(ev) || ev->type == EV_MEMORY || ev->type == EV_SETUP ||
	       ev->type == EV_VIF_LINKS || ev->type == EV_STA_GONE;
}

/* The second line of a template is indented to the text of the first. */
static void put_text(struct output *out, const struct event *ev, char *text)
{
	const char *color = !out->color ? "" :
			    event_is_problem(ev) ? "\033[1;31m" :
			    ev->outcome == OUTCOME_UNKNOWN ? "\033[33m" : "";
	char *rest = strchr(text, '\n');
	unsigned int usec;
	struct tm tm;

	wall_split(&out->clock, ev->time, &tm, &usec);
	if (rest)
		*rest++ = '\0';
	fprintf(out->file, "%02d:%02d:%02d.%06u  %s%s%s\n", tm.tm_hour,
		tm.tm_min, tm.tm_sec, usec, color, text, *color ? "\033[0m" : "");
	if (rest)
		fprintf(out->file, "%*s%s\n", INDENT, "", rest);
	output_check(out);
}

static enum priority priority_of(const struct event *ev)
{
	if (ev->outcome == OUTCOME_DANGLING)
		return PRIO_CRITICAL;
	if (event_is_problem(ev))
		return PRIO_ERROR;
	if (ev->outcome == OUTCOME_UNKNOWN || ev->type == EV_LOST ||
	    ev->type == EV_MISSED)
		return PRIO_WARNING;
	if (ev->outcome == OUTCOME_RECLAIMED)
		return PRIO_NOTICE;
	return is_detail(ev) ? PRIO_DEBUG : PRIO_INFO;
}

/* The journal adds the time, and indexes the keys; they are those of JSON. */
static void put_fields(struct output *out, const struct event *ev,
		       const struct item *items, size_t count)
{
	char text[TEXT_SIZE];

	items_to_fields(items, count, text, sizeof(text));
	fprintf(out->file, "<%d>%s%s\n", priority_of(ev),
		event_type_name(ev->type), text);
	output_check(out);
}

void output_event(struct output *out, const struct event *ev)
{
	struct item items[MAX_ITEMS];
	size_t count = describe_event(ev, items);
	char text[TEXT_SIZE];
	struct line line;

	if (!out->json) {
		if (!out->all && is_detail(ev))
			return;
		if (out->journal) {
			put_fields(out, ev, items, count);
			return;
		}
		items_to_text(items, count, event_template(ev), text,
			      sizeof(text));
		put_text(out, ev, text);
		return;
	}
	output_begin(out, &line, event_type_name(ev->type), ev->time);
	items_to_line(items, count, &line);
	output_line(out, &line);
}

static const char *verdict_name(int status)
{
	switch (status) {
	case EXIT_PROBLEM:
		return "problem";
	case EXIT_UNKNOWN:
		return "inconclusive";
	default:
		return "clean";
	}
}

void output_removals(struct line *line,
		     const uint64_t removals[CAUSES][OUTCOMES])
{
	line_open(line, "removals", '[');
	for (int cause = 0; cause < CAUSES; cause++) {
		for (int outcome = 0; outcome < OUTCOMES; outcome++) {
			if (!removals[cause][outcome])
				continue;
			line_open(line, NULL, '{');
			line_text(line, "cause", cause_name(cause));
			line_text(line, "outcome", outcome_name(outcome));
			line_uint(line, "count", removals[cause][outcome]);
			line_close(line, '}');
		}
	}
	line_close(line, ']');
}

static void missed_to_line(struct line *line, unsigned int type, bool skipped,
			   uint32_t count)
{
	struct event ev = {
		.type = EV_MISSED, .link = -1, .missed_of = type,
		.skipped = skipped, .lost = count,
	};
	struct item items[MAX_ITEMS];

	line_open(line, NULL, '{');
	items_to_line(items, describe_event(&ev, items), line);
	line_close(line, '}');
}

/* Uses the same keys as the events. */
static void misses_to_line(struct line *line, const struct misses *missed)
{
	line_open(line, "missed", '[');
	for (int i = 0; i < REC_TYPES; i++) {
		if (missed->skipped[i])
			missed_to_line(line, i, true, missed->skipped[i]);
		if (missed->lost[i])
			missed_to_line(line, i, false, missed->lost[i]);
	}
	line_close(line, ']');
}

static void summary_to_json(struct output *out, const struct summary *summary)
{
	const struct tally *tally = summary->tally;
	struct line line;

	output_begin(out, &line, "summary", summary->time);
	line_uint(&line, "duration_ns", summary->duration_ns);
	if (summary->scan) {
		line_uint(&line, "stations", summary->stations);
		line_uint(&line, "radios", summary->radios);
	}
	line_uint(&line, "records", tally->records);
	line_uint(&line, "lost", tally->lost);
	if (summary->missed && misses_any(summary->missed))
		misses_to_line(&line, summary->missed);
	output_removals(&line, tally->removals);
	line_uint(&line, "problems", tally->problems);
	line_uint(&line, "unknown", tally->unknown);
	line_uint(&line, "stale_now", tally->stale_now);
	line_uint(&line, "bytes_now", tally->bytes_now);
	if (summary->doubt || tally->doubt)
		line_text(&line, "reason", reason_name(summary->doubt ?:
						       REASON_MISSED));
	line_text(&line, "state", kernel_state_name(summary_state(summary)));
	line_text(&line, "verdict", verdict_name(summary_status(summary)));
	output_line(out, &line);
}

static void removals_to_text(struct output *out, const struct tally *tally)
{
	bool any = false;

	fprintf(out->file, "removals:");
	for (int cause = 0; cause < CAUSES; cause++) {
		for (int outcome = 0; outcome < OUTCOMES; outcome++) {
			if (!tally->removals[cause][outcome])
				continue;
			fprintf(out->file, "%s %" PRIu64 " %s %s",
				any ? "," : "",
				tally->removals[cause][outcome],
				cause_name(cause), outcome_name(outcome));
			any = true;
		}
	}
	fprintf(out->file, "%s\n", any ? "" : " none");
}

/* Print misses by function and record. The total of lost records is above. */
static void misses_to_text(struct output *out, const struct misses *missed)
{
	const char *before = "missed:";

	for (int i = 0; i < REC_TYPES; i++) {
		const struct hook *hook = hook_of_record(i);

		if (missed->skipped[i] && hook) {
			fprintf(out->file, "%s %u call%s of %s (%s)", before,
				missed->skipped[i],
				missed->skipped[i] == 1 ? "" : "s",
				hook_function(hook), hook_at(hook));
			before = ",";
		}
		if (missed->lost[i]) {
			fprintf(out->file, "%s %u %s", before, missed->lost[i],
				record_name(i));
			before = ",";
		}
	}
	if (*before == ',')
		fputc('\n', out->file);
}

/* Print every reason why the result is inconclusive, or may hide a problem. */
static void reasons_to_text(struct output *out, const struct summary *summary)
{
	const struct tally *tally = summary->tally;

	if (tally->lost > tally->harmless)
		fputs("; records were lost", out->file);
	if (tally->doubt)
		fputs("; missed calls may have hidden a removal", out->file);
	if (summary->doubt)
		fprintf(out->file, "; %s", reason_text(summary->doubt));
	if (summary_status(summary) == EXIT_UNKNOWN && tally->unknown)
		fprintf(out->file, "; %" PRIu64 " without a verdict",
			tally->unknown);
	fputc('\n', out->file);
}

static void summary_to_text(struct output *out, const struct summary *summary)
{
	const struct tally *tally = summary->tally;
	enum kernel_state state = summary_state(summary);
	char duration[DURATION_TEXT_SIZE];

	if (summary->scan) {
		fprintf(out->file, "seen: %zu station%s on %u radio%s\n",
			summary->stations, summary->stations == 1 ? "" : "s",
			summary->radios, summary->radios == 1 ? "" : "s");
	} else {
		fprintf(out->file, "traced for %s: %" PRIu64 " record%s, "
			"%" PRIu64 " lost\n",
			format_duration(duration, summary->duration_ns),
			tally->records, tally->records == 1 ? "" : "s",
			tally->lost);
		if (summary->missed)
			misses_to_text(out, summary->missed);
		removals_to_text(out, tally);
	}
	if (tally->stale_now)
		fprintf(out->file, "stale now: %" PRIu64 " link%s, %" PRIu64
			" bytes\n", tally->stale_now,
			tally->stale_now == 1 ? "" : "s", tally->bytes_now);
	fprintf(out->file, "verdict: %s", verdict_name(summary_status(summary)));
	if (state == KERNEL_LEAKS || state == KERNEL_DANGLING)
		fprintf(out->file, ": %s", summary_state_text(summary));
	reasons_to_text(out, summary);
	output_check(out);
}

void output_summary(struct output *out, const struct summary *summary)
{
	if (out->json)
		summary_to_json(out, summary);
	else
		summary_to_text(out, summary);
}
