/* SPDX-License-Identifier: GPL-2.0-only */
/* Which lines of the kernel's log are about Wi-Fi. */
#ifndef MLOTRACE_LOG_PICK_H
#define MLOTRACE_LOG_PICK_H

#include <glob.h>
#include <stdbool.h>
#include <stdio.h>

struct log_pick {
	/* whose last parts lines begin with: interfaces, modules, drivers */
	glob_t names;
	/* a report of the kernel's, whose lines belong together */
	FILE *block;		/* NULL: none */
	bool wanted;
	char *text;
	size_t size;
	unsigned long lines;	/* that there were */
};

/* What this machine has, for the rest of the process. */
void log_pick_open(struct log_pick *pick);

/*
 * Write a record of /dev/kmsg, which is changed, as dmesg would, if it is about
 * Wi-Fi. A report, from "cut here" to "end trace", is written as a whole.
 */
void log_pick(struct log_pick *pick, char *record, FILE *out);

/* What is left of a report that has no end. */
void log_pick_end(struct log_pick *pick, FILE *out);

#endif
