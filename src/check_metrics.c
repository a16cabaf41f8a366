// SPDX-License-Identifier: GPL-2.0-only
/* OpenMetrics text, for the textfile collector of the node_exporter. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "check_output.h"
#include "util.h"

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

/* A label's value: quotes and backslashes escaped, nothing unprintable. */
static void write_label(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fprintf(out, "\\%c", *text);
		else if (*text == '\n')
			fputs("\\n", out);
		else
			fputc((unsigned char)*text < 0x20 ||
			      (unsigned char)*text >= 0x7f ? '?' : *text, out);
	}
}

/* A series must not come twice: one a release, with its worst state. */
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
	for (int i = 0; i < KERNEL_STATES; i++) {
		fputs("mlotrace_kernel_state{release=\"", out);
		write_label(out, release);
		fprintf(out, "\",state=\"%s\"} %d\n",
			kernel_state_name(i), i == (int)worst);
	}
}

static void write_metrics(FILE *out, const struct check_report *report)
{
	fputs("# HELP mlotrace_kernel_state What a link removal by the access "
	      "point leaves behind in this kernel; 1 for its state.\n"
	      "# TYPE mlotrace_kernel_state gauge\n", out);
	for (size_t i = 0; i < report->nr_rows; i++)
		write_kernel(out, report, i);
	fputs("# HELP mlotrace_check_kernels Kernel files checked, by "
	      "state.\n# TYPE mlotrace_check_kernels gauge\n", out);
	for (int i = 0; i < KERNEL_STATES; i++)
		fprintf(out, "mlotrace_check_kernels{state=\"%s\"} %zu\n",
			kernel_state_name(i), report->of_state[i]);
	fprintf(out, "# HELP mlotrace_check_timestamp_seconds When the check "
		"ended.\n# TYPE mlotrace_check_timestamp_seconds gauge\n"
		"mlotrace_check_timestamp_seconds %lld\n# EOF\n",
		(long long)time(NULL));
}

int report_metrics(const struct check_report *report, const char *path)
{
	char *temp;
	FILE *out = NULL;
	int fd, err = 0;

	if (asprintf(&temp, "%s.XXXXXX", path) < 0)
		return -ENOMEM;
	fd = mkstemp(temp);
	if (fd >= 0)
		out = fdopen(fd, "w");
	if (!out) {
		err = -errno;
		if (fd >= 0)
			close(fd);
		goto out;
	}
	write_metrics(out, report);
	/* the collector runs as another user */
	fchmod(fd, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
	if (fflush(out) || ferror(out) || fsync(fd))
		err = -errno;
	if (fclose(out) && !err)
		err = -errno;
	if (!err && rename(temp, path))
		err = -errno;
out:
	if (err && fd >= 0)
		unlink(temp);
	free(temp);
	return err;
}
