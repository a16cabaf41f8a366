// SPDX-License-Identifier: GPL-2.0-only
/* test_metrics.c - the file for the node_exporter */
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output/metrics.h"
#include "suite.h"

static char dir[] = "/tmp/mlotrace-metrics.XXXXXX";
static char path[64], text[4096];

static void set_up(void)
{
	strcpy(dir + sizeof(dir) - 7, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/m.prom", dir);
}

static void tear_down(void)
{
	unlink(path);
	ck_assert_int_eq(rmdir(dir), 0);
}

static const char *content(void)
{
	FILE *file = fopen(path, "r");

	ck_assert_ptr_nonnull(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	return text;
}

static void write_number(FILE *out, const void *ctx)
{
	metrics_number(out, "m", "gauge", "A number.", *(const int *)ctx);
}

static void write_release(FILE *out, const void *ctx)
{
	metrics_kernel_state(out, ctx, "trace", KERNEL_LEAKS);
}

static void write_seconds(FILE *out, const void *ctx)
{
	metrics_seconds(out, "s_total", "counter", "Time.", 12003000004);
}

START_TEST(test_replace)
{
	struct metrics_file file = { 0 };
	struct stat st;
	FILE *before;

	umask(077);
	ck_assert_int_eq(metrics_open(&file, path), 0);
	ck_assert_int_eq(metrics_replace(&file, write_number, &(int){ 1 }), 0);
	ck_assert_str_eq(content(), "# HELP m A number.\n# TYPE m gauge\nm 1\n"
			 "# EOF\n");
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0644);
	/* a reader of the old file goes on reading it */
	before = fopen(path, "r");
	ck_assert_int_eq(metrics_replace(&file, write_number, &(int){ 2 }), 0);
	text[fread(text, 1, sizeof(text) - 1, before)] = '\0';
	fclose(before);
	ck_assert_ptr_nonnull(strstr(text, "\nm 1\n"));
	ck_assert_ptr_nonnull(strstr(content(), "\nm 2\n"));
	metrics_close(&file);
}
END_TEST

/* Do not follow a symbolic link planted at the new file's path. */
START_TEST(test_planted_link)
{
	struct metrics_file file = { 0 };
	char planted[128], victim[64];
	struct stat st;

	snprintf(planted, sizeof(planted), "%s.%d", path, getpid());
	snprintf(victim, sizeof(victim), "%s/victim", dir);
	ck_assert_int_eq(symlink(victim, planted), 0);
	ck_assert_int_eq(metrics_open(&file, path), 0);
	ck_assert_int_eq(metrics_replace(&file, write_number, &(int){ 1 }), 0);
	ck_assert_int_ne(stat(victim, &st), 0);
	ck_assert_ptr_nonnull(strstr(content(), "\nm 1\n"));
	metrics_close(&file);
}
END_TEST

START_TEST(test_failures)
{
	struct metrics_file file = { 0 };
	char below[128];

	ck_assert_int_eq(metrics_open(&file, "/nonexistent/m.prom"), -ENOENT);
	ck_assert_ptr_null(file.path);
	ck_assert_int_eq(metrics_open(&file, "/tmp/"), -EISDIR);
	/* what cannot be replaced leaves nothing behind: see tear_down() */
	ck_assert_int_eq(mkdir(path, 0700), 0);
	snprintf(below, sizeof(below), "%s/full", path);
	ck_assert_int_eq(mkdir(below, 0700), 0);
	ck_assert_int_eq(metrics_open(&file, path), 0);
	ck_assert_int_lt(metrics_replace(&file, write_number, &(int){ 1 }), 0);
	metrics_close(&file);
	metrics_close(&file);
	ck_assert_int_eq(rmdir(below), 0);
	ck_assert_int_eq(rmdir(path), 0);
}
END_TEST

START_TEST(test_labels)
{
	struct metrics_file file = { 0 };

	ck_assert_int_eq(metrics_open(&file, path), 0);
	ck_assert_int_eq(metrics_replace(&file, write_release,
					 "a\"b\\c\nd\033e\xff"), 0);
	ck_assert_ptr_nonnull(strstr(content(),
		"mlotrace_kernel_state{release=\"a\\\"b\\\\c\\nd?e?\","
		"source=\"trace\",state=\"leaks\"} 1\n"));
	ck_assert_ptr_nonnull(strstr(text, "state=\"fixed\"} 0\n"));
	ck_assert_int_eq(metrics_replace(&file, write_seconds, NULL), 0);
	ck_assert_ptr_nonnull(strstr(content(), "\ns_total 12.003000004\n"));
	metrics_close(&file);
}
END_TEST

static Suite *metrics_suite(void)
{
	Suite *suite = suite_create("metrics");
	TCase *tcase = tcase_create("metrics");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_replace);
	tcase_add_test(tcase, test_planted_link);
	tcase_add_test(tcase, test_failures);
	tcase_add_test(tcase, test_labels);
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return run_suite(metrics_suite);
}
