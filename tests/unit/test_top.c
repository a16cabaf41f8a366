// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_top.c - what `mlotrace top` shows: cells, findings, the selection, and
 * the layout. The screen itself is tested in tests/top.
 */
#include "suite.h"
#include "top/top_layout.h"
#include "top/top_select.h"
#include "top/top_text.h"
#include "world.h"

static struct world *w;
static struct top *top;
static struct rec_iface *wlan;	/* a client with links 0, 1 and 2 */
static struct world_sta *ap;	/* its AP, associated over link 0 */
static size_t shown;		/* events that top has had */

static void setup(void)
{
	static const struct filter none;

	w = world_new();
	w->all = true;
	top = top_new(&none);
	ck_assert_ptr_nonnull(top);
	shown = 0;
	wlan = add_client(w, 0x7);
	ap = associate(w, wlan);
}

static void teardown(void)
{
	top_free(top);
	world_free(w);
}

static void show(void)
{
	while (shown < w->count)
		ck_assert_int_eq(top_event(top, &w->events[shown++]), 0);
	ck_assert_int_eq(top_sync(top, w->lc, w->now), 0);
}

/* "sta 1 AAA............", with " gone" where it is; one line a row. */
static void expect_rows(const char *want)
{
	char text[1024] = "", letters[MLO_MAX_LINKS + 1];
	size_t used = 0;

	show();
	for (size_t i = 0; i < top->count; i++) {
		const struct top_row *row = &top->rows[i];
		int last = 0;

		for (int link = 0; link < MLO_MAX_LINKS; link++) {
			letters[link] = top_letter(row->cells[link].state);
			if (row->cells[link].state)
				last = link;
		}
		letters[last + 1] = '\0';
		used += snprintf(text + used, sizeof(text) - used,
				 "%ssta %d %s%s", used ? "; " : "",
				 row->sta.addr[5], letters,
				 row->gone ? " gone" : "");
	}
	ck_assert_str_eq(text, want);
}

static struct top_cell *cell(int link)
{
	ck_assert_uint_gt(top->count, 0);
	return &top->rows[0].cells[link];
}

/* ---- cells ---- */

START_TEST(a_leak_from_beginning_to_end)
{
	expect_rows("sta 1 AAA");
	announce(w, wlan, 1 << 1, 3000);
	expect_rows("sta 1 ARA");
	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	expect_rows("sta 1 ASA");
	ck_assert_uint_eq(cell(1)->bytes, LINK_BYTES);
	ck_assert_uint_eq(top->tally.stale_now, 1);
	disconnect(w, wlan);
	expect_rows("sta 1 frf gone");
	ck_assert_uint_eq(top->tally.stale_now, 0);
	ck_assert_uint_eq(top->found, 2);
}
END_TEST

START_TEST(a_fixed_kernel)
{
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	expect_rows("sta 1 AfA");
	ck_assert_uint_eq(top->found, 0);
}
END_TEST

START_TEST(dangling_stays_to_be_seen)
{
	ap_removes(w, wlan, 1 << 1, KERNEL_SEED);
	expect_rows("sta 1 AXA");
	expect_rows("sta 1 AXA");
	disconnect(w, wlan);
	expect_rows("sta 1 fXf gone");
}
END_TEST

START_TEST(the_association_link_dangles_later)
{
	ap_removes(w, wlan, 1 << 0, KERNEL_SEED);
	expect_rows("sta 1 HAA");
	disconnect(w, wlan);
	expect_rows("sta 1 Xff gone");
}
END_TEST

START_TEST(a_link_that_is_set_up_again)
{
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	expect_rows("sta 1 AfA");
	set_links(w, wlan, 0x7);
	set_up_link(w, ap, 1);
	expect_rows("sta 1 AiA");
	ck_assert_int_eq(cell(1)->outcome, OUTCOME_NONE);
	ck_assert_uint_eq(cell(1)->removed_at, 0);
}
END_TEST

START_TEST(what_a_link_is_used_for)
{
	wlan->active_links = 0x3;
	wlan->dormant_links = 0x2;
	snapshot(w);
	expect_rows("sta 1 Adi");
	wlan->associated = 0;
	snapshot(w);
	expect_rows("sta 1 vvv");
}
END_TEST

