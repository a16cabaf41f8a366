/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Can BPF programs be attached to mac80211 here? And if not: which of the many
 * possible reasons is it, and what can be done.
 */
#ifndef MLOTRACE_PREFLIGHT_H
#define MLOTRACE_PREFLIGHT_H

#include "kernel/attach.h"

/* -EPERM after what is missing was reported. */
int preflight_privilege(void);

/* -ENOTSUP after it was reported that this kernel has no BPF. */
int preflight_bpf(void);

/* Likewise in a user namespace of a container, whose root is not the host's. */
int preflight_userns(void);

/* hooks_explain(); a negative errno after the reason was reported. */
int preflight_explore(struct kernel_hooks *kernel);

/*
 * Are the types known, and the mission's hooks there? What is not is reported,
 * and an error unless there is a rung of the ladder that does without.
 */
int preflight_types(const struct kernel_hooks *kernel, enum attach_mode mode,
		    bool snapshot_only);

/*
 * Hooks on functions are called only while ftrace is on. -ENOTSUP, reported,
 * where it is not; otherwise *fd tells preflight_ftrace_off() whenever it is
 * asked. It is the caller's to close; -1 where the kernel has no such switch.
 */
int preflight_ftrace(int *fd);
bool preflight_ftrace_off(int fd);

/* Report why loading or attaching failed with this negative errno. */
void preflight_explain(int err);

/* CAP_SYS_ADMIN, without which the BTF of modules cannot be had. */
bool preflight_privileged(void);

#endif
