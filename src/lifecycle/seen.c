// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which interface and station a record is about. The kernel may have reused the
 * memory of one for another.
 */
#include <string.h>

#include "lifecycle/lifecycle_priv.h"

/*
 * Is it another interface at the same address, and not the same one in another
 * network namespace?
 */
static bool is_other_iface(const struct iface *iface,
			   const struct rec_iface *id)
{
	return iface->id.netns == id->netns &&
	       iface->id.ifindex != id->ifindex;
}

struct iface *see_iface(struct lifecycle *lc, const struct rec_iface *id)
{
	struct iface *known = linktable_find_iface(&lc->table, id->sdata);
	struct iface *iface;

	if (known && is_other_iface(known, id))
		known->wanted = false;
	iface = linktable_iface(&lc->table, id);
	if (!iface)
		return NULL;
	iface->wanted |= filter_names(&lc->filter, id);
	if (!known)
		iface->missed = lc->unmet;
	return iface;
}

void forget_station(struct lifecycle *lc, struct station *sta, uint64_t time)
{
	struct iface *iface = linktable_find_iface(&lc->table, sta->sdata);

	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		struct link *link = &sta->links[i];

		if (link->state == LINK_ACTIVE || link->state == LINK_STALE)
			link_unseen(lc, iface, sta, i, time, reason_gone(lc));
		else
			link_drop(lc, link);
	}
	linktable_forget_station(&lc->table, sta);
}

struct station *see_station(struct lifecycle *lc,
			    const struct rec_iface *iface_id,
			    const struct rec_sta *id, uint64_t time,
			    struct iface **iface)
{
	struct station *sta;

	*iface = see_iface(lc, iface_id);
	if (!*iface)
		return NULL;
	/* the address was reused, and the end of the first station not seen */
	sta = linktable_find_station(&lc->table, id->sta);
	if (sta && station_is_other(sta, iface_id, id))
		forget_station(lc, sta, time);
	sta = linktable_station(&lc->table, iface_id, id);
	if (!sta)
		return NULL;
	sta->lost = lc->lost + lc->missed;
	sta->missing = false;
	sta->end_by = 0;
	return sta;
}

bool is_unseen_work(const struct iface *iface, int link_id)
{
	return !iface->reconf && iface->id.removed_links & 1 << link_id;
}

enum cause cause_of_call(const struct iface *iface, const struct station *sta,
			 int link_id)
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
