// SPDX-License-Identifier: GPL-2.0-only
/*
 * mips, of 32 and 64 bits: MIPS Architecture for Programmers, volume II-A,
 * appendix A "Instruction Bit Encodings", for release 6 and for what came
 * before; MIPS ABI Supplement and 64-bit ELF Object File Specification,
 * "Relocation Types". gcc/config/mips/mips.md for Octeon's branches on bits.
 */
#include <elf.h>
#include <errno.h>
#include <string.h>

#include "code/code_mips.h"
#include "code/image_code.h"

#ifndef R_MIPS_PC21_S2
#define R_MIPS_PC21_S2 60
#define R_MIPS_PC26_S2 61
#endif

enum { R_ZERO = 0, R_RA = 31 };
/* primary opcodes */
enum { SPECIAL = 0, REGIMM = 1, J = 2, JAL = 3, BEQ = 4, LUI = 15 };
enum { JR = 8, JALR = 9 };	/* of SPECIAL */

static uint32_t opcode_of(uint32_t word)
{
	return word >> 26;
}

static uint32_t rs_of(uint32_t word)
{
	return word >> 21 & 31;
}

static uint32_t rt_of(uint32_t word)
{
	return word >> 16 & 31;
}

static uint32_t rd_of(uint32_t word)
{
	return word >> 11 & 31;
}

static void branch(struct code_insn *insn, enum code_kind kind, uint32_t word,
		   int bits)
{
	insn->kind = kind;
	insn->target = 4 + 4 * code_signed(word, 0, bits);
}

static void slow_branch(struct code_insn *insn, enum code_kind kind,
			uint32_t word, bool likely)
{
	branch(insn, kind, word, 16);
	insn->delay = true;
	insn->skips = likely;
	insn->may_pass = kind == CODE_CALL;
}

static void decode_special(uint32_t word, struct code_insn *insn)
{
	if ((word & 0x3f) != JR && (word & 0x3f) != JALR)
		return;
	insn->delay = true;
	if ((word & 0x3f) == JALR && rd_of(word) != R_ZERO)
		insn->kind = CODE_INDIRECT_CALL;
	else
		insn->kind = rs_of(word) == R_RA ? CODE_END :
						   CODE_INDIRECT_JUMP;
}

static int decode_regimm(uint32_t word, struct code_insn *insn)
{
	switch (rt_of(word)) {
	case 0: case 1:				/* bltz, bgez */
		slow_branch(insn, CODE_BRANCH, word, false);
		return 0;
	case 2: case 3:
		slow_branch(insn, CODE_BRANCH, word, true);
		return 0;
	case 16: case 17:			/* and link */
		slow_branch(insn, CODE_CALL, word, false);
		return 0;
	case 18: case 19:
		return -EILSEQ;			/* likely, and link */
	default:
		return 0;
	}
}

/*
 * Release 6 has branches without a delay slot in place of other instructions.
 * Returns whether this is one.
 */
static bool decode_compact(uint32_t word, struct code_insn *insn)
{
	switch (opcode_of(word)) {
	case 6: case 7:
		if (rt_of(word) == R_ZERO)
			return false;		/* blez, bgtz */
		/* bgeuc and the like; those with a single register link */
		branch(insn, !rs_of(word) || rs_of(word) == rt_of(word) ?
		       CODE_CALL : CODE_BRANCH, word, 16);
		insn->may_pass = true;
		return true;
	case 8: case 24:
		branch(insn, !rs_of(word) && rt_of(word) ? CODE_CALL :
							   CODE_BRANCH,
		       word, 16);
		insn->may_pass = true;
		return true;
	case 22: case 23:
		branch(insn, CODE_BRANCH, word, 16);
		return true;
	case 50: case 58:			/* bc, balc */
		branch(insn, opcode_of(word) == 50 ? CODE_JUMP : CODE_CALL,
		       word, 26);
		return true;
	case 54: case 62:			/* jic, jialc; beqzc, bnezc */
		if (rs_of(word))
			branch(insn, CODE_BRANCH, word, 21);
		else if (opcode_of(word) == 62)
			insn->kind = CODE_INDIRECT_CALL;
		else
			insn->kind = rt_of(word) == R_RA ? CODE_END :
							   CODE_INDIRECT_JUMP;
		return true;
	default:
		return false;
	}
}

static int decode_one(const struct code_isa *isa, uint32_t word,
		      struct code_insn *insn)
{
	uint32_t opcode = opcode_of(word);

