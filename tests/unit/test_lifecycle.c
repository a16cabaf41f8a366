// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_lifecycle.c - what becomes of links: every cause and every outcome, with
 * the records that kernels of each kind would send. Records that are lost, late
 * or out of order are in test_lifecycle_loss.c.
 */
#include "world.h"

static struct world *w;
static struct rec_iface *wlan;	/* a client with links 0, 1 and 2 */
static struct world_sta *ap;	/* its AP, associated over link 0 */

static void setup(void)
{
	w = world_new();
	wlan = add_client(w, 0x7);
	ap = associate(w, wlan);
}

static void teardown(void)
{
	world_free(w);
}

/* ---- an AP removes a link ---- */

START_TEST(fixed_kernel_frees_the_link)
{
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf freed "
		  "by state+hash+call");
	end_trace(w);
	expect_nothing(w);
	ck_assert_uint_eq(tally(w)->problems, 0);
	ck_assert_uint_eq(tally(w)->unknown, 0);
	ck_assert(!tally(w)->leaks && !tally(w)->dangling);
}
END_TEST

START_TEST(leaking_kernel_leaves_it_stale)
{
	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf stale by state");
	ck_assert_uint_eq(last_event(w)->bytes, LINK_BYTES);
	ck_assert_int_eq(last_event(w)->role, ROLE_CLIENT);
	ck_assert_uint_eq(tally(w)->problems, 1);
	ck_assert_uint_eq(tally(w)->stale_now, 1);
	ck_assert_uint_eq(tally(w)->bytes_now, LINK_BYTES);
	ck_assert_uint_eq(tally(w)->oldest_stale, last_event(w)->time);
	ck_assert_uint_eq(tally(w)->stale_ns, 0);
	ck_assert(tally(w)->leaks);
	ck_assert(!tally(w)->dangling);
}
END_TEST

START_TEST(seed_fix_leaves_it_dangling)
{
	ap_removes(w, wlan, 1 << 1, KERNEL_SEED);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf dangling "
		  "by state+hash+signature");
	ck_assert_uint_eq(tally(w)->problems, 1);
	ck_assert_uint_eq(tally(w)->stale_now, 0);
	ck_assert_uint_eq(tally(w)->dangling_links, 1);
	ck_assert(tally(w)->dangling);
	ck_assert(!tally(w)->leaks);
}
END_TEST

/* The hook for the calls may be missing; the hash table is the proof. */
START_TEST(dangling_is_proved_without_the_calls)
{
	begin_work(w, wlan, 1 << 1);
	set_links(w, wlan, 0x5);
	leave_node(w, ap, 1);
	drop_link(ap, 1);
	end_work(w, wlan);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf dangling "
		  "by state+hash");
}
END_TEST

START_TEST(freed_is_believed_without_the_calls)
{
	begin_work(w, wlan, 1 << 1);
	set_links(w, wlan, 0x5);
	drop_link(ap, 1);
	end_work(w, wlan);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf freed by state+hash");
}
END_TEST

/* A dangling node is reported once, not again by every later walk. */
START_TEST(dangling_is_said_once)
{
	ap_removes(w, wlan, 1 << 1, KERNEL_SEED);
	snapshot(w);
	snapshot(w);
	snapshot(w);
	ap_removes(w, wlan, 1 << 2, KERNEL_71);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf dangling "
		  "by state+hash+signature",
		  "removal wlan0 sta 1 link 2 ap-reconf freed "
		  "by state+hash+call");
	ck_assert_uint_eq(tally(w)->problems, 1);
}
END_TEST

/* ... unless a new link in its memory dangles, too. */
START_TEST(memory_that_is_used_again_is_a_new_link)
{
	uint64_t ptr = ap->link[1].ptr;

	ap_removes(w, wlan, 1 << 1, KERNEL_SEED);
	w->node_count = 0;
	set_links(w, wlan, 0x7);
	w->next_ptr = ptr - 0x800;
	set_up_link(w, ap, 1);
	ck_assert_uint_eq(ap->link[1].ptr, ptr);
	ap_removes(w, wlan, 1 << 1, KERNEL_SEED);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf dangling "
		  "by state+hash+signature",
		  "removal wlan0 sta 1 link 1 ap-reconf dangling "
		  "by state+hash+signature");
}
END_TEST

/*
 * The association link is part of the station: nothing is freed, and so nothing
 * dangles, until the station is freed.
 */
START_TEST(deflink_dangles_when_the_station_is_freed)
{
	ap_removes(w, wlan, 1 << 0, KERNEL_SEED);
	expect(w, "removal wlan0 sta 1 link 0 ap-reconf unknown (embedded) "
		  "by state+hash+signature");
	ck_assert_uint_eq(last_event(w)->bytes, 0);
	ck_assert_uint_eq(tally(w)->problems, 1);
	ck_assert(tally(w)->dangling);
	disconnect(w, wlan);
	expect(w, "removal wlan0 sta 1 link 1 teardown freed by call",
		  "removal wlan0 sta 1 link 2 teardown freed by call",
		  "removal wlan0 sta 1 link 0 ap-reconf dangling "
		  "(station-freed) by hash+signature+call");
	end_trace(w);
	expect_nothing(w);
}
END_TEST

