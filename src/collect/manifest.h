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
	char reason[REASON_SIZE];	/* why it is not complete, or "" */
	int status;			/* exit status; -1: it has none */
	off_t begin;			/* in the bundle */
};

struct manifest {
	struct member members[MEMBERS_MAX];
	size_t count;
	bool full;			/* the disk, before all was written */
};

/* Add a member, which the caller fills in. */
struct member *manifest_member(struct manifest *manifest, const char *name,
			       const char *what);

/* Drop the last member that is there, for this reason: its begin, or 0. */
off_t manifest_drop(struct manifest *manifest, const char *reason);

/* Write it as JSON, one member a line. */
void manifest_put(const struct manifest *manifest, const char *made,
		  bool redacted, FILE *out);

/* Count the members that are there, truncated, and missing. */
void manifest_count(const struct manifest *manifest, struct bundle_state *state);

/* README.txt */
void manifest_readme(FILE *out, bool redacted);

#endif
