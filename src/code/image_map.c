// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "code/image_code.h"
#include "code/image_map.h"

/* The most names of one place to look at; a hostile file may have more. */
#define ALIASES_MAX 64

bool same_function(const char *a, const char *b)
{
	size_t size;

	/* most names differ in the first letter */
	if (!a || !b || *a != *b)
		return false;
	size = strcspn(a, ".,");
	return size && size == strcspn(b, ".,") && !strncmp(a, b, size);
}

bool is_cold_piece(const char *name)
{
	const char *suffix = strstr(name, ".cold");

	return suffix && (!suffix[5] || suffix[5] == '.');
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

/* Is it a function? The padding before one has symbols of its own. */
static bool names_function(const char *name)
{
	return *name && strncmp(name, "__pfx_", 6) &&
	       strncmp(name, "__cfi_", 6);
}

static int add_function(struct code_map *map, const Elf64_Sym *sym)
{
	struct code_entry entry = { .name = image_symbol_name(map->img, sym) };
	uint64_t *offset = &entry.place.offset, before;

	entry.place.section = image_symbol_place(map->img, sym, offset);
	/* leave out what precedes the entry for calls within the module */
	before = *offset - sym->st_value;
	if (map->img->relocatable && before < sym->st_size)
		entry.size = sym->st_size - before;
	else
		entry.size = sym->st_size;
	return names_function(entry.name) ? add_entry(map, entry) : 0;
}

/*
 * ELF for the Arm Architecture, "Mapping symbols": $a, $t, $d. Keep the places
 * where data begins or ends; once sorted, these alternate.
 */
static int add_mapping(struct code_map *map, const Elf64_Sym *sym)
{
	const char *name = image_symbol_name(map->img, sym);
	struct code_place place, *moved;

	if (name[0] != '$' || !strchr("atd", name[1]))
		return 0;
	place.section = image_symbol_place(map->img, sym, &place.offset);
	if (!code_section(map->img, place.section))
		return 0;
	moved = array_grow(map->data, map->nr_data, &map->data_room,
			   sizeof(*moved));
	if (!moved)
		return -ENOMEM;
	map->data = moved;
	/* twice the offset, and 1 more for data, so that both sort by place */
	place.offset = 2 * place.offset + (name[1] == 'd');
	map->data[map->nr_data++] = place;
	return 0;
}

static int compare_places(const void *a, const void *b)
{
	const struct code_place *left = a, *right = b;

	return code_place_compare(*left, *right);
}

bool code_is_data(const struct code_map *map, struct code_place place)
{
	size_t low = 0, high = map->nr_data;

	place.offset = 2 * place.offset + 1;
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (code_place_compare(map->data[mid], place) <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low && map->data[low - 1].section == place.section &&
	       (map->data[low - 1].offset & 1);
}

int code_map_init(struct code_map *map, struct image *img)
{
	int err = 0;

	*map = (struct code_map){ .img = img, .budget = WALK_BUDGET };
	map->seen = calloc(img->nr_sections, sizeof(*map->seen));
	if (!map->seen)
		return -ENOMEM;
	for (size_t i = 0; i < img->nr_symbols && !err; i++) {
		const Elf64_Sym *sym = &img->symbols[i];

		if (ELF64_ST_TYPE(sym->st_info) == STT_FUNC)
			err = add_function(map, sym);
		else if (img->machine == EM_ARM)
			err = add_mapping(map, sym);
	}
	if (map->nr_entries)
		qsort(map->entries, map->nr_entries, sizeof(*map->entries),
		      by_place);
	if (map->nr_data)
		qsort(map->data, map->nr_data, sizeof(*map->data),
		      compare_places);
	return err;
}

void code_map_free(struct code_map *map)
{
	for (size_t i = 0; map->seen && i < map->img->nr_sections; i++)
		free(map->seen[i]);
	free(map->seen);
	free(map->entries);
	free(map->data);
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
	if (img->machine == EM_ARM && code_section(img, place->section))
		place->offset &= ~(uint64_t)1;	/* the bit of Thumb */
	return place->section != 0;
}

/*
 * Modules of powerpc64le are built with -mcmodel=large: code loads addresses
 * from the section .toc.
 */
static void through_toc(struct image *img, struct code_place *place)
{
	const Elf64_Rela *rela;
	int bias;

	if (img->machine != EM_PPC64 ||
	    strcmp(img->sections[place->section].name, ".toc"))
		return;
	rela = image_reloc(img, place->section, place->offset);
	if (rela && !code_bias(&img->isa, ELF64_R_TYPE(rela->r_info),
			       RELOC_POINTER, &bias))
		code_reloc_place(img, rela, bias, place);
}

bool code_address_place(struct image *img, size_t section,
			const Elf64_Rela *rela, struct code_place *place)
{
	const uint8_t *code = image_data(img, section);
	uint64_t at = rela->r_offset;
	int bias;

	if (!code || at >= img->sections[section].size ||
	    code_address_bias(image_isa(img), ELF64_R_TYPE(rela->r_info),
			      code + at, at, &bias) ||
	    !code_reloc_place(img, rela, bias, place))
		return false;
	through_toc(img, place);
	return true;
}

/*
 * __mcount_loc points at the call of __fentry__, which follows endbr64 if the
 * kernel is built with IBT.
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
	const Elf64_Rela *relocs;
	size_t count;
	int err = 0;

	relocs = image_relocs(map->img, index, &count);
	for (size_t i = 0; i < count && !err; i++) {
		struct code_entry entry = { 0 };

		if (!code_map_spend(map, 1))
			break;
		if (!code_address_place(map->img, index, &relocs[i],
					&entry.place) ||
		    !code_section(map->img, entry.place.section))
			continue;
		if (mcount)
			to_entry(map->img, &entry.place);
		err = add_entry(map, entry);
	}
	return err;
}

int code_map_add_unnamed(struct code_map *map)
{
	size_t mcount = 0;
	int err = 0;

	if (image_isa(map->img)->machine->mcount_at_entry)
		mcount = image_section(map->img, "__mcount_loc");
	for (size_t i = 1; i < map->img->nr_sections && !err; i++)
		if (code_section(map->img, i) || (mcount && i == mcount))
			err = add_addresses(map, i, i == mcount);
	if (map->nr_entries)
		qsort(map->entries, map->nr_entries, sizeof(*map->entries),
		      by_place);
	return err;
}
