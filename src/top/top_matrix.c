// SPDX-License-Identifier: GPL-2.0-only
/* The matrix of stations and links, and the help on its letters. */
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "top/top_curses.h"
#include "top/top_draw.h"
#include "top/top_text.h"

unsigned int draw_state_attr(enum cell_state state)
{
	switch (state) {
	case CELL_STALE:
	case CELL_HASHED:
	case CELL_DANGLING:
		return COLOR_PAIR(DRAW_RED) | A_BOLD;
	case CELL_UNKNOWN:
		return COLOR_PAIR(DRAW_MAGENTA) | A_BOLD;
	case CELL_ANNOUNCED:
		return COLOR_PAIR(DRAW_YELLOW) | A_BOLD;
	case CELL_ACTIVE:
		return COLOR_PAIR(DRAW_GREEN) | A_BOLD;
	case CELL_VALID:
	case CELL_INACTIVE:
	case CELL_DORMANT:
		return COLOR_PAIR(DRAW_CYAN);
	case CELL_RECLAIMED:
		return COLOR_PAIR(DRAW_RED);
	case CELL_NONE:
	case CELL_FREED:
		return A_DIM;
	default:
		return A_NORMAL;
	}
}

/* The kernel may have reused the address of an interface that is gone. */
static bool same_iface(const struct rec_iface *a, const struct rec_iface *b)
{
	return a->sdata == b->sdata && a->ifindex == b->ifindex &&
	       a->netns == b->netns;
}

static bool begins_iface(const struct top *top, size_t i)
{
	return !i || !same_iface(&top->rows[i].iface, &top->rows[i - 1].iface);
}

int draw_matrix_lines(const struct top *top)
{
	int lines = top->count;

	for (size_t i = 0; i < top->count; i++)
		lines += begins_iface(top, i);
	return lines;
}

/* The line of a row, counted from the top of the whole matrix */
static int line_of(const struct top *top, unsigned long id)
{
	int line = 0;

	for (size_t i = 0; i < top->count; i++, line++) {
		line += begins_iface(top, i);
		if (top->rows[i].id == id)
			break;
	}
	return line;
}

static void draw_head(const struct layout *layout, int first)
{
	char text[12];

	draw_text(layout->head.line, 1, layout->label - 1, A_BOLD, "station");
	for (int i = 0; i < layout->links; i++) {
		/* two digits would touch */
		snprintf(text, sizeof(text), "%d", layout->cell > 2 ?
			 first + i : (first + i) % 10);
		draw_text(layout->head.line,
			  layout->label + i * layout->cell, layout->cell,
			  A_BOLD, text);
	}
}

static void draw_cell(const struct scene *scene, const struct layout *layout,
		      const struct top_row *row, int link, int line, int column)
{
	const struct top_cell *cell = &row->cells[link];
	bool selected = scene->selection->row_id == row->id &&
			scene->selection->link == link;
	unsigned int attr = draw_state_attr(cell->state);
	char text[16];

	top_cell_text(cell, scene->top->time, layout->cell - 1, text,
		      sizeof(text));
	if (row->gone)
		attr = (attr & ~A_BOLD) | A_DIM;
	if (selected) {
		attr = (attr & ~A_DIM) | A_REVERSE;
		for (int i = 0; i < layout->cell - 1; i++)
			draw_text(line, column + i, 1, attr, " ");
	}
	draw_text(line, column, layout->cell, attr, text);
}

static void draw_row(const struct scene *scene, const struct layout *layout,
		     const struct top_row *row, int line, int first)
{
	bool selected = scene->selection->row_id == row->id;
	unsigned int attr = row->gone ? A_DIM : A_NORMAL;
	char mac[MAC_TEXT_SIZE], *name = format_mac(mac, row->sta.addr);

	if (layout->label < MAC_TEXT_SIZE)
		name += 9;
	draw_text(line, 0, 1, A_BOLD, selected ? ">" : " ");
	draw_text(line, 1, layout->label - 1, selected ? A_BOLD : attr, name);
	for (int i = 0; i < layout->links; i++)
		draw_cell(scene, layout, row, first + i, line,
			  layout->label + i * layout->cell);
}

static void draw_iface(const struct top *top, size_t i, int line)
{
	char text[TOP_LINE_SIZE];
	size_t here = 0, gone = 0;

	for (size_t j = 0; j < top->count; j++) {
		if (!same_iface(&top->rows[j].iface, &top->rows[i].iface))
			continue;
		here += !top->rows[j].gone;
		gone += top->rows[j].gone;
	}
	top_iface_text(&top->rows[i].iface, text);
	if (here > 1 || !gone)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 ": %zu station%s", here, here == 1 ? "" : "s");
	else
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 here ? ": 1 station" : ": no station left");
	draw_text(line, 0, COLS, A_UNDERLINE, text);
}

static void draw_nothing(const struct scene *scene, int line)
{
	draw_text(line, 1, COLS, A_DIM, scene->path ?
		  "no station at this point: press the right arrow" :
		  "no station: nothing is associated at the moment");
}

void draw_matrix(const struct scene *scene, const struct layout *layout)
{
	const struct top *top = scene->top;
	const struct part *part = &layout->matrix;
	int selected = line_of(top, scene->selection->row_id);
	int first = 0, skip = 0, line = 0;

	if (scene->selection->link >= layout->links)
		first = scene->selection->link - layout->links + 1;
	if (layout->head.lines)
		draw_head(layout, first);
	if (!part->lines)
		return;
	if (!top->count)
		draw_nothing(scene, part->line);
	if (selected >= part->lines)
		skip = selected - part->lines + 1;
	for (size_t i = 0; i < top->count; i++) {
		if (begins_iface(top, i)) {
			if (line >= skip && line < skip + part->lines)
				draw_iface(top, i, part->line + line - skip);
			line++;
		}
		if (line >= skip && line < skip + part->lines)
			draw_row(scene, layout, &top->rows[i],
				 part->line + line - skip, first);
		line++;
	}
}

/* ---- help ---- */

static const char *const help_keys[] = {
	"",
	"arrows, h j k l     select a link (in a recording: h, l, up, down)",
	"tab                 go to the findings and back; up, down scroll them",
	"p, r                live: pause; refresh",
	"left, right, space  in a recording: previous event, next event",
	"n, N                in a recording: next, previous finding",
	"Home, End (g, G)    in a recording: start, end",
	"q, Ctrl-L           quit; redraw the screen",
};

int view_help_lines(void)
{
	return CELL_STATES - 1 + ARRAY_SIZE(help_keys);
}

int view_help_room(void)
{
	return LINES > 3 ? LINES - 2 : 1;
}

void draw_help(struct scene *scene)
{
	for (int i = 0; i < view_help_room(); i++) {
		int nr = scene->help_line + i, state = CELL_STATES - 1 - nr;
		char letter[2];

		if (state <= CELL_NONE) {
			if (nr >= view_help_lines())
				break;
			draw_text(1 + i, 1, COLS, A_NORMAL,
				  help_keys[nr - (CELL_STATES - 1)]);
			continue;
		}
		letter[0] = top_letter(state);
		letter[1] = '\0';
		draw_text(1 + i, 1, 1, draw_state_attr(state), letter);
		draw_text(1 + i, 3, COLS, A_BOLD, top_word(state));
		draw_text(1 + i, 22, COLS, A_NORMAL, top_meaning(state));
	}
}
