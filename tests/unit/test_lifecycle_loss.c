// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_lifecycle_loss.c - links from before the trace, and records that are
 * lost, cut, late or out of order: without evidence the verdict is "unknown",
 * with a reason, and never "freed".
 */
#include "lifecycle/linktable.h"
#include "records.h"
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

/* The same, but nobody has looked yet. */
static void setup_unseen(void)
{
	w = world_new();
	w->deaf = true;
	wlan = add_client(w, 0x7);
	ap = associate(w, wlan);
}

static void teardown(void)
{
	world_free(w);
}

/* ---- there before the trace was ---- */

START_TEST(stale_before_is_found_at_the_second_look)
{
	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	w->deaf = false;
	snapshot(w);
	expect_nothing(w);
	snapshot(w);
	expect(w, "found wlan0 sta 1 link 1 stale by state");
	ck_assert_uint_eq(last_event(w)->bytes, LINK_BYTES);
	ck_assert_uint_eq(tally(w)->stale_now, 1);
	ck_assert_uint_eq(tally(w)->bytes_now, LINK_BYTES);
	ck_assert_uint_eq(tally(w)->problems, 1);
	ck_assert(tally(w)->leaks);
	snapshot(w);
	expect_nothing(w);
}
END_TEST

/* No lock is held: what only one look sees was just changing. */
START_TEST(stale_in_one_look_is_nothing)
{
	w->deaf = false;
	for (int i = 0; i < 2; i++) {
		wlan->valid_links = 0x5;
		snapshot(w);
		wlan->valid_links = 0x7;
		snapshot(w);
	}
	expect_nothing(w);
}
END_TEST

/* Both looks may fall between the interface's removal and the station's. */
START_TEST(stale_in_the_middle_of_the_work_is_nothing)
{
	wlan->removed_links = 1 << 1;
	wlan->valid_links = 0x5;
	start_trace(w);
	expect_nothing(w);
	ck_assert_uint_eq(tally(w)->problems, 0);
}
END_TEST

START_TEST(stale_before_is_no_news_later)
{
	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	start_trace(w);
	w->told = w->count;
	ap_removes(w, wlan, 1 << 2, KERNEL_612);
	expect(w, "removal wlan0 sta 1 link 2 ap-reconf stale by state");
	wait_ms(w, 300);
	disconnect(w, wlan);
	expect(w, "removal wlan0 sta 1 link 0 teardown freed by call",
		  "removal wlan0 sta 1 link 1 unknown reclaimed by call",
		  "removal wlan0 sta 1 link 2 ap-reconf reclaimed by call");
	/* we do not know since when the first one is stale */
	ck_assert_uint_eq(w->events[w->count - 2].stale_ns, 0);
	ck_assert_uint_eq(w->events[w->count - 1].stale_ns / NSEC_PER_MSEC,
			  300);
	ck_assert_uint_eq(tally(w)->stale_now, 0);
}
END_TEST

START_TEST(dangling_before_is_found_at_the_second_look)
{
	ap_removes(w, wlan, 1 << 1, KERNEL_SEED);
	w->deaf = false;
	snapshot(w);
	expect_nothing(w);
	snapshot(w);
	expect(w, "found link 1 dangling by hash");
	ck_assert_uint_eq(last_event(w)->link_addr[4], 0x11);
	ck_assert(tally(w)->dangling);
	snapshot(w);
	walk_iface(w, wlan, POINT_LINKS_REMOVED);
	expect_nothing(w);
	ck_assert_uint_eq(tally(w)->problems, 1);
}
END_TEST

/* Freed memory may hold anything, even an impossible link ID. */
START_TEST(dangling_node_full_of_garbage)
{
	ap_removes(w, wlan, 1 << 1, KERNEL_SEED);
	w->nodes[0].rec.link_id = 0x6b;
	memset(w->nodes[0].rec.link_addr, 0x6b, 6);
	start_trace(w);
	expect(w, "found dangling by hash");
}
END_TEST

/* ... and may point anywhere: what comes after such a node is no finding. */
START_TEST(behind_a_dangling_node_is_nothing)
{
	ap_removes(w, wlan, 1 << 1 | 1 << 2, KERNEL_SEED);
	ck_assert_uint_eq(w->node_count, 2);
	w->nodes[1].rec.behind = true;
	start_trace(w);
	expect(w, "found link 1 dangling by hash");
	expect_nothing(w);
	ck_assert_uint_eq(tally(w)->problems, 1);
}
END_TEST

/* A hashed association link, even if only found, dangles with its station. */
START_TEST(embedded_before_dangles_later)
{
	ap_removes(w, wlan, 1 << 0, KERNEL_SEED);
	start_trace(w);
	expect(w, "found wlan0 sta 1 link 0 unknown (embedded) by hash");
	ck_assert_uint_eq(tally(w)->problems, 1);
	disconnect(w, wlan);
	expect(w, "removal wlan0 sta 1 link 1 teardown freed by call",
		  "removal wlan0 sta 1 link 2 teardown freed by call",
		  "removal wlan0 sta 1 link 0 unknown dangling (station-freed) "
		  "by hash+call");
	end_trace(w);
	expect_nothing(w);
}
END_TEST

START_TEST(nothing_before)
{
	start_trace(w);
	expect_nothing(w);
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf freed "
		  "by state+hash+call");
}
END_TEST

/* The association link is as old as the association. */
START_TEST(age_of_a_link_set_up_before)
{
	wait_ms(w, 4000);
	start_trace(w);
	ap_removes(w, wlan, 0x3, KERNEL_71);
	expect(w, "removal wlan0 sta 1 link 0 ap-reconf freed "
		  "by state+hash+call",
		  "removal wlan0 sta 1 link 1 ap-reconf freed "
		  "by state+hash+call");
	ck_assert(w->events[0].has_age);
	ck_assert_uint_eq(w->events[0].age_ns / NSEC_PER_MSEC, 4000);
	ck_assert(!w->events[1].has_age);
}
END_TEST

/* ---- started in the middle of a removal ---- */

START_TEST(late_for_all_but_the_exit)
{
	begin_work(w, wlan, 1 << 1);
	do_work(w, wlan, 1 << 1, KERNEL_71);
	w->deaf = false;
	end_work(w, wlan);
	end_trace(w);
	/* there is nothing to say about a link that was never seen */
	expect_nothing(w);
}
END_TEST

START_TEST(late_and_stale)
{
	begin_work(w, wlan, 1 << 1);
	do_work(w, wlan, 1 << 1, KERNEL_612);
	w->deaf = false;
	end_work(w, wlan);
	expect(w, "found wlan0 sta 1 link 1 stale by state");
}
END_TEST

