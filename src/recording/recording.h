/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The records of bpf/record.h as JSON objects and back, from one table of
 * their fields.
 */
#ifndef MLOTRACE_RECORDING_H
#define MLOTRACE_RECORDING_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

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
 * Likewise to every MAC address and every interface's name, until one of them
 * returns what is not 0: this is returned.
 */
int record_map_names(union any_record *rec,
		     int (*mac)(void *ctx, uint8_t mac[6]),
		     int (*name)(void *ctx, char name[IFACE_NAME_SIZE]),
		     void *ctx);

/*
 * An interface's name (of at most IFACE_NAME_SIZE bytes, need not end in a NUL)
 * as escape_text() has it, and so that name_from_json() finds every byte of it
 * again. The latter fills at most size - 1 bytes of what is zeroed; -EINVAL
 * when it is no text, or too long.
 */
struct json_object *name_to_json(const char *name, size_t size);
int name_from_json(struct json_object *value, char *out, size_t size);

/* Add the record's fields to a JSON object; -ENOMEM when memory is out. */
int record_to_json(const union any_record *rec, struct json_object *out);

/*
 * The record that a JSON object holds. -EINVAL when a field is missing, of the
 * wrong type or out of range; *key then names it.
 */
int record_from_json(struct json_object *in, union any_record *rec,
		     const char **key);

#endif
