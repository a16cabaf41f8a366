/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A file for the textfile collector of the node_exporter, in the text format
 * of Prometheus. The new file is written beside the old one and renamed over
 * it, so that nobody reads half a file.
 */
#ifndef MLOTRACE_METRICS_H
#define MLOTRACE_METRICS_H

#include <stdint.h>
#include <stdio.h>

#include "code/fixstate.h"

struct metrics_file {
	const char *path;	/* the caller's; NULL: not open */
	const char *name;	/* its last part */
	char *temp;
	int dir;
};

/*
 * Open the directory of path, so that replacing the file later needs no path
 * look-up, which may need privileges. Reports its errors.
 */
int metrics_open(struct metrics_file *file, const char *path);
/* Does nothing if no file is open. */
void metrics_close(struct metrics_file *file);

/*
 * Replace the file by what fn writes. Besides writing, this needs openat,
 * fchmod, renameat and unlinkat: see KEEP_FILES. Returns 0 or -errno, which
 * metrics_complain() puts into words.
 */
typedef void (*metrics_fn)(FILE *out, const void *ctx);
int metrics_replace(const struct metrics_file *file, metrics_fn fn,
		    const void *ctx);
void metrics_complain(const struct metrics_file *file, int err);

/* Write the lines before a metric's samples; type is "counter" or "gauge". */
void metrics_head(FILE *out, const char *name, const char *type,
		  const char *help);
/* Write a metric with one sample: the lines before it, and the number. */
void metrics_number(FILE *out, const char *name, const char *type,
		    const char *help, uint64_t number);
/* Likewise, in seconds; ns are nanoseconds. */
void metrics_seconds(FILE *out, const char *name, const char *type,
		     const char *help, uint64_t ns);

/*
 * mlotrace_kernel_state: 1 for the state of this release, 0 for the others.
 * The source (a verb) tells apart what two files say about one release.
 */
void metrics_kernel_head(FILE *out);
void metrics_kernel_state(FILE *out, const char *release, const char *source,
			  enum kernel_state state);

/* mlotrace_kernel_bug: whether this release has a bug, by its name. */
void metrics_kernel_bug(FILE *out, const char *release, const char *bug,
			bool has_it);

#endif