START_TEST(late_and_dangling)
{
	begin_work(w, wlan, 1 << 1);
	do_work(w, wlan, 1 << 1, KERNEL_SEED);
	w->deaf = false;
	end_work(w, wlan);
	expect(w, "found wlan0 link 1 dangling by hash");
}
END_TEST

/* The calls are seen, but not what led to them. */
START_TEST(late_for_the_entry)
{
	begin_work(w, wlan, 1 << 1);
	w->deaf = false;
	do_work(w, wlan, 1 << 1, KERNEL_71);
	end_work(w, wlan);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf unknown "
		  "(started-late) by call");
	ck_assert_uint_eq(tally(w)->unknown, 1);
}
END_TEST

/* The functions' hooks are silent, the tracepoint is not. */
START_TEST(only_the_tracepoint_speaks)
{
	w->deaf = true;
	begin_work(w, wlan, 1 << 1);
	set_links(w, wlan, 1 << 0);
	remove_links(w, wlan, 1 << 1, KERNEL_71);
	w->deaf = false;
	send_iface(w, REC_LINKS_REMOVED, wlan, 1 << 1, 0);
	expect(w, "removal wlan0 links 0x2 other unknown (unseen)");
	ck_assert_uint_eq(tally(w)->unknown, 1);
}
END_TEST

START_TEST(late_for_the_entry_and_dangling)
{
	begin_work(w, wlan, 1 << 1);
	w->deaf = false;
	do_work(w, wlan, 1 << 1, KERNEL_SEED);
	end_work(w, wlan);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf dangling "
		  "by hash+signature+call");
	ck_assert(tally(w)->dangling);
}
END_TEST

/* Freed without being unhashed, and not in the table: but was it ever? */
START_TEST(late_for_the_entry_and_not_hashed)
{
	begin_work(w, wlan, 1 << 1);
	w->deaf = false;
	ap->link[1].hashed = false;
	do_work(w, wlan, 1 << 1, KERNEL_SEED);
	end_work(w, wlan);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf unknown "
		  "(started-late) by signature+call");
}
END_TEST

/* The snapshot holds no lock: it ends while the exit's walk comes in. */
START_TEST(snapshot_ends_within_a_walk)
{
	w->deaf = false;
	begin_work(w, wlan, 1 << 1);
	do_work(w, wlan, 1 << 1, KERNEL_SEED);
	wlan->removed_links = 0;
	send_iface(w, REC_RECONF_EXIT, wlan, 0, 0);
	send_station(w, REC_STATION, ap, POINT_EXIT);
	send_nodes(w, wlan->local, POINT_EXIT);
	send_walk_end(w, wlan->local, 0, POINT_SNAPSHOT, HASH_WALKED, 0, 0);
	send_walk_end(w, wlan->local, wlan->sdata, POINT_EXIT, HASH_WALKED, 1,
		      1);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf dangling "
		  "by state+hash+signature");
}
END_TEST

/* The memory of a dangling link becomes a link again, and dangles again. */
START_TEST(known_node_is_used_again)
{
	uint64_t ptr = ap->link[1].ptr;

	ap_removes(w, wlan, 1 << 1, KERNEL_SEED);
	start_trace(w);
	expect(w, "found link 1 dangling by hash");
	w->node_count = 0;
	w->next_ptr = ptr - 0x800;
	set_links(w, wlan, 0x7);
	set_up_link(w, ap, 1);
	w->deaf = true;
	ap_removes(w, wlan, 1 << 1, KERNEL_SEED);
	w->deaf = false;
	snapshot(w);
	snapshot(w);
	expect(w, "removal wlan0 sta 1 link 1 other unknown (unseen)",
		  "found link 1 dangling by hash");
}
END_TEST

/* The snapshot saw the link, and then it is gone; nobody saw how. */
START_TEST(late_between_snapshot_and_exit)
{
	begin_work(w, wlan, 1 << 1);
	start_trace(w);
	w->deaf = true;
	do_work(w, wlan, 1 << 1, KERNEL_71);
	w->deaf = false;
	end_work(w, wlan);
	expect(w, "removal wlan0 sta 1 link 1 other unknown (started-late)");
}
END_TEST

/* ---- ended in the middle of one ---- */

START_TEST(trace_ends_before_the_work)
{
	announce(w, wlan, 1 << 1, 200);
	begin_work(w, wlan, 1 << 1);
	end_trace(w);
	expect(w, "announce wlan0 links 0x2 ap-reconf",
		  "removal wlan0 sta 1 link 1 ap-reconf unknown "
		  "(still-running)");
	ck_assert_uint_eq(tally(w)->unknown, 1);
}
END_TEST

START_TEST(trace_ends_between_work_and_verdict)
{
	begin_work(w, wlan, 1 << 1);
	do_work(w, wlan, 1 << 1, KERNEL_71);
	end_trace(w);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf freed "
		  "by state+hash+call");
}
END_TEST

START_TEST(trace_ends_in_a_sta_reconf)
{
	send_iface(w, REC_STA_RECONF_ENTER, wlan, 0, 0);
	walk_iface(w, wlan, POINT_ENTER);
	do_work(w, wlan, 1 << 2, KERNEL_71);
	end_trace(w);
	expect(w, "removal wlan0 sta 1 link 2 sta-reconf freed "
		  "by state+hash+call");
}
END_TEST

START_TEST(trace_ends_while_a_stale_link_is_there)
{
	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	begin_work(w, wlan, 1 << 2);
	end_trace(w);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf stale by state",
		  "removal wlan0 sta 1 link 2 ap-reconf unknown "
		  "(still-running)");
	ck_assert_uint_eq(tally(w)->stale_now, 1);
}
END_TEST

/* Freed without being unhashed, and the walk that would show it is lost. */
START_TEST(trace_ends_before_the_walk_of_the_table)
{
	lose(w, REC_WALK_END, POINT_LINK_FREED);
	free_link(w, ap, 1);
	end_trace(w);
	ck_assert_uint_eq(tally(w)->removals[CAUSE_OTHER][OUTCOME_UNKNOWN], 1);
	ck_assert_uint_eq(tally(w)->removals[CAUSE_OTHER][OUTCOME_FREED], 0);
}
END_TEST

/* ---- lost records ---- */

static bool said_outcome(enum outcome outcome)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->events[i].outcome == outcome)
			return true;
	return false;
}

