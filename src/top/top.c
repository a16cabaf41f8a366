// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "top/top.h"

struct top *top_new(const struct filter *filter)
{
	struct top *top = calloc(1, sizeof(*top));

	if (top)
		top->filter = *filter;
	return top;
}

void top_free(struct top *top)
{
	if (!top)
		return;
	free(top->rows);
	free(top);
}

struct top *top_copy(const struct top *top)
{
	struct top *copy = malloc(sizeof(*copy));

	if (!copy)
		return NULL;
	*copy = *top;
	copy->room = top->count;
	copy->rows = malloc((top->count + 1) * sizeof(*copy->rows));
	if (!copy->rows) {
		free(copy);
		return NULL;
	}
	if (top->count)
		memcpy(copy->rows, top->rows,
		       top->count * sizeof(*copy->rows));
	return copy;
}

/* ---- rows ---- */

static struct top_row *find_row(const struct top *top, uint64_t sdata,
				const uint8_t addr[6])
{
	for (size_t i = 0; i < top->count; i++)
		if (top->rows[i].iface.sdata == sdata &&
		    !memcmp(top->rows[i].sta.addr, addr, 6))
			return &top->rows[i];
	return NULL;
}

const struct top_row *top_row_of(const struct top *top,
				 const struct event *ev)
{
	return ev->has_sta ? find_row(top, ev->iface.sdata, ev->sta) : NULL;
}

/*
 * A connection's first link becomes active before its station is there; the
 * first station that comes is the AP.
 */
static void take_begun(struct top *top, struct top_row *row)
{
	const struct event *ev = &top->begun;

	if (!top->has_begun || ev->iface.sdata != row->iface.sdata)
		return;
	top->has_begun = false;
	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		if (!(ev->links & 1 << i))
			continue;
		row->cells[i].last = row->cells[i].why = *ev;
		row->cells[i].has_last = row->cells[i].has_why = true;
	}
}

static struct top_row *make_row(struct top *top, const struct rec_iface *iface,
				const uint8_t addr[6])
{
	struct top_row *row = find_row(top, iface->sdata, addr);
	struct top_row *rows;

	if (row)
		return row;
	rows = array_grow(top->rows, top->count, &top->room, sizeof(*rows));
	if (!rows)
		return NULL;
	top->rows = rows;
	row = &rows[top->count++];
	*row = (struct top_row){ .id = ++top->next_id, .iface = *iface };
	memcpy(row->sta.addr, addr, 6);
	take_begun(top, row);
	return row;
}

/* A station has this address again: forget all about the old one. */
static void revive_row(struct top *top, struct top_row *row)
{
	if (!row->gone)
		return;
	row->gone = false;
	row->has_end = false;
	memset(row->cells, 0, sizeof(row->cells));
	take_begun(top, row);
}

static bool row_has_problem(const struct top_row *row)
{
	for (int i = 0; i < MLO_MAX_LINKS; i++)
		if (row->cells[i].state >= CELL_UNKNOWN ||
		    row->cells[i].state == CELL_RECLAIMED)
			return true;
	return false;
}

static bool row_is_empty(const struct top_row *row)
{
	for (int i = 0; i < MLO_MAX_LINKS; i++)
		if (row->cells[i].state != CELL_NONE)
			return false;
	return true;
}

static void drop_row(struct top *top, size_t i)
{
	top->count--;
	memmove(&top->rows[i], &top->rows[i + 1],
		(top->count - i) * sizeof(*top->rows));
}

/* Keep a few of the stations that are gone, above all those that leaked. */
static void drop_gone_rows(struct top *top)
{
	size_t gone = 0, pick;

	for (size_t i = top->count; i-- > 0;)
		if (top->rows[i].gone && row_is_empty(&top->rows[i]))
			drop_row(top, i);
		else
			gone += top->rows[i].gone;
	for (; gone > TOP_GONE_ROWS; gone--) {
		pick = top->count;
		for (size_t i = 0; i < top->count; i++) {
			const struct top_row *row = &top->rows[i];
			const struct top_row *best = &top->rows[pick];

			if (!row->gone)
				continue;
			if (pick == top->count ||
			    row_has_problem(row) < row_has_problem(best) ||
			    (row_has_problem(row) == row_has_problem(best) &&
			     row->id < best->id))
				pick = i;
		}
		drop_row(top, pick);
	}
}

