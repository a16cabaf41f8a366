// SPDX-License-Identifier: GPL-2.0-only
/* mlotrace check: which kernels carry the fix, judged by their files. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/util.h"
#include "check/check_find.h"
#include "check/check_output.h"
#include "check/check_run.h"

#define JOBS_MAX 256
/* From this many on it takes long enough to show progress. */
#define PROGRESS_MIN 8

struct check_options {
	bool json;
	bool nagios;
	bool verbose;
	const char *metrics;
	const char *root;
	uint64_t jobs;
};

static const struct opt options[] = {
	{ "json", 'j', OPT_FLAG, offsetof(struct check_options, json),
	  .help = "one JSON object per line" },
	{ "nagios", 0, OPT_FLAG, offsetof(struct check_options, nagios),
	  .help = "one line, in the format of a Nagios plugin" },
	{ "metrics", 0, OPT_STRING, offsetof(struct check_options, metrics),
	  "FILE", .help = "also write metrics for node_exporter" },
	{ "verbose", 'v', OPT_FLAG, offsetof(struct check_options, verbose),
	  .help = "all evidence, and what identifies the file" },
	{ "jobs", 0, OPT_NUMBER, offsetof(struct check_options, jobs),
	  "N", .help = "files to check at once (default: one per core)",
	  .max = JOBS_MAX },
	{ "root", 0, OPT_STRING, offsetof(struct check_options, root),
	  "DIR", .help = "the running kernel's /lib/modules and /sys" },
	{ .name = NULL },
};

static int find_all(struct check_targets *targets, int count, char **paths)
{
	int err = 0;

	for (int i = 0; i < count && !err; i++)
		err = strcmp(paths[i], "-") ? check_find(targets, paths[i]) :
					      check_find_list(targets, stdin);
	return err;
}

static int check_all(const struct check_options *opts,
		     const struct running *run,
		     const struct check_targets *targets, bool of_running)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	struct check_report report = {
		.form = opts->json ? CHECK_JSON :
			opts->nagios ? CHECK_NAGIOS : CHECK_TABLE,
		.verbose = opts->verbose,
		.progress = targets->count >= PROGRESS_MIN &&
			    isatty(STDERR_FILENO) ? stderr : NULL,
	};
	struct check_job job = {
		.targets = targets, .running = run, .of_running = of_running,
		.threads = opts->jobs ?: cores > 0 ? cores : 1,
		.emit = report_result, .progress = report_progress,
		.ctx = &report,
	};
	int err;

	err = report_begin(&report, targets, run);
	if (!err) {
		err = check_run(&job);
		if (err)
			msg_error("check: %s", errno_text(err));
		else
			report_finish(&report);
	}
	if (!err && opts->metrics)
		err = report_metrics(&report, opts->metrics);
	if (!err)
		err = report_status(&report);
	report_end(&report);
	return err;
}

static int run(const struct cmd *cmd, int argc, char **argv)
{
	struct check_options opts = { .root = "" };
	struct check_targets targets = { 0 };
	struct running running;
	int first, err;

	err = options_parse(cmd, argc, argv, &opts, &first);
	if (err)
		return err == OPTIONS_HELP ? EXIT_CLEAN : err;
	if (opts.json && opts.nagios)
		return options_usage_error(cmd, "--json and --nagios cannot be "
					   "used together");
	running_read(&running, opts.root);
	if (first < argc)
		err = find_all(&targets, argc - first, argv + first);
	else
		err = check_find_running(&targets, opts.root,
					 running.release);
	if (err) {
		msg_error("check: %s", errno_text(err));
	} else if (!targets.count) {
		msg_error("check: no path on standard input");
		msg_hint("see 'mlotrace check --help'");
		err = -EINVAL;
	} else {
		err = check_all(&opts, &running, &targets, first == argc);
	}
	check_targets_free(&targets);
	return err;
}

const struct cmd cmd_check = {
	"check", "[PATH...]",
	"Report which kernels carry the fix, from their module files alone.",
	options, run,
};
