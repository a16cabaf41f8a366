// SPDX-License-Identifier: GPL-2.0-only
#include "record.h"
#include "top/top_layout.h"

#define LABEL 19	/* a MAC address, a mark before, a space after */
#define SHORT_LABEL 10	/* the last half of it */
#define DETAILS 8	/* lines, with the title and two for wrapping */

static int at_least(int value, int least)
{
	return value > least ? value : least;
}

static int at_most(int value, int most)
{
	return value < most ? value : most;
}

static void place(struct part *part, int *line, int lines)
{
	part->line = *line;
	part->lines = lines;
	*line += lines;
}

static void set_columns(struct layout *layout, int columns)
{
	layout->label = columns >= LABEL + 2 * MLO_MAX_LINKS ? LABEL :
							       SHORT_LABEL;
	layout->cell = at_most((columns - layout->label) / MLO_MAX_LINKS, 6);
	layout->cell = at_least(layout->cell, 2);
	layout->links = at_most((columns - layout->label) / layout->cell,
				MLO_MAX_LINKS);
	layout->links = at_least(layout->links, 1);
}

struct layout layout_of(int lines, int columns, int matrix)
{
	struct layout layout = { 0 };
	int extra = lines >= 18, keys = lines >= 6, head = lines >= 4;
	int status = lines >= 2;
	int rest = lines - 1 - keys - head - status - 2 * extra;
	int details = rest >= 17 ? 6 : rest >= 10 ? 4 : rest >= 4 ? 3 : 0;
	int findings = rest >= 16 ? 5 : rest >= 8 ? 3 : 0;
	int line = 0, more;

	set_columns(&layout, columns);
	rest = at_least(rest - details - findings, lines >= 3);
	matrix = at_most(at_least(matrix, 1), rest);
	rest -= matrix;
	/* all details of a link, if there is room */
	more = details ? at_most(rest, DETAILS - details) : 0;
	details += more;
	if (findings)
		findings += rest - more;
	place(&layout.title, &line, 1);
	place(&layout.last, &line, extra);
	place(&layout.head, &line, head);
	place(&layout.matrix, &line, matrix);
	place(&layout.details, &line, details);
	place(&layout.findings, &line, findings);
	line = lines - keys - status - extra;
	place(&layout.legend, &line, extra);
	place(&layout.status, &line, status);
	place(&layout.keys, &line, keys);
	return layout;
}