static int compare_rows(const void *a, const void *b)
{
	const struct top_row *x = a, *y = b;

	if (x->iface.netns != y->iface.netns)
		return x->iface.netns < y->iface.netns ? -1 : 1;
	if (x->iface.ifindex != y->iface.ifindex)
		return x->iface.ifindex < y->iface.ifindex ? -1 : 1;
	if (x->iface.sdata != y->iface.sdata)
		return x->iface.sdata < y->iface.sdata ? -1 : 1;
	if (x->gone != y->gone)
		return x->gone ? 1 : -1;
	return x->id < y->id ? -1 : 1;
}

/* ---- events ---- */

bool top_is_finding(const struct event *ev)
{
	return event_is_problem(ev) || ev->outcome == OUTCOME_UNKNOWN ||
	       ev->outcome == OUTCOME_RECLAIMED || ev->type == EV_LOST ||
	       ev->type == EV_MISSED || ev->type == EV_FAILED;
}

const struct event *top_finding(const struct top *top, size_t nr)
{
	if (nr >= top->found || nr >= TOP_FINDINGS)
		return NULL;
	return &top->findings[(top->found - 1 - nr) % TOP_FINDINGS];
}

static int rank(const struct event *ev)
{
	if (event_is_problem(ev))
		return 4;
	if (ev->outcome == OUTCOME_RECLAIMED || ev->outcome == OUTCOME_UNKNOWN)
		return 3;
	if (ev->type == EV_REMOVAL || ev->type == EV_LOST ||
	    ev->type == EV_MISSED)
		return 2;
	return ev->type != EV_VIF_LINKS;
}

/* One record may make several events, which have the same time: keep one. */
static void note_last(struct top *top, const struct event *ev)
{
	if (top->has_last && top->last.time == ev->time &&
	    rank(&top->last) >= rank(ev))
		return;
	top->last = *ev;
	top->has_last = true;
}

static enum cell_state state_of_outcome(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_FREED:
		return CELL_FREED;
	case OUTCOME_STALE:
		return CELL_STALE;
	case OUTCOME_DANGLING:
		return CELL_DANGLING;
	case OUTCOME_RECLAIMED:
		return CELL_RECLAIMED;
	case OUTCOME_UNKNOWN:
		return CELL_UNKNOWN;
	default:
		return CELL_NONE;
	}
}

uint16_t top_event_links(const struct event *ev)
{
	if (ev->link >= 0)
		return 1 << ev->link;
	if (ev->type == EV_ACTIVE || ev->type == EV_DORMANT)
		return ev->links ^ ev->before;
	/* a mapping takes away the links that it does not have */
	return ev->type == EV_TTLM ? ev->iface.valid_links & ~ev->links :
				     ev->links;
}

static void refused_event(struct top_cell *cell, const struct event *ev)
{
	*cell = (struct top_cell){
		.state = CELL_REFUSED, .has_last = true, .last = *ev,
	};
}

static void accepted_event(struct top_row *row, const struct event *ev)
{
	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		if (!(ev->links & 1 << i))
			continue;
		row->cells[i].last = *ev;
		row->cells[i].has_last = true;
	}
}

static void cell_event(struct top_cell *cell, const struct event *ev)
{
	if (ev->type == EV_SETUP)
		*cell = (struct top_cell){
			.state = CELL_VALID, .has_since = true,
			.since = ev->time,
		};
	cell->last = *ev;
	cell->has_last = true;
	if (ev->type != EV_SETUP)
		cell->outcome = ev->outcome;
	if (ev->outcome) {
		cell->state = ev->reason == REASON_EMBEDDED ?
			      CELL_HASHED : state_of_outcome(ev->outcome);
		if (ev->outcome != OUTCOME_RECLAIMED)
			cell->removed_at = ev->type == EV_REMOVAL ?
					   ev->time : 0;
	}
	if (ev->has_link_addr) {
		memcpy(cell->addr, ev->link_addr, sizeof(cell->addr));
		cell->has_addr = true;
	}
	cell->bytes = ev->bytes;
}

