/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verdict on one (station, link): from the evidence that was gathered and
 * what a walk saw after. Pure functions, no state of their own.
 */
#ifndef MLOTRACE_JUDGE_H
#define MLOTRACE_JUDGE_H

#include "lifecycle/linktable.h"

/* The walk that followed, as its REC_WALK_END and nodes tell. */
struct sight {
	bool hash_only;			/* no station was looked at: the call
					   itself took the link from its own */
	bool complete;			/* of the station list */
	enum hash_walk hash;
	const struct rec_node *nodes;	/* hashed without an owner */
	size_t count;
	bool tainted;			/* records were lost since the start */
	enum reason late;		/* why the start was not seen, if so */
};

/* The station had this link before, or a call freed it: where is it now? */
struct verdict judge_link(const struct station *sta, int link_id,
			  const struct sight *sight);

/*
 * What is to be said of a link that turned out stale: a TDLS peer that has no
 * other is forgotten by the direct form of the fix (7.1), too.
 */
enum reason stale_reason(const struct rec_sta *sta, int link_id);

#endif
