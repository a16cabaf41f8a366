// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_recording.c - records as JSON and back: the same bytes, or an error that
 * names the key
 */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "recording/recording.h"
#include "records.h"
#include "suite.h"
#include "base/util.h"

#define ROUNDS 100

static const char *const names[REC_TYPES] = {
	[REC_ANNOUNCE] = "announce",
	[REC_CANCEL] = "cancel",
	[REC_RECONF_ENTER] = "reconf-enter",
	[REC_RECONF_EXIT] = "reconf-exit",
	[REC_STA_RECONF_ENTER] = "sta-reconf-enter",
	[REC_STA_RECONF_EXIT] = "sta-reconf-exit",
	[REC_LINKS_REMOVED] = "links-removed",
	[REC_VIF_LINKS] = "vif-links",
	[REC_MISFIT] = "misfit",
	[REC_LINK_ALLOC] = "link-alloc",
	[REC_LINK_ACTIVATE] = "link-activate",
	[REC_LINK_FREE] = "link-free",
	[REC_LINK_UNHASH_FREE] = "link-unhash-free",
	[REC_LINK_REMOVE] = "link-remove",
	[REC_LINK_RCU] = "link-rcu",
	[REC_STATION] = "station",
	[REC_STA_FREE] = "sta-free",
	[REC_HASH_NODE] = "hash-node",
	[REC_WALK_END] = "walk-end",
	[REC_MISSED] = "missed",
	[REC_ASSOC_REQUEST] = "assoc-request",
	[REC_ASSOC_RESPONSE] = "assoc-response",
	[REC_ASSOC_FAILURE] = "assoc-failure",
	[REC_ACTIVE_LINKS] = "active-links",
	[REC_FRAME] = "frame",
	[REC_DRIVER_LOSS] = "driver-loss",
	[REC_ADV_TTLM] = "adv-ttlm",
	[REC_NEG_TTLM] = "neg-ttlm",
	[REC_CSA] = "csa",
	[REC_RECONF_REQUEST] = "reconf-request",
	[REC_LINKS_ADDED] = "links-added",
	[REC_RADIO] = "radio",
	[REC_TTLM_STOPPED] = "ttlm-stopped",
	[REC_RECONF_RESPONSE] = "reconf-response",
};

/* ---- records with random values in all that the kernel side may set ---- */

static void fill(void *to, size_t size)
{
	unsigned char *byte = to;

	while (size--)
		*byte++ = random() >> 7;
}

#define FILL(field) fill(&(field), sizeof(field))

/* Every byte that an interface name may have, and some that it may not. */
static void fill_name(char name[IFACE_NAME_SIZE])
{
	static const char odd[] = "\\x41\\\\x\"\x01\x1b\x7f\xc3\xa9/wlan0%s{}[]";
	size_t len = random() % IFACE_NAME_SIZE;

	memset(name, 0, IFACE_NAME_SIZE);
	for (size_t i = 0; i < len; i++)
		name[i] = random() & 1 ? 1 + random() % 255 :
					 odd[random() % (sizeof(odd) - 1)];
}

static void fill_iface(struct rec_iface *iface)
{
	FILL(*iface);
	iface->associated = random() & 1;
	fill_name(iface->name);
	memset(iface->pad, 0, sizeof(iface->pad));
}

static void fill_sta(struct rec_sta *sta)
{
	FILL(*sta);
	memset(sta->pad, 0, sizeof(sta->pad));
}

static void fill_iface_event(struct rec_iface_event *rec)
{
	fill_iface(&rec->iface);
	FILL(rec->delay_ns);
	FILL(rec->ret);
	FILL(rec->mask);
	FILL(rec->dormant);
}

static void fill_link_event(struct rec_link_event *rec)
{
	fill_iface(&rec->iface);
	fill_sta(&rec->sta);
	FILL(rec->link);
	FILL(rec->ret);
	FILL(rec->bytes);
	FILL(rec->link_id);
	FILL(rec->link_addr);
	rec->unhash = random() & 1;
	rec->embedded = random() & 1;
}

