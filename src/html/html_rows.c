// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/util.h"
#include "html/html_priv.h"
#include "output/describe.h"
#include "recording/recording.h"

/*
 * A page must open on a phone. When it gets too big, it leaves out records
 * first, and then events; it says how many.
 */
#define RECORDS_ROOM (14 << 20)
#define EVENTS_ROOM (16 << 20)

struct row {
	struct rows *rows;
	const union any_record *rec;	/* NULL: the row is an event */
	char shape[640];
	char values[1024];
	size_t shape_len, values_len;
	int err;
};

int rows_open(struct rows *rows, struct dict *strings, struct dict *ifaces,
	      uint64_t time)
{
	rows->strings = strings;
	rows->ifaces = ifaces;
	rows->before = time;
	return dict_open(&rows->shapes) ?: buffer_open(&rows->json);
}

void rows_free(struct rows *rows)
{
	dict_free(&rows->shapes);
	buffer_free(&rows->json);
}

static bool is_full(const struct rows *rows, off_t room)
{
	return ftello(rows->json.file) + ftello(rows->strings->json.file) +
	       ftello(rows->ifaces->json.file) > room;
}

static __attribute__((format(printf, 4, 5)))
void append(char *text, size_t size, size_t *len, const char *fmt, ...)
{
	va_list args;
	int more;

	va_start(args, fmt);
	more = vsnprintf(text + *len, size - *len, fmt, args);
	va_end(args);
	if (more > 0 && *len + more < size)
		*len += more;
	else
		text[*len] = '\0';
}

#define TO_SHAPE(row, ...) \
	append((row)->shape, sizeof((row)->shape), &(row)->shape_len, \
	       __VA_ARGS__)
#define TO_VALUES(row, ...) \
	append((row)->values, sizeof((row)->values), &(row)->values_len, \
	       __VA_ARGS__)

/* Return the number; if it is an error, keep the first one. */
static int checked(struct row *row, int number)
{
	if (number < 0 && !row->err)
		row->err = number;
	return number;
}

/*
 * kind: d number, b yes or no, n nanoseconds, l mask of links, w mask of
 * witnesses, s number of a string, L links of a station
 */
static void add_value(struct row *row, const char *key, char kind,
		      uint64_t value)
{
	TO_SHAPE(row, "|%s:%c", key, kind);
	TO_VALUES(row, ",%" PRIu64, value);
}

static void add_string(struct row *row, const char *key, const char *text)
{
	TO_SHAPE(row, "|%s:s", key);
	TO_VALUES(row, ",%d",
		  checked(row, dict_number(row->rows->strings, text)));
}

static int put_row(struct row *row, uint64_t time, unsigned int flags,
		   int iface, int sta, int link)
{
	struct rows *rows = row->rows;
	int shape = checked(row, dict_number(&rows->shapes, row->shape));

	checked(row, iface);
	checked(row, sta);
	if (row->err)
		return row->err;
	fprintf(rows->json.file, "%s[%" PRId64 ",%d,%u,%d,%d,%d%s]",
		rows->count++ ? ",\n" : "", (int64_t)(time - rows->before),
		shape, flags, iface, sta, link, row->values);
	rows->before = time;
	return 0;
}

/* Does this key have its own column, or say the same as another? */
static bool has_column(const char *key)
{
	static const char *const keys[] = {
		"record", "time", "lost", "iface", "ifindex", "netns", "wiphy",
		"role", "iftype", "iface_addr", "sta", "link", "why",
		"assoc_at",
	};
	size_t len = strlen(key);

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (!strcmp(key, keys[i]))
			return true;
	return len > 4 && !strcmp(key + len - 4, "_key");
}

static void add_item(struct row *row, const struct item *item)
{
	char text[ITEM_TEXT_SIZE];

	switch (item->kind) {
	case ITEM_TEXT:
	case ITEM_CAUSE:
		add_string(row, item->key, item->text);
		break;
	case ITEM_NAME:
	case ITEM_PROCESS:
	case ITEM_DRIVER:
	case ITEM_CHANNELS:
		item_to_text(item, text, sizeof(text));
		add_string(row, item->key, text);
		break;
	case ITEM_MAC:
		add_string(row, item->key, format_mac(text, item->mac));
		break;
	case ITEM_NS:
		add_value(row, item->key, 'n', item->number);
		break;
	case ITEM_LINKS:
		add_value(row, item->key, 'l', item->number);
		break;
	case ITEM_WITNESS:
		add_value(row, item->key, 'w', item->number);
		break;
	case ITEM_BOOL:
		add_value(row, item->key, 'b', item->number);
		break;
	case ITEM_NUMBER:
	case ITEM_ID:
	case ITEM_RECORDS:
	case ITEM_CALLS:
		add_value(row, item->key, 'd', item->number);
		break;
	}
}

