// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_connection.c - the life of a connection: which links the AP accepts, who
 * makes them active or inactive and why, and who ends it. None of that changes
 * the outcome of a removal.
 */
#include "lifecycle/linktable.h"
#include "world.h"

#define WPA_SUPPLICANT { 812, "wpa_supplicant" }
#define DRIVER "iwlwifi"

static const struct rec_asker process = WPA_SUPPLICANT, nobody;
static const uint8_t ap_addr[6] = { 0x02, 0, 0, 0, 2, 1 };

static struct world *w;
static struct rec_iface *wlan;	/* a client that is not connected yet */

static void setup(void)
{
	w = world_new();
	wlan = add_client(w, 0);
	wlan->associated = 0;
}

static void teardown(void)
{
	world_free(w);
}

/* ---- what the hooks send ---- */

static void send_assoc(const struct rec_assoc *like)
{
	union any_record rec = { .assoc = *like };

	rec.assoc.iface = *wlan;
	memcpy(rec.assoc.peer, ap_addr, sizeof(ap_addr));
	send_rec(w, &rec, sizeof(rec.assoc));
}

#define ASSOC(type_, ...)						\
	send_assoc(&(struct rec_assoc){ .hdr.type = type_, __VA_ARGS__ })

static void send_change(const struct rec_change *like)
{
	union any_record rec = { .change = *like };

	rec.change.iface = *wlan;
	strcpy(rec.change.driver, DRIVER);
	memcpy(rec.change.peer, ap_addr, sizeof(ap_addr));
	send_rec(w, &rec, sizeof(rec.change));
}

#define CHANGE(type_, ...)						\
	send_change(&(struct rec_change){ .hdr.type = type_, __VA_ARGS__ })

static void ask(uint16_t links)
{
	ASSOC(REC_ASSOC_REQUEST, .asker = process, .asked = links,
	      .offered = 0x7);
}

/* drv_change_vif_links(); 0 for nobody is a kernel thread */
static void make_active(uint16_t links, struct rec_asker asker, int ret)
{
	CHANGE(REC_ACTIVE_LINKS, .asker = asker, .before = wlan->active_links,
	       .after = links, .ret = ret);
	if (!ret)
		wlan->active_links = links;
}

/* ieee80211_vif_set_links(), with the links that it keeps */
static void make_dormant(uint16_t dormant)
{
	union any_record rec = { .iface_event = {
		.hdr.type = REC_VIF_LINKS, .iface = *wlan,
		.mask = wlan->valid_links, .dormant = dormant,
	} };

	send_rec(w, &rec, sizeof(rec.iface_event));
	wlan->dormant_links = dormant;
}

/* Connect with links 0 and 1, both active; all events of that are expected. */
static struct world_sta *connect(void)
{
	struct world_sta *sta;

	ask(0x3);
	wlan->valid_links = wlan->active_links = 0x3;
	sta = associate(w, wlan);
	wlan->associated = 1;
	ASSOC(REC_ASSOC_RESPONSE, .asked = 0x3);
	w->told = w->count;
	return sta;
}

/* Send the frame that ends the connection; then the station goes. */
static void send_end(struct rec_asker asker)
{
	CHANGE(REC_FRAME, .kind = FRAME_DEAUTH, .sent = 1,
	       .code = asker.pid ? 3 : 4, .asker = asker);
}

static void setup_connected(void)
{
	setup();
	connect();
}

/* ---- association ---- */

START_TEST(one_link_of_three_is_refused)
{
	const struct event *ev;

	ask(0x7);
	expect_nothing(w);
	ASSOC(REC_ASSOC_RESPONSE, .asked = 0x7, .status = { [2] = 17 },
	      .freq = { 2412, 5180, 5955 }, .width = { 20, 80 });
	expect(w, "assoc wlan0 sta 1 links 0x3 asked 0x7 offered 0x7 from "
		  "process 812",
		  "refused wlan0 sta 1 link 2 [link] status 17 from ap");
	ev = &w->events[0];
	ck_assert_str_eq(ev->comm, "wpa_supplicant");
	ck_assert_uint_eq(ev->freqs[1], 5180);
	ck_assert_uint_eq(ev->widths[1], 80);
	ck_assert_int_eq(ev->role, ROLE_CLIENT);
}
END_TEST

START_TEST(all_links_are_accepted)
{
	ask(0x5);
	ASSOC(REC_ASSOC_RESPONSE, .asked = 0x5);
	expect(w, "assoc wlan0 sta 1 links 0x5 asked 0x5 offered 0x7 from "
		  "process 812");
}
END_TEST

/* A link that nobody asked for has a status, too: 0 or anything else. */
START_TEST(status_of_no_link)
{
	ask(0x1);
	ASSOC(REC_ASSOC_RESPONSE, .asked = 0x1, .status = { 0, 17, 18 });
	expect(w, "assoc wlan0 sta 1 links 0x1 asked 0x1 offered 0x7 from "
		  "process 812");
}
END_TEST

START_TEST(refused_as_a_whole)
{
	ask(0x3);
	ASSOC(REC_ASSOC_RESPONSE, .asked = 0x3, .code = 17,
	      .status = { 17, 17 });
	expect(w, "refused wlan0 sta 1 [association] status 17 from ap");
}
END_TEST

