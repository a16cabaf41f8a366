// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/util.h"
#include "recording/recording.h"
#include "validate/validate_watch.h"

#define TRIES 200	/* of 10 ms */

static bool is_ours(const struct watch *watch, const struct event *ev)
{
	if (ev->iface.sdata)
		return ev->iface.netns == watch->netns;
	return watch->walk_is_ours;
}

/* Is it the TDLS peer: a station of the client that is not the AP? */
static bool is_peer(const struct watch *watch, const struct event *ev)
{
	return ev->has_sta && ev->iface.ifindex == watch->info->ifindex &&
	       memcmp(ev->sta, watch->info->ap, AIR_MAC_LEN);
}

/* Whether a peer keeps its link tells fixes apart; it is not the 6.5 leak. */
static bool note_peer(struct seen *seen, const struct event *ev)
{
	if (ev->outcome == OUTCOME_STALE)
		seen->peer = PEER_FORGOTTEN;
	else if (ev->outcome == OUTCOME_FREED && ev->cause == CAUSE_AP_RECONF)
		seen->peer = PEER_DESTROYED;
	return ev->outcome == OUTCOME_STALE || ev->outcome == OUTCOME_FREED;
}

static void note_freed(struct watch *watch, const struct event *ev)
{
	const unsigned int proof = WITNESS_STATE | WITNESS_HASH;

	if (ev->link >= 0 && (ev->witness & proof) == proof &&
	    ev->iface.ifindex == watch->info->ifindex)
		watch->seen->freed[ev->cause] |= 1U << ev->link;
}

static void note_stale(struct seen *seen, const struct event *ev)
{
	uint16_t bit = ev->link >= 0 ? 1U << ev->link : 0;

	if (ev->cause == CAUSE_AP_RECONF)
		seen->stale |= bit;
	else
		seen->stale_otherwise |= bit;
}

static void note_outcome(struct watch *watch, const struct event *ev)
{
	struct seen *seen = watch->seen;

	if (is_peer(watch, ev) && note_peer(seen, ev))
		return;
	/* see judge_station() */
	if (ev->reason == REASON_SURVIVED)
		return;
	seen->removals[ev->cause][ev->outcome]++;
	if (ev->outcome == OUTCOME_DANGLING || ev->reason == REASON_EMBEDDED) {
		seen->dangling++;
	} else if (ev->outcome == OUTCOME_STALE) {
		note_stale(seen, ev);
	} else if (ev->outcome == OUTCOME_FREED) {
		note_freed(watch, ev);
	} else if (ev->outcome == OUTCOME_UNKNOWN) {
		if (!seen->unknown++)
			seen->doubt = ev->reason;
	}
}

static void on_event(const struct event *ev, void *ctx)
{
	struct watch *watch = ctx;

	if (ev->type == EV_LOST)
		watch->seen->lost += ev->lost;
	else if (!is_ours(watch, ev))
		return;
	else if (ev->type == EV_FAILED)
		watch->seen->refused = true;
	else if (ev->type == EV_REMOVAL || ev->type == EV_FOUND)
		note_outcome(watch, ev);
	watch->emit(ev, watch->ctx);
}

static bool radio_is_ours(const struct watch *watch, uint64_t local)
{
	for (size_t i = 0; i < watch->radio_count; i++)
		if (watch->radios[i] == local)
			return true;
	return false;
}

/* A radio belongs to the play if one of the play's interfaces is on it. */
static void learn_radio(struct watch *watch, const struct rec_iface *iface)
{
	if (iface->netns == watch->netns && iface->local &&
	    watch->radio_count < WATCH_RADIOS &&
	    !radio_is_ours(watch, iface->local))
		watch->radios[watch->radio_count++] = iface->local;
}

static void sight(struct sightings *sightings, uint64_t key, uint16_t links)
{
	if (sightings->count == WATCH_SIGHTINGS)
		return;
	sightings->keys[sightings->count] = key;
	sightings->links[sightings->count++] = links;
}

static void look_at_station(struct watch *watch, const struct rec_station *rec)
{
	uint16_t links = rec->sta.valid_links & rec->present;
	struct look *look = watch->look;

	if (rec->iface.netns != watch->netns)
		return;
	look->stations++;
	if (rec->sta.flags & STA_TDLS)
		return;		/* see note_peer() */
	if (rec->iface.valid_links && links & ~rec->iface.valid_links)
		sight(&watch->stale[watch->round], rec->sta.sta,
		      links & ~rec->iface.valid_links);
	if (rec->iface.ifindex != watch->info->ifindex ||
	    memcmp(rec->sta.addr, watch->info->ap, AIR_MAC_LEN))
		return;
	look->client = true;
	look->alone = !rec->iface.valid_links;
	look->links = links;
}

static void look_at_walk(struct watch *watch, const struct rec_walk *rec)
{
	if (!radio_is_ours(watch, rec->local))
		return;
	watch->look->radios++;
	watch->look->complete &= rec->complete && rec->hash == HASH_WALKED;
}

