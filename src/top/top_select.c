// SPDX-License-Identifier: GPL-2.0-only
#include "top/top_select.h"

static bool find(const struct selection *sel, const struct top *top,
		 size_t *index)
{
	for (size_t i = 0; i < top->count; i++) {
		if (top->rows[i].id != sel->row_id)
			continue;
		*index = i;
		return true;
	}
	return false;
}

const struct top_row *select_row(const struct selection *sel,
				 const struct top *top)
{
	size_t index;

	return find(sel, top, &index) ? &top->rows[index] : NULL;
}

/* The link that matters most, or the first one of several */
static int first_link(const struct top_row *row)
{
	int best = 0;

	for (int i = 1; i < MLO_MAX_LINKS; i++)
		if (row->cells[i].state > row->cells[best].state)
			best = i;
	return best;
}

static void select_first(struct selection *sel, const struct top *top)
{
	sel->row_id = 0;
	if (!top->count)
		return;
	sel->row_id = top->rows[0].id;
	sel->link = first_link(&top->rows[0]);
}

/* The selection does not follow a new set of links, or the end of a station. */
static bool worth_following(const struct event *ev)
{
	return ev->type != EV_VIF_LINKS && ev->type != EV_STA_GONE;
}

void select_event(struct selection *sel, const struct top *top,
		  const struct event *ev)
{
	const struct top_row *row = top_row_of(top, ev);
	uint16_t links = top_event_links(ev);

	if (!worth_following(ev))
		return;
	/* for an interface's event, its first station will do */
	for (size_t i = 0; !row && links && i < top->count; i++)
		if (top->rows[i].iface.sdata == ev->iface.sdata &&
		    !top->rows[i].gone)
			row = &top->rows[i];
	if (!row || !links)
		return;
	sel->row_id = row->id;
	sel->link = __builtin_ctz(links);
	if (sel->link >= MLO_MAX_LINKS)
		sel->link = MLO_MAX_LINKS - 1;
}

void select_update(struct selection *sel, const struct top *top)
{
	const struct event *last = top->has_last ? &top->last : NULL;
	size_t index;

	if (!find(sel, top, &index))
		select_first(sel, top);
	if (sel->moved || !last || !worth_following(last) ||
	    (last->time == sel->followed.time &&
	     last->type == sel->followed.type))
		return;
	sel->followed = *last;
	select_event(sel, top, last);
}

void select_move(struct selection *sel, const struct top *top, int rows,
		 int links)
{
	size_t index;

	sel->moved = true;
	if (!find(sel, top, &index)) {
		select_first(sel, top);
		return;
	}
	if (rows < 0 && index > 0)
		index--;
	else if (rows > 0 && index + 1 < top->count)
		index++;
	sel->row_id = top->rows[index].id;
	sel->link += links;
	if (sel->link < 0)
		sel->link = 0;
	if (sel->link >= MLO_MAX_LINKS)
		sel->link = MLO_MAX_LINKS - 1;
}
