// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "lifecycle/lifecycle_priv.h"

struct lifecycle *lifecycle_new(const struct filter *filter, event_fn emit,
				void *ctx)
{
	struct lifecycle *lc = calloc(1, sizeof(*lc));

	if (!lc)
		return NULL;
	lc->filter = *filter;
	lc->emit = emit;
	lc->ctx = ctx;
	return lc;
}

void lifecycle_free(struct lifecycle *lc)
{
	if (!lc)
		return;
	linktable_clear(&lc->table);
	free(lc->sighted.nodes);
	free(lc->suspects.nodes);
	free(lc->known.nodes);
	free(lc);
}

const struct tally *lifecycle_tally(struct lifecycle *lc)
{
	count_stale(lc);
	count_doubts(lc);
	return &lc->tally;
}

const struct linktable *lifecycle_table(const struct lifecycle *lc)
{
	return &lc->table;
}

/* Records were lost: do not trust any reconfiguration that is in progress. */
static void note_loss(struct lifecycle *lc, uint32_t lost, uint64_t time)
{
	struct event ev = event_of(EV_LOST, time, NULL);
	struct iface *iface, *next;

	/* two CPUs may read the counter in one order and send in the other */
	if ((int32_t)(lost - lc->lost) <= 0)
		return;
	ev.lost = lost - lc->lost;
	lc->lost = lost;
	HASH_ITER(hh, lc->table.ifaces, iface, next) {
		iface->tainted = true;
		/* these may belong to a walk whose end was lost */
		iface->walked = 0;
		reconf_unwalk(lc, iface);
	}
	lifecycle_emit(lc, &ev);
}

static int on_vif_links(struct lifecycle *lc, const struct rec_iface_event *rec)
{
	struct iface *iface = see_iface(lc, &rec->iface);
	struct event ev;

	if (!iface)
		return -ENOMEM;
	if (rec->mask == rec->iface.valid_links &&
	    rec->dormant == rec->iface.dormant_links)
		return 0;
	ev = event_of(EV_VIF_LINKS, rec->hdr.time, iface);
	ev.links = rec->mask;
	lifecycle_emit(lc, &ev);
	see_dormant(lc, iface, rec);
	return 0;
}

/* From the tracepoint alone, or with wrong types: a link was removed. */
static int on_blind_event(struct lifecycle *lc,
			  const struct rec_iface_event *rec)
{
	const struct iface where = {
		.key = rec->iface.ifindex, .id = rec->iface,
	};

	if (rec->hdr.type == REC_MISFIT)
		emit_untold(lc, NULL, rec->mask, rec->hdr.time,
			    CAUSE_AP_RECONF, REASON_MISFIT);
	else if (rec->hdr.type == REC_LINKS_REMOVED)
		emit_untold(lc, &where, rec->mask, rec->hdr.time, CAUSE_OTHER,
			    REASON_NO_TYPES);
	return 0;
}

static int on_iface_event(struct lifecycle *lc,
			  const struct rec_iface_event *rec)
{
	lc->has_second |= rec->hdr.type == REC_LINKS_REMOVED;
	if (!rec->iface.sdata)
		return on_blind_event(lc, rec);
	switch (rec->hdr.type) {
	case REC_ANNOUNCE:
		return on_announce(lc, rec);
	case REC_CANCEL:
		return on_cancel(lc, rec);
	case REC_RECONF_ENTER:
		return reconf_enter(lc, rec, RECONF_BY_AP);
	case REC_STA_RECONF_ENTER:
		return reconf_enter(lc, rec, RECONF_BY_STA);
	case REC_VIF_LINKS:
		return on_vif_links(lc, rec);
	default:
		return reconf_exit(lc, rec);
	}
}

