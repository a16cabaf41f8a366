/* SPDX-License-Identifier: GPL-2.0-only */
/* The writing of lines, shared by the output_*.c files alone. */
#ifndef MLOTRACE_OUTPUT_PRIV_H
#define MLOTRACE_OUTPUT_PRIV_H

#include "base/json.h"
#include "output/output.h"

#define WALL_SIZE 48

/* {"type":type,"v":1}, and with time and wall where boot_ns is not 0. */
struct json_object *json_line(const struct output *out, const char *type,
			      uint64_t boot_ns);
void json_add_text(struct json_object *obj, const char *key,
		   const char *text);
void json_add_number(struct json_object *obj, const char *key,
		     uint64_t number);
void json_add_bool(struct json_object *obj, const char *key, bool value);
/* Write it as one line, and let go of it. */
void output_json(struct output *out, struct json_object *obj);

/* Remember the first error of the file. */
void output_check(struct output *out);

#endif
