/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Machine code as far as control flow goes: how long an instruction is and
 * where it goes next. x86-64 and arm64, as compilers write kernel functions;
 * anything else is an error and never a guess.
 */
#ifndef MLOTRACE_IMAGE_CODE_H
#define MLOTRACE_IMAGE_CODE_H

#include <stddef.h>
#include <stdint.h>

enum code_kind {
	CODE_PLAIN,		/* goes on with the next one */
	CODE_NOP,		/* so does this; padding is made of it */
	CODE_CALL,		/* direct */
	CODE_INDIRECT_CALL,
	CODE_JUMP,		/* direct */
	CODE_BRANCH,		/* direct and conditional */
	CODE_INDIRECT_JUMP,
	CODE_END,		/* return, or filler that is never reached */
};

struct code_insn {
	enum code_kind kind;
	uint8_t size;
	uint8_t field;		/* where its relocation would be */
	int64_t target;		/* direct ones: relative to its start */
};

/*
 * Decode the instruction at code, of which left bytes may be read. Returns 0,
 * or -EILSEQ for what is not understood or does not fit.
 */
int code_decode(uint16_t machine, const uint8_t *code, size_t left,
		struct code_insn *insn);

/*
 * What a branch's relocation adds to the distance of the target, in bytes;
 * -EINVAL if the type is none that a direct branch has.
 */
int code_branch_bias(uint16_t machine, uint32_t reloc_type);

/*
 * If a relocation of code (before which "before" bytes may be read) makes an
 * address rather than a branch: 0 and what has to be added to its addend in
 * *bias; else -EINVAL.
 */
int code_address_bias(uint16_t machine, uint32_t reloc_type,
		      const uint8_t *field, size_t before, int *bias);

#endif
