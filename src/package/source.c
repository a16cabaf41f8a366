// SPDX-License-Identifier: GPL-2.0-only
/* A stream of bytes, block by block, with lookahead. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "package/priv.h"

/* Append the next block to what is left, in a buffer of our own. */
static ssize_t join(struct source *src)
{
	size_t kept = src->avail;
	const uint8_t *block;
	ssize_t got;

	/* what is left of a block has to survive the next one */
	if (src->room < kept || !src->joined) {
		uint8_t *moved = malloc(kept + 65536);

		if (!moved)
			return reader_fail(src->rd, -ENOMEM, "out of memory");
		memcpy(moved, src->at, kept);
		free(src->joined);
		src->joined = moved;
		src->room = kept + 65536;
	} else if (kept) {
		memmove(src->joined, src->at, kept);
	}
	src->at = src->joined;
	got = src->next(src, &block);
	if (got <= 0)
		return got;
	if (src->room < kept + got) {
		uint8_t *moved = realloc(src->joined, kept + got);

		if (!moved)
			return reader_fail(src->rd, -ENOMEM, "out of memory");
		src->joined = moved;
		src->room = kept + got;
	}
	memcpy(src->joined + kept, block, got);
	src->at = src->joined;
	src->avail = kept + got;
	return got;
}

ssize_t source_peek(struct source *src, size_t size)
{
	ssize_t got = 1;

	if (!src->avail && size) {
		got = src->next(src, &src->at);
		src->avail = got > 0 ? got : 0;
	}
	while (got > 0 && src->avail < size)
		got = join(src);
	return got < 0 ? got : (ssize_t)src->avail;
}

void source_take(struct source *src, size_t size)
{
	src->at += size;
	src->avail -= size;
}

int source_skip(struct source *src, uint64_t size)
{
	while (size) {
		ssize_t got = source_peek(src, 1);

		if (got < 0)
			return got;
		if (!got)
			return reader_fail(src->rd, -ENODATA, "truncated");
		if ((uint64_t)got > size)
			got = size;
		source_take(src, got);
		size -= got;
	}
	return 0;
}

void source_free(struct source *src)
{
	free(src->joined);
	src->joined = NULL;
	src->avail = 0;
}

la_ssize_t source_give(struct archive *a, void *data, const void **block)
{
	struct source *src = data;
	size_t keep = src->last_size < sizeof(src->tail) ? src->last_size :
							   sizeof(src->tail);
	ssize_t got;

	if (keep)
		memcpy(src->tail, src->last + src->last_size - keep, keep);
	src->tail_size = keep;
	src->last_size = 0;
	got = source_peek(src, 1);
	if (got <= 0)
		return got;
	*block = src->last = src->at;
	src->last_size = got;
	src->given += got;
	source_take(src, got);
	return got;
}

int source_ungive(struct source *src, uint64_t taken)
{
	uint64_t back = src->given - taken;
	size_t of_tail;
	uint8_t *both;

	if (back > src->last_size + src->tail_size)
		return reader_fail(src->rd, -EINVAL,
				   "what follows packed data was lost");
	if (back <= src->last_size) {
		src->at = src->last + src->last_size - back;
		src->avail = back;
		return 0;
	}
	both = malloc(back);
	if (!both)
		return reader_fail(src->rd, -ENOMEM, "out of memory");
	of_tail = back - src->last_size;
	memcpy(both, src->tail + src->tail_size - of_tail, of_tail);
	memcpy(both + of_tail, src->last, src->last_size);
	free(src->joined);
	src->joined = both;
	src->room = back;
	src->at = both;
	src->avail = back;
	return 0;
}

/* Append what is there; *room is the size of *data. */
static int append(struct source *src, uint8_t **data, size_t *room,
		  size_t used, size_t max)
{
	size_t size = src->avail;
	uint8_t *moved;

	if (size > max - used)
		return reader_fail(src->rd, -EFBIG, "larger than the limit of "
				   "%zu MiB", max >> 20);
	if (used + size >= *room) {
		*room = 2 * (used + size) + 1;
		moved = realloc(*data, *room);
		if (!moved)
			return reader_fail(src->rd, -ENOMEM, "out of memory");
		*data = moved;
	}
	memcpy(*data + used, src->at, size);
	source_take(src, size);
	return 0;
}

int source_slurp(struct source *src, size_t max, uint8_t **out, size_t *size)
{
	size_t room = 1, used = 0;
	uint8_t *data = malloc(room);
	ssize_t got = 0;
	int err = 0;

	if (!data)
		return reader_fail(src->rd, -ENOMEM, "out of memory");
	while (!err && (got = source_peek(src, 1)) > 0) {
		err = append(src, &data, &room, used, max);
		used += got;
	}
	if (err || got < 0) {
		free(data);
		return err ?: got;
	}
	data[used] = '\0';
	*out = data;
	*size = used;
	return 0;
}