START_TEST(deflink_of_other_kernels)
{
	ap_removes(w, wlan, 1 << 0, KERNEL_71);
	expect(w, "removal wlan0 sta 1 link 0 ap-reconf freed "
		  "by state+hash+call");
	disconnect(w, wlan);
	expect(w, "removal wlan0 sta 1 link 1 teardown freed by call",
		  "removal wlan0 sta 1 link 2 teardown freed by call");
}
END_TEST

START_TEST(stale_deflink_holds_no_memory)
{
	ap_removes(w, wlan, 1 << 0, KERNEL_612);
	expect(w, "removal wlan0 sta 1 link 0 ap-reconf stale by state");
	ck_assert_uint_eq(tally(w)->stale_now, 1);
	ck_assert_uint_eq(tally(w)->bytes_now, 0);
}
END_TEST

START_TEST(several_links_at_once)
{
	ap_removes(w, wlan, 0x6, KERNEL_612);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf stale by state",
		  "removal wlan0 sta 1 link 2 ap-reconf stale by state");
	ck_assert_uint_eq(tally(w)->stale_now, 2);
	ck_assert_uint_eq(tally(w)->bytes_now, 2 * LINK_BYTES);
}
END_TEST

START_TEST(several_links_among_them_the_deflink)
{
	ap_removes(w, wlan, 0x3, KERNEL_SEED);
	expect(w, "removal wlan0 sta 1 link 0 ap-reconf unknown (embedded) "
		  "by state+hash+signature",
		  "removal wlan0 sta 1 link 1 ap-reconf dangling "
		  "by state+hash+signature");
}
END_TEST

START_TEST(one_after_the_other)
{
	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	ap_removes(w, wlan, 1 << 2, KERNEL_612);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf stale by state",
		  "removal wlan0 sta 1 link 2 ap-reconf stale by state");
	ck_assert_uint_eq(tally(w)->stale_now, 2);
}
END_TEST

/* Links that carry no traffic leak as well. */
START_TEST(inactive_link)
{
	wlan->active_links = 0x1;
	ap_removes(w, wlan, 1 << 2, KERNEL_612);
	expect(w, "removal wlan0 sta 1 link 2 ap-reconf stale by state");
}
END_TEST

START_TEST(dormant_link)
{
	wlan->dormant_links = 1 << 2;
	wlan->active_links = 0x3;
	begin_work(w, wlan, 1 << 2);
	wlan->dormant_links = 0;
	do_work(w, wlan, 1 << 2, KERNEL_71);
	end_work(w, wlan);
	expect(w, "removal wlan0 sta 1 link 2 ap-reconf freed "
		  "by state+hash+call");
}
END_TEST

/* During the work, a call removes a link that the interface keeps. */
START_TEST(call_for_another_link)
{
	begin_work(w, wlan, 1 << 1);
	remove_link(w, ap, 2);
	do_work(w, wlan, 1 << 1, KERNEL_612);
	end_work(w, wlan);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf stale by state",
		  "removal wlan0 sta 1 link 2 ap-reconf freed "
		  "by state+hash+call");
}
END_TEST

/* The interface does not have this link: the work has nothing to do. */
START_TEST(removal_of_no_link_of_ours)
{
	begin_work(w, wlan, 1 << 5);
	end_work(w, wlan);
	expect_nothing(w);
}
END_TEST

/* ---- announced, and what comes of it ---- */

START_TEST(announcement_to_execution)
{
	wait_ms(w, 60000);
	announce(w, wlan, 1 << 1, 500);
	expect(w, "announce wlan0 links 0x2 ap-reconf");
	ck_assert_uint_eq(last_event(w)->delay_ns, 500 * NSEC_PER_MSEC);
	for (int left = 4; left > 0; left--) {	/* of each beacon */
		wait_ms(w, 100);
		announce(w, wlan, 1 << 1, left * 100);
	}
	expect_nothing(w);
	wait_ms(w, 100);
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf freed "
		  "by state+hash+call");
	ck_assert_uint_eq(last_event(w)->announced_ns / NSEC_PER_MSEC, 500);
	ck_assert(last_event(w)->has_age);
	ck_assert_uint_eq(last_event(w)->age_ns / NSEC_PER_MSEC, 60500);
}
END_TEST

START_TEST(announcement_that_grows)
{
	announce(w, wlan, 1 << 1, 500);
	wait_ms(w, 100);
	announce(w, wlan, 0x6, 400);
	expect(w, "announce wlan0 links 0x2 ap-reconf",
		  "announce wlan0 links 0x6 ap-reconf");
	wait_ms(w, 400);
	ap_removes(w, wlan, 0x6, KERNEL_71);
	ck_assert_int_eq(w->events[2].link, 1);
	ck_assert_uint_eq(w->events[2].announced_ns / NSEC_PER_MSEC, 500);
}
END_TEST

START_TEST(taken_back_by_the_ap)
{
	announce(w, wlan, 1 << 1, 500);
	send_iface(w, REC_CANCEL, wlan, 0, 0);
	expect(w, "announce wlan0 links 0x2 ap-reconf",
		  "cancel wlan0 links 0x2 ap-reconf");
	/* once is enough, and the next one is news again */
	send_iface(w, REC_CANCEL, wlan, 0, 0);
	announce(w, wlan, 1 << 1, 500);
	expect(w, "announce wlan0 links 0x2 ap-reconf");
}
END_TEST

