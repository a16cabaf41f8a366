// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of a link: its states, and how a verdict changes them. Links begin,
 * go stale and end here and nowhere else.
 */
#include <string.h>

#include "lifecycle/lifecycle_priv.h"

/* What a verdict says about a link. */
enum turn {
	TURN_NONE,
	TURN_FREED,
	TURN_STALE,
	TURN_DANGLING,
	TURN_EMBEDDED,	/* in the hash, but part of the station */
	TURN_UNKNOWN,
	TURNS,
};

/*
 * By state and verdict: what to report, and the next state. A pair that is not
 * in the table is not reported: a link ends only once, and goes stale only
 * once.
 */
static const struct step {
	enum outcome says;	/* OUTCOME_NONE: nothing */
	enum link_state next;
} steps[LINK_STATES][TURNS] = {
#define LIVING {							\
		[TURN_FREED] = { OUTCOME_FREED, LINK_NONE },		\
		[TURN_STALE] = { OUTCOME_STALE, LINK_STALE },		\
		[TURN_DANGLING] = { OUTCOME_DANGLING, LINK_NONE },	\
		[TURN_EMBEDDED] = { OUTCOME_UNKNOWN, LINK_HASHED },	\
		[TURN_UNKNOWN] = { OUTCOME_UNKNOWN, LINK_NONE },	\
	}
	[LINK_ALLOCATED] = LIVING,
	[LINK_ACTIVE] = LIVING,
#undef LIVING
	[LINK_STALE] = {
		[TURN_FREED] = { OUTCOME_RECLAIMED, LINK_NONE },
		[TURN_DANGLING] = { OUTCOME_DANGLING, LINK_NONE },
		[TURN_EMBEDDED] = { OUTCOME_UNKNOWN, LINK_HASHED },
		[TURN_UNKNOWN] = { OUTCOME_UNKNOWN, LINK_NONE },
	},
	[LINK_HASHED] = {
		[TURN_FREED] = { OUTCOME_FREED, LINK_NONE },
		[TURN_DANGLING] = { OUTCOME_DANGLING, LINK_NONE },
		[TURN_UNKNOWN] = { OUTCOME_UNKNOWN, LINK_NONE },
	},
};

static enum turn turn_of(const struct verdict *verdict)
{
	static const enum turn turns[OUTCOMES] = {
		[OUTCOME_FREED] = TURN_FREED,
		[OUTCOME_STALE] = TURN_STALE,
		[OUTCOME_DANGLING] = TURN_DANGLING,
		[OUTCOME_UNKNOWN] = TURN_UNKNOWN,
	};

	return verdict->reason == REASON_EMBEDDED ? TURN_EMBEDDED :
						    turns[verdict->outcome];
}

static struct event link_event(enum event_type type, uint64_t time,
			       const struct iface *iface,
			       const struct station *sta, int link_id,
			       const struct verdict *verdict)
{
	const struct link *link = &sta->links[link_id];
	struct event ev = event_of(type, time, iface);

	ev.life = link->life;
	ev.has_sta = true;
	memcpy(ev.sta, sta->id.addr, sizeof(ev.sta));
	ev.link = link_id;
	ev.has_link_addr = link->has_addr;
	memcpy(ev.link_addr, link->addr, sizeof(ev.link_addr));
	ev.reason = verdict->reason;
	ev.witness = verdict->witness;
	ev.bytes = link->bytes;
	ev.has_age = link->has_since && time >= link->since;
	if (ev.has_age)
		ev.age_ns = time - link->since;
	return ev;
}

/* How long before its start the removal was announced; 0: it was not. */
static uint64_t announced_before(const struct iface *iface, int link_id)
{
	uint64_t at = iface->plans[link_id].announced_at;

	return at && iface->reconf && iface->announced & 1 << link_id ?
	       iface->started_at - at : 0;
}

/* How long before it was due the removal started; 0: it was in time. */
static uint64_t early_by(const struct iface *iface, int link_id)
{
	const struct removal_plan *plan = &iface->plans[link_id];

	return iface->reconf && plan->exact &&
	       plan->due_at > iface->started_at + TWO_BEACONS_NS ?
	       plan->due_at - iface->started_at : 0;
}

