// SPDX-License-Identifier: GPL-2.0-only
/*
 * A cpio archive as the kernel unpacks it, and as an .rpm has it inside:
 * Documentation/driver-api/early-userspace/buffer-format.rst. libarchive can
 * read it, but does not say where it ended.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "package/priv.h"

#define HEAD_SIZE 110
#define NAME_MAX_SIZE 4096	/* PATH_MAX of the kernel */

enum { CPIO_MODE = 1, CPIO_NLINK = 4, CPIO_SIZE = 6, CPIO_NAME_SIZE = 11 };

/* Get one of the 8-digit numbers after the magic; false if it is none. */
static bool get_number(const uint8_t *head, int index, uint32_t *value)
{
	*value = 0;
	for (int i = 0; i < 8; i++) {
		uint8_t c = head[6 + 8 * index + i];
		int digit = c >= '0' && c <= '9' ? c - '0' :
			    (c | 32) >= 'a' && (c | 32) <= 'f' ?
				(c | 32) - 'a' + 10 : -1;

		if (digit < 0)
			return false;
		*value = *value << 4 | digit;
	}
	return true;
}

struct entry {
	struct source *src;	/* of the whole archive */
	uint64_t left;
};

static ssize_t next_of_entry(struct source *data, const uint8_t **block)
{
	struct source *src = data->from;
	ssize_t got;

	if (!data->left)
		return 0;
	got = source_peek(src, 1);
	if (got <= 0)
		return got ?: reader_fail(data->rd, -ENODATA,
					  "truncated cpio archive");
	if ((uint64_t)got > data->left)
		got = data->left;
	*block = src->at;
	data->left -= got;
	/* the block stays where it is until the next one is asked for */
	source_take(src, got);
	return got;
}

static int read_entry(struct reader *rd, struct scope *scope,
		      struct source *src, uint32_t mode, uint32_t nlink,
		      uint32_t size, const char *path)
{
	struct source data = {
		.next = next_of_entry, .rd = rd, .from = src, .left = size,
	};
	struct member member = {
		.regular = (mode & 0170000) == 0100000,
		.link = (mode & 0170000) == 0120000,
		.size = size, .data = &data,
	};
	int err = 0, more;

	member_path(&member, path);
	/* if a file has several names, the last one has the content */
	if (!(member.regular && !size && nlink > 1))
		err = rd->member(rd, scope, &member);
	source_free(&data);
	if (err)
		return err;
	more = source_skip(src, data.left);
	return more ?: source_skip(src, -size & 3);
}

/* Read one member; *last is set if it ends the archive. */
static int read_member(struct reader *rd, struct scope *scope,
		       struct source *src, bool *last)
{
	uint32_t mode, nlink, size, name_size;
	char path[sizeof(((struct member *)NULL)->path)];
	ssize_t got = source_peek(src, HEAD_SIZE);
	int err;

	if (got < 0)
		return got;
	if (got < HEAD_SIZE)
		return reader_fail(rd, -ENODATA, "truncated cpio archive");
	if (kind_of(src->at, got) != KIND_CPIO ||
	    !get_number(src->at, CPIO_MODE, &mode) ||
	    !get_number(src->at, CPIO_NLINK, &nlink) ||
	    !get_number(src->at, CPIO_SIZE, &size) ||
	    !get_number(src->at, CPIO_NAME_SIZE, &name_size) ||
	    !name_size || name_size > NAME_MAX_SIZE)
		return reader_fail(rd, -EILSEQ, "corrupt cpio archive");
	got = source_peek(src, HEAD_SIZE + name_size);
	if (got < 0)
		return got;
	if ((size_t)got < HEAD_SIZE + name_size)
		return reader_fail(rd, -ENODATA, "truncated cpio archive");
	snprintf(path, sizeof(path), "%.*s", (int)name_size,
		 (const char *)src->at + HEAD_SIZE);
	err = source_skip(src, (HEAD_SIZE + name_size + 3) & ~3U);
	if (err)
		return err;
	*last = !strcmp(path, "TRAILER!!!");
	return *last ? 0 : read_entry(rd, scope, src, mode, nlink, size, path);
}

int cpio_read(struct reader *rd, struct scope *scope, struct source *src)
{
	bool last = false;
	int err = 0;

	while (!err && !last)
		err = read_member(rd, scope, src, &last);
	return err;
}
