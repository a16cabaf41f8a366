// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "base/util.h"
#include "check/check_print.h"

#define TEXT_SIZE 1024

void check_print_text(const char *text)
{
	char safe[4 * TEXT_SIZE];

	escape_text(safe, sizeof(safe), text, strlen(text));
	fputs(safe, stdout);
}

void check_json_begin(struct line *line, const char *type)
{
	line_begin(line);
	line_text(line, "type", type);
	line_uint(line, "v", 1);
}

void check_json_text(struct line *line, const char *key, const char *text)
{
	char safe[4 * TEXT_SIZE];

	if (!text || !*text)
		return;
	escape_text(safe, sizeof(safe), text, strlen(text));
	line_text(line, key, safe);
}

void check_json_texts(struct line *line, const char *key, const char *texts,
		      size_t size, size_t count)
{
	char safe[4 * TEXT_SIZE];

	line_open(line, key, '[');
	for (size_t i = 0; i < count; i++) {
		escape_text(safe, sizeof(safe), texts + i * size, size);
		line_text(line, NULL, safe);
	}
	line_close(line, ']');
}

void check_json_end(struct line *line)
{
	if (line_end(line))
		msg_error("check: a line of JSON has more than %u bytes",
			  LINE_SIZE);
	else
		fwrite(line->text, 1, line->used, stdout);
}