static void fill_station(struct rec_station *rec)
{
	fill_iface(&rec->iface);
	fill_sta(&rec->sta);
	FILL(rec->point);
	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		if (random() & 1)
			continue;
		rec->present |= 1 << i;
		rec->embedded |= (random() & 1) << i;
		FILL(rec->link[i]);
		FILL(rec->bytes[i]);
		FILL(rec->link_addr[i]);
	}
}

static void fill_node(struct rec_node *rec)
{
	const struct record hdr = rec->hdr;

	FILL(*rec);
	rec->hdr = hdr;
	rec->behind = random() & 1;
	memset(rec->pad, 0, sizeof(rec->pad));
}

static void fill_walk(struct rec_walk *rec)
{
	const struct record hdr = rec->hdr;

	FILL(*rec);
	rec->hdr = hdr;
	rec->complete = random() & 1;
	memset(rec->pad, 0, sizeof(rec->pad));
}

static void fill_missed(struct rec_missed *rec)
{
	const struct record hdr = rec->hdr;

	FILL(*rec);
	rec->hdr = hdr;
	rec->skipped = random() & 1;
	memset(rec->pad, 0, sizeof(rec->pad));
}

static void fill_asker(struct rec_asker *asker)
{
	FILL(asker->pid);
	fill_name(asker->comm);
}

static void fill_assoc(struct rec_assoc *rec)
{
	fill_iface(&rec->iface);
	fill_asker(&rec->asker);
	FILL(rec->asked);
	FILL(rec->status);
	FILL(rec->peer);
	if (rec->hdr.type == REC_RECONF_RESPONSE) {
		FILL(rec->removed);
		return;
	}
	FILL(rec->offered);
	FILL(rec->code);
	FILL(rec->freq);
	FILL(rec->width);
	rec->timeout = random() & 1;
}

/* Links that were active and are, or will be */
static void fill_links(struct rec_change *rec, int type)
{
	FILL(rec->after);
	if (type == REC_ACTIVE_LINKS) {
		FILL(rec->before);
		FILL(rec->ret);
	} else if (type == REC_ADV_TTLM) {
		FILL(rec->delay_ns);
		FILL(rec->duration_ns);
	}
}

static void fill_frame(struct rec_change *rec)
{
	FILL(rec->kind);
	FILL(rec->code);
	FILL(rec->peer);
	rec->sent = random() & 1;
}

static void fill_neg_ttlm(struct rec_change *rec)
{
	FILL(rec->ret);
	FILL(rec->down);
	FILL(rec->up);
}

static void fill_csa(struct rec_change *rec)
{
	FILL(rec->kind);
	FILL(rec->link_id);
	FILL(rec->freq);
	FILL(rec->width);
	FILL(rec->count);
	rec->quiet = random() & 1;
}

/* Fields that this type of change does not use stay 0. */
static void fill_change(struct rec_change *rec, int type)
{
	fill_iface(&rec->iface);
	fill_asker(&rec->asker);
	fill_name(rec->driver);
	switch (type) {
	case REC_ACTIVE_LINKS:
	case REC_ADV_TTLM:
	case REC_LINKS_ADDED:
		return fill_links(rec, type);
	case REC_FRAME:
		return fill_frame(rec);
	case REC_NEG_TTLM:
		return fill_neg_ttlm(rec);
	case REC_CSA:
		return fill_csa(rec);
	case REC_RECONF_REQUEST:
	case REC_TTLM_STOPPED:
		return;
	default:
		FILL(rec->kind);
	}
}

