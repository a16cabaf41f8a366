/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A tar archive compressed by zstd. Each member is a frame of its own, so that
 * one which does not fit on the disk can be taken back.
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
	off_t end;		/* of what was written whole */
	uint64_t mtime;		/* of every member */
};

/* Returns 0 or -ENOMEM; archive_close() is due always. */
int archive_open(struct archive *archive, int fd, uint64_t mtime);
void archive_close(struct archive *archive);

/* Add a file. Returns 0, or a negative errno with nothing added. */
int archive_add(struct archive *archive, const char *name, const void *data,
		size_t size);

/* Take back everything from there on: an .end of before. 0 or -errno. */
int archive_cut(struct archive *archive, off_t end);

/* Nothing follows. Returns 0, or a negative errno with nothing added. */
int archive_finish(struct archive *archive);

#endif
