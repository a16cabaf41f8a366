/* SPDX-License-Identifier: GPL-2.0-only */
/* The functions of a kernel image by where they start, named or not. */
#ifndef MLOTRACE_IMAGE_MAP_H
#define MLOTRACE_IMAGE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "code/image.h"

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

/*
 * The most that all walks of one image may cost, in instructions and
 * relocations looked at: twenty times what mac80211 takes without its symbols.
 */
#define WALK_BUDGET (1UL << 22)

/* The functions of an image, and which code the last walk has seen. */
struct code_map {
	struct image *img;
	struct code_entry *entries;	/* sorted by place */
	size_t nr_entries, entries_room;
	struct code_place *data;	/* where data begins and ends in code */
	size_t nr_data, data_room;
	uint8_t **seen;			/* for each byte of each section */
	struct code_range *trail;	/* what to clear in .seen */
	size_t nr_trail, trail_room;
	size_t budget;			/* at 0, no walk is whole any more */
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
 * "foo.isra.0.cold", "foo", and a live patch's "foo,1" are the same; a NULL is
 * never the same.
 */
bool same_function(const char *a, const char *b);

/* "foo.cold", "foo.cold.0" */
bool is_cold_piece(const char *name);

/* Order of places: below, at or above 0, as strcmp() */
int code_place_compare(struct code_place a, struct code_place b);

/* The function that starts at a place, preferably one of that name, or NULL. */
const struct code_entry *code_entry_at(const struct code_map *map,
				       struct code_place place,
				       const char *name);

/* The function of known size that a place lies in, or NULL. */
const struct code_entry *code_entry_around(const struct code_map *map,
					   struct code_place place,
					   const char *name);

/* Is there data among the code here, according to Arm's mapping symbols? */
bool code_is_data(const struct code_map *map, struct code_place place);

/* Whether a section of that index exists and holds code. */
bool code_section(const struct image *img, size_t section);

/* Find what a relocation points at, with its addend and a bias. */
bool code_reloc_place(const struct image *img, const Elf64_Rela *rela,
		      int64_t bias, struct code_place *place);

/* Find the address that a relocation of a section makes, if it makes one. */
bool code_address_place(struct image *img, size_t section,
			const Elf64_Rela *rela, struct code_place *place);

/* Pay for a piece of work; false when the budget is used up. */
bool code_map_spend(struct code_map *map, size_t cost);

#endif
