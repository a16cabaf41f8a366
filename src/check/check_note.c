// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>

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
