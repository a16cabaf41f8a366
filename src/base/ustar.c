// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ustar.h"

/* The sum of all bytes, with blanks for those of the sum itself */
static unsigned int sum_of(const struct ustar *header)
{
	const unsigned char *bytes = (const unsigned char *)header;
	unsigned int sum = 0;

	for (size_t i = 0; i < sizeof(*header); i++)
		sum += i - offsetof(struct ustar, checksum) <
		       sizeof(header->checksum) ? ' ' : bytes[i];
	return sum;
}

/* The fields from mode to mtime, each ended by a NUL */
#define NUMBERS_SIZE (offsetof(struct ustar, checksum) - \
		      offsetof(struct ustar, mode))

void ustar_fill(struct ustar *header, const char *name, uint64_t size,
		uint64_t mtime)
{
	char numbers[NUMBERS_SIZE + 32];

	*header = (struct ustar){ .type = '0' };
	memcpy(header->name, name, strnlen(name, sizeof(header->name)));
	snprintf(numbers, sizeof(numbers),
		 "0000644%c0000000%c0000000%c%011" PRIo64 "%c%011" PRIo64, 0, 0,
		 0, size, 0, mtime);
	memcpy(header->mode, numbers, NUMBERS_SIZE);
	memcpy(header->magic, "ustar", sizeof(header->magic));
	memcpy(header->version, "00", sizeof(header->version));
	snprintf(numbers, sizeof(numbers), "%06o%c ", sum_of(header), 0);
	memcpy(header->checksum, numbers, sizeof(header->checksum));
}

/* Read octal digits, which may have blanks around them. */
static bool get_octal(const char *field, size_t size, uint64_t *number)
{
	char text[16] = "", *end;

	memcpy(text, field, size);
	*number = strtoull(text, &end, 8);
	return end > text && !text[strspn(text, " 01234567")];
}

bool ustar_parse(const struct ustar *header, uint64_t *size)
{
	uint64_t sum;

	return !memcmp(header->magic, "ustar", 5) &&
	       get_octal(header->checksum, sizeof(header->checksum), &sum) &&
	       sum == sum_of(header) &&
	       get_octal(header->size, sizeof(header->size), size);
}

unsigned int ustar_padding(uint64_t size)
{
	return -size % USTAR_BLOCK;
}
