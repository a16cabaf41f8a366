/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ladder: of the ways to reach a hook, the best that this kernel has.
 */
#ifndef MLOTRACE_ATTACH_H
#define MLOTRACE_ATTACH_H

#include <stdint.h>

#include "kernel/hooks.h"

enum attach_mode {
	ATTACH_AUTO,
	ATTACH_FENTRY,
	ATTACH_KPROBE,
	ATTACH_TRACEPOINT,
};

/* In the order of this enum, for --attach; ends in NULL. */
extern const char *const attach_mode_names[];

struct bpf_link;
struct bpf_object;

struct attachment {
	struct bpf_link *links[HOOK_COUNT];
	struct bpf_link *keepers[HOOK_COUNT];
	struct bpf_link *multi[2];	/* entries, exits; or NULL */
	uint32_t skipped[HOOK_COUNT];	/* by links that are no more */
};

/*
 * Until attach_untell(handler), libbpf asks here where the hooks are, and does
 * not search the BTF of every module for each. In between, kernel has to stay,
 * and the object is to be opened and loaded. Returns the handler or -errno.
 */
int attach_tell(const struct kernel_hooks *kernel);
void attach_untell(int handler);

#define RUNGS 7

/*
 * Set the way of each usable hook for this rung, 0 being the best one. False
 * when mode, or what is known of the kernel, leaves the rung or all hooks out.
 */
bool attach_plan(struct kernel_hooks *kernel, int rung, enum attach_mode mode);

/* Load the programs that the plan names; with snapshot_only no hooks. */
void attach_select(struct bpf_object *obj, const struct kernel_hooks *kernel,
		   bool snapshot_only);

/*
 * Attach them. A hook that fails becomes HOOK_FAILED. If it is one of the
 * mission, or if its way serves no function at all, that is the error returned.
 */
int attach_hooks(struct bpf_object *obj, struct kernel_hooks *kernel,
		 struct attachment *at);
void attach_release(const struct kernel_hooks *kernel, struct attachment *at);

/*
 * Calls that programs of hook i were not run for so far: the same one ran on
 * that CPU already, or too many calls were going on for its kretprobe. Where
 * several hooks share what counts, each may have been meant.
 */
uint32_t attach_skipped(struct bpf_object *obj,
			const struct kernel_hooks *kernel,
			const struct attachment *at, size_t i);

#endif
