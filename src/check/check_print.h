/* SPDX-License-Identifier: GPL-2.0-only */
/* Texts and JSON values, with what comes of a file escaped. */
#ifndef MLOTRACE_CHECK_PRINT_H
#define MLOTRACE_CHECK_PRINT_H

#include <stddef.h>

#include "base/json.h"

void check_print_text(const char *text);

/* {"type":type,"v":1 */
json_object *check_json_line(const char *type);

/* Nothing is added for NULL and "". */
void check_json_text(json_object *obj, const char *key, const char *text);

/* An array of count texts, each size bytes after the last one. */
void check_json_texts(json_object *obj, const char *key, const char *texts,
		      size_t size, size_t count);

/* Print it as a line, and free it. */
void check_json_print(json_object *obj);

#endif
