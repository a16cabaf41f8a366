// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "base/util.h"
#include "package/kind.h"

static const struct {
	uint8_t kind, size;	/* of the magic */
	char magic[8], name[24];
} magics[] = {
	{ KIND_AR, 8, "!<arch>\n", "ar" },
	{ KIND_CPIO, 6, "070701", "cpio" },	/* initramfs: "newc" */
	{ KIND_CPIO, 6, "070702", "cpio" },	/* with checksums */
	{ KIND_RPM, 4, "\xed\xab\xee\xdb", "rpm" },
	{ KIND_SQUASHFS, 4, "hsqs", "a squashfs image" },
	{ KIND_SQUASHFS, 4, "sqsh", "a squashfs image" },
	{ KIND_APK3, 3, "ADB", "an .apk of version 3" },
	{ KIND_LZOP, 4, "\x89LZO", "packed with lzop" },
	{ KIND_GZIP, 2, "\x1f\x8b", "gzip" },
	{ KIND_XZ, 6, "\xfd" "7zXZ", "xz" },
	{ KIND_ZSTD, 4, "\x28\xb5\x2f\xfd", "zstd" },
	{ KIND_BZIP2, 3, "BZh", "bzip2" },
	{ KIND_LZ4, 4, "\x04\x22\x4d\x18", "lz4" },
	{ KIND_LZ4_LEGACY, 4, "\x02\x21\x4c\x18", "lz4" },	/* initramfs */
};

#define LZMA_HEAD 13

/*
 * lzma has no magic. Look for the properties that everybody uses, a
 * dictionary, a size that is unknown or below a TiB, and a first byte of data
 * that is 0.
 */
static bool is_lzma(const uint8_t *bytes, size_t size)
{
	static const uint8_t unknown[8] = { 255, 255, 255, 255, 255, 255, 255,
					    255 };

	return size > LZMA_HEAD && bytes[0] == 0x5d && !bytes[1] &&
	       (bytes[2] || bytes[3] || bytes[4]) && !bytes[LZMA_HEAD] &&
	       (!memcmp(bytes + 5, unknown, sizeof(unknown)) ||
		(!bytes[10] && !bytes[11] && !bytes[12]));
}

#define TAR_BLOCK 512
#define TAR_SUM 148
#define TAR_SUM_SIZE 8

/* Tell by the checksum of the header, which the oldest format has, too. */
static bool is_tar(const uint8_t *bytes, size_t size)
{
	unsigned long sum = 0, told = 0;

	if (size < TAR_BLOCK || !bytes[0])
		return false;
	for (size_t i = 0; i < TAR_BLOCK; i++)
		sum += i >= TAR_SUM && i < TAR_SUM + TAR_SUM_SIZE ? ' ' :
								     bytes[i];
	for (size_t i = TAR_SUM; i < TAR_SUM + TAR_SUM_SIZE; i++) {
		if (bytes[i] >= '0' && bytes[i] <= '7')
			told = 8 * told + bytes[i] - '0';
		else if (bytes[i] != ' ')
			break;
	}
	return sum == told;
}

enum kind kind_of(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < ARRAY_SIZE(magics); i++)
		if (size >= magics[i].size &&
		    !memcmp(bytes, magics[i].magic, magics[i].size))
			return magics[i].kind;
	if (is_tar(bytes, size))
		return KIND_TAR;
	return is_lzma(bytes, size) ? KIND_LZMA : KIND_OTHER;
}

const char *kind_name(enum kind kind)
{
	for (size_t i = 0; i < ARRAY_SIZE(magics); i++)
		if (magics[i].kind == kind)
			return magics[i].name;
	return kind == KIND_TAR ? "tar" : kind == KIND_LZMA ? "lzma" : "";
}
