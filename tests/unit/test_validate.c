// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_validate.c - how plays are judged: a pass needs evidence
 */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "air/scenario.h"
#include "kernel/kernel_log.h"
#include "base/util.h"
#include "validate/validate.h"

static const struct expectation *expected(const char *name)
{
	const struct expectation *e = expectation_find(name, strlen(name));

	ck_assert_msg(e != NULL, "no expectation for '%s'", name);
	return e;
}

/* What a correct kernel shows */
static struct evidence good(const struct expectation *e)
{
	struct evidence ev = {
		.info = {
			.ifindex = 2, .links_up = e->links_left,
			.connected = e->links_left != 0,
		},
		.after = {
			.taken = true, .complete = true, .radios = 1,
			.client = e->links_left != 0, .links = e->links_left,
		},
		.left = { .taken = true, .complete = true, .radios = 1 },
	};

	if (e->cause)
		ev.seen.removals[e->cause][OUTCOME_FREED] = 1;
	ev.seen.freed[e->cause] = e->links;
	if (!strcmp(e->name, "tdls-peer"))
		ev.seen.peer = PEER_DESTROYED;
	return ev;
}

static struct scenario_result judged(const char *name,
				     const struct evidence *ev)
{
	struct scenario_result res = { .expected = expected(name) };

	judge_play(&res, ev);
	return res;
}

static void expect(const char *name, const struct evidence *ev,
		   enum result result, const char *words)
{
	struct scenario_result res = judged(name, ev);

	ck_assert_str_eq(result_name(scenario_outcome(&res)),
			 result_name(result));
	ck_assert_msg(strstr(scenario_why(&res), words) != NULL,
		      "'%s' has no '%s'", scenario_why(&res), words);
}

START_TEST(each_expectation_is_of_a_scenario)
{
	for (size_t i = 0; i < expectation_count; i++) {
		const struct expectation *e = &expectations[i];
		struct evidence ev = good(e);

		ck_assert_msg(air_scenario_find(e->name) != NULL, "'%s'",
			      e->name);
		ck_assert(!(e->links & ~(1U << 0 | 1U << 1 | 1U << 2)));
		ck_assert(!e->removal || e->links);
		expect(e->name, &ev, RESULT_PASS, "");
	}
	ck_assert(expectation_find("remove", 6) == NULL);
}
END_TEST

START_TEST(what_is_wrong)
{
	struct evidence ev = good(expected("remove-link"));

	ev.seen.freed[CAUSE_AP_RECONF] = 0;
	ev.seen.stale = 1 << 1;
	ev.after.stale = 1 << 1;
	expect("remove-link", &ev, RESULT_FAIL, "leaks: link 1 stale");
	ck_assert(judged("remove-link", &ev).leaks);
	ev = good(expected("remove-link"));
	ev.seen.dangling = 1;
	ev.left.taken = false;
	expect("remove-link", &ev, RESULT_FAIL, "dangling");
	ck_assert(judged("remove-link", &ev).dangling);
	ev = good(expected("remove-link"));
	ev.after.hashed = 1;
	expect("remove-link", &ev, RESULT_FAIL, "without a station");
	ck_assert(judged("remove-link", &ev).dangling);
	ev = good(expected("readd-link"));
	ev.info.connected = false;
	expect("readd-link", &ev, RESULT_FAIL, "links none instead of 0,1");
	ev = good(expected("associate"));
	ev.left.stations = 1;
	expect("associate", &ev, RESULT_FAIL, "1 station left behind");
	ev = good(expected("associate"));
	ev.complaints = 1;
	strcpy(ev.complaint, "WARNING: CPU: 0");
	expect("associate", &ev, RESULT_FAIL, "WARNING");
}
END_TEST

