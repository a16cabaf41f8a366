/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared by replacing in text and in JSON. */
#ifndef MLOTRACE_REDACT_TEXT_PRIV_H
#define MLOTRACE_REDACT_TEXT_PRIV_H

#include "collect/redact_text.h"
#include "recording/redact.h"

struct word {
	enum secret kind;
	char *text;
	size_t size;
	unsigned int number;
};

struct redact_text {
	struct redact *names;		/* of what records have, too */
	struct word *words;
	size_t count, room;
	unsigned int numbers[SECRET_IFACE + 1];
};

/* Kinds of words, ORed; and everything that there is to look for */
#define REDACT_HOST (1U << SECRET_HOST)
#define REDACT_EVERYTHING (REDACT_HOST | 1U << SECRET_SSID | 1U << SECRET_IFACE)

struct scan;

/* Takes what it knows at .at. Returns 1 if it took something, 0, or -ENOMEM. */
typedef int take_fn(struct scan *scan);

/* A text that is being written to out. */
struct scan {
	struct redact_text *rt;
	FILE *out;
	const char *start, *at, *end;
	unsigned int kinds;
	take_fn *take;			/* of this form; or NULL */
	/* in JSON: the last process that was named, and its pseudonym */
	const char *comm;
	size_t comm_size;
	char process[IFACE_NAME_SIZE];
};

/* A line of text, or of another form. Returns 0 or -ENOMEM. */
int redact_line(struct redact_text *rt, FILE *out, const char *line,
		size_t size, take_fn *take);

/* Scan to the end: addresses, words of these kinds, and what .take takes. */
int redact_scan(struct scan *scan);

#endif