START_TEST(association_times_out)
{
	ask(0x3);
	ASSOC(REC_ASSOC_FAILURE, .asked = 0x3, .timeout = 1);
	expect(w, "refused wlan0 sta 1 [timeout]");
}
END_TEST

/* ieee80211_mgd_deauth() in between, or an interface that goes down */
START_TEST(association_is_given_up)
{
	ask(0x3);
	ASSOC(REC_ASSOC_FAILURE, .asked = 0x3, .asker = process);
	expect(w, "refused wlan0 sta 1 [association] from process 812");
	ask(0x3);
	ASSOC(REC_ASSOC_FAILURE, .asked = 0x3);
	expect(w, "refused wlan0 sta 1 [association] from kernel");
}
END_TEST

START_TEST(authentication_is_refused)
{
	CHANGE(REC_FRAME, .kind = FRAME_AUTH, .code = 13);
	expect(w, "refused wlan0 sta 1 [authentication] status 13 from ap");
}
END_TEST

/* The trace began in between, or the hook is missing. */
START_TEST(request_was_not_seen)
{
	ASSOC(REC_ASSOC_RESPONSE, .asked = 0x3);
	expect(w, "assoc wlan0 sta 1 links 0x3 asked 0x3 offered 0x0");
}
END_TEST

/* A kernel thread roams; that has nothing to do with an earlier request. */
START_TEST(request_of_nobody)
{
	ask(0x7);
	ASSOC(REC_ASSOC_RESPONSE, .asked = 0x7, .code = 1);
	ASSOC(REC_ASSOC_REQUEST, .asked = 0x1, .offered = 0x1);
	ASSOC(REC_ASSOC_RESPONSE, .asked = 0x1);
	expect(w, "refused wlan0 sta 1 [association] status 1 from ap",
		  "assoc wlan0 sta 1 links 0x1 asked 0x1 offered 0x1");
}
END_TEST

/* ---- its end ---- */

START_TEST(ended_by_the_ap)
{
	CHANGE(REC_FRAME, .kind = FRAME_DEAUTH, .code = 15);
	expect(w, "disconnect wlan0 sta 1 [deauthentication] reason 15 "
		  "from ap");
	CHANGE(REC_FRAME, .kind = FRAME_DISASSOC, .code = 8);
	expect(w, "disconnect wlan0 sta 1 [disassociation] reason 8 from ap");
	ck_assert_uint_eq(tally(w)->disconnects[ACTOR_AP], 2);
}
END_TEST

START_TEST(ended_by_a_process)
{
	send_end(process);
	expect(w, "disconnect wlan0 sta 1 request [deauthentication] reason 3 "
		  "from process 812");
	ck_assert_str_eq(last_event(w)->comm, "wpa_supplicant");
	ck_assert_uint_eq(tally(w)->disconnects[ACTOR_PROCESS], 1);
}
END_TEST

/* If a process asks for the end, what the driver says does not matter. */
START_TEST(ended_by_a_process_while_the_driver_complains)
{
	CHANGE(REC_DRIVER_LOSS, .kind = LOSS_CONNECTION);
	send_end(process);
	expect(w, "disconnect wlan0 sta 1 request [deauthentication] reason 3 "
		  "from process 812");
}
END_TEST

START_TEST(ended_by_the_driver)
{
	CHANGE(REC_DRIVER_LOSS, .kind = LOSS_CONNECTION);
	expect_nothing(w);
	send_end(nobody);
	expect(w, "disconnect wlan0 sta 1 loss [deauthentication] reason 4 "
		  "from driver");
	ck_assert_str_eq(last_event(w)->driver, DRIVER);
	CHANGE(REC_DRIVER_LOSS, .kind = LOSS_WANTED);
	send_end(nobody);
	expect(w, "disconnect wlan0 sta 1 driver [deauthentication] reason 4 "
		  "from driver");
	ck_assert_uint_eq(tally(w)->disconnects[ACTOR_DRIVER], 2);
}
END_TEST

/* Beacons stay away, and mac80211 itself counts them. */
START_TEST(ended_by_the_kernel)
{
	send_end(nobody);
	expect(w, "disconnect wlan0 sta 1 loss [deauthentication] reason 4 "
		  "from kernel");
	ck_assert_uint_eq(tally(w)->disconnects[ACTOR_KERNEL], 1);
}
END_TEST

/* What the driver said was about the previous connection. */
START_TEST(driver_complained_of_another_connection)
{
	CHANGE(REC_DRIVER_LOSS, .kind = LOSS_WANTED);
	send_end(nobody);
	disconnect(w, wlan);
	connect();
	send_end(nobody);
	expect(w, "disconnect wlan0 sta 1 loss [deauthentication] reason 4 "
		  "from kernel");
}
END_TEST

/* ieee80211_ml_reconf_work() gives up: no link would be left. */
START_TEST(ended_by_a_removal_that_fails)
{
	begin_work(w, wlan, 0x3);
	send_end(nobody);
	expect(w, "disconnect wlan0 sta 1 ap-reconf [deauthentication] "
		  "reason 4 from kernel");
	disconnect(w, wlan);
	end_work(w, wlan);
	ck_assert_uint_eq(tally(w)->problems, 0);
}
END_TEST

static void announce_switch(uint8_t link)
{
	CHANGE(REC_CSA, .kind = CSA_STARTED, .link_id = link, .freq = 5240,
	       .width = 80, .count = 5, .quiet = 1);
}

