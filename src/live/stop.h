/* SPDX-License-Identifier: GPL-2.0-only */
/* The signals that end a verb which follows the running kernel. */
#ifndef MLOTRACE_STOP_H
#define MLOTRACE_STOP_H

#include <signal.h>

/* The last of them that came; 0: none. */
extern volatile sig_atomic_t stop_signal;

/*
 * Catch these signals (ends with 0), with flags as of sigaction(2). They are
 * blocked from now on, so that none is missed: wait with *mask, which lets them
 * through. SIGPIPE is ignored.
 */
void stop_on(const int *signals, int flags, sigset_t *mask);

#endif
