// SPDX-License-Identifier: GPL-2.0-only
/*
 * s390x: z/Architecture Principles of Operation, chapter 7, "Branch"
 * instructions, and appendix B; s390x ELF ABI Supplement, "Relocation Types"
 */
#include <elf.h>
#include <errno.h>

#include "code/image_code.h"

#define ALWAYS 15		/* the mask of a branch */
enum { R_LINK = 14 };

static enum code_kind by_mask(uint8_t mask)
{
	return !mask ? CODE_NOP : mask == ALWAYS ? CODE_JUMP : CODE_BRANCH;
}

static void indirect(struct code_insn *insn, uint8_t mask, uint8_t reg)
{
	insn->may_pass = mask != ALWAYS;
	if (reg != R_LINK)
		insn->kind = CODE_INDIRECT_JUMP;
	else if (!insn->may_pass)
		insn->kind = CODE_END;
}

static void relative(struct code_insn *insn, enum code_kind kind,
		     const uint8_t *code, size_t size)
{
	insn->kind = kind;
	insn->field = 2;
	insn->target = 2 * code_signed(code_number(true, code + 2, size), 0,
				       8 * size);
}

static void decode_two(const uint8_t *code, struct code_insn *insn)
{
	uint8_t mask = code[1] >> 4, reg = code[1] & 15;

	if (code[0] == 0x07) {			/* bcr */
		if (mask && reg)
			indirect(insn, mask, reg);
		else
			insn->kind = CODE_NOP;
	} else if (code[0] == 0x0d && reg) {	/* basr */
		insn->kind = CODE_INDIRECT_CALL;
	}
}

static int decode_four(const uint8_t *code, struct code_insn *insn)
{
	uint8_t mask = code[1] >> 4;

	switch (code[0]) {
	case 0x45: case 0x4d:			/* bal, bas */
		insn->kind = CODE_INDIRECT_CALL;
		return 0;
	case 0x47:				/* bc */
		insn->kind = mask ? CODE_INDIRECT_JUMP : CODE_NOP;
		insn->may_pass = mask != ALWAYS;
		return 0;
	case 0x44: case 0x46: case 0x86: case 0x87:
		return -EILSEQ;			/* ex, bct, bxh, bxle */
	case 0x84: case 0x85:			/* brxh, brxle */
		relative(insn, CODE_BRANCH, code, 2);
		return 0;
	case 0xa7:
		switch (code[1] & 15) {
		case 4:				/* brc */
			relative(insn, by_mask(mask), code, 2);
			break;
		case 5:				/* bras */
			relative(insn, CODE_CALL, code, 2);
			break;
		case 6: case 7:			/* brct, brctg */
			relative(insn, CODE_BRANCH, code, 2);
		}
	}
	return 0;
}

/* Compare-and-branch and the like: the last byte says which. */
static void decode_ec(const uint8_t *code, struct code_insn *insn)
{
	switch (code[5]) {
	case 0x44: case 0x45: case 0x64: case 0x65: case 0x76: case 0x77:
	case 0x7c: case 0x7d: case 0x7e: case 0x7f:
		relative(insn, CODE_BRANCH, code, 2);
		break;
	case 0xe4: case 0xe5: case 0xf6: case 0xf7:
	case 0xfc: case 0xfd: case 0xfe: case 0xff:
		insn->kind = CODE_INDIRECT_JUMP;
		insn->may_pass = true;
	}
}

static int decode_six(const uint8_t *code, struct code_insn *insn)
{
	uint8_t low = code[1] & 15;

	if (code[0] == 0xc0 && low == 4)		/* brcl */
		relative(insn, by_mask(code[1] >> 4), code, 4);
	else if (code[0] == 0xc0 && low == 5)		/* brasl */
		relative(insn, CODE_CALL, code, 4);
	else if (code[0] == 0xcc && low == 6)		/* brcth */
		relative(insn, CODE_BRANCH, code, 4);
	else if (code[0] == 0xec)
		decode_ec(code, insn);
	else if ((code[0] == 0xe3 && (code[5] == 0x46 || code[5] == 0x47)) ||
		 (code[0] == 0xeb && (code[5] == 0x44 || code[5] == 0x45)))
		return -EILSEQ;		/* bctg, bic, bxhg, bxleg */
	return 0;
}

static int s390_decode(const struct code_isa *isa, const uint8_t *code,
		       size_t left, struct code_insn *insn)
{
	static const uint8_t sizes[] = { 2, 4, 4, 6 };

	if (left < 2 || left < sizes[code[0] >> 6])
		return -EILSEQ;
	insn->size = sizes[code[0] >> 6];
	if (insn->size == 4)
		return decode_four(code, insn);
	if (insn->size == 6)
		return decode_six(code, insn);
	decode_two(code, insn);
	return code[0] ? 0 : -EILSEQ;		/* data, not code */
}

/* PC32DBL is an address in larl, and only there. */
static bool s390_makes_address(uint16_t type, const uint8_t *field,
			       size_t before)
{
	return type != R_390_PC32DBL ||
	       (before >= 2 && field[-2] == 0xc0 && !(field[-1] & 15));
}

static const struct code_reloc s390_relocs[] = {
	{ R_390_PC16DBL, RELOC_BRANCH, -2 },
	{ R_390_PLT16DBL, RELOC_BRANCH, -2 },
	{ R_390_PC32DBL, RELOC_BRANCH | RELOC_ADDRESS, -2 },
	{ R_390_PLT32DBL, RELOC_BRANCH, -2 },
	{ R_390_GOTENT, RELOC_ADDRESS, -2 },
	{ R_390_64, RELOC_ADDRESS | RELOC_POINTER },
	{ 0 }
};

const struct code_machine code_s390x = {
	.elf = EM_S390, .bits = 64, .big_name = "s390x",
	.mcount_at_entry = true,
	.relocs = s390_relocs, .decode = s390_decode,
	.makes_address = s390_makes_address,
};
