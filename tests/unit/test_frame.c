// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_frame.c - the simulated AP MLD's frames, octet by octet
 */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "air/frame.h"
#include "air/ieee80211.h"

static const uint8_t sta_link0[MAC_LEN] = { 2, 0, 0, 0, 1, 0 };
static const uint8_t sta_link1[MAC_LEN] = { 2, 0, 0, 0, 1, 1 };
static const uint8_t sta_mld[MAC_LEN] = { 2, 0, 0, 0, 1, 9 };

static struct ap_mld three_links(void)
{
	struct ap_mld ap = {
		.addr = { 2, 0, 0, 0, 0, 9 },
		.ssid = "test",
		.interval = 100,
		.nlinks = 3,
	};

	for (unsigned int i = 0; i < ap.nlinks; i++) {
		ap.links[i].id = i;
		ap.links[i].channel = 1 + 5 * i;
		ap.links[i].freq = 2412 + 25 * i;
		memcpy(ap.links[i].bssid, (uint8_t[]){ 2, 0, 0, 0, 0, i },
		       MAC_LEN);
	}
	return ap;
}

/* An element found in a frame, put together from its fragments */
struct elem {
	size_t len;
	uint8_t body[FRAME_MAX];
};

/*
 * The @nth element with that ID (and ID extension, or -1) in @data; checks on
 * the way that the elements fill it exactly.
 */
static bool find_elem(const uint8_t *data, size_t len, int id, int ext,
		      int nth, struct elem *e)
{
	bool found = false;
	size_t at = 0;

	while (at < len) {
		const uint8_t *p = data + at;
		bool match;

		ck_assert_uint_le(at + 2, len);
		ck_assert_uint_le(at + 2 + p[1], len);
		match = p[0] == id && (ext < 0 || (p[1] && p[2] == ext));
		at += 2 + p[1];
		if (!match || nth-- || found)
			continue;
		found = true;
		e->len = p[1];
		memcpy(e->body, p + 2, p[1]);
		while (p[1] == 255 && at < len && data[at] == 242) {
			p = data + at;
			memcpy(e->body + e->len, p + 2, p[1]);
			e->len += p[1];
			at += 2 + p[1];
		}
	}
	ck_assert_uint_eq(at, len);
	return found;
}

static bool beacon_elem(const struct frame *f, int id, int ext, int nth,
			struct elem *e)
{
	return find_elem(f->data + MGMT_HEADER + 12, f->len - MGMT_HEADER - 12,
			 id, ext, nth, e);
}

static void check_bytes(const struct elem *e, const uint8_t *want, size_t len)
{
	ck_assert_uint_eq(e->len, len);
	ck_assert_mem_eq(e->body, want, len);
}

#define CHECK_ELEM(e, ...) do {						\
	static const uint8_t want_[] = { __VA_ARGS__ };			\
	check_bytes(e, want_, sizeof(want_));				\
} while (0)

START_TEST(beacon_is_complete)
{
	struct ap_mld ap = three_links();
	struct frame f;
	struct elem e;
	static const int needed[] = {
		EID_SSID, EID_RATES, EID_DS, EID_TIM, EID_ERP, EID_EXT_RATES,
		EID_HT_CAP, EID_HT_OPER, EID_VENDOR,
	};
	static const int needed_ext[] = {
		EXT_HE_CAP, EXT_HE_OPER, EXT_EHT_OPER, EXT_EHT_CAP,
		EXT_MULTI_LINK,
	};

	ck_assert_int_eq(frame_beacon(&f, &ap, &ap.links[1], 0x0102), 0);
	ck_assert_mem_eq(f.data, "\x80\x00\x00\x00\xff\xff\xff\xff\xff\xff", 10);
	ck_assert_mem_eq(f.data + 10, ap.links[1].bssid, MAC_LEN);
	ck_assert_mem_eq(f.data + 16, ap.links[1].bssid, MAC_LEN);
	ck_assert_mem_eq(f.data + 24, "\x02\x01\0\0\0\0\0\0\x64\0\x01\x04", 12);
	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++)
		ck_assert(beacon_elem(&f, needed[i], -1, 0, &e));
	for (size_t i = 0; i < sizeof(needed_ext) / sizeof(*needed_ext); i++)
		ck_assert(beacon_elem(&f, EID_EXTENSION, needed_ext[i], 0,
				      &e));
	ck_assert(beacon_elem(&f, EID_DS, -1, 0, &e));
	CHECK_ELEM(&e, 6);
	ck_assert(beacon_elem(&f, EID_HT_OPER, -1, 0, &e));
	ck_assert_uint_eq(e.len, 22);
	ck_assert_uint_eq(e.body[0], 6);
}
END_TEST

