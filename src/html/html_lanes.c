// SPDX-License-Identifier: GPL-2.0-only
/*
 * What state each link was in, and since when. The events say which links are
 * set up, stale, dangling and gone. The records say what the interface does
 * with a link meanwhile: active, inactive, dormant.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/util.h"
#include "html/html_lane.h"
#include "recording/recording.h"

#define MAX_LOSSES 10000

/* Links that are not stale end with their station. */
static void end_station(struct lanes *lanes, const struct lane_iface *iface,
			const struct event *ev)
{
	struct lane *lane, *next;

	HASH_ITER(hh, lanes->lanes, lane, next)
		if (lane->id.sdata == iface->sdata &&
		    !memcmp(lane->id.sta, ev->sta, 6) &&
		    (lane->base == LANE_SETUP || lane->base == LANE_ACTIVE))
			lane_set(lanes, lane, iface, LANE_NONE, ev->time,
				 END_GONE);
}

/* The state in which a removal leaves a link, or in which it was found. */
static enum lane_state state_after(const struct event *ev, enum lane_end *end)
{
	*end = END_GOES_ON;
	if (ev->outcome == OUTCOME_STALE)
		return LANE_STALE;
	if (ev->outcome == OUTCOME_DANGLING)
		return LANE_DANGLING;
	if (ev->reason == REASON_EMBEDDED)
		return LANE_HASHED;
	*end = ev->outcome == OUTCOME_FREED ? END_FREED :
	       ev->outcome == OUTCOME_RECLAIMED ? END_RECLAIMED : END_UNKNOWN;
	return LANE_NONE;
}

static void link_event(struct lanes *lanes, struct lane *lane,
		       struct lane_iface *iface, const struct event *ev)
{
	enum lane_end end = END_GOES_ON;
	enum lane_state state = LANE_ACTIVE;

	if (ev->has_link_addr)
		lane->link_addr = dict_mac(lanes->strings, ev->link_addr);
	if (ev->bytes)
		lane->bytes = ev->bytes;
	if (ev->type != EV_SETUP)
		state = state_after(ev, &end);
	/* the link existed, although no record had said so */
	if (end != END_GOES_ON && lane->shown == LANE_NONE) {
		lane->shown = LANE_ACTIVE;
		lane->shown_why = 0;
		lane->since = ev->has_age && ev->age_ns < ev->time ?
			      ev->time - ev->age_ns : ev->time;
	}
	if (ev->type == EV_REMOVAL && ev->link >= 0)
		iface->announced &= ~(1 << ev->link);
	lane_set(lanes, lane, iface, state, ev->time, end);
}

static int on_link(struct lanes *lanes, const struct event *ev,
		   struct lane_iface *iface)
{
	struct lane *lane;
	int err = lane_find(lanes, &ev->iface, ev->has_sta ? ev->sta : NULL,
			    ev->link, &lane);

	if (!err && lane)
		link_event(lanes, lane, iface, ev);
	return err;
}

/* The end of a reconfiguration may be among the lost records. */
static void note_loss(struct lanes *lanes, const struct event *ev)
{
	uint64_t since = ev->time > lanes->time ? ev->time - lanes->time : 0;
	struct lane_iface *iface, *next;

	if (++lanes->loss_count <= MAX_LOSSES)
		fprintf(lanes->losses.file, "%s%" PRIu64 ",%u",
			lanes->loss_count > 1 ? "," : "", since, ev->lost);
	HASH_ITER(hh, lanes->state, iface, next)
		iface->changing = false;
}

int lanes_event(struct lanes *lanes, const struct event *ev)
{
	struct lane_iface *iface = lane_iface(lanes, ev->iface.sdata);

	if (!iface || life_event(lanes, ev, iface))
		return -ENOMEM;
	switch (ev->type) {
	case EV_ANNOUNCE:
		iface->announced = ev->links;
		break;
	case EV_CANCEL:
	case EV_FAILED:
		iface->announced = 0;
		break;
	case EV_SETUP:
	case EV_REMOVAL:
	case EV_FOUND:
		return on_link(lanes, ev, iface);
	case EV_STA_GONE:
		end_station(lanes, iface, ev);
		return 0;
	case EV_LOST:
		note_loss(lanes, ev);
		return 0;
	default:
		return 0;
	}
	lane_show_all(lanes, iface, ev->time);
	return 0;
}

/* Nothing sets up the association link: it is as old as the association. */
static uint64_t seen_since(const struct rec_sta *sta, int link, uint64_t time)
{
	return link == sta->deflink_id && sta->assoc_at &&
	       sta->assoc_at < time ? sta->assoc_at : time;
}

/* See a link that exists, even if nobody saw how it was set up. */
static int see_link(struct lanes *lanes, const struct rec_iface *id,
		    const struct rec_sta *sta, int link, uint64_t time,
		    struct lane **out)
{
	bool valid = sta->valid_links & 1 << link;
	struct lane_iface *iface = lane_iface(lanes, id->sdata);
	int err = iface ? lane_find(lanes, id, sta->addr, link, out) : -ENOMEM;
	struct lane *lane = *out;