START_TEST(a_removal_that_was_not_seen)
{
	snapshot(w);
	show();
	w->deaf = true;
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	w->deaf = false;
	/* no lock is held: once is not enough */
	snapshot(w);
	snapshot(w);
	expect_rows("sta 1 A?A");
	ck_assert_uint_eq(top->found, 1);
}
END_TEST

START_TEST(the_same_station_again)
{
	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	disconnect(w, wlan);
	expect_rows("sta 1 frf gone");
	/* the next one gets the same address */
	w->sta_count = 0;
	set_links(w, wlan, 0x5);
	wlan->associated = 1;
	associate(w, wlan);
	snapshot(w);
	expect_rows("sta 1 A.A");
}
END_TEST

START_TEST(only_some_that_are_gone_are_kept)
{
	size_t gone = 0, leaked = 0;

	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	disconnect(w, wlan);
	show();
	for (int i = 0; i < 12; i++) {
		struct rec_iface iface = *wlan;
		struct event ev = {
			.type = EV_REMOVAL, .outcome = OUTCOME_FREED,
			.has_sta = true, .sta = { 2, 0, 0, 0, 1, i },
			.time = w->now, .iface = iface,
		};

		ck_assert_int_eq(top_event(top, &ev), 0);
		ev.type = EV_STA_GONE;
		ev.outcome = OUTCOME_NONE;
		ev.link = -1;
		ck_assert_int_eq(top_event(top, &ev), 0);
	}
	show();
	for (size_t i = 0; i < top->count; i++) {
		gone += top->rows[i].gone;
		leaked += top->rows[i].cells[1].state == CELL_RECLAIMED;
	}
	ck_assert_uint_eq(gone, TOP_GONE_ROWS);
	ck_assert_uint_eq(leaked, 1);
}
END_TEST

START_TEST(a_station_without_links)
{
	struct rec_iface *plain = add_client(w, 0);

	add_plain_station(w, plain, 0);
	snapshot(w);
	expect_rows("sta 1 AAA; sta 2 o");
	disconnect(w, plain);
	expect_rows("sta 1 AAA");
}
END_TEST

START_TEST(filters_keep_rows_out)
{
	static const struct filter other = { .iface = "wlan7" };

	top_free(top);
	top = top_new(&other);
	snapshot(w);
	ck_assert_int_eq(top_sync(top, w->lc, w->now), 0);
	ck_assert_uint_eq(top->count, 0);
}
END_TEST

/* ---- what is copied, counted down, found ---- */

START_TEST(a_copy_stays_as_it_was)
{
	struct top *copy;

	show();
	copy = top_copy(top);
	ck_assert_ptr_nonnull(copy);
	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	expect_rows("sta 1 ASA");
	ck_assert_int_eq(copy->rows[0].cells[1].state, CELL_ACTIVE);
	ck_assert_uint_eq(copy->found, 0);
	top_free(copy);
}
END_TEST

START_TEST(only_a_count_down_needs_a_timer)
{
	uint64_t due;

	show();
	ck_assert_uint_eq(top_next_tick(top, w->now), 0);
	announce(w, wlan, 1 << 1, 2500);
	show();
	due = cell(1)->due_at;
	ck_assert_uint_eq(top_next_tick(top, due - 2500 * NSEC_PER_MSEC),
			  501 * NSEC_PER_MSEC);
	ck_assert_uint_eq(top_next_tick(top, due), 0);
	ck_assert_uint_eq(top_next_tick(top, due + NSEC_PER_SEC), 0);
}
END_TEST

START_TEST(findings_are_newest_first_and_not_too_many)
{
	struct event ev = { .type = EV_LOST, .link = -1 };

	ck_assert_ptr_null(top_finding(top, 0));
	for (unsigned int i = 1; i <= TOP_FINDINGS + 5; i++) {
		ev.lost = i;
		ck_assert_int_eq(top_event(top, &ev), 0);
	}
	ck_assert_uint_eq(top_finding(top, 0)->lost, TOP_FINDINGS + 5);
	ck_assert_uint_eq(top_finding(top, TOP_FINDINGS - 1)->lost, 6);
	ck_assert_ptr_null(top_finding(top, TOP_FINDINGS));
}
END_TEST

