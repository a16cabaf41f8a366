// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>

#include "base/line.h"

/* What a member takes besides its text: "key":"text", */
#define KEY_SIZE (LINE_KEY_MAX + 6)
/* "\u001f" for one byte */
#define ESCAPED_SIZE 6
#define DIGITS_MAX 20

/*
 * Return where the next member goes, with room for a key and size bytes. If
 * there is no such room, the line begins anew, and counts as cut from then on.
 */
static char *begin_member(struct line *line, const char *key, size_t size)
{
	char *at;

	if (KEY_SIZE + size > sizeof(line->text) - line->used) {
		line->cut = true;
		line->used = 0;
		if (KEY_SIZE + size > sizeof(line->text))
			return NULL;
	}
	at = line->text + line->used;
	if (line->member)
		*at++ = ',';
	line->member = true;
	if (!key)
		return at;
	*at++ = '"';
	at = stpcpy(at, key);
	*at++ = '"';
	*at++ = ':';
	return at;
}

static void end_member(struct line *line, char *at)
{
	line->used = at - line->text;
}

/* RFC 8259, section 7 */
static char *put_escaped(char *at, unsigned char c)
{
	static const char letters[] = "\b\n\r\t\f\"\\", names[] = "bnrtf\"\\";
	const char *letter = memchr(letters, c, sizeof(letters) - 1);

	*at++ = '\\';
	if (letter) {
		*at++ = names[letter - letters];
		return at;
	}
	at = mempcpy(at, "u00", 3);
	*at++ = '0' + (c >> 4);
	*at++ = "0123456789abcdef"[c & 15];
	return at;
}

/* Write the digits backwards, then reverse them. */
static char *put_digits(char *at, uint64_t number)
{
	char *first = at, *last;

	for (; number >= 10; number /= 10)
		*at++ = '0' + number % 10;
	*at++ = '0' + number;
	for (last = at - 1; first < last; first++, last--) {
		char digit = *first;

		*first = *last;
		*last = digit;
	}
	return at;
}

void line_begin(struct line *line)
{
	line->used = 0;
	line->member = line->cut = false;
	line_open(line, NULL, '{');
}

void line_open(struct line *line, const char *key, char bracket)
{
	char *at = begin_member(line, key, 1);

	if (!at)
		return;
	*at++ = bracket;
	end_member(line, at);
	line->member = false;
}

void line_close(struct line *line, char bracket)
{
	line->member = false;
	line_open(line, NULL, bracket);
	line->member = true;
}

void line_text(struct line *line, const char *key, const char *text)
{
	char *at = begin_member(line, key, ESCAPED_SIZE * strlen(text));

	if (!at)
		return;
	*at++ = '"';
	for (; *text; text++) {
		unsigned char c = *text;

		if (c >= 0x20 && c != '"' && c != '\\')
			*at++ = c;
		else
			at = put_escaped(at, c);
	}
	*at++ = '"';
	end_member(line, at);
}

void line_word(struct line *line, const char *key, const char *word,
	       size_t size)
{
	char *at = begin_member(line, key, size);

	if (!at)
		return;
	*at++ = '"';
	at = mempcpy(at, word, size);
	*at++ = '"';
	end_member(line, at);
}

void line_uint(struct line *line, const char *key, uint64_t number)
{
	char *at = begin_member(line, key, DIGITS_MAX);

	if (at)
		end_member(line, put_digits(at, number));
}

void line_int(struct line *line, const char *key, int64_t number)
{
	char *at = begin_member(line, key, 1 + DIGITS_MAX);

	if (!at)
		return;
	if (number < 0)
		*at++ = '-';
	end_member(line, put_digits(at, number < 0 ? -(uint64_t)number :
						     (uint64_t)number));
}

void line_bool(struct line *line, const char *key, bool value)
{
	char *at = begin_member(line, key, 5);

	if (at)
		end_member(line, mempcpy(at, value ? "true" : "false",
					 value ? 4 : 5));
}

void line_bits(struct line *line, const char *key, uint16_t bits)
{
	line_open(line, key, '[');
	for (unsigned int i = 0; i < 16; i++)
		if (bits & 1 << i)
			line_uint(line, NULL, i);
	line_close(line, ']');
}

int line_end(struct line *line)
{
	line_close(line, '}');
	line_close(line, '\n');
	return line->cut ? -EMSGSIZE : 0;
}
