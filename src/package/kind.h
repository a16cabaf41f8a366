/* SPDX-License-Identifier: GPL-2.0-only */
/* What bytes are: told by themselves, never by a name. */
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
	/* not readable, but known */
	KIND_SQUASHFS,
	KIND_APK3,
	KIND_LZOP,
	/* packed: unpacked here */
	KIND_GZIP,
	KIND_XZ,
	KIND_ZSTD,
	KIND_LZMA,
	/* and by libarchive */
	KIND_BZIP2,
	KIND_LZ4,
	KIND_LZ4_LEGACY,
	KINDS
};

enum kind kind_of(const uint8_t *bytes, size_t size);
/* "tar", "xz"; for those that are not readable, what to say. */
const char *kind_name(enum kind kind);
static inline bool kind_packed(enum kind kind) { return kind >= KIND_GZIP; }

#endif