START_TEST(ended_by_a_disconnect)
{
	announce(w, wlan, 1 << 1, 500);
	disconnect(w, wlan);
	expect(w, "announce wlan0 links 0x2 ap-reconf",
		  "cancel wlan0 links 0x2 teardown",
		  "removal wlan0 sta 1 link 0 teardown freed by call",
		  "removal wlan0 sta 1 link 1 teardown freed by call",
		  "removal wlan0 sta 1 link 2 teardown freed by call");
	ck_assert_uint_eq(tally(w)->problems, 0);
}
END_TEST

START_TEST(cancel_of_nothing)
{
	send_iface(w, REC_CANCEL, wlan, 0, 0);
	expect_nothing(w);
}
END_TEST

/* A removal ends its announcement: the next one is new. */
START_TEST(next_announcement_after_a_removal)
{
	announce(w, wlan, 1 << 1, 100);
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	wait_ms(w, 5000);
	announce(w, wlan, 1 << 2, 100);
	wait_ms(w, 100);
	ap_removes(w, wlan, 1 << 2, KERNEL_71);
	ck_assert_uint_eq(last_event(w)->announced_ns / NSEC_PER_MSEC, 100);
	ck_assert_uint_eq(w->count, 4);
}
END_TEST

START_TEST(never_announced)
{
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	ck_assert_uint_eq(last_event(w)->announced_ns, 0);
}
END_TEST

/* ---- no link would be left: the kernel disconnects instead ---- */

static void work_gives_up(uint16_t mask)
{
	begin_work(w, wlan, mask);
	disconnect(w, wlan);
	end_work(w, wlan);
}

START_TEST(removal_of_all_links)
{
	work_gives_up(0x7);
	expect(w, "failed wlan0 links 0x7 ap-reconf",
		  "removal wlan0 sta 1 link 0 teardown freed by state+call",
		  "removal wlan0 sta 1 link 1 teardown freed by state+call",
		  "removal wlan0 sta 1 link 2 teardown freed by state+call");
	ck_assert_uint_eq(tally(w)->problems, 0);
	ck_assert_uint_eq(tally(w)->unknown, 0);
	end_trace(w);
	expect_nothing(w);
}
END_TEST

/* Only a dormant link would be left, which is not enough. */
START_TEST(removal_of_all_usable_links)
{
	wlan->dormant_links = 1 << 2;
	work_gives_up(0x3);
	expect(w, "failed wlan0 links 0x3 ap-reconf",
		  "removal wlan0 sta 1 link 0 teardown freed by state+call",
		  "removal wlan0 sta 1 link 1 teardown freed by state+call",
		  "removal wlan0 sta 1 link 2 teardown freed by state+call");
}
END_TEST

/* ---- STA-initiated reconfiguration: 6.16 and later ---- */

static void sta_removes(uint16_t mask, enum kernel kernel)
{
	send_iface(w, REC_STA_RECONF_ENTER, wlan, 0, 0);
	walk_iface(w, wlan, POINT_ENTER);
	do_work(w, wlan, mask, kernel);
	send_iface(w, REC_STA_RECONF_EXIT, wlan, 0, 0);
	walk_iface(w, wlan, POINT_EXIT);
}

START_TEST(sta_reconf_frees)
{
	sta_removes(1 << 2, KERNEL_71);
	expect(w, "removal wlan0 sta 1 link 2 sta-reconf freed "
		  "by state+hash+call");
}
END_TEST

START_TEST(sta_reconf_leaves_stale)
{
	sta_removes(1 << 2, KERNEL_612);
	expect(w, "removal wlan0 sta 1 link 2 sta-reconf stale by state");
	/* the kernel is not judged by this kind of removal */
	ck_assert(!tally(w)->leaks);
	ck_assert_uint_eq(tally(w)->problems, 1);
}
END_TEST

START_TEST(sta_reconf_that_only_asks)
{
	send_iface(w, REC_STA_RECONF_ENTER, wlan, 0, 0);
	walk_iface(w, wlan, POINT_ENTER);
	send_iface(w, REC_STA_RECONF_EXIT, wlan, 0, 0);
	walk_iface(w, wlan, POINT_EXIT);
	expect_nothing(w);
}
END_TEST

/* ---- association ---- */

/* The AP's response accepts the other links, but not this one. */
START_TEST(link_rejected_by_the_ap)
{
	add_link(w, ap, 3, false);
	send_link(w, REC_LINK_ALLOC, ap, 3, false, 0);
	remove_link(w, ap, 3);
	expect(w, "removal wlan0 sta 1 link 3 assoc freed by call");
	ck_assert_uint_eq(tally(w)->removals[CAUSE_ASSOC][OUTCOME_FREED], 1);
}
END_TEST

START_TEST(link_that_could_not_be_set_up)
{
	add_link(w, ap, 3, false);
	send_link(w, REC_LINK_ALLOC, ap, 3, false, 0);
	send_link(w, REC_LINK_ACTIVATE, ap, 3, false, -5);
	free_link(w, ap, 3);
	expect(w, "removal wlan0 sta 1 link 3 assoc freed by hash+call");
	ck_assert_uint_eq(tally(w)->problems, 0);
}
END_TEST

START_TEST(link_that_could_not_be_allocated)
{
	send_link(w, REC_LINK_ALLOC, ap, 3, false, -16);
	end_trace(w);
	expect_nothing(w);
}
END_TEST

