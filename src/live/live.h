/* SPDX-License-Identifier: GPL-2.0-only */
/* How the verbs that follow the running kernel begin and end */
#ifndef MLOTRACE_LIVE_H
#define MLOTRACE_LIVE_H

#include <signal.h>

#include "base/options.h"
#include "kernel/misses.h"
#include "kernel/session.h"
#include "kernel/wait_for_mac80211.h"
#include "output/output.h"

/* Is there an interface of this name (or NULL)? If not: -ENODEV, reported. */
int live_check_iface(const struct cmd *cmd, const char *iface);

/*
 * Like session_open(), but if mac80211 is not loaded, wait for it, unless
 * no_wait is set; meanwhile call when_idle, if that is not NULL. Every failure
 * is reported, except -EINTR (a signal that mask lets through) and -ETIME (the
 * deadline: boot clock, ns; 0: none).
 */
int live_open(struct session **session, const struct session_opts *opts,
	      bool no_wait, const sigset_t *mask, uint64_t deadline,
	      idle_fn when_idle, void *ctx);

/*
 * Can mac80211 be unloaded during this session, so that we have to watch it?
 * Not with fentry or a kprobe.multi on one of its functions, or with one of its
 * tracepoints.
 */
bool live_can_vanish(const struct session *session);

/* What the sessions of a trace did not see. */
struct missed {
	uint32_t records;
	struct misses kinds;	/* by REC_MISSED records */
	enum reason doubt;	/* more than can be counted; or REASON_NONE */
};

/*
 * Walk all stations twice, which is enough to believe what is seen. Then what
 * exists already is no news later on. Failing to see every radio is reported,
 * and noted in *missed. Returns what fn did.
 */
int live_look_back(struct session *session, record_fn fn, void *ctx,
		   struct missed *missed);

/* The same later on, to learn what lost records would have told; may fail. */
int live_look_again(struct session *session, record_fn fn, void *ctx);

/* How many radios this network namespace has, by /sys. */
int live_radios_here(void);

/*
 * When the lifecycle has more to say, even if no record comes (boot clock, ns;
 * 0: no time is known). live_tick() has it say that. The session may be NULL.
 */
uint64_t live_due(const struct lifecycle *lc, const struct session *session);
void live_tick(struct lifecycle *lc, const struct session *session,
	       const struct missed *missed);

/*
 * Detach from the kernel, hand over what was sent until then, and close the
 * session, which is NULL afterwards. Add what it missed to *missed. Returns
 * what fn did.
 */
int live_end(struct session **session, record_fn fn, void *ctx,
	     struct missed *missed);

/*
 * End the lifecycle, and sum up what it saw since meta was filled, except for
 * what was missed. The lifecycle still owns the tally in the summary.
 */
struct summary live_summary(struct lifecycle *lc, const struct meta *meta,
			    const struct missed *missed);

#endif
