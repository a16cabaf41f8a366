/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Converts records of bpf/record.h to JSON and back, by one table of fields.
 */
#ifndef MLOTRACE_RECORDING_H
#define MLOTRACE_RECORDING_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/line.h"
#include "record.h"

/* Is this a record of a known type, with exactly the size of that type? */
bool record_valid(const void *data, size_t size);

/* Return the name of this type in a recording, or "unknown". */
const char *record_name(unsigned int type);

/* Return what a valid record is about; NULL, or -1, if it does not say. */
const struct rec_iface *record_iface(const union any_record *rec);
const struct rec_sta *record_sta(const union any_record *rec);
int record_link(const union any_record *rec);

/*
 * Apply fn to every field that is a kernel address; the record is valid.
 */
void record_map_keys(union any_record *rec,
		     __u64 (*fn)(__u64 key, const void *ctx), const void *ctx);

/*
 * Likewise, apply these to every MAC address, interface name and process name.
 * Stops at the first result other than 0, and returns that.
 */
int record_map_names(union any_record *rec,
		     int (*mac)(void *ctx, uint8_t mac[6]),
		     int (*name)(void *ctx, char name[IFACE_NAME_SIZE]),
		     int (*comm)(void *ctx, char name[IFACE_NAME_SIZE]),
		     void *ctx);

#define NAME_TEXT_SIZE (4 * IFACE_NAME_SIZE + 1)

/*
 * Escape an interface's name like escape_text(), but so that name_from_text()
 * restores every byte. The name has at most size bytes, and need not end in a
 * NUL; size is at most IFACE_NAME_SIZE. Returns text, of NAME_TEXT_SIZE bytes.
 */
char *name_to_text(char *text, const char *name, size_t size);

/*
 * Restore the name: fills at most size - 1 bytes of out, which is zeroed.
 * Returns -EINVAL if the name is too long, or no text.
 */
int name_from_text(const char *text, char *out, size_t size);
int name_from_json(struct json_object *value, char *out, size_t size);

enum value_kind {
	VALUE_UINT,	/* .number */
	VALUE_INT,	/* .number, which may be negative */
	VALUE_BOOL,	/* .number */
	VALUE_TEXT,	/* .text, valid only during the visit */
	VALUE_WORD,	/* likewise, of .number digits and colons */
	VALUE_LINKS,	/* the link arrays of a rec_station */
	VALUE_LIST,	/* .list of .number numbers */
};

struct record_value {
	enum value_kind kind;
	__u64 number;
	const char *text;
	const __u16 *list;
};

/* Visit the fields of a valid record in order, the name of its type first. */
void record_visit(const union any_record *rec,
		  void (*visit)(void *ctx, const char *key,
				const struct record_value *value), void *ctx);

/* Add the fields of a valid record to a line. */
void record_to_line(const union any_record *rec, struct line *line);

/*
 * Read a record from a JSON object. Returns -EINVAL if a field is missing, of
 * the wrong type or out of range; *key then names the field.
 */
int record_from_json(struct json_object *in, union any_record *rec,
		     const char **key);

#endif
