// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_util.c - what users type, and what is shown to them
 */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"
#include "base/util.h"

#define UNTOUCHED 0x5555aaaa5555aaaaULL
#define TOO_BIG "18446744073709551616"	/* 2^64 */

/* ---- numbers ---- */

static const struct { const char *text; int err; uint64_t want; } numbers[] = {
	{ "0", 0, 0 },
	{ "7", 0, 7 },
	{ "18446744073709551615", 0, UINT64_MAX },
	{ "0x10", 0, 16 },
	{ "0xfF", 0, 255 },
	/* nobody means octal */
	{ "010", 0, 10 },
	{ "08", 0, 8 },
	{ "0000000000000000000000000000012", 0, 12 },
	{ TOO_BIG, -ERANGE },
	{ "99999999999999999999999", -ERANGE },
	{ "", -EINVAL }, { " ", -EINVAL }, { " 1", -EINVAL },
	{ "1 ", -EINVAL }, { "1\n", -EINVAL }, { "-1", -EINVAL },
	{ "+1", -EINVAL }, { "1a", -EINVAL }, { "a", -EINVAL },
	{ "0x", -EINVAL }, { "0xg", -EINVAL }, { "x10", -EINVAL },
	{ "1.5", -EINVAL }, { "1e3", -EINVAL }, { "1,000", -EINVAL },
	{ "\xd9\xa3", -EINVAL },	/* an Arabic digit */
};

START_TEST(number)
{
	uint64_t out = UNTOUCHED;

	ck_assert_int_eq(parse_number(numbers[_i].text, 0, UINT64_MAX, &out),
			 numbers[_i].err);
	ck_assert_uint_eq(out, numbers[_i].err ? UNTOUCHED :
						 numbers[_i].want);
}
END_TEST

START_TEST(number_in_bounds)
{
	uint64_t out = UNTOUCHED;

	ck_assert_int_eq(parse_number("4", 5, 9, &out), -ERANGE);
	ck_assert_int_eq(parse_number("10", 5, 9, &out), -ERANGE);
	ck_assert_int_eq(parse_number(TOO_BIG, 5, 9, &out), -ERANGE);
	ck_assert_uint_eq(out, UNTOUCHED);
	ck_assert_int_eq(parse_number("5", 5, 9, &out), 0);
	ck_assert_uint_eq(out, 5);
	ck_assert_int_eq(parse_number("9", 5, 9, &out), 0);
	ck_assert_uint_eq(out, 9);
}
END_TEST

/* ---- addresses ---- */

START_TEST(mac_is_taken_and_shown)
{
	static const uint8_t want[6] = { 0x02, 0xab, 0xcd, 0xef, 0x00, 0xff };
	char text[MAC_TEXT_SIZE];
	uint8_t mac[6];

	ck_assert_int_eq(parse_mac("02:ab:cd:ef:00:ff", mac), 0);
	ck_assert_mem_eq(mac, want, 6);
	ck_assert_int_eq(parse_mac("02:AB:cD:Ef:00:FF", mac), 0);
	ck_assert_mem_eq(mac, want, 6);
	ck_assert_ptr_eq(format_mac(text, mac), text);
	ck_assert_str_eq(text, "02:ab:cd:ef:00:ff");
}
END_TEST

static const char *const bad_macs[] = {
	"", ":", "02", "02:", "02:00:00:00:00", "02:00:00:00:00:",
	"02:00:00:00:00:0", "02:00:00:00:00:00:", "02:00:00:00:00:00:00",
	"02:00:00:00:00:000", "2:0:0:0:0:0", "02-00-00-00-00-00",
	"020000000000", "02:00:00:00:00:0g", "0x:00:00:00:00:00",
	" 02:00:00:00:00:00", "02:00:00:00:00:00 ", "02:00:00:00:00:00\n",
	"+2:00:00:00:00:00", "02::00:00:00:00:00",
	"\xd9\xa3:00:00:00:00:00",
};

