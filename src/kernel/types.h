/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel knows of its types: the BTF of vmlinux, cfg80211 and
 * mac80211, each read once, and no other module's. libbpf would read all there
 * are, of which a laptop has some 200, and look each name up in each.
 */
#ifndef MLOTRACE_TYPES_H
#define MLOTRACE_TYPES_H

#include <stdbool.h>
#include <stdint.h>

#define VMLINUX_BTF "/sys/kernel/btf/vmlinux"

struct btf;

struct module_types {
	struct btf *btf;	/* NULL: built in, not loaded, or none known */
	int fd;			/* the kernel's BTF object; -1: none available */
};

struct types {
	struct btf *vmlinux;	/* NULL: this kernel has none */
	struct module_types mac80211, cfg80211;
};

/*
 * Whatever is there. Without privilege no fd is to be had. -ENOMEM when memory
 * is out: what is missing then says nothing. To be closed in any case.
 */
int types_open(struct types *types);
void types_close(struct types *types);

/* Keep only the file descriptors: the BTF is megabytes. */
void types_free_btf(struct types *types);

/* The first id that is not of the base. */
uint32_t types_own_from(const struct btf *btf);

/* struct type_name has this member. */
bool types_have_member(const struct btf *btf, const char *type_name,
		       const char *member);

/*
 * The name of the structure that this member of struct type_name is; NULL if
 * there is no such member, or it is none. It is the BTF's.
 */
const char *types_member_struct(const struct btf *btf, const char *type_name,
				const char *member);

/*
 * Write those types that local, the BTF of a BPF object, has too, with what
 * they contain but not what they point to, as BTF of its own: all that CO-RE
 * asks for. Returns a file descriptor, the caller's to close, or -errno.
 */
int types_collect(const struct types *types, const struct btf *local);

#endif
