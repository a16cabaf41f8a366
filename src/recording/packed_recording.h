/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A recording in any form: as it was written, compressed by zstd, or in the
 * bundle of "mlotrace collect".
 */
#ifndef MLOTRACE_PACKED_RECORDING_H
#define MLOTRACE_PACKED_RECORDING_H

#include <stdio.h>

/* The member of a bundle, in the bundle's directory. */
#define BUNDLE_RECORDING "recording.jsonl"

/*
 * Return a stream with the lines of the recording in file. If the first byte
 * shows that file is not packed, that is file itself; else close the stream, in
 * addition to file. Reading fails with EBADMSG if the file is damaged, with
 * EFBIG for a line of megabytes; a file that was cut off just ends. Returns
 * NULL with errno set: ENOENT for a bundle without a recording.
 */
FILE *recording_unpack(FILE *file);

#endif
