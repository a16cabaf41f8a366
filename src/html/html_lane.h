/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A lane of the timeline and its spans. html_lane.c keeps them, html_life.c says
 * what a connection does with a link, html_lanes.c what the kernel has of it.
 */
#ifndef MLOTRACE_HTML_LANE_H
#define MLOTRACE_HTML_LANE_H

#include "html/html_priv.h"

/* In place of a link: the connection as a whole. */
#define LANE_CONNECTION (-2)

struct lane_id {
	uint64_t sdata;
	uint8_t sta[6];
	int16_t link;		/* -1: not known */
};

struct lane {
	struct lane_id id;
	int iface, sta, link_addr;	/* numbers; -1: none */
	enum lane_state base;	/* what the kernel has of it */
	enum lane_state shown;	/* what the interface makes of it */
	uint64_t since;
	uint64_t end;		/* of the last span */
	uint32_t bytes;
	int why;		/* it is refused, or connected; and why it is */
	int shown_why;		/* shown: a text's number from 1, or 0 */
	bool problem;		/* it was stale or dangling */
	bool cut;		/* spans at its end were left out */
	struct buffer spans;
	struct buffer marks;	/* opened with the first */
	UT_hash_handle hh;
};

/* What made a link active, inactive or dormant. */
struct lane_use {
	unsigned int states;	/* that it explains: a mask */
	int why;		/* like that of a lane */
};

/* The interface, as of its last record. */
struct lane_iface {
	uint64_t sdata;
	uint32_t wiphy;
	uint16_t active, dormant, announced;
	bool known;
	bool changing;		/* in the middle of a reconfiguration */
	bool has_peer;
	uint8_t peer[6];	/* of a client: the AP */
	struct lane_use use[MLO_MAX_LINKS];
	int announced_why;
	UT_hash_handle hh;
};

/* Find or make; NULL when memory is out. */
struct lane_iface *lane_iface(struct lanes *lanes, uint64_t sdata);

/* -ENOMEM, or 0 with *out NULL when the page has no room for more lanes. */
int lane_find(struct lanes *lanes, const struct rec_iface *iface,
	      const uint8_t sta[6], int link, struct lane **out);

/* What the kernel has of it is another thing from now on. */
void lane_set(struct lanes *lanes, struct lane *lane,
	      const struct lane_iface *iface, enum lane_state base,
	      uint64_t time, enum lane_end end);

/* What the interface makes of its links may be another thing from now on. */
void lane_show_all(struct lanes *lanes, const struct lane_iface *iface,
		   uint64_t time);

/* Something happened to it; the text's number is from 1. */
int lane_mark(struct lanes *lanes, struct lane *lane, enum lane_mark kind,
	      int text, uint64_t time);

/* html_life.c: of an event, the reasons; before anything is made of it. */
int life_event(struct lanes *lanes, const struct event *ev,
	       struct lane_iface *iface);
/* Of a record: which AP the interface is a client of. */
void life_record(struct lane_iface *iface, const union any_record *rec);

#endif