START_TEST(of_one_record_the_worst_is_the_last)
{
	struct event ev = { .type = EV_REMOVAL, .link = 1, .time = 5,
			    .outcome = OUTCOME_STALE };

	ck_assert_int_eq(top_event(top, &ev), 0);
	ev.outcome = OUTCOME_FREED;
	ck_assert_int_eq(top_event(top, &ev), 0);
	ck_assert_int_eq(top->last.outcome, OUTCOME_STALE);
	ev.time = 6;
	ck_assert_int_eq(top_event(top, &ev), 0);
	ck_assert_int_eq(top->last.outcome, OUTCOME_FREED);
}
END_TEST

/* ---- the selection ---- */

START_TEST(the_selection_follows_until_it_is_moved)
{
	struct selection sel = { 0 };

	select_update(&sel, top);
	ck_assert_ptr_null(select_row(&sel, top));
	show();
	select_update(&sel, top);
	ck_assert_ptr_eq(select_row(&sel, top), &top->rows[0]);
	announce(w, wlan, 1 << 2, 1000);
	show();
	select_update(&sel, top);
	ck_assert_int_eq(sel.link, 2);
	select_move(&sel, top, 0, -1);
	ck_assert_int_eq(sel.link, 1);
	ap_removes(w, wlan, 1 << 2, KERNEL_612);
	show();
	select_update(&sel, top);
	ck_assert_int_eq(sel.link, 1);
}
END_TEST

START_TEST(the_selection_stays_inside)
{
	struct selection sel = { 0 };

	show();
	for (int i = 0; i < 40; i++)
		select_move(&sel, top, 1, 1);
	ck_assert_ptr_nonnull(select_row(&sel, top));
	ck_assert_int_eq(sel.link, MLO_MAX_LINKS - 1);
	for (int i = 0; i < 40; i++)
		select_move(&sel, top, -1, -1);
	ck_assert_int_eq(sel.link, 0);
	sel.row_id = 12345;
	select_update(&sel, top);
	ck_assert_ptr_nonnull(select_row(&sel, top));
}
END_TEST

/* ---- words ---- */

START_TEST(letters_are_different)
{
	for (int i = 0; i < CELL_STATES; i++) {
		ck_assert(top_letter(i) > ' ' && top_letter(i) < 0x7f);
		ck_assert_uint_gt(strlen(top_word(i)), 0);
		ck_assert_uint_gt(strlen(top_meaning(i)), 0);
		for (int j = 0; j < i; j++)
			ck_assert_int_ne(top_letter(i), top_letter(j));
	}
}
END_TEST

static void expect_cell(uint64_t left_ms, size_t width, const char *want)
{
	const struct top_cell announced = {
		.state = CELL_ANNOUNCED,
		.due_at = 100 + left_ms * NSEC_PER_MSEC,
	};
	char buf[8];

	ck_assert_str_eq(top_cell_text(&announced, 100, width, buf,
				       sizeof(buf)), want);
}

START_TEST(count_downs_fit_their_cell)
{
	expect_cell(0, 3, "R0");
	expect_cell(1, 3, "R1");
	expect_cell(1000, 3, "R1");
	expect_cell(1001, 3, "R2");
	expect_cell(99000, 3, "R99");
	expect_cell(120000, 3, "R2m");
	expect_cell(599000, 3, "R9m");
	expect_cell(600001, 3, "R");
	expect_cell(90000000, 3, "R");
	expect_cell(12000, 2, "R");
	expect_cell(3000, 1, "R");
}
END_TEST

START_TEST(times_of_day)
{
	const struct clock east = { .utc_offset_s = 3600 };
	const struct clock west = {
		.wall_offset_ns = 23 * 3600 * (int64_t)NSEC_PER_SEC,
		.utc_offset_s = -3600,
	};
	char buf[TOP_TIME_SIZE];

	ck_assert_str_eq(top_time(&east, 1234567890, buf), "01:00:01.234");
	ck_assert_str_eq(top_time(&west, 3599999999999ULL, buf),
			 "22:59:59.999");
}
END_TEST

