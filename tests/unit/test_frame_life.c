// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_frame_life.c - what the simulated AP MLD sends as its links change
 */
#include <string.h>

#include "air/frame_life.h"
#include "air/ieee80211.h"
#include "suite.h"

static const uint8_t sta[MAC_LEN] = { 2, 0, 0, 0, 1, 0 };

static struct ap_mld make_ap(unsigned int links)
{
	struct ap_mld ap = { .ssid = "test", .nlinks = links };

	for (unsigned int i = 0; i < links; i++) {
		ap.links[i].id = i;
		ap.links[i].channel = 1 + 5 * i;
		ap.links[i].bssid[5] = i;
	}
	return ap;
}

#define CHECK_FROM(f, at, ...) do {					\
	static const uint8_t want_[] = { __VA_ARGS__ };			\
	ck_assert(!(f)->overflow);					\
	ck_assert_uint_eq((f)->len, (at) + sizeof(want_));		\
	ck_assert_mem_eq((f)->data + (at), want_, sizeof(want_));	\
} while (0)

/* One neighbour of the report; the CRC of "test" is d87f7e0c */
#define NEIGHBOUR(channel, id)						\
	0, 16, 81, channel, 255, 0, 0, 0, 0, 0, id, 0x0c, 0x7e, 0x7f, 0xd8, \
	0x02, 127, 0, 0x10 | (id), 0

START_TEST(beacon_lists_the_other_links)
{
	struct ap_mld ap = make_ap(3);
	struct frame f = { 0 };

	frame_put_life(&f, &ap, &ap.links[1]);
	CHECK_FROM(&f, 0, 201, 40, NEIGHBOUR(1, 0), NEIGHBOUR(11, 2));
	ap.links[0].gone = true;
	f.len = 0;
	frame_put_life(&f, &ap, &ap.links[1]);
	CHECK_FROM(&f, 0, 201, 20, NEIGHBOUR(11, 2));
	ap.links[2].gone = true;
	f.len = 0;
	frame_put_life(&f, &ap, &ap.links[1]);
	ck_assert_uint_eq(f.len, 0);
}
END_TEST

START_TEST(switch_is_announced_by_its_own_link)
{
	struct ap_mld ap = make_ap(2);
	struct frame f = { 0 };

	ap.links[1].csa = (struct csa){ .count = 4, .channel = 8 };
	frame_put_life(&f, &ap, &ap.links[0]);
	CHECK_FROM(&f, 0, 201, 20, NEIGHBOUR(6, 1));
	f.len = 0;
	frame_put_life(&f, &ap, &ap.links[1]);
	CHECK_FROM(&f, 0, 37, 3, 0, 8, 4, 201, 20, NEIGHBOUR(1, 0));
	ap.links[1].csa.quiet = ap.links[1].csa.extended = true;
	f.len = 0;
	frame_put_life(&f, &ap, &ap.links[1]);
	CHECK_FROM(&f, 0, 60, 4, 1, 81, 8, 4, 201, 20, NEIGHBOUR(1, 0));
}
END_TEST

START_TEST(beacon_has_them)
{
	struct ap_mld ap = make_ap(2);
	struct frame with, without;

	ck_assert_int_eq(frame_beacon(&without, &ap, &ap.links[0], 0), 0);
	ap.put_more = frame_put_life;
	ap.capabilities = MLD_CAP_MAPPING;
	ck_assert_int_eq(frame_beacon(&with, &ap, &ap.links[0], 0), 0);
	ck_assert_uint_eq(with.len, without.len + 22);
	ck_assert(memmem(with.data, with.len, "\0\x01\x21\x20", 4));
}
END_TEST

START_TEST(client_is_sent_away)
{
	struct ap_mld ap = make_ap(2);
	struct frame f;

	ck_assert_int_eq(frame_leave(&f, &ap.links[1], sta, FC_DEAUTH, 300), 0);
	CHECK_FROM(&f, 0, 0xc0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1,
		   0, 0, 0, 0, 0, 1, 0, 0, 0x2c, 0x01);
	frame_leave(&f, &ap.links[1], sta, FC_DISASSOC, 8);
	ck_assert_uint_eq(f.data[0], 0xa0);
	CHECK_FROM(&f, MGMT_HEADER, 8, 0);
}
END_TEST

START_TEST(mapping_is_negotiated)
{
	struct ap_mld ap = make_ap(2);
	struct frame f;

	frame_mapping_req(&f, &ap.links[0], sta, 7, 0x5);
	ck_assert_uint_eq(f.data[0], 0xd0);
	CHECK_FROM(&f, MGMT_HEADER, 37, 0, 7, 255, 19, 109, 0x02, 0xff,
		   5, 0, 5, 0, 5, 0, 5, 0, 5, 0, 5, 0, 5, 0, 5, 0);
	frame_mapping_resp(&f, &ap.links[0], sta, 7, 133);
	CHECK_FROM(&f, MGMT_HEADER, 37, 1, 7, 133, 0);
	frame_mapping_teardown(&f, &ap.links[0], sta);
	CHECK_FROM(&f, MGMT_HEADER, 37, 2);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("frame_life");
	TCase *t = tcase_create("build");

	tcase_add_test(t, beacon_lists_the_other_links);
	tcase_add_test(t, switch_is_announced_by_its_own_link);
	tcase_add_test(t, beacon_has_them);
	tcase_add_test(t, client_is_sent_away);
	tcase_add_test(t, mapping_is_negotiated);
	suite_add_tcase(s, t);
	return s;
}

int main(void)
{
	return run_suite(suite);
}
