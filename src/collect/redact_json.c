// SPDX-License-Identifier: GPL-2.0-only
/*
 * JSON as base/line.h writes it: without blanks, and with quotes in a text
 * escaped, so that no text can look like a key.
 */
#include <errno.h>
#include <string.h>

#include "base/util.h"
#include "collect/redact_text_priv.h"
#include "recording/recording.h"

/* Find the closing quote of the text that begins at @at. */
static const char *end_of_text(const char *at, const char *end)
{
	while (at < end && *at != '"')
		at += *at == '\\' ? 2 : 1;
	return at < end ? at : end;
}

/* Take a foreign text: of all names, only this host's can be in it. */
static int take_foreign(struct scan *scan)
{
	bool list = scan->at[-1] == '[';
	const char *end = list ? memchr(scan->at, ']', scan->end - scan->at) :
				 end_of_text(scan->at, scan->end);
	struct scan text = *scan;
	int err;

	text.end = end ?: scan->end;
	text.kinds = REDACT_HOST;
	text.take = NULL;
	err = redact_scan(&text);
	scan->at = text.end;
	return err ?: 1;
}

/* Read the name in a text; -EINVAL if it is longer than a kernel's name. */
static int read_name(const struct scan *scan, const char *end,
		     char name[IFACE_NAME_SIZE])
{
	char text[NAME_TEXT_SIZE] = "";
	size_t used = 0;

	for (const char *at = scan->at; at < end; at++) {
		at += *at == '\\';
		if (used + 1 == sizeof(text))
			return -EINVAL;
		text[used++] = *at;
	}
	memset(name, 0, IFACE_NAME_SIZE);
	return name_from_text(text, name, IFACE_NAME_SIZE);
}

/* Replace a name. Its pseudonym needs no escape. */
static int take_name(struct scan *scan, bool process)
{
	const char *end = end_of_text(scan->at, scan->end);
	char name[IFACE_NAME_SIZE];
	int err = 0;

	if (read_name(scan, end, name))
		strcpy(name, "(left out)");
	else if (process)
		err = redact_comm(scan->rt->names, name);
	else
		err = redact_text_learn(scan->rt, SECRET_IFACE, name,
					strnlen(name, sizeof(name))) ?:
		      redact_name(scan->rt->names, name);
	fputs(name, scan->out);
	if (process) {
		scan->comm = scan->at;
		scan->comm_size = end - scan->at;
		memcpy(scan->process, name, sizeof(name));
	}
	scan->at = end;
	return err ?: 1;
}

/* The text of "who" begins with that of "comm", which comes before it. */
static int take_who(struct scan *scan)
{
	if (scan->comm && scan->comm_size <= (size_t)(scan->end - scan->at) &&
	    !memcmp(scan->comm, scan->at, scan->comm_size)) {
		fputs(scan->process, scan->out);
		scan->at += scan->comm_size;
	}
	return 1;
}

/* Take a member whose value names something. */
static int take_member(struct scan *scan)
{
	static const char keys[][13] = {
		"\"iface\":\"", "\"comm\":\"", "\"who\":\"",
		"\"release\":\"", "\"path\":\"", "\"label\":\"",
		"\"btf_file\":\"", "\"evidence\":[", "\"notes\":[",
	};
	size_t left = scan->end - scan->at, size;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		size = strnlen(keys[i], sizeof(keys[i]));
		if (size > left || memcmp(keys[i], scan->at, size))
			continue;
		fwrite(keys[i], 1, size, scan->out);
		scan->at += size;
		if (i < 2)
			return take_name(scan, i);
		return i == 2 ? take_who(scan) : take_foreign(scan);
	}
	return 0;
}

int redact_json_line(struct redact_text *rt, FILE *out, const char *line,
		     size_t size)
{
	int err;

	/* a line that was cut off may end in half an address */
	if (size < 2 || *line != '{' || line[size - 1] != '}')
		return -EINVAL;
	err = redact_line(rt, out, line, size, take_member);
	fputc('\n', out);
	return err;
}