int rows_event(struct rows *rows, const struct event *ev)
{
	struct row row = { .rows = rows };
	struct item items[MAX_ITEMS];
	size_t count = describe_event(ev, items);
	unsigned int flags = 0;

	if (is_full(rows, EVENTS_ROOM)) {
		rows->events_left_out++;
		return 0;
	}
	if (event_is_problem(ev))
		flags |= ROW_PROBLEM;
	if (ev->outcome == OUTCOME_UNKNOWN || ev->type == EV_LOST ||
	    ev->type == EV_MISSED)
		flags |= ROW_UNKNOWN;
	TO_SHAPE(&row, "%s", event_type_name(ev->type));
	for (size_t i = 0; i < count; i++)
		if (!has_column(items[i].key))
			add_item(&row, &items[i]);
	return put_row(&row, ev->time, flags, ev->iface.sdata ?
		       iface_number(rows->ifaces, &ev->iface) + 1 : 0,
		       ev->has_sta ? dict_mac(rows->strings, ev->sta) + 1 : 0,
		       ev->link + 1);
}

static bool ends_in(const char *key, const char *end)
{
	size_t len = strlen(key), end_len = strlen(end);

	return len >= end_len && !strcmp(key + len - end_len, end);
}

/* [[link, address, bytes], ...] */
static void add_links(struct row *row, const char *key,
		      const struct rec_station *rec)
{
	bool first = true;

	TO_SHAPE(row, "|%s:L", key);
	TO_VALUES(row, ",[");
	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		if (!(rec->present & 1 << i))
			continue;
		TO_VALUES(row, "%s[%d,%d,%u]", first ? "" : ",", i,
			  checked(row, dict_mac(row->rows->strings,
						rec->link_addr[i])),
			  rec->bytes[i]);
		first = false;
	}
	TO_VALUES(row, "]");
}

/* "0 17 17" */
static void add_list(struct row *row, const char *key,
		     const struct record_value *value)
{
	char text[8 * MLO_MAX_LINKS] = "";
	size_t used = 0;

	for (size_t i = 0; i < value->number && used < sizeof(text); i++)
		used += snprintf(text + used, sizeof(text) - used, "%s%u",
				 i ? " " : "", value->list[i]);
	add_string(row, key, text);
}

static void add_field(void *ctx, const char *key,
		      const struct record_value *value)
{
	struct row *row = ctx;

	if (!strcmp(key, "record")) {
		TO_SHAPE(row, "%s", value->text);
		return;
	}
	if (has_column(key))
		return;
	switch (value->kind) {
	case VALUE_BOOL:
		add_value(row, key, 'b', value->number);
		break;
	case VALUE_TEXT:
	case VALUE_WORD:
		add_string(row, key, value->text);
		break;
	case VALUE_LINKS:
		add_links(row, key, &row->rec->station);
		break;
	case VALUE_LIST:
		add_list(row, key, value);
		break;
	case VALUE_INT:
		TO_SHAPE(row, "|%s:d", key);
		TO_VALUES(row, ",%" PRId64, (int64_t)value->number);
		break;
	case VALUE_UINT:
		add_value(row, key, ends_in(key, "_ns") ? 'n' :
			  ends_in(key, "links") || ends_in(key, "dormant") ?
			  'l' : 'd', value->number);
		break;
	}
}

/* Where a record names its station and its link. */
static void record_place(struct rows *rows, const union any_record *rec,
			 int *iface, int *sta, int *link)
{
	const struct rec_iface *of_iface = record_iface(rec);
	const struct rec_sta *of_sta = record_sta(rec);

	*iface = of_iface ? iface_number(rows->ifaces, of_iface) + 1 : 0;
	*sta = of_sta ? dict_mac(rows->strings, of_sta->addr) + 1 : 0;
	*link = record_link(rec) + 1;
}

int rows_record(struct rows *rows, const union any_record *rec)
{
	struct row row = { .rows = rows, .rec = rec };
	int iface, sta, link;

	if (is_full(rows, RECORDS_ROOM)) {
		rows->records_left_out++;
		return 0;
	}
	record_visit(rec, add_field, &row);
	record_place(rows, rec, &iface, &sta, &link);
	return put_row(&row, rec->hdr.time, ROW_RECORD, iface, sta, link);
}