START_TEST(ended_by_a_channel_switch_that_fails)
{
	announce_switch(1);
	send_end(nobody);
	expect(w, "csa wlan0 link 1 [announced] from ap",
		  "disconnect wlan0 sta 1 csa [deauthentication] reason 4 "
		  "from kernel");
}
END_TEST

START_TEST(ended_after_a_channel_switch)
{
	announce_switch(1);
	CHANGE(REC_CSA, .kind = CSA_DONE, .link_id = 1, .freq = 5240);
	w->told = w->count;
	send_end(nobody);
	expect(w, "disconnect wlan0 sta 1 loss [deauthentication] reason 4 "
		  "from kernel");
}
END_TEST

/* ---- which links are active ---- */

START_TEST(active_with_the_connection)
{
	make_active(0x1, process, 0);
	expect(w, "active wlan0 links 0x1 assoc was 0x0 from process 812");
	wlan->valid_links = 0x3;
	make_active(0x3, nobody, 0);
	expect(w, "active wlan0 links 0x3 assoc was 0x1 from kernel");
	wlan->associated = 1;
	make_active(0, process, 0);
	expect(w, "active wlan0 teardown was 0x3 from process 812");
	ck_assert_uint_eq(tally(w)->activity, 3);
}
END_TEST

static const struct link_use *use_of(int link)
{
	return &linktable_find_iface((struct linktable *)lifecycle_table(w->lc),
				     wlan->sdata)->conn.use[link];
}

START_TEST(active_by_the_driver)
{
	uint64_t time;

	make_active(0x1, nobody, 0);
	expect(w, "active wlan0 links 0x1 driver was 0x3 from driver");
	ck_assert_str_eq(last_event(w)->driver, DRIVER);
	ck_assert_int_eq(use_of(1)->cause, CAUSE_DRIVER);
	time = use_of(1)->since;
	ck_assert_uint_eq(time, w->now);
	wait_ms(w, 40000);
	/* from one link to another */
	make_active(0x2, nobody, 0);
	expect(w, "active wlan0 links 0x2 driver was 0x1 from driver");
	ck_assert_int_eq(use_of(0)->cause, CAUSE_DRIVER);
	ck_assert_int_eq(use_of(1)->cause, CAUSE_NONE);
	ck_assert_uint_gt(use_of(1)->since, time);
}
END_TEST

/* A link that stays active is active since it became so. */
START_TEST(active_as_before)
{
	uint64_t time;

	make_active(0x1, nobody, 0);
	wait_ms(w, 1000);
	make_active(0x3, nobody, 0);
	time = use_of(1)->since;
	ck_assert_uint_eq(time, w->now);
	wait_ms(w, 1000);
	make_active(0x2, nobody, 0);
	ck_assert_uint_eq(use_of(1)->since, time);
	ck_assert_uint_eq(use_of(0)->since, w->now);
}
END_TEST

/* debugfs, or whatever else lets a process choose */
START_TEST(active_by_a_process)
{
	make_active(0x2, process, 0);
	expect(w, "active wlan0 links 0x2 request was 0x3 from process 812");
}
END_TEST

START_TEST(driver_refuses_active_links)
{
	make_active(0x2, process, -EBUSY);
	expect(w, "active wlan0 links 0x2 request was 0x3 [rejected] from "
		  "process 812");
	/* they stay what they were */
	ck_assert_int_eq(use_of(0)->cause, CAUSE_NONE);
	make_active(0x1, nobody, 0);
	expect(w, "active wlan0 links 0x1 driver was 0x3 from driver");
}
END_TEST

START_TEST(active_after_a_removal)
{
	begin_work(w, wlan, 1 << 1);
	make_active(0x1, nobody, 0);
	expect(w, "active wlan0 links 0x1 ap-reconf was 0x3 from ap");
	do_work(w, wlan, 1 << 1, KERNEL_71);
	end_work(w, wlan);
	expect(w, "removal wlan0 sta 1 link 1 ap-reconf freed "
		  "by state+hash+call");
}
END_TEST

START_TEST(active_after_a_removal_of_our_own)
{
	send_iface(w, REC_STA_RECONF_ENTER, wlan, 0, 0);
	walk_iface(w, wlan, POINT_ENTER);
	make_active(0x1, process, 0);
	expect(w, "active wlan0 links 0x1 sta-reconf was 0x3 from "
		  "process 812");
	do_work(w, wlan, 1 << 1, KERNEL_71);
	send_iface(w, REC_STA_RECONF_EXIT, wlan, 0, 0);
	walk_iface(w, wlan, POINT_EXIT);
	expect(w, "removal wlan0 sta 1 link 1 sta-reconf freed "
		  "by state+hash+call");
}
END_TEST

/* ---- TID-to-link mappings ---- */

/* A beacon says which links stay, and when the others become dormant. */
static void map_in_beacon(uint16_t links, uint64_t delay_ms)
{
	CHANGE(REC_ADV_TTLM, .after = links,
	       .delay_ns = delay_ms * NSEC_PER_MSEC,
	       .duration_ns = 20 * NSEC_PER_SEC);
}

/* ieee80211_ttlm_set_links() */
static void carry_out_map(uint16_t links)
{
	make_active(links, nobody, 0);
	make_dormant(wlan->valid_links & ~links);
}

