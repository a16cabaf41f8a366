/* SPDX-License-Identifier: GPL-2.0-only */
/* Which lines of the kernel's log are about Wi-Fi. */
#ifndef MLOTRACE_LOG_PICK_H
#define MLOTRACE_LOG_PICK_H

#include <glob.h>
#include <stdbool.h>
#include <stdio.h>

struct log_pick {
	/* interfaces, modules, drivers: lines begin with a path's last part */
	glob_t names;
	/* a report by the kernel: its lines belong together */
	FILE *block;		/* NULL: none */
	bool wanted;
	char *text;
	size_t size;
	unsigned long lines;	/* read so far */
};

/* Note the names that this machine has now, for the rest of the process. */
void log_pick_open(struct log_pick *pick);

/*
 * If a record of /dev/kmsg is about Wi-Fi, write it as dmesg would; record is
 * changed. A report, from "cut here" to "end trace", is written as a whole.
 */
void log_pick(struct log_pick *pick, char *record, FILE *out);

/* Write a report that has no end yet. */
void log_pick_end(struct log_pick *pick, FILE *out);

#endif