/* A station that was never inserted is freed without being destroyed. */
START_TEST(association_that_fails)
{
	struct world_sta *sta = add_station(w, wlan, 0);

	sta->id.flags = STA_MLO;
	sta->id.assoc_at = 0;
	sta->listed = false;
	add_link(w, sta, 1, false);
	send_link(w, REC_LINK_ALLOC, sta, 1, false, 0);
	free_station(w, sta);
	expect(w, "removal wlan0 sta 2 link 0 assoc freed by call",
		  "removal wlan0 sta 2 link 1 assoc freed by call");
	end_trace(w);
	expect_nothing(w);
}
END_TEST

START_TEST(set_up_is_a_detail)
{
	w->all = true;
	set_links(w, wlan, 0xf);
	set_up_link(w, ap, 3);
	expect(w, "vif-links wlan0 links 0xf",
		  "setup wlan0 sta 1 link 3");
	ck_assert_uint_eq(last_event(w)->bytes, LINK_BYTES);
	ck_assert(last_event(w)->has_link_addr);
	ck_assert_uint_eq(last_event(w)->link_addr[4], 0x13);
	/* nothing changes */
	set_links(w, wlan, 0xf);
	expect_nothing(w);
}
END_TEST

/* ---- teardown ---- */

START_TEST(station_takes_its_links_along)
{
	w->all = true;
	disconnect(w, wlan);
	expect(w, "removal wlan0 sta 1 link 0 teardown freed by call",
		  "removal wlan0 sta 1 link 1 teardown freed by call",
		  "removal wlan0 sta 1 link 2 teardown freed by call",
		  "station-gone wlan0 sta 1 links 0x7",
		  "vif-links wlan0");
	end_trace(w);
	expect_nothing(w);
}
END_TEST

START_TEST(teardown_reclaims_a_stale_link)
{
	wait_ms(w, 1000);
	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	wait_ms(w, 2500);
	disconnect(w, wlan);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf stale by state",
		  "removal wlan0 sta 1 link 0 teardown freed by call",
		  "removal wlan0 sta 1 link 1 ap-reconf reclaimed by call",
		  "removal wlan0 sta 1 link 2 teardown freed by call");
	ck_assert_uint_eq(w->events[2].bytes, LINK_BYTES);
	ck_assert_uint_eq(w->events[2].stale_ns / NSEC_PER_MSEC, 2500);
	ck_assert_uint_eq(w->events[2].age_ns / NSEC_PER_MSEC, 3500);
	ck_assert_uint_eq(tally(w)->stale_ns, w->events[2].stale_ns);
	ck_assert_uint_eq(tally(w)->oldest_stale, 0);
	ck_assert_uint_eq(tally(w)->stale_now, 0);
	ck_assert_uint_eq(tally(w)->bytes_now, 0);
	/* it happened, even if it is over */
	ck_assert_uint_eq(tally(w)->problems, 1);
	ck_assert(tally(w)->leaks);
}
END_TEST

/* A call removes a stale link from its station: that is no new removal */
START_TEST(stale_link_that_a_call_frees)
{
	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	wait_ms(w, 100);
	remove_link(w, ap, 1);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf stale by state",
		  "removal wlan0 sta 1 link 1 ap-reconf reclaimed by call");
	ck_assert_uint_eq(last_event(w)->stale_ns / NSEC_PER_MSEC, 100);
	ck_assert_uint_eq(tally(w)->stale_now, 0);
	ck_assert_uint_eq(tally(w)->bytes_now, 0);
}
END_TEST

START_TEST(the_other_links_of_a_stale_one_are_not)
{
	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	set_links(w, wlan, 0x5);
	walk_iface(w, wlan, POINT_LINKS_REMOVED);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf stale by state");
}
END_TEST

/* Same AP, and kmalloc hands out the same memory. */
START_TEST(station_address_is_used_again)
{
	uint64_t ptr = ap->id.sta;

	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	disconnect(w, wlan);
	w->told = w->count;
	wait_ms(w, 10000);
	set_links(w, wlan, 0x7);
	wlan->associated = 1;
	ap = add_station(w, wlan, 0);
	ap->id.sta = ptr;
	memcpy(ap->id.addr, w->stations[0].id.addr, 6);
	ap->link[0].ptr = ptr + 0x200;
	set_up_link(w, ap, 1);
	set_up_link(w, ap, 2);
	wait_ms(w, 50);
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf freed "
		  "by state+hash+call");
	ck_assert_uint_eq(last_event(w)->age_ns / NSEC_PER_MSEC, 50);
	disconnect(w, wlan);
	expect(w, "removal wlan0 sta 1 link 0 teardown freed by call",
		  "removal wlan0 sta 1 link 2 teardown freed by call");
	ck_assert_uint_eq(last_event(w)->age_ns / NSEC_PER_MSEC, 50);
	ck_assert_uint_eq(tally(w)->stale_now, 0);
}
END_TEST

/* Another station in the memory of one whose end was not seen */
START_TEST(station_address_of_another_peer)
{
	struct world_sta *other;

	ap->listed = false;
	other = add_station(w, wlan, 0);
	other->id.sta = ap->id.sta;
	set_up_link(w, other, 1);
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	expect(w, "removal wlan0 sta 1 link 1 other unknown (unseen)",
		  "removal wlan0 sta 1 link 2 other unknown (unseen)",
		  "removal wlan0 sta 2 link 1 ap-reconf freed "
		  "by state+hash+call");
}
END_TEST