START_TEST(beacon_has_basic_multi_link)
{
	struct ap_mld ap = three_links();
	struct frame f;
	struct elem e;

	frame_beacon(&f, &ap, &ap.links[2], 0);
	ck_assert(beacon_elem(&f, EID_EXTENSION, EXT_MULTI_LINK, 0, &e));
	CHECK_ELEM(&e, 107, 0x30, 0x01, 11, 2, 0, 0, 0, 0, 9, 2, 1, 0x02, 0x20);
	ck_assert(!beacon_elem(&f, EID_EXTENSION, EXT_MULTI_LINK, 1, &e));
	ck_assert(!beacon_elem(&f, EID_EXTENSION, EXT_TTLM, 0, &e));
}
END_TEST

START_TEST(removal_is_announced_after_the_basic_element)
{
	struct ap_mld ap = three_links();
	struct frame f;
	struct elem e;

	ap.links[1].removal = 4;
	frame_beacon(&f, &ap, &ap.links[0], 0);
	ck_assert(beacon_elem(&f, EID_EXTENSION, EXT_MULTI_LINK, 0, &e));
	ck_assert_uint_eq(e.body[1] & ML_TYPE, ML_TYPE_BASIC);
	ck_assert(beacon_elem(&f, EID_EXTENSION, EXT_MULTI_LINK, 1, &e));
	CHECK_ELEM(&e, 0x6b, 0x02, 0x00, 0x01,
		   0x00, 0x05, 0x41, 0x00, 0x03, 0x04, 0x00);
}
END_TEST

START_TEST(removals_of_several_links_count_separately)
{
	struct ap_mld ap = three_links();
	struct frame f;
	struct elem e;

	ap.links[1].removal = 300;
	ap.links[2].removal = 1;
	frame_beacon(&f, &ap, &ap.links[1], 0);
	ck_assert(beacon_elem(&f, EID_EXTENSION, EXT_MULTI_LINK, 1, &e));
	CHECK_ELEM(&e, 0x6b, 0x02, 0x00, 0x01,
		   0x00, 0x05, 0x41, 0x00, 0x03, 0x2c, 0x01,
		   0x00, 0x05, 0x42, 0x00, 0x03, 0x01, 0x00);
	ap.links[1].gone = true;
	frame_beacon(&f, &ap, &ap.links[0], 0);
	ck_assert(beacon_elem(&f, EID_EXTENSION, EXT_MULTI_LINK, 1, &e));
	CHECK_ELEM(&e, 0x6b, 0x02, 0x00, 0x01,
		   0x00, 0x05, 0x42, 0x00, 0x03, 0x01, 0x00);
}
END_TEST

START_TEST(withdrawn_removal_leaves_an_empty_element)
{
	struct ap_mld ap = three_links();
	struct frame f;
	struct elem e;

	ap.withdrawn = true;
	frame_beacon(&f, &ap, &ap.links[0], 0);
	ck_assert(beacon_elem(&f, EID_EXTENSION, EXT_MULTI_LINK, 1, &e));
	CHECK_ELEM(&e, 0x6b, 0x02, 0x00, 0x01);
}
END_TEST

