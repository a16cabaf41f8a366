// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lifecycle_priv.h"
#include "util.h"

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
	return &lc->tally;
}

const struct linktable *lifecycle_table(const struct lifecycle *lc)
{
	return &lc->table;
}

/* Records were lost: no reconfiguration that is going on can be trusted. */
static void note_loss(struct lifecycle *lc, uint32_t lost, uint64_t time)
{
	struct event ev = event_of(EV_LOST, time, NULL);
	struct iface *iface, *next;

	/* records of two CPUs may read the counter in the other order */
	if ((int32_t)(lost - lc->lost) <= 0)
		return;
	ev.lost = lost - lc->lost;
	lc->lost = lost;
	HASH_ITER(hh, lc->table.ifaces, iface, next) {
		iface->tainted = true;
		iface->walked = 0;
	}
	lifecycle_emit(lc, &ev);
}

/* Find or make both; NULL when memory is out. */
static struct station *see_station(struct lifecycle *lc,
				   const struct rec_iface *iface_id,
				   const struct rec_sta *id,
				   struct iface **iface)
{
	struct station *sta;

	*iface = linktable_iface(&lc->table, iface_id);
	if (!*iface)
		return NULL;
	sta = linktable_station(&lc->table, iface_id, id);
	if (!sta)
		return NULL;
	sta->lost = lc->lost;
	sta->missing = false;
	return sta;
}

static int on_announce(struct lifecycle *lc, const struct rec_iface_event *rec)
{
	struct iface *iface = linktable_iface(&lc->table, &rec->iface);
	struct event ev;

	if (!iface)
		return -ENOMEM;
	iface->due_at = rec->hdr.time + rec->delay_ns;
	/* each beacon announces it again, with a lower count */
	if (iface->announced == rec->mask)
		return 0;
	if (!iface->announced)
		iface->announced_at = rec->hdr.time;
	iface->announced = rec->mask;
	ev = event_of(EV_ANNOUNCE, rec->hdr.time, iface);
	ev.links = rec->mask;
	ev.cause = CAUSE_AP_RECONF;
	ev.delay_ns = rec->delay_ns;
	lifecycle_emit(lc, &ev);
	return 0;
}

/* By the AP, or since the connection ends: the work is stopped either way. */
static int on_cancel(struct lifecycle *lc, const struct rec_iface_event *rec)
{
	struct iface *iface = linktable_iface(&lc->table, &rec->iface);
	struct event ev;

	if (!iface)
		return -ENOMEM;
	if (!iface->announced || iface->reconf)
		return 0;
	ev = event_of(EV_CANCEL, rec->hdr.time, iface);
	ev.links = iface->announced;
	ev.cause = rec->iface.associated ? CAUSE_AP_RECONF : CAUSE_TEARDOWN;
	lifecycle_emit(lc, &ev);
	iface->announced = 0;
	iface->announced_at = 0;
	return 0;
}

static int on_vif_links(struct lifecycle *lc, const struct rec_iface_event *rec)
{
	struct iface *iface = linktable_iface(&lc->table, &rec->iface);
	struct event ev;

	if (!iface)
		return -ENOMEM;
	if (rec->mask == rec->iface.valid_links &&
	    rec->dormant == rec->iface.dormant_links)
		return 0;
	ev = event_of(EV_VIF_LINKS, rec->hdr.time, iface);
	ev.links = rec->mask;
	lifecycle_emit(lc, &ev);
	return 0;
}

/* The tracepoint alone, or types that do not fit: something was removed. */
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

