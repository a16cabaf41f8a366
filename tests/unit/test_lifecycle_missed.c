// SPDX-License-Identifier: GPL-2.0-only
/* Calls for which no BPF program ran; announcements and filters over time. */
#include "world.h"

static struct world *w;
static struct rec_iface *wlan;
static struct world_sta *ap;

static void setup_with(const struct filter *filter)
{
	w = world_filtered(filter);
	wlan = add_client(w, 0x7);
	ap = associate(w, wlan);
}

static void setup(void)
{
	setup_with(&(struct filter){ 0 });
}

static void teardown(void)
{
	world_free(w);
}

static void say_missed(uint16_t of)
{
	union any_record rec = { .missed = {
		.hdr.type = REC_MISSED, .count = 1, .of = of, .skipped = 1,
	} };

	send_rec(w, &rec, sizeof(rec.missed));
}

/* Which records of a work get through: its entry, the tracepoint, its exit. */
static void work_seen(uint16_t mask, enum kernel kernel, bool enter,
		      bool second, bool exit)
{
	w->deaf = !enter;
	begin_work(w, wlan, mask);
	w->deaf = !second;
	do_work(w, wlan, mask, kernel);
	w->deaf = !exit;
	end_work(w, wlan);
	w->deaf = false;
}

/* ---- one end for each link ---- */

START_TEST(a_reclaimed_link_is_not_freed_once_more)
{
	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	w->told = w->count;
	begin_work(w, wlan, 0x5);
	disconnect(w, wlan);
	end_work(w, wlan);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf reclaimed by call",
		  "failed wlan0 links 0x5 ap-reconf",
		  "removal wlan0 sta 1 link 0 teardown freed by state+call",
		  "removal wlan0 sta 1 link 2 teardown freed by state+call");
	ck_assert_uint_eq(tally(w)->removals[CAUSE_TEARDOWN][OUTCOME_FREED], 2);
	ck_assert_uint_eq(tally(w)->begun, tally(w)->ended);
}
END_TEST

/* A link that dangles, and a station that goes within the next removal */
START_TEST(a_hashed_link_hides_no_other_of_its_station)
{
	ap_removes(w, wlan, 1 << 0, KERNEL_SEED);
	w->told = w->count;
	begin_work(w, wlan, 0x6);
	disconnect(w, wlan);
	end_work(w, wlan);
	expect(w, "removal wlan0 sta 1 link 0 ap-reconf dangling "
		  "(station-freed) by hash+signature+call",
		  "failed wlan0 links 0x6 ap-reconf",
		  "removal wlan0 sta 1 link 1 teardown freed by state+call",
		  "removal wlan0 sta 1 link 2 teardown freed by state+call");
}
END_TEST

/* The hash is walked as one station goes: other stations keep their nodes. */
START_TEST(a_node_of_another_station_is_not_free)
{
	struct rec_iface *other = add_client(w, 0x3);
	struct world_sta *gone;

	other->local = wlan->local;
	gone = associate(w, other);
	w->deaf = true;
	free_link(w, ap, 0);
	w->deaf = false;
	destroy_station(w, gone);
	expect(w, "removal wlan1 sta 2 link 0 teardown freed by call",
		  "removal wlan1 sta 2 link 1 teardown freed by call",
		  "found wlan0 sta 1 link 0 unknown (embedded) by hash");
}
END_TEST

/* ---- no verdict hangs on one call ---- */

START_TEST(stale_link_of_a_missed_exit)
{
	static const char stale[] =
		"removal wlan0 sta 1 link 1 ap-reconf stale by state";

	work_seen(1 << 1, KERNEL_612, true, true, false);
	expect_nothing(w);
	switch (_i) {
	case 0:
		announce(w, wlan, 1 << 2, 100);
		expect(w, stale, "announce wlan0 links 0x4 ap-reconf");
		break;
	case 1:
		begin_work(w, wlan, 1 << 2);
		expect(w, stale);
		break;
	case 2:
		set_up_link(w, ap, 3);
		expect(w, stale);
		break;
	case 3:
		snapshot(w);
		snapshot(w);
		expect_nothing(w);
		say_missed(REC_RECONF_EXIT);
		w->told = w->count;
		snapshot(w);
		expect_nothing(w);
		snapshot(w);
		expect(w, stale);
		break;
	case 4:
		destroy_station(w, ap);
		expect(w, stale,
		       "removal wlan0 sta 1 link 0 teardown freed by call",
		       "removal wlan0 sta 1 link 1 ap-reconf reclaimed by call",
		       "removal wlan0 sta 1 link 2 teardown freed by call");
		break;
	default:
		end_trace(w);
		expect(w, stale);
	}
	ck_assert_uint_eq(tally(w)->problems, 1);
	ck_assert(tally(w)->leaks);
}
END_TEST

