// SPDX-License-Identifier: GPL-2.0-only
/*
 * gzip, xz, zstd and lzma, as a stream. libarchive ignores the checksums of
 * gzip, takes an xz dictionary of a GiB, and drops the end of packed data if
 * something else follows. Here, the source is left where that begins.
 */
#include <errno.h>
#include <lzma.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "package/priv.h"

/* The dictionary of "xz -9" is 64 MiB, and the window of "zstd -22" 128. */
#define XZ_MEMORY_LIMIT (160UL << 20)
#define ZSTD_WINDOW_LOG 27
#define OUT_SIZE 131072

struct unpack {
	struct source *src;
	enum kind kind;
	bool inside;		/* of a stream or a frame */
	z_stream gz;
	lzma_stream xz;
	ZSTD_DStream *zstd;
	uint8_t out[OUT_SIZE];
};

/* Whether another stream or frame begins, perhaps after padding. */
static int begins(struct unpack *up)
{
	ssize_t got;

	while ((got = source_peek(up->src, 1)) > 0 && !*up->src->at)
		source_take(up->src, 1);
	if (got > 0)
		got = source_peek(up->src, PACKAGE_MAGIC_SIZE);
	return got < 0 ? got :
	       kind_of(up->src->at, up->src->avail) == up->kind;
}

static int begin(struct unpack *up)
{
	int is = begins(up);
	bool good;

	if (is <= 0)
		return is;
	if (up->kind == KIND_GZIP)
		good = !inflateReset2(&up->gz, 16 + MAX_WBITS);
	else if (up->kind == KIND_XZ)
		good = !lzma_stream_decoder(&up->xz, XZ_MEMORY_LIMIT, 0);
	else if (up->kind == KIND_LZMA)
		good = !lzma_alone_decoder(&up->xz, XZ_MEMORY_LIMIT);
	else
		good = !ZSTD_isError(ZSTD_initDStream(up->zstd));
	up->inside = good;
	return good ? 1 : reader_fail(up->src->rd, -ENOMEM, "out of memory");
}

static int fail(struct unpack *up, bool no_memory, const char *text)
{
	if (no_memory)
		return reader_fail(up->src->rd, -ENOMEM, "out of memory");
	return reader_fail(up->src->rd, -EILSEQ, "corrupt %s file%s%s",
			   kind_name(up->kind), text ? ": " : "", text ?: "");
}

/* Each unpacks some of what is there; returns the size, or a negative errno. */
static ssize_t some_gzip(struct unpack *up)
{
	struct source *src = up->src;
	int ret;

	up->gz.next_in = (uint8_t *)src->at;
	up->gz.avail_in = src->avail;
	up->gz.next_out = up->out;
	up->gz.avail_out = sizeof(up->out);
	ret = inflate(&up->gz, Z_NO_FLUSH);
	source_take(src, src->avail - up->gz.avail_in);
	up->inside = ret != Z_STREAM_END;
	/* Z_BUF_ERROR: there was nothing to do */
	if (ret != Z_OK && ret != Z_STREAM_END && ret != Z_BUF_ERROR)
		return fail(up, ret == Z_MEM_ERROR, up->gz.msg);
	return sizeof(up->out) - up->gz.avail_out;
}

static ssize_t some_xz(struct unpack *up)
{
	struct source *src = up->src;
	lzma_ret ret;

	up->xz.next_in = src->at;
	up->xz.avail_in = src->avail;
	up->xz.next_out = up->out;
	up->xz.avail_out = sizeof(up->out);
	ret = lzma_code(&up->xz, LZMA_RUN);
	source_take(src, src->avail - up->xz.avail_in);
	up->inside = ret != LZMA_STREAM_END;
	if (ret == LZMA_MEMLIMIT_ERROR)
		return reader_fail(src->rd, -EFBIG, "%s file that takes more "
				   "than %lu MiB of memory",
				   kind_name(up->kind), XZ_MEMORY_LIMIT >> 20);
	if (ret != LZMA_OK && ret != LZMA_STREAM_END && ret != LZMA_BUF_ERROR)
		return fail(up, ret == LZMA_MEM_ERROR, NULL);
	return sizeof(up->out) - up->xz.avail_out;
}

static ssize_t some_zstd(struct unpack *up)
{
	struct source *src = up->src;
	ZSTD_inBuffer in = { src->at, src->avail, 0 };
	ZSTD_outBuffer out = { up->out, sizeof(up->out), 0 };
	size_t ret = ZSTD_decompressStream(up->zstd, &out, &in);

	source_take(src, in.pos);
	if (ZSTD_isError(ret))
		return fail(up, ZSTD_getErrorCode(ret) ==
				ZSTD_error_memory_allocation,
			    ZSTD_getErrorName(ret));
	up->inside = ret != 0;
	return out.pos;
}

static ssize_t some(struct unpack *up)
{
	switch (up->kind) {
	case KIND_GZIP:
		return some_gzip(up);
	case KIND_ZSTD:
		return some_zstd(up);
	default:
		return some_xz(up);
	}
}

static ssize_t next_unpacked(struct source *inner, const uint8_t **block)
{
	struct unpack *up = inner->from;
	ssize_t got = 0;
	int err;

	while (!got) {
		err = up->inside ? 1 : begin(up);
		if (err <= 0)
			return err;
		got = source_peek(up->src, 1);
		if (got < 0)
			return got;
		/* the last output may come without more input */
		err = !got;
		got = some(up);
		if (!got && err && up->inside)
			return reader_fail(inner->rd, -ENODATA, "truncated %s "
					   "file", kind_name(up->kind));
	}
	err = got > 0 ? reader_count(inner->rd, got) : 0;
	*block = up->out;
	return err ?: got;
}

int unpack_open(struct source *inner, struct source *src, enum kind kind)
{
	struct unpack *up = calloc(1, sizeof(*up));
	int bad;

	*inner = (struct source){
		.next = next_unpacked, .rd = src->rd, .from = up,
	};
	if (!up)
		return reader_fail(src->rd, -ENOMEM, "out of memory");
	up->src = src;
	up->kind = kind;
	up->xz = (lzma_stream)LZMA_STREAM_INIT;
	bad = kind == KIND_GZIP && inflateInit2(&up->gz, 16 + MAX_WBITS);
	if (kind == KIND_ZSTD) {
		up->zstd = ZSTD_createDStream();
		bad = !up->zstd;
		if (!bad)
			ZSTD_DCtx_setParameter(up->zstd, ZSTD_d_windowLogMax,
					       ZSTD_WINDOW_LOG);
	}
	if (!bad)
		return 0;
	unpack_close(inner);
	return reader_fail(src->rd, -ENOMEM, "out of memory");
}

void unpack_close(struct source *inner)
{
	struct unpack *up = inner->from;

	source_free(inner);
	if (up->kind == KIND_GZIP)
		inflateEnd(&up->gz);
	lzma_end(&up->xz);
	ZSTD_freeDStream(up->zstd);
	free(up);
}
