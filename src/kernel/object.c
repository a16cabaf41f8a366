// SPDX-License-Identifier: GPL-2.0-only
#include "base/packed.h"
#include "kernel/object.h"

PACKED(object, OBJECT);

int object_unpack(void **file, size_t *size)
{
	return packed_open(&object, file, size);
}