START_TEST(one_witness_of_three_is_enough)
{
	work_seen(1 << 1, KERNEL_612, _i == 0, _i == 1, _i == 2);
	for (int i = 0; i < 3; i++)
		if (i != _i)
			say_missed(i == 0 ? REC_RECONF_ENTER :
				   i == 1 ? REC_LINKS_REMOVED :
					    REC_RECONF_EXIT);
	snapshot(w);
	snapshot(w);
	ck_assert_uint_eq(tally(w)->problems, 1);
	ck_assert(tally(w)->stale_now == 1);
}
END_TEST

START_TEST(stale_link_that_only_its_end_shows)
{
	work_seen(1 << 1, KERNEL_612, false, false, false);
	destroy_station(w, ap);
	expect(w, "removal wlan0 sta 1 link 0 teardown freed by call",
		  "found wlan0 sta 1 link 1 stale by state",
		  "removal wlan0 sta 1 link 1 unknown reclaimed by call",
		  "removal wlan0 sta 1 link 2 teardown freed by call");
}
END_TEST

START_TEST(exit_of_a_work_is_not_that_of_the_next)
{
	work_seen(1 << 1, KERNEL_612, true, false, false);
	w->deaf = true;
	begin_work(w, wlan, 0x5);
	w->deaf = false;
	disconnect(w, wlan);
	end_work(w, wlan);
	for (size_t i = 0; i < w->count; i++)
		ck_assert(w->events[i].link != 1 ||
			  w->events[i].outcome != OUTCOME_FREED);
}
END_TEST

/* The work had left one link for later: that ends once, with its station. */
START_TEST(a_missed_exit_ends_no_link_that_the_interface_has)
{
	begin_work(w, wlan, 0x6);
	do_work(w, wlan, 1 << 1, KERNEL_71);
	destroy_station(w, ap);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf freed "
		  "by state+hash+call",
		  "removal wlan0 sta 1 link 0 teardown freed by call",
		  "removal wlan0 sta 1 link 2 teardown freed by call");
}
END_TEST

/* ---- what a miss makes doubtful ---- */

START_TEST(most_misses_hide_nothing)
{
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	for (uint16_t of = 1; of < REC_MISSED; of++)
		if (of != REC_LINKS_REMOVED)
			say_missed(of);
	ck_assert(!tally_doubtful(tally(w)));
	ck_assert_uint_eq(tally(w)->lost, 0);
}
END_TEST

START_TEST(all_three_hide_a_removal_until_two_looks)
{
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	say_missed(REC_RECONF_ENTER);
	say_missed(REC_RECONF_EXIT);
	ck_assert(!tally_doubtful(tally(w)));
	say_missed(REC_LINKS_REMOVED);
	ck_assert(tally_doubtful(tally(w)));
	snapshot(w);
	ck_assert(tally_doubtful(tally(w)));
	snapshot(w);
	ck_assert(!tally_doubtful(tally(w)));
}
END_TEST

START_TEST(without_the_tracepoint_two_are_enough)
{
	say_missed(REC_RECONF_ENTER);
	say_missed(REC_RECONF_EXIT);
	ck_assert(tally_doubtful(tally(w)));
}
END_TEST

/* A recording of 0.1 has only the number, at the end. */
START_TEST(misses_that_are_known_only_at_the_end)
{
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	w->lost = _i;
	end_trace(w);
	ck_assert_uint_eq(tally(w)->lost, _i);
	ck_assert(tally_doubtful(tally(w)) == (_i >= 3));
}
END_TEST

/* ---- announcements, link by link ---- */

START_TEST(each_link_has_times_of_its_own)
{
	announce(w, wlan, 1 << 2, 700);
	wait_ms(w, 100);
	announce(w, wlan, 0x6, 500);
	wait_ms(w, 500);
	ap_removes(w, wlan, 0x6, KERNEL_71);
	ck_assert_uint_eq(w->events[2].link, 1);
	ck_assert_uint_eq(w->events[2].announced_ns / NSEC_PER_MSEC, 500);
	ck_assert_uint_eq(w->events[3].announced_ns / NSEC_PER_MSEC, 600);
}
END_TEST

