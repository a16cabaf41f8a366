// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decompression of module files. libdw would do it too, but without a limit on
 * what a small file unpacks to, and Debian 12's knows no zstd.
 */
#include <errno.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "code/image.h"

/* The dictionary of "xz -9" is 64 MiB; the kernel's own is 1 or 2. */
#define XZ_MEMORY_LIMIT (160UL << 20)
#define ZSTD_WINDOW_LOG 27
#define HUGE_PAGE (2UL << 20)

struct buffer {
	uint8_t *data;
	size_t used, room, max;
};

/*
 * Use huge pages, if the kernel gives any: a thousand page faults are 5 % of
 * the time that check takes for a module.
 */
static uint8_t *first_room(size_t room)
{
	uint8_t *data;

	if (room < HUGE_PAGE || posix_memalign((void **)&data, HUGE_PAGE, room))
		return malloc(room);
	madvise(data, room, MADV_HUGEPAGE);
	return data;
}

/* Make room for more output. Modules shrink to a quarter or a sixth. */
static int buffer_grow(struct buffer *buf, size_t in_size)
{
	size_t room = buf->room ? 2 * buf->room : 7 * in_size + 65536;
	uint8_t *data;

	if (buf->room >= buf->max)
		return -EFBIG;
	if (room > buf->max)
		room = buf->max;
	data = buf->data ? realloc(buf->data, room) : first_room(room);
	if (!data)
		return -ENOMEM;
	buf->data = data;
	buf->room = room;
	return 0;
}

static int xz_error(lzma_ret ret)
{
	switch (ret) {
	case LZMA_BUF_ERROR:
		return -ENODATA;
	case LZMA_MEM_ERROR:
		return -ENOMEM;
	case LZMA_MEMLIMIT_ERROR:
		return -EFBIG;
	default:
		return -EILSEQ;
	}
}

static int unpack_xz(const void *in, size_t in_size, bool lzma,
		     struct buffer *buf)
{
	lzma_stream xz = LZMA_STREAM_INIT;
	lzma_ret ret;
	int err = 0;

	if (lzma ? lzma_alone_decoder(&xz, XZ_MEMORY_LIMIT) :
	    lzma_stream_decoder(&xz, XZ_MEMORY_LIMIT, LZMA_CONCATENATED))
		return -ENOMEM;
	xz.next_in = in;
	xz.avail_in = in_size;
	do {
		if (buf->used == buf->room) {
			err = buffer_grow(buf, in_size);
			if (err)
				break;
		}
		xz.next_out = buf->data + buf->used;
		xz.avail_out = buf->room - buf->used;
		ret = lzma_code(&xz, LZMA_FINISH);
		buf->used = buf->room - xz.avail_out;
		if (ret != LZMA_OK && ret != LZMA_STREAM_END)
			err = xz_error(ret);
	} while (!err && ret != LZMA_STREAM_END);
	lzma_end(&xz);
	return err;
}

static int unpack_gzip(const void *in, size_t in_size, struct buffer *buf)
{
	z_stream gz = { .next_in = (void *)in, .avail_in = in_size };
	int ret, err = 0;

	if (in_size > UINT32_MAX)
		return -EFBIG;
	if (inflateInit2(&gz, 16 + MAX_WBITS))	/* 16: gzip, not zlib */
		return -ENOMEM;
	do {
		if (buf->used == buf->room) {
			err = buffer_grow(buf, in_size);
			if (err)
				break;
		}
		gz.next_out = buf->data + buf->used;
		gz.avail_out = buf->room - buf->used;
		ret = inflate(&gz, Z_NO_FLUSH);
		buf->used = buf->room - gz.avail_out;
		if (ret == Z_BUF_ERROR || (ret == Z_OK && gz.avail_out))
			err = -ENODATA;
		else if (ret != Z_OK && ret != Z_STREAM_END)
			err = ret == Z_MEM_ERROR ? -ENOMEM : -EILSEQ;
	} while (!err && ret != Z_STREAM_END);
	inflateEnd(&gz);
	return err;
}

static int unpack_zstd(const void *in, size_t in_size, struct buffer *buf)
{
	ZSTD_DStream *zstd = ZSTD_createDStream();
	ZSTD_inBuffer input = { .src = in, .size = in_size };
	size_t ret = 1;
	int err = zstd ? 0 : -ENOMEM;

	if (zstd)
		ZSTD_DCtx_setParameter(zstd, ZSTD_d_windowLogMax,
				       ZSTD_WINDOW_LOG);
	while (!err && (ret || input.pos < input.size)) {
		ZSTD_outBuffer output = { 0 };

		if (buf->used == buf->room)
			err = buffer_grow(buf, in_size);
		if (err)
			break;
		output.dst = buf->data + buf->used;
		output.size = buf->room - buf->used;
		ret = ZSTD_decompressStream(zstd, &output, &input);
		buf->used += output.pos;
		if (ZSTD_isError(ret))
			err = ZSTD_getErrorCode(ret) ==
			      ZSTD_error_memory_allocation ? -ENOMEM : -EILSEQ;
		else if (ret && input.pos == input.size &&
			 output.pos < output.size)
			err = -ENODATA;
	}
	ZSTD_freeDStream(zstd);
	return err;
}

int image_unpack(enum image_format format, const void *in, size_t in_size,
		 size_t max, void **out, size_t *out_size)
{
	struct buffer buf = { .max = max };
	int err = -EINVAL;

	if (format == IMAGE_XZ || format == IMAGE_LZMA)
		err = unpack_xz(in, in_size, format == IMAGE_LZMA, &buf);
	else if (format == IMAGE_GZIP)
		err = unpack_gzip(in, in_size, &buf);
	else if (format == IMAGE_ZSTD)
		err = unpack_zstd(in, in_size, &buf);
	if (err) {
		free(buf.data);
		return err;
	}
	*out = buf.data;
	*out_size = buf.used;
	return 0;
}
