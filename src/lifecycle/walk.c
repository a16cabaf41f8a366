// SPDX-License-Identifier: GPL-2.0-only
/* What walks of the stations and of the hash table saw. */
#include <errno.h>
#include <string.h>

#include "base/boot_clock.h"
#include "base/util.h"
#include "lifecycle/lifecycle_priv.h"

/* A walk from outside holds no lock: believe what two of them saw. */
static bool is_firm(const struct rec_station *rec, bool *once)
{
	bool firm = rec->point != POINT_SNAPSHOT || *once;

	*once = !firm;
	return firm;
}

/* A walk does not find a link whose removal was not seen. */
static void note_unseen(struct lifecycle *lc, struct iface *iface,
			struct station *sta, const struct rec_station *rec,
			uint16_t present)
{
	enum reason reason = rec->point == POINT_EXIT ? reason_unseen(lc) :
							 reason_gone(lc);

	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		struct link *link = &sta->links[i];

		if (link->state != LINK_ACTIVE && link->state != LINK_STALE)
			continue;
		if (present & 1 << i)
			link->missing = false;
		else if (is_firm(rec, &link->missing))
			link_unseen(lc, iface, sta, i, rec->hdr.time, reason);
	}
}

/* The only link of a non-MLO peer is at index 0, whatever its id. */
static bool is_plain(const struct rec_station *rec)
{
	return !rec->sta.valid_links && rec->sta.deflink_id < MLO_MAX_LINKS;
}

static int link_id_of(const struct rec_station *rec, int number)
{
	return number == 0 && is_plain(rec) ? rec->sta.deflink_id : number;
}

static uint16_t present_links(const struct rec_station *rec)
{
	uint16_t present = 0;

	for (int i = 0; i < MLO_MAX_LINKS; i++)
		if (rec->present & 1 << i)
			present |= 1 << link_id_of(rec, i);
	return present;
}

/* Is this the link in the table, or does it take that one's place? */
static bool meet_link(struct lifecycle *lc, struct iface *iface,
		      struct station *sta, const struct rec_station *rec,
		      int number)
{
	int id = link_id_of(rec, number);
	struct link *link = &sta->links[id];
	uint64_t ptr = rec->link[number];
	bool once = link->other == ptr;

	if (link_lives(link) && link->ptr == ptr) {
		link->other = 0;
		return true;
	}
	if (link_lives(link) && !is_firm(rec, &once)) {
		link->other = ptr;
		return false;
	}
	link_begin(lc, iface, sta, id, ptr, LINK_ALLOCATED, rec->hdr.time);
	return true;
}

void see_links(struct lifecycle *lc, struct iface *iface,
	       struct station *sta, const struct rec_station *rec)
{
	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		struct link *link = &sta->links[link_id_of(rec, i)];

		if (!(rec->present & 1 << i) ||
		    !meet_link(lc, iface, sta, rec, i))
			continue;
		if (link->state == LINK_ALLOCATED &&
		    rec->sta.valid_links & 1 << i)
			link->state = LINK_ACTIVE;
		memcpy(link->addr, rec->link_addr[i], sizeof(link->addr));
		link->has_addr = true;
		link->embedded = rec->embedded & 1 << i;
		link->bytes = rec->bytes[i];
		/* the association link is as old as the association */
		if (!link->has_since && link->embedded && rec->sta.assoc_at) {
			link->since = rec->sta.assoc_at;
			link->has_since = true;
		}
	}
}

/* Outside of a reconfiguration: does the station have a link too many? */
static void look_for_stale(struct lifecycle *lc, struct iface *iface,
			   struct station *sta, const struct rec_station *rec)
{
	struct verdict verdict = {
		.outcome = OUTCOME_STALE, .witness = WITNESS_STATE,
	};
	uint16_t valid = rec->iface.valid_links;
	bool survived = has_survived(rec);