/* A link came, or an attempt to set one up ended. */
static int on_link_setup(struct lifecycle *lc, const struct rec_link_event *rec)
{
	struct iface *iface;
	struct station *sta = see_station(lc, &rec->iface, &rec->sta, &iface);
	struct event ev;
	struct link *link;

	if (!sta)
		return -ENOMEM;
	if (rec->ret || !rec->link)
		return 0;
	link = &sta->links[rec->link_id];
	node_list_drop(&lc->known, rec->link);
	if (rec->hdr.type == REC_LINK_ALLOC) {
		*link = (struct link){ .state = LINK_ALLOCATED };
	} else {
		link->state = LINK_ACTIVE;
		link->since = rec->hdr.time;
		link->has_since = true;
	}
	link->ptr = rec->link;
	link->bytes = rec->bytes;
	link->embedded = rec->embedded;
	memcpy(link->addr, rec->link_addr, sizeof(link->addr));
	link->has_addr = link->state == LINK_ACTIVE;
	if (link->state != LINK_ACTIVE)
		return 0;
	ev = event_of(EV_SETUP, rec->hdr.time, iface);
	ev.has_sta = true;
	memcpy(ev.sta, sta->id.addr, sizeof(ev.sta));
	ev.link = rec->link_id;
	ev.has_link_addr = true;
	memcpy(ev.link_addr, rec->link_addr, sizeof(ev.link_addr));
	ev.bytes = rec->bytes;
	lifecycle_emit(lc, &ev);
	return 0;
}

/* Why the beginning of something was not seen. */
static enum reason reason_unseen(const struct lifecycle *lc)
{
	return lc->lost ? REASON_LOST : REASON_STARTED_LATE;
}

/* An AP's removal of this link goes on, the beginning of which was not seen. */
static bool is_unseen_work(const struct iface *iface, int link_id)
{
	return !iface->reconf && iface->id.removed_links & 1 << link_id;
}

/* Outside of a reconfiguration, the role and the station's state say why. */
static enum cause cause_of_call(const struct iface *iface,
				const struct station *sta, int link_id)
{
	if (sta->links[link_id].state == LINK_HASHED)
		return sta->links[link_id].cause;
	if (is_unseen_work(iface, link_id))
		return CAUSE_AP_RECONF;
	if (!(sta->id.flags & STA_INSERTED) ||
	    sta->links[link_id].state == LINK_ALLOCATED)
		return CAUSE_ASSOC;
	return role_of(iface->id.iftype) == ROLE_AP ? CAUSE_AP_SIDE :
						      CAUSE_OTHER;
}

/* Whether the link is still hashed, the walk that follows will tell. */
static void await_walk(struct lifecycle *lc, struct station *sta, uint16_t bit)
{
	if (!sta->awaiting)
		sta->awaiting_lost = lc->lost;
	sta->awaiting |= bit;
}

/*
 * A removal call, of which one removal makes two: the outer function and the
 * static one that both share, which compilers may have inlined.
 */
