/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel that acts at random: associations, removals, renames and disconnects
 * on a small mac80211 (world.h) that knows what truly became of each link,
 * while records are lost and hooks are skipped. What the lifecycle says must be
 * the truth, or "unknown" if something was withheld; and if it misses
 * something, it must not look fine.
 */
#ifndef MLOTRACE_TEST_TRUTH_H
#define MLOTRACE_TEST_TRUTH_H

#include "mixed.h"

#define TRUTH_ACTIONS 24

/* What has truly become of a link by now. */
enum fate {
	FATE_NONE,	/* no such link */
	FATE_ALIVE,
	FATE_STALE,
	FATE_EMBEDDED,	/* freed, but hashed, in a station that lives */
	FATE_DANGLING,
	FATE_FREED,
	FATE_RECLAIMED,
};

struct life {
	enum fate fate;
	bool was_stale;		/* a leak, whether or not it still is one */
	bool hidden;		/* the link began or changed before the trace */
	bool told_stale;
	bool told_end;
	bool followed;		/* the filter lets it through */
};

struct truth {
	struct world *w;
	/* where decisions come from: bytes, and then a generator */
	const uint8_t *data;
	size_t size;
	uint64_t seed;
	enum kernel kernel;
	bool unaffected;	/* no AP can remove a link of a client */
	struct life lives[WORLD_STATIONS][MLO_MAX_LINKS];
	const char *error;	/* the first; NULL: none */
	char where[WORLD_LINE_SIZE];	/* the event that is wrong */
	bool withheld;		/* something was lost, skipped or too late */
	unsigned int lose, skip;	/* one in so many; 0: never */
	bool skipping[POINT_TYPES];	/* this walk belongs to a skipped call */
	uint32_t missed[REC_TYPES];
	uint64_t polled_at;
	/* another lifecycle with a filter: for the first interface, a
	   station, a link, or several of these */
	struct lifecycle *partial;
	struct filter filter;
	struct mixed mixed;	/* ... and one with records of connections */
};

static inline uint32_t draw(struct truth *t, uint32_t below)
{
	if (t->size) {
		t->size--;
		return *t->data++ % below;
	}
	t->seed ^= t->seed << 13;
	t->seed ^= t->seed >> 7;
	t->seed ^= t->seed << 17;
	return (t->seed >> 11) % below;
}

static inline bool one_in(struct truth *t, uint32_t n)
{
	return n && draw(t, n) == 0;
}

/* ---- compare what the lifecycle says with the truth ---- */

static inline void wrong(struct truth *t, const struct event *ev,
			 const char *why)
{
	if (t->error)
		return;
	t->error = why;
	if (ev)
		event_line(ev, t->where);
}

static inline void check_end(struct truth *t, struct life *life,
			     const struct event *ev)
{
	if (life->told_end)
		wrong(t, ev, "the link has ended already");
	life->told_end = true;
}

static inline void check_outcome(struct truth *t, struct life *life,
				 const struct event *ev)
{
	switch (ev->outcome) {
	case OUTCOME_FREED:
		check_end(t, life, ev);
		if (life->was_stale || life->told_stale)
			wrong(t, ev, "a leak is said to be freed");
		else if (life->fate != FATE_FREED && !life->hidden)
			wrong(t, ev, "it was not freed");
		break;
	case OUTCOME_STALE:
		if (life->told_stale || life->told_end)
			wrong(t, ev, "stale is said twice, or too late");
		if (!life->was_stale)
			wrong(t, ev, "it never was stale");
		life->told_stale = true;
		break;
	case OUTCOME_RECLAIMED:
		check_end(t, life, ev);
		if (!life->told_stale || life->fate != FATE_RECLAIMED)
			wrong(t, ev, "it was not reclaimed");
		break;
	case OUTCOME_DANGLING:
		check_end(t, life, ev);
		if (life->fate != FATE_DANGLING)
			wrong(t, ev, "it does not dangle");
		break;
	default:
		if (ev->reason == REASON_EMBEDDED) {
			if (life->fate != FATE_EMBEDDED &&
			    life->fate != FATE_DANGLING)
				wrong(t, ev, "it is not embedded");
			break;
		}
		/* what was given up as unknown may turn up again */
		if (!t->withheld)
			wrong(t, ev, "unknown, though nothing was withheld");
		if (!ev->reason)
			wrong(t, ev, "unknown without a reason");
	}
}

