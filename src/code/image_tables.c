// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the symbols of an image lie, and its relocations: whatever their width
 * and byte order, they become 64-bit ones in this machine's byte order.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "code/code_mips.h"
#include "code/image.h"
#include "code/image_priv.h"

#define NAME_MAX_SIZE 512		/* include/linux/kallsyms.h */

const char *image_symbol_name(const struct image *img, const Elf64_Sym *sym)
{
	const char *name = img->strings + sym->st_name;

	if (sym->st_name >= img->strings_size ||
	    strnlen(name, NAME_MAX_SIZE) == NAME_MAX_SIZE)
		return "";
	return name;
}

size_t image_symbol_place(const struct image *img, const Elf64_Sym *sym,
			  uint64_t *offset)
{
	size_t index = sym->st_shndx;

	if (index == SHN_UNDEF || index >= SHN_LORESERVE ||
	    index >= img->nr_sections)
		return 0;
	*offset = sym->st_value;
	if (!img->relocatable)
		*offset -= img->sections[index].addr;
	if (ELF64_ST_TYPE(sym->st_info) == STT_FUNC) {
		if (img->machine == EM_PPC64)
			*offset += PPC64_LOCAL_ENTRY_OFFSET(sym->st_other);
		else if (img->machine == EM_ARM)
			*offset &= ~(uint64_t)1;
	}
	return index;
}

static int by_offset(const void *a, const void *b)
{
	const Elf64_Rela *left = a, *right = b;

	return (left->r_offset > right->r_offset) -
	       (left->r_offset < right->r_offset);
}

static bool is_sorted(const Elf64_Rela *relocs, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (relocs[i - 1].r_offset > relocs[i].r_offset)
			return false;
	return true;
}

static void sort_relocs(struct image *img, struct image_section *section,
			size_t size)
{
	Elf64_Rela *copy;

	if (!section->relocs || is_sorted(section->relocs, section->nr_relocs))
		return;
	copy = section->sorted;
	if (!copy && image_may_read(img, size)) {
		copy = malloc(size);
		if (copy)
			memcpy(copy, section->relocs, size);
	}
	if (copy)
		qsort(copy, section->nr_relocs, sizeof(*copy), by_offset);
	section->relocs = section->sorted = copy;
}

/* Elf64_Rel of MIPS has three types, of which modules use one. */
static uint64_t mips64_info(const struct image *img, const uint8_t *info)
{
	uint64_t sym = image_number(img, info, 4);

	return ELF64_R_INFO(sym, info[5] || info[6] ? 0xff : info[7]);
}

static Elf64_Rela read_rela(const struct image *img, const uint8_t *data,
			    bool with_addend)
{
	size_t size = img->wide ? 8 : 4;
	uint64_t info = image_number(img, data + size, size);
	Elf64_Rela rela = {
		.r_offset = image_number(img, data, size), .r_info = info,
	};

	if (!img->wide)
		rela.r_info = ELF64_R_INFO(ELF32_R_SYM(info),
					   ELF32_R_TYPE(info));
	else if (img->machine == EM_MIPS)
		rela.r_info = mips64_info(img, data + size);
	if (with_addend)
		rela.r_addend = code_signed(image_number(img, data + 2 * size,
							 size), 0, 8 * size);
	return rela;
}

/* Return the addend that is in the relocated bytes themselves. */
static int64_t addend_at(struct image *img, size_t index,
			 const Elf64_Rela *rela)
{
	const uint8_t *data = image_data(img, index);
	uint64_t size = img->sections[index].size;

	if (!data || size < 4 || rela->r_offset > size - 4)
		return 0;
	return img->isa.machine->addend(&img->isa, ELF64_R_TYPE(rela->r_info),
					data + rela->r_offset);
}

/* Convert relocations of another format to those of this machine. */
static Elf64_Rela *convert_relocs(struct image *img, size_t index, size_t from,
				  size_t *count)
{
	const struct image_section *table = &img->sections[from];
	bool with_addend = table->type == SHT_RELA;
	size_t size = (img->wide ? 8 : 4) * (with_addend ? 3 : 2);
	const uint8_t *data = image_data(img, from);
	Elf64_Rela *relocs;

	*count = table->size / size;
	relocs = image_may_read(img, *count * sizeof(*relocs)) ?
		 calloc(*count ?: 1, sizeof(*relocs)) : NULL;
	for (size_t i = 0; relocs && i < *count; i++) {
		relocs[i] = read_rela(img, data + i * size, with_addend);
		if (!with_addend)
			relocs[i].r_addend = addend_at(img, index, &relocs[i]);
	}
	if (relocs && !with_addend && img->machine == EM_MIPS)
		mips_join_halves(relocs, *count);
	return relocs;
}

