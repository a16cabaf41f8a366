/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared by reading an image and reading its tables. */
#ifndef MLOTRACE_IMAGE_PRIV_H
#define MLOTRACE_IMAGE_PRIV_H

#include "code/image.h"

/* Count what is read or copied; false when it is more than the limit. */
bool image_may_read(struct image *img, uint64_t size);

/*
 * Return raw bytes as an array of a type that needs alignment: in place if
 * they are aligned, else in *copy.
 */
const void *image_array(const uint8_t *data, size_t size, void **copy);

/* Are the tables of the file arrays of this machine's types? */
static inline bool image_is_native(const struct image *img)
{
	return img->wide && !img->isa.big_endian &&
	       __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
}

#endif