/* Every record that comes between the entry and the last of the exit */
static const struct { uint16_t type, point; } within[] = {
	{ REC_RECONF_ENTER, 0 },
	{ REC_STATION, POINT_ENTER },
	{ REC_WALK_END, POINT_ENTER },
	{ REC_VIF_LINKS, 0 },
	{ REC_LINK_UNHASH_FREE, 0 },
	{ REC_LINK_FREE, 0 },
	{ REC_LINK_REMOVE, 0 },
	{ REC_HASH_NODE, POINT_LINK_FREED },
	{ REC_WALK_END, POINT_LINK_FREED },
	{ REC_LINKS_REMOVED, 0 },
	{ REC_STATION, POINT_LINKS_REMOVED },
	{ REC_WALK_END, POINT_LINKS_REMOVED },
	{ REC_RECONF_EXIT, 0 },
	{ REC_STATION, POINT_EXIT },
	{ REC_HASH_NODE, POINT_EXIT },
	{ REC_WALK_END, POINT_EXIT },
};

START_TEST(loss_within_is_never_freed)
{
	lose(w, within[_i].type, within[_i].point);
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	w->lose_type = 0;	/* of another kernel */
	end_trace(w);
	ck_assert_uint_eq(tally(w)->lost, w->lost);
	if (!w->lost) {
		expect(w, "removal wlan0 sta 1 link 1 ap-reconf freed "
			  "by state+hash+call");
		return;
	}
	ck_assert(!said_outcome(OUTCOME_FREED));
	ck_assert(said_outcome(OUTCOME_UNKNOWN));
	ck_assert_uint_eq(tally(w)->unknown, 1);
	ck_assert_uint_eq(tally(w)->problems, 0);
}
END_TEST

/* The station goes with its stale link, and the record of that is lost. */
static void end_unseen(void)
{
	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	ck_assert_uint_eq(tally(w)->stale_now, 1);
	lose(w, REC_STA_FREE, 0);
	disconnect(w, wlan);
	ck_assert_uint_eq(w->lost, 1);
	w->told = w->count;
	ck_assert_uint_eq(tally(w)->stale_now, 1);
}

/* Wait until links that no walk finds any more have been reported as ended. */
static void wait_for_flush(void)
{
	w->now += 11 * NSEC_PER_SEC;
	lifecycle_tick(w->lc, w->now, w->lost);
}

/* Another station has its memory now. */
START_TEST(stale_no_more_once_the_address_is_used_again)
{
	uint64_t key = w->stations[0].id.sta;
	struct world_sta *next;

	end_unseen();
	wlan->valid_links = 1 << 0;
	next = add_station(w, wlan, 0);
	next->id.sta = key;
	walk_iface(w, wlan, POINT_LINKS_REMOVED);
	ck_assert_uint_eq(tally(w)->stale_now, 0);
	ck_assert_uint_eq(tally(w)->oldest_stale, 0);
}
END_TEST

START_TEST(unseen_end_is_seen_by_a_walk)
{
	end_unseen();
	walk_iface(w, wlan, POINT_LINKS_REMOVED);
	expect_nothing(w);
	wait_for_flush();
	expect(w, "removal wlan0 sta 1 link 0 other unknown (lost-records)",
		  "removal wlan0 sta 1 link 1 other unknown (lost-records)",
		  "removal wlan0 sta 1 link 2 other unknown (lost-records)");
	ck_assert_uint_eq(tally(w)->stale_now, 0);
	ck_assert_ptr_null(lifecycle_table(w->lc)->stations);
}
END_TEST

/* No lock is held: a station that just comes or goes is in no list, either. */
START_TEST(unseen_end_is_seen_by_the_second_look)
{
	end_unseen();
	snapshot(w);
	wait_for_flush();
	ck_assert_uint_eq(tally(w)->stale_now, 1);
	snapshot(w);
	wait_for_flush();
	ck_assert_uint_eq(tally(w)->stale_now, 0);
	ck_assert_ptr_null(lifecycle_table(w->lc)->stations);
}
END_TEST

/* The end of the trace comes before that is certain. */
START_TEST(unseen_end_is_told_at_the_end)
{
	end_unseen();
	snapshot(w);
	snapshot(w);
	expect_nothing(w);
	end_trace(w);
	expect(w, "removal wlan0 sta 1 link 0 other unknown (lost-records)",
		  "removal wlan0 sta 1 link 1 other unknown (lost-records)",
		  "removal wlan0 sta 1 link 2 other unknown (lost-records)");
	ck_assert_uint_eq(tally(w)->stale_now, 0);
}
END_TEST

/* As sta_info_flush() does it: first none is listed, then each is freed. */
START_TEST(stations_that_are_flushed_end_once)
{
	size_t ended;

	lose(w, REC_STATION, POINT_SNAPSHOT);
	snapshot(w);
	w->told = w->count;
	w->stations[0].listed = false;
	snapshot(w);
	snapshot(w);
	expect_nothing(w);
	w->stations[0].listed = true;
	disconnect(w, wlan);
	ended = w->count;
	wait_for_flush();
	snapshot(w);
	ck_assert_uint_eq(w->count, ended);
	ck_assert(!said_outcome(OUTCOME_UNKNOWN));
}
END_TEST

START_TEST(unseen_end_is_not_seen_by_half_a_walk)
{
	end_unseen();
	w->cut = true;
	walk_iface(w, wlan, POINT_LINKS_REMOVED);
	snapshot(w);
	snapshot(w);
	expect_nothing(w);
	ck_assert_uint_eq(tally(w)->stale_now, 1);
}
END_TEST

/* The record lost is not of the station's end, but of the walk that saw it. */
START_TEST(station_lost_by_the_walk_is_still_there)
{
	add_plain_station(w, wlan, 1);
	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	w->told = w->count;
	for (int i = 0; i < 3; i++) {
		lose(w, REC_STATION, POINT_SNAPSHOT);
		snapshot(w);
		expect(w, "lost 1");
	}
	ck_assert_uint_eq(tally(w)->stale_now, 2);
	ck_assert_uint_eq(HASH_COUNT(lifecycle_table(w->lc)->stations), 2);
}
END_TEST

/* A stale link is seen twice, so no single loss hides it. */
START_TEST(loss_within_hides_no_stale_link)
{
	lose(w, within[_i].type, within[_i].point);
	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	w->lose_type = 0;
	end_trace(w);
	ck_assert(!said_outcome(OUTCOME_FREED));
	ck_assert(said_outcome(OUTCOME_STALE));
}
END_TEST

