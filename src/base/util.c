// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/journal.h"
#include "base/util.h"

#define MESSAGE_SIZE 1024
#define KERNEL_ENOTSUPP 524	/* include/linux/errno.h, not in libc's */

void escape_text(char *dst, size_t size, const char *src, size_t len)
{
	size_t used = 0;

	for (size_t i = 0; i < len && src[i]; i++) {
		unsigned char c = src[i];

		if (c >= 0x20 && c < 0x7f) {
			if (used + 2 > size)
				break;
			dst[used++] = c;
		} else {
			if (used + 5 > size)
				break;
			used += sprintf(dst + used, "\\x%02x", c);
		}
	}
	if (size)
		dst[used] = '\0';
}

static void message(enum priority priority, const char *prefix,
		    const char *fmt, va_list args)
{
	char raw[MESSAGE_SIZE], text[4 * MESSAGE_SIZE];

	vsnprintf(raw, sizeof(raw), fmt, args);
	escape_text(text, sizeof(text), raw, sizeof(raw));
	if (is_journal(STDERR_FILENO))
		fprintf(stderr, "<%d>", priority);
	fprintf(stderr, "%s: %s\n", prefix, text);
}

void msg_error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	message(PRIO_WARNING, "mlotrace", fmt, args);
	va_end(args);
}

void msg_hint(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	message(PRIO_NOTICE, "hint", fmt, args);
	va_end(args);
}

const char *errno_text(int err)
{
	if (err == -KERNEL_ENOTSUPP)
		return "not supported by this kernel";
	return strerror(-err);
}

int parse_number(const char *text, uint64_t min, uint64_t max, uint64_t *out)
{
	/* a leading 0 alone makes nothing octal */
	int base = text[0] == '0' && text[1] == 'x' ? 16 : 10;
	unsigned long long value;
	char *end;

	if (!isdigit((unsigned char)text[0]))
		return -EINVAL;
	errno = 0;
	value = strtoull(text, &end, base);
	if (*end)
		return -EINVAL;
	if (errno || value < min || value > max)
		return -ERANGE;
	*out = value;
	return 0;
}

int parse_mac(const char *text, uint8_t mac[6])
{
	uint8_t parsed[6];

	for (int i = 0; i < 6; i++, text += 3) {
		char digits[3] = { 0 };

		if (!isxdigit((unsigned char)text[0]) ||
		    !isxdigit((unsigned char)text[1]) ||
		    text[2] != (i == 5 ? '\0' : ':'))
			return -EINVAL;
		memcpy(digits, text, 2);
		parsed[i] = strtoul(digits, NULL, 16);
	}
	memcpy(mac, parsed, sizeof(parsed));
	return 0;
}

int parse_duration(const char *text, uint64_t *ns)
{
	static const struct {
		const char *suffix;
		uint64_t ns;
	} units[] = {
		{ "", NSEC_PER_SEC }, { "s", NSEC_PER_SEC },
		{ "ms", NSEC_PER_MSEC }, { "m", 60 * NSEC_PER_SEC },
		{ "h", 3600 * NSEC_PER_SEC }, { "d", 86400 * NSEC_PER_SEC },
	};
	size_t digits = strspn(text, "0123456789");
	char number[24];
	uint64_t value;
	int err;

	if (!digits || digits >= sizeof(number))
		return -EINVAL;
	memcpy(number, text, digits);
	number[digits] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		if (strcmp(text + digits, units[i].suffix))
			continue;
		err = parse_number(number, 1, UINT64_MAX / units[i].ns,
				   &value);
		if (!err)
			*ns = value * units[i].ns;
		return err;
	}
	return -EINVAL;
}

static char *put_hex(char *at, uint8_t byte)
{
	static const char digits[] = "0123456789abcdef";

	*at++ = digits[byte >> 4];
	*at++ = digits[byte & 15];
	return at;
}

char *format_key(char *buf, uint64_t key)
{
	char *at = buf;

	for (int shift = 56; shift >= 0; shift -= 8)
		at = put_hex(at, key >> shift);
	*at = '\0';
	return buf;
}

char *format_mac(char *buf, const uint8_t mac[6])
{
	char *at = buf;

	for (int i = 0; i < 6; i++) {
		at = put_hex(at, mac[i]);
		*at++ = ':';
	}
	at[-1] = '\0';
	return buf;
}

char *format_duration(char *buf, uint64_t ns)
{
	const uint64_t half = 5 * NSEC_PER_MSEC;	/* of 0.01 s */
	uint64_t s = ns / NSEC_PER_SEC;

	/* what would round to 1000 or 60 goes to the next unit */
	s += ns % NSEC_PER_SEC >= NSEC_PER_SEC - half;
	if (ns < NSEC_PER_SEC - NSEC_PER_MSEC / 20)
		snprintf(buf, DURATION_TEXT_SIZE, "%.1f ms",
			 ns / (double)NSEC_PER_MSEC);
	else if (ns < 60 * NSEC_PER_SEC - half)
		snprintf(buf, DURATION_TEXT_SIZE, "%.2f s",
			 ns / (double)NSEC_PER_SEC);
	else if (s < 3600)
		snprintf(buf, DURATION_TEXT_SIZE,
			 "%" PRIu64 " min %" PRIu64 " s", s / 60, s % 60);
	else if (s < 86400)
		snprintf(buf, DURATION_TEXT_SIZE,
			 "%" PRIu64 " h %" PRIu64 " min",
			 s / 3600, s % 3600 / 60);
	else
		snprintf(buf, DURATION_TEXT_SIZE,
			 "%" PRIu64 " d %" PRIu64 " h",
			 s / 86400, s % 86400 / 3600);
	return buf;
}

void *array_grow(void *array, size_t count, size_t *room, size_t elem_size)
{
	size_t want = *room ? 2 * *room : 8;
	void *moved;

	if (count < *room)
		return array;
	moved = reallocarray(array, want, elem_size);
	if (moved)
		*room = want;
	return moved;
}

FILE *open_below(const char *dir, const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return fopen(path, "re");
}

bool exists_below(const char *dir, const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return !access(path, F_OK);
}

int write_all(int fd, const char *data, size_t size)
{
	while (size) {
		ssize_t len = write(fd, data, size);

		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0)
			return -errno;
		data += len;
		size -= len;
	}
	return 0;
}
