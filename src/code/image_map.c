// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "code/image_code.h"
#include "code/image_map.h"

/* Names of one place that are looked at; a hostile file may have more. */
#define ALIASES_MAX 64

bool same_function(const char *a, const char *b)
{
	size_t size;

	if (!a || !b)
		return false;
	size = strcspn(a, ".,");
	return size && size == strcspn(b, ".,") && !strncmp(a, b, size);
}

int code_place_compare(struct code_place a, struct code_place b)
{
	if (a.section != b.section)
		return a.section < b.section ? -1 : 1;
	return (a.offset > b.offset) - (a.offset < b.offset);
}

static int by_place(const void *a, const void *b)
{
	const struct code_entry *left = a, *right = b;

	return code_place_compare(left->place, right->place);
}

/* The first entry that is not before a place; may be the end. */
static const struct code_entry *entry_from(const struct code_map *map,
					   struct code_place place)
{
	size_t low = 0, high = map->nr_entries;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (code_place_compare(map->entries[mid].place, place) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return map->entries + low;
}

static bool is_at(const struct code_map *map, const struct code_entry *entry,
		  struct code_place place)
{
	return entry < map->entries + map->nr_entries &&
	       !code_place_compare(entry->place, place);
}

const struct code_entry *code_entry_at(const struct code_map *map,
				       struct code_place place,
				       const char *name)
{
	const struct code_entry *first = entry_from(map, place), *entry;
	const struct code_entry *named = NULL;

	if (!is_at(map, first, place))
		return NULL;
	for (entry = first; entry < first + ALIASES_MAX &&
			    is_at(map, entry, place); entry++) {
		if (same_function(entry->name, name))
			return entry;
		if (entry->name && !named)
			named = entry;
	}
	return named ?: first;
}

const struct code_entry *code_entry_around(const struct code_map *map,
					   struct code_place place,
					   const char *name)
{
	const struct code_entry *entry = entry_from(map, place);

	if (entry == map->entries)
		return NULL;
	entry = code_entry_at(map, entry[-1].place, name);
	if (entry->place.section != place.section ||
	    place.offset - entry->place.offset >= entry->size)
		return NULL;
	return entry;
}

bool code_section(const struct image *img, size_t section)
{
	return section && section < img->nr_sections &&
	       (img->sections[section].flags & SHF_EXECINSTR);
}

static int add_entry(struct code_map *map, struct code_entry entry)
{
	struct code_entry *moved;

	if (!code_section(map->img, entry.place.section))
		return 0;
	moved = array_grow(map->entries, map->nr_entries, &map->entries_room,
			   sizeof(*moved));
	if (!moved)
		return -ENOMEM;
	map->entries = moved;
	map->entries[map->nr_entries++] = entry;
	return 0;
}

/* Not the padding before a function, which has symbols of its own. */
static bool names_function(const char *name)
{
	return *name && strncmp(name, "__pfx_", 6) &&
	       strncmp(name, "__cfi_", 6);
}

int code_map_init(struct code_map *map, struct image *img)
{
	*map = (struct code_map){ .img = img, .budget = WALK_BUDGET };
	map->seen = calloc(img->nr_sections, sizeof(*map->seen));
	if (!map->seen)
		return -ENOMEM;
	for (size_t i = 0; i < img->nr_symbols; i++) {
		const Elf64_Sym *sym = &img->symbols[i];
		struct code_entry entry = { .size = sym->st_size };

		if (ELF64_ST_TYPE(sym->st_info) != STT_FUNC)
			continue;
		entry.name = image_symbol_name(img, sym);
		entry.place.section = image_symbol_place(img, sym,
							 &entry.place.offset);
		if (names_function(entry.name) && add_entry(map, entry))
			return -ENOMEM;
	}
	if (map->nr_entries)
		qsort(map->entries, map->nr_entries, sizeof(*map->entries),
		      by_place);
	return 0;
}

void code_map_free(struct code_map *map)
{
	for (size_t i = 0; map->seen && i < map->img->nr_sections; i++)
		free(map->seen[i]);
	free(map->seen);
	free(map->entries);
	free(map->trail);
	*map = (struct code_map){ 0 };
}

bool code_map_spend(struct code_map *map, size_t cost)
{
	if (map->budget < cost) {
		map->budget = 0;
		return false;
	}
	map->budget -= cost;
	return true;
}

bool code_reloc_place(const struct image *img, const Elf64_Rela *rela,
		      int64_t bias, struct code_place *place)
{
	const Elf64_Sym *sym = image_reloc_symbol(img, rela);

	if (!sym)
		return false;
	place->section = image_symbol_place(img, sym, &place->offset);
	place->offset += (uint64_t)rela->r_addend + bias;
	return place->section != 0;
}

/*
 * __mcount_loc points at the call of __fentry__, which stands behind endbr64
 * where the kernel is built with IBT.
 */
static void to_entry(struct image *img, struct code_place *place)
{
	const uint8_t *code = image_data(img, place->section);

	if (code && img->machine == EM_X86_64 && place->offset >= 4 &&
	    place->offset <= img->sections[place->section].size &&
	    !memcmp(code + place->offset - 4, "\xf3\x0f\x1e\xfa", 4))
		place->offset -= 4;
}

static int add_addresses(struct code_map *map, size_t index, bool mcount)
{
	struct image *img = map->img;
	const uint8_t *data = image_data(img, index);
	const Elf64_Rela *relocs;
	size_t count;
	int bias, err = 0;

	relocs = image_relocs(img, index, &count);
	for (size_t i = 0; data && i < count && !err; i++) {
		uint64_t at = relocs[i].r_offset;
		struct code_entry entry = { 0 };

		if (!code_map_spend(map, 1))
			break;
		if (at >= img->sections[index].size ||
		    code_address_bias(img->machine,
				      ELF64_R_TYPE(relocs[i].r_info),
				      data + at, at, &bias) ||
		    !code_reloc_place(img, &relocs[i], bias, &entry.place) ||
		    !code_section(img, entry.place.section))
			continue;
		if (mcount)
			to_entry(img, &entry.place);
		err = add_entry(map, entry);
	}
	return err;
}

int code_map_add_unnamed(struct code_map *map)
{
	size_t mcount = image_section(map->img, "__mcount_loc");
	int err = 0;

	for (size_t i = 1; i < map->img->nr_sections && !err; i++)
		if (code_section(map->img, i) || i == mcount)
			err = add_addresses(map, i, i == mcount);
	if (map->nr_entries)
		qsort(map->entries, map->nr_entries, sizeof(*map->entries),
		      by_place);
	return err;
}
