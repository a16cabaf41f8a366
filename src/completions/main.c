// SPDX-License-Identifier: GPL-2.0-only
/*
 * mlotrace-completions SHELL: what completes mlotrace in bash, zsh or fish,
 * out of the tables that --help comes from. Runs when mlotrace is built, and
 * is not installed. Of bash only the table is written; frame.bash reads it.
 */
#include <stdio.h>
#include <string.h>

#include "air/scenario.h"
#include "base/cmd.h"
#include "base/util.h"

/* What may stand where a value is wanted. */
enum value {
	VALUE_NONE,	/* no value is */
	VALUE_ANY,	/* nothing to offer */
	VALUE_FILE,
	VALUE_DIR,
	VALUE_IFACE,
	VALUE_WORD,	/* one of opt->choices */
	VALUE_SCENARIO,	/* one of air_scenarios */
};

static enum value value_of(const struct opt *opt)
{
	static const struct {
		const char *arg;
		enum value value;
	} by_name[] = {
		{ "FILE", VALUE_FILE }, { "OUT", VALUE_FILE },
		{ "DIR", VALUE_DIR }, { "NAME", VALUE_IFACE },
		{ "NAME[,NAME]", VALUE_SCENARIO },
	};

	if (!opt->arg)
		return VALUE_NONE;
	if (opt->kind == OPT_CHOICE)
		return VALUE_WORD;
	if (opt->kind != OPT_STRING)
		return VALUE_ANY;
	for (size_t i = 0; i < ARRAY_SIZE(by_name); i++)
		if (!strcmp(opt->arg, by_name[i].arg))
			return by_name[i].value;
	return VALUE_ANY;
}

static bool takes_files(const struct cmd *cmd)
{
	return strstr(cmd->args, "FILE") || strstr(cmd->args, "PATH");
}

/* The words of a value, each after a blank. */
static void put_words(const struct opt *opt)
{
	if (value_of(opt) == VALUE_WORD)
		for (size_t i = 0; opt->choices[i]; i++)
			printf(" %s", opt->choices[i]);
	if (value_of(opt) == VALUE_SCENARIO)
		for (size_t i = 0; i < air_scenario_count; i++)
			printf(" %s", air_scenarios[i].name);
}

/* For inside '...', with a backslash before what is special there. */
static void put_text(const char *text, const char *special)
{
	for (; *text; text++) {
		if (strchr(special, *text))
			putchar('\\');
		fputs(*text == '\'' ? "'\\''" : (char[]){ *text, 0 }, stdout);
	}
}

static void each_option(const struct cmd *cmd,
			void (*put)(const struct cmd *, const struct opt *))
{
	for (const struct opt *opt = cmd->opts; opt && opt->name; opt++)
		put(cmd, opt);
	put(cmd, &options_help);
}

/* VERB LETTER NAME VALUE [WORD...], with _ for what is not there */
static void bash_option(const struct cmd *cmd, const struct opt *opt)
{
	static const char *const names[] = {
		[VALUE_NONE] = "none", [VALUE_ANY] = "any",
		[VALUE_FILE] = "file", [VALUE_DIR] = "dir",
		[VALUE_IFACE] = "iface", [VALUE_WORD] = "word",
		[VALUE_SCENARIO] = "word",
	};

	printf("%s %c %s %s", cmd->name, opt->letter ?: '_', opt->name,
	       names[value_of(opt)]);
	put_words(opt);
	putchar('\n');
}

static void bash(void)
{
	printf("_mlotrace_table='\n");
	for (size_t i = 0; verbs[i]; i++) {
		printf("%s _ _ %s\n", verbs[i]->name,
		       takes_files(verbs[i]) ? "file" : "none");
		each_option(verbs[i], bash_option);
	}
	printf("'\n");
}

