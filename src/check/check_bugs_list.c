// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "check/check_bugs.h"
#include "check/check_print.h"

#define RULE_SIZE 256

static void list_text(const struct bug *bug, const char *rule)
{
	printf("%s (%s)\n    since: %s\n    fixed: %s\n    leaves: %s\n",
	       bug->name, bug->module, bug->since, bug->fixed, bug->leaves);
	if (bug->untold)
		printf("    not told from code: %s\n", bug->untold);
	else
		printf("    rule: %s\n    what to do: %s\n", rule,
		       bug->advice);
}

static void list_json(const struct bug *bug, const char *rule)
{
	struct line line;

	check_json_begin(&line, "bug");
	check_json_text(&line, "name", bug->name);
	check_json_text(&line, "module", bug->module);
	check_json_text(&line, "since", bug->since);
	check_json_text(&line, "fixed_by", bug->fixed);
	check_json_text(&line, "leaves", bug->leaves);
	check_json_text(&line, "rule", rule);
	check_json_text(&line, "untold", bug->untold);
	check_json_text(&line, "advice", bug->advice);
	check_json_end(&line);
}

void check_bugs_list(bool json)
{
	char rule[RULE_SIZE];

	for (const struct bug *bug = bugs; bug->name; bug++) {
		bug_rule(bug, rule, sizeof(rule));
		if (json)
			list_json(bug, rule);
		else
			list_text(bug, rule);
	}
}
