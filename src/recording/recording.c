// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "recording/fields.h"
#include "recording/recording.h"

/* Return what a valid record has at the offset, or NULL if NOWHERE. */
static const void *field_at(const union any_record *rec, int offset)
{
	return offset == NOWHERE ? NULL : (const char *)rec + offset;
}

const struct rec_iface *record_iface(const union any_record *rec)
{
	return field_at(rec, layouts[rec->hdr.type].about->iface);
}

const struct rec_sta *record_sta(const union any_record *rec)
{
	return field_at(rec, layouts[rec->hdr.type].about->sta);
}

int record_link(const union any_record *rec)
{
	const uint8_t *id = field_at(rec, layouts[rec->hdr.type].about->link);

	return id ? *id : -1;
}

bool record_valid(const void *data, size_t size)
{
	const struct record *rec = data;

	return size >= sizeof(*rec) && rec->type < REC_TYPES &&
	       layouts[rec->type].name && rec->size == size &&
	       layouts[rec->type].size == size;
}

const char *record_name(unsigned int type)
{
	if (type >= REC_TYPES || !layouts[type].name)
		return "unknown";
	return layouts[type].name;
}

void record_map_keys(union any_record *rec,
		     __u64 (*fn)(__u64 key, const void *ctx), const void *ctx)
{
	const struct field *field = layouts[rec->hdr.type].fields;

	for (; *field->key; field++) {
		__u64 *key = (__u64 *)((char *)rec + field->offset);

		if (field->kind == FIELD_KEY) {
			*key = fn(*key, ctx);
		} else if (field->kind == FIELD_LINKS) {
			for (int i = 0; i < MLO_MAX_LINKS; i++)
				rec->station.link[i] =
					fn(rec->station.link[i], ctx);
		}
	}
}

int record_map_names(union any_record *rec,
		     int (*mac)(void *ctx, uint8_t mac[6]),
		     int (*name)(void *ctx, char name[IFACE_NAME_SIZE]),
		     int (*comm)(void *ctx, char name[IFACE_NAME_SIZE]),
		     void *ctx)
{
	const struct field *field = layouts[rec->hdr.type].fields;
	int err = 0;

	for (; !err && *field->key; field++) {
		void *at = (char *)rec + field->offset;

		if (field->kind == FIELD_MAC)
			err = mac(ctx, at);
		else if (field->kind == FIELD_NAME)
			err = name(ctx, at);
		else if (field->kind == FIELD_COMM)
			err = comm(ctx, at);
		else if (field->kind == FIELD_LINKS)
			for (int i = 0; !err && i < MLO_MAX_LINKS; i++)
				err = mac(ctx, rec->station.link_addr[i]);
	}
	return err;
}

static uint64_t load_uint(const void *from, size_t size)
{
	switch (size) {
	case 1:
		return *(const uint8_t *)from;
	case 2:
		return *(const uint16_t *)from;
	case 4:
		return *(const uint32_t *)from;
	default:
		return *(const uint64_t *)from;
	}
}

static void store_uint(void *to, size_t size, uint64_t value)
{
	switch (size) {
	case 1:
		*(uint8_t *)to = value;
		break;
	case 2:
		*(uint16_t *)to = value;
		break;
	case 4:
		*(uint32_t *)to = value;
		break;
	default:
		*(uint64_t *)to = value;
	}
}

char *name_to_text(char *text, const char *name, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; i < size && name[i]; i++) {
		bool odd = (unsigned char)name[i] < 0x20 ||
			   (unsigned char)name[i] >= 0x7f ||
			   (name[i] == '\\' && i + 1 < size &&
			    name[i + 1] == 'x');

		if (odd)
			used += sprintf(text + used, "\\x%02x",
					(unsigned char)name[i]);
		else
			text[used++] = name[i];
	}
	text[used] = '\0';
	return text;
}

