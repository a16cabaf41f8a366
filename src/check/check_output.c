// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "check/check_bugs.h"
#include "check/check_output.h"
#include "check/check_print.h"
#include "version.h"

#define TEXT_SIZE 1024
#define LABEL_WIDTH_MIN 16
#define LABEL_WIDTH_MAX 60
/* How many kernels a line names before it only counts them. */
#define NAMES_MAX 4

static void clear_progress(struct check_report *report)
{
	if (report->progress) {
		fputs("\r\033[K", report->progress);
		fflush(report->progress);
	}
}

void report_progress(void *ctx, size_t done)
{
	struct check_report *report = ctx;

	if (report->progress) {
		fprintf(report->progress, "\rchecked %zu of %zu", done,
			report->count);
		fflush(report->progress);
	}
}

/* --- the table ----------------------------------------------------------- */

static void print_state(const struct check_row *row,
			const struct check_result *result)
{
	char text[32];

	snprintf(text, sizeof(text), "%s%s%s", kernel_state_name(row->state),
		 row->how ? ", " : "", fix_how_name(row->how));
	if (*result->livepatch)
		printf("%s (by live patch %s)  ", text, result->livepatch);
	else if (result->told == TOLD_BY_MEMORY)
		printf("%s (what runs)  ", text);
	else
		printf("%-16s", text);
}

static void print_detail(const char *what, const char *text)
{
	if (!text || !*text)
		return;
	printf("    %s%s", what, *what ? " " : "");
	check_print_text(text);
	putchar('\n');
}

static void print_details(const struct check_result *result)
{
	const struct identity *id = &result->id;

	print_detail("file:", result->target->path);
	print_detail("member:", result->member);
	print_detail("release:", id->release);
	print_detail("architecture:", id->arch);
	print_detail("vermagic:", id->vermagic);
	print_detail("build-id:", id->build_id);
	print_detail("srcversion:", id->srcversion);
	print_detail("version:", id->version);
	if (result->loaded == LOADED_YES)
		print_detail("", "this is what is running now");
}

/* Print the bugs that it has or may have; or all of them. */
static void print_bugs(const struct check_result *result, bool all)
{
	char text[TEXT_SIZE];

	for (size_t i = 0; i < result->nr_bugs; i++) {
		const struct bug_verdict *verdict = &result->bugs[i];

		if (!all && verdict->state < BUG_UNKNOWN)
			continue;
		check_bug_text(verdict, text, sizeof(text));
		print_detail("bug:", text);
	}
}

static void table_row(const struct check_report *report,
		      const struct check_row *row,
		      const struct check_result *result)
{
	char label[4 * TEXT_SIZE];

	escape_text(label, sizeof(label), row->label, strlen(row->label));
	printf("%-*s  ", report->label_width, label);
	print_state(row, result);
	if (result->verdict.nr_evidence)
		check_print_text(result->verdict.evidence[0]);
	putchar('\n');
	for (size_t i = 1; report->verbose && i < result->verdict.nr_evidence;
	     i++)
		print_detail("", result->verdict.evidence[i]);
	print_bugs(result, report->verbose);
	for (size_t i = 0; i < result->nr_notes; i++)
		print_detail("note:", result->notes[i]);
	if (report->verbose)
		print_details(result);
}

/* Print one more of the kernels that a line is about. */
static void print_name(const struct check_row *row, size_t *names)
{
	if (*names < NAMES_MAX) {
		fputs(*names ? ", " : "", stdout);
		check_print_text(row->label);
	}
	++*names;
}

static void end_names(size_t names, const char *what)
{
	if (names > NAMES_MAX)
		printf(" and %zu more", names - NAMES_MAX);
	printf(": %s\n", what);
}

/* Each advice once, with the kernels that it applies to. */
static void print_advice(const struct check_report *report, size_t first)
{
	const char *advice = report->rows[first].advice;
	size_t names = 0;

	for (size_t i = 0; i < first; i++)
		if (report->rows[i].advice &&
		    !strcmp(report->rows[i].advice, advice))
			return;
	fputs("to fix ", stdout);
	for (size_t i = first; i < report->nr_rows; i++)
		if (report->rows[i].advice &&
		    !strcmp(report->rows[i].advice, advice))
			print_name(&report->rows[i], &names);
	end_names(names, advice);
}

static bool has_bug(const struct check_row *row, const struct bug *bug)
{
	for (size_t i = 0; i < row->nr_bugs; i++)
		if (row->bugs[i].bug == bug)
			return row->bugs[i].state == BUG_AFFECTED;
	return false;
}

static void print_bug_advice(const struct check_report *report,
			     const struct bug *bug)
{
	size_t names = 0;

	for (size_t i = 0; i < report->nr_rows; i++) {
		if (!has_bug(&report->rows[i], bug))
			continue;
		if (!names)
			printf("to fix %s in ", bug->name);
		print_name(&report->rows[i], &names);
	}
	if (names)
		end_names(names, bug->advice);
}

