/* SPDX-License-Identifier: GPL-2.0-only */
/* What the fuzzers share: libFuzzer's entries, and what is written, caught. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned int seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

/* stdout and stderr while the program runs. */
struct caught {
	FILE *was_out, *was_err;
	char *text;
	size_t size;
};

static inline void catch_output(struct caught *caught)
{
	FILE *file = open_memstream(&caught->text, &caught->size);

	if (!file)
		abort();
	caught->was_out = stdout;
	caught->was_err = stderr;
	stdout = stderr = file;
}

/* Printable, but for the ends of lines; tabs are the page's own. */
__attribute__((no_sanitize("address", "undefined", "coverage")))
static inline void check_harmless(const char *text, size_t size, int is_page)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char c = text[i];

		if ((c < 0x20 && c != '\n' && !(is_page && c == '\t')) ||
		    c == 0x7f || (c >= 0x80 && !is_page)) {
			fprintf(stderr, "byte %02x after: %.*s\n", c,
				(int)(i > 200 ? 200 : i),
				text + (i > 200 ? i - 200 : 0));
			abort();
		}
	}
}

/* Everything that was written goes to a terminal. */
static inline void release_output(struct caught *caught)
{
	fclose(stdout);
	stdout = caught->was_out;
	stderr = caught->was_err;
	check_harmless(caught->text, caught->size, 0);
	free(caught->text);
}

#endif
