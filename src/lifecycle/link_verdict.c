// SPDX-License-Identifier: GPL-2.0-only
#include "lifecycle/link_verdict.h"

/* The node of this link among those without an owner, or NULL. */
static const struct rec_node *sight_node(const struct sight *sight,
					 uint64_t link)
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

/* The node is in the hash table. Without an owner, that proves it dangles. */
static struct verdict dangling(const struct rec_node *node,
			       unsigned int witness)
{
	if (node->owner)
		return unknown(REASON_EMBEDDED, witness | WITNESS_HASH);
	return (struct verdict){ OUTCOME_DANGLING, REASON_NONE,
				 witness | WITNESS_HASH };
}

/* Why a link that looks gone must not be called "freed" */
static enum reason doubt(const struct sight *sight)
{
	if (sight->late)
		return sight->late;
	if (sight->tainted)
		return REASON_LOST;
	if (sight->hash == HASH_NESTED)
		return REASON_HASH_NESTED;
	if (sight->hash != HASH_WALKED)
		return REASON_HASH_CUT;
	return REASON_NONE;
}

/* The station is no longer on the list. */
static struct verdict judge_absent(const struct station *sta, int link_id,
				   const struct sight *sight)
{
	if (!sight->complete)
		return unknown(REASON_WALK_CUT, 0);
	if (sight->tainted)
		return unknown(REASON_LOST, 0);
	if (!sta->gone)
		return unknown(REASON_VANISHED, WITNESS_STATE);
	if (sta->links[link_id].seen.left)
		return unknown(REASON_MISSED, WITNESS_STATE);
	return (struct verdict){ OUTCOME_FREED, REASON_NONE,
				 WITNESS_STATE | WITNESS_CALL };
}

/* A freed station owns nothing: if one shows up here, its memory was reused. */
static bool is_reused(const struct rec_node *node)
{
	return node->owner && node->point != POINT_STA_FREE;
}

/* The station is no longer on the list, but its link is still hashed. */
static struct verdict dangling_of_absent(const struct station *sta,
					 const struct rec_node *node,
					 unsigned int witness,
					 const struct sight *sight)
{
	if (!sta->gone)
		return dangling(node, witness);
	if (is_reused(node))
		return unknown(doubt(sight) ?: REASON_VANISHED, witness);
	return (struct verdict){ OUTCOME_DANGLING, REASON_STATION_FREED,
				 witness | WITNESS_HASH };
}

enum reason stale_reason(const struct rec_sta *sta, int link_id)
{
	return sta->flags & STA_TDLS && sta->valid_links == 1 << link_id ?
	       REASON_PINNED : REASON_NONE;
}

/* A call showed that the station let go of it. Is it out of the hash? */
static struct verdict judge_freed(const struct station *sta,
				  const struct rec_node *node,
				  unsigned int witness,
				  const struct sight *sight)
{
	enum reason reason = doubt(sight);

	witness |= WITNESS_CALL;
	if (node)
		return dangling_of_absent(sta, node, witness, sight);
	if (reason)
		return unknown(reason, witness);
	return (struct verdict){ OUTCOME_FREED, REASON_NONE,
				 WITNESS_CALL | WITNESS_HASH };
}

/* The walk found the station. */
static struct verdict judge_walked(const struct station *sta, int link_id,
				   const struct rec_node *node,
				   unsigned int witness,
				   const struct sight *sight)
{
	const struct evidence *seen = &sta->links[link_id].seen;
	enum reason reason = doubt(sight);

	if (node && !seen->valid && !seen->present)
		return dangling(node, witness | WITNESS_STATE);
	if (sta->id.flags & STA_MISFIT)
		return unknown(REASON_MISFIT, witness);
	if (seen->pinned)
		return (struct verdict){ OUTCOME_STALE, REASON_PINNED,
					 WITNESS_STATE };
	if (seen->valid && seen->present)
		return (struct verdict){ OUTCOME_STALE,
					 stale_reason(&sta->id, link_id),
					 WITNESS_STATE };
	if (seen->valid || seen->present)
		return unknown(REASON_INCONSISTENT, witness | WITNESS_STATE);
	if (reason)
		return unknown(reason, witness | WITNESS_STATE);
	return (struct verdict){ OUTCOME_FREED, REASON_NONE,
				 WITNESS_STATE | WITNESS_HASH |
				 (seen->called ? WITNESS_CALL : 0) };
}

struct verdict judge_link(const struct station *sta, int link_id,
			  const struct sight *sight)
{
	const struct link *link = &sta->links[link_id];
	const struct rec_node *node = sight_node(sight, link->ptr);
	unsigned int witness = 0;

	if (link->seen.signature || (sight->hash_only && link->signature))
		witness = WITNESS_SIGNATURE;
	if (sight->hash_only)
		return judge_freed(sta, node, witness, sight);
	if (link->seen.walked && !sta->gone)
		return judge_walked(sta, link_id, node, witness, sight);
	if (node)
		return dangling_of_absent(sta, node, witness, sight);
	return judge_absent(sta, link_id, sight);
}
