/* SPDX-License-Identifier: GPL-2.0-only */
/* The words of `mlotrace top`: cells, the selected link, findings. */
#ifndef MLOTRACE_TOP_TEXT_H
#define MLOTRACE_TOP_TEXT_H

#include <stddef.h>

#include "output/output.h"
#include "top/top.h"

#define TOP_TIME_SIZE 16	/* "12:34:56.789" */
#define TOP_LINE_SIZE 512

/* One character for each state, all different: readable without colours. */
char top_letter(enum cell_state state);
/* The word for a state, and a sentence on what it means */
const char *top_word(enum cell_state state);
const char *top_meaning(enum cell_state state);

/*
 * The letter, followed by the count-down of an announced removal where it has
 * room: "R12", "R3m". At most width characters; returns buf.
 */
char *top_cell_text(const struct top_cell *cell, uint64_t now, size_t width,
		    char *buf, size_t size);

/* Wall-clock time of day, with milliseconds; returns buf. */
char *top_time(const struct clock *clock, uint64_t boot_ns,
	       char buf[TOP_TIME_SIZE]);

/* All about an event, in one line */
void top_event_text(const struct event *ev, char buf[TOP_LINE_SIZE]);

/* "stale      wlan0 link 1 (..) of ..", and what it rests on (or ""). */
void top_finding_text(const struct event *ev, char head[TOP_LINE_SIZE],
		      char evidence[TOP_LINE_SIZE]);

/* Describe the selected link; what matters most comes first. */
#define TOP_DETAILS 5
size_t top_details(const struct top *top, const struct top_row *row, int link,
		   const struct clock *clock,
		   char lines[TOP_DETAILS][TOP_LINE_SIZE]);

/* "wlan0 (client, phy0)" */
void top_iface_text(const struct rec_iface *iface, char buf[TOP_LINE_SIZE]);

/*
 * How much of text fits into one line of width columns, broken at a space if
 * there is one; *next is where the rest begins.
 */
size_t top_wrap(const char *text, size_t width, const char **next);

#endif
