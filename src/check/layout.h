/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether two modules mean the same by the structures that they share. */
#ifndef MLOTRACE_LAYOUT_H
#define MLOTRACE_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

struct btf;
struct image;

/* BTF from the section of a module, on the base that it needs. */
struct module_btf {
	struct btf *btf;	/* NULL: none that can be read */
	struct btf *own_base;	/* from .BTF.base; NULL: vmlinux's */
	int err;		/* why, if it is there and the system failed */
};

/*
 * Read it; vmlinux, which may be NULL, has to outlive it. module_btf_free() is
 * due.
 */
void module_btf_read(struct module_btf *out, struct image *img,
		     struct btf *vmlinux);
void module_btf_free(struct module_btf *btf);

struct layout {
	size_t same;		/* structures and unions that are as there */
	size_t differ;
	char first[160];	/* the first that differs, and where */
};

/*
 * Compare all structures and unions with a name that a module brings with those
 * of that name in another module or its base, field by field: those that the
 * other does not have are its own affair. Returns 0 or -ENOMEM.
 */
int layout_compare(const struct btf *mine, const struct btf *theirs,
		   struct layout *layout);

#endif
