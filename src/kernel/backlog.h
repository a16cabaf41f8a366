/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records that were taken out of the ring buffer, but not handled yet: first
 * in, first out. A zeroed backlog is empty.
 */
#ifndef MLOTRACE_BACKLOG_H
#define MLOTRACE_BACKLOG_H

#include <stddef.h>

struct backlog_chunk;

struct backlog {
	struct backlog_chunk *first, *last;
	size_t count;		/* records */
	size_t bytes;		/* of all chunks */
};

/* Copy a record of at most 4096 bytes to the end. Returns 0 or -ENOMEM. */
int backlog_put(struct backlog *backlog, const void *data, size_t size);

/*
 * Return the oldest record, aligned to 8 bytes; NULL if there is none. It is
 * valid until it is dropped.
 */
const void *backlog_first(const struct backlog *backlog, size_t *size);
void backlog_drop_first(struct backlog *backlog);

void backlog_free(struct backlog *backlog);

#endif