static inline bool suits(const struct life *life, const struct event *ev)
{
	if (life->told_end)
		return false;
	switch (ev->outcome) {
	case OUTCOME_FREED:
		return life->fate == FATE_FREED && !life->was_stale;
	case OUTCOME_STALE:
		return life->was_stale && !life->told_stale;
	case OUTCOME_RECLAIMED:
		return life->fate == FATE_RECLAIMED;
	case OUTCOME_DANGLING:
		return life->fate == FATE_DANGLING;
	default:
		return false;
	}
}

/*
 * Several stations may have one address, one after the other, and an end may be
 * reported when the next one exists. Take the last life that the event is true
 * of, or else the last.
 */
static inline struct life *life_meant(struct truth *t, const struct event *ev)
{
	struct life *last = NULL;

	for (size_t s = t->w->sta_count; s-- > 0;) {
		const struct world_sta *sta = &t->w->stations[s];
		struct life *life = &t->lives[s][ev->link];

		if (sta->id.addr[5] != ev->sta[5] ||
		    (ev->iface.sdata && ev->iface.sdata != sta->iface->sdata))
			continue;
		last = last ?: life;
		if (suits(life, ev))
			return life;
	}
	return last;
}

static inline void truth_event(struct truth *t, const struct event *ev)
{
	struct life *life;

	if (ev->type != EV_REMOVAL && ev->type != EV_FOUND)
		return;
	if (ev->type == EV_REMOVAL && ev->outcome == OUTCOME_UNKNOWN &&
	    !t->withheld && ev->reason != REASON_EMBEDDED)
		wrong(t, ev, "unknown, though nothing was withheld");
	if (!ev->has_sta || ev->link < 0)
		return;
	life = life_meant(t, ev);
	if (!life) {
		wrong(t, ev, "there is no such station");
		return;
	}
	/* a later life of the same link: the missed end is reported at last */
	if (ev->outcome == OUTCOME_UNKNOWN && life->fate == FATE_ALIVE &&
	    t->withheld)
		return;
	check_outcome(t, life, ev);
}

/* ---- what gets through ---- */

static struct truth *truth_now;		/* for the gate, which has no context */

/* The record that the program sends first, or 0 within its walk. */
static inline bool begins_call(const union any_record *rec, uint16_t *point)
{
	switch (rec->hdr.type) {
	case REC_RECONF_ENTER:
	case REC_STA_RECONF_ENTER:
		*point = POINT_ENTER;
		return true;
	case REC_RECONF_EXIT:
	case REC_STA_RECONF_EXIT:
		*point = POINT_EXIT;
		return true;
	case REC_LINKS_REMOVED:
		*point = POINT_LINKS_REMOVED;
		return true;
	case REC_STA_FREE:
		*point = POINT_STA_FREE;
		return true;
	case REC_LINK_FREE:
		*point = POINT_LINK_FREED;
		return true;
	default:
		*point = point_of(rec);
		return !*point;
	}
}

static inline enum passage decide_passage(struct world *w,
					  const union any_record *rec)
{
	struct truth *t = truth_now;
	uint16_t point;
	bool first = begins_call(rec, &point);

	if (rec->hdr.type == REC_MISSED)
		return PASSES;
	if (first && one_in(t, t->skip)) {
		t->skipping[point] = true;
		t->missed[rec->hdr.type]++;
		t->withheld = true;
		return IS_SKIPPED;
	}
	if (first)
		t->skipping[point] = false;
	if (point && t->skipping[point])
		return IS_SKIPPED;
	if (!one_in(t, t->lose))
		return PASSES;
	t->withheld = true;
	return IS_LOST;
}

static inline enum passage truth_gate(struct world *w,
				      const union any_record *rec)
{
	enum passage passage = decide_passage(w, rec);

	if (passage != PASSES)
		return passage;
	lifecycle_record(truth_now->partial, rec);
	mixed_record(&truth_now->mixed, w, rec);
	return passage;
}

/* A filter for one interface passes no other, whatever that is called. */
static inline void on_partial_event(const struct event *ev, void *ctx)
{
	struct truth *t = ctx;
	const struct filter *filter = &t->filter;

	if ((filter->iface && ev->iface.sdata &&
	     ev->iface.sdata != t->w->ifaces[0].sdata) ||
	    (filter->has_sta && ev->has_sta &&
	     memcmp(ev->sta, filter->sta, sizeof(ev->sta))) ||
	    (filter->has_link && ev->link >= 0 && ev->link != filter->link))
		wrong(t, ev, "the filter let it through");
}