START_TEST(lines_break_at_spaces)
{
	const char *next, *text = "one two threefourfive";

	ck_assert_uint_eq(top_wrap(text, 40, &next), strlen(text));
	ck_assert_str_eq(next, "");
	ck_assert_uint_eq(top_wrap(text, 9, &next), 7);
	ck_assert_str_eq(next, "threefourfive");
	ck_assert_uint_eq(top_wrap(text, 3, &next), 3);
	ck_assert_str_eq(next, "two threefourfive");
	ck_assert_uint_eq(top_wrap("threefourfive", 5, &next), 5);
	ck_assert_str_eq(next, "fourfive");
	ck_assert_uint_eq(top_wrap("", 5, &next), 0);
	ck_assert_uint_eq(top_wrap("a", 1, &next), 1);
}
END_TEST

START_TEST(details_say_what_is_known)
{
	static const struct clock clock;
	char lines[TOP_DETAILS][TOP_LINE_SIZE];

	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	wait_ms(w, 2000);
	show();
	ck_assert_uint_eq(top_details(top, &top->rows[0], 1, &clock, lines),
			  4);
	ck_assert_ptr_nonnull(strstr(lines[0], "stale for 2.00 s: "));
	ck_assert_ptr_nonnull(strstr(lines[1], "1192 bytes held"));
	ck_assert_ptr_nonnull(strstr(lines[2], "stale, removed by ap-reconf"));
	ck_assert_ptr_nonnull(strstr(lines[3], "own MLD address"));
	ck_assert_uint_eq(top_details(top, &top->rows[0], 9, &clock, lines),
			  2);
	ck_assert_ptr_nonnull(strstr(lines[0], "no link"));
}
END_TEST

/* ---- the life of a connection ---- */

static void send_change(struct rec_change rec)
{
	union any_record any = { .change = rec };

	any.change.iface = *wlan;
	strcpy(any.change.driver, "iwlwifi");
	send_rec(w, &any, sizeof(any.change));
}

/* The driver's choice, where nobody is named. */
static void set_active(uint16_t links, uint32_t pid)
{
	struct rec_change rec = {
		.hdr.type = REC_ACTIVE_LINKS, .before = wlan->active_links,
		.after = links, .asker = { .pid = pid, .comm = "iw" },
	};

	wlan->active_links = links;
	send_change(rec);
}

static void set_dormant(uint16_t links)
{
	union any_record rec = { .iface_event = {
		.hdr.type = REC_VIF_LINKS, .iface = *wlan,
		.mask = wlan->valid_links, .dormant = links,
	} };

	send_rec(w, &rec, sizeof(rec.iface_event));
	wlan->dormant_links = links;
}

static void channel_switch(enum csa_kind kind, int link)
{
	send_change((struct rec_change){
		.hdr.type = REC_CSA, .kind = kind, .link_id = link,
		.freq = 5220, .width = 80, .count = 5,
	});
}

/* The AP accepts these of the links 0, 1 and 2. */
static void respond(uint16_t accepted)
{
	union any_record rec = { .assoc = {
		.hdr.type = REC_ASSOC_RESPONSE, .iface = *wlan, .asked = 0x7,
	} };

	memcpy(rec.assoc.peer, ap->id.addr, sizeof(rec.assoc.peer));
	for (int i = 0; i < 3; i++)
		rec.assoc.status[i] = accepted & 1 << i ? 0 : 17;
	send_rec(w, &rec, sizeof(rec.assoc));
}

/* Line nr of this link's details begins like that. */
static void expect_detail(int link, size_t nr, const char *want)
{
	static const struct clock clock;
	char lines[TOP_DETAILS][TOP_LINE_SIZE];
	size_t count;

	show();
	count = top_details(top, &top->rows[0], link, &clock, lines);
	ck_assert_uint_lt(nr, count);
	ck_assert_msg(!strncmp(lines[nr], want, strlen(want)),
		      "not '%s' but '%s'", want, lines[nr]);
}