/* Note what the event does to a link, or is going to do. */
static void use_event(struct top_cell *cell, const struct event *ev)
{
	cell->last = *ev;
	cell->has_last = true;
	if (ev->type == EV_CSA || ev->type == EV_TTLM) {
		cell->coming = *ev;
		cell->has_coming = ev->phase == PHASE_ANNOUNCED;
	} else if ((ev->type == EV_ACTIVE || ev->type == EV_DORMANT) &&
		   ev->phase != PHASE_REJECTED) {
		cell->why = *ev;
		cell->has_why = true;
	}
}

/* An interface's event is also the last one of the links that it names. */
static void iface_event(struct top *top, const struct event *ev)
{
	uint16_t links = top_event_links(ev);
	bool any = false;

	for (size_t i = 0; i < top->count; i++) {
		struct top_row *row = &top->rows[i];

		if (row->iface.sdata != ev->iface.sdata || row->gone)
			continue;
		any = true;
		for (int link = 0; link < MLO_MAX_LINKS; link++) {
			struct top_cell *cell = &row->cells[link];

			if (links & 1 << link && !cell->outcome &&
			    cell->state != CELL_REFUSED)
				use_event(cell, ev);
		}
	}
	if (ev->type == EV_ACTIVE && ev->links && !any) {
		top->begun = *ev;
		top->has_begun = true;
	}
}

/* RCU does not know whose link it was: take the newest with that address. */
static void memory_event(struct top *top, const struct event *ev)
{
	struct top_cell *found = NULL;

	for (size_t i = 0; i < top->count; i++) {
		struct top_cell *cell = &top->rows[i].cells[ev->link];

		if (cell->outcome && !cell->memory_at && cell->has_addr &&
		    !memcmp(cell->addr, ev->link_addr, sizeof(cell->addr)) &&
		    (!found || cell->last.time > found->last.time))
			found = cell;
	}
	if (found)
		found->memory_at = ev->time;
}

static int station_event(struct top *top, const struct event *ev)
{
	struct top_row *row = make_row(top, &ev->iface, ev->sta);

	if (!row)
		return -ENOMEM;
	if (ev->type == EV_STA_GONE) {
		row->gone = true;
		for (int i = 0; i < MLO_MAX_LINKS; i++)
			if (!row->cells[i].outcome)
				row->cells[i].state = CELL_NONE;
		return 0;
	}
	if (ev->type == EV_SETUP || ev->type == EV_ASSOC)
		revive_row(top, row);
	if (ev->type == EV_DISCONNECT) {
		row->has_end = true;
		row->end = *ev;
	}
	if (ev->type == EV_ASSOC)
		accepted_event(row, ev);
	if (ev->link < 0 || ev->link >= MLO_MAX_LINKS)
		return 0;
	if (ev->type == EV_REFUSED)
		refused_event(&row->cells[ev->link], ev);
	else
		cell_event(&row->cells[ev->link], ev);
	return 0;
}

int top_event(struct top *top, const struct event *ev)
{
	note_last(top, ev);
	if (top_is_finding(ev))
		top->findings[top->found++ % TOP_FINDINGS] = *ev;
	if (ev->has_sta)
		return station_event(top, ev);
	if (ev->type == EV_MEMORY && ev->link >= 0 &&
	    ev->link < MLO_MAX_LINKS)
		memory_event(top, ev);
	else if (ev->type == EV_ANNOUNCE || ev->type == EV_CANCEL ||
		 ev->type == EV_FAILED || ev->type >= EV_ASSOC)
		iface_event(top, ev);
	return 0;
}

/* ---- the table ---- */

static bool passes(const struct filter *filter, const struct iface *iface,
		   const struct station *sta)
{
	if (filter->iface && strncmp(filter->iface, iface->id.name,
				     sizeof(iface->id.name)))
		return false;
	return !filter->has_sta ||
	       !memcmp(filter->sta, sta->id.addr, sizeof(sta->id.addr));
}

/* The state of a link that is set up and has no problem */
static enum cell_state state_of_use(const struct iface *iface, int link)
{
	const struct rec_iface *id = &iface->id;
	uint16_t bit = 1 << link;

