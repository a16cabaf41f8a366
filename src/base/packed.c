// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/packed.h"

#define GZIP_WINDOW (MAX_WBITS + 16)

/* RFC 1952: the last four bytes are the size of what is in it. */
static uint32_t unpacked_size(const uint8_t *end)
{
	return end[-4] | end[-3] << 8 | end[-2] << 16 | (uint32_t)end[-1] << 24;
}

int packed_open(const struct packed *packed, void **file, size_t *size)
{
	z_stream gz = {
		.next_in = (uint8_t *)packed->data, .avail_in = *packed->size,
	};
	char *out;

	*size = unpacked_size(packed->data + *packed->size);
	out = malloc(*size + 1);
	gz.next_out = (uint8_t *)out;
	gz.avail_out = *size;
	if (!out || inflateInit2(&gz, GZIP_WINDOW) != Z_OK) {
		free(out);
		return -ENOMEM;
	}
	/* the build's own: only memory can be missing */
	if (inflate(&gz, Z_FINISH) != Z_STREAM_END) {
		inflateEnd(&gz);
		free(out);
		return -ENOMEM;
	}
	inflateEnd(&gz);
	out[*size] = '\0';
	*file = out;
	return 0;
}