START_TEST(mapping_that_is_advertised)
{
	for (int delay = 500; delay > 0; delay -= 100) {
		map_in_beacon(0x1, delay);
		wait_ms(w, 100);
	}
	expect(w, "ttlm wlan0 links 0x1 [announced] from ap");
	ck_assert_uint_eq(last_event(w)->delay_ns, 500 * NSEC_PER_MSEC);
	ck_assert_uint_eq(last_event(w)->duration_ns, 20 * NSEC_PER_SEC);
	carry_out_map(0x1);
	expect(w, "active wlan0 links 0x1 ttlm was 0x3 from ap",
		  "dormant wlan0 links 0x2 ttlm was 0x0 from ap");
	ck_assert_int_eq(use_of(1)->cause, CAUSE_TTLM);
	/* and its end */
	wait_ms(w, 20000);
	make_dormant(0);
	expect(w, "dormant wlan0 ttlm was 0x2 from ap");
	make_active(0x3, nobody, 0);
	expect(w, "active wlan0 links 0x3 driver was 0x1 from driver");
}
END_TEST

START_TEST(another_mapping_is_advertised)
{
	map_in_beacon(0x1, 500);
	map_in_beacon(0x2, 400);
	map_in_beacon(0x2, 300);
	expect(w, "ttlm wlan0 links 0x1 [announced] from ap",
		  "ttlm wlan0 links 0x2 [announced] from ap");
	wait_ms(w, 300);
	carry_out_map(0x2);
	w->told = w->count;
	map_in_beacon(0x2, 500);
	expect(w, "ttlm wlan0 links 0x2 [announced] from ap");
}
END_TEST

/*
 * A second mapping is announced for later, and has not begun when the first is
 * over. It begins as ieee80211_tid_to_link_map_work() does: with all links.
 */
START_TEST(mapping_after_a_mapping)
{
	map_in_beacon(0x1, 100);
	wait_ms(w, 100);
	carry_out_map(0x1);
	map_in_beacon(0x2, 2000);
	w->told = w->count;
	wait_ms(w, 1000);
	make_dormant(0);
	make_active(0x3, nobody, 0);
	map_in_beacon(0x2, 1000);
	expect(w, "dormant wlan0 ttlm was 0x2 from ap",
		  "active wlan0 links 0x3 driver was 0x1 from driver");
	make_active(0x1, nobody, 0);
	expect(w, "active wlan0 links 0x1 driver was 0x3 from driver");
	wait_ms(w, 1000);
	carry_out_map(0x2);
	expect(w, "active wlan0 links 0x2 ttlm was 0x1 from ap",
		  "dormant wlan0 links 0x1 ttlm was 0x0 from ap");
	ck_assert_int_eq(use_of(0)->cause, CAUSE_TTLM);
}
END_TEST

START_TEST(mapping_instead_of_a_mapping)
{
	map_in_beacon(0x1, 100);
	wait_ms(w, 100);
	carry_out_map(0x1);
	map_in_beacon(0x2, 1000);
	w->told = w->count;
	wait_ms(w, 1000);
	make_dormant(0);
	carry_out_map(0x2);
	expect(w, "dormant wlan0 ttlm was 0x2 from ap",
		  "active wlan0 links 0x2 ttlm was 0x1 from ap",
		  "dormant wlan0 links 0x1 ttlm was 0x0 from ap");
}
END_TEST

/* Long before the mapping is due, the driver must have done it. */
START_TEST(driver_chooses_while_a_mapping_waits)
{
	map_in_beacon(0x1, 5000);
	make_active(0x2, nobody, 0);
	expect(w, "ttlm wlan0 links 0x1 [announced] from ap",
		  "active wlan0 links 0x2 driver was 0x3 from driver");
}
END_TEST

/* A mapping may name links that the connection does not have: ignore them. */
START_TEST(mapping_with_other_links)
{
	map_in_beacon(0x7f, 500);
	expect(w, "ttlm wlan0 links 0x3 [announced] from ap");
}
END_TEST

/* Each beacon that announces a mapping stops the planned one and renews it. */
static void map_in_next_beacon(uint16_t links, uint64_t delay_ms)
{
	CHANGE(REC_TTLM_STOPPED);
	map_in_beacon(links, delay_ms);
}

START_TEST(mapping_is_announced_again)
{
	map_in_beacon(0x1, 500);
	for (int delay = 400; delay > 0; delay -= 100) {
		wait_ms(w, 100);
		map_in_next_beacon(0x1, delay);
	}
	ck_assert_uint_eq(lifecycle_due(w->lc), w->now - 1000 +
			  300 * NSEC_PER_MSEC);
	wait_ms(w, 5000);
	lifecycle_tick(w->lc, w->now, w->lost);
	ck_assert_uint_eq(lifecycle_due(w->lc), 0);
	expect(w, "ttlm wlan0 links 0x1 [announced] from ap");
}
END_TEST

