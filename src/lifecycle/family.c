// SPDX-License-Identifier: GPL-2.0-only
/* Other bugs of MLO links, recognized by their effect on links and removals. */
#include "lifecycle/lifecycle_priv.h"

bool has_survived(const struct rec_station *rec)
{
	return (rec->point == POINT_SNAPSHOT || rec->point == POINT_STA_FREE) &&
	       role_of(rec->iface.iftype) == ROLE_CLIENT &&
	       !rec->iface.valid_links && rec->sta.valid_links &&
	       rec->sta.flags & STA_INSERTED &&
	       !(rec->sta.flags & (STA_TDLS | STA_MISFIT));
}

const char *event_bug(const struct event *ev)
{
	switch (ev->reason) {
	case REASON_SURVIVED:
		return "station-survives-prep";
	case REASON_DUE:
		return "removal-lost";
	default:
		return ev->early_ns ? "removal-early" : NULL;
	}
}
