/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Command-line options as data: each verb has a table, which serves to parse
 * them, for --help, and for the shell completions.
 */
#ifndef MLOTRACE_OPTIONS_H
#define MLOTRACE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* What an option's text is turned into, at .offset of the verb's struct. */
enum opt_kind {
	OPT_FLAG,	/* bool, set to true */
	OPT_COUNT,	/* unsigned int, one up each time */
	OPT_STRING,	/* const char * into argv */
	OPT_MAC,	/* struct opt_mac */
	OPT_LINK,	/* int, 0 to 14 */
	OPT_NUMBER,	/* uint64_t, 1 to .max */
	OPT_DURATION,	/* uint64_t, nanoseconds */
	OPT_CHOICE,	/* int, index into .choices */
};

struct opt_mac {
	bool set;
	uint8_t addr[6];
};

struct opt {
	const char *name;		/* long name, without the dashes */
	char letter;			/* 0 where there is none */
	enum opt_kind kind;
	size_t offset;
	/*
	 * The value's name in --help; FILE, OUT, DIR and NAME (of an
	 * interface) also say what the shells complete.
	 */
	const char *arg;
	const char *help;
	uint64_t max;			/* OPT_NUMBER: 0 is no bound */
	const char *const *choices;	/* OPT_CHOICE: ends in NULL */
};

struct cmd {
	const char *name;
	const char *args;		/* what follows the options, or "" */
	const char *summary;
	const struct opt *opts;		/* ends with a NULL name; or NULL */
	/*
	 * Runs the verb; argv[0] is its name. Returns an exit_status, or a
	 * negative errno after it has been reported with msg_error().
	 */
	int (*run)(const struct cmd *cmd, int argc, char **argv);
};

/* --help, which every verb has besides its table. */
extern const struct opt options_help;

/* What options_parse() returns when it has printed the help. */
#define OPTIONS_HELP 1

/*
 * Parse argv by cmd->opts into the struct at values, which the caller has
 * filled with the defaults. Returns 0 with *first set to the index of the
 * first argument that is no option; OPTIONS_HELP after --help was answered
 * on stdout; -EINVAL after a wrong word was reported.
 */
int options_parse(const struct cmd *cmd, int argc, char **argv, void *values,
		  int *first);

/* Like options_parse(), for a verb that takes no further arguments. */
int options_only(const struct cmd *cmd, int argc, char **argv, void *values);

/*
 * Print text and a newline, in lines of at most 80 columns. The first line is
 * already at this column; the others begin there, too.
 */
void options_put_wrapped(FILE *out, const char *text, size_t column);

/* Report a wrong use of a verb, with a hint to its --help. Returns -EINVAL. */
int options_usage_error(const struct cmd *cmd, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
