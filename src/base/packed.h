/* SPDX-License-Identifier: GPL-2.0-only */
/* Files that the build packs with zstd into the program. */
#ifndef MLOTRACE_PACKED_H
#define MLOTRACE_PACKED_H

#include <stddef.h>
#include <stdint.h>

struct packed {
	const uint8_t *data;
	const uint32_t *size;
};

/* Define name, the packed file at path (a string literal, set by the build). */
#define PACKED(name, path)						\
	__asm__(".pushsection .rodata\n"				\
		#name "_data: .incbin \"" path "\"\n"			\
		#name "_end: .balign 4\n"				\
		#name "_size: .long " #name "_end - " #name "_data\n"	\
		".popsection\n");					\
	extern const uint8_t name##_data[];				\
	extern const uint32_t name##_size;				\
	static const struct packed name = { name##_data, &name##_size }

/*
 * Unpack the file, with a NUL behind its *size bytes; the caller frees it.
 * Returns 0 or -ENOMEM.
 */
int packed_open(const struct packed *packed, void **file, size_t *size);

#endif
