// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_options.c - words by every verb's table (libFuzzer)
 *
 * The first byte picks the verb; the rest are words, each of which ends with a
 * NUL. They are parsed, or refused in words that harm no terminal.
 */
#include <errno.h>
#include <string.h>

#include "base/cmd.h"
#include "fuzz.h"
#include "base/util.h"

#define MAX_WORDS 64

static size_t size_of_value(enum opt_kind kind)
{
	switch (kind) {
	case OPT_FLAG:
		return sizeof(bool);
	case OPT_MAC:
		return sizeof(struct opt_mac);
	case OPT_COUNT:
	case OPT_LINK:
	case OPT_CHOICE:
		return sizeof(int);
	default:
		return 8;
	}
}

/* Nothing is written beyond what the table has. */
static void *new_values(const struct cmd *cmd)
{
	size_t size = 1;

	for (const struct opt *opt = cmd->opts; opt && opt->name; opt++)
		if (opt->offset + size_of_value(opt->kind) > size)
			size = opt->offset + size_of_value(opt->kind);
	return calloc(1, size);
}

static void check_values(const struct cmd *cmd, const char *values)
{
	for (const struct opt *opt = cmd->opts; opt && opt->name; opt++) {
		const void *at = values + opt->offset;
		int count = 0;

		if (opt->kind == OPT_LINK && *(const int *)at > 14)
			abort();
		if (opt->kind == OPT_NUMBER && opt->max &&
		    *(const uint64_t *)at > opt->max)
			abort();
		while (opt->kind == OPT_CHOICE && opt->choices[count])
			count++;
		if (count && *(const int *)at >= count)
			abort();
	}
}

static void parse(const struct cmd *cmd, int argc, char **argv)
{
	void *values = new_values(cmd);
	struct caught caught;
	int first = -1, ret;

	catch_output(&caught);
	ret = options_parse(cmd, argc, argv, values, &first);
	release_output(&caught);
	if (ret != -EINVAL && ret != OPTIONS_HELP &&
	    (ret || first < 1 || first > argc))
		abort();
	if (!ret)
		check_values(cmd, values);
	free(values);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char *argv[MAX_WORDS + 1] = { NULL };
	size_t count = 0;
	char *words;
	int argc = 1;

	while (verbs[count])
		count++;
	if (!size)
		return 0;
	words = calloc(1, size + 1);
	memcpy(words, bytes + 1, size - 1);
	argv[0] = (char *)verbs[bytes[0] % count]->name;
	for (char *word = words; word < words + size - 1 && argc < MAX_WORDS;
	     word += strlen(word) + 1)
		argv[argc++] = word;
	parse(verbs[bytes[0] % count], argc, argv);
	free(words);
	return 0;
}