static inline bool is_followed(const struct truth *t,
			       const struct world_sta *sta, int id)
{
	const struct filter *filter = &t->filter;

	return (!filter->iface || sta->iface == &t->w->ifaces[0]) &&
	       (!filter->has_sta || sta->id.addr[5] == filter->sta[5]) &&
	       (!filter->has_link || id == filter->link);
}

/* mlotrace asks the kernel how many calls its programs were not run for. */
static inline void poll_missed(struct truth *t)
{
	for (uint16_t type = 1; type < REC_TYPES; type++) {
		union any_record rec = { .missed = {
			.hdr.type = REC_MISSED, .since = t->polled_at,
			.count = t->missed[type], .of = type, .skipped = 1,
		} };

		if (!t->missed[type])
			continue;
		t->missed[type] = 0;
		send_rec(t->w, &rec, sizeof(rec.missed));
	}
	t->polled_at = t->w->now;
}

/* ---- what happens ---- */

static inline struct life *life_of(struct truth *t,
				   const struct world_sta *sta, int id)
{
	return &t->lives[sta - t->w->stations][id];
}

static inline void begin_lives(struct truth *t, struct world_sta *sta)
{
	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		struct life *life = life_of(t, sta, i);

		if (!sta->link[i].ptr || life->fate == FATE_ALIVE)
			continue;
		*life = (struct life){
			.fate = FATE_ALIVE, .hidden = t->w->deaf,
			.followed = is_followed(t, sta, i),
		};
	}
}

static inline void meet_fate(struct truth *t, struct world_sta *sta, int id,
			     enum fate fate)
{
	struct life *life = life_of(t, sta, id);

	life->fate = fate;
	life->was_stale |= fate == FATE_STALE;
	life->hidden |= t->w->deaf;
}

/* Call this before they end, as the events come while they do. */
static inline void end_lives(struct truth *t, struct world_sta *sta)
{
	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		switch (life_of(t, sta, i)->fate) {
		case FATE_ALIVE:
			meet_fate(t, sta, i, FATE_FREED);
			break;
		case FATE_STALE:
			meet_fate(t, sta, i, FATE_RECLAIMED);
			break;
		case FATE_EMBEDDED:
			meet_fate(t, sta, i, FATE_DANGLING);
			break;
		default:
			break;
		}
	}
}

static inline bool is_on(const struct world_sta *sta,
			 const struct rec_iface *iface)
{
	return sta->listed && sta->iface == iface;
}

static inline void do_disconnect(struct truth *t, struct rec_iface *iface)
{
	for (size_t i = 0; i < t->w->sta_count; i++)
		if (is_on(&t->w->stations[i], iface))
			end_lives(t, &t->w->stations[i]);
	disconnect(t->w, iface);
}

static inline bool has_room(const struct truth *t)
{
	return t->w->sta_count < WORLD_STATIONS &&
	       t->w->count + 40 < WORLD_EVENTS &&
	       t->w->node_count + 4 < WORLD_NODES;
}

/*
 * Another station may soon get the memory of a freed one; and a client that
 * connects to the same AP again sees the same address.
 */
static inline void maybe_reuse(struct truth *t, struct world_sta *sta)
{
	for (size_t i = 0; i + 1 < t->w->sta_count; i++) {
		struct world_sta *old = &t->w->stations[i];

		if (old->listed || !old->id.sta || !one_in(t, 4))
			continue;
		sta->id.sta = old->id.sta;
		sta->link[0].ptr = old->id.sta + 0x200;
		old->id.sta = 0;
		if (draw(t, 2))
			sta->id.addr[5] = old->id.addr[5];
		return;
	}
}

static inline void do_associate(struct truth *t, struct rec_iface *iface)
{
	struct world *w = t->w;
	struct world_sta *sta;

	if (iface->iftype == NL80211_IFTYPE_STATION) {
		iface->associated = 1;
		set_links(w, iface, draw(t, 2) ? 0x3 : 0x7);
		iface->active_links = iface->valid_links;
	}
	sta = add_station(w, iface, 0);
	if (w->node_count == 0)
		maybe_reuse(t, sta);
	for (int i = 1; i < 3; i++)
		if (iface->valid_links & 1 << i)
			set_up_link(w, sta, i);
	begin_lives(t, sta);
}

