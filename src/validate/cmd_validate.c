// SPDX-License-Identifier: GPL-2.0-only
/*
 * mlotrace validate: make a simulated access point remove links, and see what
 * this kernel does with them.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/boot_clock.h"
#include "base/cmd.h"
#include "base/util.h"
#include "kernel/hardening.h"
#include "kernel/meta_fill.h"
#include "validate/validate_host.h"
#include "validate/validate_run.h"

#define RING_SIZE (8 << 20)	/* a thousand links that come and go */
#define REPEAT_MAX 1000000
#define CLOSE_DOWN_NS (10 * NSEC_PER_SEC)
#define KTAP_FAIL 1		/* exit statuses of kselftest */
#define KTAP_SKIP 4

struct validate_opts {
	const char *scenario;
	bool list;
	uint64_t repeat;
	uint64_t timeout_ns;
	const char *btf;
	bool yes;
	bool json;
	bool ktap;
	unsigned int verbose;
};

#define OPT(name, letter, kind, field, arg, ...)			\
	{ name, letter, kind, offsetof(struct validate_opts, field), arg, \
	  __VA_ARGS__ }

static const struct opt validate_opts[] = {
	OPT("scenario", 's', OPT_STRING, scenario, "NAME[,NAME]",
	    "play only these (default: all)"),
	OPT("list", 'L', OPT_FLAG, list, NULL, "list the scenarios"),
	OPT("repeat", 'n', OPT_NUMBER, repeat, "N",
	    "play each scenario this many times (1)", REPEAT_MAX),
	OPT("timeout", 't', OPT_DURATION, timeout_ns, "TIME",
	    "time limit of each play (60s)"),
	OPT("btf", 0, OPT_STRING, btf, "FILE",
	    "read the BTF of mac80211 from this file"),
	OPT("yes", 'y', OPT_FLAG, yes, NULL,
	    "load mac80211_hwsim without asking"),
	OPT("json", 'j', OPT_FLAG, json, NULL, "JSON lines"),
	OPT("ktap", 'k', OPT_FLAG, ktap, NULL,
	    "KTAP, and kselftest's exit status"),
	OPT("verbose", 'v', OPT_COUNT, verbose, NULL,
	    "show steps and events; -vv: all, and libbpf's"),
	{ 0 },
};

static volatile sig_atomic_t stop_signal;

static void on_signal(int signal)
{
	stop_signal = signal;
}

/* Signals are blocked except while waiting, so that nothing is half done. */
static void catch_signals(sigset_t *mask)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t held;

	sigemptyset(&held);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		sigaction(signals[i], &action, NULL);
		sigaddset(&held, signals[i]);
	}
	signal(SIGPIPE, SIG_IGN);
	sigprocmask(SIG_BLOCK, &held, mask);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		sigdelset(mask, signals[i]);
}

static int list_scenarios(void)
{
	for (size_t i = 0; i < expectation_count; i++) {
		const struct air_scenario *scenario =
			air_scenario_find(expectations[i].name);

		printf("%-21s %s%s\n", expectations[i].name,
		       scenario ? scenario->text : "",
		       expectations[i].removal ? " *" : "");
	}
	puts("\n* a kernel is called fixed only if it passes these, and fails "
	     "none");
	return EXIT_CLEAN;
}

static int add_scenario(const struct cmd *cmd, struct validation *v,
			const char *name, size_t len)
{
	const struct expectation *expected = expectation_find(name, len);

	if (!expected)
		return options_usage_error(cmd, "no scenario '%.*s'; 'mlotrace "
					   "validate --list' names them",
					   (int)len, name);
	for (size_t i = 0; i < v->count; i++)
		if (v->results[i].expected == expected)
			return 0;
	v->results[v->count++] = (struct scenario_result){
		.expected = expected, .named = true,
	};
	return 0;
}

static int choose_scenarios(const struct cmd *cmd, struct validation *v,
			    const char *names)
{
	int err = 0;

	v->results = calloc(expectation_count, sizeof(*v->results));
	if (!v->results)
		return -ENOMEM;
	for (size_t i = 0; !names && i < expectation_count; i++)
		v->results[v->count++].expected = &expectations[i];
	while (names && !err) {
		size_t len = strcspn(names, ",");

		err = add_scenario(cmd, v, names, len);
		names = names[len] ? names + len + 1 : NULL;
	}
	return err;
}