START_TEST(loss_within_makes_no_dangling_link_freed)
{
	lose(w, within[_i].type, within[_i].point);
	ap_removes(w, wlan, 1 << 1, KERNEL_SEED);
	w->lose_type = 0;
	end_trace(w);
	ck_assert(!said_outcome(OUTCOME_FREED));
	ck_assert(said_outcome(OUTCOME_DANGLING) ||
		  said_outcome(OUTCOME_UNKNOWN));
}
END_TEST

START_TEST(reason_is_the_loss)
{
	lose(w, REC_LINKS_REMOVED, 0);
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	expect(w, "lost 1",
		  "removal wlan0 sta 1 link 1 ap-reconf unknown "
		  "(lost-records) by state");
}
END_TEST

/* Losses before the work began or after it ended do not matter. */
START_TEST(loss_before_and_after)
{
	w->lost = 5;
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	w->lost = 7;
	ap_removes(w, wlan, 1 << 2, KERNEL_71);
	expect(w, "lost 5",
		  "removal wlan0 sta 1 link 1 ap-reconf freed "
		  "by state+hash+call",
		  "lost 2",
		  "removal wlan0 sta 1 link 2 ap-reconf freed "
		  "by state+hash+call");
	ck_assert_uint_eq(tally(w)->lost, 7);
}
END_TEST

/* Nobody knows whose records were lost: that taints all work in progress. */
START_TEST(loss_taints_every_interface)
{
	struct rec_iface *second = add_client(w, 0x7);

	associate(w, second);
	begin_work(w, wlan, 1 << 1);
	begin_work(w, second, 1 << 2);
	w->lost++;
	do_work(w, wlan, 1 << 1, KERNEL_71);
	do_work(w, second, 1 << 2, KERNEL_71);
	end_work(w, wlan);
	end_work(w, second);
	expect(w, "lost 1",
		  "removal wlan0 sta 1 link 1 ap-reconf unknown "
		  "(lost-records) by state",
		  "removal wlan1 sta 2 link 2 ap-reconf unknown "
		  "(lost-records) by state");
}
END_TEST

START_TEST(loss_that_is_known_only_at_the_end)
{
	begin_work(w, wlan, 1 << 1);
	w->lost = 4;
	end_trace(w);
	expect(w, "lost 4",
		  "removal wlan0 sta 1 link 1 ap-reconf unknown "
		  "(still-running)");
}
END_TEST

/* The whole end is lost; the next work shows that this one is over. */
START_TEST(lost_exit_before_the_next_work)
{
	begin_work(w, wlan, 1 << 1);
	do_work(w, wlan, 1 << 1, KERNEL_71);
	w->deaf = true;
	end_work(w, wlan);
	w->deaf = false;
	w->lost += 3;
	ap_removes(w, wlan, 1 << 2, KERNEL_71);
	expect(w, "lost 3",
		  "removal wlan0 sta 1 link 1 ap-reconf unknown "
		  "(lost-records)",
		  "removal wlan0 sta 1 link 2 ap-reconf freed "
		  "by state+hash+call");
}
END_TEST

/* ... and a station that comes back to the same memory is a new one. */
START_TEST(lost_exit_and_a_new_association)
{
	uint64_t ptr = ap->id.sta;

	begin_work(w, wlan, 1 << 1);
	do_work(w, wlan, 1 << 1, KERNEL_71);
	w->deaf = true;
	end_work(w, wlan);
	w->deaf = false;
	w->lost += 3;
	disconnect(w, wlan);
	set_links(w, wlan, 0x7);
	ap = add_station(w, wlan, 0);
	ap->id.sta = ptr;
	memcpy(ap->id.addr, w->stations[0].id.addr, 6);
	set_up_link(w, ap, 1);
	w->told = w->count;
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf freed "
		  "by state+hash+call");
	disconnect(w, wlan);
	expect(w, "removal wlan0 sta 1 link 0 teardown freed by call");
	end_trace(w);
	expect_nothing(w);
}
END_TEST

/* Outside of any work, the node that would prove it is lost. */
START_TEST(lost_node_after_a_call)
{
	lose(w, REC_HASH_NODE, POINT_LINK_FREED);
	free_link(w, ap, 1);
	expect(w, "lost 1",
		  "removal wlan0 sta 1 link 1 other unknown (lost-records) "
		  "by signature+call");
}
END_TEST

START_TEST(lost_node_of_a_dying_station)
{
	ap_removes(w, wlan, 1 << 0, KERNEL_SEED);
	w->told = w->count;
	lose(w, REC_HASH_NODE, POINT_STA_FREE);
	disconnect(w, wlan);
	expect(w, "removal wlan0 sta 1 link 1 teardown freed by call",
		  "removal wlan0 sta 1 link 2 teardown freed by call",
		  "lost 1",
		  "removal wlan0 sta 1 link 0 ap-reconf unknown "
		  "(lost-records) by signature+call");
}
END_TEST

/* A node does not belong to the next walk if its own walk's end was lost. */
START_TEST(node_of_an_earlier_walk)
{
	const struct rec_node node = {
		.local = wlan->local, .link = ap->link[1].ptr, .link_id = 1,
		.point = POINT_EXIT,
	};
	union any_record rec = { .node = node };

	rec.hdr.type = REC_HASH_NODE;
	send_rec(w, &rec, sizeof(rec.node));
	w->lost++;
	ap_removes(w, wlan, 1 << 2, KERNEL_71);
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	expect(w, "lost 1",
		  "removal wlan0 sta 1 link 2 ap-reconf freed "
		  "by state+hash+call",
		  "removal wlan0 sta 1 link 1 ap-reconf freed "
		  "by state+hash+call");
}
END_TEST

/* CPUs may read the counter in another order than records have in the ring. */
START_TEST(lost_counter_seen_out_of_order)
{
	w->lost = 6;
	announce(w, wlan, 1 << 1, 100);
	w->lost = 5;
	announce(w, wlan, 1 << 1, 100);
	w->lost = 7;
	announce(w, wlan, 1 << 1, 100);
	expect(w, "lost 6", "announce wlan0 links 0x2 ap-reconf", "lost 1");
	ck_assert_uint_eq(tally(w)->lost, 7);
}
END_TEST

START_TEST(lost_counter_wraps)
{
	w->lost = INT32_MAX;
	announce(w, wlan, 1 << 1, 100);
	w->lost = UINT32_MAX - 1;
	announce(w, wlan, 1 << 1, 100);
	w->lost = 1;
	announce(w, wlan, 1 << 1, 100);
	ck_assert_int_eq(last_event(w)->type, EV_LOST);
	ck_assert_uint_eq(last_event(w)->lost, 3);
}
END_TEST

