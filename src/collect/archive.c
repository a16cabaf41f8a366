// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <unistd.h>
#include <zstd.h>

#include "base/ustar.h"
#include "base/util.h"
#include "collect/archive.h"

int archive_open(struct archive *archive, int fd, uint64_t mtime)
{
	*archive = (struct archive){
		.fd = fd, .mtime = mtime, .zstd = ZSTD_createCCtx(),
	};
	if (!archive->zstd)
		return -ENOMEM;
	ZSTD_CCtx_setParameter(archive->zstd, ZSTD_c_checksumFlag, 1);
	return 0;
}

void archive_close(struct archive *archive)
{
	ZSTD_freeCCtx(archive->zstd);
	archive->zstd = NULL;
}

int archive_cut(struct archive *archive, off_t end)
{
	if (ftruncate(archive->fd, end) ||
	    lseek(archive->fd, end, SEEK_SET) < 0)
		return -errno;
	archive->end = end;
	return 0;
}

/* Compress and write; ZSTD_e_end also ends the frame. */
static int put(struct archive *archive, const void *data, size_t size,
	       ZSTD_EndDirective how)
{
	ZSTD_inBuffer in = { data, size, 0 };
	char buf[1 << 14];
	size_t left;
	int err;

	do {
		ZSTD_outBuffer out = { buf, sizeof(buf), 0 };

		left = ZSTD_compressStream2(archive->zstd, &out, &in, how);
		if (ZSTD_isError(left))
			return -ENOMEM;
		err = write_all(archive->fd, buf, out.pos);
		if (err)
			return err;
	} while (how == ZSTD_e_end ? left : in.pos < in.size);
	return 0;
}

static int settle(struct archive *archive, int err)
{
	ZSTD_CCtx_reset(archive->zstd, ZSTD_reset_session_only);
	if (err)
		archive_cut(archive, archive->end);
	else
		archive->end = lseek(archive->fd, 0, SEEK_CUR);
	return err;
}

static char zeros[2 * USTAR_BLOCK];	/* in .bss, so the binary stays small */

int archive_add(struct archive *archive, const char *name, const void *data,
		size_t size)
{
	struct ustar header;
	int err;

	ustar_fill(&header, name, size, archive->mtime);
	err = put(archive, &header, sizeof(header), ZSTD_e_continue);
	err = err ?: put(archive, data, size, ZSTD_e_continue);
	err = err ?: put(archive, zeros, ustar_padding(size), ZSTD_e_end);
	return settle(archive, err);
}

int archive_finish(struct archive *archive)
{
	return settle(archive, put(archive, zeros, sizeof(zeros), ZSTD_e_end));
}
