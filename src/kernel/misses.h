/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records that should have come but did not, by type: counters that only grow,
 * and when to look at them. Pure: the session reads the counters.
 */
#ifndef MLOTRACE_MISSES_H
#define MLOTRACE_MISSES_H

#include <stdbool.h>
#include <stdint.h>

#include "record.h"

struct misses {
	uint32_t skipped[REC_TYPES];	/* calls whose hook did not run */
	uint32_t lost[REC_TYPES];	/* records that found no room */
};

/* Add the count of a struct rec_missed; one of an unknown type adds nothing. */
void misses_add(struct misses *sum, const struct rec_missed *rec);

/* Was anything missed? */
bool misses_any(const struct misses *misses);

/*
 * For each counter of seen that is ahead of told, hand fn a REC_MISSED with
 * like's times and number of lost records, and catch up. A negative result of
 * fn stops and is returned.
 */
int misses_tell(struct misses *told, const struct misses *seen,
		const struct rec_missed *like,
		int (*fn)(const union any_record *rec, void *ctx), void *ctx);

/* Time between looks at the counters while records come, and after the last */
#define MISSES_PACE_NS 100000000ULL

/*
 * A program is skipped while another one runs, which then sends a record. So
 * without records there is nothing to look for, and no need to wake up.
 */
struct misses_pace {
	uint64_t due;		/* boot clock, ns; 0: not at all */
	uint64_t records_at;
};

/* Note that records came; that the counters were looked at. */
void misses_records_came(struct misses_pace *pace, uint64_t now);
void misses_looked(struct misses_pace *pace, uint64_t now);

#endif
