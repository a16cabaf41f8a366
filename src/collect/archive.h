/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A tar archive compressed by zstd. Each member is a frame of its own, so that
 * a member that does not fit on the disk can be taken back.
 */
#ifndef MLOTRACE_ARCHIVE_H
#define MLOTRACE_ARCHIVE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define ARCHIVE_NAME_SIZE 100

struct ZSTD_CCtx_s;

struct archive {
	int fd;			/* the caller's */
	struct ZSTD_CCtx_s *zstd;
	off_t end;		/* of the last complete member */
	uint64_t mtime;		/* of every member */
};

/* Returns 0 or -ENOMEM; call archive_close() in either case. */
int archive_open(struct archive *archive, int fd, uint64_t mtime);
void archive_close(struct archive *archive);

/* Add a file. Returns 0, or a negative errno with nothing added. */
int archive_add(struct archive *archive, const char *name, const void *data,
		size_t size);

/* Take back everything after @end, an earlier .end. Returns 0 or -errno. */
int archive_cut(struct archive *archive, off_t end);

/* End the archive. Returns 0, or a negative errno with nothing added. */
int archive_finish(struct archive *archive);

#endif
