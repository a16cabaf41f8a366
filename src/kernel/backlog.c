// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include "kernel/backlog.h"

#define CHUNK (256 * 1024)

/* Mapped on its own, so that dropping it returns the memory to the kernel. */
struct backlog_chunk {
	struct backlog_chunk *next;
	size_t head, tail;	/* of the part in use */
	/* each record after its size, both padded to 8 bytes */
	char data[CHUNK - 3 * sizeof(size_t)];
};

static size_t padded(size_t size)
{
	return (size + 7) & ~(size_t)7;
}

/* The last chunk, or a new one, with room for this many bytes */
static struct backlog_chunk *chunk_for(struct backlog *backlog, size_t need)
{
	struct backlog_chunk *chunk = backlog->last;

	if (chunk && chunk->tail + need <= sizeof(chunk->data))
		return chunk;
	chunk = mmap(NULL, sizeof(*chunk), PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (chunk == MAP_FAILED)
		return NULL;
	if (backlog->last)
		backlog->last->next = chunk;
	else
		backlog->first = chunk;
	backlog->last = chunk;
	backlog->bytes += sizeof(*chunk);
	return chunk;
}

int backlog_put(struct backlog *backlog, const void *data, size_t size)
{
	const uint64_t length = size;
	struct backlog_chunk *chunk;

	chunk = chunk_for(backlog, sizeof(length) + padded(size));
	if (!chunk)
		return -ENOMEM;
	memcpy(chunk->data + chunk->tail, &length, sizeof(length));
	memcpy(chunk->data + chunk->tail + sizeof(length), data, size);
	chunk->tail += sizeof(length) + padded(size);
	backlog->count++;
	return 0;
}

const void *backlog_first(const struct backlog *backlog, size_t *size)
{
	const struct backlog_chunk *chunk = backlog->first;
	uint64_t length;

	if (!backlog->count)
		return NULL;
	memcpy(&length, chunk->data + chunk->head, sizeof(length));
	*size = length;
	return chunk->data + chunk->head + sizeof(length);
}

static void drop_chunk(struct backlog *backlog)
{
	struct backlog_chunk *chunk = backlog->first;

	backlog->first = chunk->next;
	if (!backlog->first)
		backlog->last = NULL;
	backlog->bytes -= sizeof(*chunk);
	munmap(chunk, sizeof(*chunk));
}

void backlog_drop_first(struct backlog *backlog)
{
	struct backlog_chunk *chunk = backlog->first;
	size_t size;

	if (!backlog_first(backlog, &size))
		return;
	backlog->count--;
	chunk->head += sizeof(uint64_t) + padded(size);
	if (chunk->head < chunk->tail)
		return;
	if (chunk->next)
		drop_chunk(backlog);
	else
		chunk->head = chunk->tail = 0;
}

void backlog_free(struct backlog *backlog)
{
	while (backlog->first)
		drop_chunk(backlog);
	backlog->count = 0;
}
