/* SPDX-License-Identifier: GPL-2.0-only */
/* curses.h, with the library loaded only when there is something to draw */
#ifndef MLOTRACE_TOP_CURSES_H
#define MLOTRACE_TOP_CURSES_H

#include <curses.h>

#include "base/library.h"

#define CURSES_NAMES(f) \
	f(COLS) f(LINES) f(acs_map) f(cbreak) f(clearok) f(curs_set) \
	f(def_prog_mode) f(endwin) f(has_colors) f(init_pair) f(intrflush) \
	f(isendwin) f(keypad) f(newterm) f(nodelay) f(noecho) f(nonl) \
	f(set_escdelay) f(set_term) f(start_color) f(stdscr) \
	f(use_default_colors) f(waddch) f(werase) f(wgetch) f(whline) \
	f(wmove) f(wrefresh)

struct curses {
	CURSES_NAMES(LIBRARY_MEMBER)
};

extern struct curses curses;

/* Call it before anything below. Returns NULL, or why curses is not here. */
const char *curses_load(void);

#ifndef CURSES_LOADER
#define COLS (*curses.COLS)
#define LINES (*curses.LINES)
#define acs_map (*curses.acs_map)
#define cbreak curses.cbreak
#define clearok curses.clearok
#define curs_set curses.curs_set
#define def_prog_mode curses.def_prog_mode
#define endwin curses.endwin
#define has_colors curses.has_colors
#define init_pair curses.init_pair
#define intrflush curses.intrflush
#define isendwin curses.isendwin
#define keypad curses.keypad
#define newterm curses.newterm
#define nodelay curses.nodelay
#define noecho curses.noecho
#define nonl curses.nonl
#define set_escdelay curses.set_escdelay
#define set_term curses.set_term
#define start_color curses.start_color
#define stdscr (*curses.stdscr)
#define use_default_colors curses.use_default_colors
#define waddch curses.waddch
#define werase curses.werase
#define wgetch curses.wgetch
#define whline curses.whline
#define wmove curses.wmove
#define wrefresh curses.wrefresh
#endif

#endif
