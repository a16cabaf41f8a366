/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a function of a kernel image calls. Its code is followed from its entry
 * along every branch, into the pieces that the compiler split off it (.cold,
 * .part, .isra, .constprop), so that nothing counts as a call that is not an
 * instruction which can be reached. Targets come from relocations, and from
 * the instruction itself where the linker left none.
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
	 * Reached from the entry; else it stands in code of the function that
	 * only a jump table or a patched branch can reach.
	 */
	bool sure;
};

struct walk {
	struct walk_call *calls;
	size_t nr_calls, calls_room;
	bool whole;		/* all code understood: what is not here,
				 * is not called by its name */
	bool by_pointer;	/* something is called by its address */
};

/*
 * Walk the function of that name with its pieces; walk_free() is due. Returns
 * 0; -ENOENT if there is none, -ENOTUNIQ if there are several, -ENOMEM.
 */
int walk_function(struct code_map *map, const char *name, struct walk *walk);

/* Part of a function: what can come after a call, or without one before. */
struct walk_way {
	const char *after;	/* from where it returns on; NULL: the entry */
	const char *without;	/* from there, the way ends at a call of it */
};

/*
 * As walk_function(), for the code that can be reached that way; what only a
 * patched branch leads to is left out, and with a jump table the walk is not
 * whole.
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
