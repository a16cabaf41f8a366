/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A line of JSON, written member by member: the same bytes as json-c prints
 * for an object with these members in that order, but without the object.
 */
#ifndef MLOTRACE_LINE_H
#define MLOTRACE_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Twice what the longest line of this program takes. */
#define LINE_SIZE (64U << 10)

struct line {
	size_t used;
	bool member;		/* something precedes at this level */
	bool cut;		/* more was written than there is room for */
	char text[LINE_SIZE];
};

#define LINE_KEY_MAX 24

/*
 * Keys are constants of at most LINE_KEY_MAX bytes, and are not escaped; NULL
 * stands for an element of an array. Texts end in a NUL, and may hold any bytes.
 */
void line_begin(struct line *line);
void line_open(struct line *line, const char *key, char bracket);
void line_close(struct line *line, char bracket);
void line_text(struct line *line, const char *key, const char *text);
/* A text of this size, in which nothing has to be escaped */
void line_word(struct line *line, const char *key, const char *word,
	       size_t size);
void line_uint(struct line *line, const char *key, uint64_t number);
void line_int(struct line *line, const char *key, int64_t number);
void line_bool(struct line *line, const char *key, bool value);
/* An array of the bits that are set, by their numbers. */
void line_bits(struct line *line, const char *key, uint16_t bits);

/*
 * Close the line, and end it with a newline. Returns 0, or -EMSGSIZE if it was
 * cut: then it is not JSON, and must not be used.
 */
int line_end(struct line *line);

#endif
