/* SPDX-License-Identifier: GPL-2.0-only */
/* What the verbs that follow the running kernel begin and end with. */
#ifndef MLOTRACE_LIVE_H
#define MLOTRACE_LIVE_H

#include <signal.h>

#include "base/options.h"
#include "kernel/misses.h"
#include "kernel/session.h"
#include "kernel/wait_for_mac80211.h"
#include "output/output.h"

/* Is there an interface of this name (or none asked for)? -ENODEV, reported. */
int live_check_iface(const struct cmd *cmd, const char *iface);

/*
 * As session_open(), but waits for mac80211 where it is not loaded, unless
 * no_wait; meanwhile it calls when_idle, if that is not NULL. Every failure was
 * reported, but for -EINTR (a signal that mask lets through) and -ETIME (the
 * deadline: boot clock, ns; 0: none).
 */
int live_open(struct session **session, const struct session_opts *opts,
	      bool no_wait, const sigset_t *mask, uint64_t deadline,
	      idle_fn when_idle, void *ctx);

/*
 * With fentry on any of its functions, or with one of its tracepoints, mac80211
 * stays. Can it be unloaded under this session, and has to be watched?
 */
bool live_can_vanish(const struct session *session);

/* What the sessions of a trace did not see. */
struct missed {
	uint32_t records;
	struct misses kinds;	/* as REC_MISSED told of them */
	enum reason doubt;	/* more than can be counted; or REASON_NONE */
};

/*
 * Walk all stations twice, which is enough to believe what is seen: so that
 * what is there already is no news later on. Failing to see every radio is
 * reported, and noted in *missed. Returns what fn did.
 */
int live_look_back(struct session *session, record_fn fn, void *ctx,
		   struct missed *missed);

/* Likewise later on, so that what was lost is known: it may as well fail. */
int live_look_again(struct session *session, record_fn fn, void *ctx);

/* How many radios this network namespace has, by /sys. */
int live_radios_here(void);

/*
 * When the lifecycle has more to say, even if no record comes (boot clock, ns;
 * 0: no time is known); and have it say that. The session may be NULL.
 */
uint64_t live_due(const struct lifecycle *lc, const struct session *session);
void live_tick(struct lifecycle *lc, const struct session *session,
	       const struct missed *missed);

/*
 * Let go of the kernel, hand over what was sent until then, and close the
 * session, which is NULL afterwards. What it missed is added to *missed.
 * Returns what fn did.
 */
int live_end(struct session **session, record_fn fn, void *ctx,
	     struct missed *missed);

/*
 * The lifecycle ends now: what it came to since meta was filled, but for what
 * was missed. The tally in it stays the lifecycle's.
 */
struct summary live_summary(struct lifecycle *lc, const struct meta *meta,
			    const struct missed *missed);

#endif
