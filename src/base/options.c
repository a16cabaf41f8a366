// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/options.h"
#include "base/util.h"

#define MAX_OPTS 32
#define HELP_COLUMN 28
#define SCREEN_WIDTH 80

const struct opt options_help = {
	.name = "help", .letter = 'h', .kind = OPT_FLAG,
	.help = "show this help",
};

/* What the value should have been, in words. */
static void want_text(const struct opt *opt, char *buf, size_t size)
{
	size_t used;

	switch (opt->kind) {
	case OPT_MAC:
		snprintf(buf, size, "a MAC address (aa:bb:cc:dd:ee:ff)");
		break;
	case OPT_LINK:
		snprintf(buf, size, "a link id (0 to 14)");
		break;
	case OPT_NUMBER:
		used = snprintf(buf, size, "a number from 1");
		if (opt->max)
			snprintf(buf + used, size - used, " to %" PRIu64,
				 opt->max);
		break;
	case OPT_DURATION:
		snprintf(buf, size, "a duration (90, 500ms, 5m, 2h, 1d)");
		break;
	default:
		used = snprintf(buf, size, "one of");
		for (int i = 0; opt->choices[i] && used < size; i++)
			used += snprintf(buf + used, size - used, "%s %s",
					 i ? "," : "", opt->choices[i]);
	}
}

static int value_error(const struct cmd *cmd, const struct opt *opt,
		       const char *text)
{
	char want[128];

	want_text(opt, want, sizeof(want));
	return options_usage_error(cmd, "--%s: '%s' is not %s", opt->name,
				   text, want);
}

/* If word is short for this option, append --name and return 1. */
static int add_match(const struct opt *opt, const char *word, char *buf,
		     size_t size)
{
	size_t len = strcspn(word, "="), used = strlen(buf);

	if (strncmp(opt->name, word, len))
		return 0;
	snprintf(buf + used, size - used, "%s--%s", used ? ", " : "",
		 opt->name);
	return 1;
}

/* List the options that word, after its dashes, may mean; return how many. */
static int find_matches(const struct cmd *cmd, const char *word, char *buf,
			size_t size)
{
	int count = 0;

	*buf = '\0';
	for (const struct opt *opt = cmd->opts; opt && opt->name; opt++)
		count += add_match(opt, word, buf, size);
	return count + add_match(&options_help, word, buf, size);
}

/* Report an option that is unknown, or has a value but takes none. */
static int option_error(const struct cmd *cmd, const char *word)
{
	bool is_help = optopt == 'h' && !strncmp(word, "--", 2);
	char matches[256];

	if (optopt >= 256 || is_help)
		return options_usage_error(cmd, "option '--%s' takes no value",
					   is_help ? "help" :
					   cmd->opts[optopt - 256].name);
	/* optopt is a plain char, which may be negative */
	if (optopt)
		return options_usage_error(cmd, "unknown option '-%c'",
					   (unsigned char)optopt);
	if (find_matches(cmd, word + 2, matches, sizeof(matches)) > 1)
		return options_usage_error(cmd, "option '%s' is ambiguous: "
					   "%s", word, matches);
	return options_usage_error(cmd, "unknown option '%s'", word);
}

static int parse_choice(const char *text, const char *const *choices, int *out)
{
	for (int i = 0; choices[i]; i++) {
		if (!strcmp(text, choices[i])) {
			*out = i;
			return 0;
		}
	}
	return -EINVAL;
}

static int store(const struct opt *opt, const char *text, void *values)
{
	void *field = (char *)values + opt->offset;
	uint64_t number;
	int err = 0;

	switch (opt->kind) {
	case OPT_FLAG:
		*(bool *)field = true;
		break;
	case OPT_COUNT:
		(*(unsigned int *)field)++;
		break;
	case OPT_STRING:
		*(const char **)field = text;
		break;
	case OPT_MAC:
		err = parse_mac(text, ((struct opt_mac *)field)->addr);
		((struct opt_mac *)field)->set = !err;
		break;
	case OPT_LINK:
		err = parse_number(text, 0, 14, &number);
		if (!err)
			*(int *)field = number;
		break;
	case OPT_NUMBER:
		err = parse_number(text, 1, opt->max ?: UINT64_MAX, field);
		break;
	case OPT_DURATION:
		err = parse_duration(text, field);
		break;
	case OPT_CHOICE:
		err = parse_choice(text, opt->choices, field);
		break;
	}
	return err;
}