START_TEST(mapping_is_announced_then_in_force)
{
	struct ap_mld ap = three_links();
	struct frame f;
	struct elem e;

	ap.mapped = 0x5;
	ap.switch_time = 0x1234;
	frame_beacon(&f, &ap, &ap.links[0], 0);
	ck_assert(beacon_elem(&f, EID_EXTENSION, EXT_TTLM, 0, &e));
	CHECK_ELEM(&e, 109, 0x0a, 0xff, 0x34, 0x12, 5, 0, 5, 0, 5, 0, 5, 0,
		   5, 0, 5, 0, 5, 0, 5, 0);
	ap.switched = true;
	frame_beacon(&f, &ap, &ap.links[0], 0);
	ck_assert(beacon_elem(&f, EID_EXTENSION, EXT_TTLM, 0, &e));
	CHECK_ELEM(&e, 109, 0x12, 0xff, 0xff, 0xff, 0xff, 5, 0, 5, 0, 5, 0,
		   5, 0, 5, 0, 5, 0, 5, 0, 5, 0);
}
END_TEST

START_TEST(mapping_tells_how_long_it_lasts)
{
	struct ap_mld ap = three_links();
	struct frame f;
	struct elem e;

	ap.mapped = 0x1;
	ap.switch_time = 0x1234;
	ap.lasts = 0x0304;
	frame_beacon(&f, &ap, &ap.links[0], 0);
	ck_assert(beacon_elem(&f, EID_EXTENSION, EXT_TTLM, 0, &e));
	CHECK_ELEM(&e, 109, 0x1a, 0xff, 0x34, 0x12, 0x04, 0x03, 0, 1, 0, 1, 0,
		   1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0);
	ap.switched = true;
	frame_beacon(&f, &ap, &ap.links[0], 0x1237 << 10);
	ck_assert(beacon_elem(&f, EID_EXTENSION, EXT_TTLM, 0, &e));
	CHECK_ELEM(&e, 109, 0x12, 0xff, 0x01, 0x03, 0, 1, 0, 1, 0, 1, 0, 1, 0,
		   1, 0, 1, 0, 1, 0, 1, 0);
}
END_TEST

START_TEST(tim_is_found)
{
	struct ap_mld ap = three_links();
	size_t at, len;
	struct frame f;

	frame_beacon(&f, &ap, &ap.links[0], 0);
	ck_assert_int_eq(frame_find_tim(&f, &at, &len), 0);
	ck_assert_uint_eq(f.data[at], EID_TIM);
	ck_assert_uint_eq(len, 6);
	f.len = at + 3;
	ck_assert_int_eq(frame_find_tim(&f, &at, &len), -EBADMSG);
}
END_TEST

START_TEST(authentication_is_answered)
{
	struct frame_info req = { .transaction = 1 };
	struct ap_mld ap = three_links();
	struct frame f;

	ck_assert_int_eq(frame_auth(&f, &ap, &ap.links[0], sta_link0, &req),
			 0);
	ck_assert_uint_eq(f.len, MGMT_HEADER + 6);
	ck_assert_mem_eq(f.data + 4, sta_link0, MAC_LEN);
	ck_assert_mem_eq(f.data + MGMT_HEADER, "\0\0\x02\0\0\0", 6);
	ap.auth_status = 17;
	frame_auth(&f, &ap, &ap.links[0], sta_link0, &req);
	ck_assert_mem_eq(f.data + MGMT_HEADER, "\0\0\x02\0\x11\0", 6);
	req.algorithm = 3;
	frame_auth(&f, &ap, &ap.links[0], sta_link0, &req);
	ck_assert_mem_eq(f.data + MGMT_HEADER, "\x03\0\x02\0\x0d\0", 6);
}
END_TEST

/* Status in the per-STA profile of link @id in a Basic element, or -1 */
static int profile_status(const struct elem *ml, unsigned int id)
{
	size_t at = 3 + ml->body[3];

	while (at + 2 <= ml->len) {
		const uint8_t *p = ml->body + at + 2;

		if (!ml->body[at] && (p[0] & STA_LINK_ID) == id)
			return p[2 + p[2] + 2] | p[2 + p[2] + 3] << 8;
		at += 2 + ml->body[at + 1];
	}
	return -1;
}

