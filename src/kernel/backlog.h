/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records that have been taken out of the ring buffer and not been looked at
 * yet, first in, first out. Zeroed is empty.
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

/* Copy it to the end; at most 4096 bytes. -ENOMEM. */
int backlog_put(struct backlog *backlog, const void *data, size_t size);

/*
 * The oldest, aligned to 8 bytes, until it is dropped; NULL when there is
 * none.
 */
const void *backlog_first(const struct backlog *backlog, size_t *size);
void backlog_drop_first(struct backlog *backlog);

void backlog_free(struct backlog *backlog);

#endif