static int on_link_call(struct lifecycle *lc, const struct rec_link_event *rec)
{
	bool unhash = rec->unhash || rec->hdr.type == REC_LINK_UNHASH_FREE;
	struct verdict verdict = { OUTCOME_FREED, REASON_NONE, WITNESS_CALL };
	uint16_t bit = 1 << rec->link_id;
	struct iface *iface;
	struct station *sta;
	struct link *link;

	/*
	 * The end of a station says all of its links at once; one that was
	 * never inserted has none in the hash, and ends without being removed.
	 */
	if (rec->sta.flags & STA_REMOVED || !rec->link ||
	    (!unhash && !(rec->sta.flags & STA_INSERTED)))
		return 0;
	sta = see_station(lc, &rec->iface, &rec->sta, &iface);
	if (!sta)
		return -ENOMEM;
	link = &sta->links[rec->link_id];
	if (link->ptr != rec->link)
		*link = (struct link){
			.ptr = rec->link, .bytes = rec->bytes,
			.embedded = rec->embedded,
			.state = rec->sta.valid_links & bit || unhash ?
				 LINK_ACTIVE : LINK_ALLOCATED,
		};
	memcpy(link->addr, rec->link_addr, sizeof(link->addr));
	link->has_addr = true;
	sta->called |= bit;
	if (unhash)
		sta->unhashed |= bit;
	else if (rec->sta.valid_links & bit)
		sta->signature |= bit;
	if (iface->reconf || link->state == LINK_NONE)
		return 0;	/* judged at the exit; or said already */
	if (!unhash) {
		await_walk(lc, sta, bit);
		return 0;
	}
	if (is_unseen_work(iface, rec->link_id)) {
		iface->told |= bit;
		verdict.outcome = OUTCOME_UNKNOWN;
		verdict.reason = reason_unseen(lc);
	}
	emit_removal(lc, iface, sta, rec->link_id, rec->hdr.time,
		     cause_of_call(iface, sta, rec->link_id), verdict);
	station_settle(sta);
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
	if (rec->link_id >= MLO_MAX_LINKS)
		return -EINVAL;
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

/* A walk saw a link go of which no call was seen. */
static void note_unseen(struct lifecycle *lc, struct iface *iface,
			struct station *sta, uint16_t present, uint64_t time)
{
	const struct verdict verdict = {
		.outcome = OUTCOME_UNKNOWN,
		.reason = reason_unseen(lc),
	};

	for (int i = 0; i < MLO_MAX_LINKS; i++)
		if ((sta->links[i].state == LINK_ACTIVE ||
		     sta->links[i].state == LINK_STALE) &&
		    !(present & 1 << i))
			emit_removal(lc, iface, sta, i, time, CAUSE_OTHER,
				     verdict);
}

/* Outside of a reconfiguration: is there what should not be there? */
static void look_for_stale(struct lifecycle *lc, struct iface *iface,
			   struct station *sta, const struct rec_station *rec)
{
	struct verdict verdict = {
		.outcome = OUTCOME_STALE, .witness = WITNESS_STATE,
	};
	uint16_t valid = rec->iface.valid_links;

	/* these bits are of other structures than they are taken for */
	if (rec->sta.flags & STA_MISFIT)
		return;
	/* from outside, the middle of a removal looks the same */
	if (valid && rec->point == POINT_SNAPSHOT)
		valid |= rec->iface.removed_links;
	for (int i = 0; valid && i < MLO_MAX_LINKS; i++) {
		struct link *link = &sta->links[i];

		if (!(rec->sta.valid_links & rec->present & ~valid & 1 << i)) {
			link->suspect = false;
			continue;
		}
		if (link->state == LINK_STALE)
			continue;
		/* no lock was held: believe what is seen twice */
		if (rec->point == POINT_SNAPSHOT && !link->suspect) {
			link->suspect = true;
			continue;
		}
		verdict.reason = stale_reason(&rec->sta, i);
		emit_found(lc, iface, sta, i, rec->hdr.time, verdict);
	}
}

/* The one link of a peer without MLO has number 0, whatever its id. */
static uint16_t present_links(const struct rec_station *rec)
{
	bool plain = !rec->sta.valid_links &&
		     rec->sta.deflink_id < MLO_MAX_LINKS;

	return rec->present | (plain ? 1 << rec->sta.deflink_id : 0);
}

static int on_station(struct lifecycle *lc, const struct rec_station *rec)
{
	struct iface *iface;
	struct station *sta = see_station(lc, &rec->iface, &rec->sta, &iface);

	if (!sta)
		return -ENOMEM;
	iface->walked++;
	/* only the walk at the exit sees a reconfiguration's result */
	if (iface->reconf && rec->point != POINT_ENTER &&
	    rec->point != POINT_EXIT)
		return 0;
	if (!iface->reconf || rec->point == POINT_ENTER)
		note_unseen(lc, iface, sta, present_links(rec),
			    rec->hdr.time);
	station_see_links(sta, rec);
	sta->present = rec->present;
	if (!iface->reconf) {
		look_for_stale(lc, iface, sta, rec);
	} else if (rec->point == POINT_EXIT) {
		sta->seen = true;
	} else {
		sta->pinned = !rec->sta.valid_links && iface->valid_before &&
			      rec->sta.deflink_id < MLO_MAX_LINKS;
		sta->held = sta->pinned ? 1 << rec->sta.deflink_id :
					  rec->sta.valid_links & rec->present;
	}
	return 0;
}

/* What sta_info_free() finds: a link each that it frees along the way. */
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

	if (state == LINK_HASHED) {
		await_walk(lc, sta, 1 << link_id);
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
	emit_removal(lc, iface, sta, link_id, rec->hdr.time, cause, verdict);
}

static int on_sta_free(struct lifecycle *lc, const struct rec_station *rec)
{
	struct iface *iface;
	struct station *sta = see_station(lc, &rec->iface, &rec->sta, &iface);
	struct event ev;

	if (!sta)
		return -ENOMEM;
	station_see_links(sta, rec);
	for (int i = 0; i < MLO_MAX_LINKS; i++)
		free_link(lc, iface, sta, i, rec);
	ev = event_of(EV_STA_GONE, rec->hdr.time, iface);
	ev.has_sta = true;
	memcpy(ev.sta, sta->id.addr, sizeof(ev.sta));
	ev.links = rec->sta.valid_links;
	lifecycle_emit(lc, &ev);
	sta->gone = true;
	if (!iface->reconf && !sta->awaiting)
		linktable_forget_station(&lc->table, sta);
	return 0;
}

/* Links freed without being unhashed: the table has just been looked at. */
static void end_awaiting(struct lifecycle *lc, struct iface *iface,
			 const struct sight *sight, const struct rec_walk *rec)
{
	struct sight seen = *sight;
	struct station *sta, *next;

	HASH_ITER(hh, lc->table.stations, sta, next) {
		if (sta->sdata != iface->key || !sta->awaiting ||
		    sta->gone != (rec->point == POINT_STA_FREE))
			continue;
		for (int i = 0; i < MLO_MAX_LINKS; i++) {
			if (!(sta->awaiting & 1 << i))
				continue;
			seen.tainted = sta->awaiting_lost != lc->lost;
			seen.late = is_unseen_work(iface, i);
			if (seen.late)
				iface->told |= 1 << i;
			emit_removal(lc, iface, sta, i, rec->hdr.time,
				     cause_of_call(iface, sta, i),
				     judge_freed_link(sta, i, &seen));
		}
		sta->awaiting = 0;
		if (sta->gone)
			linktable_forget_station(&lc->table, sta);
		else if (!iface->reconf)
			station_settle(sta);
	}
}

/* Nodes without an owner that no removal here explains. */
static int look_for_nodes(struct lifecycle *lc, struct iface *iface,
			  const struct sight *sight)
{
	for (size_t i = 0; i < sight->count; i++) {
		const struct rec_node *node = &sight->nodes[i];
		struct station *sta;

		/* what freed memory leads to may be anything */
		if (node->behind)
			continue;
		/* an embedded one is the owner's, and not free yet */
		sta = linktable_find_station(&lc->table, node->owner);
		if (node->point != POINT_SNAPSHOT ||
		    node_list_has(&lc->suspects, node->link))
			emit_found_node(lc, iface, sta, node);
		else if (node_list_add(&lc->suspects, node))
			return -ENOMEM;
	}
	return 0;
}

static bool was_walked(const struct iface *iface, const struct rec_walk *rec)
{
	return rec->sdata ? iface->key == rec->sdata :
			    iface->id.local == rec->local;
}

/*
 * Stations whose end was lost: a walk of all that there are did not come upon
 * them. As many as it sent have come in since the last loss, so none of its
 * own records is missing.
 */
static void forget_unseen(struct lifecycle *lc, const struct rec_walk *rec)
{
	struct iface *iface, *next_iface;
	struct station *sta, *next;
	uint32_t walked = 0;

	HASH_ITER(hh, lc->table.ifaces, iface, next_iface) {
		if (!was_walked(iface, rec))
			continue;
		walked += iface->walked;
		iface->walked = 0;
	}
	if (walked != rec->stations)
		return;
	HASH_ITER(hh, lc->table.stations, sta, next) {
		iface = linktable_find_iface(&lc->table, sta->sdata);
		if (!was_walked(iface, rec) || iface->reconf ||
		    sta->lost == lc->lost || sta->awaiting)
			continue;
		/* no lock was held: it may be on its way in, or out */
		if (rec->point == POINT_SNAPSHOT && !sta->missing) {
			sta->missing = true;
			continue;
		}
		note_unseen(lc, iface, sta, 0, rec->hdr.time);
		linktable_forget_station(&lc->table, sta);
	}
}

/*
 * Bring the nodes of the walk that ends to the front, and say how many there
 * are: walks of several radios may come in at the same time.
 */
static size_t gather_nodes(struct node_list *list, const struct rec_walk *rec)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		struct rec_node node = list->nodes[i];

		if (node.local != rec->local || node.point != rec->point)
			continue;
		list->nodes[i] = list->nodes[count];
		list->nodes[count++] = node;
	}
	return count;
}

