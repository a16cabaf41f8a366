/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages for people, number and address parsing, and the few array helpers
 * that every part of the program shares.
 */
#ifndef MLOTRACE_UTIL_H
#define MLOTRACE_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define NSEC_PER_SEC 1000000000ULL
#define NSEC_PER_MSEC 1000000ULL

/* Exit statuses, in the order of the Nagios plugins: design.md, section 3 */
enum exit_status {
	EXIT_CLEAN = 0,
	EXIT_USAGE = 1,		/* usage error, or could not run */
	EXIT_PROBLEM = 2,	/* stale or dangling link, leaking kernel */
	EXIT_UNKNOWN = 3,	/* inconclusive */
};

/*
 * Write one line to stderr: "mlotrace: ..." or "hint: ...". The text is lower
 * case and has no full stop. Control characters in it are escaped, so strings
 * of the kernel or of a file may be passed as they are.
 */
void msg_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void msg_hint(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * Words for a negative errno; unlike strerror() it also knows the kernel's
 * own numbers, such as ENOTSUPP (524). The result is valid until the next call
 * of the same thread.
 */
const char *errno_text(int err);

/*
 * Copy src (of at most len bytes, need not end in a NUL) to dst with every
 * byte that is not printable ASCII written as \xNN; always NUL-terminated.
 */
void escape_text(char *dst, size_t size, const char *src, size_t len);

/*
 * Parsers: the whole text has to be the value. They return 0, or -EINVAL and
 * leave *out alone; -ERANGE for a number that is out of bounds. Numbers are
 * decimal, or hexadecimal after 0x.
 */
int parse_number(const char *text, uint64_t min, uint64_t max, uint64_t *out);
int parse_mac(const char *text, uint8_t mac[6]);
/* "90", "90s", "500ms", "5m", "2h", "1d"; the result is in nanoseconds. */
int parse_duration(const char *text, uint64_t *ns);

#define KEY_TEXT_SIZE 17
/* 16 digits, lower case; buf has KEY_TEXT_SIZE bytes; returns buf. */
char *format_key(char *buf, uint64_t key);

#define MAC_TEXT_SIZE 18
/* Lower case with colons; buf has MAC_TEXT_SIZE bytes; returns buf. */
char *format_mac(char *buf, const uint8_t mac[6]);

#define DURATION_TEXT_SIZE 32
/* "12.3 ms", "4.56 s", "3 min 20 s", "2 h 5 min", "3 d 4 h"; returns buf. */
char *format_duration(char *buf, uint64_t ns);

/*
 * Make room for one more element in an array that grows by doubling. Returns
 * the array (moved or not), or NULL when memory is out, which leaves the old
 * one valid. *room is the number of elements that fit.
 */
void *array_grow(void *array, size_t count, size_t *room, size_t elem_size);

/* DIR/NAME, to be read; NULL with errno set if it cannot be opened. */
FILE *open_below(const char *dir, const char *name);
/* Does DIR/NAME exist? */
bool exists_below(const char *dir, const char *name);

/* Write all of it, in as many calls as it takes; 0 or a negative errno. */
int write_all(int fd, const char *data, size_t size);

#endif