START_TEST(association_answers_each_link)
{
	struct frame_info req = { .kind = FRAME_ASSOC_REQ, .links = 0x6 };
	struct ap_mld ap = three_links();
	const size_t head = MGMT_HEADER + 6;
	struct frame f;
	struct elem e;

	ap.links[2].status = 37;
	ck_assert_int_eq(frame_assoc_resp(&f, &ap, &ap.links[0], sta_link0,
					  &req), 0);
	ck_assert_uint_eq(f.data[0], FC_ASSOC_RESP);
	ck_assert_mem_eq(f.data + MGMT_HEADER, "\x01\x04\0\0\x01\xc0", 6);
	ck_assert(find_elem(f.data + head, f.len - head, EID_EXTENSION,
			    EXT_MULTI_LINK, 0, &e));
	ck_assert_int_eq(profile_status(&e, 0), -1);
	ck_assert_int_eq(profile_status(&e, 1), STATUS_SUCCESS);
	ck_assert_int_eq(profile_status(&e, 2), 37);
	ap.links[0].status = 17;
	req.kind = FRAME_REASSOC_REQ;
	frame_assoc_resp(&f, &ap, &ap.links[0], sta_link0, &req);
	ck_assert_uint_eq(f.data[0], FC_REASSOC_RESP);
	ck_assert_mem_eq(f.data + MGMT_HEADER, "\x01\x04\x11\0", 4);
}
END_TEST

START_TEST(gone_links_are_refused)
{
	struct frame_info req = { .kind = FRAME_ASSOC_REQ, .links = 0x2 };
	struct ap_mld ap = three_links();
	const size_t head = MGMT_HEADER + 6;
	struct frame f;
	struct elem e;

	ap.links[1].gone = true;
	frame_assoc_resp(&f, &ap, &ap.links[0], sta_link0, &req);
	ck_assert(find_elem(f.data + head, f.len - head, EID_EXTENSION,
			    EXT_MULTI_LINK, 0, &e));
	ck_assert_int_eq(profile_status(&e, 1), STATUS_REFUSED);
	ck_assert_uint_eq(ap_mld_present(&ap), 0x5);
}
END_TEST

START_TEST(reconfiguration_lets_links_go)
{
	struct frame_info req = { .dialog_token = 7, .del_links = 0x6 };
	struct ap_mld ap = three_links();
	struct frame f;

	ck_assert_int_eq(frame_reconf_resp(&f, &ap, &ap.links[0], sta_link0,
					   &req), 0);
	ck_assert_uint_eq(f.len, MGMT_HEADER + 4 + 6);
	ck_assert_mem_eq(f.data + MGMT_HEADER, "\x25\x0c\x07\x02\x01\0\0\x02\0\0",
			 10);
	ap.links[1].gone = true;
	ap.links[2].status = 37;
	frame_reconf_resp(&f, &ap, &ap.links[0], sta_link0, &req);
	ck_assert_mem_eq(f.data + MGMT_HEADER + 4, "\x01\0\0\x02\x25\0", 6);
}
END_TEST

START_TEST(reconfiguration_adds_links_in_fragments)
{
	struct frame_info req = { .dialog_token = 1, .add_links = 0x6 };
	struct ap_mld ap = three_links();
	const size_t head = MGMT_HEADER + 4 + 6 + 1;
	struct frame f;
	struct elem e;

	ck_assert_int_eq(frame_reconf_resp(&f, &ap, &ap.links[0], sta_link0,
					   &req), 0);
	ck_assert_uint_eq(f.data[head - 1], 0);
	ck_assert(find_elem(f.data + head, f.len - head, EID_EXTENSION,
			    EXT_MULTI_LINK, 0, &e));
	ck_assert_uint_gt(e.len, 255);
	ck_assert_int_eq(profile_status(&e, 1), STATUS_SUCCESS);
	ck_assert_int_eq(profile_status(&e, 2), STATUS_SUCCESS);
	ap.links[1].status = STATUS_REFUSED;
	frame_reconf_resp(&f, &ap, &ap.links[0], sta_link0, &req);
	ck_assert_mem_eq(f.data + MGMT_HEADER + 4, "\x01\x01\0\x02\0\0", 6);
}
END_TEST

