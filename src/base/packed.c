// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <zstd.h>

#include "base/packed.h"

#define RATIO_MAX 16	/* files here shrink to a sixth at best */

int packed_open(const struct packed *packed, void **file, size_t *size)
{
	const size_t room = (size_t)*packed->size * RATIO_MAX;
	char *out = malloc(room + 1);

	*size = out ? ZSTD_decompress(out, room, packed->data, *packed->size) :
		      0;
	/* the build packed it, so only memory can be missing */
	if (!out || ZSTD_isError(*size)) {
		free(out);
		return -ENOMEM;
	}
	out[*size] = '\0';
	*file = out;
	return 0;
}
