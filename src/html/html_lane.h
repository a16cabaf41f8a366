/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A lane of the timeline and its spans. html_lane.c keeps them, html_life.c says
 * what a connection does with a link, html_lanes.c what the kernel has of the
 * link.
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
	enum lane_state base;	/* what the kernel has of the link */
	enum lane_state shown;	/* how the interface uses it */
	uint64_t since;
	uint64_t end;		/* of the last span */
	uint32_t bytes;
	int why;		/* for base, if refused or connected: a text */
	int shown_why;		/* for shown: a text's number from 1, or 0 */
	bool problem;		/* it was stale or dangling */
	bool cut;		/* spans at its end were left out */
	struct buffer spans;
	struct buffer marks;	/* opened with the first */
	UT_hash_handle hh;
};

/* What made a link active, inactive or dormant. */
struct lane_use {
	unsigned int states;	/* a mask of those that it explains */
	int why;		/* like lane.why */
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

/* Find or make the interface; NULL when out of memory. */
struct lane_iface *lane_iface(struct lanes *lanes, uint64_t sdata);

/* -ENOMEM, or 0 with *out NULL when the page has no room for more lanes. */
int lane_find(struct lanes *lanes, const struct rec_iface *iface,
	      const uint8_t sta[6], int link, struct lane **out);

/* From now on the kernel has something else of this link. */
void lane_set(struct lanes *lanes, struct lane *lane,
	      const struct lane_iface *iface, enum lane_state base,
	      uint64_t time, enum lane_end end);

/* From now on the interface may use its links differently. */
void lane_show_all(struct lanes *lanes, const struct lane_iface *iface,
		   uint64_t time);

/* Mark that something happened to the link; the text's number is from 1. */
int lane_mark(struct lanes *lanes, struct lane *lane, enum lane_mark kind,
	      int text, uint64_t time);

/* html_life.c: take the reasons from an event, before html_lanes.c uses it. */
int life_event(struct lanes *lanes, const struct event *ev,
	       struct lane_iface *iface);
/* Take from a record which AP the interface is a client of. */
void life_record(struct lane_iface *iface, const union any_record *rec);

#endif