/* None of the lines has this. */
static void expect_no_detail(int link, const char *text)
{
	static const struct clock clock;
	char lines[TOP_DETAILS][TOP_LINE_SIZE];
	size_t count;

	show();
	count = top_details(top, &top->rows[0], link, &clock, lines);
	for (size_t i = 0; i < count; i++)
		ck_assert_msg(!strstr(lines[i], text), "%s", lines[i]);
}

START_TEST(why_a_link_is_not_in_use)
{
	snapshot(w);
	expect_detail(1, 0, "active: it is set up, and in use");
	set_active(0x5, 0);
	wait_ms(w, 40000);
	expect_rows("sta 1 AiA");
	expect_detail(1, 0, "inactive for 40.00 s: the driver iwlwifi decided "
		      "so");
	expect_detail(0, 0, "active: ");
	set_active(0x7, 4711);
	wait_ms(w, 2000);
	expect_detail(1, 0, "active for 2.00 s: iw (pid 4711) asked for it");
}
END_TEST

START_TEST(why_was_not_seen)
{
	set_active(0x3, 0);
	wlan->active_links = 0x5;
	snapshot(w);
	expect_rows("sta 1 AiA");
	expect_detail(1, 0, "inactive: it is set up, but not in use; why was "
		      "not seen");
	expect_detail(2, 0, "active: it is set up, and in use");
}
END_TEST

START_TEST(a_driver_that_refuses_changes_nothing)
{
	show();
	send_change((struct rec_change){
		.hdr.type = REC_ACTIVE_LINKS, .before = 0x7, .after = 0x5,
		.ret = -EOPNOTSUPP,
	});
	expect_detail(1, 0, "active: it is set up");
	expect_detail(1, 2, "last event 00:16:40.000: active links stay 0, 1 "
		      "and 2: the driver iwlwifi refused 0 and 2");
}
END_TEST

START_TEST(a_mapping_comes_and_goes)
{
	snapshot(w);
	send_change((struct rec_change){
		.hdr.type = REC_ADV_TTLM, .after = 0x5,
		.delay_ns = 3 * NSEC_PER_SEC, .duration_ns = NSEC_PER_SEC,
	});
	expect_detail(1, 1, "to come, as of 00:16:40.000: the AP announces a "
		      "TID-to-link mapping: only links 0 and 2 in 3.00 s, for "
		      "1.00 s");
	expect_no_detail(0, "to come");
	wait_ms(w, 3000);
	set_active(0x5, 0);
	set_dormant(0x2);
	wait_ms(w, 500);
	expect_rows("sta 1 AdA");
	expect_detail(1, 0, "dormant for 500.0 ms: by a TID-to-link mapping of "
		      "the AP");
	expect_no_detail(1, "to come");
	set_dormant(0);
	wait_ms(w, 20);
	expect_rows("sta 1 AiA");
	expect_detail(1, 0, "inactive for 20.0 ms: the TID-to-link mapping "
		      "ended");
	set_active(0x7, 0);
	expect_rows("sta 1 AAA");
	expect_detail(1, 0, "active for 0.0 ms: the driver iwlwifi decided so");
}
END_TEST

START_TEST(a_channel_switch)
{
	snapshot(w);
	channel_switch(CSA_STARTED, 2);
	expect_detail(2, 1, "to come, as of 00:16:40.000: the AP announces a "
		      "channel switch of link 2 to 5220 MHz (80 MHz wide) in 5 "
		      "beacons");
	expect_no_detail(2, "last event");
	expect_no_detail(1, "to come");
	channel_switch(CSA_DONE, 2);
	expect_detail(2, 2, "last event 00:16:40.000: link 2 is on 5220 MHz "
		      "now (80 MHz wide)");
	expect_no_detail(2, "to come");
	channel_switch(CSA_STARTED, 2);
	channel_switch(CSA_ABORTED, 0);
	expect_no_detail(2, "to come");
}
END_TEST

