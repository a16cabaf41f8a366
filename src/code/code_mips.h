/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which function a register of MIPS holds the address of. Modules are built
 * with -mlong-calls: an address is made by two instructions, which relocations
 * go with, and the call goes through the register, maybe much later.
 */
#ifndef MLOTRACE_CODE_MIPS_H
#define MLOTRACE_CODE_MIPS_H

#include <elf.h>
#include <stdbool.h>
#include <stdint.h>

#include "code/image_code.h"

#define MIPS_REGISTERS 32

/* Take over what e_flags tell; -ENOTSUP for code that is not read. */
int mips_mode(struct code_isa *isa, uint32_t flags);

/* What a register holds; rela NULL: not known. */
struct mips_register {
	const Elf64_Rela *rela;	/* of the instruction that made it */
	uint64_t addend;	/* to the symbol of that; what is whole */
	bool whole;		/* else it is the upper half of an address */
};

struct mips_registers {
	struct mips_register all[MIPS_REGISTERS];
};

/*
 * What an instruction that is no branch does to them; rela is the relocation
 * there, or NULL. Returns whether it makes a whole address, as rela has it.
 */
bool mips_run(struct mips_registers *regs, uint32_t word,
	      const Elf64_Rela *rela);

/* What a call leaves of them. */
void mips_call(struct mips_registers *regs);

/* What an indirect branch goes to, if that is known: else NULL. */
const struct mips_register *mips_target(const struct mips_registers *regs,
					uint32_t word);

/*
 * Relocations without addends of their own have half of an address each: put
 * the halves together. They are in the order of the file, with what the
 * instructions have as addends.
 */
void mips_join_halves(Elf64_Rela *relocs, size_t count);

#endif
