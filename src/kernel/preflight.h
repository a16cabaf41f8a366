/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Can BPF programs be attached to mac80211 here? If not, which of the many
 * possible reasons is it, and what can be done?
 */
#ifndef MLOTRACE_PREFLIGHT_H
#define MLOTRACE_PREFLIGHT_H

#include "kernel/attach.h"

/* Returns 0, or -EPERM after reporting what is missing. */
int preflight_privilege(void);

/* Returns 0, or -ENOTSUP after reporting that this kernel has no BPF. */
int preflight_bpf(void);

/*
 * Returns 0, or -EPERM after reporting that this is a container's user
 * namespace, whose root is not the host's.
 */
int preflight_userns(void);

/* Call hooks_explain(). Returns 0, or a negative errno after reporting why. */
int preflight_explore(struct kernel_hooks *kernel);

/*
 * Are the types known, and the mission's hooks there? What is missing is
 * reported, and is an error unless a rung of the ladder does without.
 */
int preflight_types(const struct kernel_hooks *kernel, enum attach_mode mode,
		    bool snapshot_only);

/*
 * Hooks on functions are called only while ftrace is on. Returns -ENOTSUP,
 * reported, if it is off. Otherwise, preflight_ftrace_off() can ask *fd again
 * at any time. The caller closes *fd; it is -1 if the kernel has no such
 * switch.
 */
int preflight_ftrace(int *fd);
bool preflight_ftrace_off(int fd);

/* Report why loading or attaching failed with this negative errno. */
void preflight_explain(int err);

/* Do we have CAP_SYS_ADMIN? Without it, the BTF of modules cannot be read. */
bool preflight_privileged(void);

#endif
