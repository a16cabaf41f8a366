// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <lzma.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/packed.h"

#define RATIO_MAX 16	/* what is packed here is a sixth, or more */

int packed_open(const struct packed *packed, void **file, size_t *size)
{
	uint64_t memory = UINT64_MAX;
	size_t room = (size_t)*packed->size * RATIO_MAX, read = 0;
	char *out = malloc(room + 1);

	*size = 0;
	/* the build's own: only memory can be missing */
	if (!out || lzma_stream_buffer_decode(&memory, 0, NULL, packed->data,
					      &read, *packed->size,
					      (uint8_t *)out, size,
					      room) != LZMA_OK) {
		free(out);
		return -ENOMEM;
	}
	out[*size] = '\0';
	*file = out;
	return 0;
}
