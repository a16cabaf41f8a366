// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/boot_clock.h"
#include "base/util.h"
#include "output/output_priv.h"
#include "validate/validate_report.h"

#define NAME_WIDTH 21
#define PEERS_FORGOTTEN "this fix forgets TDLS peers on the removed link"

static const char warning[] =
	"on a kernel in state 'dangling' this test can hang or crash the "
	"machine";
static const char safe_place[] =
	"to be safe, run it in a virtual machine: "
	"lab/vm --kernel SERIES -- mlotrace validate";

void validate_report_start(struct validate_report *report)
{
	const struct meta *meta = &report->meta;
	FILE *file = report->out.file;

	report->out.clock = meta->clock;
	if (report->form != REPORT_TEXT) {
		msg_error("%s", warning);
		msg_hint("%s", safe_place);
	}
	if (report->form == REPORT_JSON) {
		output_meta(&report->out, meta);
		return;
	}
	if (report->form == REPORT_KTAP)
		fprintf(file, "KTAP version 1\n1..%zu\n# ",
			report->planned + 1);
	output_identity(file, meta);
	if (report->form == REPORT_TEXT)
		fprintf(file, "warning: %s\n%9s%s\n", warning, "", safe_place);
	output_check(&report->out);
}

void validate_report_unable(struct validate_report *report, const char *why)
{
	if (report->form != REPORT_KTAP)
		return;
	fprintf(report->out.file, "KTAP version 1\n1..0 # SKIP %s\n", why);
	output_check(&report->out);
}

void validate_report_step(struct validate_report *report, const char *text)
{
	if (!report->verbose || report->form == REPORT_JSON)
		return;
	fprintf(report->out.file, "%s%s\n",
		report->form == REPORT_KTAP ? "# " : "    ", text);
	output_check(&report->out);
}

void validate_report_event(struct validate_report *report,
			   const struct event *ev)
{
	bool detail = ev->type == EV_SETUP || ev->type == EV_VIF_LINKS ||
		      ev->type == EV_STA_GONE || ev->type == EV_MEMORY;

	if (report->form == REPORT_KTAP || (detail && report->verbose < 2))
		return;
	if (report->form == REPORT_JSON || report->verbose)
		output_event(&report->out, ev);
}

static void checks_to_line(struct line *line,
			   const struct scenario_result *res)
{
	line_open(line, "checks", '{');
	for (int i = 0; i < CHECKS; i++)
		line_text(line, check_name(i),
			  result_name(res->checks[i].result));
	line_close(line, '}');
}

static void scenario_to_json(struct validate_report *report,
			     const struct scenario_result *res)
{
	struct line line;

	output_begin(&report->out, &line, "scenario", boot_time());
	line_text(&line, "scenario", res->expected->name);
	line_text(&line, "result", result_name(scenario_outcome(res)));
	if (res->dangling || res->leaks)
		line_text(&line, "state", kernel_state_name(res->dangling ?
					    KERNEL_DANGLING : KERNEL_LEAKS));
	if (*scenario_why(res))
		line_text(&line, "why", scenario_why(res));
	line_uint(&line, "plays", res->plays);
	line_uint(&line, "passed", res->passed);
	line_uint(&line, "retried", res->retried);
	if (res->plays)
		checks_to_line(&line, res);
	if (res->stale)
		line_bits(&line, "stale", res->stale);
	if (res->lost)
		line_bits(&line, "lost", res->lost);
	if (res->early)
		line_bits(&line, "early", res->early);
	if (res->peer)
		line_text(&line, "tdls_peer", peer_fate_name(res->peer));
	line_uint(&line, "complaints", res->complaints);
	output_line(&report->out, &line);
}

static const char *word_color(const struct output *out, enum result result)
{
	if (!out->color)
		return "";
	return result == RESULT_FAIL ? "\033[1;31m" :
	       result == RESULT_INCONCLUSIVE || result == RESULT_XFAIL ?
	       "\033[33m" : "";
}

/* Print more than the reason for the result. */
static void put_more(struct validate_report *report,
		     const struct scenario_result *res)
{
	const char *log = res->checks[CHECK_LOG].why;
	char text[4 * KLOG_LINE_SIZE];

	if (res->complaints && scenario_why(res) != log) {
		escape_text(text, sizeof(text), log, WHY_SIZE);
		fprintf(report->out.file, "%*s kernel log: %s\n", NAME_WIDTH,
			"", text);
	}
	if (res->retried)
		fprintf(report->out.file, "%*s %u play%s repeated, having come to "
			"nothing\n", NAME_WIDTH, "", res->retried,
			res->retried == 1 ? "" : "s");
	if (res->peer == PEER_FORGOTTEN)
		fprintf(report->out.file, "%*s the TDLS peer was left behind on "
			"the removed link\n", NAME_WIDTH, "");
}

