// SPDX-License-Identifier: GPL-2.0-only
/*
 * arm: Arm Architecture Reference Manual, ARMv7-A edition, chapters A5 "ARM
 * Instruction Set Encoding" and A6 "Thumb Instruction Set Encoding"; ELF for
 * the Arm Architecture, "Relocation types"
 */
#include <elf.h>
#include <errno.h>

#include "code/image_code.h"

enum { R_SP = 13, R_LR = 14, R_PC = 15 };

static enum code_kind jump_to(uint32_t reg)
{
	return reg == R_LR ? CODE_END : CODE_INDIRECT_JUMP;
}

/* If its condition is false, the next instruction runs. */
static void make_conditional(struct code_insn *insn)
{
	if (insn->kind == CODE_JUMP)
		insn->kind = CODE_BRANCH;
	else if (insn->kind == CODE_END)
		insn->kind = CODE_PLAIN;
	insn->may_pass = true;
}

/* --- ARM ----------------------------------------------------------------- */

static enum code_kind arm_load_kind(uint32_t word)
{
	if ((word >> 25 & 7) == 4)	/* ldm */
		return word & 1 << R_PC && word & 1 << 20 ? CODE_END :
							    CODE_PLAIN;
	if (!(word & 1 << 20) || word & 1 << 22 || (word >> 12 & 15) != R_PC)
		return CODE_PLAIN;
	return (word >> 16 & 15) == R_SP ? CODE_END : CODE_INDIRECT_JUMP;
}

/* Data processing, and what shares its encoding space. */
static enum code_kind arm_data_kind(uint32_t word)
{
	uint32_t opcode = word >> 21 & 15;

	switch (word & 0x0ffffff0) {
	case 0x012fff10:
		return jump_to(word & 15);
	case 0x012fff30:
		return CODE_INDIRECT_CALL;
	}
	/* multiplications; comparisons, which have no result */
	if ((!(word & 1 << 25) && (word & 0x90) == 0x90) ||
	    (opcode & 12) == 8 || (word >> 12 & 15) != R_PC)
		return CODE_PLAIN;
	/* mov pc, lr */
	return (word & 0x0fffffff) == 0x01a0f00e ? CODE_END :
						   CODE_INDIRECT_JUMP;
}

static int arm_decode_arm(uint32_t word, struct code_insn *insn)
{
	uint32_t space = word >> 25 & 7;

	insn->size = 4;
	if (!word)
		return -EILSEQ;			/* data, not code */
	if (word == 0xe320f000 || word == 0xe1a00000) {
		insn->kind = CODE_NOP;
		return 0;
	}
	if (word >> 28 == 15) {
		if (space == 4)
			return -EILSEQ;		/* rfe, srs */
		if (space == 5) {		/* blx */
			insn->kind = CODE_CALL;
			insn->target = 8 + 4 * code_signed(word, 0, 24) +
				       (word >> 23 & 2);
		}
		return 0;
	}
	if (space == 5) {
		insn->kind = word & 1 << 24 ? CODE_CALL : CODE_JUMP;
		insn->target = 8 + 4 * code_signed(word, 0, 24);
	} else if (space < 2) {
		insn->kind = arm_data_kind(word);
	} else if ((word & 0x0ff000f0) == 0x07f000f0) {
		insn->kind = CODE_END;		/* udf: BUG() */
	} else if (space == 2 || space == 4 ||
		   (space == 3 && !(word & 1 << 4))) {
		insn->kind = arm_load_kind(word);
	}
	if (word >> 28 != 14)
		make_conditional(insn);
	return 0;
}

/* --- Thumb --------------------------------------------------------------- */

