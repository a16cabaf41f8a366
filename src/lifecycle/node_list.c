// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>

#include "base/util.h"
#include "lifecycle/node_list.h"

int node_list_add(struct node_list *list, const struct rec_node *node)
{
	struct rec_node *nodes = array_grow(list->nodes, list->count,
					    &list->room, sizeof(*nodes));

	if (!nodes)
		return -ENOMEM;
	list->nodes = nodes;
	list->nodes[list->count++] = *node;
	return 0;
}

bool node_list_has(const struct node_list *list, uint64_t link)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->nodes[i].link == link)
			return true;
	return false;
}

void node_list_drop(struct node_list *list, uint64_t link)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->nodes[i].link != link)
			continue;
		list->nodes[i] = list->nodes[--list->count];
		return;
	}
}

void node_list_drop_first(struct node_list *list, size_t count)
{
	if (!count)
		return;
	list->count -= count;
	memmove(list->nodes, list->nodes + count,
		list->count * sizeof(*list->nodes));
}
