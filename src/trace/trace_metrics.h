/* SPDX-License-Identifier: GPL-2.0-only */
/* How a trace reports on itself, for those who watch many hosts */
#ifndef MLOTRACE_TRACE_METRICS_H
#define MLOTRACE_TRACE_METRICS_H

#include "output/metrics.h"
#include "output/output.h"

struct trace_status {
	bool running;		/* false: this is the last report */
	bool attached;		/* else it waits for mac80211 */
	bool silent;		/* see session_hooks_off() */
	uint64_t started_at;	/* boot clock, ns */
	const char *release;	/* of the kernel */
	const struct meta *meta;
	const struct misses *missed;
	struct lifecycle *lc;
};

/* For metrics_replace(): ctx is a struct trace_status. */
void trace_metrics(FILE *out, const void *ctx);

/* Write the status in one line, for a service manager. */
#define TRACE_STATUS_SIZE 160
void trace_status_text(char text[TRACE_STATUS_SIZE],
		       const struct trace_status *status);

#endif
