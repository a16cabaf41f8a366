/* SPDX-License-Identifier: GPL-2.0-only */
/* The writing of lines, shared by the output_*.c files alone. */
#ifndef MLOTRACE_OUTPUT_PRIV_H
#define MLOTRACE_OUTPUT_PRIV_H

#include "base/line.h"
#include "output/output.h"


/* Begin {"type":type,"v":1, and add time and wall if boot_ns is not 0. */
void output_begin(const struct output *out, struct line *line,
		  const char *type, uint64_t boot_ns);
/* Add the numbers of removals, by cause and outcome. */
void output_removals(struct line *line,
		     const uint64_t removals[CAUSES][OUTCOMES]);
/* End the line, and write it. */
void output_line(struct output *out, struct line *line);

/* Remember the first error of the file. */
void output_check(struct output *out);

#endif
