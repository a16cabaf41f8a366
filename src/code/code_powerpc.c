// SPDX-License-Identifier: GPL-2.0-only
/*
 * powerpc64le: Power ISA, book I, chapter 2 "Branch Facility"; 64-Bit ELF V2
 * ABI, "Relocation Types"
 */
#include <elf.h>
#include <errno.h>

#include "code/image_code.h"

#define NOP 0x60000000
#define ALWAYS 0x14		/* of the field BO */

enum { LINK = 1, ABSOLUTE = 2 };

/* Branches to the link, count or target register. */
static void decode_register(uint32_t word, struct code_insn *insn)
{
	bool always = (word >> 21 & ALWAYS) == ALWAYS;

	switch (word >> 1 & 0x3ff) {
	case 16:
		if (word & LINK)
			insn->kind = CODE_INDIRECT_CALL;
		else if (always)
			insn->kind = CODE_END;
		break;
	case 528: case 560:
		insn->kind = word & LINK ? CODE_INDIRECT_CALL :
					   CODE_INDIRECT_JUMP;
		insn->may_pass = !always;
		break;
	}
}

static int powerpc_decode(const struct code_isa *isa, const uint8_t *code,
			  size_t left, struct code_insn *insn)
{
	uint32_t word;

	if (left < 4)
		return -EILSEQ;
	word = code_number(false, code, 4);
	insn->size = 4;
	switch (word >> 26) {
	case 0:
		/* illegal: a table, or what clang ends functions with */
		insn->kind = CODE_END;
		return 0;
	case 1:
		insn->size = 8;		/* a prefix */
		return left < 8 ? -EILSEQ : 0;
	case 16:
		insn->kind = word & LINK ? CODE_CALL : CODE_BRANCH;
		insn->may_pass = true;
		insn->target = code_signed(word & 0xfffc, 0, 16);
		return word & ABSOLUTE ? -EILSEQ : 0;
	case 18:
		insn->kind = word & LINK ? CODE_CALL : CODE_JUMP;
		insn->target = code_signed(word & 0x3fffffc, 0, 26);
		return word & ABSOLUTE ? -EILSEQ : 0;
	case 19:
		decode_register(word, insn);
		return 0;
	default:
		if (word == NOP)
			insn->kind = CODE_NOP;
		return 0;
	}
}

/* By number, where not every libc's elf.h has the name. */
static const struct code_reloc powerpc_relocs[] = {
	{ R_PPC64_REL24, RELOC_BRANCH },
	{ R_PPC64_REL14, RELOC_BRANCH },
	{ R_PPC64_REL14_BRTAKEN, RELOC_BRANCH },
	{ R_PPC64_REL14_BRNTAKEN, RELOC_BRANCH },
	{ 116, RELOC_BRANCH },	/* REL24_NOTOC */
	{ 124, RELOC_BRANCH },	/* REL24_P9NOTOC */
	{ R_PPC64_ADDR64, RELOC_ADDRESS | RELOC_POINTER },
	{ R_PPC64_TOC16_HA, RELOC_ADDRESS },
	{ 132, RELOC_ADDRESS },	/* PCREL34 */
	{ 133, RELOC_ADDRESS },	/* GOT_PCREL34 */
	{ 0 }
};

const struct code_machine code_powerpc64 = {
	.elf = EM_PPC64, .bits = 64, .name = "powerpc64le",
	.relocs = powerpc_relocs, .decode = powerpc_decode,
};
