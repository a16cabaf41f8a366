/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the screen share; nobody else includes this. */
#ifndef MLOTRACE_TOP_DRAW_H
#define MLOTRACE_TOP_DRAW_H

#include "top/top_layout.h"
#include "top/top_view.h"

/* Colour pairs; without colours all are the terminal's own. */
enum draw_pair {
	DRAW_PLAIN,
	DRAW_RED,
	DRAW_GREEN,
	DRAW_YELLOW,
	DRAW_CYAN,
	DRAW_MAGENTA,
};

/*
 * Draw text at this place, cut at width (or at the edge), with attributes of
 * curses. What is not printable ASCII becomes a '?'.
 */
void draw_text(int line, int column, int width, unsigned int attr,
	       const char *text);

/* The attributes of a state, and of an event */
unsigned int draw_state_attr(enum cell_state state);
unsigned int draw_event_attr(const struct event *ev);

void draw_matrix(const struct scene *scene, const struct layout *layout);
void draw_help(struct scene *scene);
/* Lines that the matrix would fill, with one above each interface. */
int draw_matrix_lines(const struct top *top);

#endif
