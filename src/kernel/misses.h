/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records that should have come and did not, by their type: counters that only
 * grow, and when to look at them. Pure: the session reads the counters.
 */
#ifndef MLOTRACE_MISSES_H
#define MLOTRACE_MISSES_H

#include <stdbool.h>
#include <stdint.h>

#include "record.h"

struct misses {
	uint32_t skipped[REC_TYPES];	/* calls a hook was not run for */
	uint32_t lost[REC_TYPES];	/* records without room */
};

/* Add what a struct rec_missed tells; one of no known type adds nothing. */
void misses_add(struct misses *sum, const struct rec_missed *rec);

/* Is there anything? */
bool misses_any(const struct misses *misses);

/*
 * Hand a REC_MISSED of this time, with so many records lost, for each counter
 * of seen that is ahead of told, which it then is no more. A negative result of
 * fn stops and is returned.
 */
int misses_tell(struct misses *told, const struct misses *seen,
		const struct rec_missed *like,
		int (*fn)(const union any_record *rec, void *ctx), void *ctx);

/* Between two looks at the counters while records come, and after the last. */
#define MISSES_PACE_NS 100000000ULL

/*
 * A program is skipped while another one runs, which then sends a record. So
 * without records there is nothing to look for, and nobody has to wake up.
 */
struct misses_pace {
	uint64_t due;		/* boot clock, ns; 0: not at all */
	uint64_t records_at;
};

/* Records came; the counters were looked at. */
void misses_records_came(struct misses_pace *pace, uint64_t now);
void misses_looked(struct misses_pace *pace, uint64_t now);

#endif