/* A link whose removal was not seen at all */
START_TEST(unseen_removal_is_unknown)
{
	w->deaf = true;
	remove_link(w, ap, 1);
	w->deaf = false;
	w->lost = 2;
	walk_iface(w, wlan, POINT_LINKS_REMOVED);
	expect(w, "lost 2",
		  "removal wlan0 sta 1 link 1 other unknown (lost-records)");
}
END_TEST

START_TEST(unseen_end_of_a_stale_link)
{
	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	w->deaf = true;
	remove_link(w, ap, 1);
	w->deaf = false;
	w->lost = 2;
	walk_iface(w, wlan, POINT_LINKS_REMOVED);
	disconnect(w, wlan);
	ck_assert(!said_outcome(OUTCOME_RECLAIMED));
	ck_assert_uint_eq(tally(w)->stale_now, 0);
	ck_assert_uint_eq(tally(w)->bytes_now, 0);
}
END_TEST

/* ---- walks that do not see everything ---- */

START_TEST(nested_table)
{
	w->hash = HASH_NESTED;
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf unknown "
		  "(hash-nested) by state");
}
END_TEST

START_TEST(nested_table_and_the_signature)
{
	w->hash = HASH_NESTED;
	ap_removes(w, wlan, 1 << 1, KERNEL_SEED);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf unknown "
		  "(hash-nested) by state+signature");
}
END_TEST

START_TEST(truncated_table)
{
	w->hash = HASH_TRUNCATED;
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf unknown "
		  "(hash-walk-cut) by state");
}
END_TEST

/* A node that was found is a proof, however far the walk came. */
START_TEST(truncated_table_with_the_node)
{
	w->hash = HASH_TRUNCATED;
	ap_removes(w, wlan, 1 << 1, KERNEL_SEED);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf dangling "
		  "by state+hash+signature");
}
END_TEST

START_TEST(table_not_walked)
{
	w->hash = HASH_NOT_WALKED;
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf unknown "
		  "(hash-walk-cut) by state");
}
END_TEST

START_TEST(stale_needs_no_table)
{
	w->hash = HASH_NESTED;
	ap_removes(w, wlan, 1 << 1, KERNEL_612);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf stale by state");
}
END_TEST

START_TEST(nested_table_after_a_call)
{
	w->hash = HASH_NESTED;
	free_link(w, ap, 1);
	expect(w, "removal wlan0 sta 1 link 1 other unknown (hash-nested) "
		  "by signature+call");
}
END_TEST

/* The list was not walked to its end, and the station was not found. */
START_TEST(station_behind_the_cut)
{
	begin_work(w, wlan, 1 << 1);
	do_work(w, wlan, 1 << 1, KERNEL_71);
	w->cut = true;
	ap->listed = false;
	end_work(w, wlan);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf unknown "
		  "(station-walk-cut)");
}
END_TEST

START_TEST(station_before_the_cut)
{
	w->cut = true;
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf freed "
		  "by state+hash+call");
}
END_TEST

START_TEST(station_vanishes)
{
	begin_work(w, wlan, 1 << 1);
	ap->listed = false;
	set_links(w, wlan, 0x5);
	end_work(w, wlan);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf unknown "
		  "(station-vanished) by state");
}
END_TEST

START_TEST(valid_without_a_link)
{
	begin_work(w, wlan, 1 << 1);
	set_links(w, wlan, 0x5);
	ap->link[1] = (struct world_link){ 0 };
	end_work(w, wlan);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf unknown "
		  "(inconsistent) by state");
}
END_TEST

START_TEST(link_without_being_valid)
{
	begin_work(w, wlan, 1 << 1);
	set_links(w, wlan, 0x5);
	set_valid(ap, 1, false);
	end_work(w, wlan);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf unknown "
		  "(inconsistent) by state");
}
END_TEST

/* An AP removes links that a station has: seeing no station is no success. */
START_TEST(no_station_has_the_links)
{
	ap->listed = false;
	begin_work(w, wlan, 1 << 1);
	set_links(w, wlan, 0x5);
	end_work(w, wlan);
	expect(w, "removal wlan0 links 0x2 ap-reconf unknown (no-station)");
}
END_TEST

/* ---- structures that are not known, or not these ---- */

START_TEST(tracepoint_alone)
{
	struct rec_iface blind = { .ifindex = 3, .name = "wlan0" };

	send_iface(w, REC_LINKS_REMOVED, &blind, 1 << 1, 0);
	expect(w, "removal links 0x2 other unknown (no-types)");
	ck_assert_str_eq(last_event(w)->iface.name, "wlan0");
	ck_assert_uint_eq(tally(w)->unknown, 1);
}
END_TEST

START_TEST(types_of_another_kernel)
{
	send_iface(w, REC_MISFIT, &(struct rec_iface){ 0 }, 0, 0);
	expect(w, "removal ap-reconf unknown (misfit)");
	ck_assert_uint_eq(tally(w)->unknown, 1);
}
END_TEST

/* "Stale" depends on bits of structures, and these do not match ours. */
START_TEST(misfit_is_not_found_stale)
{
	ap->id.flags |= STA_MISFIT;
	wlan->valid_links = 0x5;
	snapshot(w);
	snapshot(w);
	walk_iface(w, wlan, POINT_LINKS_REMOVED);
	expect(w, "found sta 1 unknown (misfit)");
	ck_assert_uint_eq(tally(w)->unknown, 1);
}
END_TEST

/* Nor do we know then that no station owns what is in the hash table. */
START_TEST(misfit_is_not_found_dangling)
{
	ap->id.flags |= STA_MISFIT;
	leave_node(w, ap, 1);
	snapshot(w);
	snapshot(w);
	ap_removes(w, wlan, 1 << 1, KERNEL_SEED);
	ck_assert(!said_outcome(OUTCOME_DANGLING));
	ck_assert(!tally(w)->dangling);
	ck_assert_uint_ge(tally(w)->unknown, 2);
}
END_TEST

START_TEST(links_that_do_not_point_back)
{
	begin_work(w, wlan, 1 << 1);
	ap->id.flags |= STA_MISFIT;
	do_work(w, wlan, 1 << 1, KERNEL_71);
	end_work(w, wlan);
	ck_assert(!said_outcome(OUTCOME_FREED));
	ck_assert(!said_outcome(OUTCOME_STALE));
	ck_assert_uint_eq(tally(w)->unknown, 2);
	ck_assert_int_eq(last_event(w)->reason, REASON_MISFIT);
}
END_TEST

