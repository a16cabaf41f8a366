/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The settings of hardened hosts: which failure each one explains, and what to
 * do about it. docs/hardened.md tells how each was tried.
 */
#ifndef MLOTRACE_HARDENING_H
#define MLOTRACE_HARDENING_H

#include <stdbool.h>
#include <stddef.h>

enum fault {
	FAULT_NONE,	/* nothing in mlotrace fails because of it */
	FAULT_BPF,	/* the kernel does not accept the BPF programs */
	FAULT_HOOKS,	/* the hooks are not called */
	FAULT_RADIOS,	/* the radios cannot be listed */
	FAULT_MODULE,	/* no module can be loaded */
	FAULT_NETNS,	/* no network namespace can be made */
};

struct hardening {
	const char *name;	/* of the sysctl */
	int from, to;		/* the values that harden */
	enum fault fault;	/* that it causes */
	const char *text;	/* what it means for mlotrace */
	const char *remedy;	/* what to do; NULL: nothing */
};

extern const struct hardening hardenings[];
extern const size_t hardening_count;

/*
 * Is this setting in force, as far as we can read it? Some can be read by root
 * only, or are missing in a container's network namespace. *value is its
 * value.
 */
bool hardening_in_force(const struct hardening *hardening, int *value);

/*
 * Print as a hint which setting explains this failure, and what to do. If none
 * in force does, print nothing and return false.
 */
bool hardening_hint(enum fault fault);

/*
 * The kernel's lockdown mode, by /sys below root ("" for this machine's):
 * "none", "integrity", "confidentiality"; or "".
 */
void hardening_lockdown(const char *root, char *buf, size_t size);

#endif
