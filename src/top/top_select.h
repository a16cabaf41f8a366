/* SPDX-License-Identifier: GPL-2.0-only */
/* Which link is selected. It follows what happens until a key moves it. */
#ifndef MLOTRACE_TOP_SELECT_H
#define MLOTRACE_TOP_SELECT_H

#include "top/top.h"

struct selection {
	unsigned long row_id;	/* 0: none */
	int link;
	bool moved;		/* by a key: follow no more */
	struct event followed;	/* the last event that it went to */
};

/* After a change: the selected row may be gone, or another matters more. */
void select_update(struct selection *sel, const struct top *top);

/* Move it by keys: this many rows down, and this many links to the right. */
void select_move(struct selection *sel, const struct top *top, int rows,
		 int links);

/* Move it to the link of this event, if that is shown. */
void select_event(struct selection *sel, const struct top *top,
		  const struct event *ev);

/* The selected row; NULL if there is none */
const struct top_row *select_row(const struct selection *sel,
				 const struct top *top);

#endif
