// SPDX-License-Identifier: GPL-2.0-only
/*
 * One reconfiguration of an interface: the links that each station had when it
 * began, the calls in between, and the verdict on what the walk at its exit
 * found.
 */
#include <errno.h>
#include <string.h>

#include "lifecycle/lifecycle_priv.h"

int reconf_enter(struct lifecycle *lc, const struct rec_iface_event *rec,
		 enum reconf by)
{
	struct iface *iface = see_iface(lc, &rec->iface);
	struct station *sta, *next;

	if (!iface)
		return -ENOMEM;
	HASH_ITER(hh, lc->table.stations, sta, next)
		if (sta->sdata == iface->key)
			station_clear_evidence(sta);
	iface->reconf = by;
	iface->mask = rec->mask;
	iface->valid_before = rec->iface.valid_links;
	iface->told = iface->dropped = 0;
	iface->tainted = iface->witnessed = false;
	iface->exits = iface->ending = false;
	iface->started_at = rec->hdr.time;
	return 0;
}

void reconf_unwalk(struct lifecycle *lc, const struct iface *iface)
{
	struct station *sta, *next;

	HASH_ITER(hh, lc->table.stations, sta, next)
		for (int i = 0; sta->sdata == iface->key &&
				i < MLO_MAX_LINKS; i++)
			sta->links[i].seen.walked = false;
}

int reconf_exit(struct lifecycle *lc, const struct rec_iface_event *rec)
{
	/* this has the links as they are now; the walk that follows judges */
	struct iface *iface = see_iface(lc, &rec->iface);
	uint16_t untold;

	if (!iface)
		return -ENOMEM;
	if (iface->reconf)
		reconf_unwalk(lc, iface);
	iface->exits = rec->hdr.type != REC_LINKS_REMOVED;
	/* some links may be announced for a later time */
	if (rec->hdr.type == REC_RECONF_EXIT)
		iface->mask &= ~rec->iface.removed_links;
	if (rec->hdr.type != REC_LINKS_REMOVED || iface->reconf)
		return 0;
	/* the tracepoint fires before the exit, so the entry was not seen */
	untold = rec->mask & ~iface->told;
	if (untold)
		emit_untold(lc, iface, untold, rec->hdr.time, CAUSE_OTHER,
			    lc->lost ? REASON_LOST : REASON_UNSEEN);
	iface->told = 0;
	return 0;
}

/* Links that the interface no longer has, for whatever reason. */
static uint16_t dropped_links(const struct iface *iface)
{
	return iface->valid_before & ~iface->id.valid_links;
}

/* If no usable link would be left, the work gives up and disconnects. */
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
 * Did the station have this link when the reconfiguration began, and was it not
 * stale? If the walk at the entry was lost, go by the table.
 */
static bool was_held(const struct iface *iface, const struct link *link)
{
	if (link->state == LINK_STALE)
		return false;
	return link->seen.held ||
	       (iface->tainted && link->state == LINK_ACTIVE &&
		(!link->has_since || link->since < iface->started_at));
}

static uint16_t held_links(const struct iface *iface, const struct station *sta)
{
	uint16_t held = 0;

	for (int i = 0; i < MLO_MAX_LINKS; i++)
		held |= was_held(iface, &sta->links[i]) << i;
	return held;
}

static uint16_t called_links(const struct station *sta)
{
	uint16_t called = 0;

	for (int i = 0; i < MLO_MAX_LINKS; i++)
		called |= sta->links[i].seen.called << i;
	return called;
}

/* If the exit's walk cannot tell, the walk before it may have. */
static struct verdict judge_twice(const struct station *sta, int link_id,
				  const struct sight *sight)
{
	const struct evidence *seen = &sta->links[link_id].seen;
	struct verdict verdict = judge_link(sta, link_id, sight);

	if (verdict.outcome == OUTCOME_UNKNOWN &&
	    verdict.reason != REASON_EMBEDDED && seen->second &&
	    seen->verdict.outcome != OUTCOME_FREED)
		return seen->verdict;
	return verdict;
}

/* Returns the links that it reported on. */
static uint16_t judge_station(struct lifecycle *lc, struct iface *iface,
			      struct station *sta, const struct sight *sight,
			      uint64_t time)
{
	enum cause cause = reconf_failed(iface) ? CAUSE_TEARDOWN :
						  reconf_cause(iface);
	uint16_t links = held_links(iface, sta);

	if (!sta->gone)
		links &= dropped_links(iface) | called_links(sta);
	for (int i = 0; i < MLO_MAX_LINKS; i++)
		if (links & 1 << i)
			link_removed(lc, iface, sta, i, time, cause,
				     judge_twice(sta, i, sight));
	return links;
}

