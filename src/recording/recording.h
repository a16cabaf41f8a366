/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The records of bpf/record.h as JSON and back, from one table of their fields.
 */
#ifndef MLOTRACE_RECORDING_H
#define MLOTRACE_RECORDING_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/line.h"
#include "record.h"

/* Is this a record of a known type, of just the size of that type? */
bool record_valid(const void *data, size_t size);

/* As a recording names this type; "unknown" where there is none. */
const char *record_name(unsigned int type);

/* What a valid record is about; NULL, or -1, where it does not say. */
const struct rec_iface *record_iface(const union any_record *rec);
const struct rec_sta *record_sta(const union any_record *rec);
int record_link(const union any_record *rec);

/*
 * Apply fn to every field that is a kernel address; the record is valid.
 */
void record_map_keys(union any_record *rec,
		     __u64 (*fn)(__u64 key, const void *ctx), const void *ctx);

/*
 * Likewise to every MAC address, every interface's and every process's name,
 * until one of them returns what is not 0: this is returned.
 */
int record_map_names(union any_record *rec,
		     int (*mac)(void *ctx, uint8_t mac[6]),
		     int (*name)(void *ctx, char name[IFACE_NAME_SIZE]),
		     int (*comm)(void *ctx, char name[IFACE_NAME_SIZE]),
		     void *ctx);

#define NAME_TEXT_SIZE (4 * IFACE_NAME_SIZE + 1)

/*
 * An interface's name (of at most size bytes, itself at most IFACE_NAME_SIZE;
 * need not end in a NUL) as escape_text() has it, and so that name_from_text()
 * finds every byte of it again. Returns text, which has NAME_TEXT_SIZE bytes.
 */
char *name_to_text(char *text, const char *name, size_t size);

/*
 * The name again: fills at most size - 1 bytes of what is zeroed; -EINVAL when
 * it is too long, or no text.
 */
int name_from_text(const char *text, char *out, size_t size);
int name_from_json(struct json_object *value, char *out, size_t size);

enum value_kind {
	VALUE_UINT,	/* .number */
	VALUE_INT,	/* .number, which may be negative */
	VALUE_BOOL,	/* .number */
	VALUE_TEXT,	/* .text, that goes with the visit */
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

/* Visit the fields of a valid record in their order, the name of its type first. */
void record_visit(const union any_record *rec,
		  void (*visit)(void *ctx, const char *key,
				const struct record_value *value), void *ctx);

/* Add the fields of a valid record to a line. */
void record_to_line(const union any_record *rec, struct line *line);

/*
 * The record that a JSON object holds. -EINVAL when a field is missing, of the
 * wrong type or out of range; *key then names it.
 */
int record_from_json(struct json_object *in, union any_record *rec,
		     const char **key);

#endif
