// SPDX-License-Identifier: GPL-2.0-only
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "code/klp.h"

#define PREFIX ".klp.sym."

/* --- symbols ------------------------------------------------------------- */

bool klp_symbol_parse(const char *text, struct klp_symbol *symbol)
{
	char *end;

	if (strncmp(text, PREFIX, strlen(PREFIX)))
		return false;
	symbol->object = text + strlen(PREFIX);
	symbol->object_size = strcspn(symbol->object, ".");
	symbol->name = symbol->object + symbol->object_size + 1;
	if (!symbol->object_size || !symbol->object[symbol->object_size])
		return false;
	symbol->name_size = strcspn(symbol->name, ",");
	if (!symbol->name_size || symbol->name[symbol->name_size] != ',')
		return false;
	text = symbol->name + symbol->name_size + 1;
	if (*text < '0' || *text > '9')
		return false;
	symbol->position = strtoul(text, &end, 10);
	return !*end;
}

static bool is_wireless(const struct klp_symbol *symbol)
{
	static const char *const objects[] = {
		"vmlinux", "mac80211", "cfg80211",
	};

	for (size_t i = 0; i < ARRAY_SIZE(objects); i++)
		if (symbol->object_size == strlen(objects[i]) &&
		    !memcmp(symbol->object, objects[i], symbol->object_size))
			return true;
	return false;
}

const char *klp_call_name(const char *symbol)
{
	struct klp_symbol parts;

	if (!klp_symbol_parse(symbol, &parts) || !is_wireless(&parts))
		return symbol;
	return parts.position > 1 ? NULL : parts.name;
}

/* --- what it replaces ---------------------------------------------------- */

/*
 * The distance from the pointer to the name to that to the new function: it is
 * next in struct klp_func (and in klp_func_ext of klp-build), and 40 bytes
 * before it in struct kpatch_patch_func.
 */
static const int64_t new_function_at[] = { 8, -40 };

static bool is_pointer(struct image *img, const Elf64_Rela *rela)
{
	int bias;

	return !code_bias(image_isa(img), ELF64_R_TYPE(rela->r_info),
			  RELOC_POINTER, &bias);
}

static bool points_at_text(struct image *img, const Elf64_Rela *rela,
			   const char *text)
{
	struct code_place place = { 0 };
	size_t size = strlen(text) + 1;
	const uint8_t *data;

	if (!is_pointer(img, rela) || !code_reloc_place(img, rela, 0, &place))
		return false;
	data = image_data(img, place.section);
	return data && place.offset < img->sections[place.section].size &&
	       img->sections[place.section].size - place.offset >= size &&
	       !memcmp(data + place.offset, text, size);
}

/* Return the function beside the name, if this is a row of such a table. */
static const struct code_entry *beside(struct code_map *map, size_t section,
				       uint64_t offset, const char *function)
{
	for (size_t i = 0; i < ARRAY_SIZE(new_function_at); i++) {
		const Elf64_Rela *rela = image_reloc(map->img, section, offset +
						     new_function_at[i]);
		const struct code_entry *entry = NULL;
		struct code_place place = { 0 };

		if (rela && is_pointer(map->img, rela) &&
		    code_reloc_place(map->img, rela, 0, &place))
			entry = code_entry_at(map, place, function);
		if (entry)
			return entry;
	}
	return NULL;
}

/* Where tables may be: data, not code. */
static bool may_have_tables(const struct image *img, size_t section)
{
	return (img->sections[section].flags & (SHF_ALLOC | SHF_EXECINSTR)) ==
	       SHF_ALLOC;
}

bool klp_patches_module(struct image *img, const char *module)
{
	for (size_t i = 1; i < img->nr_sections; i++) {
		const Elf64_Rela *relocs = NULL;
		size_t count = 0;

		if (may_have_tables(img, i))
			relocs = image_relocs(img, i, &count);
		for (size_t j = 0; j < count; j++)
			if (points_at_text(img, &relocs[j], module))
				return true;
	}
	return false;
}

static int find_in_section(struct code_map *map, size_t section,
			   const char *function,
			   const struct code_entry **found)
{
	const struct code_entry *entry;
	const Elf64_Rela *relocs;
	size_t count;

	relocs = image_relocs(map->img, section, &count);
	for (size_t i = 0; i < count && code_map_spend(map, 1); i++) {
		if (!points_at_text(map->img, &relocs[i], function))
			continue;
		entry = beside(map, section, relocs[i].r_offset, function);
		if (!entry)
			continue;
		if (*found && code_place_compare((*found)->place, entry->place))
			return -ENOTUNIQ;
		*found = entry;
	}
	return 0;
}

static uint64_t word_at(const uint8_t *data, size_t at)
{
	uint64_t word;

	memcpy(&word, data + at, sizeof(word));
	return word;
}

/* In memory, pointers are addresses. */
static struct code_place place_of(const struct image *img, uint64_t addr)
{
	size_t section = image_section_at(img, addr);

	return (struct code_place){ section,
				    addr - img->sections[section].addr };
}

static bool text_is(struct image *img, struct code_place place,
		    const char *text)
{
	const uint8_t *data = image_data(img, place.section);
	size_t size = strlen(text) + 1;

	return data && img->sections[place.section].size - place.offset >=
		       size && !memcmp(data + place.offset, text, size);
}

static int find_in_memory(struct code_map *map, size_t section,
			  const char *function,
			  const struct code_entry **found)
{
	struct image *img = map->img;
	const uint8_t *data = image_data(img, section);
	size_t size = img->sections[section].size;

	for (size_t at = 0; data && size - at >= 8 && code_map_spend(map, 1);
	     at += 8) {
		if (!text_is(img, place_of(img, word_at(data, at)), function))
			continue;
		for (size_t i = 0; i < ARRAY_SIZE(new_function_at); i++) {
			size_t beside = at + new_function_at[i];
			const struct code_entry *entry;

			if (beside > size - 8)
				continue;
			entry = code_entry_at(map,
				place_of(img, word_at(data, beside)), NULL);
			if (entry && *found && *found != entry)
				return -ENOTUNIQ;
			*found = entry ?: *found;
		}
	}
	return 0;
}

/* Without a table, find a new function that has the name of the old one. */
static int find_by_name(struct code_map *map, const char *function,
			const struct code_entry **found)
{
	for (size_t i = 0; i < map->nr_entries; i++) {
		const struct code_entry *entry = &map->entries[i];

		if (!same_function(entry->name, function) ||
		    is_cold_piece(entry->name))
			continue;
		if (*found)
			return -ENOTUNIQ;
		*found = entry;
	}
	return 0;
}

int klp_replacement(struct code_map *map, const char *function,
		    const struct code_entry **entry)
{
	struct image *img = map->img;
	int err = 0;

	*entry = NULL;
	for (size_t i = 1; i < img->nr_sections && !err; i++)
		if (may_have_tables(img, i))
			err = (img->live ? find_in_memory : find_in_section)
				(map, i, function, entry);
	if (img->live && !err && !*entry)
		err = find_by_name(map, function, entry);
	return err ?: *entry ? 0 : -ENOENT;
}
