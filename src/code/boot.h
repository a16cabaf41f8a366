/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel as a boot loader takes it: a packed or a bare image. */
#ifndef MLOTRACE_BOOT_H
#define MLOTRACE_BOOT_H

#include <stddef.h>
#include <stdint.h>

struct boot_image {
	/* the packed kernel; NULL: the image is the kernel's memory as is */
	const uint8_t *payload;
	size_t payload_size;
	uint16_t machine;	/* of a bare image, as in an ELF header */
};

/*
 * Parse a boot image. Returns 0; -ENOEXEC if it is none; -EINVAL if its
 * payload cannot be found, as before 2.6.24; -ENODATA if it is truncated.
 */
int boot_parse(const uint8_t *bytes, size_t size, struct boot_image *boot);

#endif