/* For this station, the reconfiguration is over. */
static void leave_station(struct lifecycle *lc, struct station *sta,
			  uint64_t time)
{
	station_clear_evidence(sta);
	if (sta->gone && !station_expects_hash_walk(sta))
		forget_station(lc, sta, time);
}

static void end(struct iface *iface, uint16_t later)
{
	iface->reconf = RECONF_NONE;
	iface->announced &= later;
	for (int i = 0; i < MLO_MAX_LINKS; i++)
		if (!(later & 1 << i))
			iface->plans[i] = (struct removal_plan){ 0 };
}

/*
 * Does this verdict of the walk at cfg80211_links_removed hold at the exit,
 * too? Before 7.2, a reconfiguration by the station may still remove a stale
 * link.
 */
static bool is_settled(const struct iface *iface,
		       const struct evidence *evidence)
{
	enum outcome outcome = evidence->verdict.outcome;

	return outcome == OUTCOME_FREED || outcome == OUTCOME_DANGLING ||
	       evidence->verdict.reason == REASON_EMBEDDED ||
	       (outcome == OUTCOME_STALE && iface->reconf == RECONF_BY_AP);
}

/* Judge dropped links now, in case the exit's walk does not get to them. */
void reconf_witness(struct lifecycle *lc, struct iface *iface,
		    const struct sight *sight, uint64_t time)
{
	struct sight seen = *sight;
	struct station *sta, *next;

	seen.tainted = iface->tainted;
	iface->witnessed = true;
	HASH_ITER(hh, lc->table.stations, sta, next) {
		uint16_t links = held_links(iface, sta) &
				 (dropped_links(iface) | called_links(sta));

		for (int i = 0; sta->sdata == iface->key &&
				i < MLO_MAX_LINKS; i++) {
			struct evidence *evidence = &sta->links[i].seen;

			if (links & 1 << i) {
				evidence->verdict = judge_link(sta, i, &seen);
				evidence->second = is_settled(iface, evidence);
				evidence->time = time;
			}
		}
	}
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
		leave_station(lc, sta, time);
	}
	/*
	 * If no station was seen with the links, say so: silence would look
	 * like success. But not of links that the interface had lost before,
	 * at the station's own request.
	 */
	untold = iface->mask & (iface->valid_before ?: iface->mask);
	judged |= iface->told & untold;
	if (iface->reconf == RECONF_BY_AP && untold && !judged)
		emit_untold(lc, iface, untold, time, CAUSE_AP_RECONF,
			    REASON_NO_STATION);
	end(iface, iface->id.removed_links);
}

/* End a link without a walk at the exit. */
static void end_unjudged(struct lifecycle *lc, struct iface *iface,
			 struct station *sta, int link_id, uint64_t time,
			 enum reason reason)
{
	const struct evidence seen = sta->links[link_id].seen;
	const struct verdict freed = {
		.outcome = OUTCOME_FREED, .witness = WITNESS_CALL,
	};
	const struct verdict unknown = {
		.outcome = OUTCOME_UNKNOWN, .reason = reason,
	};

	/* with records lost, the exit may have seen it otherwise */
	if (seen.second &&
	    !(iface->tainted && seen.verdict.outcome == OUTCOME_FREED))
		link_removed(lc, iface, sta, link_id, seen.time,
			     reconf_cause(iface), seen.verdict);
	else if (sta->gone && seen.torn && !iface->tainted)
		link_removed(lc, iface, sta, link_id, time, CAUSE_TEARDOWN,
			     freed);
	else
		link_removed(lc, iface, sta, link_id, time,
			     reconf_cause(iface), unknown);
	/* a stale link is freed with its station */
	if (sta->gone && sta->links[link_id].state == LINK_STALE)
		link_removed(lc, iface, sta, link_id, time, CAUSE_TEARDOWN,
			     freed);
}

void reconf_break_off(struct lifecycle *lc, struct iface *iface, uint64_t time,
		      enum reason reason)
{
	struct station *sta, *next;