static void table_end(const struct check_report *report)
{
	if (report->nr_rows > 1) {
		printf("\n%zu kernels:", report->nr_rows);
		for (int i = 0; i < KERNEL_STATES; i++)
			if (report->of_state[i])
				printf(" %zu %s", report->of_state[i],
				       kernel_state_name(i));
		if (report->affected)
			printf("; %zu with another bug", report->affected);
		putchar('\n');
	}
	if (report->without_kernel)
		printf("%zu other files have no kernel to judge\n",
		       report->without_kernel);
	for (size_t i = 0; i < report->nr_rows; i++)
		if (report->rows[i].advice)
			print_advice(report, i);
	for (const struct bug *bug = bugs; bug->name; bug++)
		print_bug_advice(report, bug);
}

/* --- JSON lines ---------------------------------------------------------- */

static void json_begin(const struct running *run)
{
	struct line line;

	check_json_begin(&line, "meta");
	check_json_text(&line, "tool", "mlotrace");
	check_json_text(&line, "version", MLOTRACE_VERSION);
	check_json_text(&line, "verb", "check");
	check_json_text(&line, "release", run->release);
	check_json_text(&line, "machine", run->machine);
	check_json_text(&line, "build_id", run->build_id);
	check_json_text(&line, "srcversion", run->srcversion);
	check_json_texts(&line, "livepatches", run->livepatches[0].text,
			 sizeof(run->livepatches[0]), run->nr_livepatches);
	check_json_end(&line);
}

static void json_identity(struct line *line, const struct check_result *result)
{
	const struct identity *id = &result->id;

	check_json_text(line, "release", id->release);
	check_json_text(line, "arch", id->arch);
	check_json_text(line, "module", id->module);
	check_json_text(line, "build_id", id->build_id);
	check_json_text(line, "srcversion", id->srcversion);
	check_json_text(line, "vermagic", id->vermagic);
	check_json_text(line, "module_version", id->version);
	check_json_text(line, "compression", result->format);
	check_json_text(line, "origin", result->origin);
	if (!result->readable)
		return;
	line_bool(line, "in_tree", id->in_tree);
	if (result->loaded != LOADED_UNTOLD)
		line_bool(line, "loaded", result->loaded == LOADED_YES);
}

/* If the question is what runs: what tells it, and the state by each. */
static void json_told(struct line *line, const struct check_result *result)
{
	if (!result->told)
		return;
	check_json_text(line, "by", result->told == TOLD_BY_MEMORY ? "memory" :
								    "file");
	if (result->in_memory < KERNEL_STATES)
		check_json_text(line, "state_running",
				kernel_state_name(result->in_memory));
	if (result->in_file < KERNEL_STATES)
		check_json_text(line, "state_file",
				kernel_state_name(result->in_file));
}

static void json_bugs(struct line *line, const struct check_result *result)
{
	line_open(line, "bugs", '[');
	for (size_t i = 0; i < result->nr_bugs; i++) {
		const struct bug_verdict *verdict = &result->bugs[i];

		line_open(line, NULL, '{');
		check_json_text(line, "name", verdict->bug->name);
		check_json_text(line, "module", verdict->bug->module);
		check_json_text(line, "state", bug_state_name(verdict->state));
		check_json_text(line, "evidence", verdict->evidence);
		line_close(line, '}');
	}
	line_close(line, ']');
}

static void json_row(const struct check_row *row,
		     const struct check_result *result)
{
	struct line line;

	check_json_begin(&line, "kernel");
	check_json_text(&line, "label", row->label);
	check_json_text(&line, "path", result->target->path);
	check_json_text(&line, "member", result->member);
	check_json_text(&line, "package", result->package);
	check_json_text(&line, "package_version", result->package_version);
	check_json_text(&line, "state", kernel_state_name(row->state));
	check_json_text(&line, "how", fix_how_name(row->how));
	check_json_text(&line, "livepatch", result->livepatch);
	json_told(&line, result);
	check_json_texts(&line, "evidence", result->verdict.evidence[0],
			 FIX_TEXT_SIZE, result->verdict.nr_evidence);
	check_json_text(&line, "advice", result->advice);
	json_bugs(&line, result);
	check_json_texts(&line, "notes", result->notes[0], CHECK_NOTE_SIZE,
			 result->nr_notes);
	json_identity(&line, result);
	check_json_end(&line);
}

static void json_end(const struct check_report *report)
{
	struct line line;

	check_json_begin(&line, "summary");
	line_uint(&line, "kernels", report->nr_rows);
	if (report->without_kernel)
		line_uint(&line, "without_kernel", report->without_kernel);
	for (int i = 0; i < KERNEL_STATES; i++)
		line_uint(&line, kernel_state_name(i), report->of_state[i]);
	line_uint(&line, "affected", report->affected);
	line_uint(&line, "exit_status", report_status(report));
	check_json_end(&line);
}

/* --- one line for Nagios ------------------------------------------------- */

