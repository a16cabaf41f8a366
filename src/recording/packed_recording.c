// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/ustar.h"
#include "recording/packed_recording.h"

#define ZSTD_FIRST_BYTE 0x28	/* of zstd's magic; no JSON begins with it */
#define WINDOW_LOG_MAX 27	/* of zstd's level 22 */
/* A few kB can unpack to more than all memory. No real line is this long. */
#define LINE_MAX_SIZE (4UL << 20)

struct unpack {
	FILE *file;
	ZSTD_DStream *zstd;
	ZSTD_inBuffer in;
	bool ended;		/* the file ended, and all of it is unpacked */
	bool member;		/* the recording is a member of a tar archive */
	uint64_t left;		/* bytes of the member */
	/* read to find out what the file is, and not handed on yet */
	struct ustar head;
	size_t head_size, head_used;
	size_t line;		/* bytes since the last newline */
	char buf[1 << 16];
};

/* More of what zstd takes: what it has not taken is less than that. */
static void refill(struct unpack *up)
{
	if (up->in.pos < up->in.size)
		return;
	up->in = (ZSTD_inBuffer){
		up->buf, fread(up->buf, 1, sizeof(up->buf), up->file), 0,
	};
}

/* Return some bytes of the archive; 0 at its end, -1 with errno set. */
static ssize_t some(struct unpack *up, char *out, size_t size)
{
	ZSTD_outBuffer to = { out, size, 0 };
	size_t ret;

	while (!to.pos && !up->ended) {
		refill(up);
		up->ended = !up->in.size;
		if (ferror(up->file))
			return -1;
		ret = ZSTD_decompressStream(up->zstd, &to, &up->in);
		if (ZSTD_isError(ret)) {
			errno = ZSTD_getErrorCode(ret) ==
				ZSTD_error_memory_allocation ? ENOMEM : EBADMSG;
			return -1;
		}
	}
	return to.pos;
}

/* Return as many bytes as there are, up to size. */
static ssize_t fully(struct unpack *up, void *out, size_t size)
{
	size_t used = 0;
	ssize_t got = 1;

	while (used < size && got > 0) {
		got = some(up, (char *)out + used, size - used);
		used += got > 0 ? got : 0;
	}
	return got < 0 ? -1 : (ssize_t)used;
}

/* Skip bytes. Returns 0, even if fewer than size follow. */
static int skip(struct unpack *up, uint64_t size)
{
	char scratch[4096];
	ssize_t got = 1;

	while (size && got > 0) {
		got = some(up, scratch, size < sizeof(scratch) ?
					size : sizeof(scratch));
		size -= got > 0 ? got : 0;
	}
	return got < 0 ? -1 : 0;
}

static bool is_recording(const struct ustar *header)
{
	const char *slash = memrchr(header->name, '/', sizeof(header->name));
	const char *name = slash ? slash + 1 : header->name;

	return !strncmp(name, BUNDLE_RECORDING,
			header->name + sizeof(header->name) - name);
}

/* Go to the recording. The header of the first member was read already. */
static int find_member(struct unpack *up)
{
	uint64_t size;
	ssize_t got;

	while (ustar_parse(&up->head, &size)) {
		if (is_recording(&up->head)) {
			up->member = true;
			up->left = size;
			return 0;
		}
		if (skip(up, size) || skip(up, ustar_padding(size)))
			return -1;
		got = fully(up, &up->head, sizeof(up->head));
		if (got < 0)
			return -1;
		if (got < (ssize_t)sizeof(up->head))
			break;
	}
	errno = ENOENT;
	return -1;
}

/* Look what was compressed: an archive, or else the recording itself. */
static int look_inside(struct unpack *up)
{
	ssize_t got = fully(up, &up->head, sizeof(up->head));
	uint64_t size;

	if (got < 0)
		return -1;
	if (got == sizeof(up->head) && ustar_parse(&up->head, &size))
		return find_member(up);
	up->head_size = got;
	return 0;
}

static ssize_t bounded(struct unpack *up, const char *bytes, ssize_t size)
{
	const char *newline = size > 0 ? memrchr(bytes, '\n', size) : NULL;

	if (newline)
		up->line = bytes + size - newline - 1;
	else if (size > 0)
		up->line += size;
	if (up->line <= LINE_MAX_SIZE)
		return size;
	errno = EFBIG;
	return -1;
}

static ssize_t on_read(void *cookie, char *out, size_t size)
{
	struct unpack *up = cookie;
	ssize_t got;

	if (up->head_used < up->head_size) {
		got = up->head_size - up->head_used;
		got = got < (ssize_t)size ? got : (ssize_t)size;
		memcpy(out, (const char *)&up->head + up->head_used, got);
		up->head_used += got;
		return bounded(up, out, got);
	}
	/* a checksum over the member may come as late as the file's end */
	if (up->member && !up->left)
		return skip(up, UINT64_MAX);
	if (up->member && size > up->left)
		size = up->left;
	got = some(up, out, size);
	if (up->member && got > 0)
		up->left -= got;
	return bounded(up, out, got);
}

static int on_close(void *cookie)
{
	struct unpack *up = cookie;

	ZSTD_freeDStream(up->zstd);
	free(up);
	return 0;
}

/* Look only at the first byte: from a pipe, no more can be put back. */
static bool is_zstd(FILE *file)
{
	int c = getc(file);

	if (c != EOF)
		ungetc(c, file);
	return c == ZSTD_FIRST_BYTE;
}

FILE *recording_unpack(FILE *file)
{
	static const cookie_io_functions_t functions = {
		.read = on_read, .close = on_close,
	};
	struct unpack *up;
	FILE *lines;

	if (!is_zstd(file))
		return file;
	up = calloc(1, sizeof(*up));
	if (!up)
		return NULL;
	up->file = file;
	up->zstd = ZSTD_createDStream();
	if (up->zstd)
		ZSTD_DCtx_setParameter(up->zstd, ZSTD_d_windowLogMax,
				       WINDOW_LOG_MAX);
	lines = up->zstd && !look_inside(up) ?
		fopencookie(up, "r", functions) : NULL;
	if (!lines) {
		int err = errno;

		on_close(up);
		errno = err;
	}
	return lines;
}