/* A link was set up, or the attempt failed. */
static int on_link_setup(struct lifecycle *lc, const struct rec_link_event *rec)
{
	struct iface *iface;
	struct station *sta = see_station(lc, &rec->iface, &rec->sta,
					  rec->hdr.time, &iface);
	struct event ev;
	struct link *link;

	if (!sta)
		return -ENOMEM;
	if (rec->ret || !rec->link)
		return 0;
	link = &sta->links[rec->link_id];
	node_list_drop(&lc->known, rec->link);
	node_list_drop(&lc->suspects, rec->link);
	/* an allocation makes a new link, even where the last one was */
	if (rec->hdr.type == REC_LINK_ALLOC || link->ptr != rec->link ||
	    !link_lives(link))
		link_begin(lc, iface, sta, rec->link_id, rec->link,
			   LINK_ALLOCATED, rec->hdr.time);
	if (rec->hdr.type == REC_LINK_ACTIVATE) {
		link->state = LINK_ACTIVE;
		link->since = rec->hdr.time;
		link->has_since = true;
	}
	link->bytes = rec->bytes;
	link->embedded = rec->embedded;
	memcpy(link->addr, rec->link_addr, sizeof(link->addr));
	link->has_addr = link->state == LINK_ACTIVE;
	if (link->state != LINK_ACTIVE)
		return 0;
	ev = event_of(EV_SETUP, rec->hdr.time, iface);
	ev.life = link->life;
	ev.has_sta = true;
	memcpy(ev.sta, sta->id.addr, sizeof(ev.sta));
	ev.link = rec->link_id;
	ev.has_link_addr = true;
	memcpy(ev.link_addr, rec->link_addr, sizeof(ev.link_addr));
	ev.bytes = rec->bytes;
	lifecycle_emit(lc, &ev);
	return 0;
}

/* The walk that follows will tell whether the link is still hashed. */
static void expect_hash_walk(struct lifecycle *lc, struct station *sta,
			     int link_id)
{
	if (!station_expects_hash_walk(sta))
		sta->freed_lost = lc->lost;
	sta->links[link_id].seen.freed = true;
}

/* The link that a call is about. This may be the first that we see of it. */
static struct link *called_link(struct lifecycle *lc, struct iface *iface,
				struct station *sta,
				const struct rec_link_event *rec, bool unhash)
{
	struct link *link = &sta->links[rec->link_id];
	bool active = unhash || rec->sta.valid_links & 1 << rec->link_id;

	if (link->ptr != rec->link) {
		link_begin(lc, iface, sta, rec->link_id, rec->link,
			   active ? LINK_ACTIVE : LINK_ALLOCATED,
			   rec->hdr.time);
		link->bytes = rec->bytes;
		link->embedded = rec->embedded;
	}
	memcpy(link->addr, rec->link_addr, sizeof(link->addr));
	link->has_addr = true;
	link->seen.called = true;
	link->seen.signature |= !unhash &&
				rec->sta.valid_links & 1 << rec->link_id;
	return link;
}

/*
 * A removal call. One removal makes two of them: the outer function calls a
 * static one, which the compiler may have inlined.
 */
static int on_link_call(struct lifecycle *lc, const struct rec_link_event *rec)
{
	bool unhash = rec->unhash || rec->hdr.type == REC_LINK_UNHASH_FREE;
	struct verdict verdict = { OUTCOME_FREED, REASON_NONE, WITNESS_CALL };
	struct iface *iface;
	struct station *sta;
	struct link *link;

	/*
	 * REC_STA_FREE covers all links of a station that ends. One that was
	 * never inserted has no link in the hash, and ends without a removal.
	 */
	if (rec->sta.flags & STA_REMOVED || !rec->link ||
	    (!unhash && !(rec->sta.flags & STA_INSERTED)))
		return 0;
	sta = see_station(lc, &rec->iface, &rec->sta, rec->hdr.time, &iface);
	if (!sta)
		return -ENOMEM;
	link = called_link(lc, iface, sta, rec, unhash);
	if (iface->reconf || !link_lives(link))
		return 0;	/* judged at the exit, or reported already */
	if (!unhash) {
		expect_hash_walk(lc, sta, rec->link_id);
		return 0;
	}
	if (is_unseen_work(iface, rec->link_id)) {
		iface->told |= 1 << rec->link_id;
		verdict.outcome = OUTCOME_UNKNOWN;
		verdict.reason = reason_unseen(lc);
	}
	link_removed(lc, iface, sta, rec->link_id, rec->hdr.time,
		     cause_of_call(iface, sta, rec->link_id), verdict);
	station_clear_evidence(sta);
	return 0;
}

static int on_link_rcu(struct lifecycle *lc, const struct rec_link_event *rec)
{
	struct event ev = event_of(EV_MEMORY, rec->hdr.time, NULL);

	ev.link = rec->link_id;
	ev.has_link_addr = true;
	memcpy(ev.link_addr, rec->link_addr, sizeof(ev.link_addr));
	lifecycle_emit(lc, &ev);
	return 0;
}

