// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>
#include <time.h>

#include "base/util.h"
#include "check/check_output.h"
#include "output/metrics.h"

/* How bad a state is, for kernels that share a release. */
static int badness(enum kernel_state state)
{
	static const int order[KERNEL_STATES] = {
		[KERNEL_UNAFFECTED] = 0, [KERNEL_FIXED] = 1,
		[KERNEL_UNKNOWN] = 2, [KERNEL_LEAKS] = 3,
		[KERNEL_DANGLING] = 4,
	};

	return order[state];
}

static const char *release_of(const struct check_row *row)
{
	return row->release ?: row->label;
}

/* A series must not come twice: one per release, with its worst state. */
static void write_kernel(FILE *out, const struct check_report *report,
			 size_t index)
{
	const char *release = release_of(&report->rows[index]);
	enum kernel_state worst = report->rows[index].state;

	for (size_t i = 0; i < report->nr_rows; i++) {
		if (strcmp(release_of(&report->rows[i]), release))
			continue;
		if (i < index)
			return;
		if (badness(report->rows[i].state) > badness(worst))
			worst = report->rows[i].state;
	}
	metrics_kernel_state(out, release, "check", worst);
}

/* The state of a bug in a row; -1: it was not judged there. */
static int state_in(const struct check_row *row, const struct bug *bug)
{
	for (size_t i = 0; i < row->nr_bugs; i++)
		if (row->bugs[i].bug == bug)
			return row->bugs[i].state;
	return -1;
}

/* Write 1 if a release has the bug, and nothing if we cannot tell. */
static void write_bug(FILE *out, const struct check_report *report,
		      size_t index, const struct bug *bug)
{
	const char *release = release_of(&report->rows[index]);
	int worst = -1;

	for (size_t i = 0; i < report->nr_rows; i++) {
		int state = state_in(&report->rows[i], bug);

		if (strcmp(release_of(&report->rows[i]), release))
			continue;
		if (i < index)
			return;
		if (state > worst)
			worst = state;
	}
	if (worst >= 0 && worst != BUG_UNKNOWN)
		metrics_kernel_bug(out, release, bug->name,
				   worst == BUG_AFFECTED);
}

static void write_metrics(FILE *out, const void *ctx)
{
	const struct check_report *report = ctx;

	metrics_kernel_head(out);
	for (size_t i = 0; i < report->nr_rows; i++)
		write_kernel(out, report, i);
	metrics_head(out, "mlotrace_kernel_bug", "gauge",
		     "Whether this kernel has a bug of MLO links besides its "
		     "state; absent if that cannot be told.");
	for (const struct bug *bug = bugs; bug->name; bug++)
		for (size_t i = 0; i < report->nr_rows; i++)
			write_bug(out, report, i, bug);
	metrics_head(out, "mlotrace_check_kernels", "gauge",
		     "Kernel files checked, by state.");
	for (int i = 0; i < KERNEL_STATES; i++)
		fprintf(out, "mlotrace_check_kernels{state=\"%s\"} %zu\n",
			kernel_state_name(i), report->of_state[i]);
	metrics_number(out, "mlotrace_check_timestamp_seconds", "gauge",
		       "When the check ended.", time(NULL));
}

int report_metrics(const struct check_report *report, const char *path)
{
	struct metrics_file file = { 0 };
	int err = metrics_open(&file, path);

	if (err)
		return err;
	err = metrics_replace(&file, write_metrics, report);
	if (err)
		metrics_complain(&file, err);
	metrics_close(&file);
	return err;
}
