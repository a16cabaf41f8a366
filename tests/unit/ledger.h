/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The invariants of a link's life, checked over all events of a lifecycle
 * without a filter:
 * - each link that began ends once, or still exists at the end;
 * - no link ends before it began, and no event about it comes after its end;
 * - a link becomes stale once, and is not "freed" after that;
 * - what is unknown has a reason;
 * - the tally is the sum of the events.
 */
#ifndef MLOTRACE_TEST_LEDGER_H
#define MLOTRACE_TEST_LEDGER_H

#include <stdlib.h>

#include "lifecycle/lifecycle.h"
#include "lifecycle/linktable.h"

struct ledger_line {
	bool stale, ended;
};

struct ledger {
	struct ledger_line *lives;	/* by struct event's life */
	size_t room;
	uint64_t removals[CAUSES][OUTCOMES];
	uint64_t lost;
	const char *error;		/* the first; NULL: none */
};

static inline struct ledger_line *ledger_line(struct ledger *ledger,
					      uint64_t life)
{
	size_t room = ledger->room ?: 64;

	while (room <= life)
		room *= 2;
	if (room > ledger->room) {
		ledger->lives = realloc(ledger->lives,
					room * sizeof(*ledger->lives));
		if (!ledger->lives)
			abort();
		memset(ledger->lives + ledger->room, 0,
		       (room - ledger->room) * sizeof(*ledger->lives));
		ledger->room = room;
	}
	return &ledger->lives[life];
}

/* Enter this verdict on the link. Returns what is wrong with it, or NULL. */
static inline const char *ledger_verdict(struct ledger_line *line,
					 const struct event *ev)
{
	bool was_stale = line->stale;

	if (line->ended)
		return "said of a link that has ended";
	line->stale |= ev->outcome == OUTCOME_STALE;
	line->ended = ev->outcome != OUTCOME_STALE &&
		      ev->reason != REASON_EMBEDDED;
	if (ev->outcome == OUTCOME_STALE && was_stale)
		return "stale twice";
	if (ev->outcome == OUTCOME_FREED && was_stale)
		return "a stale link is said to be freed";
	if (ev->outcome == OUTCOME_RECLAIMED && !was_stale)
		return "reclaimed, and never was stale";
	return NULL;
}

/* Enter an event. Returns what is wrong with it, or NULL. */
static inline const char *ledger_event(struct ledger *ledger,
				       const struct event *ev)
{
	const char *error = NULL;

	ledger->lost += ev->type == EV_LOST ? ev->lost : 0;
	if (ev->type == EV_REMOVAL)
		ledger->removals[ev->cause][ev->outcome]++;
	else if (ev->type != EV_FOUND)
		return NULL;
	if (ev->outcome == OUTCOME_UNKNOWN && !ev->reason)
		error = "unknown without a reason";
	else if (ev->life)
		error = ledger_verdict(ledger_line(ledger, ev->life), ev);
	if (!ledger->error)
		ledger->error = error;
	return error;
}

/* How many links the table has, in any state of life or in this one. */
static inline uint64_t ledger_living(const struct lifecycle *lc,
				     enum link_state state)
{
	const struct linktable *table = lifecycle_table(lc);
	struct station *sta, *next;
	uint64_t count = 0;

	HASH_ITER(hh, table->stations, sta, next)
		for (int i = 0; i < MLO_MAX_LINKS; i++)
			count += sta->links[i].state != LINK_NONE &&
				 (!state || sta->links[i].state == state);
	return count;
}

/* Close and empty the ledger. Returns what is wrong with it, or NULL. */
static inline const char *ledger_end(struct ledger *ledger,
				     struct lifecycle *lc)
{
	const struct tally *tally = lifecycle_tally(lc);
	const char *error = ledger->error;
	uint64_t stale = 0;

	for (uint64_t i = 1; i < ledger->room; i++) {
		stale += ledger->lives[i].stale && !ledger->lives[i].ended;
		if (i > tally->begun &&
		    (ledger->lives[i].stale || ledger->lives[i].ended))
			error = error ?: "an end before a beginning";
	}
	if (tally->begun != tally->ended + ledger_living(lc, LINK_NONE))
		error = error ?: "what began is not what ended and what is left";
	if (stale != ledger_living(lc, LINK_STALE))
		error = error ?: "stale links are not followed to their end";
	if (memcmp(tally->removals, ledger->removals,
		   sizeof(ledger->removals)) || tally->lost != ledger->lost)
		error = error ?: "the tally is not the sum of the events";
	free(ledger->lives);
	*ledger = (struct ledger){ 0 };
	return error;
}

#endif