static int on_walk_end(struct lifecycle *lc, const struct rec_walk *rec)
{
	struct iface *iface = linktable_find_iface(&lc->table, rec->sdata);
	size_t count = gather_nodes(&lc->sighted, rec);
	struct sight sight = {
		.complete = rec->complete, .hash = rec->hash,
		.nodes = lc->sighted.nodes, .count = count,
	};
	int err = 0;

	/* the end of an earlier walk was lost: its nodes came first */
	if (count > rec->nodes) {
		sight.nodes += count - rec->nodes;
		sight.count = rec->nodes;
	}
	if (iface && iface->reconf && rec->point == POINT_EXIT)
		reconf_end(lc, iface, &sight, rec->hdr.time);
	else if (iface && (rec->point == POINT_LINK_FREED ||
			   rec->point == POINT_STA_FREE))
		end_awaiting(lc, iface, &sight, rec);
	if (rec->complete && lc->lost)
		forget_unseen(lc, rec);
	if (!iface || !iface->reconf)
		err = look_for_nodes(lc, iface, &sight);
	node_list_drop_first(&lc->sighted, count);
	return err;
}

/* Who owns a link cannot be told any more, so neither what it is without. */
static void note_misfit(struct lifecycle *lc, const struct rec_station *rec)
{
	if (!lc->misfit && rec->sta.flags & STA_MISFIT) {
		lc->misfit = true;
		emit_misfit(lc, rec);
	}
}

