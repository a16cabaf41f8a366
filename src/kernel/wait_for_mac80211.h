/* SPDX-License-Identifier: GPL-2.0-only */
/* Notice that mac80211 and radios come and go, without polling for it. */
#ifndef MLOTRACE_WAIT_FOR_MAC80211_H
#define MLOTRACE_WAIT_FOR_MAC80211_H

#include <signal.h>
#include <stdint.h>

enum uevent {
	UEVENT_MODULE_ADD = 1 << 0,	/* mac80211 is being loaded */
	UEVENT_MODULE_REMOVE = 1 << 1,	/* it was unloaded */
	UEVENT_RADIO_ADD = 1 << 2,	/* a wiphy of this namespace came */
	UEVENT_RADIO_REMOVE = 1 << 3,
};

/* A socket to poll for uevents, the caller's to close; or -errno. */
int uevents_open(void);

/* Read what is there: enum uevent, ORed. */
unsigned int uevents_read(int fd);

/*
 * Do what has to be done from time to time while waiting. Returns when to call
 * it next (boot clock, ns; 0: never).
 */
typedef uint64_t (*idle_fn)(void *ctx);

/*
 * Block until mac80211 is loaded and ready, a signal that mask lets through
 * arrives, or until the deadline (boot clock, ns; 0: none). when_idle may be
 * NULL.
 * Returns 0, -EINTR, -ETIME, or another negative errno after it was reported.
 */
int wait_for_mac80211(const sigset_t *mask, uint64_t deadline,
		      idle_fn when_idle, void *ctx);

#endif
