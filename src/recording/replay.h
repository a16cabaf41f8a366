/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads a recording, line by line: its meta line and its records. Everything
 * else in it was derived from these, and the caller derives it again. A line
 * that cannot be read counts as a record lost at this place.
 */
#ifndef MLOTRACE_REPLAY_H
#define MLOTRACE_REPLAY_H

#include <stdbool.h>

#include "lifecycle/event.h"
#include "record.h"
#include "recording/meta.h"

/* The state of reading, and its result. */
struct replay {
	const char *path;
	unsigned long line;
	struct meta meta;
	uint64_t time;		/* of the last record, or of the summary */
	uint32_t lost;		/* as of the last record */
	uint32_t damaged;	/* lines that could not be read: lost too */
	uint64_t records;	/* lines that could be read */
	bool ended;		/* there was a summary */
	enum reason doubt;	/* from the summary */
};

/*
 * meta() is called once for the meta line, then record() for each record that
 * lifecycle_takes(); other records count as damage. In a record, .lost includes
 * the damaged lines; record() may change it in place. A negative errno ends the
 * reading and is its result; 1 ends the reading as if nothing followed.
 */
struct replay_ops {
	int (*meta)(struct replay *replay, void *ctx);
	int (*record)(union any_record *rec, void *ctx);
};

/*
 * Read path, or standard input if path is "-". Returns 0 or a negative errno;
 * reports all errors but those of the callbacks.
 */
int replay_read(struct replay *replay, const char *path,
		const struct replay_ops *ops, void *ctx);

/* How many records are missing so far: lost by the tracer, or damaged. */
uint32_t replay_lost(const struct replay *replay);

/* Why not everything was seen, if so. */
enum reason replay_doubt(const struct replay *replay);

#endif
