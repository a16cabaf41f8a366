/* SPDX-License-Identifier: GPL-2.0-only */
/* The assertions of the unit tests' world, for a fuzzer: libcheck's only work
 * within its runner. To be included before world.h. */
#ifndef FUZZ_ASSERTS_H
#define FUZZ_ASSERTS_H

#define MLOTRACE_TEST_SUITE_H	/* instead of suite.h */

#include <stdlib.h>
#include <string.h>

#define ck_assert_msg(expr, ...)	((expr) ? (void)0 : abort())
#define ck_abort_msg(...)		abort()
#define ck_assert_int_eq(a, b)		ck_assert_msg((a) == (b))
#define ck_assert_uint_eq(a, b)		ck_assert_msg((a) == (b))
#define ck_assert_uint_gt(a, b)		ck_assert_msg((a) > (b))
#define ck_assert_uint_le(a, b)		ck_assert_msg((a) <= (b))
#define ck_assert_uint_lt(a, b)		ck_assert_msg((a) < (b))
#define ck_assert_ptr_nonnull(ptr)	ck_assert_msg(ptr)
#define ck_assert_str_eq(a, b)		ck_assert_msg(!strcmp(a, b))

#endif
