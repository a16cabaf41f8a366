// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_redact.c - no address and no name leaks, and what was equal or different
 * before still is
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "recording/recording.h"
#include "recording/redact.h"
#include "base/util.h"
#include "records.h"
#include "world.h"

static struct redact *redact;

static void setup(void)
{
	redact = redact_new();
	ck_assert_ptr_nonnull(redact);
}

static void teardown(void)
{
	redact_free(redact);
}

static const char *mac_of(const char *text)
{
	static char out[MAC_TEXT_SIZE];
	uint8_t mac[6];

	ck_assert_int_eq(parse_mac(text, mac), 0);
	ck_assert_int_eq(redact_mac(redact, mac), 0);
	return format_mac(out, mac);
}

static const char *name_of(const char *text)
{
	static char out[IFACE_NAME_SIZE];

	memset(out, 0, sizeof(out));
	memcpy(out, text, strlen(text));
	ck_assert_int_eq(redact_name(redact, out), 0);
	return out;
}

START_TEST(one_pseudonym_each)
{
	ck_assert_str_eq(mac_of("3c:22:fb:01:02:03"), "02:00:00:00:00:01");
	ck_assert_str_eq(mac_of("3c:22:fb:01:02:04"), "02:00:00:00:00:02");
	ck_assert_str_eq(mac_of("3c:22:fb:01:02:03"), "02:00:00:00:00:01");
}
END_TEST

/* hwsim's own addresses look like pseudonyms, and are addresses all the same */
START_TEST(pseudonym_of_a_pseudonym)
{
	ck_assert_str_eq(mac_of("02:00:00:00:00:02"), "02:00:00:00:00:01");
	ck_assert_str_eq(mac_of("02:00:00:00:00:01"), "02:00:00:00:00:02");
}
END_TEST

START_TEST(addresses_of_nobody)
{
	ck_assert_str_eq(mac_of("00:00:00:00:00:00"), "00:00:00:00:00:00");
	ck_assert_str_eq(mac_of("ff:ff:ff:ff:ff:ff"), "ff:ff:ff:ff:ff:ff");
	ck_assert_str_eq(mac_of("00:00:00:00:00:01"), "02:00:00:00:00:01");
}
END_TEST

START_TEST(more_than_a_byte)
{
	char text[MAC_TEXT_SIZE];

	for (int i = 0; i < 70000; i++) {
		snprintf(text, sizeof(text), "f4:00:00:%02x:%02x:%02x",
			 i >> 16, i >> 8 & 0xff, i & 0xff);
		mac_of(text);
	}
	ck_assert_str_eq(mac_of("f4:00:00:00:ff:ff"), "02:00:00:01:00:00");
	ck_assert_str_eq(mac_of("f4:00:00:01:00:00"), "02:00:00:01:00:01");
}
END_TEST

static const struct {
	const char *from, *to;
} names[] = {
	{ "", "" },
	{ "wlan0", "wlan0" },
	{ "wlan123", "wlan123" },
	{ "wlan", "iface1" },
	{ "wlan0a", "iface1" },
	{ "wlan4915771234", "iface1" },	/* a number that may be somebody's */
	{ "wlan-smith", "iface1" },
	{ "wlx00c0caa1b2c3", "iface1" },	/* its address */
	{ "wlp0s20f3", "iface1" },
	{ "iface7", "iface1" },
	{ "<b>\xff", "iface1" },
};

START_TEST(names_of_interfaces)
{
	ck_assert_str_eq(name_of(names[_i].from), names[_i].to);
}
END_TEST

START_TEST(same_name_same_pseudonym)
{
	ck_assert_str_eq(name_of("home"), "iface1");
	ck_assert_str_eq(name_of("office"), "iface2");
	ck_assert_str_eq(name_of("home"), "iface1");
	ck_assert_str_eq(name_of("iface1"), "iface3");
}
END_TEST

/* A name from a hostile recording: without an end, and with data after it. */
START_TEST(name_without_an_end)
{
	char name[IFACE_NAME_SIZE];

	memset(name, 'x', sizeof(name));
	ck_assert_int_eq(redact_name(redact, name), 0);
	ck_assert_str_eq(name, "iface1");
	memcpy(name, "wlan0\0secret", 13);
	ck_assert_int_eq(redact_name(redact, name), 0);
	ck_assert_mem_eq(name, "wlan0\0\0\0\0\0\0\0\0\0\0", IFACE_NAME_SIZE);
}
END_TEST

/* ---- processes, which only records have ---- */

static const char *comm_of(const char *text)
{
	static union any_record rec;

	rec = (union any_record){ .change.hdr = {
		.type = REC_RADIO, .size = sizeof(rec.change),
	} };
	memcpy(rec.change.asker.comm, text, strnlen(text, IFACE_NAME_SIZE));
	ck_assert_int_eq(redact_record(redact, &rec), 0);
	return rec.change.asker.comm;
}

static const struct {
	const char *from, *to;
} comms[] = {
	{ "", "" },
	{ "wpa_supplicant", "wpa_supplicant" },
	{ "NetworkManager", "NetworkManager" },
	{ "iwd", "iwd" },
	{ "iw", "iw" },
	{ "systemd-network", "systemd-network" },	/* as the kernel cuts it */
	{ "iwd2", "process1" },
	{ "IW", "process1" },
	{ "smiths-vpn", "process1" },
	{ "process7", "process1" },
	{ "wlan0", "process1" },	/* well known as an interface alone */
	{ "<b>\xff", "process1" },
	{ "sixteen-letters!", "process1" },	/* no end */
};

