// SPDX-License-Identifier: GPL-2.0-only
#include <elf.h>
#include <errno.h>

#include "code/image_code.h"

/*
 * arm64, Arm ARM C4.1.65 "Branches, Exception Generating and System
 * instructions".
 */
static int arm64_decode(const struct code_isa *isa, const uint8_t *code,
			size_t left, struct code_insn *insn)
{
	uint32_t word;

	if (left < sizeof(word))
		return -EILSEQ;
	word = code_number(false, code, sizeof(word));
	*insn = (struct code_insn){ .kind = CODE_PLAIN, .size = 4 };
	if (word >> 26 == 0x05 || word >> 26 == 0x25) {
		insn->kind = word >> 31 ? CODE_CALL : CODE_JUMP;
		insn->target = 4 * code_signed(word, 0, 26);
	} else if ((word & 0xff000000) == 0x54000000 ||
		   (word & 0x7e000000) == 0x34000000) {
		insn->kind = CODE_BRANCH;	/* b.cond, cbz, cbnz */
		insn->target = 4 * code_signed(word, 5, 19);
	} else if ((word & 0x7e000000) == 0x36000000) {
		insn->kind = CODE_BRANCH;	/* tbz, tbnz */
		insn->target = 4 * code_signed(word, 5, 14);
	} else if ((word & 0xfe000000) == 0xd6000000) {
		/* by bits 22 and 21: br (and eret), blr, ret */
		if (word >> 21 & 2)
			insn->kind = CODE_END;
		else
			insn->kind = word >> 21 & 1 ? CODE_INDIRECT_CALL :
						      CODE_INDIRECT_JUMP;
	} else if (word == 0xd503201f) {
		insn->kind = CODE_NOP;
	} else if (!(word >> 16)) {
		return -EILSEQ;			/* udf: data, not code */
	}
	return 0;
}

static const struct code_reloc arm64_relocs[] = {
	{ R_AARCH64_CALL26, RELOC_BRANCH },
	{ R_AARCH64_JUMP26, RELOC_BRANCH },
	{ R_AARCH64_CONDBR19, RELOC_BRANCH },
	{ R_AARCH64_TSTBR14, RELOC_BRANCH },
	{ R_AARCH64_ADR_PREL_PG_HI21, RELOC_ADDRESS },
	{ R_AARCH64_ADR_PREL_PG_HI21_NC, RELOC_ADDRESS },
	{ R_AARCH64_ADR_PREL_LO21, RELOC_ADDRESS },
	{ R_AARCH64_ABS64, RELOC_ADDRESS | RELOC_POINTER },
	{ 0 }
};

const struct code_machine code_arm64 = {
	.elf = EM_AARCH64, .bits = 64, .name = "arm64",
	.linked = true, .mcount_at_entry = true,
	.relocs = arm64_relocs, .decode = arm64_decode,
};
