/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What hardened hosts are set to, which of it explains which failure, and what
 * to do about it. docs/hardened.md tells how each was tried.
 */
#ifndef MLOTRACE_HARDENING_H
#define MLOTRACE_HARDENING_H

#include <stdbool.h>
#include <stddef.h>

enum fault {
	FAULT_NONE,	/* nothing in mlotrace fails because of it */
	FAULT_BPF,	/* the kernel does not accept the BPF programs */
	FAULT_HOOKS,	/* they are not called */
	FAULT_RADIOS,	/* the radios cannot be listed */
	FAULT_MODULE,	/* no module can be loaded */
	FAULT_NETNS,	/* no network namespace can be made */
};

struct hardening {
	const char *name;	/* of the sysctl */
	int from, to;		/* the values that harden */
	enum fault fault;	/* of which it is the cause */
	const char *text;	/* what follows for mlotrace */
	const char *remedy;	/* what to do; NULL: nothing has to be done */
};

extern const struct hardening hardenings[];
extern const size_t hardening_count;

/*
 * Is it in force, as far as can be read? Some are for root only, or not there
 * in a network namespace of a container. *value is what it is set to.
 */
bool hardening_in_force(const struct hardening *hardening, int *value);

/*
 * Say as a hint which setting explains this failure, and what to do. False,
 * and nothing is said, if none in force does.
 */
bool hardening_hint(enum fault fault);

/*
 * The kernel's lockdown mode, by /sys below root ("" for this machine's):
 * "none", "integrity", "confidentiality"; or "".
 */
void hardening_lockdown(const char *root, char *buf, size_t size);

#endif