	if ((iface->announced | id->removed_links) & bit)
		return CELL_ANNOUNCED;
	/* before the association, no links were chosen yet */
	if (role_of(id->iftype) == ROLE_CLIENT && !id->associated)
		return CELL_VALID;
	if (id->dormant_links & bit)
		return CELL_DORMANT;
	return id->active_links && !(id->active_links & bit) ?
	       CELL_INACTIVE : CELL_ACTIVE;
}

static enum cell_state state_of(const struct iface *iface,
				const struct station *sta,
				const struct top_cell *cell, int id)
{
	const struct link *link = &sta->links[id];
	uint16_t bit = 1 << id;

	switch (link->state) {
	case LINK_STALE:
		return CELL_STALE;
	case LINK_HASHED:
		return CELL_HASHED;
	case LINK_ACTIVE:
		return state_of_use(iface, id);
	case LINK_ALLOCATED:
		if (!sta->id.valid_links && !(sta->id.flags & STA_MLO))
			return CELL_SINGLE;
		return sta->id.valid_links & bit ? state_of_use(iface, id) :
						   CELL_ALLOCATED;
	default:
		if (cell->outcome)
			return state_of_outcome(cell->outcome);
		/* the association link, which no call sets up */
		if (sta->id.valid_links & bit)
			return state_of_use(iface, id);
		return cell->state == CELL_REFUSED ? CELL_REFUSED : CELL_NONE;
	}
}

static void sync_cell(struct top_cell *cell, const struct iface *iface,
		      const struct station *sta, int id)
{
	const struct link *link = &sta->links[id];

	cell->state = state_of(iface, sta, cell, id);
	cell->announced_at = cell->due_at = 0;
	if (cell->state == CELL_ANNOUNCED && iface->announced & 1 << id) {
		cell->announced_at = iface->plans[id].announced_at;
		cell->due_at = iface->plans[id].due_at;
	}
	if (link->state == LINK_NONE)
		return;
	if (link->state == LINK_ACTIVE || link->state == LINK_ALLOCATED)
		cell->outcome = OUTCOME_NONE;
	else
		cell->removed_at = link->removed_at;
	if (link->has_addr) {
		memcpy(cell->addr, link->addr, sizeof(cell->addr));
		cell->has_addr = true;
	}
	cell->embedded = link->embedded;
	cell->bytes = link->bytes;
	cell->has_since = link->has_since;
	cell->since = link->since;
}

static int sync_station(struct top *top, const struct iface *iface,
			const struct station *sta)
{
	struct top_row *row = make_row(top, &iface->id, sta->id.addr);

	if (!row)
		return -ENOMEM;
	revive_row(top, row);
	row->iface = iface->id;
	row->sta = sta->id;
	row->round = top->round;
	for (int i = 0; i < MLO_MAX_LINKS; i++)
		sync_cell(&row->cells[i], iface, sta, i);
	return 0;
}

int top_sync(struct top *top, struct lifecycle *lc, uint64_t now)
{
	const struct linktable *table = lifecycle_table(lc);
	const struct station *sta;
	const struct iface *iface;
	int err = 0;

	top->time = now;
	top->tally = *lifecycle_tally(lc);
	top->round++;
	for (sta = table->stations; sta && !err; sta = sta->hh.next) {
		HASH_FIND(hh, table->ifaces, &sta->sdata, sizeof(sta->sdata),
			  iface);
		if (iface && !sta->gone && passes(&top->filter, iface, sta))
			err = sync_station(top, iface, sta);
	}
	for (size_t i = 0; i < top->count; i++)
		if (top->rows[i].round != top->round)
			top->rows[i].gone = true;
	drop_gone_rows(top);
	if (top->count)
		qsort(top->rows, top->count, sizeof(*top->rows), compare_rows);
	return err;
}

uint64_t top_next_tick(const struct top *top, uint64_t now)
{
	uint64_t tick = 0, left;

	for (size_t i = 0; i < top->count; i++) {
		for (int link = 0; link < MLO_MAX_LINKS; link++) {
			const struct top_cell *cell =
				&top->rows[i].cells[link];

			if (cell->state != CELL_ANNOUNCED ||
			    cell->due_at <= now)
				continue;
			/* to just below the next whole second */
			left = (cell->due_at - now) % NSEC_PER_SEC +
			       NSEC_PER_MSEC;
			if (!tick || left < tick)
				tick = left;
		}
	}
	return tick;
}
