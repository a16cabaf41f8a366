/* SPDX-License-Identifier: GPL-2.0-only */
/* What has to be replaced, on its way between two processes: a line each. */
#ifndef MLOTRACE_SECRET_H
#define MLOTRACE_SECRET_H

#include "collect/redact_text.h"

/* Write one to stdout. */
void secret_put(enum secret kind, const char *word, size_t size);

/* Learn what such a line has; what is none is ignored. 0 or -ENOMEM. */
int secret_learn(struct redact_text *rt, const char *line, size_t size);

#endif