START_TEST(a_link_that_the_ap_refused)
{
	destroy_station(w, ap);
	wlan->valid_links = wlan->active_links = 0x3;
	ap = associate(w, wlan);
	respond(0x3);
	show();
	ck_assert_int_eq(top->rows[0].gone, false);
	expect_rows("sta 2 AAn; sta 1 fff gone");
	expect_detail(2, 0, "not accepted: ");
	wait_ms(w, 1500);
	expect_detail(2, 0, "not accepted for 1.50 s: the AP refused it");
	expect_detail(2, 1, "last event 00:16:40.000: the AP 02:00:00:00:02:02 refused link 2: "
		      "the AP has too many stations (status 17)");
	/* until the link is added later, or the connection is over */
	set_links(w, wlan, 0x7);
	set_up_link(w, ap, 2);
	expect_rows("sta 2 AAi; sta 1 fff gone");
	disconnect(w, wlan);
	expect_rows("sta 1 fff gone; sta 2 fff gone");
}
END_TEST

/* The record of a change may have the links from before it. */
START_TEST(a_change_that_takes_place_after_its_record)
{
	snapshot(w);
	send_change((struct rec_change){
		.hdr.type = REC_ACTIVE_LINKS, .before = 0x7, .after = 0x5,
	});
	wait_ms(w, 100);
	expect_rows("sta 1 AiA");
	expect_detail(1, 0, "inactive for 100.0 ms: the driver iwlwifi decided "
		      "so");
}
END_TEST

/* Its first link becomes active before there is a station. */
START_TEST(how_it_began)
{
	for (int i = 0; i < 2; i++) {
		disconnect(w, wlan);
		wlan->active_links = wlan->valid_links = 0;
		wlan->associated = 0;
		set_active(0x1, 0);
		wait_ms(w, 50);
		wlan->valid_links = 0x3;
		ap = associate(w, wlan);
		wlan->associated = 1;
		respond(0x3);
		wait_ms(w, 50);
		expect_detail(0, 0, "active for 100.0 ms: the connection is "
			      "set up");
		expect_detail(0, 2, "last event 00:16:40.");
		expect_no_detail(0, "asked for: ");
	}
}
END_TEST

START_TEST(since_when_it_is_announced_or_gone)
{
	announce(w, wlan, 1 << 1, 4000);
	wait_ms(w, 1000);
	expect_detail(1, 0, "removal announced 1.00 s ago: due in 3.00 s, at ");
	wait_ms(w, 3000);
	begin_work(w, wlan, 1 << 1);
	do_work(w, wlan, 1 << 1, KERNEL_71);
	end_work(w, wlan);
	wait_ms(w, 2000);
	expect_rows("sta 1 AfA");
	expect_detail(1, 0, "freed 2.00 s ago: removed, with nothing left");
}
END_TEST

START_TEST(how_it_ended)
{
	struct rec_change end = {
		.hdr.type = REC_FRAME, .kind = FRAME_DEAUTH, .code = 5,
	};

	disconnect(w, wlan);
	memcpy(end.peer, ap->id.addr, sizeof(end.peer));
	send_change(end);
	expect_rows("sta 1 fff gone");
	expect_detail(0, 3, "station destroyed: disconnected by the AP "
		      "02:00:00:00:02:01; reason 5, the AP has too many "
		      "stations (deauthentication), own MLD");
	/* and does not concern the next one */
	w->sta_count = 0;
	set_links(w, wlan, 0x7);
	wlan->associated = 1;
	ap = associate(w, wlan);
	respond(0x7);
	snapshot(w);
	expect_no_detail(0, "disconnected");
}
END_TEST

START_TEST(the_selection_goes_to_what_changed)
{
	struct selection sel = { 0 };

	show();
	set_active(0x3, 0);
	show();
	select_update(&sel, top);
	ck_assert_int_eq(sel.link, 2);
	set_dormant(0x2);
	show();
	select_update(&sel, top);
	ck_assert_int_eq(sel.link, 1);
}
END_TEST

/* ---- the layout ---- */

static void expect_inside(const struct part *part, int lines, int *used)
{
	ck_assert_int_ge(part->lines, 0);
	if (!part->lines)
		return;
	ck_assert_int_ge(part->line, *used);
	*used = part->line + part->lines;
	ck_assert_int_le(*used, lines);
}