START_TEST(mapping_is_withdrawn)
{
	uint64_t stopped;

	map_in_beacon(0x1, 500);
	w->told = w->count;
	CHANGE(REC_TTLM_STOPPED);
	stopped = w->now;
	wait_ms(w, 299);
	lifecycle_tick(w->lc, w->now, w->lost);
	expect_nothing(w);
	ck_assert_uint_eq(lifecycle_due(w->lc), stopped + 300 * NSEC_PER_MSEC);
	wait_ms(w, 2);
	lifecycle_tick(w->lc, w->now, w->lost);
	expect(w, "ttlm wlan0 links 0x1 [withdrawn] from ap");
	ck_assert_uint_eq(last_event(w)->time, stopped);
	ck_assert_uint_eq(lifecycle_due(w->lc), 0);
	/* so the driver did this, and the next mapping is news */
	make_active(0x1, nobody, 0);
	map_in_beacon(0x1, 500);
	expect(w, "active wlan0 links 0x1 driver was 0x3 from driver",
		  "ttlm wlan0 links 0x1 [announced] from ap");
}
END_TEST

/* Any later record shows it, of any interface. */
START_TEST(mapping_is_withdrawn_unattended)
{
	struct rec_iface *ours = wlan;

	map_in_beacon(0x1, 500);
	CHANGE(REC_TTLM_STOPPED);
	wait_ms(w, 400);
	wlan = add_client(w, 0x3);
	make_active(0x1, nobody, 0);
	expect(w, "ttlm wlan0 links 0x1 [announced] from ap",
		  "ttlm wlan0 links 0x1 [withdrawn] from ap",
		  "active wlan1 links 0x1 driver was 0x3 from driver");
	wlan = ours;
}
END_TEST

START_TEST(mapping_is_withdrawn_before_the_end)
{
	map_in_beacon(0x1, 500);
	CHANGE(REC_TTLM_STOPPED);
	send_end(nobody);
	expect(w, "ttlm wlan0 links 0x1 [announced] from ap",
		  "ttlm wlan0 links 0x1 [withdrawn] from ap",
		  "disconnect wlan0 sta 1 loss [deauthentication] reason 4 "
		  "from kernel");
}
END_TEST

/* A lost record may have announced it again; or none was ever announced. */
START_TEST(mapping_whose_end_is_not_certain)
{
	map_in_beacon(0x1, 500);
	w->told = w->count;
	CHANGE(REC_TTLM_STOPPED);
	lose(w, REC_ADV_TTLM, 0);
	map_in_beacon(0x1, 400);
	wait_ms(w, 400);
	make_active(0x3, nobody, 0);
	ck_assert_int_eq(w->events[w->told].type, EV_LOST);
	for (size_t i = w->told; i < w->count; i++)
		ck_assert_int_ne(w->events[i].type, EV_TTLM);
	w->told = w->count;
	disconnect(w, wlan);
	connect();
	CHANGE(REC_TTLM_STOPPED);
	wait_ms(w, 400);
	lifecycle_tick(w->lc, w->now, w->lost);
	expect_nothing(w);
}
END_TEST

static void map_by_request(uint16_t links, struct rec_asker asker, int ret)
{
	CHANGE(REC_NEG_TTLM, .asker = asker, .ret = ret,
	       .down = { links, links, links, links, links, links },
	       .up = { [7] = links });
}

START_TEST(mapping_asked_for_by_a_process)
{
	map_by_request(0x2, process, 0);
	wait_ms(w, 50);
	carry_out_map(0x2);
	expect(w, "ttlm wlan0 links 0x2 [accepted] from process 812",
		  "active wlan0 links 0x2 ttlm was 0x3 from process 812",
		  "dormant wlan0 links 0x1 ttlm was 0x0 from process 812");
	ck_assert_str_eq(last_event(w)->comm, "wpa_supplicant");
	/* what the driver does later has nothing to do with that */
	make_active(0x3, nobody, 0);
	expect(w, "active wlan0 links 0x3 driver was 0x2 from driver");
}
END_TEST

START_TEST(mapping_asked_for_by_the_ap)
{
	map_by_request(0x1, nobody, 0);
	carry_out_map(0x1);
	expect(w, "ttlm wlan0 links 0x1 [accepted] from ap",
		  "active wlan0 links 0x1 ttlm was 0x3 from ap",
		  "dormant wlan0 links 0x2 ttlm was 0x0 from ap");
}
END_TEST

START_TEST(driver_refuses_a_mapping)
{
	map_by_request(0x1, process, -EOPNOTSUPP);
	make_active(0x1, nobody, 0);
	expect(w, "ttlm wlan0 links 0x1 [rejected] from process 812",
		  "active wlan0 links 0x1 driver was 0x3 from driver");
}
END_TEST

/* The AP does not answer, and the driver goes on as it likes. */
START_TEST(mapping_that_is_not_answered)
{
	map_by_request(0x1, process, 0);
	wait_ms(w, 3000);
	make_active(0x2, nobody, 0);
	expect(w, "ttlm wlan0 links 0x1 [accepted] from process 812",
		  "active wlan0 links 0x2 driver was 0x3 from driver");
	/* ... so this one is the AP's */
	make_dormant(0x1);
	expect(w, "dormant wlan0 links 0x1 ttlm was 0x0 from ap");
}
END_TEST

/* Dormant links go when all links go, at the end of the connection. */
START_TEST(dormant_links_of_a_connection_that_ends)
{
	map_in_beacon(0x1, 100);
	wait_ms(w, 100);
	carry_out_map(0x1);
	w->told = w->count;
	set_links(w, wlan, 0);
	expect_nothing(w);
}
END_TEST

/* ---- channels, more links, restarts ---- */

