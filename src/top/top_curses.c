// SPDX-License-Identifier: GPL-2.0-only
#define CURSES_LOADER
#include "top/top_curses.h"

#define TEXT_OF(number) TEXT(number)
#define TEXT(number) #number
#define SONAME "libncursesw.so." TEXT_OF(NCURSES_VERSION_MAJOR)

LIBRARY(struct curses, curses, CURSES_NAMES);

const char *curses_load(void)
{
	return LIBRARY_LOAD(SONAME, curses, CURSES_NAMES);
}
