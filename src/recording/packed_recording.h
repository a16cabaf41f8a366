/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A recording in whatever form it comes: as it was written, compressed by zstd,
 * or in the bundle of "mlotrace collect".
 */
#ifndef MLOTRACE_PACKED_RECORDING_H
#define MLOTRACE_PACKED_RECORDING_H

#include <stdio.h>

/* The member of a bundle, below its directory. */
#define BUNDLE_RECORDING "recording.jsonl"

/*
 * The lines of the recording that file has, which its first byte tells. This
 * is file itself where it is not packed, and else a stream to be closed besides
 * it. A damaged file makes reading fail with EBADMSG, a line of megabytes with
 * EFBIG; one that was cut off just ends. NULL with errno set: ENOENT for a
 * bundle without a recording.
 */
FILE *recording_unpack(FILE *file);

#endif