	insn->size = 4;
	if (isa->mode & CODE_MIPS_R6 && decode_compact(word, insn))
		return 0;
	switch (opcode) {
	case SPECIAL:
		if (!word)
			insn->kind = CODE_NOP;
		decode_special(word, insn);
		return 0;
	case REGIMM:
		return decode_regimm(word, insn);
	case J: case JAL:
		insn->kind = opcode == J ? CODE_JUMP : CODE_CALL;
		insn->delay = true;
		insn->target = INT64_MAX;	/* its relocation has it */
		return 0;
	case BEQ: case 5: case 6: case 7: case 20: case 21: case 22: case 23:
		/* b is beq of a register with itself */
		slow_branch(insn, (opcode & ~16) == BEQ &&
			    rs_of(word) == rt_of(word) ? CODE_JUMP :
			    CODE_BRANCH, word, opcode >= 20);
		return 0;
	case 17: case 18:			/* bc1f and the like */
		if (rs_of(word) == 8 || (isa->mode & CODE_MIPS_R6 &&
					 (rs_of(word) & ~4) == 9))
			slow_branch(insn, CODE_BRANCH, word,
				    rs_of(word) == 8 && word & 1 << 17);
		return 0;
	case 29:				/* jalx; on release 6: daui */
		return isa->mode & CODE_MIPS_R6 ? 0 : -EILSEQ;
	case 50: case 54: case 58: case 62:
		if (isa->mode & CODE_OCTEON)	/* bbit0 and the like */
			slow_branch(insn, CODE_BRANCH, word, false);
		return 0;
	default:
		return 0;
	}
}

static int mips_decode(const struct code_isa *isa, const uint8_t *code,
		       size_t left, struct code_insn *insn)
{
	struct code_insn slot = { .kind = CODE_PLAIN };
	int err;

	if (left < 4)
		return -EILSEQ;
	err = decode_one(isa, code_number(isa->big_endian, code, 4), insn);
	if (err || !insn->delay)
		return err;
	if (left < 8)
		return -EILSEQ;
	err = decode_one(isa, code_number(isa->big_endian, code + 4, 4), &slot);
	insn->size = 8;
	/* compilers never put a branch into a delay slot */
	return err || (slot.kind != CODE_PLAIN && slot.kind != CODE_NOP) ?
	       -EILSEQ : 0;
}

/* EF_MIPS_ of binutils' include/elf/mips.h, not all of which elf.h has */
#define COMPRESSED 0x06000000		/* MIPS16 or microMIPS */

int mips_mode(struct code_isa *isa, uint32_t flags)
{
	uint32_t release = flags >> 28, machine = flags >> 16 & 0xff;

	if (flags & COMPRESSED)
		return -ENOTSUP;
	if (release == 9 || release == 10)
		isa->mode |= CODE_MIPS_R6;
	if (machine == 0x8b || machine == 0x8d || machine == 0x8e)
		isa->mode |= CODE_OCTEON;
	return 0;
}

/* --- relocations --------------------------------------------------------- */

static int64_t mips_addend(const struct code_isa *isa, uint16_t type,
			   const uint8_t *field)
{
	uint32_t word = code_number(isa->big_endian, field, 4);

	switch (type) {
	case R_MIPS_26:
		return 4 * (word & 0x3ffffff);
	case R_MIPS_HI16:
		return (int64_t)(int32_t)(word << 16);
	case R_MIPS_LO16:
		return code_signed(word, 0, 16);
	case R_MIPS_PC16:
		return 4 * code_signed(word, 0, 16);
	case R_MIPS_PC21_S2:
		return 4 * code_signed(word, 0, 21);
	case R_MIPS_PC26_S2:
		return 4 * code_signed(word, 0, 26);
	default:
		return (int32_t)word;
	}
}

static uint64_t upper_half(uint64_t addend)
{
	return (addend + 0x8000) & ~(uint64_t)0xffff;
}

void mips_join_halves(Elf64_Rela *relocs, size_t count)
{
	uint64_t sym = 0;
	int64_t high = 0;

	for (size_t i = 0; i < count; i++) {
		switch (ELF64_R_TYPE(relocs[i].r_info)) {
		case R_MIPS_HI16:
			sym = ELF64_R_SYM(relocs[i].r_info);
			high = relocs[i].r_addend;
			break;
		case R_MIPS_LO16:
			if (ELF64_R_SYM(relocs[i].r_info) != sym)
				break;
			relocs[i].r_addend += high;
			/* the upper halves before it share this lower one */
			for (size_t j = i; j-- &&
			     ELF64_R_TYPE(relocs[j].r_info) == R_MIPS_HI16 &&
			     ELF64_R_SYM(relocs[j].r_info) == sym;)
				relocs[j].r_addend +=
					code_signed(relocs[i].r_addend, 0, 16);
			break;
		}
	}
}