static void print_option(const struct opt *opt, FILE *out)
{
	char left[64];

	snprintf(left, sizeof(left), "  %c%c%c --%s%s%s",
		 opt->letter ? '-' : ' ', opt->letter ?: ' ',
		 opt->letter ? ',' : ' ', opt->name,
		 opt->arg ? "=" : "", opt->arg ?: "");
	if (strlen(left) < HELP_COLUMN)
		fprintf(out, "%-*s%s", HELP_COLUMN, left, opt->help);
	else
		fprintf(out, "%s\n%*s%s", left, HELP_COLUMN, "", opt->help);
	fputc('\n', out);
}

void options_put_wrapped(FILE *out, const char *text, size_t column)
{
	size_t width = SCREEN_WIDTH - column, len;

	while (strlen(text) > width) {
		for (len = width; len && text[len] != ' '; len--)
			;
		if (!len)
			break;
		fprintf(out, "%.*s\n%*s", (int)len, text, (int)column, "");
		text += len + 1;
	}
	fprintf(out, "%s\n", text);
}

static void print_help(const struct cmd *cmd, FILE *out)
{
	fprintf(out, "Usage: mlotrace %s [OPTIONS]%s%s\n\n",
		cmd->name, *cmd->args ? " " : "", cmd->args);
	options_put_wrapped(out, cmd->summary, 0);
	fputs("\nOptions:\n", out);
	for (const struct opt *opt = cmd->opts; opt && opt->name; opt++)
		print_option(opt, out);
	print_option(&options_help, out);
}

int options_usage_error(const struct cmd *cmd, const char *fmt, ...)
{
	char text[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	msg_error("%s: %s", cmd->name, text);
	msg_hint("see 'mlotrace %s --help'", cmd->name);
	return -EINVAL;
}

/* The tables in the form that getopt_long() wants. */
static void fill_getopt(const struct cmd *cmd, struct option *longs,
			char *letters)
{
	int n = 0;

	*letters++ = ':';	/* errors are ours to report */
	*letters++ = 'h';
	for (const struct opt *opt = cmd->opts; opt && opt->name; opt++, n++) {
		longs[n] = (struct option){
			opt->name, opt->arg ? required_argument : no_argument,
			NULL, n + 256,
		};
		if (!opt->letter)
			continue;
		*letters++ = opt->letter;
		if (opt->arg)
			*letters++ = ':';
	}
	longs[n] = (struct option){ "help", no_argument, NULL, 'h' };
	longs[n + 1] = (struct option){ 0 };
	*letters = '\0';
}

static const struct opt *find_opt(const struct cmd *cmd, int code)
{
	if (code >= 256)
		return &cmd->opts[code - 256];
	for (const struct opt *opt = cmd->opts; opt && opt->name; opt++)
		if (opt->letter == code)
			return opt;
	return NULL;
}

int options_parse(const struct cmd *cmd, int argc, char **argv, void *values,
		  int *first)
{
	struct option longs[MAX_OPTS + 2];
	char letters[2 * MAX_OPTS + 4];
	const struct opt *opt;
	int code, err;

	fill_getopt(cmd, longs, letters);
	optind = 0;
	while ((code = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		if (code == 'h') {
			print_help(cmd, stdout);
			return OPTIONS_HELP;
		}
		if (code == '?')
			return option_error(cmd, argv[optind - 1]);
		if (code == ':')
			return options_usage_error(cmd,
				"option '%s' needs a value", argv[optind - 1]);
		opt = find_opt(cmd, code);
		err = store(opt, optarg, values);
		if (err)
			return value_error(cmd, opt, optarg);
	}
	*first = optind;
	return 0;
}

int options_only(const struct cmd *cmd, int argc, char **argv, void *values)
{
	int first = 0, err;

	err = options_parse(cmd, argc, argv, values, &first);
	if (!err && first < argc)
		err = options_usage_error(cmd, "unexpected argument '%s'",
					  argv[first]);
	return err;
}
