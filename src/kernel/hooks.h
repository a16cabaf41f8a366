/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which kernel functions the BPF programs hang on, what each is for, and
 * whether this kernel has it.
 */
#ifndef MLOTRACE_HOOKS_H
#define MLOTRACE_HOOKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum hook_state {
	HOOK_USABLE,
	HOOK_ABSENT,		/* no such function in this kernel */
	HOOK_CLONE_ONLY,	/* only as .isra, .constprop or .part */
	HOOK_UNUSED,		/* removals are not queued by it here */
	HOOK_LEFT_OUT,		/* the way to attach has no place for it */
	HOOK_FAILED,		/* could not be attached: .err */
	HOOK_UNTRACEABLE,	/* the same, and ftrace does not list it */
};

/* How a hook is reached: by a program of its own, but for kprobes. */
enum hook_way {
	WAY_NONE,
	WAY_FENTRY,		/* fentry, fexit: needs the BTF of the
				   function's module */
	WAY_KPROBE,		/* kprobe, kretprobe */
	WAY_MULTI,		/* the same, all of them at once: needs to
				   know their addresses */
	WAY_RAW,		/* raw tracepoint */
	WAY_TRACEPOINT,		/* needs no BTF at all, and tells little */
	WAYS
};

/* The kind of work, of cfg80211's, that a removal waits in. */
enum reconf_work {
	WORK_UNKNOWN,
	WORK_DELAYED,		/* up to 6.16 */
	WORK_HRTIMER,		/* from 6.17 on (3f654d53dff5) */
};

struct hook {
	const char *program;	/* BPF program, as in bpf/mlotrace.bpf.c */
	const char *function;	/* or tracepoint */
	unsigned int record;	/* enum record_type that it sends first */
	const char *either;	/* "a or b", where another hook is the same */
	bool keeper;		/* takes a kprobe, too, that keeps the arguments
				   for the kretprobe */
	bool exit;		/* at the function's end */
	bool softirq;		/* called in between others */
	bool tracepoint;
	bool plain;		/* its format file is enough, without types */
	bool cfg80211;		/* of that module, not of mac80211 */
	bool mission;		/* without it there is no verdict */
	enum reconf_work work;	/* for this kind alone */
	const char *cost;	/* what is not seen without it */
};

#define HOOK_COUNT 37
extern const struct hook hooks[HOOK_COUNT];

/* The hook that sends this enum record_type first, or one of them; or NULL. */
const struct hook *hook_of_record(unsigned int type);

/* Its function; for those of which a kernel has one of two, "a or b". */
const char *hook_function(const struct hook *hook);

/* "entry" or "exit" */
const char *hook_at(const struct hook *hook);

struct hook_status {
	enum hook_state state;
	enum hook_way way;	/* of HOOK_USABLE */
	int err;		/* negative errno, of HOOK_FAILED */
	/* of WAY_FENTRY: the type, and in which BTF object (0: vmlinux's) */
	unsigned int btf_id;
	int btf_fd;
	/* of WAY_MULTI */
	uint64_t address;
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
	enum reconf_work work;
	bool has_addresses;	/* of all usable functions */
};

/*
 * Which hooks the BTF has. The file descriptors in the result are those of
 * types.
 */
struct types;
void hooks_probe(struct kernel_hooks *kernel, const struct types *types);

/*
 * To be called after it: what the types tell, has_btf, has_removal, work, and
 * thereby which hooks are HOOK_UNUSED.
 */
void hooks_know(struct kernel_hooks *kernel, const struct types *types);

/*
 * Look in /proc/kallsyms for those that the BTF does not have, whether it is
 * right about the others, and why one is not there. That takes as long as all
 * the rest, so it is not done without need. Returns how many had to be
 * corrected; -errno when it cannot be read.
 */
int hooks_explain(struct kernel_hooks *kernel);

/*
 * Of the functions that could not be attached to, those that are not in list,
 * tracefs' available_filter_functions, are HOOK_UNTRACEABLE. A list without a
 * line tells nothing.
 */
void hooks_mark_untraceable(struct kernel_hooks *kernel, FILE *list);

/* Something is missing by the BTF that would cost something. */
bool hooks_unclear(const struct kernel_hooks *kernel);

/* "fentry", "kprobe", "tracepoint" */
const char *hook_way_name(enum hook_way way);

/* "not in this kernel", "inlined or changed by the compiler", ... */
const char *hook_state_text(const struct hook_status *status);

/* A hook that is missing without anything being lost: nothing to tell. */
bool hook_matters(const struct kernel_hooks *kernel, size_t i);

/* An AP-initiated removal can not happen here: positively so. */
bool hooks_unaffected(const struct kernel_hooks *kernel);

#endif
