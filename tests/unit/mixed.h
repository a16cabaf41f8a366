/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Random records of connections, at any time between those of links. If nothing
 * is withheld, a lifecycle must say the same of each link with them as without
 * them. If something is withheld, they may fill a gap: then what it says with
 * them must still be the truth.
 */
#ifndef MLOTRACE_TEST_MIXED_H
#define MLOTRACE_TEST_MIXED_H

#include "world.h"

struct verdicts {
	uint64_t hash;			/* of their lines, in order */
	size_t count;
};

struct mixed {
	struct lifecycle *lc;		/* NULL: nobody gets these records */
	bool apart;			/* lc is a lifecycle of its own */
	uint64_t seed;
	struct verdicts with, without;
};

static inline uint32_t mixed_draw(struct mixed *m, uint32_t below)
{
	m->seed ^= m->seed << 13;
	m->seed ^= m->seed >> 7;
	m->seed ^= m->seed << 17;
	return (m->seed >> 11) % below;
}

/* Who asked for a removal depends on these records; its outcome does not. */
static inline void verdict_add(struct verdicts *v, const struct event *ev)
{
	struct event what = *ev;
	char line[WORLD_LINE_SIZE];

	if (ev->type >= EV_ASSOC)
		return;
	what.by = ACTOR_NONE;
	event_line(&what, line);
	for (const char *c = line; *c; c++)
		v->hash = (v->hash ^ (unsigned char)*c) * 0x100000001b3ULL;
	v->hash ^= ev->time;
	v->count++;
}

static inline void on_mixed_event(const struct event *ev, void *ctx)
{
	struct mixed *m = ctx;

	verdict_add(&m->with, ev);
}

/* Send to @lc, or to another lifecycle that is compared with it. */
static inline void mixed_begin(struct mixed *m, struct lifecycle *lc,
			       bool apart, uint64_t seed)
{
	static const struct filter none;

	*m = (struct mixed){ .lc = lc, .apart = apart, .seed = seed | 1 };
	if (apart)
		m->lc = lifecycle_new(&none, on_mixed_event, m);
}

/* Make a random change, mostly with a kind and a link that exist. */
static inline void mixed_change(struct mixed *m, struct rec_change *rec)
{
	rec->kind = mixed_draw(m, 6);
	rec->link_id = mixed_draw(m, MLO_MAX_LINKS + 1);
	rec->before = mixed_draw(m, 8);
	rec->after = mixed_draw(m, 8);
	rec->ret = -(int)mixed_draw(m, 2);
	rec->code = mixed_draw(m, 5);
	rec->sent = mixed_draw(m, 2);
	rec->delay_ns = mixed_draw(m, 1000) * NSEC_PER_MSEC;
	rec->asker.pid = mixed_draw(m, 2);
	rec->down[0] = mixed_draw(m, 8);
}

static inline void mixed_assoc(struct mixed *m, struct rec_assoc *rec)
{
	rec->asked = mixed_draw(m, 8);
	rec->removed = mixed_draw(m, 8);
	rec->offered = mixed_draw(m, 8);
	rec->code = mixed_draw(m, 2);
	rec->status[mixed_draw(m, 3)] = mixed_draw(m, 2);
	rec->timeout = mixed_draw(m, 2);
	rec->asker.pid = mixed_draw(m, 2);
}

static inline void mixed_one(struct mixed *m, const struct world *w,
			     const struct record *before)
{
	uint16_t type = REC_ASSOC_REQUEST +
			mixed_draw(m, REC_TYPES - REC_ASSOC_REQUEST);
	bool assoc = type <= REC_ASSOC_FAILURE || type == REC_RECONF_RESPONSE;
	struct rec_iface iface = w->ifaces[mixed_draw(m, w->iface_count)];
	union any_record rec = { .hdr = *before };

	rec.hdr.type = type;
	rec.hdr.size = assoc ? sizeof(rec.assoc) : sizeof(rec.change);
	if (assoc) {
		rec.assoc.iface = iface;
		mixed_assoc(m, &rec.assoc);
	} else {
		rec.change.iface = iface;
		mixed_change(m, &rec.change);
	}
	lifecycle_record(m->lc, &rec);
}

/* Send this record, and random ones before it. */
static inline void mixed_record(struct mixed *m, const struct world *w,
				const union any_record *rec)
{
	if (!m->lc)
		return;
	while (mixed_draw(m, 2))
		mixed_one(m, w, &rec->hdr);
	if (m->apart)
		lifecycle_record(m->lc, rec);
}

/* At the end, if nothing was withheld. Returns what is wrong, or NULL. */
static inline const char *mixed_compare(struct mixed *m,
					struct lifecycle *without)
{
	const struct tally *a = lifecycle_tally(m->lc);
	const struct tally *b = lifecycle_tally(without);

	if (m->with.count != m->without.count ||
	    m->with.hash != m->without.hash)
		return "connections change what is said of links";
	if (memcmp(a->removals, b->removals, sizeof(a->removals)) ||
	    a->begun != b->begun || a->ended != b->ended ||
	    a->problems != b->problems || a->unknown != b->unknown ||
	    a->doubt != b->doubt || a->stale_now != b->stale_now ||
	    a->stale_ns != b->stale_ns || a->bytes_now != b->bytes_now ||
	    a->leaks != b->leaks || a->dangling != b->dangling)
		return "connections change the tally of links";
	return NULL;
}

#endif
