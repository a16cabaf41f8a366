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

const char *list(uint16_t links, char *buf, size_t size)
{
	size_t len = 0;

	snprintf(buf, size, "none");
	for (unsigned int i = 0; links && i < 16; i++)
		if (links & 1u << i && len < size)
			len += snprintf(buf + len, size - len, "%s%u",
					len ? "," : "", i);
	return buf;
}

uint16_t choice(const struct air_play *play, uint16_t links)
{
	return play->remove ? play->remove : links;
}