START_TEST(memory_is_given_back)
{
	union any_record rec = { .link_event = {
		.hdr.type = REC_LINK_RCU, .link = ap->link[1].ptr,
		.link_id = 1, .link_addr = { 2, 0, 0, 0, 0x11, 1 },
	} };

	w->all = true;
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	send_rec(w, &rec, sizeof(rec.link_event));
	ck_assert_int_eq(last_event(w)->type, EV_MEMORY);
	ck_assert_int_eq(last_event(w)->link, 1);
	ck_assert_uint_eq(last_event(w)->link_addr[4], 0x11);
	ck_assert_uint_eq(last_event(w)->iface.sdata, 0);
}
END_TEST

/* ---- this host is the AP ---- */

START_TEST(ap_removes_a_link_of_its_station)
{
	struct rec_iface *bss = add_iface(w, NL80211_IFTYPE_AP, 1, 0x3);
	struct world_sta *sta = associate(w, bss);

	remove_link(w, sta, 1);
	expect(w, "removal wlan1 sta 2 link 1 ap-side freed by call");
	ck_assert_int_eq(last_event(w)->role, ROLE_AP);
}
END_TEST

/* A new link that the driver refuses has never been hashed. */
START_TEST(ap_side_link_that_fails)
{
	struct rec_iface *bss = add_iface(w, NL80211_IFTYPE_AP, 1, 0x3);
	struct world_sta *sta = add_station(w, bss, 0);

	add_link(w, sta, 1, false);
	send_link(w, REC_LINK_ALLOC, sta, 1, false, 0);
	free_link(w, sta, 1);
	expect(w, "removal wlan1 sta 2 link 1 assoc freed by hash+call");
}
END_TEST

/* No known kernel does this; if one did, it would be seen. */
START_TEST(ap_side_dangling)
{
	struct rec_iface *bss = add_iface(w, NL80211_IFTYPE_AP, 1, 0x3);
	struct world_sta *sta = associate(w, bss);

	free_link(w, sta, 1);
	expect(w, "removal wlan1 sta 2 link 1 ap-side dangling "
		  "by hash+signature+call");
	ck_assert(tally(w)->dangling);
}
END_TEST

START_TEST(ap_stations_leave)
{
	struct rec_iface *bss = add_iface(w, NL80211_IFTYPE_AP, 1, 0x3);

	associate(w, bss);
	destroy_stations(w, bss);
	expect(w, "removal wlan1 sta 2 link 0 teardown freed by call",
		  "removal wlan1 sta 2 link 1 teardown freed by call");
}
END_TEST

START_TEST(roles_by_interface_type)
{
	ck_assert_int_eq(role_of(NL80211_IFTYPE_P2P_CLIENT), ROLE_CLIENT);
	ck_assert_int_eq(role_of(NL80211_IFTYPE_P2P_GO), ROLE_AP);
	ck_assert_int_eq(role_of(NL80211_IFTYPE_AP_VLAN), ROLE_AP);
	ck_assert_int_eq(role_of(NL80211_IFTYPE_MESH_POINT), ROLE_MESH);
	ck_assert_int_eq(role_of(NL80211_IFTYPE_MONITOR), ROLE_OTHER);
	ck_assert_int_eq(role_of(255), ROLE_OTHER);
}
END_TEST

/* ---- stations that would keep no link ---- */

/* Up to 7.1 a TDLS peer is forgotten when its link is removed. */
START_TEST(tdls_peer_is_left_without_a_link)
{
	struct world_sta *peer = add_plain_station(w, wlan, 1);

	peer->id.flags |= STA_TDLS;
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf freed "
		  "by state+hash+call",
		  "removal wlan0 sta 2 link 1 ap-reconf stale (pinned) "
		  "by state");
	ck_assert_uint_eq(tally(w)->problems, 1);
	/* 7.1 counts as fixed all the same */
	ck_assert(!tally(w)->leaks);
	/* and it stays stale, however often it is looked at */
	snapshot(w);
	walk_iface(w, wlan, POINT_LINKS_REMOVED);
	expect_nothing(w);
	ck_assert_uint_eq(tally(w)->stale_now, 1);
	destroy_station(w, peer);
	expect(w, "removal wlan0 sta 2 link 1 ap-reconf reclaimed by call");
	ck_assert_uint_eq(tally(w)->stale_now, 0);
}
END_TEST

/* The same for a peer that has a valid link of its own. */
START_TEST(mlo_tdls_peer_is_left_stale)
{
	struct world_sta *peer = add_station(w, wlan, 1);

	peer->id.flags |= STA_TDLS;
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf freed "
		  "by state+hash+call",
		  "removal wlan0 sta 2 link 1 ap-reconf stale (pinned) "
		  "by state");
	ck_assert_uint_eq(tally(w)->problems, 1);
	ck_assert_uint_eq(tally(w)->stale_now, 1);
	ck_assert(!tally(w)->leaks);
}
END_TEST

START_TEST(mlo_tdls_peer_is_found_stale)
{
	struct world_sta *peer = add_station(w, add_client(w, 1 << 0), 1);

	peer->id.flags |= STA_TDLS;
	snapshot(w);
	snapshot(w);
	expect(w, "found wlan1 sta 2 link 1 stale (pinned) by state");
	ck_assert(!tally(w)->leaks);
}
END_TEST

