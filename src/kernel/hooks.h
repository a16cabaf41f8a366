/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel functions that the BPF programs attach to, what each is for, and
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
	HOOK_UNUSED,		/* this kernel does not queue removals by it */
	HOOK_LEFT_OUT,		/* not reached by this way to attach */
	HOOK_FAILED,		/* could not be attached: .err */
	HOOK_UNTRACEABLE,	/* the same, and ftrace does not list it */
};

/* How a hook is reached. All but kprobes use one program per hook. */
enum hook_way {
	WAY_NONE,
	WAY_FENTRY,		/* fentry, fexit: needs the BTF of the
				   function's module */
	WAY_KPROBE,		/* kprobe, kretprobe */
	WAY_MULTI,		/* the same, all at once: needs their
				   addresses */
	WAY_RAW,		/* raw tracepoint */
	WAY_TRACEPOINT,		/* needs no BTF at all, and tells little */
	WAYS
};

/* The kind of cfg80211's work that a removal waits in */
enum reconf_work {
	WORK_UNKNOWN,
	WORK_DELAYED,		/* up to 6.16 */
	WORK_HRTIMER,		/* from 6.17 on (3f654d53dff5) */
};

struct hook {
	const char *program;	/* BPF program, as in bpf/mlotrace.bpf.c */
	const char *function;	/* or tracepoint */
	unsigned int record;	/* enum record_type that it sends first */
	const char *either;	/* "a or b", if another hook sends the same */
	bool keeper;		/* also takes a kprobe, which keeps the
				   arguments for the kretprobe */
	bool exit;		/* at the function's end */
	bool softirq;		/* may interrupt other hooks */
	bool tracepoint;
	bool plain;		/* its format file is enough, without types */
	bool cfg80211;		/* in that module, not in mac80211 */
	bool mission;		/* without it there is no verdict */
	enum reconf_work work;	/* only for this kind */
	const char *cost;	/* what is not seen without it */
};

#define HOOK_COUNT 37
extern const struct hook hooks[HOOK_COUNT];

/* A hook that sends this enum record_type first, or NULL */
const struct hook *hook_of_record(unsigned int type);

/* Its function; if other hooks send the same, "a or b" */
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
 * Find the hooks that the BTF has. The file descriptors in the result are
 * those of types.
 */
struct types;
void hooks_probe(struct kernel_hooks *kernel, const struct types *types);

/*
 * Call it after hooks_probe(), to set what the types tell: has_btf,
 * has_removal, work, and thereby which hooks are HOOK_UNUSED.
 */
void hooks_know(struct kernel_hooks *kernel, const struct types *types);

/*
 * Look in /proc/kallsyms for hooks that the BTF does not have, whether the BTF
 * is right about the others, and why one is missing. That takes as long as all
 * the rest, so do it only if needed. Returns how many had to be corrected;
 * -errno if it cannot be read.
 */
int hooks_explain(struct kernel_hooks *kernel);

/*
 * Mark as HOOK_UNTRACEABLE the functions that could not be attached to, and
 * are not in list: tracefs' available_filter_functions. An empty list tells
 * nothing.
 */
void hooks_mark_untraceable(struct kernel_hooks *kernel, FILE *list);

/* Does the BTF lack a hook whose absence costs something? */
bool hooks_unclear(const struct kernel_hooks *kernel);

/* "fentry", "kprobe", "tracepoint" */
const char *hook_way_name(enum hook_way way);

/* "not in this kernel", "inlined or changed by the compiler", ... */
const char *hook_state_text(const struct hook_status *status);

/* Is this hook missing, and is something lost without it? */
bool hook_matters(const struct kernel_hooks *kernel, size_t i);

/* Is it certain that an AP-initiated removal cannot happen here? */
bool hooks_unaffected(const struct kernel_hooks *kernel);

#endif