static void field_value(const struct field *field, const union any_record *rec,
			char text[NAME_TEXT_SIZE], struct record_value *value)
{
	const char *from = (const char *)rec + field->offset;

	value->text = text;
	switch (field->kind) {
	case FIELD_UINT:
		value->kind = VALUE_UINT;
		value->number = load_uint(from, field->size);
		break;
	case FIELD_INT32:
		value->kind = VALUE_INT;
		value->number = *(const int32_t *)from;
		break;
	case FIELD_BOOL:
		value->kind = VALUE_BOOL;
		value->number = *from;
		break;
	case FIELD_KEY:
		value->kind = VALUE_WORD;
		value->number = KEY_TEXT_SIZE - 1;
		format_key(text, *(const uint64_t *)from);
		break;
	case FIELD_MAC:
		value->kind = VALUE_WORD;
		value->number = MAC_TEXT_SIZE - 1;
		format_mac(text, (const uint8_t *)from);
		break;
	case FIELD_NAME:
	case FIELD_COMM:
	case FIELD_DRIVER:
		value->kind = VALUE_TEXT;
		name_to_text(text, from, field->size);
		break;
	case FIELD_LINKS:
		value->kind = VALUE_LINKS;
		break;
	case FIELD_LIST:
		value->kind = VALUE_LIST;
		value->list = (const uint16_t *)from;
		value->number = field->size / sizeof(*value->list);
		break;
	}
}

void record_visit(const union any_record *rec,
		  void (*visit)(void *ctx, const char *key,
				const struct record_value *value), void *ctx)
{
	const struct layout *layout = &layouts[rec->hdr.type];
	struct record_value value = {
		.kind = VALUE_TEXT, .text = layout->name,
	};
	char text[NAME_TEXT_SIZE];

	visit(ctx, "record", &value);
	for (const struct field *f = layout->fields; *f->key; f++) {
		field_value(f, rec, text, &value);
		visit(ctx, f->key, &value);
	}
}

static void links_to_line(const struct rec_station *rec, const char *key,
			  struct line *line)
{
	char text[NAME_TEXT_SIZE];

	line_open(line, key, '[');
	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		if (!(rec->present & 1 << i))
			continue;
		line_open(line, NULL, '{');
		line_uint(line, "link", i);
		line_word(line, "link_addr",
			  format_mac(text, rec->link_addr[i]),
			  MAC_TEXT_SIZE - 1);
		line_uint(line, "bytes", rec->bytes[i]);
		line_bool(line, "embedded", rec->embedded & 1 << i);
		line_word(line, "link_key", format_key(text, rec->link[i]),
			  KEY_TEXT_SIZE - 1);
		line_close(line, '}');
	}
	line_close(line, ']');
}

struct record_line {
	const union any_record *rec;
	struct line *line;
};

static void value_to_line(void *ctx, const char *key,
			  const struct record_value *value)
{
	struct record_line *to = ctx;

	switch (value->kind) {
	case VALUE_UINT:
		line_uint(to->line, key, value->number);
		break;
	case VALUE_INT:
		line_int(to->line, key, value->number);
		break;
	case VALUE_BOOL:
		line_bool(to->line, key, value->number);
		break;
	case VALUE_TEXT:
		line_text(to->line, key, value->text);
		break;
	case VALUE_WORD:
		line_word(to->line, key, value->text, value->number);
		break;
	case VALUE_LINKS:
		links_to_line(&to->rec->station, key, to->line);
		break;
	case VALUE_LIST:
		line_open(to->line, key, '[');
		for (size_t i = 0; i < value->number; i++)
			line_uint(to->line, NULL, value->list[i]);
		line_close(to->line, ']');
		break;
	}
}

void record_to_line(const union any_record *rec, struct line *line)
{
	struct record_line to = { rec, line };

	record_visit(rec, value_to_line, &to);
}

static int uint_from_json(struct json_object *value, uint64_t max,
			  uint64_t *out)
{
	if (!json_object_is_type(value, json_type_int) ||
	    json_object_get_int64(value) < 0)
		return -EINVAL;
	*out = json_object_get_uint64(value);
	return *out > max ? -EINVAL : 0;
}

static int int32_from_json(struct json_object *value, int32_t *out)
{
	int64_t number = json_object_get_int64(value);

	if (!json_object_is_type(value, json_type_int) ||
	    number < INT32_MIN || number > INT32_MAX)
		return -EINVAL;
	*out = number;
	return 0;
}

static int key_from_json(struct json_object *value, uint64_t *out)
{
	const char *text = json_object_get_string(value);

	if (!json_object_is_type(value, json_type_string) ||
	    strlen(text) != 16 || strspn(text, "0123456789abcdef") != 16)
		return -EINVAL;
	*out = strtoull(text, NULL, 16);
	return 0;
}

static int mac_from_json(struct json_object *value, uint8_t *out)
{
	if (!json_object_is_type(value, json_type_string))
		return -EINVAL;
	return parse_mac(json_object_get_string(value), out);
}

