/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers and fields in the bytes of an image. */
#ifndef MLOTRACE_CODE_BITS_H
#define MLOTRACE_CODE_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A number of 1 to 8 bytes in the byte order of the image. */
uint64_t code_number(bool big_endian, const uint8_t *bytes, size_t size);

/* A signed field of a word. */
int64_t code_signed(uint64_t word, int low, int bits);

#endif