/* Asks only at a terminal, where somebody can answer. */
static bool may_load(const struct validate_opts *opts, const sigset_t *mask)
{
	struct pollfd poll = { .fd = STDIN_FILENO, .events = POLLIN };
	char answer[8] = "";

	if (opts->yes || !isatty(STDIN_FILENO))
		return true;
	fprintf(stderr, "On a kernel in state 'dangling' this test can hang or "
		"crash the machine. To be safe,\nrun it in a virtual machine: "
		"lab/vm --kernel SERIES -- mlotrace validate\n"
		"mac80211_hwsim is not loaded. Load it and continue? [y/N] ");
	return ppoll(&poll, 1, NULL, mask) > 0 &&
	       fgets(answer, sizeof(answer), stdin) &&
	       (*answer == 'y' || *answer == 'Y');
}

static int prepare_hwsim(const struct validate_opts *opts,
			 const sigset_t *mask, struct host_modules *loaded,
			 const char **why)
{
	int err;

	if (host_has_hwsim())
		return host_check_medium(why);
	if (!may_load(opts, mask)) {
		*why = "mac80211_hwsim is not loaded, and loading it was not "
		       "confirmed";
		msg_error("%s", *why);
		return -ECANCELED;
	}
	err = host_load_hwsim(loaded);
	if (!err)
		return host_check_medium(why);
	if (err == -ENOENT) {
		*why = "this kernel has no mac80211_hwsim";
		msg_error("%s: it cannot create simulated radios", *why);
		msg_hint("use a kernel with CONFIG_MAC80211_HWSIM, or a "
			 "virtual machine: lab/vm");
	} else {
		*why = "mac80211_hwsim could not be loaded";
		msg_error("%s", *why);
		if (!hardening_hint(FAULT_MODULE))
			msg_hint("see what 'modprobe mac80211_hwsim radios=0' "
				 "and dmesg say");
	}
	return err;
}

static void on_event(const struct event *ev, void *ctx)
{
	validate_report_event(ctx, ev);
}

static int open_session(struct validation *v, const struct validate_opts *opts,
			const char **why)
{
	int err = session_open(&v->watch.session, &(struct session_opts){
		.ring_size = RING_SIZE, .btf_path = opts->btf,
		.verbose = opts->verbose,
	});

	if (!err)
		return 0;
	*why = "this kernel cannot be traced";
	if (err == -ENODEV)
		msg_error("mac80211 is not loaded");
	return err;
}

/* Suggest what to do when somebody else's use of this machine is in the way. */
static void hint_air(int err)
{
	if (err == -EOPNOTSUPP)
		msg_hint("remove that radio if nobody needs it, or use a "
			 "virtual machine: lab/vm");
	else if (err == -ERFKILL)
		msg_hint("run 'rfkill unblock wifi', which also turns on real "
			 "radios, or use a virtual machine: lab/vm");
	else if (err == -ECHRNG)
		msg_hint("see it with 'iw reg get', change it with 'iw reg "
			 "set' (also for real radios), or use a virtual "
			 "machine: lab/vm");
}

static int try_air(struct validation *v, const char **why)
{
	int err = validate_try(v);

	if (!err)
		return 0;
	*why = v->ev.error;
	if (err == -EINTR)
		msg_error("interrupted");
	else
		msg_error("cannot create radios with mac80211_hwsim: %s", *why);
	if (err != -ENOSPC || !hardening_hint(FAULT_NETNS))
		hint_air(err);
	return err;
}

static int play(struct validation *v, struct validate_report *report)
{
	struct kernel_verdict verdict;
	struct validate_totals totals = {
		.verdict = &verdict, .results = v->results,
		.removals = v->removals,
	};
	int err;

	validate_report_start(report);
	err = validate_run(v);
	if (err && err != -EINTR && !report->out.err)
		msg_error("cannot continue tracing: %s", errno_text(err));
	verdict = judge_kernel(v->results, report->done, v->unaffected,
			       err != 0);
	totals.count = report->done;
	totals.interrupted = err == -EINTR;
	totals.lost = v->lost;
	totals.time = boot_time();
	validate_report_summary(report, &totals);
	/* only now: this may crash a machine whose kernel is dangling */
	validate_end(v);
	if (report->out.err && report->out.err != -EPIPE) {
		msg_error("cannot write: %s", errno_text(report->out.err));
		return report->out.err;
	}
	return err && err != -EINTR && !report->out.err ? err : verdict.status;
}

static int prepare(const struct validate_opts *opts, struct validation *v,
		   struct host_modules *loaded, const char **why)
{
	int err = host_privileged(why);

	if (!err)
		err = prepare_hwsim(opts, &v->mask, loaded, why);
	if (!err)
		err = open_session(v, opts, why);
	if (!err)
		err = try_air(v, why);
	return err;
}

/* kselftest knows pass, fail and skip. */
static int exit_status(const struct validation *v, bool ktap, int status)
{
	bool played = false;

	if (!ktap || status < 0 || status == KTAP_SKIP)
		return status;
	for (size_t i = 0; i < v->count; i++)
		played |= scenario_outcome(&v->results[i]) != RESULT_SKIP;
	if (status == EXIT_UNKNOWN && !played && !*v->stop)
		return KTAP_SKIP;
	return status ? KTAP_FAIL : 0;
}

