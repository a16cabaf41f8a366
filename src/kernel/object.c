// SPDX-License-Identifier: GPL-2.0-only
#include <stdint.h>

#include "code/image.h"
#include "kernel/object.h"

__asm__(".pushsection .rodata\n"
	"packed_object: .incbin \"" OBJECT "\"\n"
	"packed_object_end: .balign 4\n"
	"packed_object_size: .long packed_object_end - packed_object\n"
	".popsection\n");

extern const uint8_t packed_object[];
extern const uint32_t packed_object_size;

int object_unpack(void **object, size_t *size)
{
	return image_unpack(IMAGE_GZIP, packed_object,
			    packed_object_size,
			    IMAGE_MAX_UNPACKED, object, size);
}
