/* SPDX-License-Identifier: GPL-2.0-only */
/* Do two modules have the same layout of the structures that they share? */
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
	int err;		/* why, if it is there but the system failed */
};

/*
 * Read the BTF of a module; vmlinux, which may be NULL, has to outlive it.
 * module_btf_free() is due.
 */
void module_btf_read(struct module_btf *out, struct image *img,
		     struct btf *vmlinux);
void module_btf_free(struct module_btf *btf);

struct layout {
	size_t same;		/* structures and unions that are the same */
	size_t differ;
	char first[160];	/* the first that differs, and where */
};

/*
 * Compare all named structures and unions of a module, field by field, with
 * those of the same name in another module or its base. Ignore those that the
 * other does not have. Returns 0 or -ENOMEM.
 */
int layout_compare(const struct btf *mine, const struct btf *theirs,
		   struct layout *layout);

#endif
