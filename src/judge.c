// SPDX-License-Identifier: GPL-2.0-only
#include "judge.h"

const struct rec_node *sight_node(const struct sight *sight, uint64_t link)
{
	for (size_t i = 0; link && i < sight->count; i++)
		if (sight->nodes[i].link == link)
			return &sight->nodes[i];
	return NULL;
}

static struct verdict unknown(enum reason reason, unsigned int witness)
{
	return (struct verdict){ OUTCOME_UNKNOWN, reason, witness };
}

/* The node is in the table and no station owns it: this is proved. */
static struct verdict dangling(const struct rec_node *node,
			       unsigned int witness)
{
	if (node->owner)
		return unknown(REASON_EMBEDDED, witness | WITNESS_HASH);
	return (struct verdict){ OUTCOME_DANGLING, REASON_NONE,
				 witness | WITNESS_HASH };
}

/* What may stand between a link that looks gone and the word "freed". */
static enum reason doubt(const struct sight *sight)
{
	if (sight->late)
		return REASON_STARTED_LATE;
	if (sight->tainted)
		return REASON_LOST;
	if (sight->hash == HASH_NESTED)
		return REASON_HASH_NESTED;
	if (sight->hash != HASH_WALKED)
		return REASON_HASH_CUT;
	return REASON_NONE;
}

/* The station is not in the list any more. */
static struct verdict judge_absent(const struct station *sta,
				   const struct sight *sight)
{
	if (!sight->complete)
		return unknown(REASON_WALK_CUT, 0);
	if (sight->tainted)
		return unknown(REASON_LOST, 0);
	if (!sta->gone)
		return unknown(REASON_VANISHED, WITNESS_STATE);
	return (struct verdict){ OUTCOME_FREED, REASON_NONE,
				 WITNESS_STATE | WITNESS_CALL };
}

/* Likewise, and its link is still in the table. */
static struct verdict dangling_of_absent(const struct station *sta,
					 const struct rec_node *node,
					 unsigned int witness)
{
	if (!sta->gone)
		return dangling(node, witness);
	return (struct verdict){ OUTCOME_DANGLING, REASON_STATION_FREED,
				 witness | WITNESS_HASH };
}

enum reason stale_reason(const struct rec_sta *sta, int link_id)
{
	return sta->flags & STA_TDLS && sta->valid_links == 1 << link_id ?
	       REASON_PINNED : REASON_NONE;
}

struct verdict judge_link(const struct station *sta, int link_id,
			  const struct sight *sight)
{
	uint16_t bit = 1 << link_id;
	unsigned int witness = sta->signature & bit ? WITNESS_SIGNATURE : 0;
	bool valid = sta->id.valid_links & bit;
	bool present = sta->present & bit;
	const struct rec_node *node;
	enum reason reason;

	node = sight_node(sight, sta->links[link_id].ptr);
	if (!sta->seen)
		return node ? dangling_of_absent(sta, node, witness) :
			      judge_absent(sta, sight);
	if (node && !valid && !present)
		return dangling(node, witness | WITNESS_STATE);
	if (sta->id.flags & STA_MISFIT)
		return unknown(REASON_MISFIT, witness);
	if (sta->pinned)
		return (struct verdict){ OUTCOME_STALE, REASON_PINNED,
					 WITNESS_STATE };
	if (valid && present)
		return (struct verdict){ OUTCOME_STALE,
					 stale_reason(&sta->id, link_id),
					 WITNESS_STATE };
	if (valid || present)
		return unknown(REASON_INCONSISTENT, witness | WITNESS_STATE);
	reason = doubt(sight);
	if (reason)
		return unknown(reason, witness | WITNESS_STATE);
	return (struct verdict){ OUTCOME_FREED, REASON_NONE,
				 WITNESS_STATE | WITNESS_HASH |
				 (sta->called & bit ? WITNESS_CALL : 0) };
}

struct verdict judge_freed_link(const struct station *sta, int link_id,
				const struct sight *sight)
{
	const struct link *link = &sta->links[link_id];
	const struct rec_node *node = sight_node(sight, link->ptr);
	unsigned int witness = WITNESS_CALL;
	enum reason reason = doubt(sight);

	if (link->signature || sta->signature & 1 << link_id)
		witness |= WITNESS_SIGNATURE;
	if (node)
		return dangling_of_absent(sta, node, witness);
	if (reason)
		return unknown(reason, witness);
	return (struct verdict){ OUTCOME_FREED, REASON_NONE,
				 WITNESS_CALL | WITNESS_HASH };
}
