// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_collect.c - the bundle has nothing private, and reads as it was written
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/ustar.h"
#include "collect/archive.h"
#include "collect/log_pick.h"
#include "collect/redact_text.h"
#include "collect/secret.h"
#include "recording/packed_recording.h"
#include "suite.h"

static struct redact_text *rt;

static void setup(void)
{
	rt = redact_text_new();
	ck_assert_ptr_nonnull(rt);
}

static void teardown(void)
{
	redact_text_free(rt);
}

static void learn(enum secret kind, const char *word)
{
	ck_assert_int_eq(redact_text_learn(rt, kind, word, strlen(word)), 0);
}

static char out_text[4096];

static FILE *out_open(void)
{
	memset(out_text, 0, sizeof(out_text));
	return fmemopen(out_text, sizeof(out_text), "w");
}

static const char *text_of(const char *line)
{
	FILE *out = out_open();

	ck_assert_int_eq(redact_text_line(rt, out, line, strlen(line)), 0);
	fclose(out);
	return out_text;
}

static const char *json_of(const char *line)
{
	FILE *out = out_open();

	ck_assert_int_eq(redact_json_line(rt, out, line, strlen(line)), 0);
	fclose(out);
	ck_assert_int_gt(strlen(out_text), 0);
	out_text[strlen(out_text) - 1] = '\0';
	return out_text;
}

/* --- text ------------------------------------------------------------------ */

START_TEST(addresses_in_every_form)
{
	ck_assert_str_eq(text_of("to 3c:22:fb:01:02:03 (try 1)"),
			 "to 02:00:00:00:00:01 (try 1)");
	ck_assert_str_eq(text_of("3C-22-FB-01-02-03"), "02-00-00-00-00-01");
	ck_assert_str_eq(text_of("x3c:22:fb:01:02:04y"), "x02:00:00:00:00:02y");
	ck_assert_str_eq(text_of("file 3c22fb010203.bin"),
			 "file 020000000001.bin");
	/* a netfilter's header: two addresses, and what is behind them */
	ck_assert_str_eq(text_of("MAC=3c:22:fb:01:02:03:3c:22:fb:01:02:04:08:00 "),
			 "MAC=02:00:00:00:00:01:02:00:00:00:00:02:xx:xx ");
	ck_assert_str_eq(text_of("ff:ff:ff:ff:ff:ff 00:00:00:00:00:00"),
			 "ff:ff:ff:ff:ff:ff 00:00:00:00:00:00");
}
END_TEST

