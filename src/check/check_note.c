// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/check_run.h"

void check_note(struct check_result *result, const char *fmt, ...)
{
	va_list args;

	if (result->nr_notes == CHECK_NOTES_MAX)
		return;
	va_start(args, fmt);
	vsnprintf(result->notes[result->nr_notes++], CHECK_NOTE_SIZE, fmt,
		  args);
	va_end(args);
}

struct check_result *check_result_new(const struct check_target *target)
{
	struct check_result *result = calloc(1, sizeof(*result));

	if (!result)
		return NULL;
	*result = (struct check_result){
		.target = target, .label = strdup(target->label), .format = "",
		.verdict.state = KERNEL_UNKNOWN,
	};
	if (result->label)
		return result;
	free(result);
	return NULL;
}

void check_result_free(struct check_result *result)
{
	while (result) {
		struct check_result *next = result->next;

		free(result->label);
		free(result->member);
		free(result);
		result = next;
	}
}
