/* SPDX-License-Identifier: GPL-2.0-only */
/* What the file of a live patch says: its symbols, and what it replaces. */
#ifndef MLOTRACE_KLP_H
#define MLOTRACE_KLP_H

#include <stdbool.h>
#include <stddef.h>

#include "code/image_map.h"

#define SHN_LIVEPATCH 0xff20	/* include/uapi/linux/elf.h */

/*
 * The parts of ".klp.sym.OBJECT.NAME,POSITION", Documentation/livepatch/
 * module-elf-format.rst. The names end where their sizes say.
 */
struct klp_symbol {
	const char *object, *name;
	size_t object_size, name_size;
	unsigned long position;	/* from 1; 0: there is only one */
};

/* Returns false for any other symbol. */
bool klp_symbol_parse(const char *text, struct klp_symbol *symbol);

/*
 * Return the name for a call of an undefined symbol: "NAME,POSITION" for a
 * symbol of a live patch that belongs to the kernel's wireless code, else the
 * symbol itself. NULL if it may be any of several functions of that name.
 */
const char *klp_call_name(const char *symbol);

/*
 * Find what a live patch puts in place of a function, by the tables of the
 * kernel (struct klp_func) or of kpatch; in memory, also by a function of the
 * same name. Returns 0; -ENOENT if there is none, -ENOTUNIQ if there are
 * several for it. *entry belongs to the map.
 */
int klp_replacement(struct code_map *map, const char *function,
		    const struct code_entry **entry);

/*
 * Do its tables name this module? They do not if it patches built-in code.
 */
bool klp_patches_module(struct image *img, const char *module);

#endif
