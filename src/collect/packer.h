/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Makes the bundle from what the parts have written, in a process without
 * privileges and without other files.
 */
#ifndef MLOTRACE_PACKER_H
#define MLOTRACE_PACKER_H

#include <stdbool.h>
#include <stdint.h>

struct supervisor;

/* What became of the bundle. */
struct bundle_state {
	int err;		/* 0, or a negative errno: there is no bundle */
	unsigned int there, truncated, missing;	/* parts */
	uint64_t size;
	bool full;		/* the disk: the bundle is not complete */
};

struct packer_opts {
	int bundle;		/* the file, still empty */
	const char *dir;	/* in the bundle */
	const char *made;	/* ISO 8601 */
	uint64_t mtime;		/* s */
	bool redact;
	const struct supervisor *sv;
};

/* Fill *state. Drops privileges, which the caller does not need any more. */
void pack_bundle(const struct packer_opts *opts, struct bundle_state *state);

#endif