/* A request of the client, as mac80211 builds it */
struct request {
	size_t len;
	uint8_t data[1024];
};

static void add(struct request *r, const void *data, size_t len)
{
	ck_assert_uint_le(r->len + len, sizeof(r->data));
	memcpy(r->data + r->len, data, len);
	r->len += len;
}

#define ADD(r, ...) do {						\
	const uint8_t b_[] = { __VA_ARGS__ };				\
	add(r, b_, sizeof(b_));						\
} while (0)

static void start(struct request *r, unsigned int fc)
{
	r->len = 0;
	ADD(r, fc & 0xff, fc >> 8, 0, 0, 2, 0, 0, 0, 0, 0);
	add(r, sta_link0, MAC_LEN);
	ADD(r, 2, 0, 0, 0, 0, 0, 0, 0);
}

/* Association Request for link 1, its profile @fill octets long */
static void assoc_request(struct request *r, size_t fill)
{
	size_t ml = 1 + 2 + 1 + MAC_LEN, profile = 2 + 1 + MAC_LEN + fill;
	uint8_t body[700] = { EXT_MULTI_LINK, 0, 0, 1 + MAC_LEN };
	size_t len = ml, left;

	memcpy(body + 4, sta_mld, MAC_LEN);
	body[len++] = SUB_STA_PROFILE;
	body[len++] = profile > 255 ? 255 : profile;
	body[len++] = 0x31;
	body[len++] = 0x00;
	body[len++] = 1 + MAC_LEN;
	memcpy(body + len, sta_link1, MAC_LEN);
	len += MAC_LEN;
	for (size_t i = profile - fill; i < profile; i++) {
		if (i == 255) {
			body[len++] = 254;
			body[len++] = profile - 255;
		}
		body[len++] = i;
	}
	start(r, FC_ASSOC_REQ);
	ADD(r, 1, 4, 10, 0, EID_SSID, 1, 'x', EID_EXTENSION);
	ADD(r, len > 255 ? 255 : len);
	add(r, body, len > 255 ? 255 : len);
	left = len > 255 ? len - 255 : 0;
	if (left) {
		ADD(r, 242, left);
		add(r, body + 255, left);
	}
	ADD(r, EID_VENDOR, 3, 1, 2, 3);
}

START_TEST(association_request_is_parsed)
{
	struct frame_info info;
	struct request r;

	for (size_t fill = 0; fill < 400; fill += 7) {
		assoc_request(&r, fill);
		ck_assert_int_eq(frame_parse(&info, r.data, r.len), 0);
		ck_assert_int_eq(info.kind, FRAME_ASSOC_REQ);
		ck_assert_mem_eq(info.ta, sta_link0, MAC_LEN);
		ck_assert(info.has_mld_addr);
		ck_assert_mem_eq(info.mld_addr, sta_mld, MAC_LEN);
		ck_assert_uint_eq(info.links, 0x2);
		ck_assert_mem_eq(info.link_addr[1], sta_link1, MAC_LEN);
		ck_assert_uint_eq(info.add_links | info.del_links, 0);
	}
}
END_TEST

START_TEST(reconfiguration_request_is_parsed)
{
	struct frame_info info;
	struct request r;

	start(&r, FC_ACTION);
	ADD(&r, CATEGORY_PROTECTED_EHT, ACTION_RECONF_REQ, 42);
	ADD(&r, EID_EXTENSION, 32, EXT_MULTI_LINK, 0x12, 0, 7);
	add(&r, sta_mld, MAC_LEN);
	ADD(&r, 0, 9, 0xa1, 0x01, 7);
	add(&r, sta_link1, MAC_LEN);
	ADD(&r, 0, 9, 0x22, 0x01, 7);
	add(&r, sta_link0, MAC_LEN);
	ck_assert_int_eq(frame_parse(&info, r.data, r.len), 0);
	ck_assert_int_eq(info.kind, FRAME_RECONF_REQ);
	ck_assert_uint_eq(info.dialog_token, 42);
	ck_assert_uint_eq(info.del_links, 0x2);
	ck_assert_uint_eq(info.add_links, 0x4);
	ck_assert_mem_eq(info.mld_addr, sta_mld, MAC_LEN);
}
END_TEST

