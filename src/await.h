/* SPDX-License-Identifier: GPL-2.0-only */
/* Waiting for mac80211 to be loaded, without waking up in vain. */
#ifndef MLOTRACE_AWAIT_H
#define MLOTRACE_AWAIT_H

#include <signal.h>

/*
 * Block until mac80211 is loaded and ready, or a signal that mask lets through
 * arrives. Returns 0, -EINTR, or another negative errno after it was reported.
 */
int await_mac80211(const sigset_t *mask);

#endif