/* From 7.2 on it is destroyed along with the link. */
START_TEST(tdls_peer_is_destroyed)
{
	struct world_sta *peer = add_plain_station(w, wlan, 1);

	begin_work(w, wlan, 1 << 1);
	destroy_station(w, peer);
	do_work(w, wlan, 1 << 1, KERNEL_71);
	end_work(w, wlan);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf freed "
		  "by state+hash+call",
		  "removal wlan0 sta 2 link 1 ap-reconf freed by state+call");
	ck_assert_uint_eq(tally(w)->problems, 0);
	end_trace(w);
	expect_nothing(w);
}
END_TEST

START_TEST(tdls_peer_on_another_link)
{
	add_plain_station(w, wlan, 2);
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf freed "
		  "by state+hash+call");
}
END_TEST

/* Without MLO there is nothing that could be removed. */
START_TEST(plain_station_of_a_plain_interface)
{
	struct rec_iface *plain = add_client(w, 0);
	struct world_sta *sta = add_plain_station(w, plain, 0);

	snapshot(w);
	snapshot(w);
	walk_iface(w, plain, POINT_LINKS_REMOVED);
	destroy_station(w, sta);
	expect_nothing(w);
}
END_TEST

/* The station is destroyed meanwhile, but its link stays hashed: not freed. */
START_TEST(destroyed_meanwhile_and_still_hashed)
{
	begin_work(w, wlan, 1 << 1);
	set_links(w, wlan, 0x5);
	leave_node(w, ap, 1);
	destroy_station(w, ap);
	end_work(w, wlan);
	expect(w, "removal wlan0 sta 1 link 0 ap-reconf freed by state+call",
		  "removal wlan0 sta 1 link 1 ap-reconf dangling "
		  "(station-freed) by hash",
		  "removal wlan0 sta 1 link 2 ap-reconf freed by state+call");
}
END_TEST

/* ---- several at once ---- */

/* Interleave the records of two radios in a random order */
static void play_mixed(union any_record *const tape[2],
		       const size_t count[2], unsigned int seed)
{
	size_t at[2] = { 0 };

	srandom(seed);
	while (at[0] < count[0] || at[1] < count[1]) {
		int side = random() & 1;

		if (at[side] == count[side])
			side = !side;
		ck_assert_int_eq(lifecycle_record(w->lc,
						  &tape[side][at[side]++]), 0);
	}
}

static bool said(const char *want)
{
	char line[WORLD_LINE_SIZE];

	for (size_t i = 0; i < w->count; i++) {
		event_line(&w->events[i], line);
		if (!strcmp(line, want))
			return true;
	}
	return false;
}

/*
 * AP and client in one kernel: the removal of the client's link, while the
 * AP's radio has troubles of its own.
 */
START_TEST(two_radios_interleaved)
{
	union any_record *tape[2];
	struct rec_iface *bss = add_iface(w, NL80211_IFTYPE_AP, 7, 0x3);
	struct world_sta *sta = associate(w, bss);
	size_t count[2];

	for (int side = 0; side < 2; side++) {
		w->tape = calloc(WORLD_TAPE, sizeof(*w->tape));
		ck_assert_ptr_nonnull(w->tape);
		w->tape_count = 0;
		if (side) {
			free_link(w, sta, 1);
			destroy_station(w, sta);
		} else {
			ap_removes(w, wlan, 1 << 1, KERNEL_SEED);
			ap_removes(w, wlan, 1 << 2, KERNEL_71);
		}
		tape[side] = w->tape;
		count[side] = w->tape_count;
	}
	w->tape = NULL;
	for (unsigned int seed = 1; seed <= 500; seed++) {
		struct filter everything = { 0 };

		world_close(w);
		w->lc = lifecycle_new(&everything, world_event, w);
		w->count = 0;
		play_mixed(tape, count, seed);
		ck_assert_msg(said("removal wlan0 sta 1 link 1 ap-reconf "
				   "dangling by state+hash+signature") &&
			      said("removal wlan0 sta 1 link 2 ap-reconf "
				   "freed by state+hash+call") &&
			      said("removal wlan1 sta 2 link 1 ap-side "
				   "dangling by hash+signature+call") &&
			      said("removal wlan1 sta 2 link 0 teardown "
				   "freed by call"), "seed %u", seed);
		ck_assert_msg(w->count == 4, "seed %u: %zu events", seed,
			      w->count);
	}
	free(tape[0]);
	free(tape[1]);
}
END_TEST

/* Two clients on one radio: each has its own reconfiguration. */
START_TEST(two_interfaces_of_one_radio)
{
	struct rec_iface *second = add_iface(w, NL80211_IFTYPE_STATION, 0, 0x7);

	associate(w, second);
	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf stale by state");
	ap_removes(w, second, 1 << 2, KERNEL_71);
	expect(w, "removal wlan1 sta 2 link 2 ap-reconf freed "
		  "by state+hash+call");
}
END_TEST

START_TEST(other_stations_keep_their_links)
{
	struct rec_iface *bss = add_iface(w, NL80211_IFTYPE_AP, 0, 0x7);

	associate(w, bss);
	associate(w, bss);
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf freed "
		  "by state+hash+call");
}
END_TEST

/* ---- filters and counts ---- */

static struct world *two_clients(const struct filter *filter)
{
	struct world *world = world_filtered(filter);

	for (int i = 0; i < 2; i++) {
		struct rec_iface *iface = add_client(world, 0x7);

		associate(world, iface);
		ap_removes(world, iface, 0x6, KERNEL_612);
	}
	return world;
}

