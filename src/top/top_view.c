// SPDX-License-Identifier: GPL-2.0-only
/* The terminal: set up, restored, and its keys. */
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "base/util.h"
#include "top/top_curses.h"
#include "top/top_draw.h"

static bool open;	/* once */

static void set_colors(void)
{
	if (getenv("NO_COLOR") || start_color() == ERR || !has_colors())
		return;
	use_default_colors();
	init_pair(DRAW_RED, COLOR_RED, -1);
	init_pair(DRAW_GREEN, COLOR_GREEN, -1);
	init_pair(DRAW_YELLOW, COLOR_YELLOW, -1);
	init_pair(DRAW_CYAN, COLOR_CYAN, -1);
	init_pair(DRAW_MAGENTA, COLOR_MAGENTA, -1);
}

/* Ctrl-S would stop the terminal, and with it whoever writes to it. */
static void no_flow_control(void)
{
	struct termios modes;

	if (tcgetattr(STDIN_FILENO, &modes))
		return;
	modes.c_iflag &= ~(IXON | IXOFF);
	tcsetattr(STDIN_FILENO, TCSANOW, &modes);
	def_prog_mode();
}

int view_open(void)
{
	const char *term = getenv("TERM"), *why = curses_load();
	SCREEN *screen;

	if (why) {
		msg_error("top needs ncurses: %s", why);
		return -ENOTSUP;
	}
	setlocale(LC_CTYPE, "");
	screen = newterm(NULL, stdout, stdin);
	if (!screen) {
		msg_error("cannot draw on a terminal of type '%s'",
			  term ? term : "");
		msg_hint("set TERM to what it is, as in: TERM=vt100 mlotrace "
			 "top");
		return -EINVAL;
	}
	open = true;
	set_term(screen);
	set_escdelay(25);
	cbreak();
	noecho();
	nonl();
	curs_set(0);
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	intrflush(stdscr, FALSE);
	no_flow_control();
	set_colors();
	return 0;
}

void view_close(void)
{
	if (!open || isendwin())
		return;
	endwin();
}

/* What arrows, letters and other keys mean */
enum view_key view_key(void)
{
	switch (getch()) {
	case ERR:
		return KEYS_NONE;
	case 'q':
	case 'Q':
		return KEYS_QUIT;
	case '?':
	case KEY_F(1):
		return KEYS_HELP;
	case 'p':
		return KEYS_PAUSE;
	case 'r':
		return KEYS_AGAIN;
	case '\t':
	case KEY_BTAB:
		return KEYS_TAB;
	case 'k':
	case KEY_UP:
		return KEYS_UP;
	case 'j':
	case KEY_DOWN:
		return KEYS_DOWN;
	case KEY_LEFT:
		return KEYS_LEFT;
	case KEY_RIGHT:
		return KEYS_RIGHT;
	case 'h':
		return KEYS_LINK_LEFT;
	case 'l':
		return KEYS_LINK_RIGHT;
	case ' ':
		return KEYS_STEP;
	case 'g':
	case KEY_HOME:
		return KEYS_FIRST;
	case 'G':
	case KEY_END:
		return KEYS_LAST;
	case 'n':
		return KEYS_NEXT_FINDING;
	case 'N':
		return KEYS_PREV_FINDING;
	case 'L' & 0x1f:
		return KEYS_REDRAW;
	case KEY_RESIZE:
		return KEYS_RESIZE;
	default:
		return KEYS_OTHER;
	}
}
