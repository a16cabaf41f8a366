/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's types: the BTF of vmlinux, cfg80211 and mac80211, each read
 * once. libbpf would read that of all modules, of which a laptop has some 200,
 * and look each name up in each.
 */
#ifndef MLOTRACE_TYPES_H
#define MLOTRACE_TYPES_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/type_table.h"

#define VMLINUX_BTF "/sys/kernel/btf/vmlinux"

struct module_types {
	struct type_table *btf;	/* NULL: built in, not loaded, or none known */
	int fd;			/* the kernel's BTF object; -1: none available */
};

struct types {
	struct type_table *vmlinux;	/* NULL: this kernel has none */
	struct module_types mac80211, cfg80211;
};

/*
 * Open what is there. Without privilege there are no fds. -ENOMEM if memory is
 * out: then it means nothing that something is missing. Close types in any
 * case.
 */
int types_open(struct types *types);
void types_close(struct types *types);

/* Keep only the file descriptors: the BTF is megabytes. */
void types_free_btf(struct types *types);

/*
 * Write to fd, as BTF of its own, the types that CO-RE asks for: those that
 * local, the BTF of a BPF object, has too, with what they contain, but not
 * what they point to. Returns 0 or -errno.
 */
int types_collect(const struct types *types, const struct btf *local, int fd);

#endif