static void fill_record(union any_record *rec, int type)
{
	memset(rec, 0, sizeof(*rec));
	rec->hdr.type = type;
	rec->hdr.size = record_size(type);
	FILL(rec->hdr.lost);
	FILL(rec->hdr.time);
	switch (type) {
	case REC_STATION:
	case REC_STA_FREE:
		return fill_station(&rec->station);
	case REC_HASH_NODE:
		return fill_node(&rec->node);
	case REC_WALK_END:
		return fill_walk(&rec->walk);
	case REC_MISSED:
		return fill_missed(&rec->missed);
	default:
		if (record_size(type) == sizeof(rec->assoc))
			return fill_assoc(&rec->assoc);
		if (record_size(type) == sizeof(rec->change))
			return fill_change(&rec->change, type);
		if (is_iface_record(type))
			return fill_iface_event(&rec->iface_event);
		return fill_link_event(&rec->link_event);
	}
}

/*
 * Write a line of a file, and read it again. What was read prints like the
 * line, so the line is exactly what json-c would write.
 */
static struct json_object *through_text(const union any_record *rec)
{
	struct json_object *obj;
	struct line line;

	line_begin(&line);
	record_to_line(rec, &line);
	ck_assert_int_eq(line_end(&line), 0);
	ck_assert_int_eq(line.text[line.used - 1], '\n');
	line.text[line.used - 1] = '\0';
	for (const char *c = line.text; *c; c++)
		ck_assert_msg(*c >= 0x20 && *c < 0x7f, "byte %02x in %s",
			      (unsigned char)*c, line.text);
	obj = json_tokener_parse(line.text);
	ck_assert_ptr_nonnull(obj);
	ck_assert_str_eq(json_object_to_json_string_ext(obj,
		JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE),
		line.text);
	return obj;
}

START_TEST(there_and_back)
{
	union any_record rec, back;
	struct json_object *obj;
	const char *key;

	srandom(_i);
	for (int i = 0; i < ROUNDS; i++) {
		fill_record(&rec, _i);
		memset(&back, 0xa5, sizeof(back));
		obj = through_text(&rec);
		ck_assert_str_eq(json_object_get_string(
			json_object_object_get(obj, "record")), names[_i]);
		ck_assert_msg(!record_from_json(obj, &back, &key), "%s: %s",
			      key, json_object_to_json_string(obj));
		ck_assert_msg(!memcmp(&rec, &back, rec.hdr.size), "%s",
			      json_object_to_json_string(obj));
		ck_assert(record_valid(&back, back.hdr.size));
		json_object_put(obj);
	}
}
END_TEST

START_TEST(extreme_numbers)
{
	union any_record rec, back;
	struct json_object *obj;
	const char *key;

	fill_record(&rec, REC_ANNOUNCE);
	rec.hdr.time = UINT64_MAX;
	rec.hdr.lost = UINT32_MAX;
	rec.iface_event.delay_ns = UINT64_MAX;
	rec.iface_event.iface.sdata = UINT64_MAX;
	rec.iface_event.mask = UINT16_MAX;
	rec.iface_event.ret = INT32_MIN;
	obj = through_text(&rec);
	ck_assert_int_eq(record_from_json(obj, &back, &key), 0);
	ck_assert_mem_eq(&rec, &back, rec.hdr.size);
	json_object_put(obj);
}
END_TEST

static const char *const odd_names[] = {
	"wlan0", "", "fifteen-letters", "\\", "\\x", "\\x4", "\\x41", "\\\\x41",
	"a\\x41\\", "\x01\x02", "\xc3\xa9\xc3\xa8", "\"quoted\"", "\x7f\xff",
	"\\\x01", "x41", "\\X41", "\\x\x01", "a b",
};

START_TEST(interface_names)
{
	union any_record rec, back;
	struct json_object *obj;
	const char *key;

	fill_record(&rec, REC_CANCEL);
	memset(rec.iface_event.iface.name, 0, IFACE_NAME_SIZE);
	strcpy(rec.iface_event.iface.name, odd_names[_i]);
	obj = through_text(&rec);
	ck_assert_int_eq(record_from_json(obj, &back, &key), 0);
	ck_assert_str_eq(back.iface_event.iface.name, odd_names[_i]);
	json_object_put(obj);
}
END_TEST

