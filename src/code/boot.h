/* SPDX-License-Identifier: GPL-2.0-only */
/* What a boot loader is given: a kernel as a packed or a bare image. */
#ifndef MLOTRACE_BOOT_H
#define MLOTRACE_BOOT_H

#include <stddef.h>
#include <stdint.h>

struct boot_image {
	/* what it has packed; NULL: it is the kernel's memory as it is */
	const uint8_t *payload;
	size_t payload_size;
	uint16_t machine;	/* of a bare one, as in an ELF header */
};

/*
 * Take it apart. Returns 0; -ENOEXEC if it is none; -EINVAL if it has no
 * payload that can be found, as before 2.6.24; -ENODATA if it is truncated.
 */
int boot_parse(const uint8_t *bytes, size_t size, struct boot_image *boot);

#endif