START_TEST(what_was_not_seen_is_no_pass)
{
	const struct evidence seen = good(expected("remove-two"));
	struct evidence ev = seen;

	ev.seen.freed[CAUSE_AP_RECONF] = 1 << 1;
	expect("remove-two", &ev, RESULT_INCONCLUSIVE, "link 2 was not seen");
	ev = seen;
	ev.seen.lost = 3;
	expect("remove-two", &ev, RESULT_INCONCLUSIVE, "3 records");
	ev = seen;
	ev.seen.unknown = 1;
	ev.seen.doubt = REASON_HASH_NESTED;
	expect("remove-two", &ev, RESULT_INCONCLUSIVE, "nested");
	ev = seen;
	ev.after.taken = false;
	expect("remove-two", &ev, RESULT_INCONCLUSIVE, "not looked at");
	ev = seen;
	ev.after.complete = false;
	expect("remove-two", &ev, RESULT_INCONCLUSIVE, "walked to their end");
	ev = seen;
	ev.after.radios = 0;
	expect("remove-two", &ev, RESULT_INCONCLUSIVE, "walked to their end");
	ev = seen;
	ev.after.client = false;
	expect("remove-two", &ev, RESULT_INCONCLUSIVE, "station was not seen");
	ev = seen;
	ev.left.taken = false;
	expect("remove-two", &ev, RESULT_INCONCLUSIVE, "not looked at");
	ev.left.taken = ev.after.taken = false;
	ev.ret = -ERFKILL;
	strcpy(ev.error, "Wi-Fi is blocked");
	expect("remove-two", &ev, RESULT_INCONCLUSIVE,
	       "not looked at: Wi-Fi is blocked");
	ev = seen;
	ev.left.radios = 0;
	expect("remove-two", &ev, RESULT_INCONCLUSIVE, "walked to their end");
	ev = seen;
	ev.log_unread = true;
	expect("remove-two", &ev, RESULT_INCONCLUSIVE, "log");
	ev = seen;
	ev.timed_out = true;
	expect("remove-two", &ev, RESULT_INCONCLUSIVE, "time limit");
	ev = seen;
	ev.ret = -EOPNOTSUPP;
	strcpy(ev.error, "this kernel cannot");
	expect("remove-two", &ev, RESULT_SKIP, "this kernel cannot");
	/* but what it did show counts */
	ev.seen.stale = 1 << 1;
	expect("remove-two", &ev, RESULT_FAIL, "leaks");
}
END_TEST

START_TEST(what_may_be_played_again)
{
	struct evidence ev = good(expected("tdls-peer")), late;

	ck_assert(!play_came_to_nothing(&ev));
	memset(&ev.seen, 0, sizeof(ev.seen));
	ev.ret = -EINVAL;
	ck_assert(play_came_to_nothing(&ev));
	late = ev;
	late.ret = -EOPNOTSUPP;
	ck_assert(!play_came_to_nothing(&late));
	late = ev;
	late.timed_out = true;
	ck_assert(!play_came_to_nothing(&late));
	late = ev;
	late.seen.removals[CAUSE_AP_RECONF][OUTCOME_STALE] = 1;
	ck_assert(!play_came_to_nothing(&late));
	late = ev;
	late.complaints = 1;
	ck_assert(!play_came_to_nothing(&late));
	late = ev;
	late.seen.lost = 1;
	ck_assert(!play_came_to_nothing(&late));
	late = ev;
	late.after.hashed = 1;
	ck_assert(!play_came_to_nothing(&late));
}
END_TEST

#define MANY 32

static size_t all_good(struct scenario_result results[MANY])
{
	memset(results, 0, MANY * sizeof(*results));
	for (size_t i = 0; i < expectation_count; i++) {
		struct evidence ev = good(&expectations[i]);

		results[i].expected = &expectations[i];
		judge_play(&results[i], &ev);
	}
	return expectation_count;
}

static size_t place(const char *name)
{
	return expected(name) - expectations;
}

static void expect_state(const struct scenario_result *results, size_t count,
			 enum kernel_state state, int status)
{
	struct kernel_verdict v = judge_kernel(results, count, false, false);

	ck_assert_str_eq(kernel_state_name(v.state), kernel_state_name(state));
	ck_assert_int_eq(v.status, status);
	ck_assert(state != KERNEL_UNKNOWN || v.why);
}

START_TEST(a_fixed_kernel)
{
	struct scenario_result results[MANY];
	size_t count = all_good(results);
	struct kernel_verdict v = judge_kernel(results, count, false, false);

	ck_assert_int_eq(v.state, KERNEL_FIXED);
	ck_assert_int_eq(v.how, FIX_UNIFIED);
	ck_assert_int_eq(v.status, EXIT_CLEAN);
	results[place("tdls-peer")].peer = PEER_FORGOTTEN;
	v = judge_kernel(results, count, false, false);
	ck_assert_int_eq(v.state, KERNEL_FIXED);
	ck_assert_int_eq(v.how, FIX_DIRECT);
	ck_assert(v.peers_forgotten);
	ck_assert_int_eq(v.status, EXIT_CLEAN);
	results[place("tdls-peer")].peer = PEER_NONE;
	v = judge_kernel(results, count, false, false);
	ck_assert_int_eq(v.state, KERNEL_FIXED);
	ck_assert_int_eq(v.how, FIX_NONE);
}
END_TEST

