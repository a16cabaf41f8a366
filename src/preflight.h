/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Can BPF programs be attached to mac80211 here? And if not: which of the many
 * possible reasons is it, and what can be done.
 */
#ifndef MLOTRACE_PREFLIGHT_H
#define MLOTRACE_PREFLIGHT_H

#include "hooks.h"

/*
 * Probe for the hooks, and find out beforehand what would fail; with_hooks,
 * also that those of the mission can be attached. Returns 0;
 * -ENODEV in silence when mac80211 is not loaded; another negative errno after
 * the reason was reported.
 */
int preflight(struct kernel_hooks *kernel, bool with_hooks);

/* Report why loading or attaching failed with this negative errno. */
void preflight_explain(int err);

/* CAP_SYS_ADMIN, without which the BTF of modules cannot be had. */
bool preflight_privileged(void);

#endif