START_TEST(mac_that_is_none)
{
	/* on the heap, with its exact size: nothing reads past its end */
	char *text = strdup(bad_macs[_i]);
	uint8_t mac[6] = { 1, 2, 3, 4, 5, 6 };
	const uint8_t before[6] = { 1, 2, 3, 4, 5, 6 };

	ck_assert_int_eq(parse_mac(text, mac), -EINVAL);
	ck_assert_mem_eq(mac, before, 6);
	free(text);
}
END_TEST

/* ---- durations ---- */

static const struct { const char *text; int err; uint64_t want; } durations[] = {
	{ "1", 0, NSEC_PER_SEC },
	{ "90", 0, 90 * NSEC_PER_SEC },
	{ "90s", 0, 90 * NSEC_PER_SEC },
	{ "1ms", 0, NSEC_PER_MSEC },
	{ "500ms", 0, 500 * NSEC_PER_MSEC },
	{ "5m", 0, 300 * NSEC_PER_SEC },
	{ "2h", 0, 7200 * NSEC_PER_SEC },
	{ "1d", 0, 86400 * NSEC_PER_SEC },
	{ "010", 0, 10 * NSEC_PER_SEC },
	{ "08m", 0, 480 * NSEC_PER_SEC },
	{ "00000000000000000000012", 0, 12 * NSEC_PER_SEC },
	/* 2^64 ns is 584 years */
	{ "18446744073", 0, 18446744073 * NSEC_PER_SEC },
	{ "18446744073709ms", 0, 18446744073709 * NSEC_PER_MSEC },
	{ "213503d", 0, 213503 * (86400 * NSEC_PER_SEC) },
	{ "18446744074", -ERANGE },
	{ "18446744073710ms", -ERANGE },
	{ "213504d", -ERANGE },
	{ "18446744073709551615s", -ERANGE },
	{ TOO_BIG "ms", -ERANGE },
	{ "0", -ERANGE }, { "0s", -ERANGE }, { "000d", -ERANGE },
	{ "", -EINVAL }, { "s", -EINVAL }, { "-1", -EINVAL },
	{ "-1s", -EINVAL }, { "+1s", -EINVAL }, { "1 s", -EINVAL },
	{ " 1s", -EINVAL }, { "1s ", -EINVAL }, { "1.5s", -EINVAL },
	{ "1S", -EINVAL }, { "1M", -EINVAL }, { "1sec", -EINVAL },
	{ "1y", -EINVAL }, { "1m30s", -EINVAL }, { "0x10", -EINVAL },
	{ "1e3", -EINVAL }, { "1us", -EINVAL }, { "5mm", -EINVAL },
};

START_TEST(duration)
{
	uint64_t out = UNTOUCHED;

	ck_assert_int_eq(parse_duration(durations[_i].text, &out),
			 durations[_i].err);
	ck_assert_uint_eq(out, durations[_i].err ? UNTOUCHED :
						   durations[_i].want);
}
END_TEST

/* However long the text */
START_TEST(duration_of_many_digits)
{
	char text[200];
	uint64_t out = UNTOUCHED;

	for (size_t len = 1; len < sizeof(text); len++) {
		memset(text, '9', len);
		text[len] = '\0';
		if (len <= 10)
			ck_assert_int_eq(parse_duration(text, &out), 0);
		else
			ck_assert_int_lt(parse_duration(text, &out), 0);
	}
}
END_TEST

