/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What `mlotrace top` shows: a row for each station, with a cell for each of
 * the 15 links, and the findings. Built from the lifecycle's events and its
 * table; knows nothing of terminals and clocks.
 */
#ifndef MLOTRACE_TOP_H
#define MLOTRACE_TOP_H

#include "lifecycle/lifecycle.h"
#include "lifecycle/linktable.h"

/* By how much they matter, least first */
enum cell_state {
	CELL_NONE,
	CELL_REFUSED,	/* the AP did not accept it */
	CELL_FREED,	/* it was there, and is gone */
	CELL_RECLAIMED,	/* it was stale, and is gone */
	CELL_ALLOCATED,	/* not set up yet */
	CELL_SINGLE,	/* of a station without MLO */
	CELL_VALID,	/* set up; not seen yet whether it is active */
	CELL_INACTIVE,
	CELL_DORMANT,
	CELL_ACTIVE,
	CELL_ANNOUNCED,	/* the AP will remove it */
	CELL_UNKNOWN,	/* nobody can tell what became of it */
	CELL_STALE,
	CELL_HASHED,	/* removed, still hashed, part of its station */
	CELL_DANGLING,
	CELL_STATES,
};

struct top_cell {
	enum cell_state state;
	enum outcome outcome;	/* of its removal, until it is set up again */
	bool embedded, has_addr, has_since;
	uint8_t addr[6];
	uint32_t bytes;
	uint64_t since;		/* set up at, boot-clock ns */
	uint64_t removed_at;	/* 0: not removed, or nobody knows when */
	uint64_t announced_at;	/* CELL_ANNOUNCED; 0: not known */
	uint64_t due_at;	/* likewise */
	uint64_t memory_at;	/* when its memory was freed, or 0 */
	bool has_last;
	struct event last;
	bool has_why;
	struct event why;	/* what made it active, inactive or dormant */
	bool has_coming;
	struct event coming;	/* EV_CSA, EV_TTLM: announced */
};

struct top_row {
	unsigned long id;	/* never reused */
	struct rec_iface iface;
	struct rec_sta sta;
	bool gone;
	bool has_end;
	struct event end;	/* EV_DISCONNECT */
	unsigned long round;	/* of top_sync(), when last seen there */
	struct top_cell cells[MLO_MAX_LINKS];
};

/* The oldest are forgotten. */
#define TOP_FINDINGS 256
#define TOP_GONE_ROWS 8

struct top {
	struct filter filter;	/* its interface and station */
	struct top_row *rows;	/* by interface, then as they came */
	size_t count, room;
	unsigned long next_id, round;
	struct event findings[TOP_FINDINGS];	/* a ring */
	uint64_t found;		/* in all */
	bool has_last;
	struct event last;	/* the weightiest of the latest events */
	bool has_begun;
	struct event begun;	/* EV_ACTIVE; its station was not seen yet */
	struct tally tally;
	uint64_t time;		/* of what is shown, boot-clock ns */
};

struct top *top_new(const struct filter *filter);
struct top *top_copy(const struct top *top);
void top_free(struct top *top);

/* Take an event from the lifecycle; -ENOMEM when memory is out. */
int top_event(struct top *top, const struct event *ev);

/* Take over the lifecycle's table, after all records that have come. */
int top_sync(struct top *top, struct lifecycle *lc, uint64_t now);

/* Finding nr, where 0 is the newest; NULL if there is none (any more) */
const struct event *top_finding(const struct top *top, size_t nr);

/* The row of this event's station, or NULL. */
const struct top_row *top_row_of(const struct top *top,
				 const struct event *ev);

/* The links that the event is about, as a mask; 0: none */
uint16_t top_event_links(const struct event *ev);

/* Is it a finding: a problem, its end, or something that nobody can tell? */
bool top_is_finding(const struct event *ev);

/*
 * How long the screen stays right if no record comes: until a count-down has
 * to be drawn again. 0: nothing counts down.
 */
uint64_t top_next_tick(const struct top *top, uint64_t now);

#endif