START_TEST(names_of_processes)
{
	ck_assert_str_eq(comm_of(comms[_i].from), comms[_i].to);
}
END_TEST

/* Processes have their own numbers, and may have the name of an interface. */
START_TEST(processes_and_interfaces)
{
	ck_assert_str_eq(name_of("home"), "iface1");
	ck_assert_str_eq(comm_of("home"), "process1");
	ck_assert_str_eq(comm_of("my-roamer"), "process2");
	ck_assert_str_eq(comm_of("home"), "process1");
	ck_assert_str_eq(name_of("office"), "iface2");
}
END_TEST

/*
 * Fill every byte of a record that is not a number with 0xa5: then whatever
 * looks like an address or a name in its JSON must be a pseudonym, also in a
 * field that is added later. The name of a driver stays.
 */
START_TEST(nothing_of_a_record_gets_out)
{
	union any_record rec;
	struct line line;

	memset(&rec, 0xa5, sizeof(rec));
	rec.hdr.type = _i;
	rec.hdr.size = record_size(_i);
	if (rec.hdr.size == sizeof(rec.change))
		strcpy(rec.change.driver, "iwlwifi");
	ck_assert(record_valid(&rec, rec.hdr.size));
	ck_assert_int_eq(redact_record(redact, &rec), 0);
	line_begin(&line);
	record_to_line(&rec, &line);
	ck_assert_int_eq(line_end(&line), 0);
	line.text[line.used - 1] = '\0';
	ck_assert_ptr_null(strstr(line.text, "a5:a5"));
	ck_assert_ptr_null(strstr(line.text, "\\xa5"));
	ck_assert_int_eq(rec.hdr.size == sizeof(rec.change),
			 !!strstr(line.text, "\"driver\":\"iwlwifi\""));
}
END_TEST

/* A leak for two lifecycles, one of which gets redacted records. */
static void leak(struct world *w)
{
	struct rec_iface *wlan = add_client(w, 0x3);

	associate(w, wlan);
	announce(w, wlan, 1 << 1, 400);
	wait_ms(w, 400);
	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	disconnect(w, wlan);
}

static void retell(struct world *w, union any_record *rec)
{
	ck_assert_int_eq(lifecycle_record(w->lc, rec), 0);
}

START_TEST(judged_as_before)
{
	struct world *plain = world_new(), *w = world_new();
	union any_record *tape = calloc(WORLD_TAPE, sizeof(*tape));

	ck_assert_ptr_nonnull(tape);
	plain->all = w->all = true;
	plain->tape = tape;
	leak(plain);
	ck_assert_uint_gt(plain->tape_count, 8);
	for (size_t i = 0; i < plain->tape_count; i++) {
		retell(plain, &tape[i]);
		ck_assert_int_eq(redact_record(redact, &tape[i]), 0);
		retell(w, &tape[i]);
	}
	ck_assert_uint_eq(w->count, plain->count);
	for (size_t i = 0; i < w->count; i++) {
		const struct event *ev = &w->events[i];

		ck_assert_int_eq(ev->type, plain->events[i].type);
		ck_assert_int_eq(ev->outcome, plain->events[i].outcome);
		ck_assert_int_eq(ev->link, plain->events[i].link);
	}
	ck_assert_uint_eq(tally(w)->removals[CAUSE_AP_RECONF][OUTCOME_STALE],
			  1);
	world_free(plain);
	world_free(w);
}
END_TEST

/* Redacted once more, it is the same. */
START_TEST(twice_is_once)
{
	struct world *plain = world_new();
	union any_record *tape = calloc(WORLD_TAPE, sizeof(*tape));
	struct redact *again = redact_new();

	ck_assert_ptr_nonnull(tape);
	ck_assert_ptr_nonnull(again);
	plain->tape = tape;
	leak(plain);
	for (size_t i = 0; i < plain->tape_count; i++) {
		union any_record rec = tape[i];

		ck_assert_int_eq(redact_record(redact, &rec), 0);
		tape[i] = rec;
		ck_assert_int_eq(redact_record(again, &rec), 0);
		ck_assert_mem_eq(&rec, &tape[i], rec.hdr.size);
	}
	redact_free(again);
	world_free(plain);
}
END_TEST

static Suite *redact_suite(void)
{
	Suite *s = suite_create("redact");
	TCase *macs = tcase_create("addresses");
	TCase *words = tcase_create("names");
	TCase *records = tcase_create("records");

	tcase_add_checked_fixture(macs, setup, teardown);
	tcase_add_test(macs, one_pseudonym_each);
	tcase_add_test(macs, pseudonym_of_a_pseudonym);
	tcase_add_test(macs, addresses_of_nobody);
	tcase_add_test(macs, more_than_a_byte);
	suite_add_tcase(s, macs);

	tcase_add_checked_fixture(words, setup, teardown);
	tcase_add_loop_test(words, names_of_interfaces, 0, ARRAY_SIZE(names));
	tcase_add_test(words, same_name_same_pseudonym);
	tcase_add_test(words, name_without_an_end);
	tcase_add_loop_test(words, names_of_processes, 0, ARRAY_SIZE(comms));
	tcase_add_test(words, processes_and_interfaces);
	suite_add_tcase(s, words);

	tcase_add_checked_fixture(records, setup, teardown);
	tcase_add_loop_test(records, nothing_of_a_record_gets_out, 1,
			    REC_TYPES);
	tcase_add_test(records, judged_as_before);
	tcase_add_test(records, twice_is_once);
	suite_add_tcase(s, records);
	return s;
}

int main(void)
{
	return run_suite(redact_suite);
}
