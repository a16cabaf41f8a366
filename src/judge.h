/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verdict on one (station, link): from what was known before and what a
 * walk saw after. Pure functions, no state of their own.
 */
#ifndef MLOTRACE_JUDGE_H
#define MLOTRACE_JUDGE_H

#include "linktable.h"

struct verdict {
	enum outcome outcome;
	enum reason reason;
	unsigned int witness;
};

/* The walks that follow an exit, as their REC_WALK_END and nodes tell. */
struct sight {
	bool complete;			/* of the station list */
	enum hash_walk hash;
	const struct rec_node *nodes;	/* hashed without an owner */
	size_t count;
	bool tainted;			/* records were lost since the start */
	bool late;			/* the start was not seen */
};

/*
 * The station had this link when the reconfiguration of its interface began;
 * the interface has dropped it. What became of it?
 */
struct verdict judge_link(const struct station *sta, int link_id,
			  const struct sight *sight);

/*
 * What is to be said of a link that turned out stale: a TDLS peer that has no
 * other is forgotten by the direct form of the fix (7.1), too.
 */
enum reason stale_reason(const struct rec_sta *sta, int link_id);

/*
 * The link was freed without being unhashed, by a call outside of any
 * reconfiguration or with its station; a walk of the hash came right after.
 */
struct verdict judge_freed_link(const struct station *sta, int link_id,
				const struct sight *sight);

/* The node of this link among those without an owner, or NULL. */
const struct rec_node *sight_node(const struct sight *sight, uint64_t link);

#endif