static int link_from_json(struct json_object *in, struct rec_station *rec)
{
	struct json_object *embedded = json_object_object_get(in, "embedded");
	uint64_t link_id, bytes;

	if (!json_object_is_type(in, json_type_object) ||
	    uint_from_json(json_object_object_get(in, "link"),
			   MLO_MAX_LINKS - 1, &link_id) ||
	    rec->present & 1 << link_id ||
	    !json_object_is_type(embedded, json_type_boolean) ||
	    uint_from_json(json_object_object_get(in, "bytes"), UINT32_MAX,
			   &bytes) ||
	    mac_from_json(json_object_object_get(in, "link_addr"),
			  rec->link_addr[link_id]) ||
	    key_from_json(json_object_object_get(in, "link_key"),
			  (uint64_t *)&rec->link[link_id]))
		return -EINVAL;
	rec->present |= 1 << link_id;
	rec->embedded |= json_object_get_boolean(embedded) << link_id;
	rec->bytes[link_id] = bytes;
	return 0;
}

static int links_from_json(struct json_object *array, struct rec_station *rec)
{
	if (!json_object_is_type(array, json_type_array))
		return -EINVAL;
	for (size_t i = 0; i < json_object_array_length(array); i++)
		if (link_from_json(json_object_array_get_idx(array, i), rec))
			return -EINVAL;
	return 0;
}

int name_from_text(const char *text, char *out, size_t size)
{
	for (size_t i = 0; i + 1 < size && *text; i++) {
		char digits[3] = "";

		if (!strncmp(text, "\\x", 2))
			strncpy(digits, text + 2, 2);
		if (strspn(digits, "0123456789abcdef") == 2) {
			out[i] = strtoul(digits, NULL, 16);
			text += 4;
		} else {
			out[i] = *text++;
		}
	}
	return *text ? -EINVAL : 0;
}

int name_from_json(struct json_object *value, char *out, size_t size)
{
	if (!json_object_is_type(value, json_type_string))
		return -EINVAL;
	return name_from_text(json_object_get_string(value), out, size);
}

static int list_from_json(struct json_object *array, uint16_t *list,
			  size_t count)
{
	uint64_t number;

	if (!json_object_is_type(array, json_type_array) ||
	    json_object_array_length(array) != count)
		return -EINVAL;
	for (size_t i = 0; i < count; i++) {
		if (uint_from_json(json_object_array_get_idx(array, i),
				   UINT16_MAX, &number))
			return -EINVAL;
		list[i] = number;
	}
	return 0;
}

static int field_from_json(const struct field *field,
			   struct json_object *value, union any_record *rec)
{
	char *to = (char *)rec + field->offset;
	uint64_t number;

	switch (field->kind) {
	case FIELD_UINT:
		if (uint_from_json(value, field->size == 8 ? UINT64_MAX :
				   (1ULL << 8 * field->size) - 1, &number))
			return -EINVAL;
		store_uint(to, field->size, number);
		return 0;
	case FIELD_INT32:
		return int32_from_json(value, (int32_t *)to);
	case FIELD_BOOL:
		*to = json_object_get_boolean(value);
		return json_object_is_type(value, json_type_boolean) ?
		       0 : -EINVAL;
	case FIELD_KEY:
		return key_from_json(value, (uint64_t *)to);
	case FIELD_MAC:
		return mac_from_json(value, (uint8_t *)to);
	case FIELD_NAME:
	case FIELD_COMM:
	case FIELD_DRIVER:
		return name_from_json(value, to, field->size);
	case FIELD_LIST:
		return list_from_json(value, (uint16_t *)to,
				      field->size / sizeof(uint16_t));
	default:
		return links_from_json(value, &rec->station);
	}
}

static int type_of_name(const char *name)
{
	for (int i = 1; name && i < REC_TYPES; i++)
		if (!strcmp(layouts[i].name, name))
			return i;
	return -EINVAL;
}

int record_from_json(struct json_object *in, union any_record *rec,
		     const char **key)
{
	struct json_object *value = json_object_object_get(in, "record");
	int type = json_object_is_type(value, json_type_string) ?
		   type_of_name(json_object_get_string(value)) : -EINVAL;

	*key = "record";
	if (type < 0)
		return -EINVAL;
	memset(rec, 0, sizeof(*rec));
	for (const struct field *f = layouts[type].fields; *f->key; f++) {
		*key = f->key;
		value = json_object_object_get(in, f->key);
		if (field_from_json(f, value, rec))
			return -EINVAL;
	}
	rec->hdr.type = type;
	rec->hdr.size = layouts[type].size;
	return 0;
}
