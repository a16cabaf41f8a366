/* SPDX-License-Identifier: GPL-2.0-only */
/* What kind of file this is: by its bytes, never by its name. */
#ifndef MLOTRACE_KIND_H
#define MLOTRACE_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum kind {
	KIND_OTHER,
	KIND_AR,
	KIND_TAR,
	KIND_CPIO,
	KIND_RPM,
	/* known, but not readable */
	KIND_SQUASHFS,
	KIND_APK3,
	KIND_LZOP,
	/* packed; we unpack these ourselves */
	KIND_GZIP,
	KIND_XZ,
	KIND_ZSTD,
	KIND_LZMA,
	/* packed; libarchive unpacks these */
	KIND_BZIP2,
	KIND_LZ4,
	KIND_LZ4_LEGACY,
	KINDS
};

enum kind kind_of(const uint8_t *bytes, size_t size);
/* "tar", "xz"; for kinds that are not readable, words for a message. */
const char *kind_name(enum kind kind);
static inline bool kind_packed(enum kind kind) { return kind >= KIND_GZIP; }

#endif
