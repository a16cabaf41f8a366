// SPDX-License-Identifier: GPL-2.0-only
/*
 * scripts/kallsyms.c writes these tables one after the other: the number of
 * symbols, their packed names, markers (where the name of each 256th symbol
 * is), tokens, where each token is, and the addresses. 404bad70fcf7 (6.4) made
 * this the order. We find all of it by the tokens: a digit stands for itself.
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "code/kallsyms.h"

#define TOKENS 256
#define NAME_SIZE 512		/* include/linux/kallsyms.h */
#define DIGITS "0\0" "1\0" "2\0" "3\0" "4\0" "5\0" "6\0" "7\0" "8\0" "9"
/* Places that may be the tables, and names to look at before giving up. */
#define SEARCH_MAX 64
#define BUDGET (1UL << 24)

struct tables {
	const uint8_t *data;
	size_t size;
	uint64_t addr, text;
	/* offsets in the data */
	size_t tokens, token_index, names, names_end, markers, addresses;
	uint32_t count, nr_markers;
	size_t budget;
};

static uint32_t word_at(const struct tables *t, size_t at)
{
	uint32_t word;

	memcpy(&word, t->data + at, sizeof(word));
	return word;
}

/* --- finding them -------------------------------------------------------- */

/* Go back over that many strings, each ending in a NUL. */
static bool back(const struct tables *t, size_t *at, unsigned int count)
{
	for (; count; count--) {
		size_t from = *at;

		if (from < 2 || t->data[from - 1])
			return false;
		from--;
		while (from && t->data[from - 1]) {
			if (*at - from > NAME_SIZE)
				return false;
			from--;
		}
		*at = from;
	}
	return true;
}

/* Does the index that follows the tokens say where each one is? */
static bool find_index(struct tables *t)
{
	uint16_t where[TOKENS], index[TOKENS];
	size_t at = t->tokens;

	for (size_t i = 0; i < TOKENS; i++) {
		where[i] = at - t->tokens;
		at += strnlen((const char *)t->data + at, t->size - at) + 1;
		if (at > t->size || at - t->tokens > UINT16_MAX)
			return false;
	}
	for (size_t pad = 0; pad < 8; pad++) {
		if (t->size - at < pad + sizeof(index))
			return false;
		memcpy(index, t->data + at + pad, sizeof(index));
		if (memcmp(index, where, sizeof(index)))
			continue;
		t->token_index = at + pad;
		t->addresses = t->token_index + sizeof(index);
		return true;
	}
	return false;
}

/* Find the markers: they rise from 0 and end at the tokens, or before a gap. */
static bool find_markers(struct tables *t, size_t gap)
{
	size_t at = t->tokens;

	if (at < gap + 8)
		return false;
	at -= gap + 4;
	t->nr_markers = 1;
	while (word_at(t, at)) {
		if (at < 8 || word_at(t, at - 4) >= word_at(t, at))
			return false;
		at -= 4;
		t->nr_markers++;
	}
	t->markers = at;
	t->names_end = at;
	return true;
}

/* Return the size of a packed name with the length before it; 0: no name. */
static size_t name_size(const struct tables *t, size_t at, size_t *length)
{
	size_t head = 1;

	if (at + 2 > t->names_end)
		return 0;
	*length = t->data[at];
	if (*length & 0x80) {
		*length = (*length & 0x7f) | t->data[at + 1] << 7;
		head = 2;
	}
	return *length && *length <= t->names_end - at - head ?
		head + *length : 0;
}

/* Do that many names fill the space, with a marker for every 256th? */
static bool check_names(struct tables *t)
{
	size_t at = t->names, length;

	for (uint32_t i = 0; i < t->count; i++) {
		size_t size = t->budget ? name_size(t, at, &length) : 0;

		t->budget -= t->budget > 0;
		if (!size || (i % 256 == 0 && word_at(t, t->markers +
						      i / 256 * 4) !=
						      at - t->names))
			return false;
		at += size;
	}
	return t->names_end - at < 8;
}

