// SPDX-License-Identifier: GPL-2.0-only
/*
 * The head of an .rpm, which libarchive skips: lead, signature, header, and
 * then the payload. The format is described in rpm's own documentation, "RPM
 * V4 Package format".
 */
#include <endian.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "package/priv.h"

#define LEAD_SIZE 96
#define HEADER_SIZE 16
#define ENTRY_SIZE 16
/* RPM allows 65536 entries and 256 MiB; a kernel's header has some 2 MiB. */
#define ENTRIES_MAX 65536
#define STORE_MAX (32U << 20)

enum { TAG_NAME = 1000, TAG_VERSION = 1001, TAG_RELEASE = 1002 };
enum { TYPE_STRING = 6 };

static uint32_t get32(const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return be32toh(value);
}

/* Get at least size bytes, or fail with a reason. */
static int need(struct source *src, size_t size)
{
	ssize_t got = source_peek(src, size);

	if (got < 0)
		return got;
	return (size_t)got < size ?
		reader_fail(src->rd, -ENODATA, "truncated rpm header") : 0;
}

/* The size of the header that begins here, or a negative errno. */
static ssize_t header_size(struct source *src)
{
	uint32_t entries, store;
	int err = need(src, HEADER_SIZE);

	if (err)
		return err;
	entries = get32(src->at + 8);
	store = get32(src->at + 12);
	if (memcmp(src->at, "\x8e\xad\xe8\x01", 4) || entries > ENTRIES_MAX ||
	    store > STORE_MAX)
		return reader_fail(src->rd, -EILSEQ, "corrupt rpm header");
	return HEADER_SIZE + ENTRY_SIZE * (size_t)entries + store;
}

/* A string of the header that begins here; "" if it has none. */
static const char *find_string(const uint8_t *header, size_t size,
			       uint32_t tag)
{
	uint32_t entries = get32(header + 8);
	const uint8_t *entry = header + HEADER_SIZE;
	const uint8_t *store = entry + ENTRY_SIZE * (size_t)entries;
	size_t store_size = size - (store - header);

	for (uint32_t i = 0; i < entries; i++, entry += ENTRY_SIZE) {
		uint32_t offset = get32(entry + 8);

		if (get32(entry) != tag || get32(entry + 4) != TYPE_STRING ||
		    offset >= store_size ||
		    !memchr(store + offset, 0, store_size - offset))
			continue;
		return (const char *)store + offset;
	}
	return "";
}

int rpm_read_head(struct reader *rd, struct scope *scope, struct source *src)
{
	struct package *package = &rd->file->packages[scope->package];
	ssize_t size;
	int err;

	err = source_skip(src, LEAD_SIZE);
	size = err ?: header_size(src);
	if (size < 0)
		return size;
	/* the signature, padded */
	err = source_skip(src, (size + 7) & ~7UL);
	size = err ?: header_size(src);
	if (size < 0)
		return size;
	err = need(src, size);
	if (err)
		return err;
	snprintf(package->name, sizeof(package->name), "%s",
		 find_string(src->at, size, TAG_NAME));
	snprintf(package->version, sizeof(package->version), "%s-%s",
		 find_string(src->at, size, TAG_VERSION),
		 find_string(src->at, size, TAG_RELEASE));
	source_take(src, size);
	return 0;
}