/* Decide what the kernel does to the stations' links within the work. */
static inline void decide_fates(struct truth *t, struct rec_iface *iface,
				uint16_t mask)
{
	for (size_t s = 0; s < t->w->sta_count; s++) {
		struct world_sta *sta = &t->w->stations[s];
		bool tdls = sta->id.flags & STA_TDLS;

		for (int i = 0; is_on(sta, iface) && i < MLO_MAX_LINKS; i++) {
			if (!(mask & sta->id.valid_links & 1 << i) ||
			    life_of(t, sta, i)->fate != FATE_ALIVE)
				continue;
			if (t->kernel == KERNEL_612 ||
			    (tdls && t->kernel != KERNEL_72))
				meet_fate(t, sta, i, FATE_STALE);
			else if (t->kernel == KERNEL_SEED)
				meet_fate(t, sta, i, sta->link[i].embedded ?
					  FATE_EMBEDDED : FATE_DANGLING);
			else
				meet_fate(t, sta, i, FATE_FREED);
		}
	}
}

/* From 7.2 on: from every station; destroys those that keep no link. */
static inline void remove_everywhere(struct world *w, struct rec_iface *iface,
				     uint16_t mask)
{
	for (size_t s = 0; s < w->sta_count; s++) {
		struct world_sta *sta = &w->stations[s];

		if (!is_on(sta, iface))
			continue;
		if (!(sta->id.valid_links & ~mask)) {
			destroy_station(w, sta);
			continue;
		}
		for (int i = 0; i < MLO_MAX_LINKS; i++)
			if (mask & sta->id.valid_links & 1 << i)
				remove_link(w, sta, i);
	}
}

static inline void do_removal(struct truth *t, struct rec_iface *iface)
{
	struct world *w = t->w;
	uint16_t mask = 1 + draw(t, 7);

	mask &= iface->valid_links;
	if (!mask || t->unaffected)
		return;
	if (draw(t, 3))
		announce(w, iface, mask, 100);
	if (one_in(t, 5)) {
		send_iface(w, REC_CANCEL, iface, 0, 0);
		iface->removed_links = 0;
		return;
	}
	wait_ms(w, 100);
	begin_work(w, iface, mask);
	if (mask == iface->valid_links) {
		/* nothing would be left */
		do_disconnect(t, iface);
	} else {
		decide_fates(t, iface, mask);
		if (t->kernel == KERNEL_72) {
			set_links(w, iface, iface->valid_links & ~mask);
			remove_everywhere(w, iface, mask);
			send_iface(w, REC_LINKS_REMOVED, iface, mask, 0);
			walk_iface(w, iface, POINT_LINKS_REMOVED);
		} else {
			do_work(w, iface, mask, t->kernel);
		}
	}
	end_work(w, iface);
}

/* ieee80211_mgd_assoc_ml_reconf(), which always removed its own links */
static inline void do_sta_reconf(struct truth *t, struct rec_iface *iface)
{
	struct world *w = t->w;
	uint16_t mask = 1 << draw(t, 3);

	if (!(iface->valid_links & mask) || iface->valid_links == mask)
		return;
	send_iface(w, REC_STA_RECONF_ENTER, iface, 0, 0);
	walk_iface(w, iface, POINT_ENTER);
	for (size_t s = 0; s < w->sta_count; s++) {
		struct world_sta *sta = &w->stations[s];
		bool tdls = sta->id.flags & STA_TDLS;

		for (int i = 0; is_on(sta, iface) && i < MLO_MAX_LINKS; i++)
			if (life_of(t, sta, i)->fate == FATE_ALIVE &&
			    mask & sta->id.valid_links & 1 << i)
				meet_fate(t, sta, i, tdls ? FATE_STALE :
							    FATE_FREED);
	}
	do_work(w, iface, mask, KERNEL_71);
	send_iface(w, REC_STA_RECONF_EXIT, iface, 0, 0);
	walk_iface(w, iface, POINT_EXIT);
}

