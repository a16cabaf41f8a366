/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ladder: try the ways to reach the hooks, and use the best that this
 * kernel has.
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
	uint32_t skipped[HOOK_COUNT];	/* by links since released */
};

/*
 * Tell libbpf where the hooks are, so that it does not search the BTF of every
 * module for each. Open and load the object before attach_untell(handler), and
 * keep kernel until then. Returns the handler or -errno.
 */
int attach_tell(const struct kernel_hooks *kernel);
void attach_untell(int handler);

#define RUNGS 7

/*
 * Set the way of each usable hook for this rung, 0 being the best one. False
 * if mode, or what is known of the kernel, rules out the rung or all hooks.
 */
bool attach_plan(struct kernel_hooks *kernel, int rung, enum attach_mode mode);

/* Select the programs to load: those of the plan; no hooks if snapshot_only. */
void attach_select(struct bpf_object *obj, const struct kernel_hooks *kernel,
		   bool snapshot_only);

/*
 * Attach the hooks. One that fails becomes HOOK_FAILED. Its error is returned
 * if it is one of the mission, or if its way works for no function at all.
 */
int attach_hooks(struct bpf_object *obj, struct kernel_hooks *kernel,
		 struct attachment *at);
void attach_release(const struct kernel_hooks *kernel, struct attachment *at);

/*
 * How many calls the programs of hook i have missed so far: the same program
 * was already running on that CPU, or too many calls were in progress for its
 * kretprobe. If hooks share a counter, its calls may be those of any of them.
 */
uint32_t attach_skipped(struct bpf_object *obj,
			const struct kernel_hooks *kernel,
			const struct attachment *at, size_t i);

#endif