START_TEST(one_of_two_is_taken_back)
{
	announce(w, wlan, 0x6, 900);
	wait_ms(w, 300);
	announce(w, wlan, 1 << 2, 600);
	expect(w, "announce wlan0 links 0x6 ap-reconf",
		  "cancel wlan0 links 0x2 ap-reconf");
	ck_assert(!tally_doubtful(tally(w)));
}
END_TEST

START_TEST(one_of_two_is_due_and_forgotten)
{
	announce(w, wlan, 1 << 2, 2000);
	wait_ms(w, 500);
	announce(w, wlan, 0x6, 700);
	wait_ms(w, 800);
	announce(w, wlan, 1 << 2, 700);
	expect(w, "announce wlan0 links 0x4 ap-reconf",
		  "announce wlan0 links 0x6 ap-reconf",
		  "cancel wlan0 links 0x2 ap-reconf (due)");
	/* neither stale nor fine */
	ck_assert_uint_eq(tally(w)->problems, 0);
	ck_assert(tally_doubtful(tally(w)));
}
END_TEST

/* The kernel reports the time of one of two; hostapd sends a count twice. */
START_TEST(the_last_count_is_taken_for_none)
{
	announce(w, wlan, 1 << 2, 2000);
	wait_ms(w, 100);
	announce(w, wlan, 0x6, 200);
	wait_ms(w, 100);
	announce(w, wlan, 0x6, 200);
	wait_ms(w, 100);
	announce(w, wlan, 0x6, 100);
	wait_ms(w, 100);
	announce(w, wlan, 0x6, 1600);
	wait_ms(w, 100);
	announce(w, wlan, 1 << 2, 1500);
	expect(w, "announce wlan0 links 0x4 ap-reconf",
		  "announce wlan0 links 0x6 ap-reconf",
		  "cancel wlan0 links 0x2 ap-reconf (due)");
	wait_ms(w, 1500);
	send_iface(w, REC_CANCEL, wlan, 0, 0);
	expect(w, "cancel wlan0 links 0x4 ap-reconf (due)");
}
END_TEST

/* One is withdrawn long before its time, whatever the other one does. */
START_TEST(one_of_two_is_taken_back_in_time)
{
	announce(w, wlan, 1 << 1, 3000);
	wait_ms(w, 1000);
	announce(w, wlan, 0x6, 500);
	wait_ms(w, 400);
	announce(w, wlan, 0x6, 100);
	announce(w, wlan, 1 << 2, 100);
	expect(w, "announce wlan0 links 0x2 ap-reconf",
		  "announce wlan0 links 0x6 ap-reconf",
		  "cancel wlan0 links 0x2 ap-reconf");
	ck_assert(!tally_doubtful(tally(w)));
}
END_TEST

/* We never learned the time of this one: it may have been any. */
START_TEST(one_of_two_may_have_been_due)
{
	announce(w, wlan, 1 << 2, 800);
	wait_ms(w, 100);
	announce(w, wlan, 0x6, 700);
	wait_ms(w, 100);
	announce(w, wlan, 1 << 2, 600);
	expect(w, "announce wlan0 links 0x4 ap-reconf",
		  "announce wlan0 links 0x6 ap-reconf",
		  "cancel wlan0 links 0x2 ap-reconf (perhaps-due)");
	ck_assert_uint_eq(tally(w)->problems, 0);
	ck_assert(tally_doubtful(tally(w)));
}
END_TEST

START_TEST(both_are_removed_when_one_is_due)
{
	announce(w, wlan, 1 << 1, 900);
	wait_ms(w, 100);
	announce(w, wlan, 0x6, 0);
	ap_removes(w, wlan, 0x6, KERNEL_71);
	ck_assert_uint_eq(w->events[2].link, 1);
	ck_assert_uint_eq((w->events[2].early_ns + NSEC_PER_MSEC / 2) /
			  NSEC_PER_MSEC, 800);
	ck_assert_uint_eq(w->events[3].link, 2);
	ck_assert_uint_eq(w->events[3].early_ns, 0);
}
END_TEST

