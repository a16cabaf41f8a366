/* SPDX-License-Identifier: GPL-2.0-only */
/* Plays the scenarios one after the other, and judges each. */
#ifndef MLOTRACE_VALIDATE_RUN_H
#define MLOTRACE_VALIDATE_RUN_H

#include <signal.h>

#include "validate/validate_player.h"
#include "validate/validate_report.h"
#include "validate/validate_watch.h"

struct validation {
	struct watch watch;
	struct klog klog;
	struct validate_report *report;
	const volatile sig_atomic_t *stop;	/* a signal came */
	sigset_t mask;		/* the signal mask while waiting */
	unsigned int repeat;
	int timeout_ms;		/* of each play */
	bool unaffected;
	struct scenario_result *results;
	size_t count;
	/* of all plays: */
	uint64_t removals[CAUSES][OUTCOMES];
	uint64_t lost;
	/* of the current play: */
	struct player player;
	int radios;		/* of the machine, before the play */
	struct evidence ev;
	bool dangling;		/* proved: do not trust the kernel any more */
	bool hung;		/* a killed player hangs in the kernel */
};

/*
 * Open and close the air, to see whether that works. Returns 0, or a negative
 * errno with the reason in v->ev.error.
 */
int validate_try(struct validation *v);

/*
 * Play and report v->results; v->report->done says how many were reported.
 * Returns -EINTR after a signal, or another negative errno of the tracer. After
 * proof of a dangling link the player is left running for validate_end() to
 * kill.
 */
int validate_run(struct validation *v);
void validate_end(struct validation *v);

#endif
