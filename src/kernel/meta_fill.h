/* SPDX-License-Identifier: GPL-2.0-only */
/* Fills the first line of a trace from the running system. */
#ifndef MLOTRACE_META_FILL_H
#define MLOTRACE_META_FILL_H

#include "kernel/hooks.h"
#include "recording/meta.h"

/* Fill in the kernel, mac80211 and the hooks. The caller adds the filter. */
void meta_fill(struct meta *meta, const struct kernel_hooks *kernel);

#endif
