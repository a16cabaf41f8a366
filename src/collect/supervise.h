/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs the parts one after the other, each as a process: if one hangs or dies,
 * only that part is lost. What they write stays in memory until it is redacted.
 */
#ifndef MLOTRACE_SUPERVISE_H
#define MLOTRACE_SUPERVISE_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define PARTS_MAX 16

/* How a part ended. */
enum part_why {
	WHY_ENDED,
	WHY_TIME,		/* it was killed */
	WHY_INTERRUPTED,	/* before the part began */
};

struct part_result {
	int out;		/* a file in memory; none if interrupted */
	off_t said_from, said_to;	/* of supervisor.said */
	enum part_why why;
	int status;		/* as of waitpid() */
};

struct supervisor {
	uint64_t duration_ns;	/* of the recording; 0: until a signal */
	sigset_t signals;	/* that we wait for */
	sigset_t mask;		/* the signal mask before that */
	unsigned int stops;	/* signals to stop, so far */
	int said;		/* a file in memory: all of stderr */
	struct part_result results[PARTS_MAX];
};

/* Block the signals to stop from now on; supervise_child() waits for them. */
void supervise_begin(struct supervisor *sv);

/*
 * Run all parts in their order. The first signal ends the recording. Returns 0;
 * -EINTR after a second one; or another negative errno.
 */
int supervise(struct supervisor *sv);

/*
 * Wait for a child, which leads a group of processes, until the deadline (boot
 * clock, ns; 0: none), and then kill the group. If record is the file of a
 * recording (not -1), report when that has begun, and hand the first signal on.
 * Returns WHY_ENDED, WHY_TIME or -EINTR.
 */
int supervise_child(struct supervisor *sv, pid_t pid, uint64_t deadline,
		    int record, int *status);

#endif
