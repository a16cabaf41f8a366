/* SPDX-License-Identifier: GPL-2.0-only */
/* Nodes of link_sta_hash that no station owns, as walks found them. */
#ifndef MLOTRACE_NODE_LIST_H
#define MLOTRACE_NODE_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "record.h"

/* .nodes is the owner's to free(). */
struct node_list {
	struct rec_node *nodes;
	size_t count, room;
};

/* -ENOMEM */
int node_list_add(struct node_list *list, const struct rec_node *node);

/* By the struct link_sta_info that they are part of. */
bool node_list_has(const struct node_list *list, uint64_t link);
void node_list_drop(struct node_list *list, uint64_t link);

/* The first so many. */
void node_list_drop_first(struct node_list *list, size_t count);

#endif