static void thumb_short(uint32_t word, struct code_insn *insn)
{
	insn->size = 2;
	if (word >> 12 == 13) {
		if ((word >> 8 & 15) == 14) {
			insn->kind = CODE_END;	/* udf: BUG() */
		} else if ((word >> 8 & 15) != 15) {
			insn->kind = CODE_BRANCH;
			insn->target = 4 + 2 * code_signed(word, 0, 8);
		}
	} else if (word >> 11 == 0x1c) {
		insn->kind = CODE_JUMP;
		insn->target = 4 + 2 * code_signed(word, 0, 11);
	} else if ((word & 0xf500) == 0xb100) {	/* cbz, cbnz */
		insn->kind = CODE_BRANCH;
		insn->target = 4 + (word >> 2 & 0x3e) + (word >> 3 & 0x40);
	} else if ((word & 0xff80) == 0x4700) {	/* bx */
		insn->kind = jump_to(word >> 3 & 15);
	} else if ((word & 0xff80) == 0x4780) {	/* blx */
		insn->kind = CODE_INDIRECT_CALL;
	} else if ((word & 0xff87) == 0x4687) {	/* mov pc, ... */
		insn->kind = jump_to(word >> 3 & 15);
	} else if ((word & 0xff87) == 0x4487) {	/* add pc, ... */
		insn->kind = CODE_INDIRECT_JUMP;
	} else if ((word & 0xff00) == 0xbd00) {	/* pop {..., pc} */
		insn->kind = CODE_END;
	} else if (word == 0xbf00 || word == 0x46c0) {
		insn->kind = CODE_NOP;
	}
}

/* The distance in b.w, bl and blx; blx ignores bit 1. */
static int64_t thumb_distance(uint32_t first, uint32_t second)
{
	uint32_t sign = first >> 10 & 1;
	uint32_t i1 = !((second >> 13 & 1) ^ sign);
	uint32_t i2 = !((second >> 11 & 1) ^ sign);

	return code_signed(sign << 24 | i1 << 23 | i2 << 22 |
			   (first & 0x3ff) << 12 | (second & 0x7ff) << 1,
			   0, 25);
}

static int64_t thumb_near_distance(uint32_t first, uint32_t second)
{
	return code_signed((first >> 10 & 1) << 20 | (second >> 11 & 1) << 19 |
			   (second >> 13 & 1) << 18 | (first & 0x3f) << 12 |
			   (second & 0x7ff) << 1, 0, 21);
}

/* Branches, and what shares their encoding space. */
static int thumb_branch(uint32_t first, uint32_t second,
			struct code_insn *insn)
{
	switch (second & 0x5000) {
	case 0x5000: case 0x4000:	/* bl, blx */
		insn->kind = CODE_CALL;
		insn->target = 4 + thumb_distance(first, second);
		return 0;
	case 0x1000:
		insn->kind = CODE_JUMP;
		insn->target = 4 + thumb_distance(first, second);
		return 0;
	}
	if ((first >> 7 & 7) != 7) {
		insn->kind = CODE_BRANCH;
		insn->target = 4 + thumb_near_distance(first, second);
	} else if (first == 0xf3af && second == 0x8000) {
		insn->kind = CODE_NOP;
	} else if (first >> 4 == 0xf7f) {
		insn->kind = CODE_END;	/* udf */
	} else if ((first & 0xffe0) == 0xf3c0) {
		return -EILSEQ;		/* bxj; a return from an exception */
	}
	return 0;
}

static int thumb_long(uint32_t first, uint32_t second, struct code_insn *insn)
{
	insn->size = 4;
	if (first >> 11 == 0x1e && second & 0x8000)
		return thumb_branch(first, second, insn);
	if ((first & 0xfe40) == 0xe800) {	/* ldm, pop.w */
		if (first & 0x10 && second & 0x8000)
			insn->kind = CODE_END;
	} else if ((first & 0xfff0) == 0xe8d0 && (second & 0xffe0) == 0xf000) {
		insn->kind = CODE_INDIRECT_JUMP;	/* tbb, tbh */
	} else if ((first & 0xff70) == 0xf850 && second >> 12 == R_PC) {
		insn->kind = (first & 15) == R_SP ? CODE_END :
						    CODE_INDIRECT_JUMP;
	}
	return 0;
}

