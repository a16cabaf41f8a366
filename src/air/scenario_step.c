// SPDX-License-Identifier: GPL-2.0-only
/*
 * scenario_step.c - what the scenarios say as they go
 */
#include <stdarg.h>
#include <stdio.h>

#include "air/scenario_priv.h"

void step(const struct air_play *play, const char *fmt, ...)
{
	char line[256];
	va_list args;

	if (!play->step)
		return;
	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	play->step(play->ctx, line);
}