START_TEST(channel_switch)
{
	announce_switch(1);
	ck_assert_uint_eq(last_event(w)->freq, 5240);
	ck_assert_uint_eq(last_event(w)->width, 80);
	ck_assert_uint_eq(last_event(w)->beacons, 5);
	ck_assert(last_event(w)->quiet);
	CHANGE(REC_CSA, .kind = CSA_DONE, .link_id = 1, .freq = 5240,
	       .width = 80);
	expect(w, "csa wlan0 link 1 [announced] from ap",
		  "csa wlan0 link 1 [done] from ap");
	ck_assert_uint_eq(last_event(w)->freq, 5240);
}
END_TEST

/* mac80211 does not say which switch: it may be any that was announced */
START_TEST(channel_switch_aborted)
{
	announce_switch(1);
	announce_switch(0);
	CHANGE(REC_CSA, .kind = CSA_DONE, .link_id = 0);
	CHANGE(REC_CSA, .kind = CSA_ABORTED);
	CHANGE(REC_CSA, .kind = CSA_ABORTED);
	expect(w, "csa wlan0 link 1 [announced] from ap",
		  "csa wlan0 link 0 [announced] from ap",
		  "csa wlan0 link 0 [done] from ap",
		  "csa wlan0 links 0x2 [aborted] from ap",
		  "csa wlan0 [aborted] from ap");
}
END_TEST

/* A driver that can abort a switch does; else each beacon without it counts. */
START_TEST(channel_switch_withdrawn)
{
	announce_switch(1);
	announce_switch(0);
	for (int i = 0; i < 3; i++)
		CHANGE(REC_CSA, .kind = CSA_WITHDRAWN, .link_id = 1);
	CHANGE(REC_CSA, .kind = CSA_ABORTED);
	CHANGE(REC_CSA, .kind = CSA_DONE, .link_id = 0);
	announce_switch(1);
	CHANGE(REC_CSA, .kind = CSA_WITHDRAWN, .link_id = 1);
	expect(w, "csa wlan0 link 1 [announced] from ap",
		  "csa wlan0 link 0 [announced] from ap",
		  "csa wlan0 link 1 [withdrawn] from ap",
		  "csa wlan0 link 1 [aborted] from ap",
		  "csa wlan0 link 0 [done] from ap",
		  "csa wlan0 link 1 [announced] from ap",
		  "csa wlan0 link 1 [withdrawn] from ap");
}
END_TEST

START_TEST(added_links_are_refused)
{
	CHANGE(REC_RECONF_REQUEST, .asker = process);
	ASSOC(REC_RECONF_RESPONSE, .asked = 0xc, .status = { [3] = 37,
							     [4] = 1 });
	CHANGE(REC_LINKS_ADDED, .after = 0x4);
	send_end(nobody);
	expect(w, "refused wlan0 sta 1 link 3 [addition] status 37 from ap",
		  "added wlan0 links 0x4 sta-reconf from process 812",
		  "disconnect wlan0 sta 1 loss [deauthentication] reason 4 "
		  "from kernel");
}
END_TEST

/* All are refused: the kernel then says that none was added. */
START_TEST(each_added_link_is_refused)
{
	CHANGE(REC_RECONF_REQUEST, .asker = process);
	ASSOC(REC_RECONF_RESPONSE, .asked = 0x4, .status = { [2] = 37 });
	CHANGE(REC_LINKS_ADDED, .after = 0);
	send_end(nobody);
	expect(w, "refused wlan0 sta 1 link 2 [addition] status 37 from ap",
		  "disconnect wlan0 sta 1 loss [deauthentication] reason 4 "
		  "from kernel");
}
END_TEST

START_TEST(removed_link_is_refused)
{
	CHANGE(REC_RECONF_REQUEST, .asker = process);
	ASSOC(REC_RECONF_RESPONSE, .removed = 0x2, .status = { [1] = 37 });
	send_end(nobody);
	expect(w, "refused wlan0 sta 1 link 1 [removal] status 37 from ap",
		  "disconnect wlan0 sta 1 sta-reconf [deauthentication] "
		  "reason 4 from kernel");
}
END_TEST

/* mac80211 waits for some time, and then disconnects. */
START_TEST(reconfiguration_is_not_answered)
{
	CHANGE(REC_RECONF_REQUEST, .asker = process);
	wait_ms(w, 500);
	send_end(nobody);
	expect(w, "disconnect wlan0 sta 1 sta-reconf [deauthentication] "
		  "reason 4 from kernel");
	connect();
	CHANGE(REC_RECONF_REQUEST, .asker = process);
	wait_ms(w, 2001);
	send_end(nobody);
	expect(w, "disconnect wlan0 sta 1 loss [deauthentication] reason 4 "
		  "from kernel");
}
END_TEST

/* cfg80211's reason is that the sender is leaving; mac80211's is inactivity. */
START_TEST(kernel_leaves_before_a_suspend)
{
	announce_switch(1);
	w->told = w->count;
	CHANGE(REC_FRAME, .kind = FRAME_DEAUTH, .sent = 1, .code = 3);
	CHANGE(REC_RADIO, .kind = RADIO_SUSPEND);
	expect(w, "disconnect wlan0 sta 1 leave [deauthentication] reason 3 "
		  "from kernel",
		  "radio [suspend] from kernel");
}
END_TEST

