/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What `mlotrace validate` learns from a play, and how it judges that. A play
 * is one performance of one scenario, with radios of its own.
 *
 * The judging (validate_judge.c) is pure: evidence in, results out.
 */
#ifndef MLOTRACE_VALIDATE_H
#define MLOTRACE_VALIDATE_H

#include <stdbool.h>
#include <stdint.h>

#include "air/air.h"
#include "code/fixstate.h"
#include "kernel/kernel_log.h"
#include "lifecycle/event.h"

#define WHY_SIZE 320

/* Ordered by weight: of several results, the last one in this list counts. */
enum result {
	RESULT_PASS,
	RESULT_SKIP,
	RESULT_XFAIL,		/* an own_bug, unless asked for by name */
	RESULT_INCONCLUSIVE,
	RESULT_FAIL,
	RESULTS,
};

/* What is checked in each play. */
enum check {
	CHECK_PLAYED,	/* did the kernel do what the scenario asked for? */
	CHECK_REMOVED,	/* what became of the links, by the events */
	CHECK_SCAN,	/* the structures, after the play */
	CHECK_LEFT,	/* the structures, after the client has left */
	CHECK_LOG,	/* the kernel's log */
	CHECKS,
};

/* What a scenario looks for besides stale and dangling links. */
enum own_bug {
	OWN_BUG_NONE,
	OWN_BUG_OVERLAP,	/* one of two removals is lost, or early */
	OWN_BUG_STATION,	/* a station stays without a connection */
};

/* What a correct kernel does in a scenario. */
struct expectation {
	const char *name;	/* as in air_scenarios */
	/*
	 * The AP removes links of the client. A kernel is not called fixed
	 * without every one of these scenarios.
	 */
	bool removal;
	bool announced;		/* the AP announces a removal, at least */
	/*
	 * The scenario looks for a different bug, with this name. That bug is
	 * reported beside the state of the kernel and does not change it.
	 */
	enum own_bug bug;
	bool unsafe;		/* played only if it is named */
	bool optional;		/* a fixed kernel may be unable to play it */
	enum cause cause;	/* of the removal that must be seen */
	uint16_t links;		/* of the client's station, that it frees */
	uint16_t links_left;	/* of the client; 0: it is not associated */
	uint16_t links_old;	/* links_left on older kernels; or 0 */
};

extern const struct expectation expectations[];
extern const size_t expectation_count;

const struct expectation *expectation_find(const char *name, size_t len);

/* What became of a TDLS peer on the removed link: that tells fixes apart. */
enum peer_fate {
	PEER_NONE,		/* there was none */
	PEER_FORGOTTEN,		/* left behind on a link that is gone: 7.1 */
	PEER_DESTROYED,		/* with the link: 7.2 */
	PEER_MIXED,		/* not the same in every play */
};

/* The events of a play that concern its own interfaces. */
struct seen {
	uint64_t removals[CAUSES][OUTCOMES];
	uint16_t freed[CAUSES];	/* links of the AP's station, with proof */
	uint16_t stale;		/* by the AP's removal */
	uint16_t stale_otherwise;
	unsigned int dangling;	/* or will be */
	unsigned int unknown;
	enum reason doubt;	/* of the first unknown one */
	enum peer_fate peer;
	bool refused;		/* the interface could not drop its links */
	uint32_t lost;		/* records */
	bool missed;		/* missed calls may have hidden a removal */
};

/* A walk of the structures of a play's radios. What is seen twice counts. */
struct look {
	bool taken;
	bool unlisted;		/* not taken: the radios could not be listed */
	bool complete;		/* walked each list and hash to its end */
	unsigned int radios;
	unsigned int stations;
	bool client;		/* the AP's station of the client is there, */
	uint16_t links;		/* and has these links; */
	bool alone;		/* the client's interface has none */
	uint16_t stale;		/* of any station */
	unsigned int hashed;	/* hash nodes without an owner */
};

struct evidence {
	int ret;		/* of the play, a negative errno */
	char error[WHY_SIZE];
	bool timed_out;		/* ended by the time limit */
	struct air_info info;
	struct seen seen;
	struct look after;	/* the play */
	struct look left;	/* after the client has left */
	unsigned int complaints;
	char complaint[KLOG_LINE_SIZE];	/* the first one */
	bool log_unread;	/* or not all of it */
};

struct verdict_of_check {
	enum result result;
	char why[WHY_SIZE];	/* "" for a plain pass */
};

struct scenario_result {
	const struct expectation *expected;
	struct verdict_of_check checks[CHECKS];
	unsigned int plays, passed;
	unsigned int retried;	/* plays that never came to the removal */
	bool unaffected;	/* the kernel carries out no such removal */
	bool leaks, dangling;
	bool survived;		/* a station outlived its connection */
	bool named;		/* by the user: then an own_bug is a failure */
	uint16_t stale;		/* links, of all plays */
	uint16_t lost, early;	/* likewise: not removed, or too early, by a
				   kernel that forgot one of two removals */
	enum peer_fate peer;
	unsigned int complaints;
};

/* Judge a play, and add that to the result of the plays before it. */
void judge_play(struct scenario_result *res, const struct evidence *ev);

/*
 * Did a play end before there was anything to judge? A busy machine loses
 * frames and is late. Such a play may be repeated, and is not judged.
 */
bool play_came_to_nothing(const struct evidence *ev);

/* The scenario was not played, for this reason. */
void judge_unplayed(struct scenario_result *res, enum result result,
		    const char *why);

enum result scenario_outcome(const struct scenario_result *res);
/* The reason for it, or "". */
const char *scenario_why(const struct scenario_result *res);

/*
 * Return the state of a scenario's own_bug: "lost", "early" or "affected";
 * "fixed" if every play went as it should; or "unknown".
 */
const char *bug_state(const struct scenario_result *res);

/* The verdict on the kernel, from all scenarios. */
struct kernel_verdict {
	enum kernel_state state;
	enum fix_how how;
	bool peers_forgotten;	/* TDLS peers, by a fixed kernel */
	unsigned int results[RESULTS];
	unsigned int complaints;
	const char *why;	/* why the state is unknown; or NULL */
	int status;		/* enum exit_status */
};

struct kernel_verdict judge_kernel(const struct scenario_result *results,
				   size_t count, bool unaffected,
				   bool interrupted);

const char *result_name(enum result result);
const char *check_name(enum check check);
const char *peer_fate_name(enum peer_fate fate);

#endif