/*
 * Add the relocations of one table, in place if it is the first. A live patch
 * has a second table, for symbols of what it patches.
 */
static void add_relocs(struct image *img, size_t index, size_t from)
{
	struct image_section *section = &img->sections[index];
	const uint8_t *data = image_data(img, from);
	size_t count = img->sections[from].size / sizeof(Elf64_Rela);
	size_t before = section->nr_relocs;
	Elf64_Rela *joined;
	const Elf64_Rela *relocs;
	void *copy = NULL;

	if (image_is_native(img) && img->machine != EM_MIPS)
		relocs = image_array(data, count * sizeof(*relocs), &copy);
	else
		relocs = copy = convert_relocs(img, index, from, &count);
	if (!relocs || !image_may_read(img, (count + before) * sizeof(*relocs)))
		goto bad;
	if (before) {
		joined = malloc((count + before) * sizeof(*joined));
		if (!joined)
			goto bad;
		memcpy(joined, section->relocs, before * sizeof(*joined));
		memcpy(joined + before, relocs, count * sizeof(*joined));
		free(copy);
		relocs = copy = joined;
	}
	free(section->sorted);
	section->sorted = copy;
	section->relocs = relocs;
	section->nr_relocs += count;
	return;
bad:
	free(copy);
	section->relocs_bad = true;
}

/* Do we read this table of relocations? One without addends only if usual. */
static bool has_relocs(const struct image *img, uint32_t type)
{
	return type == SHT_RELA ||
	       (type == SHT_REL && img->isa.machine->addend);
}

static void read_relocs(struct image *img, size_t index)
{
	struct image_section *section = &img->sections[index];

	section->relocs_known = true;
	for (size_t i = 1; i < img->nr_sections; i++) {
		if (!has_relocs(img, img->sections[i].type) ||
		    img->sections[i].info != index || !img->sections[i].size)
			continue;
		if (image_data(img, i))
			add_relocs(img, index, i);
		else
			section->relocs_bad = true;
	}
	if (!section->nr_relocs)
		return;
	sort_relocs(img, section, section->nr_relocs * sizeof(Elf64_Rela));
	if (!section->relocs) {
		section->nr_relocs = 0;
		section->relocs_bad = true;
	}
}

const Elf64_Rela *image_relocs(struct image *img, size_t index, size_t *count)
{
	*count = 0;
	if (!img->relocatable || index >= img->nr_sections)
		return NULL;
	if (!img->sections[index].relocs_known)
		read_relocs(img, index);
	*count = img->sections[index].nr_relocs;
	return img->sections[index].relocs;
}

/* A hint is at the same place as the relocation that it goes with. */
#define RELOCS_AT_PLACE 3

const Elf64_Rela *image_reloc(struct image *img, size_t index, uint64_t offset)
{
	Elf64_Rela key = { .r_offset = offset };
	const Elf64_Rela *relocs, *end, *found;
	size_t count;
	int bias;

	relocs = image_relocs(img, index, &count);
	if (!relocs)
		return NULL;
	end = relocs + count;
	found = bsearch(&key, relocs, count, sizeof(key), by_offset);
	for (int i = 0; found && i < RELOCS_AT_PLACE && found > relocs; i++)
		found -= found[-1].r_offset == offset;
	for (int i = 0; found && i < RELOCS_AT_PLACE; i++, found++)
		if (found == end || found->r_offset != offset ||
		    code_bias(&img->isa, ELF64_R_TYPE(found->r_info),
			      RELOC_HINT, &bias))
			break;
	return found && found < end && found->r_offset == offset ? found : NULL;
}

const Elf64_Sym *image_reloc_symbol(const struct image *img,
				    const Elf64_Rela *rela)
{
	size_t index = ELF64_R_SYM(rela->r_info);

	return index < img->nr_symbols ? &img->symbols[index] : NULL;
}