/* Find the names: their number comes first, alone or padded to 8 bytes. */
static bool find_names(struct tables *t)
{
	size_t least = word_at(t, t->markers + 4 * (t->nr_markers - 1));
	size_t most = least + 256 * (NAME_SIZE + 2);

	for (size_t size = least + 1; size < most && size < t->names_end;
	     size++) {
		t->names = t->names_end - size;
		for (size_t gap = 4; gap <= 8 && gap <= t->names; gap += 4) {
			t->count = word_at(t, t->names - gap);
			if (t->count &&
			    (t->count - 1) / 256 + 1 == t->nr_markers &&
			    check_names(t))
				return true;
		}
	}
	return false;
}

static bool find(struct tables *t)
{
	size_t from = 0;

	for (int i = 0; i < SEARCH_MAX; i++) {
		const uint8_t *at = memmem(t->data + from, t->size - from,
					   DIGITS, sizeof(DIGITS));

		if (!at)
			return false;
		t->tokens = at - t->data;
		from = t->tokens + 1;
		if (!back(t, &t->tokens, '0') || !find_index(t))
			continue;
		for (size_t gap = 0; gap < 8; gap++)
			if (find_markers(t, gap) && find_names(t))
				return (t->size - t->addresses) / 4 >=
				       t->count;
	}
	return false;
}

/* --- reading them -------------------------------------------------------- */

/* Unpack the name at an offset, its type first; returns its packed size. */
static size_t unpack_name(const struct tables *t, size_t at, char *name)
{
	size_t length, size = name_size(t, at, &length), used = 0;

	for (size_t i = size - length; i < size; i++) {
		uint16_t index;
		size_t token;

		memcpy(&index, t->data + t->token_index + 2 *
		       t->data[at + i], sizeof(index));
		token = strlen((const char *)t->data + t->tokens + index);
		if (used + token >= NAME_SIZE)
			break;
		memcpy(name + used, t->data + t->tokens + index, token);
		used += token;
	}
	name[used] = '\0';
	return size;
}

/* How a symbol's word makes its address. */
enum encoding {
	FROM_WORD,	/* distance from the word itself: a081b5789255, 7.0 */
	DOWN,		/* base - 1 - word: KALLSYMS_ABSOLUTE_PERCPU */
	UP,		/* base + word */
};

static uint64_t address(const struct tables *t, uint32_t index,
			enum encoding encoding, uint32_t text)
{
	size_t at = t->addresses + 4 * (size_t)index;
	uint32_t word = word_at(t, at);

	if (encoding == FROM_WORD)
		return t->addr + at + (int32_t)word;
	/* the base is not needed: we know where _text is */
	return t->text + (encoding == UP ? word - text : text - word);
}

/* Tell the encoding by _text, which the kernel's code begins with. */
static int find_encoding(const struct tables *t, enum encoding *encoding,
			 uint32_t *text)
{
	char name[NAME_SIZE];
	size_t at = t->names;

	for (uint32_t i = 0; i < t->count; i++) {
		at += unpack_name(t, at, name);
		if (!*name || strcmp(name + 1, "_text"))
			continue;
		*text = word_at(t, t->addresses + 4 * (size_t)i);
		*encoding = address(t, i, FROM_WORD, 0) == t->text ? FROM_WORD :
			    *text >> 31 ? DOWN : UP;
		return 0;
	}
	return -ENOENT;
}

int kallsyms_decode(const uint8_t *data, size_t size, uint64_t addr,
		    uint64_t text, struct symbol_list *symbols)
{
	struct tables t = {
		.data = data, .size = size, .addr = addr, .text = text,
		.budget = BUDGET,
	};
	enum encoding encoding;
	char name[NAME_SIZE];
	uint32_t text_word;
	size_t at;
	int err = 0;

	if (!find(&t) || find_encoding(&t, &encoding, &text_word))
		return -ENOENT;
	at = t.names;
	for (uint32_t i = 0; i < t.count && !err; i++) {
		at += unpack_name(&t, at, name);
		if (*name && strchr("tTwW", *name))
			err = symbol_list_add(symbols, name + 1,
					      address(&t, i, encoding,
						      text_word));
	}
	symbol_list_finish(symbols, 4);
	return err == -EFBIG ? -ENOENT : err;
}
