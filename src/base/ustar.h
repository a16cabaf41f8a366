/* SPDX-License-Identifier: GPL-2.0-only */
/* The header of a member of a tar archive: POSIX.1-1988, "ustar". */
#ifndef MLOTRACE_USTAR_H
#define MLOTRACE_USTAR_H

#include <stdbool.h>
#include <stdint.h>

#define USTAR_BLOCK 512		/* of the header; contents are padded to it */

struct ustar {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12];
	char checksum[8], type, link[100], magic[6], version[2];
	char user[32], group[32], major[8], minor[8], prefix[155], fill[12];
};

_Static_assert(sizeof(struct ustar) == USTAR_BLOCK, "a block");

/* Describe a file of root's; the name has to fit, and size be below 8 GiB. */
void ustar_fill(struct ustar *header, const char *name, uint64_t size,
		uint64_t mtime);

/* Is it an undamaged header? *size is that of the contents. */
bool ustar_parse(const struct ustar *header, uint64_t *size);

/* How many bytes of padding follow the contents */
unsigned int ustar_padding(uint64_t size);

#endif
