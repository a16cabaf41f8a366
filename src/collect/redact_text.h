/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pseudonyms in other things than records: lines of text and of JSON. They are
 * those of recording/redact.h, the same in all parts of a bundle, and more for
 * networks (SSIDs) and for this host.
 */
#ifndef MLOTRACE_REDACT_TEXT_H
#define MLOTRACE_REDACT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct redact_text;

/* NULL when memory is out. */
struct redact_text *redact_text_new(void);
void redact_text_free(struct redact_text *rt);

enum secret {
	SECRET_SSID,		/* ssid1 and on, wherever it is a word */
	SECRET_HOST,		/* host1; in letters of either case */
	SECRET_IFACE,		/* iface1 and on, by redact_name() */
};

/*
 * Learn a word to replace from now on; it may have any bytes. All of these
 * return 0 or -ENOMEM.
 */
int redact_text_learn(struct redact_text *rt, enum secret kind,
		      const char *word, size_t size);

/*
 * Write a line for people, without its newline. Replaces every MAC address in
 * it, every word that was learnt, and what else looks like a name: of a process
 * after "Comm:", of a network after "SSID", of an interface by its form.
 */
int redact_text_line(struct redact_text *rt, FILE *out, const char *line,
		     size_t size);

/*
 * Is this the name of a Wi-Fi interface, by its form: wlan0, or one of
 * systemd's (wlp3s0, wlo1, wlx00c0caa1b2c3)? It may be gone by now.
 */
bool redact_is_wireless(const char *text, size_t size);

/*
 * Write a line of JSON and its newline. Most words in it are mlotrace's own, so
 * this replaces only MAC addresses, the values that name an interface or a
 * process, and this host's name where foreign text may be. Returns -EINVAL,
 * with nothing written, if it is no JSON.
 */
int redact_json_line(struct redact_text *rt, FILE *out, const char *line,
		     size_t size);

#endif