static int on_link_event(struct lifecycle *lc, const struct rec_link_event *rec)
{
	switch (rec->hdr.type) {
	case REC_LINK_ALLOC:
	case REC_LINK_ACTIVATE:
		return on_link_setup(lc, rec);
	case REC_LINK_RCU:
		return on_link_rcu(lc, rec);
	default:
		return on_link_call(lc, rec);
	}
}

/* Its removal was missed: it was stale, or went with a TDLS peer just now. */
static bool was_overlooked(const struct iface *iface,
			   const struct rec_station *rec, int link_id)
{
	return !iface->reconf && (has_survived(rec) ||
				  dropped_before(rec) & 1 << link_id);
}

static struct verdict free_overlooked(struct lifecycle *lc,
				      struct iface *iface,
				      struct station *sta, int link_id,
				      const struct rec_station *rec)
{
	const struct verdict stale = {
		.outcome = OUTCOME_STALE, .witness = WITNESS_STATE,
		.reason = has_survived(rec) ? REASON_SURVIVED : REASON_NONE,
	};

	if (!stale.reason && !(stale_links(rec) & 1 << link_id))
		return (struct verdict){
			.outcome = OUTCOME_UNKNOWN, .reason = reason_gone(lc),
		};
	link_found(lc, iface, sta, link_id, rec->hdr.time, stale);
	return (struct verdict){
		.outcome = OUTCOME_FREED, .witness = WITNESS_CALL,
	};
}

/* sta_info_free() frees this link along with its station. */
static void free_link(struct lifecycle *lc, struct iface *iface,
		      struct station *sta, int link_id,
		      const struct rec_station *rec)
{
	struct verdict verdict = {
		.outcome = OUTCOME_FREED, .witness = WITNESS_CALL,
	};
	enum link_state state = sta->links[link_id].state;
	enum cause cause = rec->sta.flags & STA_REMOVED ? CAUSE_TEARDOWN :
							  CAUSE_ASSOC;

	sta->links[link_id].seen.torn = rec->iface.valid_links & 1 << link_id;
	sta->links[link_id].seen.left = dropped_before(rec) & 1 << link_id;
	if (state == LINK_HASHED) {
		expect_hash_walk(lc, sta, link_id);
		return;
	}
	if (state != LINK_STALE &&
	    (iface->reconf || !rec->sta.valid_links ||
	     !(rec->present & 1 << link_id)))
		return;
	if (rec->sta.flags & STA_MISFIT)
		verdict = (struct verdict){
			.outcome = OUTCOME_UNKNOWN, .reason = REASON_MISFIT,
		};
	else if (was_overlooked(iface, rec, link_id) &&
		 state != LINK_STALE)
		verdict = free_overlooked(lc, iface, sta, link_id, rec);
	link_removed(lc, iface, sta, link_id, rec->hdr.time, cause, verdict);
}

static int on_sta_free(struct lifecycle *lc, const struct rec_station *rec)
{
	struct iface *iface;
	struct station *sta = see_station(lc, &rec->iface, &rec->sta,
					  rec->hdr.time, &iface);
	struct event ev;

	if (!sta)
		return -ENOMEM;
	iface->dying = sta->key;
	see_links(lc, iface, sta, rec);
	for (int i = 0; i < MLO_MAX_LINKS; i++)
		free_link(lc, iface, sta, i, rec);
	ev = event_of(EV_STA_GONE, rec->hdr.time, iface);
	ev.has_sta = true;
	memcpy(ev.sta, sta->id.addr, sizeof(ev.sta));
	ev.links = rec->sta.valid_links;
	lifecycle_emit(lc, &ev);
	sta->gone = true;
	if (!iface->reconf && !station_expects_hash_walk(sta))
		forget_station(lc, sta, rec->hdr.time);
	return 0;
}

/* With wrong types we cannot tell who owns a link, nor which has no owner. */
static void note_misfit(struct lifecycle *lc, const struct rec_station *rec)
{
	if (!lc->misfit && rec->sta.flags & STA_MISFIT) {
		lc->misfit = true;
		emit_misfit(lc, rec);
	}
}