static void zsh_option(const struct cmd *cmd, const struct opt *opt)
{
	static const char *const actions[] = {
		[VALUE_ANY] = " ", [VALUE_FILE] = "_files",
		[VALUE_DIR] = "_path_files -/", [VALUE_IFACE] = "_net_interfaces",
	};
	enum value value = value_of(opt);
	const char *equals = value ? "=" : "";

	printf("\t\t");
	if (opt->letter && opt->kind == OPT_COUNT)
		printf("'*'{-%c,--%s}", opt->letter, opt->name);
	else if (opt->letter)
		printf("'(-%c --%s)'{-%c%s,--%s%s}", opt->letter, opt->name,
		       opt->letter, value ? "+" : "", opt->name, equals);
	else
		printf("--%s%s", opt->name, equals);
	printf("'[");
	put_text(opt->help, "[]\\");
	putchar(']');
	if (value) {
		putchar(':');
		put_text(opt->arg, ":\\");
		printf(":%s", value >= VALUE_WORD ? "(" : actions[value]);
		put_words(opt);
		printf("%s", value >= VALUE_WORD ? ")" : "");
	}
	printf("' \\\n");
}

static void zsh(void)
{
	printf("#compdef mlotrace\nlocal verb=trace\n"
	       "local -a top verbs=(\n");
	for (size_t i = 0; verbs[i]; i++) {
		printf("\t'%s:", verbs[i]->name);
		put_text(verbs[i]->summary, ":\\");
		printf("'\n");
	}
	printf(")\n\n"
	       "if [[ $words[2] == -* ]]; then\n"
	       "\t(( CURRENT > 2 )) || top=(--version'[show the version]')\n"
	       "elif (( CURRENT == 2 )); then\n"
	       "\t_describe -t commands verb verbs\n"
	       "\treturn\n"
	       "else\n"
	       "\tverb=$words[2]\n"
	       "\tshift words\n"
	       "\t(( CURRENT-- ))\n"
	       "fi\n"
	       "case $verb in\n");
	for (size_t i = 0; verbs[i]; i++) {
		printf("%s)\n\t_arguments -s -S $top \\\n", verbs[i]->name);
		each_option(verbs[i], zsh_option);
		printf("\t\t%s ;;\n", takes_files(verbs[i]) ?
		       "'*:file:_files'" : "':: :'");
	}
	printf("esac\n");
}

static void fish_option(const struct cmd *cmd, const struct opt *opt)
{
	static const char *const values[] = {
		[VALUE_NONE] = "", [VALUE_ANY] = " -x", [VALUE_FILE] = " -rF",
		[VALUE_DIR] = " -x -a '(__fish_complete_directories)'",
		[VALUE_IFACE] = " -x -a '(__fish_print_interfaces)'",
		[VALUE_WORD] = " -x -a '", [VALUE_SCENARIO] = " -x -a '",
	};
	enum value value = value_of(opt);

	printf("complete -c mlotrace -n '__mlotrace_verb %s'", cmd->name);
	if (opt->letter)
		printf(" -s %c", opt->letter);
	printf(" -l %s%s", opt->name, values[value]);
	put_words(opt);
	printf("%s -d '", value >= VALUE_WORD ? "'" : "");
	put_text(opt->help, "\\");
	printf("'\n");
}

static void fish(void)
{
	printf("# without a verb it is trace\n"
	       "function __mlotrace_verb\n"
	       "\tset -l words (commandline -opc)\n"
	       "\tset -l verb trace\n"
	       "\tset -q words[2]; and not string match -q -- '-*' $words[2]\n"
	       "\tand set verb $words[2]\n"
	       "\ttest \"$verb\" = $argv[1]\n"
	       "end\n\n"
	       "function __mlotrace_first\n"
	       "\ttest (count (commandline -opc)) -eq 1\n"
	       "end\n\n"
	       "complete -c mlotrace -f\n"
	       "complete -c mlotrace -n __mlotrace_first -l version "
	       "-d 'show the version'\n");
	for (size_t i = 0; verbs[i]; i++) {
		printf("complete -c mlotrace -n __mlotrace_first -a %s "
		       "-d '", verbs[i]->name);
		put_text(verbs[i]->summary, "\\");
		printf("'\n");
		if (takes_files(verbs[i]))
			printf("complete -c mlotrace -n '__mlotrace_verb %s' "
			       "-F\n", verbs[i]->name);
		each_option(verbs[i], fish_option);
	}
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*write)(void);
	} shells[] = { { "bash", bash }, { "zsh", zsh }, { "fish", fish } };

	for (size_t i = 0; argc == 2 && i < ARRAY_SIZE(shells); i++) {
		if (strcmp(argv[1], shells[i].name))
			continue;
		shells[i].write();
		return fflush(stdout) || ferror(stdout);
	}
	fprintf(stderr, "usage: mlotrace-completions bash|zsh|fish\n");
	return 1;
}
