/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared by the parts of the page; nobody else includes this. */
#ifndef MLOTRACE_HTML_PRIV_H
#define MLOTRACE_HTML_PRIV_H

#define HASH_NONFATAL_OOM 1
#include <json-c/json.h>
#include <stdio.h>
#include <uthash.h>

#include "html/html.h"

/* A text that grows in memory, as JSON or HTML. */
struct buffer {
	FILE *file;
	char *text;
	size_t size;		/* as of the last fflush() */
};

int buffer_open(struct buffer *buffer);
void buffer_free(struct buffer *buffer);

/*
 * html_escape.c: strings of a recording. In JSON, also escapes what could end a
 * script element; in HTML, escapes what could begin or end a tag or a value.
 */
void put_json(FILE *out, const char *text);
void put_html(FILE *out, const char *text);

/* html_dict.c: strings that are written once, and then go by number. */
struct dict {
	struct dict_entry *entries;
	struct buffer json;	/* "a","b",... */
};

int dict_open(struct dict *dict);
void dict_free(struct dict *dict);
/* Return the number of the text, from 0, or -ENOMEM. */
int dict_number(struct dict *dict, const char *text);
int dict_mac(struct dict *dict, const uint8_t mac[6]);

/*
 * html_rows.c: the events and records for the list. A row is an array
 *
 *	[ns since the row before, shape, flags, iface, station, link, value...]
 *
 * of numbers: iface, station and link are numbered from 1, with 0 for none. The
 * shape says what the values are: a key and a letter for the kind of each.
 */
enum row_flag {
	ROW_PROBLEM = 1 << 0,
	ROW_UNKNOWN = 1 << 1,
	ROW_RECORD = 1 << 2,
};

struct rows {
	struct dict *strings;
	struct dict *ifaces;
	struct dict shapes;
	struct buffer json;
	uint64_t before;	/* time of the row before */
	uint64_t count;
	uint64_t records_left_out, events_left_out;
};

int rows_open(struct rows *rows, struct dict *strings, struct dict *ifaces,
	      uint64_t time);
void rows_free(struct rows *rows);
int rows_event(struct rows *rows, const struct event *ev);
int rows_record(struct rows *rows, const union any_record *rec);

/* Return the number of an interface, by name, role and what else it has. */
int iface_number(struct dict *ifaces, const struct rec_iface *iface);

/*
 * html_lanes.c: the state of each link over time. A lane is a station's link,
 * or its connection; in it are spans, and marks:
 *
 *	[ns since the end of the one before, ns, state and end, why, ...]
 *	[ns since the recording's begin, kind, what happened, ...]
 *
 * "why" and "what happened" are the number of a string from 1 on, or 0.
 */
enum lane_state {
	LANE_NONE,
	LANE_REFUSED,		/* the AP did not accept it */
	LANE_CONNECTED,		/* of a connection */
	LANE_SETUP,		/* allocated, not in use yet */
	LANE_ACTIVE,
	LANE_INACTIVE,
	LANE_DORMANT,
	LANE_ANNOUNCED,		/* its removal is announced */
	LANE_STALE,
	LANE_HASHED,		/* a part of its station, which still lives */
	LANE_DANGLING,
	LANE_STATES,
};

enum lane_end {
	END_GOES_ON,		/* the next span follows at once */
	END_FREED,
	END_RECLAIMED,
	END_UNKNOWN,
	END_GONE,		/* with its station */
	END_OF_RECORDING,
	LANE_ENDS,
};

enum lane_mark {
	MARK_SWITCH,		/* to another channel */
	MARK_MAPPING,		/* of TIDs to links */
	MARK_ADDED,		/* links were added */
	MARK_REFUSED,		/* by the AP, or by the driver */
	MARK_CANCEL,		/* of a removal */
	MARK_RADIO,		/* suspended, restarted */
	MARK_END,		/* of the connection */
	LANE_MARKS,
};

struct lanes {
	struct dict *strings;
	struct dict *ifaces;
	struct lane *lanes;
	struct lane_iface *state;
	uint64_t time;			/* of the recording's begin */
	size_t spans, spans_left_out;
	size_t marks;
	size_t loss_count;
	bool lanes_left_out;		/* lanes or marks */
	struct buffer losses;		/* ns, how many, ... */
};

int lanes_open(struct lanes *lanes, struct dict *strings, struct dict *ifaces,
	       uint64_t time);
void lanes_free(struct lanes *lanes);
/* Add a record, after the events that were made of it. */
int lanes_record(struct lanes *lanes, const union any_record *rec,
		 const struct filter *filter);
int lanes_event(struct lanes *lanes, const struct event *ev);
/* End everything at this time, and write the JSON array of lanes to out. */
int lanes_finish(struct lanes *lanes, uint64_t time, FILE *out);

/* html_find.c: the findings, and what became of each. */
struct finding {
	struct event ev;
	uint64_t reclaimed_at;		/* 0: not seen */
	uint64_t stale_ns;
	size_t number;			/* in the order of time, from 0 */
};

struct findings {
	struct finding *items;
	size_t count, room;
	size_t left_out;
};

void findings_free(struct findings *findings);
int findings_event(struct findings *findings, const struct event *ev);
/* Write them for people, the worst first. */
void findings_write(struct findings *findings, const struct meta *meta,
		    FILE *out);

/* html_page.c: the rest of the page. */
struct page {
	const struct meta *meta;
	const struct summary *summary;
	bool redacted;
	char *css, *js;		/* from page_assets(); free them */
};

/* html_assets.c: fill in style and script; -ENOMEM */
int page_assets(struct page *page);

void page_head(const struct page *page, FILE *out);
void page_summary(const struct page *page, FILE *out);
void page_timeline(const struct page *page, FILE *out);
void page_environment(const struct page *page, FILE *out);
void page_events(const struct page *page, FILE *out);
void page_foot(const struct page *page, FILE *out);

#define WALL_TEXT_SIZE 48
/* Date and time on the machine that recorded; returns buf. */
char *wall_text(char buf[WALL_TEXT_SIZE], const struct clock *clock,
		uint64_t time);

#endif
