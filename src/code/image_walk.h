/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a function of a kernel image calls. A walk follows the code from the
 * entry along every branch, and into the pieces that the compiler split off
 * (.cold, .part, .isra, .constprop), so that only an instruction that can be
 * reached counts as a call. Targets come from relocations, or from the
 * instruction itself where the linker left none.
 */
#ifndef MLOTRACE_IMAGE_WALK_H
#define MLOTRACE_IMAGE_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "code/image_map.h"

struct walk_call {
	const char *name;	/* NULL: a function without a symbol */
	struct code_place place;	/* section 0: not in this image */
	/*
	 * Reached from the entry; else it is in code of the function that only
	 * a jump table or a patched branch can reach.
	 */
	bool sure;
};

struct walk {
	struct walk_call *calls;
	size_t nr_calls, calls_room;
	bool whole;		/* all code was understood: no call of a
				 * function by its name is missing */
	bool by_pointer;	/* something is called through a pointer */
};

/*
 * Walk the function of that name with its pieces; walk_free() is due. Returns
 * 0; -ENOENT if there is none, -ENOTUNIQ if there are several, -ENOMEM.
 */
int walk_function(struct code_map *map, const char *name, struct walk *walk);

/* Part of a function: what can run after a call, or before another one. */
struct walk_way {
	const char *after;	/* starts where this returns; NULL: the entry */
	const char *without;	/* ends where this is called */
};

/*
 * As walk_function(), for the code that can be reached that way. Code that
 * only a patched branch leads to is left out. With a jump table, the walk is
 * not whole.
 */
int walk_function_way(struct code_map *map, const char *name,
		      const struct walk_way *way, struct walk *walk);

/* As walk_function(), for the function that starts there. */
int walk_place(struct code_map *map, struct code_place start,
	       struct walk *walk);

/* Whether the last walk saw the instruction that holds this byte. */
bool walk_saw(const struct code_map *map, struct code_place place);

void walk_free(struct walk *walk);

#endif