static const struct { uint64_t ns; const char *want; } shown[] = {
	{ 0, "0.0 ms" },
	{ 1, "0.0 ms" },
	{ 12300000, "12.3 ms" },
	{ 999 * NSEC_PER_MSEC, "999.0 ms" },
	{ NSEC_PER_SEC, "1.00 s" },
	{ 4560 * NSEC_PER_MSEC, "4.56 s" },
	{ 59 * NSEC_PER_SEC, "59.00 s" },
	{ 60 * NSEC_PER_SEC, "1 min 0 s" },
	{ 200 * NSEC_PER_SEC, "3 min 20 s" },
	{ 3599 * NSEC_PER_SEC, "59 min 59 s" },
	{ 3600 * NSEC_PER_SEC, "1 h 0 min" },
	{ 7500 * NSEC_PER_SEC, "2 h 5 min" },
	{ 86399 * NSEC_PER_SEC, "23 h 59 min" },
	{ 86400 * NSEC_PER_SEC, "1 d 0 h" },
	{ (3 * 86400 + 4 * 3600) * NSEC_PER_SEC, "3 d 4 h" },
	{ UINT64_MAX, "213503 d 23 h" },
	/* rounded up, it is the next unit, and not 1000 or 60 of this one */
	{ NSEC_PER_SEC - 1, "1.00 s" },
	{ 60 * NSEC_PER_SEC - 1, "1 min 0 s" },
};

START_TEST(duration_is_shown)
{
	char *buf = malloc(DURATION_TEXT_SIZE);

	ck_assert_ptr_eq(format_duration(buf, shown[_i].ns), buf);
	ck_assert_str_eq(buf, shown[_i].want);
	free(buf);
}
END_TEST

/* ---- text of others ---- */

static const struct { const char *text, *want; } escapes[] = {
	{ "", "" },
	{ "wlan0", "wlan0" },
	{ " ~", " ~" },
	{ "\x1f\x7f", "\\x1f\\x7f" },
	{ "a\nb\tc", "a\\x0ab\\x09c" },
	{ "\x1b[31m", "\\x1b[31m" },
	{ "\xc3\xa9", "\\xc3\\xa9" },
	{ "\x80\xff", "\\x80\\xff" },
	{ "100%", "100%" },
	{ "\\n", "\\n" },
};

START_TEST(text_is_escaped)
{
	char buf[64];

	escape_text(buf, sizeof(buf), escapes[_i].text,
		    strlen(escapes[_i].text));
	ck_assert_str_eq(buf, escapes[_i].want);
}
END_TEST

/* Cut between characters, never inside of an escape */
START_TEST(escaped_text_is_cut)
{
	static const char text[] = "ab\x01\xff""cd\n";
	static const char whole[] = "ab\\x01\\xffcd\\x0a";

	for (size_t size = 1; size <= sizeof(whole); size++) {
		char *buf = malloc(size);

		memset(buf, 'x', size);
		escape_text(buf, size, text, strlen(text));
		ck_assert_uint_lt(strlen(buf), size);
		ck_assert(!strncmp(buf, whole, strlen(buf)));
		for (size_t i = 0; buf[i]; i++)
			if (buf[i] == '\\')
				ck_assert_uint_ge(strlen(buf + i), 4);
		if (size == sizeof(whole))
			ck_assert_str_eq(buf, whole);
		free(buf);
	}
	escape_text(NULL, 0, text, strlen(text));	/* not even a NUL */
}
END_TEST

/* A fixed array of the kernel may be full to its last byte. */
START_TEST(text_without_an_end)
{
	char *name = malloc(4);
	char buf[16];

	memcpy(name, "wlan", 4);
	escape_text(buf, sizeof(buf), name, 4);
	ck_assert_str_eq(buf, "wlan");
	escape_text(buf, sizeof(buf), name, 2);
	ck_assert_str_eq(buf, "wl");
	escape_text(buf, sizeof(buf), "a\0b", 3);
	ck_assert_str_eq(buf, "a");
	free(name);
}
END_TEST

/* ---- messages ---- */

static char *stderr_of(void (*say)(const void *arg), const void *arg)
{
	int kept = dup(STDERR_FILENO), fds[2];
	static char text[8192];
	ssize_t len;

	ck_assert_int_eq(pipe(fds), 0);
	fflush(stderr);
	dup2(fds[1], STDERR_FILENO);
	close(fds[1]);
	say(arg);
	fflush(stderr);
	dup2(kept, STDERR_FILENO);
	close(kept);
	len = read(fds[0], text, sizeof(text) - 1);
	close(fds[0]);
	ck_assert_int_ge(len, 0);
	text[len] = '\0';
	return text;
}

