/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Read a kernel image or module from an untrusted file: bounded decompression,
 * and the sections, symbols and relocations of the ELF file.
 */
#ifndef MLOTRACE_IMAGE_H
#define MLOTRACE_IMAGE_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "code/image_code.h"

/* No kernel module comes near this. Refuse a file that unpacks to more. */
#ifndef IMAGE_MAX_UNPACKED
#define IMAGE_MAX_UNPACKED (128UL << 20)
#endif
/* The largest section to read from a file that is not compressed. */
#define IMAGE_MAX_SECTION (512UL << 20)
/* The most to read or copy in all: a hostile file's sections may overlap. */
#define IMAGE_MAX_READ (1UL << 30)
#define IMAGE_REASON_SIZE 160

enum image_format {
	IMAGE_PLAIN,
	IMAGE_XZ,
	IMAGE_GZIP,
	IMAGE_ZSTD,
	IMAGE_LZMA,	/* the predecessor of xz */
	IMAGE_FORMATS
};

struct image_section {
	const char *name;
	const uint8_t *data;	/* NULL until image_data() */
	uint64_t addr, size, flags;
	uint32_t type, link, info;
	/* relocations of this section, sorted; NULL until image_reloc() */
	const Elf64_Rela *relocs;
	Elf64_Rela *sorted;	/* the same if it has to be freed */
	size_t nr_relocs;
	bool relocs_known;
	bool relocs_bad;	/* some could not be read */
};

/* Stands in for the file if code is read from memory. */
struct image_memory {
	/* the bytes of a section, or NULL */
	const uint8_t *(*data)(struct image_memory *memory, size_t section);
	/*
	 * Set *addr to where a branch to it leads in the end. Returns the name
	 * of the function there; NULL if it has none.
	 */
	const char *(*target)(struct image_memory *memory, uint64_t *addr);
	void (*close)(struct image_memory *memory);
};

struct image {
	enum image_format format;
	uint16_t machine;	/* EM_X86_64 */
	bool relocatable;	/* a module: symbols are section offsets */
	bool has_signature;	/* as modules have; it is not verified */
	char signer[64];	/* its issuer's common name, or "" */
	struct image_section *sections;
	size_t nr_sections;
	const Elf64_Sym *symbols;
	size_t nr_symbols;
	char reason[IMAGE_REASON_SIZE];	/* why opening failed, in words */
	struct image_memory *live;	/* NULL: from a file */
	bool boot;			/* a boot image: boot.h */

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

/* For code that opens images: set img->reason. Returns err. */
int image_fail(struct image *img, int err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

void image_close(struct image *img);

/* The instruction set of its code. */
const struct code_isa *image_isa(struct image *img);

/*
 * The bytes of a section. NULL if it has none in the file, or if they cannot
 * be read: then sections[index].size is 0 from now on.
 */
const uint8_t *image_data(struct image *img, size_t index);

/* Index of the section of that name, or 0. */
size_t image_section(const struct image *img, const char *name);

/* The index of the section that holds an address; 0 in a module's file. */
size_t image_section_at(const struct image *img, uint64_t addr);

/* A number of that size in the byte order of the image. */
uint64_t image_number(const struct image *img, const uint8_t *bytes,
		      size_t size);

/* Never NULL; "" for a symbol without a name. */
const char *image_symbol_name(const struct image *img, const Elf64_Sym *sym);

/*
 * Where a defined symbol lies: its section (0 if it has none) and the offset
 * in that section. A powerpc64le function lies where calls within the module
 * enter it, and a Thumb function at an even address.
 */
size_t image_symbol_place(const struct image *img, const Elf64_Sym *sym,
			  uint64_t *offset);

/*
 * All relocations of a section, sorted by offset; NULL if it has none, or if
 * they could not be read, which sets its relocs_bad.
 */
const Elf64_Rela *image_relocs(struct image *img, size_t index, size_t *count);

/*
 * The relocation at an offset of a section, or NULL. Those that are only a
 * RELOC_HINT are skipped.
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