static void scenario_to_text(struct validate_report *report,
			     const struct scenario_result *res)
{
	enum result result = scenario_outcome(res);
	const char *color = word_color(&report->out, result);
	char why[2 * WHY_SIZE];

	escape_text(why, sizeof(why), scenario_why(res), WHY_SIZE);
	fprintf(report->out.file, "%-*s %s%-12s%s", NAME_WIDTH,
		res->expected->name, color, result_name(result),
		*color ? "\033[0m" : "");
	if (report->repeat > 1 && res->plays)
		fprintf(report->out.file, " %u of %u%s", res->passed,
			res->plays, *why ? ":" : "");
	fprintf(report->out.file, "%s%s\n", *why ? " " : "", why);
	put_more(report, res);
}

static void result_to_ktap(FILE *file, enum result result, size_t number,
			   const char *name, const char *why)
{
	static const char *const directives[RESULTS] = {
		[RESULT_SKIP] = "SKIP ", [RESULT_XFAIL] = "XFAIL ",
	};
	const char *directive = directives[result];

	fprintf(file, "%sok %zu %s%s%s%s\n",
		result <= RESULT_XFAIL ? "" : "not ", number, name,
		directive || *why ? " # " : "", directive ?: "", why);
}

static void scenario_to_ktap(struct validate_report *report,
			     const struct scenario_result *res)
{
	enum result result = scenario_outcome(res);
	FILE *file = report->out.file;
	char why[2 * WHY_SIZE];

	if (res->plays && result != RESULT_SKIP) {
		fprintf(file, "    KTAP version 1\n    1..%d\n", CHECKS);
		for (int i = 0; i < CHECKS; i++) {
			const struct verdict_of_check *check = &res->checks[i];

			escape_text(why, sizeof(why), check->why, WHY_SIZE);
			fputs("    ", file);
			result_to_ktap(file, check->result, i + 1,
				       check_name(i), why);
		}
		fprintf(file, "# %s: %u of %u plays passed, %u retried\n",
			res->expected->name, res->passed, res->plays,
			res->retried);
	}
	escape_text(why, sizeof(why), scenario_why(res), WHY_SIZE);
	result_to_ktap(file, result, report->done, res->expected->name,
		       result == RESULT_PASS ? "" : why);
}

void validate_report_scenario(struct validate_report *report,
			      const struct scenario_result *res)
{
	report->done++;
	if (report->form == REPORT_JSON)
		scenario_to_json(report, res);
	else if (report->form == REPORT_KTAP)
		scenario_to_ktap(report, res);
	else
		scenario_to_text(report, res);
	output_check(&report->out);
}

static const char *status_name(int status)
{
	return status == EXIT_PROBLEM ? "problem" :
	       status == EXIT_UNKNOWN ? "inconclusive" : "clean";
}

/* The evidence for the word after "fixed". */
static const char *how_from(enum fix_how how)
{
	return how == FIX_UNIFIED ?
	       "a TDLS peer on the removed link was destroyed with it" :
	       "a TDLS peer was left behind on the removed link";
}

static void bugs_to_line(struct line *line, const struct validate_totals *t)
{
	line_open(line, "bugs", '[');
	for (size_t i = 0; i < t->count; i++) {
		if (!t->results[i].expected->bug)
			continue;
		line_open(line, NULL, '{');
		line_text(line, "bug", t->results[i].expected->name);
		line_text(line, "state", bug_state(&t->results[i]));
		line_close(line, '}');
	}
	line_close(line, ']');
}

static void put_bugs(FILE *file, const struct validate_totals *t,
		     const char *prefix)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->results[i].expected->bug)
			fprintf(file, "%s%s: %s\n", prefix,
				t->results[i].expected->name,
				bug_state(&t->results[i]));
}

