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

#include "image.h"

struct code_place {
	size_t section;
	uint64_t offset;
};

/* The entry of a function; the name is NULL where the symbol was stripped. */
struct code_entry {
	struct code_place place;
	uint64_t size;		/* 0: not known */
	const char *name;
};

struct code_range {
	struct code_place place;
	uint8_t size;
};

/* The functions of an image, and which code the last walk has seen. */
struct code_map {
	struct image *img;
	struct code_entry *entries;	/* by place */
	size_t nr_entries, entries_room;
	uint8_t **seen;			/* a byte for each of a section */
	struct code_range *trail;	/* what to clear of .seen */
	size_t nr_trail, trail_room;
};

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
				 * is not called */
};

/* Returns 0 or -ENOMEM; code_map_free() is due in both cases. */
int code_map_init(struct code_map *map, struct image *img);
void code_map_free(struct code_map *map);

/*
 * Add the function entries that the image shows without symbols: those whose
 * address is taken, and those that ftrace can patch.
 */
int code_map_add_unnamed(struct code_map *map);

/*
 * Walk the function of that name with its pieces; walk_free() is due. Returns
 * 0; -ENOENT if there is none, -ENOTUNIQ if there are several, -ENOMEM.
 */
int walk_function(struct code_map *map, const char *name, struct walk *walk);

/* As walk_function(), for the function that starts there. */
int walk_place(struct code_map *map, struct code_place start,
	       struct walk *walk);

/* Whether the last walk saw the instruction that holds this byte. */
bool walk_saw(const struct code_map *map, struct code_place place);

void walk_free(struct walk *walk);

/* "foo.isra.0.cold" and "foo" are the same; a NULL is never the same. */
bool same_function(const char *a, const char *b);

#endif