START_TEST(other_frames_are_told_apart)
{
	static const struct {
		unsigned int fc;
		enum frame_kind kind;
	} kinds[] = {
		{ FC_PROBE_REQ, FRAME_PROBE_REQ },
		{ FC_DISASSOC, FRAME_DISASSOC },
		{ FC_DEAUTH, FRAME_DEAUTH },
		{ FC_BEACON, FRAME_OTHER },
		{ 0x0048, FRAME_OTHER },	/* data, null function */
	};
	struct frame_info info;
	struct request r;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		start(&r, kinds[i].fc);
		ck_assert_int_eq(frame_parse(&info, r.data, r.len), 0);
		ck_assert_int_eq(info.kind, kinds[i].kind);
	}
	start(&r, FC_AUTH);
	ADD(&r, 0, 0, 1, 0, 0, 0);
	ck_assert_int_eq(frame_parse(&info, r.data, r.len), 0);
	ck_assert_int_eq(info.kind, FRAME_AUTH);
	ck_assert_uint_eq(info.transaction, 1);
}
END_TEST

/* Parse a copy of exactly this size, so that the sanitizer sees overruns */
static void parse_copy(const uint8_t *data, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);
	struct frame_info info;
	int ret;

	memcpy(copy, data, len);
	ret = frame_parse(&info, copy, len);
	ck_assert(!ret || ret == -EBADMSG);
	ck_assert(!(info.links >> LINK_ID_MAX));
	free(copy);
}

START_TEST(damaged_frames_do_no_harm)
{
	struct frame_info info;
	struct request r;

	assoc_request(&r, 300);
	for (size_t len = 0; len < r.len; len++)
		parse_copy(r.data, len);
	ck_assert_int_eq(frame_parse(&info, r.data, r.len - 1), -EBADMSG);
	srandom(1);
	for (int i = 0; i < 20000; i++) {
		assoc_request(&r, i % 400);
		for (int n = random() % 4; n >= 0; n--)
			r.data[MGMT_HEADER + random() %
			       (r.len - MGMT_HEADER)] = random();
		parse_copy(r.data, r.len - random() % 8);
	}
}
END_TEST

static Suite *frame_suite(void)
{
	Suite *s = suite_create("frame");
	TCase *build = tcase_create("build"), *parse = tcase_create("parse");

	tcase_add_test(build, beacon_is_complete);
	tcase_add_test(build, beacon_has_basic_multi_link);
	tcase_add_test(build, removal_is_announced_after_the_basic_element);
	tcase_add_test(build, removals_of_several_links_count_separately);
	tcase_add_test(build, withdrawn_removal_leaves_an_empty_element);
	tcase_add_test(build, mapping_is_announced_then_in_force);
	tcase_add_test(build, mapping_tells_how_long_it_lasts);
	tcase_add_test(build, tim_is_found);
	tcase_add_test(build, authentication_is_answered);
	tcase_add_test(build, association_answers_each_link);
	tcase_add_test(build, gone_links_are_refused);
	tcase_add_test(build, reconfiguration_lets_links_go);
	tcase_add_test(build, reconfiguration_adds_links_in_fragments);
	tcase_add_test(parse, association_request_is_parsed);
	tcase_add_test(parse, reconfiguration_request_is_parsed);
	tcase_add_test(parse, other_frames_are_told_apart);
	tcase_add_test(parse, damaged_frames_do_no_harm);
	suite_add_tcase(s, build);
	suite_add_tcase(s, parse);
	return s;
}

int main(void)
{
	SRunner *runner = srunner_create(frame_suite());
	int failed;

	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
