// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/boot_clock.h"
#include "base/util.h"
#include "collect/part.h"
#include "collect/supervise.h"

/* How long a recording may take to end when told to, or after its time. */
#define END_NS (30 * NSEC_PER_SEC)
/* How often to look whether it has begun */
#define BEGIN_NS (100 * NSEC_PER_MSEC)

/* --- in the child ---------------------------------------------------------- */

/* Run as if the part had been started on its own, but in its own group. */
static void become_part(const struct supervisor *sv, const struct part *part,
			int out)
{
	const struct rlimit limit = { part_limit(part), part_limit(part) };
	int null = open("/dev/null", O_RDONLY);

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* writing more than the limit is an error like any other */
	setrlimit(RLIMIT_FSIZE, &limit);
	signal(SIGXFSZ, SIG_IGN);
	sigprocmask(SIG_SETMASK, &sv->mask, NULL);
	dup2(null, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(sv->said, STDERR_FILENO);
}

static int run_verb(const struct supervisor *sv, const struct part *part)
{
	char *argv[PART_ARGS + 3] = { NULL };
	char duration[32];
	int argc = 0, status;

	for (; argc < PART_ARGS && part->args[argc]; argc++)
		argv[argc] = (char *)part->args[argc];
	if (part_records(part) && sv->duration_ns) {
		snprintf(duration, sizeof(duration), "%llums",
			 (unsigned long long)(sv->duration_ns /
					      NSEC_PER_MSEC));
		argv[argc++] = "--duration";
		argv[argc++] = duration;
	}
	status = part->cmd->run(part->cmd, argc, argv);
	return status < 0 ? EXIT_USAGE : status;
}

static void run_child(const struct supervisor *sv, const struct part *part,
		      int out) __attribute__((noreturn));
static void run_child(const struct supervisor *sv, const struct part *part,
		      int out)
{
	int status;

	become_part(sv, part, out);
	status = part->cmd ? run_verb(sv, part) : part->run();
	_exit(fflush(stdout) ? EXIT_USAGE : status);
}

/* --- in the parent --------------------------------------------------------- */

void supervise_begin(struct supervisor *sv)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGCHLD };

	sigemptyset(&sv->signals);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		sigaddset(&sv->signals, signals[i]);
	sigprocmask(SIG_BLOCK, &sv->signals, &sv->mask);
}

/* Has the recording begun? From then on it has what happens. */
static bool has_begun(const struct supervisor *sv, int record)
{
	struct stat st;

	if (fstat(record, &st) || !st.st_size)
		return false;
	msg_error("recording: let it happen, then press Ctrl-C%s",
		  sv->duration_ns ? ", or wait" : "");
	return true;
}

/* The second signal ends everything. */
static int on_signal(struct supervisor *sv, pid_t pid, int record)
{
	if (++sv->stops > 1) {
		kill(-pid, SIGKILL);
		waitpid(pid, NULL, 0);
		return -EINTR;
	}
	msg_error("finishing the bundle; a second Ctrl-C gives up");
	if (record >= 0)
		kill(pid, SIGINT);
	return 0;
}

int supervise_child(struct supervisor *sv, pid_t pid, uint64_t deadline,
		    int record, int *status)
{
	bool begun = record < 0;
	int why = WHY_ENDED, got;
	struct timespec left;

	while (waitpid(pid, status, WNOHANG) != pid) {
		begun = begun || has_begun(sv, record);
		if (!time_left(deadline, &left)) {
			why = WHY_TIME;
			kill(-pid, SIGKILL);
			deadline = 0;
			continue;
		}
		if (!begun)
			left = (struct timespec){ .tv_nsec = BEGIN_NS };
		got = sigtimedwait(&sv->signals, NULL,
				   begun && !deadline ? NULL : &left);
		if (got < 0 || got == SIGCHLD)
			continue;
		if (on_signal(sv, pid, record))
			return -EINTR;
		if (record >= 0)
			deadline = deadline_after(boot_time(), END_NS);
	}
	return why;
}

static uint64_t deadline_of(const struct supervisor *sv,
			    const struct part *part)
{
	uint64_t now = boot_time();

	if (!part_records(part))
		return deadline_after(now, part->seconds * NSEC_PER_SEC);
	if (!sv->duration_ns)
		return 0;
	/* once for ending, and as much for attaching */
	return deadline_after(deadline_after(now, sv->duration_ns), 2 * END_NS);
}

static int run_part(struct supervisor *sv, const struct part *part,
		    struct part_result *result)
{
	pid_t pid;
	int why;

	result->out = memfd_create(part->name, MFD_CLOEXEC);
	if (result->out < 0)
		return -errno;
	pid = fork();
	if (!pid)
		run_child(sv, part, result->out);
	if (pid < 0)
		return -errno;
	/* the child does so, too, but it may have to be killed before that */
	setpgid(pid, pid);
	why = supervise_child(sv, pid, deadline_of(sv, part),
			      part_records(part) ? result->out : -1,
			      &result->status);
	result->why = why;
	return why < 0 ? why : 0;
}

int supervise(struct supervisor *sv)
{
	int err = 0;

	sv->said = memfd_create("messages", MFD_CLOEXEC);
	if (sv->said < 0)
		return -errno;
	for (size_t i = 0; i < part_count && !err; i++) {
		struct part_result *result = &sv->results[i];

		result->said_from = lseek(sv->said, 0, SEEK_END);
		if (part_records(&parts[i]) && sv->stops)
			result->why = WHY_INTERRUPTED;
		else
			err = run_part(sv, &parts[i], result);
		result->said_to = lseek(sv->said, 0, SEEK_END);
	}
	return err;
}