/* ---- out of order, and out of range ---- */

START_TEST(walk_end_alone)
{
	for (int point = 0; point <= POINT_TYPES; point++)
		send_walk_end(w, wlan->local, wlan->sdata, point,
			      HASH_WALKED, 0, 0);
	send_walk_end(w, 0, 0, POINT_EXIT, HASH_WALKED, 0, 0);
	expect_nothing(w);
}
END_TEST

START_TEST(exit_before_enter)
{
	end_work(w, wlan);
	ap_removes(w, wlan, 1 << 1, KERNEL_71);
	end_work(w, wlan);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf freed "
		  "by state+hash+call");
}
END_TEST

START_TEST(node_without_a_walk)
{
	leave_node(w, ap, 1);
	send_nodes(w, wlan->local, POINT_EXIT);
	end_trace(w);
	expect_nothing(w);
}
END_TEST

START_TEST(records_of_a_station_that_is_gone)
{
	disconnect(w, wlan);
	w->told = w->count;
	/* the interface as it was then */
	wlan->valid_links = 0x7;
	send_station(w, REC_STATION, ap, POINT_EXIT);
	send_link(w, REC_LINK_ACTIVATE, ap, 1, false, 0);
	destroy_station(w, ap);
	end_trace(w);
	ck_assert_uint_eq(tally(w)->problems, 0);
}
END_TEST

/* A recording holds any number there: refused, or harmless. */
START_TEST(link_ids_out_of_range)
{
	for (int type = REC_LINK_ALLOC; type <= REC_LINK_RCU; type++) {
		for (int id = MLO_MAX_LINKS; id <= 255; id++) {
			union any_record rec = { .link_event = {
				.hdr = { .type = type,
					 .size = sizeof(rec.link_event) },
				.iface = *wlan, .sta = ap->id,
				.link = 0x1234, .link_id = id,
			} };

			ck_assert_int_eq(lifecycle_record(w->lc, &rec),
					 -EINVAL);
		}
	}
	expect_nothing(w);
}
END_TEST

START_TEST(everything_else_out_of_range)
{
	struct world_sta *peer = add_plain_station(w, wlan, 1);

	peer->id.deflink_id = 200;
	wlan->iftype = 255;
	ap->id.flags = 0xff & ~STA_REMOVED;
	ap->id.valid_links = 0xffff;
	wlan->valid_links = 0xffff;
	begin_work(w, wlan, 0xffff);
	wlan->valid_links = 0;
	end_work(w, wlan);
	w->hash = 200;
	announce(w, wlan, 0xffff, UINT64_MAX / NSEC_PER_MSEC);
	walk_iface(w, wlan, 77);
	destroy_station(w, ap);
	end_trace(w);
	ck_assert_uint_gt(w->count, 0);
}
END_TEST

/* ---- anything ---- */

#define RANDOM_RECORDS 20000
#define KEYS 6

/*
 * Which losses concern each removal: the counter when the work of an interface
 * began, and when the link was freed.
 */
struct oracle {
	uint32_t lost;
	uint32_t at_enter[KEYS];
	uint32_t at_free[KEYS];
	const union any_record *rec;
	struct tally tally;
	uint64_t events;
};

static uint64_t pick(unsigned int count)
{
	return random() % count;
}

static void random_iface(struct rec_iface *iface)
{
	iface->sdata = pick(KEYS);
	/* a radio of its own for every two */
	iface->local = iface->sdata / 2;
	iface->iftype = pick(20) ? pick(13) : 255;
	iface->valid_links = pick(16);
	iface->active_links = pick(16);
	iface->dormant_links = pick(16);
	iface->removed_links = pick(4) ? 0 : pick(16);
	iface->associated = pick(2);
	snprintf(iface->name, sizeof(iface->name), "wlan%d",
		 (int)iface->sdata);
}

static void random_sta(struct rec_sta *sta, uint64_t sdata)
{
	/* a station has one interface, most of the time */
	sta->sta = pick(20) ? sdata : pick(KEYS);
	sta->assoc_at = pick(3) * 1000000;
	sta->valid_links = pick(16);
	sta->flags = pick(16);
	sta->deflink_id = pick(20) ? pick(4) : pick(256);
	sta->addr[5] = pick(20) ? sta->sta : pick(256);
}

static void random_link_event(struct rec_link_event *rec)
{
	random_iface(&rec->iface);
	random_sta(&rec->sta, rec->iface.sdata);
	rec->link_id = pick(50) ? pick(4) : pick(256);
	rec->link = pick(8);
	rec->ret = pick(4) ? 0 : -16;
	rec->bytes = pick(2) * LINK_BYTES;
	rec->unhash = pick(2);
	rec->embedded = pick(4) == 0;
}

static void random_station(struct rec_station *rec)
{
	random_iface(&rec->iface);
	random_sta(&rec->sta, rec->iface.sdata);
	rec->point = pick(POINT_TYPES + 1);
	rec->present = pick(16);
	rec->embedded = rec->present & pick(16);
	for (int i = 0; i < 4; i++)
		rec->link[i] = pick(8);
}

static void random_node(struct rec_node *rec)
{
	rec->local = pick(KEYS) / 2;
	rec->link = pick(8);
	rec->sta = pick(KEYS);
	rec->owner = pick(3) ? 0 : pick(KEYS);
	rec->link_id = pick(5) ? pick(4) : pick(256);
	rec->point = pick(POINT_TYPES + 1);
}

static void random_walk(struct rec_walk *rec)
{
	rec->sdata = pick(KEYS);
	rec->local = rec->sdata / 2;
	rec->point = pick(POINT_TYPES + 1);
	rec->nodes = pick(4);
	rec->complete = pick(8) > 0;
	rec->hash = pick(8) ? HASH_WALKED : pick(6);
}

static void random_iface_event(struct rec_iface_event *rec)
{
	random_iface(&rec->iface);
	rec->mask = pick(20) ? pick(16) : pick(65536);
	rec->dormant = pick(16);
	rec->delay_ns = pick(1000) * NSEC_PER_MSEC;
}

static void random_missed(struct rec_missed *rec)
{
	rec->since = pick(1000) * NSEC_PER_MSEC;
	rec->count = 1 + pick(4);
	rec->of = pick(20) ? pick(REC_TYPES + 1) : pick(65536);
	rec->skipped = pick(2);
}

static void random_asker(struct rec_asker *asker)
{
	asker->pid = pick(2) * (1 + pick(KEYS));
	snprintf(asker->comm, sizeof(asker->comm), "%s", pick(2) ? "iwd" : "");
}