START_TEST(numbers_that_are_no_addresses)
{
	static const char *const lines[] = {
		"ath12k_pci 0000:03:00.0: BAR 0", "at 12:34:56",
		"deadbeefcafe is of nobody", "3c:22:fb:01:02", "",
		"0a1b2c3d4e5f60718293a4b5c6d7e8f901234567",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		ck_assert_str_eq(text_of(lines[i]), lines[i]);
}
END_TEST

START_TEST(words_that_were_learnt)
{
	learn(SECRET_SSID, "Fjord");
	learn(SECRET_SSID, "Fjord & Sons");
	learn(SECRET_SSID, "Caf\xc3\xa9");
	learn(SECRET_HOST, "kestrel");
	learn(SECRET_IFACE, "anna0");
	learn(SECRET_IFACE, "wlan0");
	ck_assert_str_eq(text_of("Fjord & Sons, Fjord, Fjords"),
			 "ssid2, ssid1, Fjords");
	ck_assert_str_eq(text_of("Caf\xc3\xa9 or Caf\\xc3\\xa9"),
			 "ssid3 or ssid3");
	ck_assert_str_eq(text_of("on KESTREL.local"), "on host1.local");
	ck_assert_str_eq(text_of("anna0: up, wlan0: up"),
			 "iface1: up, wlan0: up");
}
END_TEST

START_TEST(names_by_their_place)
{
	ck_assert_str_eq(text_of("no SSID 'Fjord' (Fjord)"),
			 "no SSID 'ssid1' (ssid1)");
	ck_assert_str_eq(text_of("ssid=\"it's\" found"),
			 "ssid=\"ssid2\" found");
	ck_assert_str_eq(text_of("ssid: Fjord and more"), "ssid: (left out)");
	ck_assert_str_eq(text_of("ESSID: 'no end"), "ESSID: 'ssid3");
	ck_assert_str_eq(text_of("SSID \"\" is hidden"), "SSID \"\" is hidden");
	ck_assert_str_eq(text_of("bssid 3c:22:fb:01:02:03, ssid_len 4"),
			 "bssid 02:00:00:00:00:01, ssid_len 4");
	ck_assert_str_eq(text_of("CPU: 0 PID: 1 Comm: my secret Not tainted 6"),
			 "CPU: 0 PID: 1 Comm: process1 Not tainted 6");
	ck_assert_str_eq(text_of("Comm: wpa_supplicant Tainted: G"),
			 "Comm: wpa_supplicant Tainted: G");
	ck_assert_str_eq(text_of("Comm: last"), "Comm: process2");
	ck_assert_str_eq(text_of("wlp3s0: renamed from wlan0, wlx3c22fb010203"),
			 "iface1: renamed from wlan0, iface2");
	ck_assert_str_eq(text_of("wlan: wlcore"), "wlan: wlcore");
}
END_TEST

/* --- JSON ------------------------------------------------------------------ */

START_TEST(names_in_json)
{
	ck_assert_str_eq(json_of("{\"iface\":\"anna0\",\"sta\":"
				 "\"3c:22:fb:01:02:03\",\"n\":[1,{}]}"),
			 "{\"iface\":\"iface1\",\"sta\":"
			 "\"02:00:00:00:00:01\",\"n\":[1,{}]}");
	ck_assert_str_eq(json_of("{\"iface\":\"wlan0\"}"),
			 "{\"iface\":\"wlan0\"}");
	/* any bytes, each escaped twice */
	ck_assert_str_eq(json_of("{\"iface\":\"a\\\"},\\\\x0ab\"}"),
			 "{\"iface\":\"iface2\"}");
	ck_assert_str_eq(json_of("{\"iface\":\"a\\\"},\\\\x0ab\"}"),
			 "{\"iface\":\"iface2\"}");
	ck_assert_str_eq(json_of("{\"iface\":\"longer than any name\"}"),
			 "{\"iface\":\"(left out)\"}");
	/* a name from JSON is replaced in text from then on */
	ck_assert_str_eq(text_of("anna0: up"), "iface1: up");
}
END_TEST

START_TEST(processes_in_json)
{
	ck_assert_str_eq(json_of("{\"comm\":\"my \\\"own\",\"who\":"
				 "\"my \\\"own (pid 7)\"}"),
			 "{\"comm\":\"process1\",\"who\":\"process1 (pid 7)\"}");
	ck_assert_str_eq(json_of("{\"comm\":\"iwd\",\"who\":\"iwd (pid 7)\"}"),
			 "{\"comm\":\"iwd\",\"who\":\"iwd (pid 7)\"}");
	ck_assert_str_eq(json_of("{\"who\":\"the AP\"}"),
			 "{\"who\":\"the AP\"}");
}
END_TEST

/* A host may have the name of a verdict: the verdict stays as it is. */
START_TEST(words_of_mlotrace_stay)
{
	static const char line[] = "{\"outcome\":\"stale\",\"cause\":"
		"\"ap-reconf\",\"stale\":1,\"text\":\"freed\"}";

	learn(SECRET_HOST, "stale");
	learn(SECRET_HOST, "ap");
	learn(SECRET_SSID, "freed");
	ck_assert_str_eq(json_of(line), line);
	ck_assert_str_eq(json_of("{\"release\":\"6.12-stale\",\"outcome\":"
				 "\"stale\"}"),
			 "{\"release\":\"6.12-host1\",\"outcome\":\"stale\"}");
	ck_assert_str_eq(json_of("{\"evidence\":[\"of stale\",\"x\"],\"notes\":"
				 "[],\"outcome\":\"stale\"}"),
			 "{\"evidence\":[\"of host1\",\"x\"],\"notes\":"
			 "[],\"outcome\":\"stale\"}");
}
END_TEST

START_TEST(cut_lines_go)
{
	static const char *const lines[] = {
		"", "{", "{\"sta\":\"3c:22:fb:01:", "\"sta\":\"x\"}", "text",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		FILE *out = out_open();

		ck_assert_int_eq(redact_json_line(rt, out, lines[i],
						  strlen(lines[i])), -EINVAL);
		fclose(out);
		ck_assert_str_eq(out_text, "");
	}
}
END_TEST

START_TEST(secrets_on_their_way)
{
	FILE *was = stdout;
	char line[64] = "";

	stdout = fmemopen(line, sizeof(line), "w");
	secret_put(SECRET_SSID, "a\nb\xff", 4);
	fclose(stdout);
	stdout = was;
	line[strcspn(line, "\n")] = '\0';
	ck_assert_int_eq(secret_learn(rt, line, strlen(line)), 0);
	ck_assert_str_eq(text_of("of a\\x0ab\\xff!"), "of ssid1!");
	ck_assert_int_eq(secret_learn(rt, "9ab", 3), 0);
	ck_assert_int_eq(secret_learn(rt, "", 0), 0);
	ck_assert_str_eq(text_of("\xab"), "\xab");
}
END_TEST

/* --- archives -------------------------------------------------------------- */

START_TEST(headers)
{
	struct ustar header;
	uint64_t size;

	ustar_fill(&header, "dir/file", 1234567, 1700000000);
	ck_assert(ustar_parse(&header, &size));
	ck_assert_uint_eq(size, 1234567);
	header.name[0]++;
	ck_assert(!ustar_parse(&header, &size));
	memset(&header, 0, sizeof(header));
	ck_assert(!ustar_parse(&header, &size));
	ck_assert_uint_eq(ustar_padding(0), 0);
	ck_assert_uint_eq(ustar_padding(1), 511);
	ck_assert_uint_eq(ustar_padding(512), 0);
}
END_TEST

static int fd;
static struct archive archive;

static void begin_archive(void)
{
	fd = memfd_create("archive", 0);
	ck_assert_int_eq(archive_open(&archive, fd, 1), 0);
}

static void add(const char *name, const char *text)
{
	ck_assert_int_eq(archive_add(&archive, name, text, strlen(text)), 0);
}

static FILE *end_archive(void)
{
	ck_assert_int_eq(archive_finish(&archive), 0);
	archive_close(&archive);
	lseek(fd, 0, SEEK_SET);
	return fdopen(fd, "r");
}

static void check_recording(const char *want)
{
	FILE *file = end_archive(), *lines = recording_unpack(file);
	char text[64] = "";

	ck_assert_ptr_nonnull(lines);
	ck_assert_ptr_ne(lines, file);
	ck_assert_uint_eq(fread(text, 1, sizeof(text) - 1, lines),
			  strlen(want));
	ck_assert_str_eq(text, want);
	ck_assert(!ferror(lines));
	fclose(lines);
	fclose(file);
}

START_TEST(the_recording_of_a_bundle)
{
	begin_archive();
	add("d/scan.jsonl", "{\"not\":\"this\"}\n");
	add("d/recording.jsonl", "{\"this\":1}\n{}\n");
	add("d/after", "later\n");
	check_recording("{\"this\":1}\n{}\n");
}
END_TEST

/* A member that does not fit is taken back, and another one added. */
START_TEST(members_taken_back)
{
	off_t end;

	begin_archive();
	end = archive.end;
	add("d/recording.jsonl", "too much\n");
	ck_assert_int_eq(archive_cut(&archive, end), 0);
	add("d/recording.jsonl", "half\n");
	check_recording("half\n");
}
END_TEST

START_TEST(no_recording)
{
	FILE *file;

	begin_archive();
	add("d/manifest.json", "{}\n");
	file = end_archive();
	errno = 0;
	ck_assert_ptr_null(recording_unpack(file));
	ck_assert_int_eq(errno, ENOENT);
	fclose(file);
}
END_TEST

/* Change each byte of the file: we never read what was not written. */
START_TEST(damaged_archives)
{
	static const char text[] = "{\"a\":\"recording\"}\n";
	off_t size;

	begin_archive();
	add("d/recording.jsonl", text);
	size = archive.end;
	for (off_t i = 0; i < size; i++) {
		char byte, changed, got[4096] = "";
		FILE *file, *lines;
		bool failed = true;

		ck_assert_int_eq(pread(fd, &byte, 1, i), 1);
		changed = byte ^ 0x10;
		ck_assert_int_eq(pwrite(fd, &changed, 1, i), 1);
		lseek(fd, 0, SEEK_SET);
		file = fdopen(dup(fd), "r");
		lines = recording_unpack(file);
		if (lines && lines != file) {
			fread(got, 1, sizeof(got) - 1, lines);
			failed = ferror(lines) || !*got;
			fclose(lines);
		}
		ck_assert(failed || !strcmp(got, text));
		fclose(file);
		ck_assert_int_eq(pwrite(fd, &byte, 1, i), 1);
	}
	archive_close(&archive);
	close(fd);
}
END_TEST

START_TEST(lines_without_end)
{
	size_t size = 8 << 20, got = 0, more;
	char *zeros = calloc(1, size), buf[4096];
	FILE *file, *lines;

	begin_archive();
	ck_assert_int_eq(archive_add(&archive, "d/recording.jsonl", zeros,
				     size), 0);
	file = end_archive();
	lines = recording_unpack(file);
	ck_assert_ptr_nonnull(lines);
	while ((more = fread(buf, 1, sizeof(buf), lines)))
		got += more;
	ck_assert(ferror(lines));
	ck_assert_int_eq(errno, EFBIG);
	ck_assert_uint_lt(got, size);
	fclose(lines);
	fclose(file);
	free(zeros);
}
END_TEST

/* --- the kernel's log ------------------------------------------------------ */

static struct log_pick pick;

static void picks(const char *record, const char *want)
{
	char *copy = strdup(record);
	FILE *out = out_open();

	log_pick(&pick, copy, out);
	fclose(out);
	ck_assert_str_eq(out_text, want);
	free(copy);
}

START_TEST(lines_about_wifi)
{
	memset(&pick, 0, sizeof(pick));
	picks("6,1,1234567,-;wlan0: associated\n SUBSYSTEM=net\n",
	      "[    1.234567] <6> wlan0: associated\n");
	picks("30,1,5,-;cfg80211: loading\n", "[    0.000005] <6> cfg80211: loading\n");
	picks("6,1,5,-;wlp3s0: up", "[    0.000005] <6> wlp3s0: up\n");
	picks("6,1,5,-;wlan0 is no beginning", "");
	picks("6,1,5,-;eth0: associated", "");
	picks("6,1,5,-;Kernel command line: mac80211_hwsim.radios=0 luks=x", "");
	picks("5,1,5,-;audit: type=1400 comm=\"modprobe\" name=mac80211", "");
	picks("garbage", "");
	ck_assert_uint_eq(pick.lines, 8);
}
END_TEST

/* From "cut here" to "end trace": all of it or nothing */
START_TEST(reports_of_the_kernel)
{
	memset(&pick, 0, sizeof(pick));
	picks("4,1,0,-;------------[ cut here ]------------", "");
	picks("4,1,0,-;WARNING: fs/x.c:1", "");
	picks("4,1,0,-;---[ end trace 0 ]---", "");
	picks("4,1,0,-;------------[ cut here ]------------", "");
	picks("4,1,0,-;WARNING: net/mac80211/x.c:1", "");
	picks("4,1,0,-;RIP: 0010:x", "");
	picks("4,1,0,-;---[ end trace 0 ]---",
	      "[    0.000000] <4> ------------[ cut here ]------------\n"
	      "[    0.000000] <4> WARNING: net/mac80211/x.c:1\n"
	      "[    0.000000] <4> RIP: 0010:x\n"
	      "[    0.000000] <4> ---[ end trace 0 ]---\n");
}
END_TEST

static Suite *make_suite(void)
{
	Suite *suite = suite_create("collect");
	TCase *redaction = tcase_create("redaction");
	TCase *rest = tcase_create("bundle");

	tcase_add_checked_fixture(redaction, setup, teardown);
	tcase_add_test(redaction, addresses_in_every_form);
	tcase_add_test(redaction, numbers_that_are_no_addresses);
	tcase_add_test(redaction, words_that_were_learnt);
	tcase_add_test(redaction, names_by_their_place);
	tcase_add_test(redaction, names_in_json);
	tcase_add_test(redaction, processes_in_json);
	tcase_add_test(redaction, words_of_mlotrace_stay);
	tcase_add_test(redaction, cut_lines_go);
	tcase_add_test(redaction, secrets_on_their_way);
	suite_add_tcase(suite, redaction);
	tcase_add_test(rest, headers);
	tcase_add_test(rest, the_recording_of_a_bundle);
	tcase_add_test(rest, members_taken_back);
	tcase_add_test(rest, no_recording);
	tcase_add_test(rest, damaged_archives);
	tcase_add_test(rest, lines_without_end);
	tcase_add_test(rest, lines_about_wifi);
	tcase_add_test(rest, reports_of_the_kernel);
	suite_add_tcase(suite, rest);
	return suite;
}

int main(void)
{
	return run_suite(make_suite);
}