static bool has_bad_state(const struct check_row *row)
{
	return row->state == KERNEL_LEAKS || row->state == KERNEL_DANGLING;
}

/* Is this row a reason for the status? */
static bool is_reason(const struct check_row *row, int status)
{
	if (status == EXIT_PROBLEM)
		return has_bad_state(row) || row->worst;
	return status != EXIT_UNKNOWN || row->state == KERNEL_UNKNOWN;
}

static void nagios_end(const struct check_report *report)
{
	int status = report_status(report);
	size_t names = 0;

	printf("MLOTRACE %s:", status == EXIT_PROBLEM ? "CRITICAL" :
	       status == EXIT_UNKNOWN ? "UNKNOWN" : "OK");
	for (size_t i = 0; i < report->nr_rows; i++) {
		const struct check_row *row = &report->rows[i];

		if (!is_reason(row, status) || names++ >= NAMES_MAX)
			continue;
		fputs(names > 1 ? ", " : " ", stdout);
		check_print_text(row->label);
		printf(" %s", row->worst && !has_bad_state(row) ?
		       row->worst->name : kernel_state_name(row->state));
	}
	if (names > NAMES_MAX)
		printf(", %zu more", names - NAMES_MAX);
	fputs(" |", stdout);
	for (int i = 0; i < KERNEL_STATES; i++)
		printf(" %s=%zu", kernel_state_name(i), report->of_state[i]);
	printf(" affected=%zu\n", report->affected);
}

/* --- all of them --------------------------------------------------------- */

void report_begin(struct check_report *report,
		  const struct check_targets *targets,
		  const struct running *run)
{
	size_t width = LABEL_WIDTH_MIN;

	report->count = targets->count;
	for (size_t i = 0; i < targets->count; i++) {
		const struct check_target *target = &targets->list[i];

		/* the name of a package is not known yet */
		if (target->found)
			width = LABEL_WIDTH_MAX;
		else if (!target->if_none && strlen(target->label) > width)
			width = strlen(target->label);
	}
	report->label_width = width < LABEL_WIDTH_MAX ? width :
							LABEL_WIDTH_MAX;
	if (report->form == CHECK_JSON)
		json_begin(run);
	else if (report->form == CHECK_TABLE)
		printf("%-*s  %-16s%s\n", report->label_width, "KERNEL",
		       "STATE", "EVIDENCE");
}

/* Count a package found in a directory that has nothing to judge. */
static void no_kernel(struct check_report *report,
		      const struct check_result *result)
{
	report->without_kernel++;
	if (report->form != CHECK_TABLE || !report->verbose)
		return;
	check_print_text(result->label);
	puts(": no kernel in here that is not in another package");
}

void report_result(void *ctx, const struct check_result *result)
{
	struct check_report *report = ctx;
	struct check_row *row;

	clear_progress(report);
	if (result->line == LINE_NO_KERNEL) {
		no_kernel(report, result);
		return;
	}
	row = array_grow(report->rows, report->nr_rows, &report->room,
			 sizeof(*row));
	if (!row) {
		report->failed = true;
		return;
	}
	report->rows = row;
	row = &report->rows[report->nr_rows++];
	*row = (struct check_row){
		.label = strdup(result->label),
		.release = strdup(*result->id.release ? result->id.release :
						       result->label),
		.advice = *result->advice ? strdup(result->advice) : NULL,
		.state = result->verdict.state, .how = result->verdict.how,
		.nr_bugs = result->nr_bugs,
	};
	report->failed |= !row->label || !row->release;
	for (size_t i = 0; i < row->nr_bugs; i++) {
		row->bugs[i].bug = result->bugs[i].bug;
		row->bugs[i].state = result->bugs[i].state;
		if (!row->worst && row->bugs[i].state == BUG_AFFECTED)
			row->worst = row->bugs[i].bug;
	}
	report->of_state[row->state]++;
	report->affected += !!row->worst;
	if (report->failed)
		return;
	if (report->form == CHECK_TABLE)
		table_row(report, row, result);
	else if (report->form == CHECK_JSON)
		json_row(row, result);
}

void report_finish(struct check_report *report)
{
	clear_progress(report);
	if (report->form == CHECK_TABLE)
		table_end(report);
	else if (report->form == CHECK_JSON)
		json_end(report);
	else
		nagios_end(report);
}

int report_status(const struct check_report *report)
{
	if (report->of_state[KERNEL_LEAKS] ||
	    report->of_state[KERNEL_DANGLING] || report->affected)
		return EXIT_PROBLEM;
	return report->of_state[KERNEL_UNKNOWN] ? EXIT_UNKNOWN : EXIT_CLEAN;
}

void report_end(struct check_report *report)
{
	for (size_t i = 0; i < report->nr_rows; i++) {
		free(report->rows[i].label);
		free(report->rows[i].release);
		free(report->rows[i].advice);
	}
	free(report->rows);
	report->rows = NULL;
	report->nr_rows = 0;
}
