/* SPDX-License-Identifier: GPL-2.0-only */
/* Print texts and JSON values; escape what comes from a file. */
#ifndef MLOTRACE_CHECK_PRINT_H
#define MLOTRACE_CHECK_PRINT_H

#include <stddef.h>

#include "base/line.h"

void check_print_text(const char *text);

/* {"type":type,"v":1 */
void check_json_begin(struct line *line, const char *type);

/* Nothing is added for NULL and "". */
void check_json_text(struct line *line, const char *key, const char *text);

/* An array of count texts, each size bytes after the last one. */
void check_json_texts(struct line *line, const char *key, const char *texts,
		      size_t size, size_t count);

/* Print the line. */
void check_json_end(struct line *line);

#endif
