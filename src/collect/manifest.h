/* SPDX-License-Identifier: GPL-2.0-only */
/* What a bundle says of itself. */
#ifndef MLOTRACE_MANIFEST_H
#define MLOTRACE_MANIFEST_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#define REASON_SIZE 256
#define MEMBERS_MAX 16

struct bundle_state;

struct member {
	const char *name, *what;
	uint64_t size;			/* 0: missing */
	char reason[REASON_SIZE];	/* it is not whole; "" */
	int status;			/* that it ended with; -1: it did not */
	off_t begin;			/* in the bundle */
};

struct manifest {
	struct member members[MEMBERS_MAX];
	size_t count;
	bool full;			/* the disk, before all was written */
};

/* One more, to be filled in. */
struct member *manifest_member(struct manifest *manifest, const char *name,
			       const char *what);

/* The last one that is there goes for this reason: where it began, or 0. */
off_t manifest_drop(struct manifest *manifest, const char *reason);

/* As JSON, a member a line */
void manifest_put(const struct manifest *manifest, const char *made,
		  bool redacted, FILE *out);

/* How many of the members are there, truncated, and missing. */
void manifest_count(const struct manifest *manifest, struct bundle_state *state);

/* README.txt */
void manifest_readme(FILE *out, bool redacted);

#endif
