/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The screen of `mlotrace top`: the terminal, its keys, and what is drawn. No
 * other part of the program knows of curses.
 */
#ifndef MLOTRACE_TOP_VIEW_H
#define MLOTRACE_TOP_VIEW_H

#include "output/output.h"
#include "top/top.h"
#include "top/top_select.h"

enum view_key {
	KEYS_NONE,	/* no more of them for now */
	KEYS_OTHER,	/* without a meaning here */
	KEYS_QUIT,
	KEYS_HELP,
	KEYS_PAUSE,
	KEYS_AGAIN,	/* look again */
	KEYS_TAB,
	KEYS_UP,
	KEYS_DOWN,
	KEYS_LEFT,	/* the arrow */
	KEYS_RIGHT,
	KEYS_LINK_LEFT,	/* the letter */
	KEYS_LINK_RIGHT,
	KEYS_STEP,
	KEYS_FIRST,
	KEYS_LAST,
	KEYS_NEXT_FINDING,
	KEYS_PREV_FINDING,
	KEYS_REDRAW,
	KEYS_RESIZE,
};

/* All that goes onto the screen. */
struct scene {
	const struct top *top;
	const struct meta *meta;
	const char *path;	/* of the recording; NULL: live */
	size_t step, steps;	/* in it */
	enum reason doubt;	/* not all of it could be seen or read */
	bool paused;
	struct selection *selection;
	bool in_findings;	/* the keys go to the findings */
	size_t first_finding;	/* at the top of their pane */
	bool help;
	int help_line;		/* first line of the help that is shown */
};

/*
 * Take over the terminal. Catch the signals that end the program first. If that
 * fails, the reason is reported: -ENOTSUP without ncurses, or -EINVAL.
 */
int view_open(void);
/* Give it back as it was; does nothing when it was not taken. */
void view_close(void);

/* Draw what has changed. */
void view_draw(struct scene *scene);
/* Draw everything, whatever is on the screen. */
void view_redraw(struct scene *scene);

/* The next key that has been pressed; never waits. */
enum view_key view_key(void);

/* How many lines the help has, and how many are seen at once. */
int view_help_lines(void);
int view_help_room(void);

#endif
