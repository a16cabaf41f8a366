// SPDX-License-Identifier: GPL-2.0-only
/*
 * One reconfiguration of an interface: which links each station held when it
 * began, the calls in between, and the verdict on what the walk at its exit
 * found.
 */
#include <errno.h>

#include "lifecycle_priv.h"

int reconf_enter(struct lifecycle *lc, const struct rec_iface_event *rec,
		 enum reconf by)
{
	struct iface *iface = linktable_iface(&lc->table, &rec->iface);
	struct station *sta, *next;

	if (!iface)
		return -ENOMEM;
	if (iface->reconf)
		reconf_break_off(lc, iface, rec->hdr.time, REASON_LOST);
	HASH_ITER(hh, lc->table.stations, sta, next)
		if (sta->sdata == iface->key)
			station_settle(sta);
	iface->reconf = by;
	iface->mask = rec->mask;
	iface->valid_before = rec->iface.valid_links;
	iface->told = 0;
	iface->tainted = false;
	iface->started_at = rec->hdr.time;
	return 0;
}

int reconf_exit(struct lifecycle *lc, const struct rec_iface_event *rec)
{
	/* the links as they are now; the verdict waits for the walk */
	struct iface *iface = linktable_iface(&lc->table, &rec->iface);
	uint16_t untold;

	if (!iface)
		return -ENOMEM;
	if (rec->hdr.type != REC_LINKS_REMOVED || iface->reconf)
		return 0;
	/* the tracepoint's call is from in between */
	untold = rec->mask & ~iface->told;
	if (untold)
		emit_untold(lc, iface, untold, rec->hdr.time, CAUSE_OTHER,
			    lc->lost ? REASON_LOST : REASON_UNSEEN);
	iface->told = 0;
	return 0;
}

/* Whatever the cause, what the interface has no more. */
static uint16_t dropped_links(const struct iface *iface)
{
	return iface->valid_before & ~iface->id.valid_links;
}

/* The work gives up, and disconnects, when no usable link would be left. */
static bool reconf_failed(const struct iface *iface)
{
	uint16_t wanted = iface->mask & iface->valid_before;

	return iface->reconf == RECONF_BY_AP && wanted &&
	       (!iface->id.valid_links || dropped_links(iface) != wanted);
}

static enum cause reconf_cause(const struct iface *iface)
{
	return iface->reconf == RECONF_BY_AP ? CAUSE_AP_RECONF :
					       CAUSE_STA_RECONF;
}

/*
 * The links that a station had when it began, and that were not stale by then.
 * Where the walk at the entry was lost, what the table knows has to do.
 */
static uint16_t held_links(const struct iface *iface,
			   const struct station *sta)
{
	uint16_t held = sta->held;

	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		const struct link *link = &sta->links[i];

		if (link->state == LINK_STALE)
			held &= ~(1 << i);
		else if (iface->tainted && !sta->held &&
			 link->state == LINK_ACTIVE &&
			 (!link->has_since || link->since < iface->started_at))
			held |= 1 << i;
	}
	return held;
}

/* Returns the links that it said something of. */
static uint16_t judge_station(struct lifecycle *lc, struct iface *iface,
			      struct station *sta, const struct sight *sight,
			      uint64_t time)
{
	enum cause cause = reconf_failed(iface) ? CAUSE_TEARDOWN :
						  reconf_cause(iface);
	uint16_t links = held_links(iface, sta);

	if (!sta->gone)
		links &= dropped_links(iface) | sta->called;
	for (int i = 0; i < MLO_MAX_LINKS; i++)
		if (links & 1 << i)
			emit_removal(lc, iface, sta, i, time, cause,
				     judge_link(sta, i, sight));
	return links;
}

/* The reconfiguration is over for this station. */
static void leave_station(struct lifecycle *lc, struct station *sta)
{
	station_settle(sta);
	if (sta->gone && !sta->awaiting)
		linktable_forget_station(&lc->table, sta);
}

void reconf_end(struct lifecycle *lc, struct iface *iface,
		const struct sight *sight, uint64_t time)
{
	struct sight seen = *sight;
	struct station *sta, *next;
	uint16_t judged = 0, untold;
	struct event ev;

	seen.tainted = iface->tainted;
	if (reconf_failed(iface)) {
		ev = event_of(EV_FAILED, time, iface);
		ev.links = iface->mask;
		ev.cause = CAUSE_AP_RECONF;
		lifecycle_emit(lc, &ev);
	}
	HASH_ITER(hh, lc->table.stations, sta, next) {
		if (sta->sdata != iface->key)
			continue;
		judged |= judge_station(lc, iface, sta, &seen, time);
		leave_station(lc, sta);
	}
	/*
	 * An AP removes what somebody has: silence would look like success.
	 * But the links may have gone before, at the station's own request.
	 */
	untold = iface->mask & (iface->valid_before ?: iface->mask);
	if (iface->reconf == RECONF_BY_AP && untold && !judged)
		emit_untold(lc, iface, untold, time, CAUSE_AP_RECONF,
			    REASON_NO_STATION);
	iface->reconf = RECONF_NONE;
	iface->announced = 0;
	iface->announced_at = 0;
}

void reconf_break_off(struct lifecycle *lc, struct iface *iface, uint64_t time,
		      enum reason reason)
{
	const struct verdict verdict = {
		.outcome = OUTCOME_UNKNOWN, .reason = reason,
	};
	struct station *sta, *next;

	HASH_ITER(hh, lc->table.stations, sta, next) {
		uint16_t links = held_links(iface, sta) &
				 (iface->mask | sta->called);

		if (sta->sdata != iface->key)
			continue;
		for (int i = 0; i < MLO_MAX_LINKS; i++)
			if (links & 1 << i)
				emit_removal(lc, iface, sta, i, time,
					     reconf_cause(iface), verdict);
		leave_station(lc, sta);
	}
	iface->reconf = RECONF_NONE;
}