static const struct code_reloc mips_relocs[] = {
	{ R_MIPS_26, RELOC_BRANCH },
	{ R_MIPS_PC16, RELOC_BRANCH, 4 },
	{ R_MIPS_PC21_S2, RELOC_BRANCH, 4 },
	{ R_MIPS_PC26_S2, RELOC_BRANCH, 4 },
	{ R_MIPS_LO16, RELOC_ADDRESS },
	{ R_MIPS_32, RELOC_POINTER },
	{ R_MIPS_64, RELOC_POINTER },
	{ R_MIPS_JALR, RELOC_HINT },
	{ 0 }
};

const struct code_machine code_mips32 = {
	.elf = EM_MIPS, .bits = 32, .name = "mipsel", .big_name = "mips",
	.long_calls = true, .relocs = mips_relocs, .decode = mips_decode,
	.addend = mips_addend,
};

const struct code_machine code_mips64 = {
	.elf = EM_MIPS, .bits = 64, .name = "mips64el", .big_name = "mips64",
	.long_calls = true, .relocs = mips_relocs, .decode = mips_decode,
	.addend = mips_addend,
};

/* --- registers ----------------------------------------------------------- */

static void forget(struct mips_registers *regs, uint32_t reg)
{
	regs->all[reg] = (struct mips_register){ 0 };
}

/* addiu, daddiu; compilers have no use for addi and daddi */
static bool adds_immediate(uint32_t word)
{
	return opcode_of(word) == 9 || opcode_of(word) == 25;
}

/* A move is an or, addu or daddu with the zero register. */
static bool is_move(uint32_t word)
{
	uint32_t funct = word & 0x7ff;

	return opcode_of(word) == SPECIAL && rt_of(word) == R_ZERO &&
	       (funct == 0x25 || funct == 0x21 || funct == 0x2d);
}

/* Forget all registers that an instruction may write, or more. */
static void forget_results(struct mips_registers *regs, uint32_t word)
{
	switch (opcode_of(word)) {
	/* stores */
	case 40: case 41: case 42: case 43: case 44: case 45: case 46:
	case 57: case 61: case 63:
		break;
	/* arithmetic with immediates; loads; conditional stores */
	case 8: case 9: case 10: case 11: case 12: case 13: case 14: case 15:
	case 24: case 25: case 26: case 27:
	case 32: case 33: case 34: case 35: case 36: case 37: case 38: case 39:
	case 48: case 52: case 55: case 56: case 60:
		forget(regs, rt_of(word));
		break;
	case SPECIAL: case 16: case 17: case 28: case 31:
		forget(regs, rt_of(word));
		forget(regs, rd_of(word));
		break;
	default:
		*regs = (struct mips_registers){ 0 };
	}
}

bool mips_run(struct mips_registers *regs, uint32_t word,
	      const Elf64_Rela *rela)
{
	uint32_t type = rela ? ELF64_R_TYPE(rela->r_info) : 0;
	struct mips_register from = regs->all[rs_of(word)];

	forget_results(regs, word);
	if (is_move(word)) {
		regs->all[rd_of(word)] = from;
	} else if (opcode_of(word) == LUI && type == R_MIPS_HI16) {
		regs->all[rt_of(word)] = (struct mips_register){
			.rela = rela, .addend = upper_half(rela->r_addend),
		};
	} else if (adds_immediate(word) && type == R_MIPS_LO16) {
		if (from.rela && !from.whole &&
		    ELF64_R_SYM(from.rela->r_info) ==
		    ELF64_R_SYM(rela->r_info))
			regs->all[rt_of(word)] = (struct mips_register){
				.rela = rela, .whole = true,
				.addend = from.addend +
					code_signed(rela->r_addend, 0, 16),
			};
		return true;
	}
	return false;
}

void mips_call(struct mips_registers *regs)
{
	/* a call preserves s0 to s7, gp, sp and fp */
	for (uint32_t i = 0; i < MIPS_REGISTERS; i++)
		if (!(i >= 16 && i < 24) && !(i >= 28 && i < 31))
			forget(regs, i);
}

const struct mips_register *mips_target(const struct mips_registers *regs,
					uint32_t word)
{
	/* jic and jialc of release 6 have it in another field, and an offset */
	const struct mips_register *reg = &regs->all[rs_of(word)];

	return opcode_of(word) == SPECIAL && reg->whole ? reg : NULL;
}