static void say_error(const void *arg)
{
	msg_error("no interface '%s'", (const char *)arg);
}

static void say_hint(const void *arg)
{
	msg_hint("see '%s'", (const char *)arg);
}

START_TEST(message_is_one_line)
{
	ck_assert_str_eq(stderr_of(say_error, "wlan9"),
			 "mlotrace: no interface 'wlan9'\n");
	ck_assert_str_eq(stderr_of(say_error, "a\nhint: b\x1b[2J"),
			 "mlotrace: no interface 'a\\x0ahint: b\\x1b[2J'\n");
	ck_assert_str_eq(stderr_of(say_hint, "100%s"), "hint: see '100%s'\n");
}
END_TEST

START_TEST(message_of_any_length)
{
	char *name = malloc(100000), *text;

	memset(name, 0xff, 99999);
	name[99999] = '\0';
	text = stderr_of(say_error, name);
	ck_assert_int_eq(text[strlen(text) - 1], '\n');
	ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
	free(name);
}
END_TEST

START_TEST(errno_in_words)
{
	ck_assert_str_eq(errno_text(-524), "not supported by this kernel");
	ck_assert_str_eq(errno_text(-EPERM), strerror(EPERM));
	ck_assert_str_eq(errno_text(-ENOENT), strerror(ENOENT));
}
END_TEST

/* ---- arrays ---- */

START_TEST(array_grows)
{
	size_t room = 0, moves = 0;
	int *array = NULL;

	for (int i = 0; i < 10000; i++) {
		size_t before = room;
		int *grown = array_grow(array, i, &room, sizeof(*array));

		ck_assert_ptr_nonnull(grown);
		array = grown;
		ck_assert_uint_gt(room, i);
		moves += room != before;
		array[i] = i;
	}
	for (int i = 0; i < 10000; i++)
		ck_assert_int_eq(array[i], i);
	ck_assert_uint_lt(moves, 16);
	free(array);
}
END_TEST

START_TEST(array_with_room_stays)
{
	size_t room = 8;
	int some;

	ck_assert_ptr_eq(array_grow(&some, 7, &room, sizeof(some)), &some);
	ck_assert_uint_eq(room, 8);
}
END_TEST

static Suite *util_suite(void)
{
	Suite *s = suite_create("util");
	TCase *parse = tcase_create("parse");
	TCase *show = tcase_create("show");
	TCase *memory = tcase_create("memory");

	tcase_add_loop_test(parse, number, 0, ARRAY_SIZE(numbers));
	tcase_add_test(parse, number_in_bounds);
	tcase_add_test(parse, mac_is_taken_and_shown);
	tcase_add_loop_test(parse, mac_that_is_none, 0, ARRAY_SIZE(bad_macs));
	tcase_add_loop_test(parse, duration, 0, ARRAY_SIZE(durations));
	tcase_add_test(parse, duration_of_many_digits);
	suite_add_tcase(s, parse);

	tcase_add_loop_test(show, duration_is_shown, 0, ARRAY_SIZE(shown));
	tcase_add_loop_test(show, text_is_escaped, 0, ARRAY_SIZE(escapes));
	tcase_add_test(show, escaped_text_is_cut);
	tcase_add_test(show, text_without_an_end);
	tcase_add_test(show, message_is_one_line);
	tcase_add_test(show, message_of_any_length);
	tcase_add_test(show, errno_in_words);
	suite_add_tcase(s, show);

	tcase_add_test(memory, array_grows);
	tcase_add_test(memory, array_with_room_stays);
	suite_add_tcase(s, memory);
	return s;
}

int main(void)
{
	return run_suite(util_suite);
}