int lifecycle_record(struct lifecycle *lc, const union any_record *rec)
{
	lc->tally.records++;
	note_loss(lc, rec->hdr.lost, rec->hdr.time);
	switch (rec->hdr.type) {
	case REC_STATION:
		note_misfit(lc, &rec->station);
		return on_station(lc, &rec->station);
	case REC_STA_FREE:
		note_misfit(lc, &rec->station);
		return on_sta_free(lc, &rec->station);
	case REC_HASH_NODE:
		return node_list_add(&lc->sighted, &rec->node);
	case REC_WALK_END:
		return on_walk_end(lc, &rec->walk);
	default:
		if (is_iface_record(rec->hdr.type))
			return on_iface_event(lc, &rec->iface_event);
		return on_link_event(lc, &rec->link_event);
	}
}

void lifecycle_end(struct lifecycle *lc, uint64_t time, uint32_t lost)
{
	const struct verdict verdict = {
		.outcome = OUTCOME_UNKNOWN, .reason = REASON_STILL_RUNNING,
	};
	struct iface *iface, *next_iface;
	struct station *sta, *next;

	note_loss(lc, lost, time);
	HASH_ITER(hh, lc->table.ifaces, iface, next_iface)
		if (iface->reconf)
			reconf_break_off(lc, iface, time,
					 REASON_STILL_RUNNING);
	HASH_ITER(hh, lc->table.stations, sta, next) {
		iface = linktable_find_iface(&lc->table, sta->sdata);
		for (int i = 0; i < MLO_MAX_LINKS; i++)
			if (sta->awaiting & 1 << i)
				emit_removal(lc, iface, sta, i, time,
					     cause_of_call(iface, sta, i),
					     verdict);
		sta->awaiting = 0;
	}
	count_stale(lc);
}