static void random_assoc(struct rec_assoc *rec)
{
	random_iface(&rec->iface);
	random_asker(&rec->asker);
	rec->asked = pick(20) ? pick(16) : pick(65536);
	rec->offered = pick(20) ? pick(16) : pick(65536);
	rec->code = pick(4) ? 0 : pick(65536);
	rec->timeout = pick(2);
	for (int i = 0; i < 4; i++) {
		rec->status[i] = pick(4) ? 0 : pick(65536);
		rec->freq[i] = pick(2) * 5180;
		rec->width[i] = pick(65536);
	}
	rec->peer[5] = pick(3);
}

/* Fill in a change of any type, with the fields of all other types, too. */
static void random_change(struct rec_change *rec)
{
	random_iface(&rec->iface);
	random_asker(&rec->asker);
	rec->delay_ns = pick(1000) * NSEC_PER_MSEC;
	rec->duration_ns = pick(2) * UINT64_MAX;
	rec->ret = pick(4) ? 0 : -16;
	rec->before = pick(20) ? pick(16) : pick(65536);
	rec->after = pick(20) ? pick(16) : pick(65536);
	rec->code = pick(65536);
	rec->freq = pick(2) * 5180;
	rec->down[pick(TIDS)] = rec->up[pick(TIDS)] = pick(65536);
	rec->kind = pick(20) ? pick(6) : pick(256);
	rec->link_id = pick(50) ? pick(4) : pick(256);
	rec->sent = pick(2);
	rec->count = pick(256);
	rec->quiet = pick(2);
	rec->peer[5] = pick(3);
}

static size_t random_record(union any_record *rec)
{
	int type = 1 + pick(REC_TYPES - 1);
	size_t size = record_size(type);

	memset(rec, 0, sizeof(*rec));
	rec->hdr.type = type;
	switch (type) {
	case REC_STATION:
	case REC_STA_FREE:
		random_station(&rec->station);
		return size;
	case REC_HASH_NODE:
		random_node(&rec->node);
		return size;
	case REC_WALK_END:
		random_walk(&rec->walk);
		return size;
	case REC_MISSED:
		random_missed(&rec->missed);
		return size;
	default:
		if (is_iface_record(type))
			random_iface_event(&rec->iface_event);
		else if (size == sizeof(rec->assoc))
			random_assoc(&rec->assoc);
		else if (size == sizeof(rec->change))
			random_change(&rec->change);
		else
			random_link_event(&rec->link_event);
		return size;
	}
}

static void watch(const struct event *ev, void *ctx)
{
	struct oracle *o = ctx;
	const union any_record *rec = o->rec;

	o->events++;
	ck_assert_int_lt(ev->type, EV_TYPES);
	ck_assert_int_lt(ev->cause, ev->type < EV_ASSOC ? CAUSES : ALL_CAUSES);
	ck_assert_int_lt(ev->phase, PHASES);
	ck_assert_int_lt(ev->by, ACTORS);
	ck_assert_int_lt(ev->outcome, OUTCOMES);
	ck_assert_int_lt(ev->reason, REASONS);
	ck_assert_int_lt(ev->link, MLO_MAX_LINKS);
	ck_assert_uint_lt(ev->witness, 1U << WITNESS_BITS);
	if (ev->type == EV_REMOVAL)
		o->tally.removals[ev->cause][ev->outcome]++;
	if (ev->type == EV_DISCONNECT)
		o->tally.disconnects[ev->by]++;
	o->tally.activity += ev->type == EV_ACTIVE;
	o->tally.problems += event_is_problem(ev);
	o->tally.lost += ev->type == EV_LOST ? ev->lost : 0;
	if (ev->outcome == OUTCOME_UNKNOWN)
		ck_assert_int_ne(ev->reason, REASON_NONE);
	if (ev->outcome != OUTCOME_FREED || rec->hdr.type != REC_WALK_END)
		return;
	/* a verdict from a walk: was anything lost since it was asked for? */
	if (rec->walk.point == POINT_EXIT)
		ck_assert_uint_eq(o->at_enter[rec->walk.sdata], o->lost);
	else
		ck_assert_uint_eq(o->at_free[ev->sta[5] % KEYS], o->lost);
}

static void note(struct oracle *o, const union any_record *rec)
{
	o->rec = rec;
	o->lost = rec->hdr.lost;
	switch (rec->hdr.type) {
	case REC_RECONF_ENTER:
	case REC_STA_RECONF_ENTER:
		o->at_enter[rec->iface_event.iface.sdata] = o->lost;
		break;
	case REC_LINK_FREE:
	case REC_LINK_REMOVE:
		o->at_free[rec->link_event.sta.addr[5] % KEYS] = o->lost;
		break;
	case REC_STA_FREE:
		o->at_free[rec->station.sta.addr[5] % KEYS] = o->lost;
		break;
	}
}

START_TEST(random_records)
{
	struct oracle o = { 0 };
	struct filter everything = { 0 };
	struct lifecycle *lc = lifecycle_new(&everything, watch, &o);
	const struct tally *t = lifecycle_tally(lc);
	union any_record rec;
	uint64_t freed = 0, taken = 0;

	srandom(1000 + _i);
	for (uint64_t i = 1; i <= RANDOM_RECORDS; i++) {
		size_t size = random_record(&rec);

		rec.hdr.size = size;
		rec.hdr.lost = o.lost + (pick(40) == 0);
		/* times jump back, too */
		rec.hdr.time = i * 1000 - (pick(100) ? 0 : pick(i * 1000));
		note(&o, &rec);
		taken += lifecycle_takes(&rec);
		ck_assert_int_eq(lifecycle_record(lc, &rec),
				 lifecycle_takes(&rec) ? 0 : -EINVAL);
		ck_assert_uint_lt(t->stale_now, RANDOM_RECORDS);
		ck_assert_uint_le(t->bytes_now,
				  (uint64_t)RANDOM_RECORDS * LINK_BYTES);
	}
	o.rec = &(union any_record){ 0 };
	lifecycle_end(lc, RANDOM_RECORDS * 1000, o.lost);
	ck_assert_uint_eq(t->records, taken);
	ck_assert_uint_eq(t->lost, o.lost);
	ck_assert_uint_eq(t->lost, o.tally.lost);
	ck_assert_uint_eq(t->problems, o.tally.problems);
	ck_assert_mem_eq(t->removals, o.tally.removals, sizeof(t->removals));
	ck_assert_mem_eq(t->disconnects, o.tally.disconnects,
			 sizeof(t->disconnects));
	ck_assert_uint_eq(t->activity, o.tally.activity);
	for (int cause = 0; cause < CAUSES; cause++)
		freed += t->removals[cause][OUTCOME_FREED];
	/* there must be verdicts, or this would test nothing */
	ck_assert_uint_gt(taken, RANDOM_RECORDS / 2);
	ck_assert_uint_gt(freed, 100);
	ck_assert_uint_gt(t->problems, 50);
	ck_assert_uint_gt(t->unknown, 100);
	ck_assert_uint_gt(t->activity, 100);
	ck_assert_uint_gt(t->disconnects[ACTOR_AP], 50);
	lifecycle_free(lc);
}
END_TEST

