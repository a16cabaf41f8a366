/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which kernel functions the BPF programs hang on, what each is for, and
 * whether this kernel has it.
 */
#ifndef MLOTRACE_HOOKS_H
#define MLOTRACE_HOOKS_H

#include <stdbool.h>
#include <stddef.h>

enum hook_state {
	HOOK_USABLE,
	HOOK_ABSENT,		/* no such function in this kernel */
	HOOK_CLONE_ONLY,	/* only as .isra, .constprop or .part */
	HOOK_NO_BTF,		/* a symbol, but not in the BTF */
	HOOK_FAILED,		/* could not be attached: .err */
};

struct hook {
	const char *program;	/* BPF program, as in bpf/mlotrace.bpf.c */
	const char *function;	/* or tracepoint */
	bool tracepoint;
	bool mission;		/* without it there is nothing to trace */
	const char *cost;	/* what is not seen without it */
};

#define HOOK_COUNT 18
extern const struct hook hooks[HOOK_COUNT];

struct hook_status {
	enum hook_state state;
	int err;		/* negative errno, of HOOK_FAILED */
};

enum mac80211_place {
	MAC80211_ABSENT,	/* not loaded, and not built in */
	MAC80211_MODULE,
	MAC80211_BUILTIN,
};

struct kernel_hooks {
	struct hook_status status[HOOK_COUNT];
	enum mac80211_place place;
	bool has_btf;		/* of mac80211's types */
	/*
	 * struct ieee80211_if_managed has removed_links: the kernel carries
	 * out removals that an AP announces (6.5, 8eb8dd2ffbbb).
	 */
	bool has_removal;
};

/*
 * Look in /proc/kallsyms and in the BTF for every hook. -errno when kallsyms
 * cannot be read.
 */
int hooks_probe(struct kernel_hooks *kernel);

/* "not in this kernel", "inlined or changed by the compiler", ... */
const char *hook_state_text(const struct hook_status *status);

/* A hook that is missing without anything being lost: nothing to tell. */
bool hook_matters(const struct kernel_hooks *kernel, size_t i);

/* An AP-initiated removal can not happen here: positively so. */
bool hooks_unaffected(const struct kernel_hooks *kernel);

#endif
