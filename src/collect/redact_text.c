// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "collect/redact_text.h"
#include "collect/redact_text_priv.h"

#define MAC_GROUPS 6
#define MAC_DIGITS 12
/* An SSID with each byte as \xNN */
#define WORD_MAX (4 * 32 + 1)

struct redact_text *redact_text_new(void)
{
	struct redact_text *rt = calloc(1, sizeof(*rt));

	if (rt)
		rt->names = redact_new();
	if (rt && rt->names)
		return rt;
	free(rt);
	return NULL;
}

void redact_text_free(struct redact_text *rt)
{
	if (!rt)
		return;
	for (size_t i = 0; i < rt->count; i++)
		free(rt->words[i].text);
	free(rt->words);
	redact_free(rt->names);
	free(rt);
}

/* --- words ---------------------------------------------------------------- */

static const struct word *find_word(const struct redact_text *rt,
				    enum secret kind, const char *text,
				    size_t size)
{
	for (size_t i = 0; i < rt->count; i++)
		if (rt->words[i].kind == kind && rt->words[i].size == size &&
		    !memcmp(rt->words[i].text, text, size))
			return &rt->words[i];
	return NULL;
}

/* Keep the longest word first: one may be part of another. */
static int add_word(struct redact_text *rt, enum secret kind, const char *text,
		    size_t size, unsigned int number)
{
	struct word *words, *at;
	char *copy;

	if (!size || find_word(rt, kind, text, size))
		return 0;
	words = array_grow(rt->words, rt->count, &rt->room, sizeof(*words));
	if (!words)
		return -ENOMEM;
	rt->words = words;
	copy = malloc(size);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, text, size);
	for (at = words + rt->count; at > words && at[-1].size < size; at--)
		*at = at[-1];
	*at = (struct word){ kind, copy, size, number };
	rt->count++;
	return 0;
}

int redact_text_learn(struct redact_text *rt, enum secret kind,
		      const char *word, size_t size)
{
	char escaped[WORD_MAX];
	unsigned int number;

	if (!size || size >= WORD_MAX || find_word(rt, kind, word, size))
		return 0;
	number = ++rt->numbers[kind];
	/* in the form of the kernel's log */
	escape_text(escaped, sizeof(escaped), word, size);
	return add_word(rt, kind, word, size, number) ?:
	       add_word(rt, kind, escaped, strlen(escaped), number);
}

static bool same(const struct word *word, const char *text)
{
	if (word->kind == SECRET_HOST)
		return !strncasecmp(word->text, text, word->size);
	return !memcmp(word->text, text, word->size);
}

/* Does it stand alone, not as a part of a longer word? */
static bool stands_alone(const struct scan *scan, const char *text, size_t size)
{
	const char *end = text + size;

	return !(text > scan->start && isalnum((unsigned char)text[-1]) &&
		 isalnum((unsigned char)*text)) &&
	       !(end < scan->end && isalnum((unsigned char)*end) &&
		 isalnum((unsigned char)end[-1]));
}

static int put_name(struct redact_text *rt, FILE *out, const char *text,
		    size_t size)
{
	char name[IFACE_NAME_SIZE] = "";
	int err;

	memcpy(name, text, size < sizeof(name) ? size : sizeof(name) - 1);
	err = redact_name(rt->names, name);
	if (!err)
		fputs(name, out);
	return err;
}

static int put_word(struct scan *scan, const struct word *word)
{
	if (word->kind == SECRET_IFACE)
		return put_name(scan->rt, scan->out, word->text,
				       word->size);
	fprintf(scan->out, "%s%u", word->kind == SECRET_SSID ? "ssid" : "host",
		word->number);
	return 0;
}

/* Each take_*() takes what it knows at scan->at; 0: nothing was taken. */
static int take_word(struct scan *scan)
{
	size_t left = scan->end - scan->at;

	for (size_t i = 0; i < scan->rt->count; i++) {
		const struct word *word = &scan->rt->words[i];

		if (scan->kinds & 1 << word->kind && word->size <= left &&
		    same(word, scan->at) &&
		    stands_alone(scan, scan->at, word->size)) {
			scan->at += word->size;
			return put_word(scan, word) ?: 1;
		}
	}
	return 0;
}

/* --- addresses ------------------------------------------------------------ */

static bool is_hex(const struct scan *scan, const char *at, size_t count)
{
	if (count > (size_t)(scan->end - at))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!isxdigit((unsigned char)at[i]))
			return false;
	return true;
}

static uint8_t byte_at(const char *digits)
{
	const char text[] = { digits[0], digits[1], '\0' };

	return strtoul(text, NULL, 16);
}

/* Count groups like "aa" that have the same separator between them. */
static size_t count_groups(const struct scan *scan)
{
	const char *at = scan->at;
	char separator;
	size_t count;

	if (scan->end - at < 3 || (at[2] != ':' && at[2] != '-'))
		return 0;
	separator = at[2];
	for (count = 0; is_hex(scan, at, 2); count++, at += 3)
		if (at + 2 == scan->end || at[2] != separator)
			return count + 1;
	return count;
}

static int put_mac(struct scan *scan, uint8_t mac[6], char separator)
{
	int err = redact_mac(scan->rt->names, mac);

	for (int i = 0; !err && i < MAC_GROUPS; i++) {
		if (i && separator)
			fputc(separator, scan->out);
		fprintf(scan->out, "%02x", mac[i]);
	}
	return err;
}

