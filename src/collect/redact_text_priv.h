/* SPDX-License-Identifier: GPL-2.0-only */
/* What replacing in text and in JSON share. */
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
	struct redact *names;		/* what records have, too */
	struct word *words;
	size_t count, room;
	unsigned int numbers[SECRET_IFACE + 1];
};

/* The words of these kinds, ORed; and all that there is to look for */
#define REDACT_HOST (1U << SECRET_HOST)
#define REDACT_EVERYTHING (REDACT_HOST | 1U << SECRET_SSID | 1U << SECRET_IFACE)

struct scan;

/* Takes what it knows at .at. Returns 1 if it did; 0 if not; -ENOMEM. */
typedef int take_fn(struct scan *scan);

/* A text on its way to out. */
struct scan {
	struct redact_text *rt;
	FILE *out;
	const char *start, *at, *end;
	unsigned int kinds;
	take_fn *take;			/* of this form; or NULL */
	/* in JSON: the process that was named last, as it was and is now */
	const char *comm;
	size_t comm_size;
	char process[IFACE_NAME_SIZE];
};

/* A line of text, or of another form. Returns 0 or -ENOMEM. */
int redact_line(struct redact_text *rt, FILE *out, const char *line,
		size_t size, take_fn *take);

/* To its end: addresses, words of the kinds, and what else there may be. */
int redact_scan(struct scan *scan);

#endif
