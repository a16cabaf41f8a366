// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of a connection in the timeline: a lane for it, marks where something
 * happened to it or to a link, and why each link is in its state.
 */
#include <errno.h>
#include <string.h>

#include "html/html_lane.h"
#include "output/describe.h"
#include "recording/recording.h"

#define TEXT_SIZE 1024

/* A part of the event's text, by its number from 1 on. */
static int text_number(struct lanes *lanes, const struct event *ev,
		       const char *template)
{
	char text[TEXT_SIZE];
	int number;

	event_to_text(ev, template, text, sizeof(text));
	number = dict_number(lanes->strings, text);
	return number < 0 ? number : number + 1;
}

static int what_happened(struct lanes *lanes, const struct event *ev)
{
	return text_number(lanes, ev, event_template_here(ev));
}

static int connection_lane(struct lanes *lanes, const struct event *ev,
			   const struct lane_iface *iface, int link,
			   struct lane **out)
{
	return lane_find(lanes, &ev->iface, iface->has_peer ? iface->peer :
			 NULL, link, out);
}

static int mark(struct lanes *lanes, const struct event *ev,
		const struct lane_iface *iface, int link, enum lane_mark kind)
{
	int text = what_happened(lanes, ev);
	struct lane *lane;
	int err = connection_lane(lanes, ev, iface, link, &lane);

	if (err || text < 0)
		return -ENOMEM;
	return lane ? lane_mark(lanes, lane, kind, text, ev->time) : 0;
}

/* Mark each link of the event, or the connection if it names none. */
static int mark_links(struct lanes *lanes, const struct event *ev,
		      const struct lane_iface *iface, enum lane_mark kind)
{
	uint16_t links = ev->link >= 0 ? 1 << ev->link : ev->links;
	int err = 0;

	if (!links)
		return mark(lanes, ev, iface, LANE_CONNECTION, kind);
	for (int i = 0; !err && i < MLO_MAX_LINKS; i++)
		if (links & 1 << i)
			err = mark(lanes, ev, iface, i, kind);
	return err;
}

/* Mark every connection of the radio. */
static int mark_radio(struct lanes *lanes, const struct event *ev)
{
	int text = what_happened(lanes, ev);
	struct lane *lane, *next;
	int err = text < 0 ? text : 0;

	HASH_ITER(hh, lanes->lanes, lane, next) {
		const struct lane_iface *iface =
			lane_iface(lanes, lane->id.sdata);

		if (!iface)
			return -ENOMEM;
		if (!err && lane->base == LANE_CONNECTED &&
		    iface->wiphy == ev->iface.wiphy)
			err = lane_mark(lanes, lane, MARK_RADIO, text,
					ev->time);
	}
	return err;
}

/* What the AP refused and why links were used ends with the connection. */
static void end_connection(struct lanes *lanes, struct lane_iface *iface,
			   const struct event *ev)
{
	struct lane *lane, *next;

	if (!memcmp(iface->peer, ev->sta, sizeof(iface->peer)) &&
	    ev->type != EV_ASSOC)
		memset(iface->use, 0, sizeof(iface->use));
	HASH_ITER(hh, lanes->lanes, lane, next)
		if (lane->id.sdata == iface->sdata &&
		    !memcmp(lane->id.sta, ev->sta, 6) &&
		    (lane->base == LANE_CONNECTED ||
		     lane->base == LANE_REFUSED))
			lane_set(lanes, lane, iface, LANE_NONE, ev->time,
				 END_GOES_ON);
}

static int begin(struct lanes *lanes, const struct event *ev,
		 const struct lane_iface *iface, int link,
		 enum lane_state state)
{
	struct lane *lane;
	int err = connection_lane(lanes, ev, iface, link, &lane);
	int text = what_happened(lanes, ev);

	if (err || text < 0)
		return -ENOMEM;
	if (!lane)
		return 0;
	/* the remains of an earlier link matter more */
	if (lane->base > LANE_SETUP)
		return lane_mark(lanes, lane, MARK_REFUSED, text, ev->time);
	lane->why = text;
	lane_set(lanes, lane, iface, state, ev->time, END_GOES_ON);
	return 0;
}

static int see_refused(struct lanes *lanes, const struct event *ev,
		       const struct lane_iface *iface)
{
	if (ev->phase == PHASE_LINK)
		return begin(lanes, ev, iface, ev->link, LANE_REFUSED);
	return mark(lanes, ev, iface, LANE_CONNECTION, MARK_REFUSED);
}

/* A link is inactive just before and just after it is dormant. */
static int see_use(struct lanes *lanes, const struct event *ev,
		   struct lane_iface *iface)
{
	int text = text_number(lanes, ev, event_template_why(ev));
	const unsigned int inactive = 1 << LANE_INACTIVE;
	const bool dormant = ev->type == EV_DORMANT;

	if (text < 0)
		return text;
	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		bool on = ev->links & 1 << i;

		if (!((ev->links ^ ev->before) & 1 << i))
			continue;
		iface->use[i].why = text;
		iface->use[i].states = dormant ?
			inactive | on << LANE_DORMANT :
			on ? 1 << LANE_ACTIVE : inactive;
	}
	return 0;
}

int life_event(struct lanes *lanes, const struct event *ev,
	       struct lane_iface *iface)
{
	iface->wiphy = ev->iface.wiphy;
	if (ev->has_sta && ev->type >= EV_ASSOC) {
		memcpy(iface->peer, ev->sta, sizeof(iface->peer));
		iface->has_peer = true;
	}
	switch (ev->type) {
	case EV_ASSOC:
		end_connection(lanes, iface, ev);
		return begin(lanes, ev, iface, LANE_CONNECTION,
			     LANE_CONNECTED);
	case EV_REFUSED:
		return see_refused(lanes, ev, iface);
	case EV_ACTIVE:
		if (ev->phase == PHASE_REJECTED)
			return mark(lanes, ev, iface, LANE_CONNECTION,
				    MARK_REFUSED);
		return see_use(lanes, ev, iface);
	case EV_DORMANT:
		return see_use(lanes, ev, iface);
	case EV_ANNOUNCE:
		iface->announced_why = what_happened(lanes, ev);
		return iface->announced_why < 0 ? -ENOMEM : 0;
	case EV_CANCEL:
		/* the end of the connection has its own mark */
		if (ev->cause == CAUSE_TEARDOWN)
			return 0;
		return mark_links(lanes, ev, iface, MARK_CANCEL);
	case EV_TTLM:
		return mark(lanes, ev, iface, LANE_CONNECTION, MARK_MAPPING);
	case EV_CSA:
		return mark_links(lanes, ev, iface, MARK_SWITCH);
	case EV_ADDED:
		return mark(lanes, ev, iface, LANE_CONNECTION, MARK_ADDED);
	case EV_RADIO:
		return mark_radio(lanes, ev);
	case EV_DISCONNECT:
		end_connection(lanes, iface, ev);
		return mark(lanes, ev, iface, LANE_CONNECTION, MARK_END);
	case EV_STA_GONE:
		end_connection(lanes, iface, ev);
		return 0;
	default:
		return 0;
	}
}

void life_record(struct lane_iface *iface, const union any_record *rec)
{
	const struct rec_iface *id = record_iface(rec);
	const struct rec_sta *sta = record_sta(rec);

	iface->wiphy = id->wiphy;
	if (!sta || sta->flags & STA_TDLS ||
	    role_of(id->iftype) != ROLE_CLIENT)
		return;
	memcpy(iface->peer, sta->addr, sizeof(iface->peer));
	iface->has_peer = true;
}
