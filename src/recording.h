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

/*
 * Apply fn to every field that is a kernel address; the record is valid.
 */
void record_map_keys(union any_record *rec,
		     __u64 (*fn)(__u64 key, const void *ctx), const void *ctx);

/* Add the record's fields to a JSON object; -ENOMEM when memory is out. */
int record_to_json(const union any_record *rec, struct json_object *out);

/*
 * The record that a JSON object holds. -EINVAL when a field is missing, of the
 * wrong type or out of range; *key then names it.
 */
int record_from_json(struct json_object *in, union any_record *rec,
		     const char **key);

#endif
