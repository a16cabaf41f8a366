/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Makes the bundle of what the parts have written, in a process that has no
 * privilege and no file but these.
 */
#ifndef MLOTRACE_PACKER_H
#define MLOTRACE_PACKER_H

#include <stdbool.h>
#include <stdint.h>

struct supervisor;

/* What the bundle has come to. */
struct bundle_state {
	int err;		/* 0 or a negative errno: there is none */
	unsigned int there, truncated, missing;	/* parts */
	uint64_t size;
	bool full;		/* the disk: not all of it is there */
};

struct packer_opts {
	int bundle;		/* the file, empty yet */
	const char *dir;	/* in it */
	const char *made;	/* ISO 8601 */
	uint64_t mtime;		/* s */
	bool redact;
	const struct supervisor *sv;
};

/* Fill *state; only privileges are dropped that the caller needs no more. */
void pack_bundle(const struct packer_opts *opts, struct bundle_state *state);

#endif
