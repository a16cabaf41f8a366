/* SPDX-License-Identifier: GPL-2.0-only */
/* Where things are on a screen of some size; what has no room is left out. */
#ifndef MLOTRACE_TOP_LAYOUT_H
#define MLOTRACE_TOP_LAYOUT_H

/* Lines begin at 0; a part of no lines is not shown. */
struct part {
	int line, lines;
};

struct layout {
	struct part title, last, head, matrix;
	struct part details, findings;	/* their first line is a rule */
	struct part legend, status, keys;
	int label;	/* columns of a row's name */
	int cell;	/* columns of a link */
	int links;	/* that fit */
};

/* Make the layout for a matrix that would fill this many lines. */
struct layout layout_of(int lines, int columns, int matrix);

#endif
