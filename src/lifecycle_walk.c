// SPDX-License-Identifier: GPL-2.0-only
/* What walks of the stations and of the hash table saw. */
#include <errno.h>

#include "lifecycle_priv.h"

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

int walk_station(struct lifecycle *lc, const struct rec_station *rec)
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

int walk_end(struct lifecycle *lc, const struct rec_walk *rec)
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
