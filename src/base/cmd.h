/* SPDX-License-Identifier: GPL-2.0-only */
/* The verbs: one cmd_*.c each. */
#ifndef MLOTRACE_CMD_H
#define MLOTRACE_CMD_H

#include "base/options.h"

extern const struct cmd cmd_trace;
extern const struct cmd cmd_scan;
extern const struct cmd cmd_report;
extern const struct cmd cmd_check;
extern const struct cmd cmd_doctor;
extern const struct cmd cmd_validate;
extern const struct cmd cmd_top;

/* All of them, in the order of --help; ends with NULL. */
extern const struct cmd *const verbs[];

#endif