static int thumb_one(const uint8_t *code, size_t left, struct code_insn *insn)
{
	uint32_t first;

	if (left < 2)
		return -EILSEQ;
	first = code_number(false, code, 2);
	if (first < 0xe800) {
		thumb_short(first, insn);
		return 0;
	}
	if (left < 4)
		return -EILSEQ;
	return thumb_long(first, code_number(false, code + 2, 2), insn);
}

/*
 * "it" and the one to four instructions that it makes conditional count as one
 * instruction; only the last of them may be a branch.
 */
static int thumb_block(uint32_t word, const uint8_t *code, size_t left,
		       struct code_insn *insn)
{
	size_t at = 2, count = 4 - __builtin_ctz(word & 15);
	struct code_insn one = { 0 };

	for (size_t i = 0; i < count; i++) {
		one = (struct code_insn){ .kind = CODE_PLAIN };
		if (at > left || thumb_one(code + at, left - at, &one) ||
		    (i + 1 < count && one.kind != CODE_PLAIN &&
		     one.kind != CODE_NOP))
			return -EILSEQ;
		at += one.size;
	}
	*insn = one;
	insn->size = at;
	insn->field = at - one.size;
	insn->target += insn->field;
	make_conditional(insn);
	return 0;
}

static int arm_decode(const struct code_isa *isa, const uint8_t *code,
		      size_t left, struct code_insn *insn)
{
	uint32_t word;

	if (left < 2 || (!(isa->mode & CODE_THUMB) && left < 4))
		return -EILSEQ;
	if (!(isa->mode & CODE_THUMB))
		return arm_decode_arm(code_number(false, code, 4), insn);
	word = code_number(false, code, 2);
	if ((word & 0xff00) == 0xbf00 && word & 15)
		return thumb_block(word, code, left, insn);
	return thumb_one(code, left, insn);
}

/* --- relocations --------------------------------------------------------- */

static int64_t arm_addend(const struct code_isa *isa, uint16_t type,
			  const uint8_t *field)
{
	uint32_t word = code_number(false, field, 4);
	uint32_t first = word & 0xffff, second = word >> 16;

	switch (type) {
	case R_ARM_PC24: case R_ARM_CALL: case R_ARM_JUMP24: case R_ARM_PLT32:
		return 4 * code_signed(word, 0, 24);
	case R_ARM_THM_PC22: case R_ARM_THM_JUMP24:
		return thumb_distance(first, second);
	case R_ARM_MOVW_ABS_NC:
		return code_signed((word >> 4 & 0xf000) | (word & 0xfff), 0,
				   16);
	case R_ARM_THM_MOVW_ABS_NC:
		return code_signed((first & 15) << 12 | (first & 0x400) << 1 |
				   (second >> 4 & 0x700) | (second & 0xff), 0,
				   16);
	default:
		return (int32_t)word;
	}
}

/*
 * Within a module, the assembler knows the distance of shorter branches,
 * unless they lead out of a function: those have one of these relocations.
 */
static const struct code_reloc arm_relocs[] = {
	{ R_ARM_PC24, RELOC_BRANCH, 8 },
	{ R_ARM_PLT32, RELOC_BRANCH, 8 },
	{ R_ARM_CALL, RELOC_BRANCH, 8 },
	{ R_ARM_JUMP24, RELOC_BRANCH, 8 },
	{ R_ARM_THM_PC22, RELOC_BRANCH, 4 },	/* THM_CALL */
	{ R_ARM_THM_JUMP24, RELOC_BRANCH, 4 },
	{ R_ARM_ABS32, RELOC_ADDRESS | RELOC_POINTER },
	{ R_ARM_MOVW_ABS_NC, RELOC_ADDRESS },
	{ R_ARM_THM_MOVW_ABS_NC, RELOC_ADDRESS },
	{ R_ARM_V4BX, RELOC_HINT },
	{ 0 }
};

const struct code_machine code_arm = {
	.elf = EM_ARM, .bits = 32, .name = "arm",
	.relocs = arm_relocs, .decode = arm_decode, .addend = arm_addend,
};
