/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads a recording, line by line: its meta line and its records. All else in
 * it was derived from these, and is derived again by who asks. What cannot be
 * read is a lost record, at this place.
 */
#ifndef MLOTRACE_REPLAY_H
#define MLOTRACE_REPLAY_H

#include <stdbool.h>

#include "lifecycle/event.h"
#include "record.h"
#include "recording/meta.h"

/* What the reading has come to. */
struct replay {
	const char *path;
	unsigned long line;
	struct meta meta;
	uint64_t time;		/* of the last record, or of the summary */
	uint32_t lost;		/* as of the last record */
	uint32_t damaged;	/* lines that could not be read: lost too */
	uint64_t records;	/* that could */
	bool ended;		/* there was a summary */
	enum reason doubt;	/* that it told of */
};

/*
 * Called with the meta line, once, and then with each record that
 * lifecycle_takes(): the others count as damage. In a record .lost also counts
 * the damaged lines; it may be changed in place. A negative errno ends the
 * reading and is its result; 1 ends the reading as if nothing came after this.
 */
struct replay_ops {
	int (*meta)(struct replay *replay, void *ctx);
	int (*record)(union any_record *rec, void *ctx);
};

/*
 * Read path, or standard input where that is "-". Returns 0, or a negative
 * errno, of which all but those of the callbacks were reported.
 */
int replay_read(struct replay *replay, const char *path,
		const struct replay_ops *ops, void *ctx);

/* Records that are missing, by now: lost when traced, or damaged. */
uint32_t replay_lost(const struct replay *replay);

/* What of it was not seen, if anything. */
enum reason replay_doubt(const struct replay *replay);

#endif
