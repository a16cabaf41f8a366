// SPDX-License-Identifier: GPL-2.0-only
/*
 * loongarch64: LoongArch Reference Manual, volume 1, appendix B "Table of
 * Instruction Encoding"; ELF for the LoongArch Architecture, "Relocations"
 */
#include <elf.h>
#include <errno.h>

#include "code/image_code.h"

#ifndef EM_LOONGARCH
#define EM_LOONGARCH 258
#endif

#define NOP 0x03400000
enum { R_RA = 1 };

static uint32_t opcode_of(uint32_t word)
{
	return word >> 26;
}

static enum code_kind jirl_kind(uint32_t word)
{
	return word & 31 ? CODE_INDIRECT_CALL :
	       (word >> 5 & 31) == R_RA ? CODE_END : CODE_INDIRECT_JUMP;
}

/* Making the upper part of an address, and a jirl through it: one branch. */
static void decode_pair(uint32_t word, const uint8_t *next, size_t left,
			struct code_insn *insn)
{
	uint32_t jirl;

	if (left < 4)
		return;
	jirl = code_number(false, next, 4);
	if (opcode_of(jirl) != 0x13 || (jirl >> 5 & 31) != (word & 31))
		return;
	insn->size = 8;
	insn->kind = jirl & 31 ? CODE_CALL : CODE_JUMP;
	/* for pcaddu18i; for pcalau12i, only the relocation has it */
	insn->target = code_signed(word, 5, 20) * (1 << 18) +
		       4 * code_signed(jirl, 10, 16);
}

static int loongarch_decode(const struct code_isa *isa, const uint8_t *code,
			    size_t left, struct code_insn *insn)
{
	uint32_t word, high;

	if (left < 4)
		return -EILSEQ;
	word = code_number(false, code, 4);
	insn->size = 4;
	high = word >> 10 & 0xffff;
	switch (opcode_of(word)) {
	case 0x10: case 0x11: case 0x12:	/* beqz, bnez, bceqz */
		insn->kind = CODE_BRANCH;
		insn->target = 4 * code_signed(high | (word & 31) << 16, 0, 21);
		break;
	case 0x13:
		insn->kind = jirl_kind(word);
		break;
	case 0x14: case 0x15:
		insn->kind = word >> 26 & 1 ? CODE_CALL : CODE_JUMP;
		insn->target = 4 * code_signed(high | (word & 0x3ff) << 16, 0,
					       26);
		break;
	case 0x16: case 0x17: case 0x18: case 0x19: case 0x1a: case 0x1b:
		insn->kind = CODE_BRANCH;
		insn->target = 4 * code_signed(high, 0, 16);
		break;
	default:
		if (word == NOP)
			insn->kind = CODE_NOP;
		else if (word >> 25 == 0x0f || word >> 25 == 0x0d)
			decode_pair(word, code + 4, left - 4, insn);
		else if (word < 0x1000)
			return -EILSEQ;		/* data, not code */
	}
	return 0;
}

/* By number: not every libc's elf.h has their names. */
static const struct code_reloc loongarch_relocs[] = {
	{ 2, RELOC_ADDRESS | RELOC_POINTER },	/* R_LARCH_64 */
	{ 64, RELOC_BRANCH },	/* B16 */
	{ 65, RELOC_BRANCH },	/* B21 */
	{ 66, RELOC_BRANCH },	/* B26 */
	{ 67, RELOC_ADDRESS },	/* ABS_HI20 */
	{ 71, RELOC_BRANCH | RELOC_ADDRESS },	/* PCALA_HI20 */
	{ 75, RELOC_ADDRESS },	/* GOT_PC_HI20 */
	{ 100, RELOC_HINT },	/* RELAX */
	{ 102, RELOC_HINT },	/* ALIGN */
	{ 103, RELOC_ADDRESS },	/* PCREL20_S2 */
	{ 110, RELOC_BRANCH },	/* CALL36 */
	{ 0 }
};

const struct code_machine code_loongarch64 = {
	.elf = EM_LOONGARCH, .bits = 64, .name = "loongarch64",
	.mcount_at_entry = true,
	.relocs = loongarch_relocs, .decode = loongarch_decode,
};