	if (err || !lane)
		return err;
	if (lane->base <= LANE_REFUSED)
		lane_set(lanes, lane, iface, valid ? LANE_ACTIVE : LANE_SETUP,
			 seen_since(sta, link, time), END_GOES_ON);
	else if (lane->base == LANE_SETUP && valid)
		lane_set(lanes, lane, iface, LANE_ACTIVE, time, END_GOES_ON);
	return 0;
}

static bool wants_link(const struct filter *filter, int link)
{
	return !filter->has_link || filter->link == link;
}

/* A record of one link says which others its station has. */
static int see_others(struct lanes *lanes, const struct rec_link_event *rec,
		      const struct lane_iface *iface,
		      const struct filter *filter)
{
	struct lane *lane = NULL;
	int err = 0;

	if (iface->changing || rec->sta.flags & STA_REMOVED)
		return 0;
	for (int i = 0; !err && i < MLO_MAX_LINKS; i++)
		if (rec->sta.valid_links & 1 << i && i != rec->link_id &&
		    wants_link(filter, i))
			err = see_link(lanes, &rec->iface, &rec->sta, i,
				       rec->hdr.time, &lane);
	return err;
}

/* See a station's links. Without MLO the only link has no bit: not for us. */
static int see_station(struct lanes *lanes, const struct rec_station *rec,
		       const struct lane_iface *iface,
		       const struct filter *filter)
{
	struct lane *lane = NULL;
	int err = 0;

	if (rec->hdr.type == REC_STA_FREE ||
	    (iface->changing && rec->point != POINT_ENTER))
		return 0;
	for (int i = 0; !err && i < MLO_MAX_LINKS; i++) {
		if (!(rec->present & 1 << i) || !rec->sta.valid_links ||
		    !wants_link(filter, i))
			continue;
		err = see_link(lanes, &rec->iface, &rec->sta, i,
			       rec->hdr.time, &lane);
		if (err || !lane)
			continue;
		lane->bytes = rec->bytes[i];
		lane->link_addr = dict_mac(lanes->strings, rec->link_addr[i]);
		err = lane->link_addr < 0 ? lane->link_addr : 0;
	}
	return err;
}

static int see_alloc(struct lanes *lanes, const struct rec_link_event *rec,
		     const struct lane_iface *iface,
		     const struct filter *filter)
{
	struct lane *lane;
	int err;

	if (rec->ret || !rec->link || rec->link_id >= MLO_MAX_LINKS ||
	    !wants_link(filter, rec->link_id))
		return 0;
	err = lane_find(lanes, &rec->iface, rec->sta.addr, rec->link_id,
			&lane);
	if (!err && lane && lane->base <= LANE_REFUSED)
		lane_set(lanes, lane, iface, LANE_SETUP, rec->hdr.time,
			 END_GOES_ON);
	return err;
}

/* The links of the interface, and whether they are being changed. */
static struct lane_iface *see_iface(struct lanes *lanes,
				    const union any_record *rec)
{
	const struct rec_iface *id = record_iface(rec);
	struct lane_iface *iface = lane_iface(lanes, id->sdata);
	/* the links that the interface is about to have */
	uint16_t dormant = rec->hdr.type == REC_VIF_LINKS ?
			   rec->iface_event.dormant : id->dormant_links;
	uint16_t active = rec->hdr.type == REC_ACTIVE_LINKS &&
			  !rec->change.ret ?
			  rec->change.after : id->active_links;
	bool same;

	if (!iface)
		return NULL;
	life_record(iface, rec);
	if (rec->hdr.type == REC_RECONF_ENTER ||
	    rec->hdr.type == REC_STA_RECONF_ENTER)
		iface->changing = true;
	same = iface->known && iface->active == active &&
	       iface->dormant == dormant;
	/* announced before we saw anything of this interface */
	if (!iface->known)
		iface->announced = id->removed_links;
	iface->known = true;
	iface->active = active;
	iface->dormant = dormant;
	if (!same)
		lane_show_all(lanes, iface, rec->hdr.time);
	return iface;
}

/* A reconfiguration is over when its walk ends. */
static int see_walk_end(struct lanes *lanes, const struct rec_walk *rec)
{
	struct lane_iface *iface = lane_iface(lanes, rec->sdata);

	if (!iface)
		return -ENOMEM;
	if (rec->point != POINT_EXIT || !iface->changing)
		return 0;
	iface->changing = false;
	iface->announced = 0;
	lane_show_all(lanes, iface, rec->hdr.time);
	return 0;
}

int lanes_record(struct lanes *lanes, const union any_record *rec,
		 const struct filter *filter)
{
	struct lane_iface *iface;

	if (rec->hdr.type == REC_WALK_END)
		return see_walk_end(lanes, &rec->walk);
	if (!record_iface(rec))
		return 0;
	iface = see_iface(lanes, rec);
	if (!iface)
		return -ENOMEM;
	if (rec->hdr.type == REC_STATION || rec->hdr.type == REC_STA_FREE)
		return see_station(lanes, &rec->station, iface, filter);
	if (!record_sta(rec))
		return 0;
	if (rec->hdr.type == REC_LINK_ALLOC &&
	    see_alloc(lanes, &rec->link_event, iface, filter))
		return -ENOMEM;
	return see_others(lanes, &rec->link_event, iface, filter);
}