static void look_at(struct watch *watch, const union any_record *rec)
{
	if (rec->hdr.type == REC_STATION &&
	    rec->station.point == POINT_SNAPSHOT)
		look_at_station(watch, &rec->station);
	else if (rec->hdr.type == REC_HASH_NODE &&
		 rec->node.point == POINT_SNAPSHOT &&
		 radio_is_ours(watch, rec->node.local))
		sight(&watch->nodes[watch->round], rec->node.link, 1);
	else if (rec->hdr.type == REC_WALK_END &&
		 rec->walk.point == POINT_SNAPSHOT)
		look_at_walk(watch, &rec->walk);
}

/* When the AP removes all links, user space is notified before that is done. */
static void follow_reconf(struct watch *watch, const union any_record *rec,
			  const struct rec_iface *iface)
{
	if (iface && iface->netns == watch->netns &&
	    (rec->hdr.type == REC_RECONF_ENTER ||
	     rec->hdr.type == REC_STA_RECONF_ENTER))
		watch->reconfiguring++;
	else if (watch->walk_is_ours && rec->walk.point == POINT_EXIT &&
		 watch->reconfiguring)
		watch->reconfiguring--;
}

static int on_record(const union any_record *record, void *ctx)
{
	union any_record rec = *record;
	const struct rec_iface *iface = record_iface(&rec);
	struct watch *watch = ctx;

	if (iface)
		learn_radio(watch, iface);
	if (watch->look)
		look_at(watch, &rec);
	watch->walk_is_ours = rec.hdr.type == REC_WALK_END &&
			      radio_is_ours(watch, rec.walk.local);
	follow_reconf(watch, &rec, iface);
	/* do not count what earlier plays lost */
	rec.hdr.lost -= watch->lost_before;
	return lifecycle_record(watch->lc, &rec);
}

int watch_begin(struct watch *watch, uint32_t netns,
		const struct air_info *info, struct seen *seen)
{
	const struct filter everything = { 0 };

	*watch = (struct watch){
		.session = watch->session, .emit = watch->emit,
		.ctx = watch->ctx, .netns = netns, .info = info, .seen = seen,
		.lost_before = session_lost(watch->session),
	};
	watch->lc = lifecycle_new(&everything, on_event, watch);
	return watch->lc ? 0 : -ENOMEM;
}

int watch_drain(struct watch *watch)
{
	return session_consume_all(watch->session, on_record, watch);
}

static int ignore_record(const union any_record *rec, void *ctx)
{
	return 0;
}

int watch_radios(struct watch *watch)
{
	return session_snapshot(watch->session,
				watch->lc ? on_record : ignore_record, watch);
}

/* The links that both looks saw at the same address. */
static uint16_t seen_twice(const struct sightings both[2], unsigned int *count)
{
	uint16_t links = 0;

	for (size_t i = 0; i < both[0].count; i++) {
		for (size_t k = 0; k < both[1].count; k++) {
			if (both[0].keys[i] != both[1].keys[k])
				continue;
			links |= both[0].links[i] & both[1].links[k];
			(*count)++;
		}
	}
	return links;
}

static int take_look(struct watch *watch, struct look *look)
{
	unsigned int count = 0;
	int ret = 0;

	memset(watch->stale, 0, sizeof(watch->stale));
	memset(watch->nodes, 0, sizeof(watch->nodes));
	watch->look = look;
	for (watch->round = 0; watch->round < 2 && ret >= 0; watch->round++) {
		*look = (struct look){ .complete = true };
		ret = session_snapshot(watch->session, on_record, watch);
	}
	watch->look = NULL;
	look->unlisted = ret == -ENOENT;
	if (ret < 0)
		return look->unlisted ? 0 : ret;
	look->taken = true;
	look->stale = seen_twice(watch->stale, &count);
	seen_twice(watch->nodes, &look->hashed);
	return 0;
}

int watch_look(struct watch *watch, struct look *look)
{
	const struct timespec moment = { .tv_nsec = 10 * NSEC_PER_MSEC };
	int err = watch_drain(watch), tries = TRIES;

	for (; watch->reconfiguring && tries && !err; tries--) {
		nanosleep(&moment, NULL);
		err = watch_drain(watch);
	}
	/* nor can a hash table be walked while it is resized */
	for (; !err; tries--) {
		err = take_look(watch, look);
		if (err || look->complete || tries <= 0)
			break;
		nanosleep(&moment, NULL);
	}
	return err;
}

void watch_end(struct watch *watch, uint64_t time)
{
	uint32_t lost;

	/* count what cannot be read as lost */
	if (session_look_for_missed(watch->session) || watch_drain(watch))
		watch->seen->lost++;
	lost = session_lost(watch->session) - watch->lost_before;
	watch->walk_is_ours = false;
	lifecycle_end(watch->lc, time, lost);
	watch->seen->missed = lifecycle_tally(watch->lc)->doubt;
	lifecycle_free(watch->lc);
	watch->lc = NULL;
}
