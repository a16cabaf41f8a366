/* SPDX-License-Identifier: GPL-2.0-only */
/* What "check" prints: a table, JSON lines, a Nagios line, metrics. */
#ifndef MLOTRACE_CHECK_OUTPUT_H
#define MLOTRACE_CHECK_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "check/check_run.h"

enum check_form {
	CHECK_TABLE,
	CHECK_JSON,
	CHECK_NAGIOS,
};

/* What we keep of a result until the end. */
struct check_row {
	char *label;
	char *release;
	char *advice;
	enum kernel_state state;
	enum fix_how how;
	struct {
		const struct bug *bug;
		enum bug_state state;
	} bugs[CHECK_BUGS_MAX];
	size_t nr_bugs;
	const struct bug *worst;	/* a bug that it has; NULL: none */
};

struct check_report {
	enum check_form form;
	bool verbose;
	int label_width;
	size_t count;			/* of targets */
	FILE *progress;			/* a terminal, or NULL */
	struct check_row *rows;
	size_t nr_rows, room;
	size_t without_kernel;		/* files: counted, but no rows */
	bool failed;			/* out of memory */
	size_t of_state[KERNEL_STATES];
	size_t affected;		/* rows that have a bug of the table */
};

void report_begin(struct check_report *report,
		  const struct check_targets *targets,
		  const struct running *run);

/* For struct check_job: ctx is the report. */
void report_result(void *ctx, const struct check_result *result);
void report_progress(void *ctx, size_t done);

/* Print what comes after the last result. */
void report_finish(struct check_report *report);

/* Replace the metrics file at path. Reports its errors. */
int report_metrics(const struct check_report *report, const char *path);

/* The exit status: the worst of all. */
int report_status(const struct check_report *report);

void report_end(struct check_report *report);

#endif
