// SPDX-License-Identifier: GPL-2.0-only
/* mlotrace check: which kernels carry the fix, judged by their code. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/util.h"
#include "check/check_bugs.h"
#include "check/check_find.h"
#include "check/check_output.h"
#include "check/check_run.h"
#include "check/judge_livepatch.h"
#include "kernel/session.h"

#define JOBS_MAX 256
/* From this many on it takes long enough to show progress. */
#define PROGRESS_MIN 8

struct check_options {
	bool json;
	bool nagios;
	bool verbose;
	bool bugs;
	const char *metrics;
	const char *root;
	const char *livepatch;
	const char *module;
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
	{ "bugs", 0, OPT_FLAG, offsetof(struct check_options, bugs),
	  .help = "list the bugs that are known, and how each is told" },
	{ "jobs", 0, OPT_NUMBER, offsetof(struct check_options, jobs),
	  "N", .help = "files to check at once (default: one per core)",
	  .max = JOBS_MAX },
	{ "root", 0, OPT_STRING, offsetof(struct check_options, root),
	  "DIR", .help = "the running kernel's /lib/modules and /sys" },
	{ "livepatch", 0, OPT_STRING,
	  offsetof(struct check_options, livepatch),
	  "FILE", .help = "whether this live patch fits, and what it brings" },
	{ "module", 0, OPT_STRING, offsetof(struct check_options, module),
	  "FILE", .help = "the mac80211 that the live patch is for" },
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
		     const struct check_targets *targets, bool of_running,
		     const char *livepatch_name)
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
		.root = opts->root, .livepatch = opts->livepatch,
		.livepatch_name = livepatch_name,
		.threads = opts->jobs ?: cores > 0 ? cores : 1,
		.emit = report_result, .progress = report_progress,
		.ctx = &report,
	};
	int err;

	report_begin(&report, targets, run);
	err = check_run(&job);
	if (!err && report.failed)
		err = -ENOMEM;
	if (err)
		msg_error("check: %s", errno_text(err));
	else
		report_finish(&report);
	if (!err && opts->metrics)
		err = report_metrics(&report, opts->metrics);
	if (!err)
		err = report_status(&report);
	report_end(&report);
	return err;
}

/* The name of a live patch if it is active; else "". */
static void active_name(const struct check_options *opts,
			const struct running *run, char *name, size_t size)
{
	struct identity id = { 0 };
	struct image img;

	if (!image_open(&img, opts->livepatch))
		identity_read(&img, &id);
	image_close(&img);
	*name = '\0';
	for (size_t i = 0; i < run->nr_livepatches; i++)
		if (id.livepatch &&
		    same_module(run->livepatches[i].name, id.module))
			snprintf(name, size, "%s", run->livepatches[i].name);
}

/* Before it is loaded: does it fit, and what would it bring? */
static int judge_livepatch(const struct check_options *opts,
			   const struct running *run,
			   const struct check_targets *targets)
{
	struct livepatch_job job = {
		.path = opts->livepatch, .module = opts->module,
		.running = opts->module ? NULL : run, .root = opts->root,
	};
	struct livepatch_result *result = calloc(1, sizeof(*result));
	int err;

	if (!result) {
		msg_error("check: out of memory");
		return -ENOMEM;
	}
	if (!job.module && targets->list[0].reason) {
		msg_error("%s: %s", targets->list[0].path,
			  targets->list[0].reason);
		msg_hint("mlotrace check --livepatch %s --module FILE",
			 opts->livepatch);
		free(result);
		return -ENOENT;
	}
	job.module = job.module ?: targets->list[0].path;
	err = livepatch_judge(&job, result);
	if (!err)
		err = livepatch_print(result, opts->json);
	livepatch_close(result);
	free(result);
	return err;
}

static int judge(const struct check_options *opts, const struct running *run,
		 const struct check_targets *targets, bool of_running)
{
	char name[sizeof(run->livepatches[0].name)] = "";

	if (opts->livepatch && !opts->module)
		active_name(opts, run, name, sizeof(name));
	if (!opts->livepatch || *name)
		return check_all(opts, run, targets, of_running, name);
	if (opts->nagios || opts->metrics) {
		msg_error("--nagios and --metrics are for kernels, and '%s' "
			  "does not run", opts->livepatch);
		msg_hint("mlotrace check --livepatch %s", opts->livepatch);
		return -EINVAL;
	}
	return judge_livepatch(opts, run, targets);
}

static const char *misused(const struct check_options *opts, bool paths)
{
	if (opts->json && opts->nagios)
		return "--json and --nagios cannot be used together";
	if (opts->bugs && (paths || opts->livepatch || opts->nagios ||
			   opts->metrics))
		return "--bugs lists what is known, of no kernel: it goes with "
		       "--json only";
	if (opts->livepatch && paths)
		return "--livepatch takes no PATH: name mac80211 by --module";
	if (opts->module && !opts->livepatch)
		return "--module is for --livepatch";
	return NULL;
}

static int run(const struct cmd *cmd, int argc, char **argv)
{
	struct check_options opts = { .root = "" };
	struct check_targets targets = { 0 };
	struct running running;
	const char *why;
	int first, err;

	err = options_parse(cmd, argc, argv, &opts, &first);
	if (err)
		return err == OPTIONS_HELP ? EXIT_CLEAN : err;
	why = misused(&opts, first < argc);
	if (why)
		return options_usage_error(cmd, "%s", why);
	if (opts.bugs) {
		check_bugs_list(opts.json);
		return EXIT_CLEAN;
	}
	session_messages(0);
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
		err = judge(&opts, &running, &targets, first == argc);
	}
	check_targets_free(&targets);
	return err;
}

const struct cmd cmd_check = {
	"check", "[PATH...]",
	"Report which kernels carry the fix, from their code alone.",
	options, run,
};