static inline void do_tdls(struct truth *t, struct rec_iface *iface)
{
	struct world_sta *sta;
	int id = draw(t, 3);

	if (!(iface->valid_links & 1 << id))
		return;
	sta = add_station(t->w, iface, id);
	sta->id.flags |= STA_TDLS;
	begin_lives(t, sta);
}

static inline void do_ap_side(struct truth *t, struct rec_iface *ap)
{
	struct world *w = t->w;

	for (size_t s = 0; s < w->sta_count; s++) {
		struct world_sta *sta = &w->stations[s];

		if (!is_on(sta, ap) || !(sta->id.valid_links & 1 << 1))
			continue;
		meet_fate(t, sta, 1, FATE_FREED);
		remove_link(w, sta, 1);
		return;
	}
	do_associate(t, ap);
}

static inline void do_leave(struct truth *t)
{
	for (size_t s = 0; s < t->w->sta_count; s++) {
		struct world_sta *sta = &t->w->stations[s];

		if (!sta->listed || !one_in(t, 2) ||
		    (!(sta->id.flags & STA_TDLS) &&
		     sta->iface->iftype == NL80211_IFTYPE_STATION))
			continue;
		end_lives(t, sta);
		destroy_station(t->w, sta);
		return;
	}
}

static inline void do_rename(struct truth *t, struct rec_iface *iface)
{
	static unsigned int n;

	if (draw(t, 2))
		snprintf(iface->name, sizeof(iface->name), "new%u", n++ % 1000);
	else
		iface->netns++;
}

static inline void look(struct truth *t)
{
	if (!t->w->deaf && one_in(t, 3))
		poll_missed(t);
	snapshot(t->w);
	snapshot(t->w);
}

/* Maybe look in the middle of what the kernel does in one go. */
static inline void maybe_look(struct world *w)
{
	if (one_in(truth_now, 4))
		look(truth_now);
}

static inline void act(struct truth *t)
{
	struct world *w = t->w;
	struct rec_iface *client = &w->ifaces[draw(t, 2)];

	switch (draw(t, 11)) {
	case 0:
	case 1:
	case 2:
	case 3:
		if (client->associated)
			do_removal(t, client);
		else if (has_room(t))
			do_associate(t, client);
		break;
	case 4:
		if (client->associated)
			do_disconnect(t, client);
		break;
	case 5:
		if (client->associated && has_room(t))
			do_tdls(t, client);
		break;
	case 6:
		if (has_room(t))
			do_ap_side(t, &w->ifaces[2]);
		break;
	case 7:
		do_leave(t);
		break;
	case 8:
		do_rename(t, client);
		break;
	case 9:
		if (client->associated)
			do_sta_reconf(t, client);
		break;
	default:
		look(t);
	}
	if (!w->deaf && one_in(t, 3))
		poll_missed(t);
}

/* ---- the end ---- */

static inline bool is_fine(struct lifecycle *lc)
{
	const struct tally *tally = lifecycle_tally(lc);

	return !tally->problems && !tally_doubtful(tally);
}

/* Does the filter follow this interface? Then it must not look fine, either. */
static inline bool follows(const struct truth *t)
{
	struct linktable *table = (void *)lifecycle_table(t->partial);
	const struct iface *iface =
		linktable_find_iface(table, t->w->ifaces[0].sdata);

	return !t->filter.iface || (iface && iface->wanted);
}

static inline void check_silence(struct truth *t)
{
	const char *error;
	bool fine = is_fine(t->w->lc);
	bool fine_there = follows(t) && is_fine(t->partial);

	for (int s = 0; s < WORLD_STATIONS; s++) {
		for (int i = 0; i < MLO_MAX_LINKS; i++) {
			const struct life *life = &t->lives[s][i];
			bool ended = life->fate > FATE_STALE &&
				     life->fate != FATE_EMBEDDED;

			if (life->was_stale && fine && !life->hidden)
				wrong(t, NULL, "a leak, and all is well");
			if (life->was_stale && life->followed && fine_there &&
			    !life->hidden)
				wrong(t, NULL, "a leak, and the filter "
				      "thinks that all is well");
			if (t->withheld || life->hidden)
				continue;
			if (life->was_stale && !life->told_stale)
				wrong(t, NULL, "a leak is not told");
			if (ended && !life->told_end)
				wrong(t, NULL, "an end is not told");
		}
	}
	error = ledger_end(&t->w->ledger, t->w->lc);
	if (error)
		wrong(t, NULL, error);
}