START_TEST(filter_lets_misfits_through)
{
	struct world *f = world_filtered(&(struct filter){ .iface = "wlan" });
	struct rec_iface *iface = add_client(f, 0x3);

	associate(f, iface)->id.flags |= STA_MISFIT;
	snapshot(f);
	ck_assert_uint_eq(tally(f)->unknown, 1);
	world_free(f);
}
END_TEST

START_TEST(filter_by_interface)
{
	struct world *f = two_clients(&(struct filter){ .iface = "wlan1" });

	expect(f, "removal wlan1 sta 2 link 1 ap-reconf stale by state",
		  "removal wlan1 sta 2 link 2 ap-reconf stale by state");
	ck_assert_uint_eq(tally(f)->problems, 2);
	ck_assert_uint_eq(tally(f)->stale_now, 2);
	world_free(f);
	f = two_clients(&(struct filter){ .iface = "wlan" });
	expect_nothing(f);
	ck_assert_uint_eq(tally(f)->problems, 0);
	world_free(f);
}
END_TEST

START_TEST(filter_by_station)
{
	const struct filter filter = {
		.has_sta = true, .sta = { 2, 0, 0, 0, 2, 1 },
	};
	struct world *f = two_clients(&filter);

	expect(f, "removal wlan0 sta 1 link 1 ap-reconf stale by state",
		  "removal wlan0 sta 1 link 2 ap-reconf stale by state");
	world_free(f);
}
END_TEST

START_TEST(filter_by_link)
{
	const struct filter filter = { .has_link = true, .link = 2 };
	struct world *f = two_clients(&filter);

	expect(f, "removal wlan0 sta 1 link 2 ap-reconf stale by state",
		  "removal wlan1 sta 2 link 2 ap-reconf stale by state");
	announce(f, &f->ifaces[0], 1 << 0, 100);
	expect_nothing(f);
	announce(f, &f->ifaces[0], 0x5, 100);
	expect(f, "announce wlan0 links 0x5 ap-reconf");
	world_free(f);
}
END_TEST

/* What is lost concerns everybody. */
START_TEST(loss_passes_every_filter)
{
	const struct filter filter = {
		.iface = "other0", .has_sta = true, .has_link = true,
	};
	struct world *f = world_filtered(&filter);

	f->lost = 3;
	announce(f, add_client(f, 0x7), 1 << 1, 100);
	expect(f, "lost 3");
	ck_assert_uint_eq(tally(f)->lost, 3);
	world_free(f);
}
END_TEST

/* ---- a connection that could not be prepared ---- */

/* The interface drops its links, but keeps the AP's station. */
static struct world_sta *survivor(uint8_t iftype)
{
	struct rec_iface *iface = add_iface(w, iftype, 7, 0x1);
	struct world_sta *sta = add_station(w, iface, 0);

	set_links(w, iface, 0);
	return sta;
}

#define SURVIVED "found wlan1 sta 2 link 0 stale (survived) by state"
#define RECLAIMED "removal wlan1 sta 2 link 0 unknown reclaimed by call"

START_TEST(station_that_survives)
{
	struct world_sta *sta = survivor(NL80211_IFTYPE_STATION);

	snapshot(w);
	expect_nothing(w);
	snapshot(w);
	expect(w, SURVIVED);
	ck_assert_str_eq(event_bug(&w->events[w->count - 1]),
			 "station-survives-prep");
	snapshot(w);
	expect_nothing(w);
	destroy_station(w, sta);
	expect(w, RECLAIMED);
	ck_assert_uint_eq(tally(w)->problems, 1);
	ck_assert(!tally(w)->leaks);
}
END_TEST

START_TEST(station_that_survives_until_it_ends)
{
	destroy_station(w, survivor(NL80211_IFTYPE_STATION));
	expect(w, SURVIVED, RECLAIMED);
	ck_assert_uint_eq(tally(w)->problems, 1);
}
END_TEST

/* An AP's station, a TDLS peer, one without MLO, one that is gone already. */
START_TEST(stations_that_survive_nothing)
{
	struct world_sta *sta = survivor(_i ? NL80211_IFTYPE_STATION :
					      NL80211_IFTYPE_AP);

	if (_i == 1)
		sta->id.flags |= STA_TDLS;
	if (_i == 2)
		set_valid(sta, 0, false);
	snapshot(w);
	if (_i == 3)
		sta->listed = false;
	snapshot(w);
	ck_assert_uint_eq(tally(w)->problems, 0);
}
END_TEST

START_TEST(removals_are_counted)
{
	uint64_t records = tally(w)->records;

	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	ap_removes(w, wlan, 1 << 2, KERNEL_71);
	disconnect(w, wlan);
	ck_assert_uint_eq(
		tally(w)->removals[CAUSE_AP_RECONF][OUTCOME_STALE], 1);
	ck_assert_uint_eq(
		tally(w)->removals[CAUSE_AP_RECONF][OUTCOME_FREED], 1);
	ck_assert_uint_eq(
		tally(w)->removals[CAUSE_AP_RECONF][OUTCOME_RECLAIMED], 1);
	ck_assert_uint_eq(
		tally(w)->removals[CAUSE_TEARDOWN][OUTCOME_FREED], 1);
	ck_assert_uint_eq(tally(w)->unknown, 0);
	ck_assert_uint_eq(tally(w)->lost, 0);
	ck_assert_uint_gt(tally(w)->records, records);
}
END_TEST

