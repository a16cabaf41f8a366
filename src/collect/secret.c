// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "collect/secret.h"

#define SECRET_MAX 256

/* Write its kind as a digit, and its bytes in hex. */
void secret_put(enum secret kind, const char *word, size_t size)
{
	putchar('0' + kind);
	for (size_t i = 0; i < size; i++)
		printf("%02x", (unsigned char)word[i]);
	putchar('\n');
}

int secret_learn(struct redact_text *rt, const char *line, size_t size)
{
	char word[SECRET_MAX], digits[3] = "";

	if (size < 3 || size / 2 > sizeof(word) || *line < '0' ||
	    *line > '0' + SECRET_IFACE)
		return 0;
	for (size_t i = 0; i < size / 2; i++) {
		memcpy(digits, line + 1 + 2 * i, 2);
		word[i] = strtoul(digits, NULL, 16);
	}
	return redact_text_learn(rt, *line - '0', word, size / 2);
}