START_TEST(nothing_overlaps_at_any_size)
{
	for (int lines = 1; lines <= 70; lines++) {
		for (int matrix = 0; matrix <= 100; matrix += 5) {
			struct layout layout = layout_of(lines, 80, matrix);
			int used = 0;

			expect_inside(&layout.title, lines, &used);
			expect_inside(&layout.last, lines, &used);
			expect_inside(&layout.head, lines, &used);
			expect_inside(&layout.matrix, lines, &used);
			expect_inside(&layout.details, lines, &used);
			expect_inside(&layout.findings, lines, &used);
			expect_inside(&layout.legend, lines, &used);
			expect_inside(&layout.status, lines, &used);
			expect_inside(&layout.keys, lines, &used);
			if (lines >= 3)
				ck_assert_int_ge(layout.matrix.lines, 1);
			if (lines >= 24)
				ck_assert_int_ge(layout.findings.lines, 4);
		}
	}
}
END_TEST

START_TEST(links_fit_in_the_columns)
{
	for (int columns = 1; columns <= 300; columns++) {
		struct layout layout = layout_of(24, columns, 4);

		ck_assert_int_ge(layout.links, 1);
		ck_assert_int_le(layout.links, MLO_MAX_LINKS);
		if (columns >= 12)
			ck_assert_int_le(layout.label +
					 layout.links * layout.cell, columns);
		if (columns >= 40)
			ck_assert_int_eq(layout.links, MLO_MAX_LINKS);
	}
}
END_TEST

static Suite *top_suite(void)
{
	Suite *s = suite_create("top");
	TCase *tcase = tcase_create("top");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_leak_from_beginning_to_end);
	tcase_add_test(tcase, a_fixed_kernel);
	tcase_add_test(tcase, dangling_stays_to_be_seen);
	tcase_add_test(tcase, the_association_link_dangles_later);
	tcase_add_test(tcase, a_link_that_is_set_up_again);
	tcase_add_test(tcase, what_a_link_is_used_for);
	tcase_add_test(tcase, a_removal_that_was_not_seen);
	tcase_add_test(tcase, the_same_station_again);
	tcase_add_test(tcase, only_some_that_are_gone_are_kept);
	tcase_add_test(tcase, a_station_without_links);
	tcase_add_test(tcase, filters_keep_rows_out);
	tcase_add_test(tcase, a_copy_stays_as_it_was);
	tcase_add_test(tcase, only_a_count_down_needs_a_timer);
	tcase_add_test(tcase, findings_are_newest_first_and_not_too_many);
	tcase_add_test(tcase, of_one_record_the_worst_is_the_last);
	tcase_add_test(tcase, the_selection_follows_until_it_is_moved);
	tcase_add_test(tcase, the_selection_stays_inside);
	tcase_add_test(tcase, letters_are_different);
	tcase_add_test(tcase, count_downs_fit_their_cell);
	tcase_add_test(tcase, times_of_day);
	tcase_add_test(tcase, lines_break_at_spaces);
	tcase_add_test(tcase, details_say_what_is_known);
	tcase_add_test(tcase, why_a_link_is_not_in_use);
	tcase_add_test(tcase, why_was_not_seen);
	tcase_add_test(tcase, a_driver_that_refuses_changes_nothing);
	tcase_add_test(tcase, a_mapping_comes_and_goes);
	tcase_add_test(tcase, a_channel_switch);
	tcase_add_test(tcase, a_link_that_the_ap_refused);
	tcase_add_test(tcase, a_change_that_takes_place_after_its_record);
	tcase_add_test(tcase, how_it_began);
	tcase_add_test(tcase, since_when_it_is_announced_or_gone);
	tcase_add_test(tcase, how_it_ended);
	tcase_add_test(tcase, the_selection_goes_to_what_changed);
	tcase_add_test(tcase, nothing_overlaps_at_any_size);
	tcase_add_test(tcase, links_fit_in_the_columns);
	suite_add_tcase(s, tcase);
	return s;
}

int main(void)
{
	return run_suite(top_suite);
}