START_TEST(links_are_added)
{
	CHANGE(REC_LINKS_ADDED, .after = 0x4);
	expect(w, "added wlan0 links 0x4 sta-reconf");
}
END_TEST

/* ieee80211_reconfig() begins with one link. */
static void set_up_again(void)
{
	uint16_t links = wlan->active_links;

	wlan->active_links = 0;
	make_active(0x1, nobody, 0);
	make_active(links, nobody, 0);
}

START_TEST(restart_of_the_driver)
{
	CHANGE(REC_RADIO, .kind = RADIO_RESTART);
	set_up_again();
	CHANGE(REC_RADIO, .kind = RADIO_RESTARTED);
	make_active(0x2, nobody, 0);
	expect(w, "radio [restart] from driver",
		  "active wlan0 links 0x1 restart was 0x0 from kernel",
		  "active wlan0 links 0x3 restart was 0x1 from kernel",
		  "radio [restarted] from kernel",
		  "active wlan0 links 0x2 driver was 0x3 from driver");
	ck_assert_str_eq(w->events[w->count - 2].driver, DRIVER);
}
END_TEST

START_TEST(restart_that_a_process_asks_for)
{
	CHANGE(REC_RADIO, .kind = RADIO_RESTART, .asker = process);
	expect(w, "radio [restart] from process 812");
}
END_TEST

START_TEST(suspend_and_resume)
{
	CHANGE(REC_RADIO, .kind = RADIO_SUSPEND, .asker = process);
	wait_ms(w, 3600000);
	set_up_again();
	CHANGE(REC_RADIO, .kind = RADIO_RESUMED);
	expect(w, "radio [suspend] from process 812",
		  "active wlan0 links 0x1 restart was 0x0 from kernel",
		  "active wlan0 links 0x3 restart was 0x1 from kernel",
		  "radio [resumed] from kernel");
}
END_TEST

/* The restart of another radio, and its end, do not matter here. */
START_TEST(restart_of_another_radio)
{
	struct rec_iface *ours = wlan;

	wlan = add_client(w, 0x3);
	CHANGE(REC_RADIO, .kind = RADIO_RESTART);
	wlan = ours;
	make_active(0x1, nobody, 0);
	CHANGE(REC_RADIO, .kind = RADIO_RESTARTED);
	wlan = &w->ifaces[1];
	make_active(0x1, nobody, 0);
	expect(w, "radio [restart] from driver",
		  "active wlan0 links 0x1 driver was 0x3 from driver",
		  "radio [restarted] from kernel",
		  "active wlan1 links 0x1 restart was 0x3 from kernel");
}
END_TEST

/* A radio without interfaces is not set up again: no record shows the end. */
START_TEST(suspend_without_an_end)
{
	disconnect(w, wlan);
	CHANGE(REC_RADIO, .kind = RADIO_SUSPEND);
	w->told = w->count;
	connect();
	make_active(0x1, nobody, 0);
	expect(w, "active wlan0 links 0x1 driver was 0x3 from driver");
}
END_TEST

/* ---- what a recording may hold ---- */

static void refuse(const struct rec_change *like)
{
	union any_record rec = { .change = *like };

	rec.hdr.size = sizeof(rec.change);
	rec.change.iface = *wlan;
	ck_assert_int_eq(lifecycle_record(w->lc, &rec), -EINVAL);
	expect_nothing(w);
}

START_TEST(kinds_and_links_out_of_range)
{
	static const uint8_t last[REC_TYPES] = {
		[REC_FRAME] = FRAME_DISASSOC, [REC_DRIVER_LOSS] = LOSS_WANTED,
		[REC_CSA] = CSA_WITHDRAWN, [REC_RADIO] = RADIO_RESUMED,
	};

	for (int type = 0; type < REC_TYPES; type++) {
		if (!last[type])
			continue;
		refuse(&(struct rec_change){ .hdr.type = type });
		for (int kind = last[type] + 1; kind < 256; kind++)
			refuse(&(struct rec_change){ .hdr.type = type,
						     .kind = kind });
	}
	for (int link = MLO_MAX_LINKS; link < 256; link++)
		refuse(&(struct rec_change){ .hdr.type = REC_CSA,
					     .kind = CSA_DONE,
					     .link_id = link });
}
END_TEST

/* ---- filters ---- */

START_TEST(another_interface_is_asked_for)
{
	world_free(w);
	w = world_filtered(&(struct filter){ .iface = "wlan7" });
	wlan = add_client(w, 0);
	connect();
	make_active(0x1, nobody, 0);
	send_end(process);
	expect_nothing(w);
	ck_assert_uint_eq(tally(w)->activity, 0);
	ck_assert_uint_eq(tally(w)->disconnects[ACTOR_PROCESS], 0);
}
END_TEST

/* Until we know which radio has the interface, events of all radios pass. */
START_TEST(radio_of_the_interface_that_is_asked_for)
{
	struct rec_iface *other;

	world_free(w);
	w = world_filtered(&(struct filter){ .iface = "wlan1" });
	other = wlan = add_client(w, 0);
	CHANGE(REC_RADIO, .kind = RADIO_RESTART);
	expect(w, "radio [restart] from driver");
	make_active(0x1, nobody, 0);
	CHANGE(REC_RADIO, .kind = RADIO_RESTARTED);
	expect(w, "radio [restarted] from kernel");
	wlan = add_client(w, 0);
	make_active(0x1, process, 0);
	CHANGE(REC_RADIO, .kind = RADIO_SUSPEND);
	expect(w, "active wlan1 links 0x1 assoc was 0x0 from process 812",
		  "radio [suspend] from kernel");
	wlan = other;
	CHANGE(REC_RADIO, .kind = RADIO_SUSPEND);
	expect_nothing(w);
}
END_TEST