	/* with wrong types, these bits mean nothing */
	if (rec->sta.flags & STA_MISFIT)
		return;
	/* from outside, the middle of a removal looks the same */
	if (valid && rec->point == POINT_SNAPSHOT)
		valid |= rec->iface.removed_links;
	for (int i = 0; (valid || survived) && i < MLO_MAX_LINKS; i++) {
		struct link *link = &sta->links[i];

		if (!(rec->sta.valid_links & rec->present & ~valid & 1 << i)) {
			link->suspect = false;
			continue;
		}
		if (link->state == LINK_STALE)
			continue;
		if (!is_firm(rec, &link->suspect))
			continue;
		verdict.reason = survived ? REASON_SURVIVED :
					    stale_reason(&rec->sta, i);
		link_found(lc, iface, sta, i, rec->hdr.time, verdict);
	}
}

/* The links that the station has as a reconfiguration begins. */
static void hold_links(const struct iface *iface, struct station *sta,
		       const struct rec_station *rec)
{
	bool pinned = is_plain(rec) && iface->valid_before;
	uint16_t held = pinned ? 1 << rec->sta.deflink_id :
				 rec->sta.valid_links & rec->present;

	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		sta->links[i].seen.held = held & 1 << i;
		sta->links[i].seen.pinned = pinned;
	}
}

static void witness_links(struct station *sta, const struct rec_station *rec)
{
	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		struct evidence *seen = &sta->links[i].seen;

		seen->walked = true;
		seen->valid = rec->sta.valid_links & 1 << i;
		seen->present = rec->present & 1 << i;
	}
}

/* Seen from outside: clearing removed_links is the last thing the work does. */
static bool looks_over(const struct lifecycle *lc, const struct iface *iface)
{
	return iface->reconf == RECONF_BY_AP && !iface->exits &&
	       !iface->id.removed_links && exit_may_be_missed(lc, iface);
}

int walk_station(struct lifecycle *lc, const struct rec_station *rec)
{
	struct iface *iface;
	struct station *sta = see_station(lc, &rec->iface, &rec->sta,
					  rec->hdr.time, &iface);

	if (!sta)
		return -ENOMEM;
	iface->walked++;
	if (!iface->reconf || rec->point == POINT_ENTER) {
		note_unseen(lc, iface, sta, rec, present_links(rec));
		see_links(lc, iface, sta, rec);
		look_for_stale(lc, iface, sta, rec);
		if (iface->reconf)
			hold_links(iface, sta, rec);
	} else if (rec->point == POINT_EXIT ||
		   rec->point == POINT_LINKS_REMOVED ||
		   (rec->point == POINT_SNAPSHOT && looks_over(lc, iface))) {
		see_links(lc, iface, sta, rec);
		witness_links(sta, rec);
	}
	return 0;
}

/* Judge links that were freed without unhash, now that the hash was walked. */
static void end_freed(struct lifecycle *lc, struct iface *iface,
		      struct station *sta, const struct sight *sight,
		      uint64_t time)
{
	struct sight seen = *sight;

	seen.hash_only = true;
	seen.tainted = sta->freed_lost != lc->lost;
	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		if (!sta->links[i].seen.freed)
			continue;
		seen.late = REASON_NONE;
		if (is_unseen_work(iface, i)) {
			seen.late = reason_unseen(lc);
			iface->told |= 1 << i;
		}
		link_removed(lc, iface, sta, i, time,
			     cause_of_call(iface, sta, i),
			     judge_link(sta, i, &seen));
		sta->links[i].seen.freed = false;
	}
	if (iface->reconf)
		return;	/* the exit still needs the station */
	if (sta->gone)
		forget_station(lc, sta, time);
	else
		station_clear_evidence(sta);
}

static void end_awaiting(struct lifecycle *lc, struct iface *iface,
			 const struct sight *sight, const struct rec_walk *rec)
{
	struct station *sta, *next;

	HASH_ITER(hh, lc->table.stations, sta, next)
		if (sta->sdata == iface->key && station_expects_hash_walk(sta) &&
		    sta->gone == (rec->point == POINT_STA_FREE))
			end_freed(lc, iface, sta, sight, rec->hdr.time);
}