/* ---- what is wrong with it is named ---- */

static void refuse(struct json_object *obj, const char *want)
{
	union any_record rec;
	const char *key = NULL;

	ck_assert_msg(record_from_json(obj, &rec, &key) == -EINVAL,
		      "taken: %s", json_object_to_json_string(obj));
	ck_assert_str_eq(key, want);
}

/* Leave out each key of each type, or give it a type that no field has. */
START_TEST(every_key_counts)
{
	union any_record rec;
	struct json_object *obj;
	size_t keys = 0;

	srandom(_i);
	fill_record(&rec, _i);
	obj = through_text(&rec);
	json_object_object_foreach(obj, key, value) {
		struct json_object *broken = NULL;

		ck_assert_int_eq(json_object_deep_copy(obj, &broken, NULL), 0);
		json_object_object_add(broken, key,
				       json_object_new_double(1.5));
		refuse(broken, key);
		json_object_object_del(broken, key);
		refuse(broken, key);
		json_object_put(broken);
		keys += value != NULL;
	}
	/* a REC_MISSED has no interface */
	ck_assert_uint_ge(keys, _i == REC_MISSED ? 7 : 8);
	json_object_put(obj);
}
END_TEST

/* A value for a key of one of our records, which is then refused by name. */
static void refuse_value(int type, const char *key, const char *json)
{
	union any_record rec;
	struct json_object *obj, *value;

	fill_record(&rec, type);
	obj = through_text(&rec);
	value = json_tokener_parse(json);
	json_object_object_add(obj, key, value);
	refuse(obj, key);
	json_object_put(obj);
}

/* A list with a number for each link, but for the last */
#define FOURTEEN "[0,0,0,0,0,0,0,0,0,0,0,0,0,0"