START_TEST(this_link_is_asked_for)
{
	world_free(w);
	w = world_filtered(&(struct filter){ .has_link = true, .link = 2 });
	wlan = add_client(w, 0x7);
	ask(0x7);
	ASSOC(REC_ASSOC_RESPONSE, .asked = 0x7, .status = { 0, 1, 17 });
	announce_switch(1);
	make_active(0x1, nobody, 0);
	expect(w, "refused wlan0 sta 1 link 2 [link] status 17 from ap");
	make_active(0x5, nobody, 0);
	expect(w, "active wlan0 links 0x5 driver was 0x1 from driver");
}
END_TEST

static Suite *connection_suite(void)
{
	Suite *s = suite_create("connection");
	TCase *assoc = tcase_create("association");
	TCase *end = tcase_create("end");
	TCase *active = tcase_create("active links");
	TCase *others = tcase_create("others");

	tcase_add_checked_fixture(assoc, setup, teardown);
	tcase_add_test(assoc, one_link_of_three_is_refused);
	tcase_add_test(assoc, all_links_are_accepted);
	tcase_add_test(assoc, status_of_no_link);
	tcase_add_test(assoc, refused_as_a_whole);
	tcase_add_test(assoc, association_times_out);
	tcase_add_test(assoc, association_is_given_up);
	tcase_add_test(assoc, authentication_is_refused);
	tcase_add_test(assoc, request_was_not_seen);
	tcase_add_test(assoc, request_of_nobody);
	tcase_add_test(assoc, active_with_the_connection);
	suite_add_tcase(s, assoc);

	tcase_add_checked_fixture(end, setup_connected, teardown);
	tcase_add_test(end, ended_by_the_ap);
	tcase_add_test(end, ended_by_a_process);
	tcase_add_test(end, ended_by_a_process_while_the_driver_complains);
	tcase_add_test(end, ended_by_the_driver);
	tcase_add_test(end, ended_by_the_kernel);
	tcase_add_test(end, driver_complained_of_another_connection);
	tcase_add_test(end, ended_by_a_removal_that_fails);
	tcase_add_test(end, ended_by_a_channel_switch_that_fails);
	tcase_add_test(end, ended_after_a_channel_switch);
	suite_add_tcase(s, end);

	tcase_add_checked_fixture(active, setup_connected, teardown);
	tcase_add_test(active, active_by_the_driver);
	tcase_add_test(active, active_as_before);
	tcase_add_test(active, active_by_a_process);
	tcase_add_test(active, driver_refuses_active_links);
	tcase_add_test(active, active_after_a_removal);
	tcase_add_test(active, active_after_a_removal_of_our_own);
	tcase_add_test(active, mapping_that_is_advertised);
	tcase_add_test(active, another_mapping_is_advertised);
	tcase_add_test(active, mapping_after_a_mapping);
	tcase_add_test(active, mapping_instead_of_a_mapping);
	tcase_add_test(active, driver_chooses_while_a_mapping_waits);
	tcase_add_test(active, mapping_with_other_links);
	tcase_add_test(active, mapping_asked_for_by_a_process);
	tcase_add_test(active, mapping_asked_for_by_the_ap);
	tcase_add_test(active, mapping_is_announced_again);
	tcase_add_test(active, mapping_is_withdrawn);
	tcase_add_test(active, mapping_is_withdrawn_unattended);
	tcase_add_test(active, mapping_is_withdrawn_before_the_end);
	tcase_add_test(active, mapping_whose_end_is_not_certain);
	tcase_add_test(active, driver_refuses_a_mapping);
	tcase_add_test(active, mapping_that_is_not_answered);
	tcase_add_test(active, dormant_links_of_a_connection_that_ends);
	suite_add_tcase(s, active);

	tcase_add_checked_fixture(others, setup_connected, teardown);
	tcase_add_test(others, channel_switch);
	tcase_add_test(others, channel_switch_aborted);
	tcase_add_test(others, channel_switch_withdrawn);
	tcase_add_test(others, added_links_are_refused);
	tcase_add_test(others, each_added_link_is_refused);
	tcase_add_test(others, removed_link_is_refused);
	tcase_add_test(others, reconfiguration_is_not_answered);
	tcase_add_test(others, kernel_leaves_before_a_suspend);
	tcase_add_test(others, links_are_added);
	tcase_add_test(others, restart_of_the_driver);
	tcase_add_test(others, restart_that_a_process_asks_for);
	tcase_add_test(others, suspend_and_resume);
	tcase_add_test(others, restart_of_another_radio);
	tcase_add_test(others, suspend_without_an_end);
	tcase_add_test(others, kinds_and_links_out_of_range);
	tcase_add_test(others, another_interface_is_asked_for);
	tcase_add_test(others, radio_of_the_interface_that_is_asked_for);
	tcase_add_test(others, this_link_is_asked_for);
	suite_add_tcase(s, others);
	return s;
}

int main(void)
{
	return run_suite(connection_suite);
}