/* Renamed while a link is stale: counts stay counts. */
START_TEST(interface_is_renamed_into_the_filter)
{
	struct world *f = world_filtered(&(struct filter){ .iface = "wifi" });
	struct rec_iface *iface = add_client(f, 0x7);

	associate(f, iface);
	ap_removes(f, iface, 1 << 1, KERNEL_612);
	expect_nothing(f);
	strcpy(iface->name, "wifi");
	disconnect(f, iface);
	ck_assert_uint_eq(tally(f)->stale_now, 0);
	ck_assert_uint_eq(tally(f)->bytes_now, 0);
	world_free(f);
}
END_TEST

static Suite *lifecycle_suite(void)
{
	Suite *s = suite_create("lifecycle");
	TCase *removal = tcase_create("removal by the AP");
	TCase *announced = tcase_create("announced");
	TCase *other = tcase_create("other causes");
	TCase *many = tcase_create("many");

	tcase_add_checked_fixture(removal, setup, teardown);
	tcase_add_test(removal, fixed_kernel_frees_the_link);
	tcase_add_test(removal, leaking_kernel_leaves_it_stale);
	tcase_add_test(removal, seed_fix_leaves_it_dangling);
	tcase_add_test(removal, dangling_is_proved_without_the_calls);
	tcase_add_test(removal, freed_is_believed_without_the_calls);
	tcase_add_test(removal, dangling_is_said_once);
	tcase_add_test(removal, memory_that_is_used_again_is_a_new_link);
	tcase_add_test(removal, deflink_dangles_when_the_station_is_freed);
	tcase_add_test(removal, deflink_of_other_kernels);
	tcase_add_test(removal, stale_deflink_holds_no_memory);
	tcase_add_test(removal, several_links_at_once);
	tcase_add_test(removal, several_links_among_them_the_deflink);
	tcase_add_test(removal, one_after_the_other);
	tcase_add_test(removal, inactive_link);
	tcase_add_test(removal, dormant_link);
	tcase_add_test(removal, call_for_another_link);
	tcase_add_test(removal, removal_of_no_link_of_ours);
	suite_add_tcase(s, removal);

	tcase_add_checked_fixture(announced, setup, teardown);
	tcase_add_test(announced, announcement_to_execution);
	tcase_add_test(announced, announcement_that_grows);
	tcase_add_test(announced, taken_back_by_the_ap);
	tcase_add_test(announced, ended_by_a_disconnect);
	tcase_add_test(announced, cancel_of_nothing);
	tcase_add_test(announced, next_announcement_after_a_removal);
	tcase_add_test(announced, never_announced);
	tcase_add_test(announced, removal_of_all_links);
	tcase_add_test(announced, removal_of_all_usable_links);
	suite_add_tcase(s, announced);

	tcase_add_checked_fixture(other, setup, teardown);
	tcase_add_test(other, sta_reconf_frees);
	tcase_add_test(other, sta_reconf_leaves_stale);
	tcase_add_test(other, sta_reconf_that_only_asks);
	tcase_add_test(other, link_rejected_by_the_ap);
	tcase_add_test(other, link_that_could_not_be_set_up);
	tcase_add_test(other, link_that_could_not_be_allocated);
	tcase_add_test(other, association_that_fails);
	tcase_add_test(other, set_up_is_a_detail);
	tcase_add_test(other, station_takes_its_links_along);
	tcase_add_test(other, teardown_reclaims_a_stale_link);
	tcase_add_test(other, stale_link_that_a_call_frees);
	tcase_add_test(other, the_other_links_of_a_stale_one_are_not);
	tcase_add_test(other, station_address_is_used_again);
	tcase_add_test(other, station_address_of_another_peer);
	tcase_add_test(other, memory_is_given_back);
	tcase_add_test(other, ap_removes_a_link_of_its_station);
	tcase_add_test(other, ap_side_link_that_fails);
	tcase_add_test(other, ap_side_dangling);
	tcase_add_test(other, ap_stations_leave);
	tcase_add_test(other, roles_by_interface_type);
	tcase_add_test(other, tdls_peer_is_left_without_a_link);
	tcase_add_test(other, mlo_tdls_peer_is_left_stale);
	tcase_add_test(other, mlo_tdls_peer_is_found_stale);
	tcase_add_test(other, tdls_peer_is_destroyed);
	tcase_add_test(other, tdls_peer_on_another_link);
	tcase_add_test(other, plain_station_of_a_plain_interface);
	tcase_add_test(other, destroyed_meanwhile_and_still_hashed);
	suite_add_tcase(s, other);

	tcase_add_checked_fixture(many, setup, teardown);
	tcase_add_test(many, two_radios_interleaved);
	tcase_add_test(many, two_interfaces_of_one_radio);
	tcase_add_test(many, other_stations_keep_their_links);
	tcase_add_test(many, filter_by_interface);
	tcase_add_test(many, filter_lets_misfits_through);
	tcase_add_test(many, filter_by_station);
	tcase_add_test(many, filter_by_link);
	tcase_add_test(many, loss_passes_every_filter);
	tcase_add_test(many, station_that_survives);
	tcase_add_test(many, station_that_survives_until_it_ends);
	tcase_add_loop_test(many, stations_that_survive_nothing, 0, 4);
	tcase_add_test(many, removals_are_counted);
	tcase_add_test(many, interface_is_renamed_into_the_filter);
	suite_add_tcase(s, many);
	return s;
}

int main(void)
{
	return run_suite(lifecycle_suite);
}
