/* SPDX-License-Identifier: GPL-2.0-only */
/* Passes what must be replaced from one process to another, a line each. */
#ifndef MLOTRACE_SECRET_H
#define MLOTRACE_SECRET_H

#include "collect/redact_text.h"

/* Write one to stdout. */
void secret_put(enum secret kind, const char *word, size_t size);

/* Learn from such a line; ignores other lines. Returns 0 or -ENOMEM. */
int secret_learn(struct redact_text *rt, const char *line, size_t size);

#endif
