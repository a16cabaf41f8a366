/* SPDX-License-Identifier: GPL-2.0-only */
/* A walk through the code of a function, and where its branches lead. */
#ifndef MLOTRACE_IMAGE_WALK_PRIV_H
#define MLOTRACE_IMAGE_WALK_PRIV_H

#include "code/code_mips.h"
#include "code/image_code.h"
#include "code/image_walk.h"

/* Where to go on, and what the registers hold there, if calls use them. */
struct turn {
	struct code_place place;
	struct mips_registers *regs;	/* NULL: nothing */
};

/* A walk in progress. */
struct walker {
	struct code_map *map;
	struct walk *walk;
	const char *root;		/* NULL: start has no symbol */
	struct turn *todo;
	size_t nr_todo, todo_room;
	struct mips_registers *regs;	/* NULL: calls do not use them */
	bool sure;
	bool indirect;		/* saw a jump whose targets are not known */
	const struct walk_way *way;	/* NULL: all of it */
	const char *callee;		/* of the call that was recorded last */
	struct code_place *after;	/* behind the calls of way->after */
	size_t nr_after, after_room;
	int err;
};

/*
 * Find what a relocation with that addend refers to: *name for a function
 * outside the image, else *target. Returns false if we cannot tell.
 */
bool branch_by_reloc(struct walker *w, const Elf64_Rela *rela, uint64_t addend,
		     const char **name, struct code_place *target);

/* The same for a branch, by its relocation or by its own distance. */
bool branch_target(struct walker *w, struct code_place at,
		   const struct code_insn *insn, const char **name,
		   struct code_place *target);

/*
 * Is this what ftrace patches in at a function's entry while a tracer, a BPF
 * program or a live patch is attached? It is a call, or in newer kernels a
 * jump, and the function goes on after it. Trampolines may have no name.
 */
bool branch_is_trampoline(struct walker *w, struct code_place at,
			  const struct code_insn *insn);

/* "jmp *%rax" where the kernel is built with retpolines or expolines */
bool name_is_indirect(const char *name);

/* Functions that do not return: what follows is no longer the caller. */
bool name_is_noreturn(const char *name);

#endif