/* If a station is missing, wait: its end, when it is freed, tells more. */
static bool walk_has_all(struct lifecycle *lc, const struct iface *iface)
{
	struct station *sta, *next;

	HASH_ITER(hh, lc->table.stations, sta, next)
		if (sta->sdata == iface->key && !sta->gone &&
		    !sta->links[0].seen.walked)
			return false;
	return true;
}

/*
 * Two looks from outside agree that a work is over whose exit was not seen. Use
 * this walk in place of the exit's.
 */
static void end_overlooked(struct lifecycle *lc, const struct rec_walk *rec,
			   const struct sight *sight)
{
	struct iface *iface, *next;

	HASH_ITER(hh, lc->table.ifaces, iface, next) {
		if (iface->id.local != rec->local || !looks_over(lc, iface) ||
		    !walk_has_all(lc, iface))
			continue;
		if (iface->ending)
			reconf_end(lc, iface, sight, rec->hdr.time);
		reconf_unwalk(lc, iface);
		iface->ending = iface->reconf;
	}
}

/* Is the node part of the station that is being freed? */
static bool is_dying(const struct iface *iface, const struct rec_node *node)
{
	return node->point == POINT_STA_FREE && iface &&
	       iface->dying == node->owner;
}

static void emit_found_node(struct lifecycle *lc, struct iface *walked,
		     struct station *sta, const struct rec_node *node)
{
	struct iface *iface = sta ? linktable_find_iface(&lc->table,
							 sta->sdata) : walked;
	struct event ev = event_of(EV_FOUND, node->hdr.time, iface);

	if (node_list_has(&lc->known, node->link) ||
	    node_list_add(&lc->known, node))
		return;
	ev.link = node->link_id < MLO_MAX_LINKS ? node->link_id : -1;
	ev.has_link_addr = true;
	memcpy(ev.link_addr, node->link_addr, sizeof(ev.link_addr));
	ev.witness = WITNESS_HASH;
	ev.outcome = OUTCOME_DANGLING;
	if (sta) {
		ev.has_sta = true;
		memcpy(ev.sta, sta->id.addr, sizeof(ev.sta));
	}
	if (lc->misfit) {
		ev.outcome = OUTCOME_UNKNOWN;
		ev.reason = REASON_MISFIT;
	} else if (node->owner && !is_dying(walked, node)) {
		ev.outcome = OUTCOME_UNKNOWN;
		ev.reason = REASON_EMBEDDED;
		link_found_hashed(lc, iface, sta, node);
	}
	lifecycle_emit(lc, &ev);
}

/* Not if another station may have its memory by now. */
static bool is_sure(const struct lifecycle *lc, const struct station *owner)
{
	return !owner || owner->lost == lc->lost + lc->missed;
}

/* Report nodes without an owner that no known removal explains. */
static int look_for_nodes(struct lifecycle *lc, struct iface *iface,
			  const struct sight *sight)
{
	for (size_t i = 0; i < sight->count; i++) {
		const struct rec_node *node = &sight->nodes[i];
		struct station *sta;
		bool seen;

		/* the walk reached it through freed memory */
		if (node->behind)
			continue;
		/* an embedded link is part of its owner, and not freed yet */
		sta = linktable_find_station(&lc->table, node->owner);
		seen = node_list_has(&lc->suspects, node->link);
		if (is_sure(lc, sta) && (seen || node->point != POINT_SNAPSHOT))
			emit_found_node(lc, iface, sta, node);
		else if (!seen && node_list_add(&lc->suspects, node))
			return -ENOMEM;
	}
	return 0;
}

static bool was_walked(const struct iface *iface, const struct rec_walk *rec)
{
	return rec->sdata ? iface->key == rec->sdata :
			    iface->id.local == rec->local;
}