/* If any removal is left out or in doubt, the kernel is not "fixed". */
START_TEST(never_falsely_fixed)
{
	struct scenario_result results[MANY];
	size_t count = all_good(results);

	for (size_t i = 0; i < count; i++) {
		const struct expectation *e = &expectations[i];
		struct scenario_result skipped = { .expected = e };
		struct scenario_result doubted = { .expected = e };
		struct evidence ev = good(e);

		judge_unplayed(&skipped, RESULT_SKIP, "not here");
		all_good(results);
		results[i] = skipped;
		expect_state(results, count, e->removal && !e->optional ?
			     KERNEL_UNKNOWN : KERNEL_FIXED, EXIT_CLEAN);
		ev.seen.lost = 1;
		judge_play(&doubted, &ev);
		results[i] = doubted;
		expect_state(results, count, KERNEL_UNKNOWN, EXIT_UNKNOWN);
		all_good(results);
		ev = good(e);
		ev.complaints = 1;
		judge_play(&results[i], &ev);
		expect_state(results, count, KERNEL_UNKNOWN, EXIT_PROBLEM);
	}
	all_good(results);
	expect_state(results, 1, KERNEL_UNKNOWN, EXIT_CLEAN);
	expect_state(results, 0, KERNEL_UNKNOWN, EXIT_UNKNOWN);
	ck_assert_int_eq(judge_kernel(results, count, false, true).state,
			 KERNEL_UNKNOWN);
	ck_assert_int_eq(judge_kernel(results, count, false, true).status,
			 EXIT_UNKNOWN);
}
END_TEST

START_TEST(one_bad_play_of_many)
{
	struct scenario_result results[MANY];
	size_t count = all_good(results), i = place("remove-link");
	struct evidence ev = good(&expectations[i]);

	ev.seen.stale = 1 << 1;
	judge_play(&results[i], &ev);
	ev = good(&expectations[i]);
	judge_play(&results[i], &ev);
	ck_assert_uint_eq(results[i].plays, 3);
	ck_assert_uint_eq(results[i].passed, 2);
	expect_state(results, count, KERNEL_LEAKS, EXIT_PROBLEM);
	ev.seen.dangling = 1;
	judge_play(&results[i], &ev);
	expect_state(results, count, KERNEL_DANGLING, EXIT_PROBLEM);
}
END_TEST

/* An own_bug is reported, but counts only if the user asked for it by name. */
START_TEST(a_removal_that_is_lost)
{
	static const char *const bugs[] = { "removal-lost", "removal-early" };
	static const char *const states[] = { "lost", "early" };
	struct scenario_result results[MANY], named;
	size_t count = all_good(results), i = place(bugs[_i]);
	struct evidence ev = good(&expectations[i]);

	ck_assert_str_eq(bug_state(&results[i]), "fixed");
	if (_i)
		ev.info.links_early = 1 << 1;
	else
		ev.info.links_up = ev.after.links = 0x3;
	ev.seen.freed[CAUSE_AP_RECONF] = _i ? 0x6 : 1 << 2;
	judge_play(&results[i], &ev);
	ck_assert_int_eq(scenario_outcome(&results[i]), RESULT_XFAIL);
	ck_assert_str_eq(bug_state(&results[i]), states[_i]);
	ck_assert_ptr_nonnull(strstr(scenario_why(&results[i]), states[_i]));
	ck_assert_ptr_nonnull(strstr(scenario_why(&results[i]), "link 1"));
	expect_state(results, count, KERNEL_FIXED, EXIT_CLEAN);
	named = (struct scenario_result){
		.expected = &expectations[i], .named = true,
	};
	ck_assert_str_eq(bug_state(&named), "unknown");
	judge_play(&named, &ev);
	expect_state(&named, 1, KERNEL_UNKNOWN, EXIT_PROBLEM);
	/* by itself it hides no leak */
	ev.seen.stale = 1 << 2;
	judge_play(&results[i], &ev);
	expect_state(results, count, KERNEL_LEAKS, EXIT_PROBLEM);
}
END_TEST