static void summary_to_json(struct validate_report *report,
			    const struct validate_totals *t)
{
	const struct kernel_verdict *v = t->verdict;
	struct line line;

	output_begin(&report->out, &line, "summary", t->time);
	line_uint(&line, "duration_ns", t->time - report->meta.time);
	line_uint(&line, "scenarios", t->count);
	line_uint(&line, "passed", v->results[RESULT_PASS]);
	line_uint(&line, "failed", v->results[RESULT_FAIL]);
	line_uint(&line, "skipped", v->results[RESULT_SKIP]);
	line_uint(&line, "xfailed", v->results[RESULT_XFAIL]);
	line_uint(&line, "inconclusive", v->results[RESULT_INCONCLUSIVE]);
	line_uint(&line, "lost", t->lost);
	line_uint(&line, "complaints", v->complaints);
	output_removals(&line, t->removals);
	line_text(&line, "state", kernel_state_name(v->state));
	if (v->how) {
		line_text(&line, "how", fix_how_name(v->how));
		line_text(&line, "how_from", how_from(v->how));
		line_bool(&line, "tdls_forgotten", v->peers_forgotten);
	}
	if (v->why)
		line_text(&line, "why", v->why);
	bugs_to_line(&line, t);
	line_text(&line, "verdict", status_name(v->status));
	output_line(&report->out, &line);
}

static void put_state(FILE *file, const struct kernel_verdict *v)
{
	fprintf(file, "%s", kernel_state_name(v->state));
	if (v->how)
		fprintf(file, ", %s (%s)", fix_how_name(v->how),
			how_from(v->how));
	if (v->why)
		fprintf(file, " (%s)", v->why);
	fputc('\n', file);
}

static void summary_to_text(struct validate_report *report,
			    const struct validate_totals *t)
{
	const struct kernel_verdict *v = t->verdict;
	FILE *file = report->out.file;
	char advice[512];
	const char *text;

	fprintf(file, "%zu scenarios: %u passed, %u failed, %u skipped, "
		"%u inconclusive", t->count, v->results[RESULT_PASS],
		v->results[RESULT_FAIL], v->results[RESULT_SKIP],
		v->results[RESULT_INCONCLUSIVE]);
	if (v->results[RESULT_XFAIL])
		fprintf(file, ", %u xfail", v->results[RESULT_XFAIL]);
	fprintf(file, "; %" PRIu64 " record%s lost, %u kernel complaint%s\n",
		t->lost, t->lost == 1 ? "" : "s",
		v->complaints, v->complaints == 1 ? "" : "s");
	fprintf(file, "state: ");
	put_state(file, v);
	put_bugs(file, t, "");
	if (v->peers_forgotten)
		fprintf(file, "note: %s (7.2 destroys them)\n",
			PEERS_FORGOTTEN);
	text = fix_advice(advice, sizeof(advice), v->state,
			  report->meta.release);
	if (text && v->state != KERNEL_UNKNOWN)
		fprintf(file, "advice: %s\n", text);
	fprintf(file, "verdict: %s\n", status_name(v->status));
}

/* The verdict on the kernel is the last test. */
static void summary_to_ktap(struct validate_report *report,
			    const struct validate_totals *t)
{
	const struct kernel_verdict *v = t->verdict;
	FILE *file = report->out.file;
	bool good = v->state == KERNEL_FIXED || v->state == KERNEL_UNAFFECTED;
	bool skip = v->state == KERNEL_UNKNOWN && v->status == EXIT_CLEAN;

	if (t->interrupted) {
		fprintf(file, "Bail out! interrupted\n");
		return;
	}
	if (v->status == EXIT_UNKNOWN && !v->results[RESULT_INCONCLUSIVE] &&
	    !v->results[RESULT_PASS])
		skip = true;
	if (v->peers_forgotten)
		fprintf(file, "# %s\n", PEERS_FORGOTTEN);
	put_bugs(file, t, "# ");
	fprintf(file, "%sok %zu kernel-state # %s", good || skip ? "" : "not ",
		report->planned + 1, skip ? "SKIP " : "");
	put_state(file, v);
	fprintf(file, "# Totals: pass:%u fail:%u xfail:%u xpass:0 skip:%u "
		"error:%u\n", v->results[RESULT_PASS] + good,
		v->results[RESULT_FAIL] + !(good || skip),
		v->results[RESULT_XFAIL],
		v->results[RESULT_SKIP] + skip,
		v->results[RESULT_INCONCLUSIVE]);
}

void validate_report_summary(struct validate_report *report,
			     const struct validate_totals *totals)
{
	if (report->form == REPORT_JSON)
		summary_to_json(report, totals);
	else if (report->form == REPORT_KTAP)
		summary_to_ktap(report, totals);
	else
		summary_to_text(report, totals);
	output_check(&report->out);
	fflush(report->out.file);
}