static Suite *loss_suite(void)
{
	Suite *s = suite_create("lifecycle, loss");
	TCase *before = tcase_create("there before");
	TCase *ends = tcase_create("ends early");
	TCase *loss = tcase_create("lost records");
	TCase *walks = tcase_create("walks");
	TCase *disorder = tcase_create("disorder");

	tcase_add_checked_fixture(before, setup_unseen, teardown);
	tcase_add_test(before, stale_before_is_found_at_the_second_look);
	tcase_add_test(before, stale_in_one_look_is_nothing);
	tcase_add_test(before, stale_in_the_middle_of_the_work_is_nothing);
	tcase_add_test(before, stale_before_is_no_news_later);
	tcase_add_test(before, dangling_before_is_found_at_the_second_look);
	tcase_add_test(before, dangling_node_full_of_garbage);
	tcase_add_test(before, behind_a_dangling_node_is_nothing);
	tcase_add_test(before, embedded_before_dangles_later);
	tcase_add_test(before, nothing_before);
	tcase_add_test(before, age_of_a_link_set_up_before);
	tcase_add_test(before, late_for_all_but_the_exit);
	tcase_add_test(before, late_and_stale);
	tcase_add_test(before, late_and_dangling);
	tcase_add_test(before, late_for_the_entry);
	tcase_add_test(before, only_the_tracepoint_speaks);
	tcase_add_test(before, late_for_the_entry_and_dangling);
	tcase_add_test(before, late_for_the_entry_and_not_hashed);
	tcase_add_test(before, snapshot_ends_within_a_walk);
	tcase_add_test(before, known_node_is_used_again);
	tcase_add_test(before, late_between_snapshot_and_exit);
	suite_add_tcase(s, before);

	tcase_add_checked_fixture(ends, setup, teardown);
	tcase_add_test(ends, trace_ends_before_the_work);
	tcase_add_test(ends, trace_ends_between_work_and_verdict);
	tcase_add_test(ends, trace_ends_in_a_sta_reconf);
	tcase_add_test(ends, trace_ends_while_a_stale_link_is_there);
	tcase_add_test(ends, trace_ends_before_the_walk_of_the_table);
	suite_add_tcase(s, ends);

	tcase_add_checked_fixture(loss, setup, teardown);
	tcase_add_loop_test(loss, loss_within_is_never_freed, 0,
			    ARRAY_SIZE(within));
	tcase_add_test(loss, stale_no_more_once_the_address_is_used_again);
	tcase_add_test(loss, unseen_end_is_seen_by_a_walk);
	tcase_add_test(loss, unseen_end_is_seen_by_the_second_look);
	tcase_add_test(loss, unseen_end_is_told_at_the_end);
	tcase_add_test(loss, stations_that_are_flushed_end_once);
	tcase_add_test(loss, unseen_end_is_not_seen_by_half_a_walk);
	tcase_add_test(loss, station_lost_by_the_walk_is_still_there);
	tcase_add_loop_test(loss, loss_within_hides_no_stale_link, 0,
			    ARRAY_SIZE(within));
	tcase_add_loop_test(loss, loss_within_makes_no_dangling_link_freed, 0,
			    ARRAY_SIZE(within));
	tcase_add_test(loss, reason_is_the_loss);
	tcase_add_test(loss, loss_before_and_after);
	tcase_add_test(loss, loss_taints_every_interface);
	tcase_add_test(loss, loss_that_is_known_only_at_the_end);
	tcase_add_test(loss, lost_exit_before_the_next_work);
	tcase_add_test(loss, lost_exit_and_a_new_association);
	tcase_add_test(loss, lost_node_after_a_call);
	tcase_add_test(loss, lost_node_of_a_dying_station);
	tcase_add_test(loss, node_of_an_earlier_walk);
	tcase_add_test(loss, lost_counter_seen_out_of_order);
	tcase_add_test(loss, lost_counter_wraps);
	tcase_add_test(loss, unseen_removal_is_unknown);
	tcase_add_test(loss, unseen_end_of_a_stale_link);
	suite_add_tcase(s, loss);

	tcase_add_checked_fixture(walks, setup, teardown);
	tcase_add_test(walks, nested_table);
	tcase_add_test(walks, nested_table_and_the_signature);
	tcase_add_test(walks, truncated_table);
	tcase_add_test(walks, truncated_table_with_the_node);
	tcase_add_test(walks, table_not_walked);
	tcase_add_test(walks, stale_needs_no_table);
	tcase_add_test(walks, nested_table_after_a_call);
	tcase_add_test(walks, station_behind_the_cut);
	tcase_add_test(walks, station_before_the_cut);
	tcase_add_test(walks, station_vanishes);
	tcase_add_test(walks, valid_without_a_link);
	tcase_add_test(walks, link_without_being_valid);
	tcase_add_test(walks, no_station_has_the_links);
	tcase_add_test(walks, tracepoint_alone);
	tcase_add_test(walks, types_of_another_kernel);
	tcase_add_test(walks, misfit_is_not_found_stale);
	tcase_add_test(walks, misfit_is_not_found_dangling);
	tcase_add_test(walks, links_that_do_not_point_back);
	suite_add_tcase(s, walks);

	tcase_add_checked_fixture(disorder, setup, teardown);
	tcase_add_test(disorder, walk_end_alone);
	tcase_add_test(disorder, exit_before_enter);
	tcase_add_test(disorder, node_without_a_walk);
	tcase_add_test(disorder, records_of_a_station_that_is_gone);
	tcase_add_test(disorder, link_ids_out_of_range);
	tcase_add_test(disorder, everything_else_out_of_range);
	tcase_add_loop_test(disorder, random_records, 0, 8);
	suite_add_tcase(s, disorder);
	return s;
}

int main(void)
{
	return run_suite(loss_suite);
}
