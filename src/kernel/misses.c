// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "kernel/misses.h"

void misses_add(struct misses *sum, const struct rec_missed *rec)
{
	if (rec->of >= REC_TYPES)
		return;
	if (rec->skipped)
		sum->skipped[rec->of] += rec->count;
	else
		sum->lost[rec->of] += rec->count;
}

bool misses_any(const struct misses *misses)
{
	static const struct misses none;

	return memcmp(misses, &none, sizeof(none));
}

static int tell(uint32_t *told, uint32_t seen, const struct rec_missed *like,
		int (*fn)(const union any_record *rec, void *ctx), void *ctx)
{
	union any_record rec = { .missed = *like };

	if (seen == *told)
		return 0;
	rec.hdr.type = REC_MISSED;
	rec.hdr.size = sizeof(rec.missed);
	rec.missed.count = seen - *told;
	*told = seen;
	return fn(&rec, ctx);
}

int misses_tell(struct misses *told, const struct misses *seen,
		const struct rec_missed *like,
		int (*fn)(const union any_record *rec, void *ctx), void *ctx)
{
	struct rec_missed rec = *like;
	int err = 0;

	for (int i = 0; !err && i < REC_TYPES; i++) {
		rec.of = i;
		rec.skipped = true;
		err = tell(&told->skipped[i], seen->skipped[i], &rec, fn, ctx);
		rec.skipped = false;
		err = err ?: tell(&told->lost[i], seen->lost[i], &rec, fn, ctx);
	}
	return err;
}

void misses_records_came(struct misses_pace *pace, uint64_t now)
{
	pace->records_at = now;
	if (!pace->due)
		pace->due = now + MISSES_PACE_NS;
}

void misses_looked(struct misses_pace *pace, uint64_t now)
{
	uint64_t quiet = pace->records_at + MISSES_PACE_NS;

	pace->due = pace->records_at && quiet > now ? quiet : 0;
}