static const struct {
	int type;
	const char *key, *json;
} cases[] = {
	{ REC_ANNOUNCE, "time", "-1" },
	{ REC_ANNOUNCE, "time", "1.5" },
	{ REC_ANNOUNCE, "time", "\"1\"" },
	{ REC_ANNOUNCE, "lost", "4294967296" },
	{ REC_ANNOUNCE, "ifindex", "4294967296" },
	{ REC_ANNOUNCE, "iftype", "256" },
	{ REC_ANNOUNCE, "valid_links", "65536" },
	{ REC_ANNOUNCE, "links", "-1" },
	{ REC_ANNOUNCE, "ret", "2147483648" },
	{ REC_ANNOUNCE, "ret", "-2147483649" },
	{ REC_ANNOUNCE, "ret", "1e3" },
	{ REC_ANNOUNCE, "associated", "1" },
	{ REC_ANNOUNCE, "associated", "\"true\"" },
	{ REC_ANNOUNCE, "iface", "7" },
	{ REC_ANNOUNCE, "iface", "\"sixteen-letters!\"" },
	{ REC_ANNOUNCE, "iface_addr", "\"02:00:00:00:00\"" },
	{ REC_ANNOUNCE, "iface_addr", "\"02:00:00:00:00:0g\"" },
	{ REC_ANNOUNCE, "iface_key", "\"12\"" },
	{ REC_ANNOUNCE, "iface_key", "\"0123456789abcdeF\"" },
	{ REC_ANNOUNCE, "iface_key", "\"0123456789abcdef0\"" },
	{ REC_ANNOUNCE, "radio_key", "18" },
	{ REC_LINK_ALLOC, "link", "256" },
	{ REC_LINK_ALLOC, "embedded", "0" },
	{ REC_LINK_ALLOC, "link_key", "null" },
	{ REC_STATION, "point", "65536" },
	{ REC_STATION, "sta", "\"nobody\"" },
	{ REC_STATION, "sta_links", "{}" },
	{ REC_STATION, "sta_links", "[1]" },
	{ REC_STATION, "sta_links", "[{}]" },
	{ REC_HASH_NODE, "point", "256" },
	{ REC_WALK_END, "complete", "2" },
	{ REC_WALK_END, "hash", "256" },
	{ REC_ASSOC_REQUEST, "pid", "4294967296" },
	{ REC_ASSOC_REQUEST, "pid", "-1" },
	{ REC_ASSOC_REQUEST, "comm", "7" },
	{ REC_ASSOC_REQUEST, "comm", "\"sixteen-letters!\"" },
	{ REC_ASSOC_REQUEST, "peer", "\"the AP\"" },
	{ REC_ASSOC_REQUEST, "asked", "65536" },
	{ REC_ASSOC_REQUEST, "offered", "-1" },
	{ REC_ASSOC_RESPONSE, "code", "65536" },
	{ REC_ASSOC_RESPONSE, "status", "0" },
	{ REC_ASSOC_RESPONSE, "status", "[]" },
	{ REC_ASSOC_RESPONSE, "status", FOURTEEN "]" },
	{ REC_ASSOC_RESPONSE, "status", FOURTEEN ",0,0]" },
	{ REC_ASSOC_RESPONSE, "status", FOURTEEN ",65536]" },
	{ REC_ASSOC_RESPONSE, "freq", FOURTEEN ",-1]" },
	{ REC_ASSOC_RESPONSE, "width", FOURTEEN ",\"20\"]" },
	{ REC_ASSOC_RESPONSE, "width", FOURTEEN ",null]" },
	{ REC_ASSOC_FAILURE, "timeout", "1" },
	{ REC_ACTIVE_LINKS, "before", "65536" },
	{ REC_ACTIVE_LINKS, "after", "-1" },
	{ REC_ACTIVE_LINKS, "ret", "2147483648" },
	{ REC_ACTIVE_LINKS, "driver", "\"sixteen-letters!\"" },
	{ REC_FRAME, "kind", "256" },
	{ REC_FRAME, "sent", "1" },
	{ REC_FRAME, "code", "65536" },
	{ REC_FRAME, "peer", "\"02:00:00:00:00\"" },
	{ REC_DRIVER_LOSS, "kind", "256" },
	{ REC_ADV_TTLM, "links", "65536" },
	{ REC_ADV_TTLM, "duration_ns", "-1" },
	{ REC_NEG_TTLM, "down", "[0,0,0,0,0,0,0]" },
	{ REC_NEG_TTLM, "up", "[0,0,0,0,0,0,0,0,0]" },
	{ REC_NEG_TTLM, "up", "[0,0,0,0,0,0,0,65536]" },
	{ REC_CSA, "link", "256" },
	{ REC_CSA, "freq", "65536" },
	{ REC_CSA, "count", "256" },
	{ REC_CSA, "quiet", "0" },
	{ REC_LINKS_ADDED, "links", "65536" },
	{ REC_RADIO, "kind", "256" },
};

START_TEST(out_of_range)
{
	refuse_value(cases[_i].type, cases[_i].key, cases[_i].json);
}
END_TEST

#define LINK_JSON(link, addr, bytes, embedded, key)			\
	"[{\"link\":" link ",\"link_addr\":\"" addr "\",\"bytes\":" bytes \
	",\"embedded\":" embedded ",\"link_key\":\"" key "\"}]"
#define GOOD_ADDR "02:00:00:00:11:01"
#define GOOD_KEY "0123456789abcdef"

