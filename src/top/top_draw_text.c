// SPDX-License-Identifier: GPL-2.0-only
#include "top/top_curses.h"
#include "top/top_draw.h"

void draw_text(int line, int column, int width, unsigned int attr,
	       const char *text)
{
	int room = COLS - column;

	if (line < 0 || line >= LINES || column < 0)
		return;
	if (width > room)
		width = room;
	for (int i = 0; i < width && text[i]; i++)
		mvaddch(line, column + i, attr |
			(text[i] >= ' ' && text[i] < 0x7f ? text[i] : '?'));
}
