// SPDX-License-Identifier: GPL-2.0-only
/* test_backlog.c - the queue of records that wait to be processed */
#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/backlog.h"
#include "suite.h"

#define LONGEST 400

/* Make the n-th record, with its own length and bytes. */
static size_t make(unsigned char *buf, uint32_t n)
{
	size_t size = n * 7919 % (LONGEST + 1);

	memset(buf, n, size);
	return size;
}

static void put(struct backlog *backlog, uint32_t n)
{
	unsigned char buf[LONGEST];
	size_t size = make(buf, n);

	ck_assert_int_eq(backlog_put(backlog, buf, size), 0);
}

static void take(struct backlog *backlog, uint32_t n)
{
	unsigned char want[LONGEST];
	size_t want_size = make(want, n), size;
	const void *data = backlog_first(backlog, &size);

	ck_assert(data);
	ck_assert_uint_eq((uintptr_t)data % 8, 0);
	ck_assert_uint_eq(size, want_size);
	ck_assert(!memcmp(data, want, size));
	backlog_drop_first(backlog);
}

START_TEST(test_empty)
{
	struct backlog backlog = { 0 };
	size_t size;

	ck_assert(!backlog_first(&backlog, &size));
	backlog_drop_first(&backlog);
	ck_assert_uint_eq(backlog.count, 0);
	backlog_free(&backlog);
}
END_TEST

/* Records come and go in bursts of up to 5,000, and stay in order. */
START_TEST(test_order)
{
	struct backlog backlog = { 0 };
	uint32_t in = 0, out = 0;

	srandom(_i);
	while (in < 100000) {
		for (long n = random() % 5000; n >= 0; n--)
			put(&backlog, in++);
		for (long n = random() % 5000; n >= 0 && out < in; n--)
			take(&backlog, out++);
		ck_assert_uint_eq(backlog.count, in - out);
	}
	while (out < in)
		take(&backlog, out++);
	backlog_free(&backlog);
}
END_TEST

/* A backlog that is never empty stays bounded, and an empty one is small. */
START_TEST(test_memory)
{
	struct backlog backlog = { 0 };
	uint32_t in = 0, out = 0;

	for (; in < 1000; in++)
		put(&backlog, in);
	for (; in < 200000; in++) {
		put(&backlog, in);
		take(&backlog, out++);
	}
	ck_assert_uint_le(backlog.bytes, 1 << 20);
	for (; in < 210000; in++)
		put(&backlog, in);
	ck_assert_uint_gt(backlog.bytes, 1 << 20);
	while (out < in)
		take(&backlog, out++);
	ck_assert_uint_le(backlog.bytes, 1 << 18);
	for (; in < 210100; in++)
		put(&backlog, in);
	backlog_free(&backlog);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("backlog");
	TCase *tc = tcase_create("backlog");

	tcase_add_test(tc, test_empty);
	tcase_add_loop_test(tc, test_order, 0, 5);
	tcase_add_test(tc, test_memory);
	suite_add_tcase(s, tc);
	return s;
}

int main(void)
{
	return run_suite(suite);
}
