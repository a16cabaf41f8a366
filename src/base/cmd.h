/* SPDX-License-Identifier: GPL-2.0-only */
/* The verbs: one cmd_NAME.c each, and a word in this list. */
#ifndef MLOTRACE_CMD_H
#define MLOTRACE_CMD_H

#include "base/options.h"

/* In the order of --help. */
#define VERBS(VERB)							\
	VERB(trace) VERB(top) VERB(scan) VERB(report) VERB(check)	\
	VERB(doctor) VERB(validate) VERB(collect)

#define DECLARE_VERB(name) extern const struct cmd cmd_##name;
VERBS(DECLARE_VERB)
#undef DECLARE_VERB

/* All of them; ends with NULL. */
extern const struct cmd *const verbs[];

#endif
