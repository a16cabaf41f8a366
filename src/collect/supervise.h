/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs the parts one after the other, each as a process: what hangs or dies is
 * one part less. What they write stays in memory until it is redacted.
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
	WHY_INTERRUPTED,	/* before it began */
};

struct part_result {
	int out;		/* a file in memory; not if it was interrupted */
	off_t said_from, said_to;	/* of supervisor.said */
	enum part_why why;
	int status;		/* as of waitpid() */
};

struct supervisor {
	uint64_t duration_ns;	/* of the recording; 0: until a signal */
	sigset_t signals;	/* that are waited for */
	sigset_t mask;		/* as signals were before */
	unsigned int stops;	/* signals to stop, so far */
	int said;		/* a file in memory: all of stderr */
	struct part_result results[PARTS_MAX];
};

/* From now on the signals to stop wait until they are asked for. */
void supervise_begin(struct supervisor *sv);

/*
 * All parts, in their order. The first signal ends the recording. Returns 0;
 * -EINTR after a second one; or another negative errno.
 */
int supervise(struct supervisor *sv);

/*
 * Wait for a child, which leads a group of processes, until the deadline (boot
 * clock, ns; 0: none), when the group is killed. Where record is the file of a
 * recording (not -1), it is said when that has begun, and the first signal is
 * handed on. Returns WHY_ENDED, WHY_TIME or -EINTR.
 */
int supervise_child(struct supervisor *sv, pid_t pid, uint64_t deadline,
		    int record, int *status);

#endif
