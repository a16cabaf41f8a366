/* SPDX-License-Identifier: GPL-2.0-only */
/* The files that a live patch's symbols are looked up in, and who has which. */
#ifndef OBJECTS_H
#define OBJECTS_H

#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>

/* A module, or "vmlinux": a symbol of it is looked up by this and its name. */
struct object {
	const char *name;
	const char *file;
	Elf *elf;
	Elf_Data *symbols;
	size_t count, names;	/* of symbols; index of the string table */
};

struct objects {
	struct object all[8];	/* the first is the patched one */
	size_t n;
	char *symvers;		/* text of Module.symvers */
};

/* Says it on stderr; always -EINVAL. */
int fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The symbol table and its header @sh, or NULL. */
Elf_Scn *find_symtab(Elf *elf, GElf_Shdr *sh);

/*
 * Opens the @n files, each NAME=FILE (cut in two there), and Module.symvers of
 * the same kernel. They stay open. 0, or negative if that failed, which was said.
 */
int open_objects(struct objects *objs, const char *symvers, char **files,
		 size_t n);

bool is_object(const struct objects *objs, const char *name, size_t len);

/*
 * Sets *@obj to the object that the undefined symbol is to be looked up in, or
 * to NULL if the kernel itself exports it. What nobody exports is the patched
 * object's. 0, or negative if another module has it, which was said.
 */
int find_owner(const struct objects *objs, const char *symbol,
	       const struct object **obj);

/*
 * Position of the symbol among those of its name, from 1, or 0 if it is the
 * only one, as the kernel wants it: struct klp_func, old_sympos. Negative if
 * it is not there or cannot be told from another, which was said.
 */
long position(const struct object *obj, const char *symbol);

#endif
