// SPDX-License-Identifier: GPL-2.0-only
/*
 * riscv64: The RISC-V Instruction Set Manual, volume I: "RV32/64G Instruction
 * Set Listings" and "RVC Instruction Set Listings"; RISC-V ELF psABI,
 * "Relocations"
 */
#include <elf.h>
#include <errno.h>

#include "code/image_code.h"

enum { X_RA = 1 };

static uint32_t bits_to(uint32_t word, int from, int count, int to)
{
	return (word >> from & ((1U << count) - 1)) << to;
}

static int64_t jal_target(uint32_t word)
{
	return code_signed(bits_to(word, 12, 8, 12) | bits_to(word, 20, 1, 11) |
			   bits_to(word, 21, 10, 1) | bits_to(word, 31, 1, 20),
			   0, 21);
}

static int64_t branch_target(uint32_t word)
{
	return code_signed(bits_to(word, 7, 1, 11) | bits_to(word, 8, 4, 1) |
			   bits_to(word, 25, 6, 5) | bits_to(word, 31, 1, 12),
			   0, 13);
}

static int64_t c_jump_target(uint32_t word)
{
	return code_signed(bits_to(word, 2, 1, 5) | bits_to(word, 3, 3, 1) |
			   bits_to(word, 6, 1, 7) | bits_to(word, 7, 1, 6) |
			   bits_to(word, 8, 1, 10) | bits_to(word, 9, 2, 8) |
			   bits_to(word, 11, 1, 4) | bits_to(word, 12, 1, 11),
			   0, 12);
}

static int64_t c_branch_target(uint32_t word)
{
	return code_signed(bits_to(word, 2, 1, 5) | bits_to(word, 3, 2, 1) |
			   bits_to(word, 5, 2, 6) | bits_to(word, 10, 2, 3) |
			   bits_to(word, 12, 1, 8), 0, 9);
}

static int decode_compressed(uint32_t word, struct code_insn *insn)
{
	uint32_t reg = word >> 7 & 31;

	insn->size = 2;
	if (!word)
		return -EILSEQ;
	switch (word & 0xe003) {
	case 0xa001:
		insn->kind = CODE_JUMP;
		insn->target = c_jump_target(word);
		break;
	case 0xc001: case 0xe001:
		insn->kind = CODE_BRANCH;
		insn->target = c_branch_target(word);
		break;
	case 0xa002:
		/* a store of a float, or Zcmp's pop and return: in no kernel */
		return -EILSEQ;
	case 0x8002:
		if (word >> 2 & 31 || !reg)
			break;		/* c.mv, c.add, c.ebreak */
		insn->kind = word & 0x1000 ? CODE_INDIRECT_CALL :
			     reg == X_RA ? CODE_END : CODE_INDIRECT_JUMP;
		break;
	default:
		if (word == 0x0001)
			insn->kind = CODE_NOP;
	}
	return 0;
}

static bool is_jalr(uint32_t word)
{
	return (word & 0x707f) == 0x67;
}

/* auipc and a jalr through its register are one branch. */
static void decode_auipc(uint32_t word, const uint8_t *next, size_t left,
			 struct code_insn *insn)
{
	uint32_t jalr;

	if (left < 4)
		return;
	jalr = code_number(false, next, 4);
	if (!is_jalr(jalr) || (jalr >> 15 & 31) != (word >> 7 & 31))
		return;
	insn->size = 8;
	insn->kind = jalr >> 7 & 31 ? CODE_CALL : CODE_JUMP;
	insn->target = (int32_t)(word & 0xfffff000) + code_signed(jalr, 20, 12);
}

static int riscv_decode(const struct code_isa *isa, const uint8_t *code,
			size_t left, struct code_insn *insn)
{
	uint32_t word, to;

	if (left < 2)
		return -EILSEQ;
	word = code_number(false, code, 2);
	if ((word & 3) != 3)
		return decode_compressed(word, insn);
	/* no kernel has instructions of more than four bytes */
	if (left < 4 || (word & 0x1c) == 0x1c)
		return -EILSEQ;
	word = code_number(false, code, 4);
	to = word >> 7 & 31;
	insn->size = 4;
	if (is_jalr(word)) {
		insn->kind = to ? CODE_INDIRECT_CALL :
			     (word >> 15 & 31) == X_RA ? CODE_END :
							 CODE_INDIRECT_JUMP;
	} else if ((word & 0x7f) == 0x6f) {
		insn->kind = to ? CODE_CALL : CODE_JUMP;
		insn->target = jal_target(word);
	} else if ((word & 0x7f) == 0x63) {
		insn->kind = CODE_BRANCH;
		insn->target = branch_target(word);
	} else if ((word & 0x7f) == 0x17) {
		decode_auipc(word, code + 4, left - 4, insn);
	} else if (word == 0x13) {
		insn->kind = CODE_NOP;
	}
	return 0;
}

/* By number: not every libc's elf.h has their names. */
static const struct code_reloc riscv_relocs[] = {
	{ 2, RELOC_ADDRESS | RELOC_POINTER },	/* R_RISCV_64 */
	{ 16, RELOC_BRANCH },	/* BRANCH */
	{ 17, RELOC_BRANCH },	/* JAL */
	{ 18, RELOC_BRANCH },	/* CALL */
	{ 19, RELOC_BRANCH },	/* CALL_PLT */
	{ 20, RELOC_ADDRESS },	/* GOT_HI20 */
	{ 23, RELOC_ADDRESS },	/* PCREL_HI20 */
	{ 26, RELOC_ADDRESS },	/* HI20 */
	{ 43, RELOC_HINT },	/* ALIGN */
	{ 44, RELOC_BRANCH },	/* RVC_BRANCH */
	{ 45, RELOC_BRANCH },	/* RVC_JUMP */
	{ 51, RELOC_HINT },	/* RELAX */
	{ 0 }
};

const struct code_machine code_riscv64 = {
	.elf = EM_RISCV, .bits = 64, .name = "riscv64", .mcount_at_entry = true,
	.relocs = riscv_relocs, .decode = riscv_decode,
};
