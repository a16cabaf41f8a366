// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_misses.c - each growth of a counter is reported once; counters are read
 * only as long as records come
 */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/hooks.h"
#include "kernel/misses.h"
#include "recording/recording.h"
#include "suite.h"

#define TOLD_MAX (2 * REC_TYPES)

struct told {
	struct rec_missed recs[TOLD_MAX];
	size_t count;
	int fail;
};

static int on_record(const union any_record *rec, void *ctx)
{
	struct told *told = ctx;

	ck_assert(record_valid(rec, sizeof(rec->missed)));
	ck_assert_int_eq(rec->hdr.type, REC_MISSED);
	ck_assert_uint_lt(told->count, TOLD_MAX);
	told->recs[told->count++] = rec->missed;
	return told->fail;
}

static const struct rec_missed like = {
	.hdr = { .time = 5000, .lost = 9 }, .since = 4000,
};

START_TEST(growth_is_told_once)
{
	struct misses before = { 0 }, now = { 0 };
	struct told told = { 0 };

	now.skipped[REC_RECONF_EXIT] = 2;
	now.lost[REC_STATION] = 7;
	ck_assert_int_eq(misses_tell(&before, &now, &like, on_record, &told),
			 0);
	ck_assert_int_eq(misses_tell(&before, &now, &like, on_record, &told),
			 0);
	ck_assert_uint_eq(told.count, 2);
	ck_assert_uint_eq(told.recs[0].of, REC_RECONF_EXIT);
	ck_assert_uint_eq(told.recs[0].skipped, 1);
	ck_assert_uint_eq(told.recs[0].count, 2);
	ck_assert_uint_eq(told.recs[0].since, 4000);
	ck_assert_uint_eq(told.recs[0].hdr.time, 5000);
	ck_assert_uint_eq(told.recs[0].hdr.lost, 9);
	ck_assert_uint_eq(told.recs[1].of, REC_STATION);
	ck_assert_uint_eq(told.recs[1].skipped, 0);
	ck_assert_uint_eq(told.recs[1].count, 7);
	now.skipped[REC_RECONF_EXIT]++;
	ck_assert_int_eq(misses_tell(&before, &now, &like, on_record, &told),
			 0);
	ck_assert_uint_eq(told.count, 3);
	ck_assert_uint_eq(told.recs[2].count, 1);
}
END_TEST

/* The kernel's counters may wrap between two reads. */
START_TEST(a_counter_that_wraps)
{
	struct misses before = { .lost[REC_STATION] = UINT32_MAX - 1 };
	struct misses now = { .lost[REC_STATION] = 3 };
	struct told told = { 0 };

	ck_assert_int_eq(misses_tell(&before, &now, &like, on_record, &told),
			 0);
	ck_assert_uint_eq(told.count, 1);
	ck_assert_uint_eq(told.recs[0].count, 5);
}
END_TEST

START_TEST(who_refuses_is_heard)
{
	struct misses before = { 0 }, now = { 0 };
	struct told told = { .fail = -ENOMEM };

	now.skipped[REC_RECONF_EXIT] = now.lost[REC_RECONF_EXIT] = 1;
	now.lost[REC_STATION] = 1;
	ck_assert_int_eq(misses_tell(&before, &now, &like, on_record, &told),
			 -ENOMEM);
	ck_assert_uint_eq(told.count, 1);
}
END_TEST

/* Reports add up to what was counted, whatever the steps. */
START_TEST(nothing_gets_lost_on_the_way)
{
	struct misses before = { 0 }, now = { 0 }, sum = { 0 };

	srandom(_i);
	for (int step = 0; step < 100; step++) {
		struct told told = { 0 };

		for (int i = random() % 5; i > 0; i--)
			now.skipped[random() % REC_TYPES] += random() % 3;
		for (int i = random() % 5; i > 0; i--)
			now.lost[random() % REC_TYPES] += random() % 3;
		ck_assert_int_eq(misses_tell(&before, &now, &like, on_record,
					     &told), 0);
		for (size_t i = 0; i < told.count; i++) {
			ck_assert_uint_gt(told.recs[i].count, 0);
			misses_add(&sum, &told.recs[i]);
		}
	}
	ck_assert_mem_eq(&sum, &now, sizeof(sum));
}
END_TEST

/* A recording may have been edited. */
START_TEST(of_no_type)
{
	const struct rec_missed rec = { .of = REC_TYPES, .count = 1 };
	const struct rec_missed skipped = { .of = UINT16_MAX, .count = 1,
					    .skipped = 1 };
	struct misses sum = { 0 }, none = { 0 };

	misses_add(&sum, &rec);
	misses_add(&sum, &skipped);
	ck_assert_mem_eq(&sum, &none, sizeof(sum));
	ck_assert_str_eq(record_name(REC_TYPES), "unknown");
	ck_assert_str_eq(record_name(0), "unknown");
	ck_assert_ptr_null(hook_of_record(REC_TYPES));
}
END_TEST

#define MS 1000000ULL

START_TEST(looked_for_while_records_come)
{
	struct misses_pace pace = { 0 };

	ck_assert_uint_eq(pace.due, 0);
	misses_looked(&pace, 50 * MS);
	ck_assert_uint_eq(pace.due, 0);
	/* many records, one look */
	for (int ms = 1000; ms < 1100; ms++) {
		misses_records_came(&pace, ms * MS);
		ck_assert_uint_eq(pace.due, 1100 * MS);
	}
	/* and one more, once they have stopped */
	misses_looked(&pace, 1105 * MS);
	ck_assert_uint_eq(pace.due, 1199 * MS);
	misses_looked(&pace, 1199 * MS);
	ck_assert_uint_eq(pace.due, 0);
	/* a look that comes late is the last one */
	misses_records_came(&pace, 2000 * MS);
	misses_looked(&pace, 2500 * MS);
	ck_assert_uint_eq(pace.due, 0);
}
END_TEST

/* The record that each hook sends first names it, but for those that share one. */
START_TEST(hooks_by_record)
{
	for (size_t i = 0; i < HOOK_COUNT; i++) {
		const struct hook *hook = hook_of_record(hooks[i].record);

		ck_assert_str_ne(record_name(hooks[i].record), "unknown");
		ck_assert_ptr_nonnull(hook);
		ck_assert_str_eq(hook_function(hook),
				 hook_function(&hooks[i]));
		ck_assert_ptr_nonnull(strstr(hook_function(hook),
					     hooks[i].function));
		ck_assert_int_eq(hook->exit, hooks[i].exit);
		ck_assert(hook == &hooks[i] || hooks[i].either);
	}
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("misses");
	TCase *tc = tcase_create("misses");

	tcase_add_test(tc, growth_is_told_once);
	tcase_add_test(tc, a_counter_that_wraps);
	tcase_add_test(tc, who_refuses_is_heard);
	tcase_add_loop_test(tc, nothing_gets_lost_on_the_way, 0, 20);
	tcase_add_test(tc, of_no_type);
	tcase_add_test(tc, looked_for_while_records_come);
	tcase_add_test(tc, hooks_by_record);
	suite_add_tcase(s, tc);
	return s;
}

int main(void)
{
	return run_suite(suite);
}