/* Check each event when it comes, and keep it for debugging. */
static inline void on_truth_event(const struct event *ev, void *ctx)
{
	struct truth *t = ctx;
	const char *error = ledger_event(&t->w->ledger, ev);

	if (error)
		wrong(t, ev, error);
	truth_event(t, ev);
	if (t->mixed.apart)
		verdict_add(&t->mixed.without, ev);
	if (t->w->count < WORLD_EVENTS)
		t->w->events[t->w->count++] = *ev;
}

static inline void draw_filter(struct truth *t)
{
	uint32_t kinds = 1 + draw(t, 7);

	t->filter = (struct filter){
		.iface = kinds & 1 ? "wlan0" : NULL,
		.has_sta = kinds & 2, .has_link = kinds & 4,
		.link = draw(t, 3),
		.sta = { 0x02, 0, 0, 0, 2, 1 + draw(t, 4) },
	};
}

static inline void truth_setup(struct truth *t)
{
	const struct filter none = { 0 };
	struct world *w = world_filtered(&none);

	t->w = w;
	lifecycle_free(w->lc);
	w->filtered = true;	/* the account is settled here */
	w->lc = lifecycle_new(&none, on_truth_event, t);
	draw_filter(t);
	t->partial = lifecycle_new(&t->filter, on_partial_event, t);
	if (draw(t, 2))
		mixed_begin(&t->mixed, w->lc, draw(t, 2), draw(t, UINT32_MAX));
	w->gate = truth_gate;
	w->meanwhile = maybe_look;
	truth_now = t;
	add_iface(w, NL80211_IFTYPE_STATION, 0, 0)->associated = 0;
	/* two clients of one radio, or of two */
	add_iface(w, NL80211_IFTYPE_STATION, draw(t, 2), 0)->associated = 0;
	add_iface(w, NL80211_IFTYPE_AP, 2, 0x7);
}

/* Draw what is withheld: nothing, a few records, some calls, the beginning. */
static inline void truth_weather(struct truth *t)
{
	static const enum kernel kernels[] = {
		KERNEL_612, KERNEL_SEED, KERNEL_71, KERNEL_72,
	};

	t->unaffected = one_in(t, 16);
	t->kernel = t->unaffected ? KERNEL_71 :
		    kernels[draw(t, ARRAY_SIZE(kernels))];
	switch (draw(t, 5)) {
	case 0:
		t->lose = 5 + draw(t, 60);
		break;
	case 1:
		t->skip = 3 + draw(t, 30);
		break;
	case 2:
		t->skip = 10;
		t->lose = 40;
		break;
	case 3:
		t->w->deaf = true;
		t->withheld = true;
		break;
	}
}

static inline void check_mixed(struct truth *t)
{
	struct mixed *m = &t->mixed;
	const char *error = NULL;

	if (!m->apart)
		return;
	lifecycle_end(m->lc, t->w->now, t->w->lost);
	if (!t->withheld)
		error = mixed_compare(m, t->w->lc);
	lifecycle_free(m->lc);
	if (error)
		wrong(t, NULL, error);
}

/* Run one sequence. Returns what is wrong, or NULL; the caller frees t->w. */
static inline const char *truth_run(struct truth *t)
{
	struct world *w;

	truth_setup(t);
	w = t->w;
	truth_weather(t);
	for (int i = 0; i < TRUTH_ACTIONS && !t->error; i++) {
		act(t);
		if (w->deaf && one_in(t, 4))
			start_trace(w);
	}
	w->deaf = false;
	poll_missed(t);
	if (draw(t, 2))
		look(t);
	end_trace(w);
	lifecycle_end(t->partial, w->now, w->lost);
	check_silence(t);
	check_mixed(t);
	lifecycle_free(t->partial);
	return t->error;
}

/* Print what the lifecycle said, for debugging. */
static inline void truth_print(const struct truth *t, FILE *out)
{
	char line[WORLD_LINE_SIZE];

	for (size_t i = 0; i < t->w->count; i++) {
		event_line(&t->w->events[i], line);
		fprintf(out, "  %s\n", line);
	}
	fprintf(out, "kernel %d%s: %s %s\n", t->kernel,
		t->unaffected ? ", without AP removals" : "", t->error,
		t->where);
}

#endif
