// SPDX-License-Identifier: GPL-2.0-only
/* Picks the verb, and maps what it returns to an exit status. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cmd.h"
#include "base/util.h"
#include "version.h"

static void print_help(void)
{
	printf("Usage: mlotrace [VERB] [OPTIONS] [ARGS]\n\n"
	       "Show, with evidence, what the Linux kernel does with Wi-Fi 7 "
	       "multi-link station\nlinks.\n\nVerbs:\n");
	for (size_t i = 0; verbs[i]; i++) {
		printf("  %-10s", verbs[i]->name);
		options_put_wrapped(stdout, verbs[i]->summary, 12);
	}
	printf("\n'mlotrace VERB --help' shows the options of a verb; the "
	       "default verb is 'trace'.\n"
	       "Exit status: 0 nothing wrong found, 1 usage error or could "
	       "not run, 2 problem\nfound, 3 inconclusive.\n");
}

static const struct cmd *find_cmd(const char *name)
{
	for (size_t i = 0; verbs[i]; i++)
		if (!strcmp(name, verbs[i]->name))
			return verbs[i];
	return NULL;
}

/* Failed output is an error, unless the reader has gone. */
static int flushed(int status)
{
	if (!fflush(stdout) || errno == EPIPE)
		return status;
	msg_error("cannot write: %s", errno_text(-errno));
	return EXIT_USAGE;
}

static int run_cmd(const struct cmd *cmd, int argc, char **argv)
{
	int ret = cmd->run(cmd, argc, argv);

	if (ret == -ENOMEM)
		msg_error("out of memory");
	return ret < 0 ? EXIT_USAGE : flushed(ret);
}

int main(int argc, char **argv)
{
	const struct cmd *cmd;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc < 2)
		return run_cmd(&cmd_trace, argc, argv);
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
	    !strcmp(argv[1], "help")) {
		print_help();
		return flushed(EXIT_CLEAN);
	}
	if (!strcmp(argv[1], "--version")) {
		printf("mlotrace %s\n", MLOTRACE_VERSION);
		return flushed(EXIT_CLEAN);
	}
	if (argv[1][0] == '-')
		return run_cmd(&cmd_trace, argc, argv);
	cmd = find_cmd(argv[1]);
	if (cmd)
		return run_cmd(cmd, argc - 1, argv + 1);
	msg_error("unknown verb '%s'", argv[1]);
	msg_hint("see 'mlotrace --help'");
	return EXIT_USAGE;
}
