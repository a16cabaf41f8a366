// SPDX-License-Identifier: GPL-2.0-only
/* From verdicts to events: filtered, counted, handed on. */
#include <string.h>

#include "base/util.h"
#include "lifecycle/lifecycle_priv.h"

struct event event_of(enum event_type type, uint64_t time,
		      const struct iface *iface)
{
	struct event ev = { .type = type, .time = time, .link = -1 };

	if (iface) {
		ev.iface = iface->id;
		ev.role = role_of(iface->id.iftype);
	}
	return ev;
}

void set_process(struct event *ev, const struct rec_asker *asker)
{
	ev->by = ACTOR_PROCESS;
	ev->pid = asker->pid;
	memcpy(ev->comm, asker->comm, sizeof(ev->comm));
}

void set_removal_actor(struct event *ev, const struct iface *iface)
{
	if (ev->cause == CAUSE_STA_RECONF && iface->conn.reconf_asker.pid)
		set_process(ev, &iface->conn.reconf_asker);
}

bool filter_names(const struct filter *filter, const struct rec_iface *iface)
{
	return !filter->iface || !strncmp(filter->iface, iface->name,
					  sizeof(iface->name));
}

/* An interface stays wanted when it is renamed. */
static bool is_wanted(struct lifecycle *lc, const struct rec_iface *id)
{
	const struct iface *iface = linktable_find_iface(&lc->table,
							 id->sdata);

	return iface ? iface->wanted : filter_names(&lc->filter, id);
}

/*
 * An event of a radio names no interface. It is wanted if the radio has a
 * wanted interface, or if no wanted interface is known yet.
 */
static bool is_wanted_radio(struct lifecycle *lc, const struct event *ev)
{
	struct iface *iface, *next;
	bool any = false;

	if (!lc->filter.iface)
		return true;
	HASH_ITER(hh, lc->table.ifaces, iface, next) {
		if (!iface->wanted)
			continue;
		if (iface->id.local == ev->iface.local)
			return true;
		any = true;
	}
	return !any;
}

static bool passes(struct lifecycle *lc, const struct event *ev)
{
	const struct filter *filter = &lc->filter;

	/* these name no interface; with wrong types, they name a wrong one */
	if (ev->type == EV_LOST || ev->type == EV_MISSED ||
	    ev->reason == REASON_MISFIT)
		return true;
	if (ev->type == EV_RADIO)
		return is_wanted_radio(lc, ev);
	if (!is_wanted(lc, &ev->iface))
		return false;
	if (filter->has_sta && ev->has_sta &&
	    memcmp(filter->sta, ev->sta, sizeof(ev->sta)))
		return false;
	if (filter->has_link && ev->link >= 0)
		return ev->link == filter->link;
	return !filter->has_link || !ev->links ||
	       ev->links & 1 << filter->link;
}

/* The links that are stale now are counted elsewhere: see count_stale() */
static void count(struct tally *tally, const struct event *ev)
{
	tally->lost += ev->type == EV_LOST ? ev->lost : 0;
	if (ev->type == EV_REMOVAL)
		tally->removals[ev->cause][ev->outcome]++;
	tally->unknown += ev->reason == REASON_MISFIT ||
			  ev->reason == REASON_DUE ||
			  ev->reason == REASON_PERHAPS_DUE ||
			  (ev->type == EV_REMOVAL &&
			   ev->outcome == OUTCOME_UNKNOWN);
	tally->activity += ev->type == EV_ACTIVE;
	if (ev->type == EV_DISCONNECT)
		tally->disconnects[ev->by]++;
	tally->problems += event_is_problem(ev);
	if (ev->outcome == OUTCOME_DANGLING || ev->reason == REASON_EMBEDDED)
		tally->dangling = true;
	tally->dangling_links += ev->outcome == OUTCOME_DANGLING;
	/* Linux 7.1 leaves these behind, but has the fix */
	tally->leaks |= ev->outcome == OUTCOME_STALE &&
			ev->reason != REASON_PINNED &&
			ev->reason != REASON_SURVIVED &&
			(ev->cause == CAUSE_AP_RECONF || ev->type == EV_FOUND);
}

/* A link that was counted when it became stale is taken off when it ends. */
void count_link(struct tally *tally, struct link *link, bool stale,
		uint64_t time)
{
	if (link->counted && time > link->counted_at)
		tally->stale_ns += time - link->counted_at;
	link->counted = stale;
	link->counted_at = time;
}

void count_stale(struct lifecycle *lc)
{
	struct tally *tally = &lc->tally;
	struct station *sta, *next;

	tally->stale_now = tally->bytes_now = tally->oldest_stale = 0;
	HASH_ITER(hh, lc->table.stations, sta, next) {
		for (int i = 0; i < MLO_MAX_LINKS; i++) {
			const struct link *link = &sta->links[i];

			if (!link->counted)
				continue;
			tally->stale_now++;
			tally->bytes_now += link->bytes;
			if (!tally->oldest_stale ||
			    link->counted_at < tally->oldest_stale)
				tally->oldest_stale = link->counted_at;
		}
	}
}

enum reason reason_unseen(const struct lifecycle *lc)
{
	return lc->lost ? REASON_LOST : lc->missed ? REASON_MISSED :
						     REASON_STARTED_LATE;
}

enum reason reason_gone(const struct lifecycle *lc)
{
	return lc->lost ? REASON_LOST : lc->missed ? REASON_MISSED :
						     REASON_UNSEEN;
}

bool lifecycle_emit(struct lifecycle *lc, const struct event *ev)
{
	if (!passes(lc, ev))
		return false;
	count(&lc->tally, ev);
	lc->emit(ev, lc->ctx);
	return true;
}

void emit_untold(struct lifecycle *lc, const struct iface *iface,
		 uint16_t links, uint64_t time, enum cause cause,
		 enum reason reason)
{
	struct event ev = event_of(EV_REMOVAL, time, iface);

	ev.links = links;
	ev.cause = cause;
	ev.outcome = OUTCOME_UNKNOWN;
	ev.reason = reason;
	lifecycle_emit(lc, &ev);
}

void emit_misfit(struct lifecycle *lc, const struct rec_station *rec)
{
	struct event ev = event_of(EV_FOUND, rec->hdr.time, NULL);

	ev.has_sta = true;
	memcpy(ev.sta, rec->sta.addr, sizeof(ev.sta));
	ev.outcome = OUTCOME_UNKNOWN;
	ev.reason = REASON_MISFIT;
	lifecycle_emit(lc, &ev);
}
