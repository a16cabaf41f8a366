/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel image or module read from a file that nobody vouches for: bounded
 * decompression, and the sections, symbols and relocations of the ELF file.
 */
#ifndef MLOTRACE_IMAGE_H
#define MLOTRACE_IMAGE_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "code/image_code.h"

/* No kernel module comes near; a file that unpacks to more is refused. */
#ifndef IMAGE_MAX_UNPACKED
#define IMAGE_MAX_UNPACKED (128UL << 20)
#endif
/* What is read at once of a file that is not compressed: one section. */
#define IMAGE_MAX_SECTION (512UL << 20)
/* What is read or copied in all: sections of a hostile file may overlap. */
#define IMAGE_MAX_READ (1UL << 30)
#define IMAGE_REASON_SIZE 160

enum image_format {
	IMAGE_PLAIN,
	IMAGE_XZ,
	IMAGE_GZIP,
	IMAGE_ZSTD,
	IMAGE_LZMA,	/* as it was before xz */
	IMAGE_FORMATS
};

struct image_section {
	const char *name;
	const uint8_t *data;	/* NULL until image_data() */
	uint64_t addr, size, flags;
	uint32_t type, link, info;
	/* relocations of this section, sorted; NULL until image_reloc() */
	const Elf64_Rela *relocs;
	Elf64_Rela *sorted;	/* what has to be freed of it */
	size_t nr_relocs;
	bool relocs_known;
	bool relocs_bad;	/* there are some that could not be read */
};

/* What stands in for a file, where code is read from memory. */
struct image_memory {
	/* the bytes of a section, or NULL */
	const uint8_t *(*data)(struct image_memory *memory, size_t section);
	/*
	 * Where a branch to *addr leads to at last, which becomes *addr, and
	 * the name of the function there; NULL if it has none.
	 */
	const char *(*target)(struct image_memory *memory, uint64_t *addr);
	void (*close)(struct image_memory *memory);
};

struct image {
	enum image_format format;
	uint16_t machine;	/* EM_X86_64 */
	bool relocatable;	/* a module: values are section offsets */
	bool has_signature;	/* as a module; not whether it is good */
	char signer[64];	/* its issuer's common name, or "" */
	struct image_section *sections;
	size_t nr_sections;
	const Elf64_Sym *symbols;
	size_t nr_symbols;
	char reason[IMAGE_REASON_SIZE];	/* why opening failed, in words */
	struct image_memory *live;	/* NULL: from a file */
	bool boot;			/* what a boot loader is given */

	/* private */
	struct code_isa isa;
	bool wide;		/* a 64-bit ELF file */
	uint64_t bytes_read;
	void *elf;
	void *memory;
	int fd;
	Elf64_Sym *symbols_copy;
	const char *strings;
	char *strings_copy;
	size_t strings_size;
};

/* "xz"; "" for a plain file */
const char *image_format_name(enum image_format format);

/*
 * Open an image by path. Returns 0, or a negative errno with img->reason set;
 * image_close() is due in both cases.
 */
int image_open(struct image *img, const char *path);

/* As image_open(), for bytes in memory, which have to outlive the image. */
int image_open_memory(struct image *img, const void *bytes, size_t size);

/* For what opens images: keep why it failed. Returns err. */
int image_fail(struct image *img, int err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

void image_close(struct image *img);

/* What its code is written in. */
const struct code_isa *image_isa(struct image *img);

/*
 * The bytes of a section, or NULL when it has none in the file or they cannot
 * be read; then sections[index].size counts as 0.
 */
const uint8_t *image_data(struct image *img, size_t index);

/* Index of the section of that name, or 0. */
size_t image_section(const struct image *img, const char *name);

/* The index of the section that holds an address; for images at rest: 0. */
size_t image_section_at(const struct image *img, uint64_t addr);

/* A number of that size in the byte order of the image. */
uint64_t image_number(const struct image *img, const uint8_t *bytes,
		      size_t size);

/* Never NULL; "" for a symbol without a name. */
const char *image_symbol_name(const struct image *img, const Elf64_Sym *sym);

/*
 * Where a defined symbol lies: its section (0 if it has none) and the offset
 * in that section. A function of powerpc64le lies where calls in the module
 * enter it, and one of Thumb at an even address.
 */
size_t image_symbol_place(const struct image *img, const Elf64_Sym *sym,
			  uint64_t *offset);

/*
 * All relocations of a section, sorted by offset; NULL if it has none, or if
 * they could not be read, which sets its relocs_bad.
 */
const Elf64_Rela *image_relocs(struct image *img, size_t index, size_t *count);

/*
 * The relocation at an offset of a section, or NULL; not one that says nothing
 * of its own.
 */
const Elf64_Rela *image_reloc(struct image *img, size_t index, uint64_t offset);

/* The symbol of a relocation, or NULL when its index is out of bounds. */
const Elf64_Sym *image_reloc_symbol(const struct image *img,
				    const Elf64_Rela *rela);

/*
 * Decompression into memory: *out is malloced. -EFBIG when the result would be
 * larger than max, -EILSEQ for corrupt and -ENODATA for truncated input.
 */
int image_unpack(enum image_format format, const void *in, size_t in_size,
		 size_t max, void **out, size_t *out_size);

#endif