/* A kernel that keeps a time for each: its work leaves one for later. */
START_TEST(one_of_two_is_removed)
{
	announce(w, wlan, 1 << 2, 900);
	wait_ms(w, 100);
	announce(w, wlan, 0x6, 0);
	begin_work(w, wlan, 0x6);
	do_work(w, wlan, 1 << 1, KERNEL_71);
	announce(w, wlan, 1 << 2, 800);
	send_iface(w, REC_RECONF_EXIT, wlan, 0, 0);
	walk_iface(w, wlan, POINT_EXIT);
	expect(w, "announce wlan0 links 0x4 ap-reconf",
		  "announce wlan0 links 0x6 ap-reconf",
		  "removal wlan0 sta 1 link 1 ap-reconf freed "
		  "by state+hash+call");
	wait_ms(w, 800);
	ap_removes(w, wlan, 1 << 2, KERNEL_71);
	expect(w, "removal wlan0 sta 1 link 2 ap-reconf freed "
		  "by state+hash+call");
	ck_assert_uint_eq(last_event(w)->announced_ns / NSEC_PER_MSEC, 900);
	ck_assert(!tally_doubtful(tally(w)));
}
END_TEST

/* ---- filters ---- */

START_TEST(filter_follows_a_renamed_interface)
{
	teardown();
	setup_with(&(struct filter){ .iface = "wlan0" });
	announce(w, wlan, 1 << 1, 100);
	strcpy(wlan->name, "other0");
	wlan->netns++;
	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	expect(w, "announce wlan0 links 0x2 ap-reconf",
		  "removal other0 sta 1 link 1 ap-reconf stale by state");
}
END_TEST

START_TEST(filter_forgets_an_interface_that_is_another_by_now)
{
	teardown();
	setup_with(&(struct filter){ .iface = "wlan0" });
	disconnect(w, wlan);
	w->told = w->count;
	/* the same memory */
	wlan->ifindex += 10;
	strcpy(wlan->name, "wlan7");
	set_links(w, wlan, 0x7);
	wlan->associated = 1;
	associate(w, wlan);
	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	expect_nothing(w);
}
END_TEST

/* The event of the leak was filtered out, but that of its end is not. */
START_TEST(reclaimed_proves_a_leak)
{
	teardown();
	setup_with(&(struct filter){ .iface = "wlan7" });
	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	ck_assert(!tally(w)->leaks);
	strcpy(wlan->name, "wlan7");
	disconnect(w, wlan);
	ck_assert(tally(w)->leaks);
}
END_TEST

static Suite *missed_suite(void)
{
	Suite *s = suite_create("lifecycle, missed");
	TCase *ends = tcase_create("one end");
	TCase *calls = tcase_create("missed calls");
	TCase *doubts = tcase_create("doubts");
	TCase *plans = tcase_create("announcements");
	TCase *filters = tcase_create("filters");
	TCase *all[] = { ends, calls, doubts, plans, filters };

	tcase_add_test(ends, a_reclaimed_link_is_not_freed_once_more);
	tcase_add_test(ends, a_hashed_link_hides_no_other_of_its_station);
	tcase_add_test(ends, a_node_of_another_station_is_not_free);
	tcase_add_loop_test(calls, stale_link_of_a_missed_exit, 0, 6);
	tcase_add_loop_test(calls, one_witness_of_three_is_enough, 0, 3);
	tcase_add_test(calls, stale_link_that_only_its_end_shows);
	tcase_add_test(calls, exit_of_a_work_is_not_that_of_the_next);
	tcase_add_test(calls,
		       a_missed_exit_ends_no_link_that_the_interface_has);
	tcase_add_test(doubts, most_misses_hide_nothing);
	tcase_add_test(doubts, all_three_hide_a_removal_until_two_looks);
	tcase_add_test(doubts, without_the_tracepoint_two_are_enough);
	tcase_add_loop_test(doubts, misses_that_are_known_only_at_the_end,
			    0, 5);
	tcase_add_test(plans, each_link_has_times_of_its_own);
	tcase_add_test(plans, one_of_two_is_taken_back);
	tcase_add_test(plans, one_of_two_is_due_and_forgotten);
	tcase_add_test(plans, the_last_count_is_taken_for_none);
	tcase_add_test(plans, one_of_two_is_taken_back_in_time);
	tcase_add_test(plans, one_of_two_may_have_been_due);
	tcase_add_test(plans, both_are_removed_when_one_is_due);
	tcase_add_test(plans, one_of_two_is_removed);
	tcase_add_test(filters, filter_follows_a_renamed_interface);
	tcase_add_test(filters,
		       filter_forgets_an_interface_that_is_another_by_now);
	tcase_add_test(filters, reclaimed_proves_a_leak);
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		tcase_add_checked_fixture(all[i], setup, teardown);
		suite_add_tcase(s, all[i]);
	}
	return s;
}

int main(void)
{
	return run_suite(missed_suite);
}