static int close_down(struct validation *v, const struct host_modules *loaded)
{
	session_close(v->watch.session);
	v->watch.session = NULL;
	return host_unload(loaded);
}

/* Keep the hooks until the parent has closed them, then close down for it. */
static void close_down_for_parent(struct validation *v, int fd,
				  const struct host_modules *loaded)
{
	int null = open("/dev/null", O_RDWR);
	char c;

	for (int i = 0; i < 3; i++)
		dup2(null, i);
	while (read(fd, &c, 1) < 0 && errno == EINTR)
		;
	_exit(close_down(v, loaded) ? EXIT_FAILURE : EXIT_SUCCESS);
}

static int wait_for_child(pid_t pid)
{
	const struct timespec moment = { .tv_nsec = 20 * NSEC_PER_MSEC };
	uint64_t deadline = boot_time() + CLOSE_DOWN_NS;
	int status;

	while (boot_time() < deadline) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return WIFEXITED(status) && !WEXITSTATUS(status) ?
			       0 : -EIO;
		nanosleep(&moment, NULL);
	}
	return -ETIMEDOUT;
}

/*
 * A kernel that has walked a dangling link may be unable to remove hooks or to
 * unload modules: whoever tries that waits forever. So let a child do it. It
 * holds on to the hooks until the parent has closed them, so that closing them
 * costs the parent nothing.
 */
static int close_down_apart(struct validation *v,
			    const struct host_modules *loaded)
{
	int fds[2], err;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		return -errno;
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid) {
		close(fds[1]);
		close_down_for_parent(v, fds[0], loaded);
	}
	close(fds[0]);
	session_close(v->watch.session);
	v->watch.session = NULL;
	close(fds[1]);
	err = v->hung ? -ETIMEDOUT : wait_for_child(pid);
	if (!err)
		return 0;
	msg_error("the kernel hangs: not everything that the test made "
		  "could be removed");
	msg_hint("reboot the machine");
	return err;
}

static int run(const struct validate_opts *opts, struct validation *v,
	       struct validate_report *report)
{
	struct host_modules loaded = { 0 };
	const char *why = NULL;
	int ret, err;

	ret = prepare(opts, v, &loaded, &why);
	if (ret) {
		validate_report_unable(report, why);
		ret = opts->ktap ? KTAP_SKIP :
		      ret == -EINTR ? EXIT_UNKNOWN : ret;
	} else {
		meta_fill(&report->meta, session_hooks(v->watch.session));
		v->unaffected = report->meta.unaffected;
		ret = play(v, report);
	}
	err = v->dangling || v->hung ? close_down_apart(v, &loaded) :
				       close_down(v, &loaded);
	return exit_status(v, opts->ktap, ret ?: err);
}

static int validate_main(const struct cmd *cmd, int argc, char **argv)
{
	struct validate_opts opts = {
		.repeat = 1, .timeout_ns = 60 * NSEC_PER_SEC,
	};
	struct validation v = { .stop = &stop_signal };
	struct validate_report report = { 0 };
	int ret = options_only(cmd, argc, argv, &opts);

	if (ret)
		return ret == OPTIONS_HELP ? EXIT_CLEAN : ret;
	if (opts.json && opts.ktap)
		return options_usage_error(cmd, "--json and --ktap cannot "
					   "be used together");
	if (opts.timeout_ns > 86400 * NSEC_PER_SEC)
		return options_usage_error(cmd, "--timeout can be at most one "
					   "day");
	if (opts.list)
		return list_scenarios();
	ret = choose_scenarios(cmd, &v, opts.scenario);
	if (ret) {
		free(v.results);
		return ret;
	}
	report.form = opts.json ? REPORT_JSON :
		      opts.ktap ? REPORT_KTAP : REPORT_TEXT;
	report.out = output_stdout(opts.json, opts.verbose > 0);
	report.verbose = opts.verbose;
	report.planned = v.count;
	report.repeat = v.repeat = opts.repeat;
	v.report = &report;
	v.watch.emit = on_event;
	v.watch.ctx = &report;
	v.timeout_ms = opts.timeout_ns / NSEC_PER_MSEC;
	catch_signals(&v.mask);
	klog_open(&v.klog);
	ret = run(&opts, &v, &report);
	klog_close(&v.klog);
	free(v.results);
	return ret;
}

const struct cmd cmd_validate = {
	.name = "validate",
	.args = "",
	.summary = "Have simulated access points remove links on this kernel, "
		   "and report whether it behaves.",
	.opts = validate_opts,
	.run = validate_main,
};