/* How many stations of the walk that ends have arrived. */
static uint32_t count_walked(struct lifecycle *lc, const struct rec_walk *rec)
{
	struct iface *iface, *next;
	uint32_t walked = 0;

	HASH_ITER(hh, lc->table.ifaces, iface, next) {
		if (!was_walked(iface, rec))
			continue;
		walked += iface->walked;
		iface->walked = 0;
	}
	return walked;
}

/*
 * sta_info_flush() takes all stations off the list before it frees the first
 * one, and calls the driver for each. A station that is off the list has this
 * long to be freed. After that, we missed its end.
 */
#define FLUSH_NS (10 * NSEC_PER_SEC)

/* Note the stations that a complete walk did not find. */
static void note_unlisted(struct lifecycle *lc, const struct rec_walk *rec)
{
	struct station *sta, *next;

	HASH_ITER(hh, lc->table.stations, sta, next) {
		struct iface *iface = linktable_find_iface(&lc->table,
							   sta->sdata);

		if (!was_walked(iface, rec) || iface->reconf ||
		    sta->lost == lc->lost + lc->missed || sta->end_by ||
		    station_expects_hash_walk(sta))
			continue;
		/* no lock was held: it may be just about to be listed */
		if (rec->point == POINT_SNAPSHOT && !sta->missing) {
			sta->missing = true;
			continue;
		}
		sta->end_by = deadline_after(rec->hdr.time, FLUSH_NS);
		lc->due = earliest(lc->due, sta->end_by);
	}
}

void forget_unlisted(struct lifecycle *lc, uint64_t time)
{
	struct station *sta, *next;

	HASH_ITER(hh, lc->table.stations, sta, next) {
		if (!sta->end_by)
			continue;
		if (time >= sta->end_by)
			forget_station(lc, sta, sta->end_by);
		else
			lc->due = earliest(lc->due, sta->end_by);
	}
}

/*
 * Move the nodes of the walk that ends to the front, and return their number.
 * Walks of several radios may arrive at the same time.
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

/* What the walk saw, as far as its records have arrived. */
static struct sight sight_of(const struct lifecycle *lc,
			     const struct rec_walk *rec, size_t count)
{
	struct sight sight = {
		.complete = rec->complete, .hash = rec->hash,
		.nodes = lc->sighted.nodes, .count = count,
	};

	/* the end of an earlier walk was lost: its nodes came first */
	if (count > rec->nodes) {
		sight.nodes += count - rec->nodes;
		sight.count = rec->nodes;
	}
	if (count < rec->nodes && sight.hash == HASH_WALKED)
		sight.hash = HASH_TRUNCATED;
	return sight;
}

int walk_end(struct lifecycle *lc, const struct rec_walk *rec)
{
	struct iface *iface = linktable_find_iface(&lc->table, rec->sdata);
	size_t count = gather_nodes(&lc->sighted, rec);
	/* every record that the walk sent has arrived */
	bool whole = count_walked(lc, rec) == rec->stations && rec->complete;
	const struct sight sight = sight_of(lc, rec, count);
	int err = 0;

	if (iface && iface->reconf && rec->point == POINT_EXIT)
		reconf_end(lc, iface, &sight, rec->hdr.time);
	else if (iface && iface->reconf && rec->point == POINT_LINKS_REMOVED)
		reconf_witness(lc, iface, &sight, rec->hdr.time);
	else if (iface && (rec->point == POINT_LINK_FREED ||
			   rec->point == POINT_STA_FREE))
		end_awaiting(lc, iface, &sight, rec);
	else if (rec->point == POINT_SNAPSHOT)
		end_overlooked(lc, rec, &sight);
	if (whole && (lc->lost || lc->missed))
		note_unlisted(lc, rec);
	if (rec->point == POINT_SNAPSHOT && whole && rec->hash == HASH_WALKED)
		missed_look(lc, rec->local);
	if (!iface || !iface->reconf)
		err = look_for_nodes(lc, iface, &sight);
	node_list_drop_first(&lc->sighted, count);
	return err;
}
