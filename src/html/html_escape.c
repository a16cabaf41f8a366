// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>

#include "html/html_priv.h"

int buffer_open(struct buffer *buffer)
{
	buffer->file = open_memstream(&buffer->text, &buffer->size);
	return buffer->file ? 0 : -ENOMEM;
}

void buffer_free(struct buffer *buffer)
{
	if (buffer->file)
		fclose(buffer->file);
	free(buffer->text);
}

static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '<' &&
	       c != '>' && c != '&';
}

void put_json(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		if (is_plain(*text))
			fputc(*text, out);
		else
			fprintf(out, "\\u%04x", (unsigned char)*text);
	}
	fputc('"', out);
}

void put_html(FILE *out, const char *text)
{
	for (; *text; text++) {
		unsigned char c = *text;

		if (c == '\n' || (is_plain(c) && c != '\'') || c == '\\')
			fputc(c, out);
		else if (c >= 0x20 && c < 0x7f)
			fprintf(out, "&#%d;", c);
		else
			fputs("&#xfffd;", out);
	}
}
