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
	HASH_ITER(hh, lc->table.stations, sta, next)
		if (sta->sdata == iface->key)
			station_settle(sta);
	iface->reconf = by;
	iface->mask = rec->mask;
	iface->valid_before = rec->iface.valid_links;
	iface->tainted = false;
	iface->started_at = rec->hdr.time;
	return 0;
}

int reconf_exit(struct lifecycle *lc, const struct rec_iface_event *rec)
{
	/* the links as they are now; the verdict waits for the walk */
	return linktable_iface(&lc->table, &rec->iface) ? 0 : -ENOMEM;
}

/* Whatever the cause, what the interface has no more. */
static uint16_t dropped_links(const struct iface *iface)
{
	return iface->valid_before & ~iface->id.valid_links;
}

/* The work gives up, and disconnects, when no usable link would be left. */
static bool reconf_failed(const struct iface *iface)
{
	return iface->reconf == RECONF_BY_AP &&
	       (!iface->id.valid_links ||
		dropped_links(iface) != (iface->mask & iface->valid_before));
}

static enum cause reconf_cause(const struct iface *iface)
{
	if (reconf_failed(iface))
		return CAUSE_TEARDOWN;
	return iface->reconf == RECONF_BY_AP ? CAUSE_AP_RECONF :
					       CAUSE_STA_RECONF;
}

static void judge_station(struct lifecycle *lc, struct iface *iface,
			  struct station *sta, const struct sight *sight,
			  uint64_t time)
{
	uint16_t affected = dropped_links(iface) | sta->called;

	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		uint16_t bit = 1 << i;

		if (!(sta->held & bit) || sta->links[i].state == LINK_STALE)
			continue;
		if (!(affected & bit) && !sta->gone)
			continue;
		emit_removal(lc, iface, sta, i, time, reconf_cause(iface),
			     judge_link(sta, i, sight));
	}
}

int reconf_end(struct lifecycle *lc, struct iface *iface,
	       const struct rec_walk *rec)
{
	const struct sight sight = {
		.complete = rec->complete,
		.hash = rec->hash,
		.nodes = lc->sighted.nodes,
		.count = lc->sighted.count,
		.tainted = iface->tainted,
	};
	struct station *sta, *next;
	struct event ev;

	if (reconf_failed(iface)) {
		ev = event_of(EV_FAILED, rec->hdr.time, iface);
		ev.links = iface->mask;
		ev.cause = CAUSE_AP_RECONF;
		lifecycle_emit(lc, &ev);
	}
	HASH_ITER(hh, lc->table.stations, sta, next) {
		if (sta->sdata != iface->key)
			continue;
		judge_station(lc, iface, sta, &sight, rec->hdr.time);
		station_settle(sta);
		if (sta->gone && !sta->awaiting)
			linktable_forget_station(&lc->table, sta);
	}
	iface->reconf = RECONF_NONE;
	iface->announced = 0;
	iface->announced_at = 0;
	return 0;
}

void reconf_break_off(struct lifecycle *lc, struct iface *iface, uint64_t time)
{
	const struct verdict verdict = {
		.outcome = OUTCOME_UNKNOWN, .reason = REASON_STILL_RUNNING,
	};
	struct station *sta, *next;

	HASH_ITER(hh, lc->table.stations, sta, next) {
		uint16_t links = sta->held & (iface->mask | sta->called);

		if (sta->sdata != iface->key)
			continue;
		for (int i = 0; i < MLO_MAX_LINKS; i++)
			if (links & 1 << i)
				emit_removal(lc, iface, sta, i, time,
					     reconf_cause(iface), verdict);
	}
	iface->reconf = RECONF_NONE;
}