/* What is longer than an address may have several; what remains is no text. */
static int take_mac(struct scan *scan)
{
	size_t groups = count_groups(scan);
	char separator = groups ? scan->at[2] : 0;
	const char *at = scan->at;
	uint8_t mac[MAC_GROUPS];
	int err = 0;

	if (groups < MAC_GROUPS)
		return 0;
	scan->at += 3 * groups - 1;
	for (; !err && groups >= MAC_GROUPS; groups -= MAC_GROUPS) {
		for (int i = 0; i < MAC_GROUPS; i++, at += 3)
			mac[i] = byte_at(at);
		err = put_mac(scan, mac, separator);
		if (groups > MAC_GROUPS)
			fputc(separator, scan->out);
	}
	for (; groups; groups--)
		fprintf(scan->out, "xx%.*s", groups > 1, &separator);
	return err ?: 1;
}

/* Twelve digits without separators are an address if one like it was seen. */
static int take_bare_mac(struct scan *scan)
{
	uint8_t mac[MAC_GROUPS];

	if (!is_hex(scan, scan->at, MAC_DIGITS) ||
	    !stands_alone(scan, scan->at, MAC_DIGITS))
		return 0;
	for (int i = 0; i < MAC_GROUPS; i++)
		mac[i] = byte_at(scan->at + 2 * i);
	if (!redact_knows_mac(scan->rt->names, mac))
		return 0;
	scan->at += MAC_DIGITS;
	return put_mac(scan, mac, 0) ?: 1;
}

/* --- names by their place or form ----------------------------------------- */

bool redact_is_wireless(const char *text, size_t size)
{
	if (size < 4 || size >= IFACE_NAME_SIZE || memcmp(text, "wl", 2))
		return false;
	if (memchr("pxosc", text[2], 5))
		return isxdigit((unsigned char)text[3]);
	return size > 4 && !memcmp(text + 2, "an", 2) &&
	       isdigit((unsigned char)text[4]);
}

static int take_iface(struct scan *scan)
{
	const char *at = scan->at;
	size_t size = 0;

	while (at + size < scan->end && isalnum((unsigned char)at[size]))
		size++;
	if (!redact_is_wireless(at, size) || !stands_alone(scan, at, size))
		return 0;
	scan->at += size;
	return put_name(scan->rt, scan->out, at, size) ?: 1;
}

/* "CPU: 0 PID: 12 Comm: NAME Not tainted 6.12.0" */
static int take_comm(struct scan *scan)
{
	static const char label[] = "Comm: ";
	static const char tainted[] = " Tainted:", not[] = " Not tainted";
	const char *name = scan->at + strlen(label), *end;
	char comm[IFACE_NAME_SIZE] = "";
	size_t left = scan->end - scan->at;
	int err;

	if (left < strlen(label) || memcmp(scan->at, label, strlen(label)))
		return 0;
	left -= strlen(label);
	end = memmem(name, left, tainted, strlen(tainted)) ?:
	      memmem(name, left, not, strlen(not)) ?: scan->end;
	memcpy(comm, name, end - name < IFACE_NAME_SIZE ? end - name :
						 IFACE_NAME_SIZE - 1);
	err = redact_comm(scan->rt->names, comm);
	if (!err)
		fprintf(scan->out, "%s%s", label, comm);
	scan->at = end;
	return err ?: 1;
}

/* Take what follows "SSID": up to the closing quote, or else the whole line */
static int take_ssid(struct scan *scan)
{
	const char *at = scan->at, *name, *end;
	int err;

	if (scan->end - at < 4 || strncasecmp(at, "ssid", 4) ||
	    (at > scan->start && (at[-1] | 0x20) == 'b'))
		return 0;
	at += 4;
	if (at < scan->end && (isalnum((unsigned char)*at) || *at == '_'))
		return 0;
	while (at < scan->end && memchr(" \t=:", *at, 4))
		at++;
	fwrite(scan->at, 1, at - scan->at, scan->out);
	scan->at = at;
	if (at == scan->end)
		return 1;
	if (*at != '\'' && *at != '"') {
		fputs("(left out)", scan->out);
		scan->at = scan->end;
		return 1;
	}
	name = at + 1;
	end = memchr(name, *at, scan->end - name) ?: scan->end;
	err = redact_text_learn(scan->rt, SECRET_SSID, name, end - name);
	if (err)
		return err;
	fputc(*at, scan->out);
	scan->at = name;
	if (end > name && !take_word(scan)) {
		fputs("(left out)", scan->out);
		scan->at = end;
	}
	return 1;
}

/* --- a text --------------------------------------------------------------- */

int redact_scan(struct scan *scan)
{
	bool text = scan->kinds == REDACT_EVERYTHING;
	int ret;

	while (scan->at < scan->end) {
		ret = take_mac(scan);
		if (!ret && text)
			ret = take_ssid(scan) ?: take_comm(scan);
		if (!ret && scan->take)
			ret = scan->take(scan);
		ret = ret ?: take_word(scan) ?: take_bare_mac(scan);
		if (!ret && text)
			ret = take_iface(scan);
		if (ret < 0)
			return ret;
		if (!ret)
			fputc(*scan->at++, scan->out);
	}
	return 0;
}

int redact_line(struct redact_text *rt, FILE *out, const char *line,
		size_t size, take_fn *take)
{
	struct scan scan = {
		rt, out, line, line, line + size,
		take ? 0 : REDACT_EVERYTHING, take,
	};

	return redact_scan(&scan);
}

int redact_text_line(struct redact_text *rt, FILE *out, const char *line,
		     size_t size)
{
	return redact_line(rt, out, line, size, NULL);
}