START_TEST(links_of_a_station)
{
	static const char *const bad[] = {
		LINK_JSON("15", GOOD_ADDR, "0", "false", GOOD_KEY),
		LINK_JSON("255", GOOD_ADDR, "0", "false", GOOD_KEY),
		LINK_JSON("-1", GOOD_ADDR, "0", "false", GOOD_KEY),
		LINK_JSON("\"1\"", GOOD_ADDR, "0", "false", GOOD_KEY),
		LINK_JSON("1", "02:00", "0", "false", GOOD_KEY),
		LINK_JSON("1", GOOD_ADDR, "4294967296", "false", GOOD_KEY),
		LINK_JSON("1", GOOD_ADDR, "-1", "false", GOOD_KEY),
		LINK_JSON("1", GOOD_ADDR, "0", "1", GOOD_KEY),
		LINK_JSON("1", GOOD_ADDR, "0", "null", GOOD_KEY),
		LINK_JSON("1", GOOD_ADDR, "0", "false", "01234"),
		"[{\"link\":1,\"link_addr\":\"" GOOD_ADDR "\",\"bytes\":0,"
			"\"link_key\":\"" GOOD_KEY "\"}]",
		"[null]", "[[]]", "\"none\"", "null",
	};
	union any_record rec;
	const char *key;
	struct json_object *obj;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		refuse_value(REC_STATION, "sta_links", bad[i]);
	fill_record(&rec, REC_STATION);
	obj = through_text(&rec);
	json_object_object_add(obj, "sta_links", json_tokener_parse(
		LINK_JSON("14", GOOD_ADDR, "1192", "true", GOOD_KEY)));
	ck_assert_int_eq(record_from_json(obj, &rec, &key), 0);
	ck_assert_uint_eq(rec.station.present, 1 << 14);
	ck_assert_uint_eq(rec.station.embedded, 1 << 14);
	ck_assert_uint_eq(rec.station.bytes[14], 1192);
	ck_assert_uint_eq(rec.station.link[14], 0x0123456789abcdef);
	json_object_put(obj);
}
END_TEST

START_TEST(lists)
{
	union any_record rec, back;
	struct json_object *obj;
	const char *key;

	fill_record(&rec, REC_ASSOC_RESPONSE);
	obj = through_text(&rec);
	json_object_object_add(obj, "status", json_tokener_parse(
		"[0,1,17,0,0,0,0,0,0,0,0,0,0,0,65535]"));
	ck_assert_int_eq(record_from_json(obj, &back, &key), 0);
	ck_assert_uint_eq(back.assoc.status[1], 1);
	ck_assert_uint_eq(back.assoc.status[2], 17);
	ck_assert_uint_eq(back.assoc.status[14], 65535);
	ck_assert_mem_eq(back.assoc.freq, rec.assoc.freq,
			 sizeof(rec.assoc.freq));
	json_object_put(obj);
}
END_TEST

/* A link is in the list twice: which of the two should count? */
START_TEST(link_given_twice)
{
	refuse_value(REC_STATION, "sta_links",
		"[{\"link\":1,\"link_addr\":\"" GOOD_ADDR "\",\"bytes\":0,"
		"\"embedded\":false,\"link_key\":\"" GOOD_KEY "\"},"
		"{\"link\":1,\"link_addr\":\"" GOOD_ADDR "\",\"bytes\":1192,"
		"\"embedded\":false,\"link_key\":\"" GOOD_KEY "\"}]");
}
END_TEST

START_TEST(unknown_record)
{
	static const char *const objects[] = {
		"{\"record\":\"link-frees\"}", "{\"record\":\"\"}",
		"{\"record\":3}", "{\"record\":null}", "{}",
	};

	for (size_t i = 0; i < ARRAY_SIZE(objects); i++) {
		struct json_object *obj = json_tokener_parse(objects[i]);

		refuse(obj, "record");
		json_object_put(obj);
	}
}
END_TEST

/* A newer mlotrace may add keys. */
START_TEST(unknown_key_is_left_alone)
{
	union any_record rec, back;
	struct json_object *obj;
	const char *key;

	fill_record(&rec, REC_LINK_REMOVE);
	obj = through_text(&rec);
	json_object_object_add(obj, "colour", json_object_new_string("red"));
	ck_assert_int_eq(record_from_json(obj, &back, &key), 0);
	ck_assert_mem_eq(&rec, &back, rec.hdr.size);
	json_object_put(obj);
}
END_TEST

/* ---- records as they come from the ring buffer ---- */

