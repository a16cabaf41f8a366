// SPDX-License-Identifier: GPL-2.0-only
/* Find the code of a kernel image that refers to a text. */
#include <errno.h>
#include <string.h>

#include "code/fixstate_priv.h"
#include "code/image.h"

/* The most read-only data to search; mac80211 has some 40 kB. */
#define SEARCH_MAX (256UL << 20)

bool fix_find_text(struct image *img, const char *text,
		      struct code_place *place)
{
	size_t searched = 0;

	for (size_t i = 1; i < img->nr_sections; i++) {
		const struct image_section *section = &img->sections[i];
		const uint8_t *data, *at;

		/* in a vmlinux, that includes what is read-only after init */
		if (!(section->flags & SHF_ALLOC) ||
		    (section->flags & SHF_EXECINSTR) ||
		    strncmp(section->name, ".rodata", 7))
			continue;
		data = image_data(img, i);
		searched += section->size;
		if (searched > SEARCH_MAX)
			break;
		at = data ? memmem(data, section->size, text, strlen(text)) :
			    NULL;
		if (!at)
			continue;
		while (at > data && at[-1])
			at--;
		*place = (struct code_place){ i, at - data };
		return true;
	}
	return false;
}

/* Does a relocation of code (or NULL) make the address of this place? */
static bool makes_address(struct image *img, size_t section,
			  const Elf64_Rela *rela, struct code_place place)
{
	struct code_place to = { 0 };

	return rela && code_address_place(img, section, rela, &to) &&
	       !code_place_compare(to, place);
}

bool fix_saw_text(struct code_map *map, struct code_place text)
{
	for (size_t i = 0; i < map->nr_trail; i++) {
		struct code_place at = map->trail[i].place;
		size_t last = map->trail[i].size;

		for (size_t j = 0; j < last; j++)
			if (makes_address(map->img, at.section,
					  image_reloc(map->img, at.section,
						      at.offset + j), text))
				return true;
	}
	return false;
}

/* How often the function refers to the text, and how often other code. */
struct references {
	size_t own, others;
};

static void count(struct code_map *map, struct code_place at,
		  struct references *found)
{
	const struct code_entry *entry = code_entry_around(map, at, RECONF);

	if (entry && same_function(entry->name, RECONF))
		found->own++;
	else
		found->others++;
}

static void count_relocs(struct code_map *map, size_t section,
			 struct code_place text, struct references *found)
{
	const Elf64_Rela *relocs;
	size_t nr_relocs;

	relocs = image_relocs(map->img, section, &nr_relocs);
	for (size_t i = 0; i < nr_relocs; i++)
		if (makes_address(map->img, section, &relocs[i], text))
			count(map, (struct code_place){ section,
							relocs[i].r_offset },
			      found);
}

/* A linked x86-64 kernel has the address as an immediate: mov $text, %rdi */
static void count_immediates(struct code_map *map, size_t section,
			     struct code_place text, struct references *found)
{
	struct image *img = map->img;
	uint32_t address = img->sections[text.section].addr + text.offset;
	const uint8_t *code = image_data(img, section), *at = code, *end;

	end = code ? code + img->sections[section].size : NULL;
	while (at < end && (at = memmem(at, end - at, &address,
					sizeof(address)))) {
		count(map, (struct code_place){ section, at - code }, found);
		at++;
	}
}

int fix_reconf_is_one(struct image *img)
{
	struct references found = { 0 };
	struct code_place text = { 0 };
	struct code_map map;
	int err;

	if (!fix_find_text(img, RECONF_TEXT, &text) ||
	    (!img->relocatable && img->machine != EM_X86_64))
		return -ENODATA;
	err = code_map_init(&map, img);
	for (size_t i = 1; i < img->nr_sections && !err; i++) {
		if (!code_section(img, i))
			continue;
		if (img->relocatable)
			count_relocs(&map, i, text, &found);
		else
			count_immediates(&map, i, text, &found);
	}
	code_map_free(&map);
	if (err || !found.own)
		return err ?: -ENODATA;
	/* without relocations, any number may look like the address */
	if (found.others)
		return img->relocatable ? -ENOTUNIQ : -ENODATA;
	return 0;
}