static void enter_state(struct lifecycle *lc, struct link *link,
			enum link_state next, const struct event *ev)
{
	link->state = next;
	link->suspect = false;
	link->missing = false;
	link->removed_at = ev->type == EV_REMOVAL ? ev->time : 0;
	link->cause = ev->cause ?: CAUSE_UNKNOWN;
	link->signature = ev->witness & WITNESS_SIGNATURE;
	link->pinned = ev->reason == REASON_PINNED;
	lc->tally.ended += next == LINK_NONE;
}

static bool take_step(struct lifecycle *lc, enum event_type type,
		      struct iface *iface, struct station *sta, int link_id,
		      uint64_t time, enum cause cause, struct verdict verdict)
{
	struct link *link = &sta->links[link_id];
	struct rec_node node = { .link = link->ptr };
	const struct step *step;
	struct event ev;
	bool passed;

	if (lc->misfit)
		verdict = (struct verdict){ OUTCOME_UNKNOWN, REASON_MISFIT };
	step = &steps[link->state][turn_of(&verdict)];
	if (!step->says)
		return false;
	ev = link_event(type, time, iface, sta, link_id, &verdict);
	ev.outcome = step->says;
	/* the cause is that of the removal, which was reported before */
	ev.cause = step->says == OUTCOME_RECLAIMED ? link->cause : cause;
	if (step->says == OUTCOME_RECLAIMED && link->removed_at)
		ev.stale_ns = time - link->removed_at;
	set_removal_actor(&ev, iface);
	if (ev.cause == CAUSE_AP_RECONF) {
		ev.announced_ns = announced_before(iface, link_id);
		ev.early_ns = early_by(iface, link_id);
	}
	passed = lifecycle_emit(lc, &ev);
	/* this proves a leak, even if the filter held the removal back */
	lc->tally.leaks |= passed && step->says == OUTCOME_RECLAIMED &&
			   ev.cause == CAUSE_AP_RECONF && !link->pinned;
	count_link(&lc->tally, link, passed && ev.outcome == OUTCOME_STALE,
		   time);
	enter_state(lc, link, step->next, &ev);
	iface->told |= iface->reconf ? 1 << link_id : 0;
	/* if memory is out, it may be reported twice */
	if (ev.outcome == OUTCOME_DANGLING || step->next == LINK_HASHED)
		node_list_add(&lc->known, &node);
	return true;
}

bool link_removed(struct lifecycle *lc, struct iface *iface,
		  struct station *sta, int link_id, uint64_t time,
		  enum cause cause, struct verdict verdict)
{
	return take_step(lc, EV_REMOVAL, iface, sta, link_id, time, cause,
			 verdict);
}

bool link_found(struct lifecycle *lc, struct iface *iface,
		struct station *sta, int link_id, uint64_t time,
		struct verdict verdict)
{
	return take_step(lc, EV_FOUND, iface, sta, link_id, time, CAUSE_NONE,
			 verdict);
}

void link_unseen(struct lifecycle *lc, struct iface *iface,
		 struct station *sta, int link_id, uint64_t time,
		 enum reason reason)
{
	const struct verdict verdict = {
		.outcome = OUTCOME_UNKNOWN, .reason = reason,
	};

	link_removed(lc, iface, sta, link_id, time, CAUSE_OTHER, verdict);
}

void link_begin(struct lifecycle *lc, struct iface *iface,
		struct station *sta, int link_id, uint64_t ptr,
		enum link_state state, uint64_t time)
{
	struct link *link = &sta->links[link_id];
	struct evidence seen = link->seen;

	link_unseen(lc, iface, sta, link_id, time, reason_gone(lc));
	*link = (struct link){
		.state = state, .life = ++lc->tally.begun, .ptr = ptr,
		.seen = seen,
	};
}

void link_drop(struct lifecycle *lc, struct link *link)
{
	lc->tally.ended += link_lives(link);
	link->state = LINK_NONE;
}

void link_found_hashed(struct lifecycle *lc, struct iface *iface,
		       struct station *sta, const struct rec_node *node)
{
	struct link *link;

	if (!sta || node->link_id >= MLO_MAX_LINKS ||
	    link_lives(&sta->links[node->link_id]))
		return;
	link_begin(lc, iface, sta, node->link_id, node->link, LINK_HASHED,
		   node->hdr.time);
	link = &sta->links[node->link_id];
	link->embedded = link->has_addr = true;
	link->cause = CAUSE_UNKNOWN;
	memcpy(link->addr, node->link_addr, sizeof(link->addr));
}