	HASH_ITER(hh, lc->table.stations, sta, next) {
		uint16_t links = held_links(iface, sta);

		if (sta->sdata != iface->key)
			continue;
		if (!sta->gone)
			links &= iface->mask | iface->dropped |
				 called_links(sta);
		for (int i = 0; i < MLO_MAX_LINKS; i++)
			if (links & 1 << i)
				end_unjudged(lc, iface, sta, i, time, reason);
		leave_station(lc, sta, time);
	}
	if (iface->reconf == RECONF_BY_STA && !iface->witnessed)
		missed_exit(iface);
	end(iface, 0);
}

uint16_t dropped_before(const struct rec_station *rec)
{
	if (!rec->iface.valid_links ||
	    role_of(rec->iface.iftype) != ROLE_CLIENT)
		return 0;
	return rec->sta.valid_links & rec->present &
	       ~(rec->iface.valid_links | rec->iface.removed_links);
}

/* From 7.2 on, a removal ends TDLS peers as well, so they prove nothing. */
uint16_t stale_links(const struct rec_station *rec)
{
	return rec->sta.flags & STA_TDLS ? 0 : dropped_before(rec);
}

/*
 * Does this record show that the reconfiguration is over? The wiphy's lock is
 * held from entry to exit. Up to 6.6, not all of mac80211 takes it, but calls
 * for the same interface are serialized there, too.
 */
static bool overtakes(const struct iface *iface, const union any_record *rec)
{
	switch (rec->hdr.type) {
	case REC_RECONF_ENTER:
	case REC_STA_RECONF_ENTER:
		return rec->iface_event.iface.local == iface->id.local;
	case REC_RECONF_EXIT:
	case REC_STA_RECONF_EXIT:
		/* if of another interface, we missed the entry of that one */
		return rec->iface_event.iface.sdata != iface->key ?
		       rec->iface_event.iface.local == iface->id.local :
		       (rec->hdr.type == REC_RECONF_EXIT) !=
		       (iface->reconf == RECONF_BY_AP);
	case REC_ANNOUNCE:
		/* unless it is what an AP's removal leaves for later */
		return rec->iface_event.iface.sdata == iface->key &&
		       (iface->reconf != RECONF_BY_AP ||
			rec->iface_event.mask & ~iface->mask);
	case REC_LINK_ALLOC:
	case REC_LINK_ACTIVATE:
		return iface->reconf == RECONF_BY_AP &&
		       rec->link_event.iface.sdata == iface->key;
	case REC_STA_FREE:
		if (rec->station.iface.sdata != iface->key)
			return false;
		/* ieee80211_mgd_assoc_ml_reconf() never disconnects; the work
		   does, but not once it has succeeded */
		return iface->reconf == RECONF_BY_STA ?
		       !(rec->station.sta.flags & STA_TDLS) :
		       iface->witnessed ||
		       stale_links(&rec->station) & iface->mask;
	default:
		return false;
	}
}

/* Links that a dying station still has, but its interface does not. */
static void witness_end(struct lifecycle *lc, const struct rec_station *rec)
{
	struct station *sta = linktable_find_station(&lc->table, rec->sta.sta);
	uint16_t stale = stale_links(rec);

	if (!sta || station_is_other(sta, &rec->iface, &rec->sta))
		return;
	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		struct evidence *seen = &sta->links[i].seen;

		if (!(stale & 1 << i))
			continue;
		seen->verdict = (struct verdict){
			.outcome = OUTCOME_STALE, .witness = WITNESS_STATE,
		};
		seen->second = true;
		seen->time = rec->hdr.time;
	}
}

static const struct rec_iface *iface_of(const union any_record *rec)
{
	if (is_iface_record(rec->hdr.type))
		return &rec->iface_event.iface;
	return rec->hdr.type == REC_STA_FREE ? &rec->station.iface :
					       &rec->link_event.iface;
}

void reconf_overtaken(struct lifecycle *lc, const union any_record *rec)
{
	struct iface *iface, *next;

	HASH_ITER(hh, lc->table.ifaces, iface, next) {
		if (!iface->reconf || !overtakes(iface, rec))
			continue;
		if (iface_of(rec)->sdata == iface->key) {
			see_iface(lc, iface_of(rec));
			/* the work takes links from the interface first */
			if (iface->reconf == RECONF_BY_AP && !iface->tainted)
				iface->mask &= ~iface->id.valid_links;
		}
		/* if no record was lost, the exit was missed */
		lc->missed += !iface->tainted;
		if (rec->hdr.type == REC_STA_FREE)
			witness_end(lc, &rec->station);
		reconf_break_off(lc, iface, rec->hdr.time,
				 iface->tainted ? REASON_LOST : REASON_MISSED);
	}
}
