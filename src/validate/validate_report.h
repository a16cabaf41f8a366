/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What `mlotrace validate` writes to stdout: text, JSON lines, or KTAP
 * (Documentation/dev-tools/ktap.rst).
 */
#ifndef MLOTRACE_VALIDATE_REPORT_H
#define MLOTRACE_VALIDATE_REPORT_H

#include "output/output.h"
#include "validate/validate.h"

enum report_form {
	REPORT_TEXT,
	REPORT_JSON,
	REPORT_KTAP,
};

struct validate_report {
	enum report_form form;
	unsigned int verbose;
	struct output out;
	struct meta meta;
	size_t planned;		/* scenarios */
	size_t done;
	unsigned int repeat;
};

void validate_report_start(struct validate_report *report);
/* Nothing could be played, for this reason. */
void validate_report_unable(struct validate_report *report, const char *why);
/* A step of the play; shown when verbose. */
void validate_report_step(struct validate_report *report, const char *text);
void validate_report_event(struct validate_report *report,
			   const struct event *ev);
void validate_report_scenario(struct validate_report *report,
			      const struct scenario_result *res);

struct validate_totals {
	const struct kernel_verdict *verdict;
	const struct scenario_result *results;
	size_t count;
	const uint64_t (*removals)[OUTCOMES];	/* by cause */
	uint64_t time;		/* boot clock, ns */
	uint64_t lost;		/* records */
	bool interrupted;
};

void validate_report_summary(struct validate_report *report,
			     const struct validate_totals *totals);

#endif