START_TEST(valid_is_only_the_right_size)
{
	union any_record rec;

	for (int type = 0; type < REC_TYPES + 4; type++) {
		for (size_t size = 0; size <= sizeof(rec); size++) {
			bool right = type > 0 && type < REC_TYPES &&
				     size == record_size(type);

			memset(&rec, 0, sizeof(rec));
			rec.hdr.type = type;
			rec.hdr.size = size;
			ck_assert_int_eq(record_valid(&rec, size), right);
		}
	}
}
END_TEST

START_TEST(size_has_to_agree_with_itself)
{
	union any_record rec;

	fill_record(&rec, REC_WALK_END);
	ck_assert(record_valid(&rec, sizeof(rec.walk)));
	rec.hdr.size = sizeof(rec.node);
	ck_assert(!record_valid(&rec, sizeof(rec.walk)));
	ck_assert(!record_valid(&rec, sizeof(rec.node)));
	rec.hdr.type = UINT16_MAX;
	ck_assert(!record_valid(&rec, sizeof(rec.node)));
}
END_TEST

static __u64 hide(__u64 key, const void *ctx)
{
	return key ? key ^ *(const __u64 *)ctx : 0;
}

/* No address may be left out. The mask applied twice restores the record. */
START_TEST(every_key_is_mapped)
{
	const __u64 mask = 0x5a5a5a5a5a5a5a5a;
	union any_record rec, hidden;
	struct json_object *obj, *other;
	size_t keys = 0;

	srandom(100 + _i);
	fill_record(&rec, _i);
	hidden = rec;
	record_map_keys(&hidden, hide, &mask);
	obj = through_text(&rec);
	other = through_text(&hidden);
	json_object_object_foreach(obj, key, value) {
		size_t len = strlen(key);

		if (len < 4 || strcmp(key + len - 4, "_key"))
			continue;
		keys++;
		ck_assert_int_eq(json_object_get_type(value),
				 json_type_string);
		ck_assert_str_ne(json_object_get_string(value),
				 json_object_get_string(
					json_object_object_get(other, key)));
	}
	ck_assert_uint_ge(keys, _i == REC_MISSED ? 0 : 2);
	json_object_put(other);
	json_object_put(obj);
	if (_i == REC_STATION)
		for (int i = 0; i < MLO_MAX_LINKS; i++)
			ck_assert_uint_eq(hidden.station.link[i],
					  hide(rec.station.link[i], &mask));
	record_map_keys(&hidden, hide, &mask);
	ck_assert_mem_eq(&rec, &hidden, rec.hdr.size);
}
END_TEST

static Suite *recording_suite(void)
{
	Suite *s = suite_create("recording");
	TCase *json = tcase_create("json");
	TCase *wrong = tcase_create("wrong");
	TCase *raw = tcase_create("raw");

	tcase_add_loop_test(json, there_and_back, 1, REC_TYPES);
	tcase_add_test(json, extreme_numbers);
	tcase_add_loop_test(json, interface_names, 0, ARRAY_SIZE(odd_names));
	suite_add_tcase(s, json);

	tcase_add_loop_test(wrong, every_key_counts, 1, REC_TYPES);
	tcase_add_loop_test(wrong, out_of_range, 0, ARRAY_SIZE(cases));
	tcase_add_test(wrong, links_of_a_station);
	tcase_add_test(wrong, lists);
	tcase_add_test(wrong, link_given_twice);
	tcase_add_test(wrong, unknown_record);
	tcase_add_test(wrong, unknown_key_is_left_alone);
	suite_add_tcase(s, wrong);

	tcase_add_test(raw, valid_is_only_the_right_size);
	tcase_add_test(raw, size_has_to_agree_with_itself);
	tcase_add_loop_test(raw, every_key_is_mapped, 1, REC_TYPES);
	suite_add_tcase(s, raw);
	return s;
}

int main(void)
{
	return run_suite(recording_suite);
}