/* A station survives a connection that could not be prepared. */
START_TEST(a_station_that_survives)
{
	struct scenario_result results[MANY];
	size_t count = all_good(results), i = place("station-survives-prep");
	struct scenario_result named = {
		.expected = &expectations[i], .named = true,
	};
	struct evidence ev = good(&expectations[i]);

	ck_assert_str_eq(bug_state(&results[i]), "fixed");
	ev.after.client = true;
	ev.after.links = 0x1;
	/* its interface has the link, too: the play did not get that far */
	judge_play(&named, &ev);
	ck_assert_int_eq(scenario_outcome(&named), RESULT_SKIP);
	ck_assert_str_eq(bug_state(&named), "unknown");
	ev.after.alone = true;
	judge_play(&results[i], &ev);
	ck_assert_int_eq(scenario_outcome(&results[i]), RESULT_XFAIL);
	ck_assert_str_eq(bug_state(&results[i]), "affected");
	expect_state(results, count, KERNEL_FIXED, EXIT_CLEAN);
	judge_play(&named, &ev);
	expect_state(&named, 1, KERNEL_UNKNOWN, EXIT_PROBLEM);
	/* a play that failed shows nothing */
	named = (struct scenario_result){ .expected = &expectations[i] };
	ev.ret = -ETIMEDOUT;
	judge_play(&named, &ev);
	ck_assert_str_eq(bug_state(&named), "unknown");
}
END_TEST

START_TEST(an_unaffected_kernel)
{
	struct scenario_result results[MANY] = { 0 };

	for (size_t i = 0; i < expectation_count; i++) {
		results[i].expected = &expectations[i];
		judge_unplayed(&results[i], RESULT_SKIP, "no MLO");
	}
	ck_assert_int_eq(judge_kernel(results, expectation_count, true,
				      false).state, KERNEL_UNAFFECTED);
	ck_assert_int_eq(judge_kernel(results, expectation_count, true,
				      false).status, EXIT_CLEAN);
	expect_state(results, expectation_count, KERNEL_UNKNOWN, EXIT_UNKNOWN);
}
END_TEST

START_TEST(kernel_log)
{
	char record[] = "4,1234,5678,-;WARNING: CPU: 1 PID: 2\n SUBSYSTEM=x\n";
	char odd[] = "no prefix";

	ck_assert_str_eq(klog_message(record), "WARNING: CPU: 1 PID: 2");
	ck_assert_str_eq(klog_message(odd), "no prefix");
	ck_assert(klog_is_complaint("WARNING: CPU: 1 PID: 2 at net/mac80211"));
	ck_assert(klog_is_complaint("watchdog: BUG: soft lockup - CPU#1"));
	ck_assert(klog_is_complaint("BUG: KASAN: slab-use-after-free in x"));
	ck_assert(klog_is_complaint("BUG kmalloc-2k (Not tainted): Poison "
				    "overwritten"));
	ck_assert(klog_is_complaint("[Left Redzone overwritten] 0x"));
	ck_assert(klog_is_complaint("rcu: INFO: rcu_preempt self-detected "
				    "stall on CPU"));
	ck_assert(!klog_is_complaint("wlan0: associated"));
	ck_assert(!klog_is_complaint("wlan0: AP bug: HT operation missing"));
	ck_assert(!klog_is_complaint("mac80211_hwsim: wmediumd released "
				     "netlink socket, switching to perfect"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("validate");
	TCase *tc = tcase_create("validate");
	SRunner *runner;
	int failed;

	tcase_add_test(tc, each_expectation_is_of_a_scenario);
	tcase_add_test(tc, what_is_wrong);
	tcase_add_test(tc, what_was_not_seen_is_no_pass);
	tcase_add_test(tc, what_may_be_played_again);
	tcase_add_test(tc, a_fixed_kernel);
	tcase_add_test(tc, never_falsely_fixed);
	tcase_add_test(tc, one_bad_play_of_many);
	tcase_add_loop_test(tc, a_removal_that_is_lost, 0, 2);
	tcase_add_test(tc, a_station_that_survives);
	tcase_add_test(tc, an_unaffected_kernel);
	tcase_add_test(tc, kernel_log);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
