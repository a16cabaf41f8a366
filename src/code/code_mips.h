/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which function's address a MIPS register holds. Modules are built with
 * -mlong-calls: two instructions with relocations make an address, and the
 * call goes through the register, maybe much later.
 */
#ifndef MLOTRACE_CODE_MIPS_H
#define MLOTRACE_CODE_MIPS_H

#include <elf.h>
#include <stdbool.h>
#include <stdint.h>

#include "code/image_code.h"

#define MIPS_REGISTERS 32

/* Set the mode by e_flags; -ENOTSUP for code that we cannot read. */
int mips_mode(struct code_isa *isa, uint32_t flags);

/* What a register holds; rela NULL: not known. */
struct mips_register {
	const Elf64_Rela *rela;	/* of the instruction that made it */
	uint64_t addend;	/* to add to the symbol of .rela */
	bool whole;		/* else only the upper half of an address */
};

struct mips_registers {
	struct mips_register all[MIPS_REGISTERS];
};

/*
 * Run an instruction that is no branch; rela is its relocation, or NULL.
 * Returns whether it makes a whole address, that of rela.
 */
bool mips_run(struct mips_registers *regs, uint32_t word,
	      const Elf64_Rela *rela);

/* Forget what a call may change. */
void mips_call(struct mips_registers *regs);

/* Return what an indirect branch goes to, or NULL if that is not known. */
const struct mips_register *mips_target(const struct mips_registers *regs,
					uint32_t word);

/*
 * Join the halves of addresses: relocations without addends of their own have
 * one half each. They come in the order of the file, with the addends that the
 * instructions contain.
 */
void mips_join_halves(Elf64_Rela *relocs, size_t count);

#endif
