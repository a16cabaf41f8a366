/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of a bundle: what makes each, and the limits of time and size. */
#ifndef MLOTRACE_PART_H
#define MLOTRACE_PART_H

#include <stddef.h>
#include <stdint.h>

#include "base/cmd.h"

enum part_form {
	FORM_TEXT,
	FORM_VERB,		/* JSON lines from a verb */
	FORM_SECRETS,		/* secret_put(): what to replace, no member */
	FORM_REASON,		/* messages; the last one counts */
};

#define PART_ARGS 3

struct part {
	const char *name;	/* of the member */
	const char *what;	/* for people */
	enum part_form form;
	/* One of these writes it to stdout; struct cmd says how cmd ends. */
	const struct cmd *cmd;
	const char *args[PART_ARGS];	/* of the verb */
	int (*run)(void);	/* an exit status; 1: it is not complete */
	unsigned int seconds;	/* at most; 0: as long as the user wants */
};

extern const struct part parts[];
extern const size_t part_count;

/* The size limit of a part, and of the recording, which stays in memory. */
#define PART_SIZE_MAX (16UL << 20)
#define RECORDING_SIZE_MAX (64UL << 20)

/* Is it the recording? */
static inline bool part_records(const struct part *part)
{
	return !part->seconds;
}

static inline size_t part_limit(const struct part *part)
{
	return part_records(part) ? RECORDING_SIZE_MAX : PART_SIZE_MAX;
}

/* --- parts that no verb makes --------------------------------------------- */

int system_run(void);		/* system.c */
int kernel_log_run(void);	/* log.c */
int secrets_run(void);		/* secrets.c */

#endif