uint64_t lifecycle_due(const struct lifecycle *lc)
{
	return lc->due;
}

void lifecycle_tick(struct lifecycle *lc, uint64_t time, uint32_t lost)
{
	if (!lc->due || time < lc->due)
		return;
	lc->due = 0;
	settle_mappings(lc, time, lost);
	forget_unlisted(lc, time);
}

bool lifecycle_takes(const union any_record *rec)
{
	static const uint8_t last_kind[REC_TYPES] = {
		[REC_FRAME] = FRAME_DISASSOC, [REC_DRIVER_LOSS] = LOSS_WANTED,
		[REC_CSA] = CSA_WITHDRAWN, [REC_RADIO] = RADIO_RESUMED,
	};
	const uint16_t type = rec->hdr.type;
	const uint8_t last = last_kind[type];

	if (type >= REC_LINK_ALLOC && type <= REC_LINK_RCU)
		return rec->link_event.link_id < MLO_MAX_LINKS;
	if (type == REC_MISSED)
		return rec->missed.of && rec->missed.of < REC_TYPES;
	if (type == REC_CSA && rec->change.link_id >= MLO_MAX_LINKS)
		return false;
	return !last || (rec->change.kind && rec->change.kind <= last);
}

int lifecycle_record(struct lifecycle *lc, const union any_record *rec)
{
	if (!lifecycle_takes(rec))
		return -EINVAL;
	lc->tally.records++;
	lifecycle_tick(lc, rec->hdr.time, rec->hdr.lost);
	note_loss(lc, rec->hdr.lost, rec->hdr.time);
	reconf_overtaken(lc, rec);
	switch (rec->hdr.type) {
	case REC_STATION:
		note_misfit(lc, &rec->station);
		return walk_station(lc, &rec->station);
	case REC_STA_FREE:
		note_misfit(lc, &rec->station);
		return on_sta_free(lc, &rec->station);
	case REC_HASH_NODE:
		return node_list_add(&lc->sighted, &rec->node);
	case REC_WALK_END:
		return walk_end(lc, &rec->walk);
	case REC_MISSED:
		on_missed(lc, &rec->missed);
		return 0;
	case REC_ASSOC_REQUEST:
	case REC_ASSOC_RESPONSE:
	case REC_ASSOC_FAILURE:
	case REC_RECONF_RESPONSE:
		return on_assoc(lc, &rec->assoc);
	case REC_ACTIVE_LINKS:
	case REC_FRAME:
	case REC_DRIVER_LOSS:
	case REC_ADV_TTLM:
	case REC_NEG_TTLM:
	case REC_CSA:
	case REC_RECONF_REQUEST:
	case REC_LINKS_ADDED:
	case REC_RADIO:
	case REC_TTLM_STOPPED:
		return on_change(lc, &rec->change);
	default:
		if (is_iface_record(rec->hdr.type))
			return on_iface_event(lc, &rec->iface_event);
		return on_link_event(lc, &rec->link_event);
	}
}

/* It was just freed, or is off the list: the trace ends before we see how. */
static void end_station(struct lifecycle *lc, struct station *sta,
			uint64_t time)
{
	const struct verdict verdict = {
		.outcome = OUTCOME_UNKNOWN, .reason = REASON_STILL_RUNNING,
	};
	struct iface *iface = linktable_find_iface(&lc->table, sta->sdata);

	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		if (!sta->links[i].seen.freed)
			continue;
		link_removed(lc, iface, sta, i, time,
			     cause_of_call(iface, sta, i), verdict);
		sta->links[i].seen.freed = false;
	}
	if (sta->end_by)
		forget_station(lc, sta, time);
}

void lifecycle_end(struct lifecycle *lc, uint64_t time, uint32_t lost)
{
	struct iface *iface, *next_iface;
	struct station *sta, *next;

	lifecycle_tick(lc, time, lost);
	end_missed(lc, lost - lc->lost);
	note_loss(lc, lost, time);
	HASH_ITER(hh, lc->table.ifaces, iface, next_iface)
		if (iface->reconf)
			reconf_break_off(lc, iface, time,
					 REASON_STILL_RUNNING);
	HASH_ITER(hh, lc->table.stations, sta, next)
		end_station(lc, sta, time);
	count_stale(lc);
	count_doubts(lc);
}
