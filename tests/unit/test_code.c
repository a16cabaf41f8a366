// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_code.c - how the decoders read instructions, given as the bytes that an
 * assembler wrote, and other bytes
 */
#include <check.h>
#include <elf.h>
#include <errno.h>
#include <string.h>

#include "base/util.h"
#include "code/code_mips.h"
#include "code/image_code.h"
#include "suite.h"

#ifndef EM_LOONGARCH
#define EM_LOONGARCH 258
#endif

enum machine { I386, RISCV, LOONG, POWER, S390, MIPS, MIPSR6, OCTEON, ARM,
	       THUMB };

static const struct {
	uint16_t elf;
	int bits;
	bool big;
	uint8_t mode;
} machines[] = {
	[I386] = { EM_386, 32 },
	[RISCV] = { EM_RISCV, 64 },
	[LOONG] = { EM_LOONGARCH, 64 },
	[POWER] = { EM_PPC64, 64 },
	[S390] = { EM_S390, 64, true },
	[MIPS] = { EM_MIPS, 32, true },
	[MIPSR6] = { EM_MIPS, 64, false, CODE_MIPS_R6 },
	[OCTEON] = { EM_MIPS, 64, true, CODE_OCTEON },
	[ARM] = { EM_ARM, 32 },
	[THUMB] = { EM_ARM, 32, false, CODE_THUMB },
};

enum { PASS = 1, DELAY = 2, SKIPS = 4 };

static const struct {
	enum machine machine;
	const char *bytes;
	int size;		/* 0: not understood */
	enum code_kind kind;
	int64_t target;
	int flags, field;
} insns[] = {
	{ I386, "40", 1, CODE_PLAIN },			/* inc %eax */
	{ I386, "e8 10000000", 5, CODE_CALL, 21, 0, 1 },
	{ I386, "eb f0", 2, CODE_JUMP, -14, 0, 1 },
	{ I386, "0f84 00010000", 6, CODE_BRANCH, 262, 0, 2 },
	{ I386, "c3", 1, CODE_END },
	{ I386, "ff e0", 2, CODE_INDIRECT_JUMP },
	{ I386, "ff 50 04", 3, CODE_INDIRECT_CALL },
	{ I386, "a1 78563412", 5, CODE_PLAIN },		/* mov moffs, %eax */
	{ I386, "8d 44 24 04", 4, CODE_PLAIN },
	{ I386, "67 8b 00", 0 },			/* 16-bit address */

	{ RISCV, "13000000", 4, CODE_NOP },
	{ RISCV, "0100", 2, CODE_NOP },
	{ RISCV, "01a8", 2, CODE_JUMP, 16 },
	{ RISCV, "65dd", 2, CODE_BRANCH, -8 },
	{ RISCV, "01e5", 2, CODE_BRANCH, 8 },
	{ RISCV, "8280", 2, CODE_END },
	{ RISCV, "8287", 2, CODE_INDIRECT_JUMP },
	{ RISCV, "8297", 2, CODE_INDIRECT_CALL },
	{ RISCV, "2e85", 2, CODE_PLAIN },		/* c.mv */
	{ RISCV, "0290", 2, CODE_PLAIN },		/* WARN() goes on */
	{ RISCV, "ef001000", 4, CODE_CALL, 2048 },
	{ RISCV, "6ff00f80", 4, CODE_JUMP, -4096 },
	{ RISCV, "6300b504", 4, CODE_BRANCH, 64 },
	{ RISCV, "17130000 670003ff", 8, CODE_JUMP, 4080 },	/* tail */
	{ RISCV, "97100000 e78000ff", 8, CODE_CALL, 4080 },	/* call */
	{ RISCV, "17150000 e78000ff", 4, CODE_PLAIN },	/* another register */
	{ RISCV, "0000", 0 },
	{ RISCV, "1f000000", 0 },			/* 48 bits */
	{ RISCV, "02a0", 0 },				/* Zcmp, or floats */

	{ LOONG, "00100050", 4, CODE_JUMP, 16 },
	{ LOONG, "fffbff57", 4, CODE_CALL, -8 },
	{ LOONG, "80400040", 4, CODE_BRANCH, 64 },
	{ LOONG, "85fcff5f", 4, CODE_BRANCH, -4 },
	{ LOONG, "8100004c", 4, CODE_INDIRECT_CALL },
	{ LOONG, "2000004c", 4, CODE_END },
	{ LOONG, "8000004c", 4, CODE_INDIRECT_JUMP },
	{ LOONG, "00004003", 4, CODE_NOP },
	{ LOONG, "2100001e 2104004c", 8, CODE_CALL, 262148 },
	{ LOONG, "2400001a", 4, CODE_PLAIN },		/* pcalau12i */
	{ LOONG, "01002a00", 4, CODE_PLAIN },		/* WARN() goes on */
	{ LOONG, "ff2f0000", 4, CODE_PLAIN },		/* ctz.d */
	{ LOONG, "00000000", 0 },

	{ POWER, "09000048", 4, CODE_CALL, 8 },
	{ POWER, "f8ffff4b", 4, CODE_JUMP, -8 },
	{ POWER, "10008241", 4, CODE_BRANCH, 16, PASS },
	{ POWER, "2000804e", 4, CODE_END },
	{ POWER, "2000824d", 4, CODE_PLAIN },		/* beqlr */
	{ POWER, "2004804e", 4, CODE_INDIRECT_JUMP },
	{ POWER, "2004824d", 4, CODE_INDIRECT_JUMP, 0, PASS },
	{ POWER, "2104804e", 4, CODE_INDIRECT_CALL },
	{ POWER, "00000060", 4, CODE_NOP },
	{ POWER, "0800e07f", 4, CODE_PLAIN },		/* WARN() goes on */
	{ POWER, "00001006 00006038", 8, CODE_PLAIN },	/* paddi */
	{ POWER, "00000000", 4, CODE_END },
	{ POWER, "03000048", 0 },			/* absolute */

	{ S390, "c0e500000080", 6, CODE_CALL, 256, 0, 2 },
	{ S390, "c0f400000004", 6, CODE_JUMP, 8, 0, 2 },
	{ S390, "c00400000000", 6, CODE_NOP, 0, 0, 2 },
	{ S390, "a784fffe", 4, CODE_BRANCH, -4, 0, 2 },
	{ S390, "a7040002", 4, CODE_NOP, 4, 0, 2 },
	{ S390, "07fe", 2, CODE_END },
	{ S390, "07f1", 2, CODE_INDIRECT_JUMP },
	{ S390, "078e", 2, CODE_PLAIN, 0, PASS },	/* ber %r14 */
	{ S390, "0781", 2, CODE_INDIRECT_JUMP, 0, PASS },
	{ S390, "0de1", 2, CODE_INDIRECT_CALL },
	{ S390, "0707", 2, CODE_NOP },
	{ S390, "ec1200106064", 6, CODE_BRANCH, 32, 0, 2 },
	{ S390, "a717fffc", 4, CODE_BRANCH, -8, 0, 2 },
	{ S390, "b9040012", 4, CODE_PLAIN },
	{ S390, "c01000000000", 6, CODE_PLAIN },	/* larl */
	{ S390, "0000", 0 },
	{ S390, "44001000", 0 },			/* ex */

	{ MIPS, "00000000", 4, CODE_NOP },
	{ MIPS, "03e00008 27bd0020", 8, CODE_END, 0, DELAY },
	{ MIPS, "03200008 00000000", 8, CODE_INDIRECT_JUMP, 0, DELAY },
	{ MIPS, "0320f809 00000000", 8, CODE_INDIRECT_CALL, 0, DELAY },
	{ MIPS, "0c000000 00000000", 8, CODE_CALL, INT64_MAX, DELAY },
	{ MIPS, "10000004 00000000", 8, CODE_JUMP, 20, DELAY },
	{ MIPS, "10430004 00000000", 8, CODE_BRANCH, 20, DELAY },
	{ MIPS, "5043ffff 00000000", 8, CODE_BRANCH, 0, DELAY | SKIPS },
	{ MIPS, "04510004 00000000", 8, CODE_CALL, 20, DELAY | PASS },
	{ MIPS, "45010004 00000000", 8, CODE_BRANCH, 20, DELAY },
	{ MIPS, "24840001", 4, CODE_PLAIN },
	{ MIPS, "10430004 10430004", 0 },		/* branch in the slot */
	{ MIPS, "c8430004 00000000", 4, CODE_PLAIN },	/* lwc2 */
	{ OCTEON, "c8430004 00000000", 8, CODE_BRANCH, 20, DELAY },
	{ MIPS, "74000000", 0 },			/* jalx */
	{ MIPSR6, "040000c8", 4, CODE_JUMP, 20 },
	{ MIPSR6, "040000e8", 4, CODE_CALL, 20 },
	{ MIPSR6, "040080d8", 4, CODE_BRANCH, 20 },
	{ MIPSR6, "00001fd8", 4, CODE_END },
	{ MIPSR6, "000019d8", 4, CODE_INDIRECT_JUMP },
	{ MIPSR6, "000019f8", 4, CODE_INDIRECT_CALL },
	{ MIPSR6, "04008520", 4, CODE_BRANCH, 20, PASS },
	{ MIPSR6, "04008418", 4, CODE_CALL, 20, PASS },

	{ ARM, "020000eb", 4, CODE_CALL, 16 },
	{ ARM, "feffffea", 4, CODE_JUMP, 0 },
	{ ARM, "0400000a", 4, CODE_BRANCH, 24, PASS },
	{ ARM, "0000001b", 4, CODE_CALL, 8, PASS },
	{ ARM, "020000fa", 4, CODE_CALL, 16 },		/* blx */
	{ ARM, "1eff2fe1", 4, CODE_END },
	{ ARM, "1eff2f01", 4, CODE_PLAIN, 0, PASS },	/* bxeq lr */
	{ ARM, "33ff2fe1", 4, CODE_INDIRECT_CALL },
	{ ARM, "13ff2fe1", 4, CODE_INDIRECT_JUMP },
	{ ARM, "1080bde8", 4, CODE_END },		/* pop */
	{ ARM, "1080bd18", 4, CODE_PLAIN, 0, PASS },
	{ ARM, "00f093e5", 4, CODE_INDIRECT_JUMP },	/* ldr pc */
	{ ARM, "04f09de4", 4, CODE_END },
	{ ARM, "0ef0a0e1", 4, CODE_END },		/* mov pc, lr */
	{ ARM, "03f08fe0", 4, CODE_INDIRECT_JUMP },	/* add pc */
	{ ARM, "03f19f97", 4, CODE_INDIRECT_JUMP, 0, PASS },
	{ ARM, "f201f0e7", 4, CODE_END },		/* BUG() */
	{ ARM, "00f020e3", 4, CODE_NOP },
	{ ARM, "940503e0", 4, CODE_PLAIN },		/* mul */
	{ ARM, "030093e8", 4, CODE_PLAIN },		/* ldm */
	{ ARM, "010050e1", 4, CODE_PLAIN },		/* cmp */
	{ ARM, "00000000", 0 },

	{ THUMB, "00f004f8", 4, CODE_CALL, 12 },
	{ THUMB, "00f004e8", 4, CODE_CALL, 12 },	/* blx */
	{ THUMB, "fff7fcbf", 4, CODE_JUMP, -4 },
	{ THUMB, "08e0", 2, CODE_JUMP, 20 },
	{ THUMB, "08d0", 2, CODE_BRANCH, 20 },
	{ THUMB, "00f08080", 4, CODE_BRANCH, 260 },
	{ THUMB, "20b1", 2, CODE_BRANCH, 12 },		/* cbz */
	{ THUMB, "7047", 2, CODE_END },
	{ THUMB, "9847", 2, CODE_INDIRECT_CALL },
	{ THUMB, "10bd", 2, CODE_END },
	{ THUMB, "bde81081", 4, CODE_END },
	{ THUMB, "5df804fb", 4, CODE_END },
	{ THUMB, "dfe800f0", 4, CODE_INDIRECT_JUMP },	/* tbb */
	{ THUMB, "f746", 2, CODE_END },
	{ THUMB, "02de", 2, CODE_END },			/* BUG() */
	{ THUMB, "00bf", 2, CODE_NOP },
	{ THUMB, "aff30080", 4, CODE_NOP },
	{ THUMB, "40f20100", 4, CODE_PLAIN },
	{ THUMB, "eff30082", 4, CODE_PLAIN },		/* mrs */
	{ THUMB, "def3048f", 0 },			/* subs pc, lr */
	/* it eq; bxeq lr */
	{ THUMB, "08bf 7047", 4, CODE_PLAIN, 0, PASS, 2 },
	/* ite ne; movne; bleq */
	{ THUMB, "14bf 0120 00f000f8", 8, CODE_CALL, 8, PASS, 4 },
	/* ite ne; bne, which has to be the last */
	{ THUMB, "14bf 08e0 0120", 0 },
};

static size_t from_hex(const char *text, uint8_t *bytes)
{
	unsigned int byte;
	size_t size = 0;

	for (; *text; text += *text == ' ' ? 1 : 2)
		if (*text != ' ' && sscanf(text, "%2x", &byte) == 1)
			bytes[size++] = byte;
	return size;
}

static void set_isa(struct code_isa *isa, enum machine machine)
{
	ck_assert_int_eq(code_isa_find(isa, machines[machine].elf,
				       machines[machine].bits,
				       machines[machine].big), 0);
	isa->mode = machines[machine].mode;
}

static bool is_direct(enum code_kind kind)
{
	return kind == CODE_CALL || kind == CODE_JUMP || kind == CODE_BRANCH;
}

START_TEST(instruction)
{
	uint8_t bytes[24] = { 0 };
	size_t size = from_hex(insns[_i].bytes, bytes);
	struct code_isa isa;
	struct code_insn insn;
	int flags;

	set_isa(&isa, insns[_i].machine);
	if (!insns[_i].size) {
		ck_assert_int_eq(code_decode(&isa, bytes, size, &insn),
				 -EILSEQ);
		return;
	}
	ck_assert_int_eq(code_decode(&isa, bytes, size, &insn), 0);
	flags = (insn.may_pass ? PASS : 0) | (insn.delay ? DELAY : 0) |
		(insn.skips ? SKIPS : 0);
	ck_assert_int_eq(insn.size, insns[_i].size);
	ck_assert_int_eq(insn.kind, insns[_i].kind);
	ck_assert_int_eq(flags, insns[_i].flags);
	if (!is_direct(insn.kind))
		return;
	ck_assert_int_eq(insn.target, insns[_i].target);
	ck_assert_int_eq(insn.field, insns[_i].field);
}
END_TEST

/* An instruction cut short is not understood, or is a shorter one. */
START_TEST(instruction_cut_short)
{
	uint8_t bytes[24] = { 0 };
	size_t size = from_hex(insns[_i].bytes, bytes);
	struct code_isa isa;
	struct code_insn insn;

	set_isa(&isa, insns[_i].machine);
	for (size_t left = 0; left < size; left++)
		if (!code_decode(&isa, bytes, left, &insn))
			ck_assert_uint_le(insn.size, left);
}
END_TEST

/* --- addresses in registers of MIPS -------------------------------------- */

#define HIGH(sym, addend) { .r_info = ELF64_R_INFO(sym, R_MIPS_HI16), \
			    .r_addend = addend }
#define LOW(sym, addend) { .r_info = ELF64_R_INFO(sym, R_MIPS_LO16), \
			   .r_addend = addend }
#define LUI_V0 0x3c020000
#define ADDIU_V0 0x24420000
#define ADDIU_S0_V0 0x24500000
#define MOVE_T9_V0 0x0040c825
#define LW_V0 0x8c420000
#define JALR_V0 0x0040f809
#define JALR_S0 0x0200f809
#define JALR_T9 0x0320f809

static const Elf64_Rela high = HIGH(7, 0x18000), low = LOW(7, 0x18000);

START_TEST(address_is_made)
{
	struct mips_registers regs = { 0 };

	ck_assert(!mips_run(&regs, LUI_V0, &high));
	ck_assert_ptr_null(mips_target(&regs, JALR_V0));
	ck_assert(mips_run(&regs, ADDIU_V0, &low));
	ck_assert_ptr_nonnull(mips_target(&regs, JALR_V0));
	ck_assert_int_eq(mips_target(&regs, JALR_V0)->addend, 0x18000);
	ck_assert(!mips_run(&regs, MOVE_T9_V0, NULL));
	ck_assert_ptr_nonnull(mips_target(&regs, JALR_T9));
	ck_assert(!mips_run(&regs, LW_V0, NULL));
	ck_assert_ptr_null(mips_target(&regs, JALR_V0));
}
END_TEST

START_TEST(address_outlives_a_call)
{
	struct mips_registers regs = { 0 };

	mips_run(&regs, LUI_V0, &high);
	mips_run(&regs, ADDIU_S0_V0, &low);
	mips_run(&regs, ADDIU_V0, &low);
	mips_call(&regs);
	ck_assert_ptr_null(mips_target(&regs, JALR_V0));
	ck_assert_ptr_nonnull(mips_target(&regs, JALR_S0));
}
END_TEST

START_TEST(halves_of_two_addresses)
{
	static const Elf64_Rela other = LOW(8, 0x18000);
	struct mips_registers regs = { 0 };

	mips_run(&regs, LUI_V0, &high);
	/* this makes an address, but we do not know which one */
	ck_assert(mips_run(&regs, ADDIU_V0, &other));
	ck_assert_ptr_null(mips_target(&regs, JALR_V0));
}
END_TEST

START_TEST(halves_are_joined)
{
	Elf64_Rela relocs[] = {
		HIGH(7, 0x20000), HIGH(7, 0x20000), LOW(7, -0x8000),
		LOW(7, 4), LOW(8, 12), HIGH(8, 0x10000), LOW(8, 8),
	};

	mips_join_halves(relocs, ARRAY_SIZE(relocs));
	ck_assert_int_eq(relocs[0].r_addend, 0x18000);
	ck_assert_int_eq(relocs[1].r_addend, 0x18000);
	ck_assert_int_eq(relocs[2].r_addend, 0x18000);
	ck_assert_int_eq(relocs[3].r_addend, 0x20004);
	ck_assert_int_eq(relocs[4].r_addend, 12);
	ck_assert_int_eq(relocs[6].r_addend, 0x10008);
}
END_TEST

START_TEST(numbers)
{
	static const uint8_t bytes[] = { 1, 2, 3, 4 };

	ck_assert_uint_eq(code_number(false, bytes, 4), 0x04030201);
	ck_assert_uint_eq(code_number(true, bytes, 4), 0x01020304);
	ck_assert_int_eq(code_signed(0x8000, 0, 16), -0x8000);
	ck_assert_int_eq(code_signed(0x7fff, 0, 16), 0x7fff);
	ck_assert_int_eq(code_signed(UINT64_MAX - 3, 0, 64), -4);
}
END_TEST

START_TEST(machines_that_are_not_read)
{
	struct code_isa isa;

	ck_assert_int_eq(code_isa_find(&isa, EM_PPC64, 64, true), -ENOTSUP);
	ck_assert_int_eq(code_isa_find(&isa, EM_S390, 64, false), -ENOTSUP);
	ck_assert_int_eq(code_isa_find(&isa, EM_RISCV, 32, false), -ENOTSUP);
	ck_assert_int_eq(code_isa_find(&isa, EM_MIPS, 64, true), 0);
	ck_assert_str_eq(code_isa_name(&isa), "mips64");
	/* microMIPS */
	ck_assert_int_eq(mips_mode(&isa, 0x72000000), -ENOTSUP);
}
END_TEST

static Suite *code_suite(void)
{
	Suite *s = suite_create("code");
	TCase *decoders = tcase_create("decoders");
	TCase *registers = tcase_create("registers");

	tcase_add_loop_test(decoders, instruction, 0, ARRAY_SIZE(insns));
	tcase_add_loop_test(decoders, instruction_cut_short, 0,
			    ARRAY_SIZE(insns));
	tcase_add_test(decoders, numbers);
	tcase_add_test(decoders, machines_that_are_not_read);
	suite_add_tcase(s, decoders);
	tcase_add_test(registers, address_is_made);
	tcase_add_test(registers, address_outlives_a_call);
	tcase_add_test(registers, halves_of_two_addresses);
	tcase_add_test(registers, halves_are_joined);
	suite_add_tcase(s, registers);
	return s;
}

int main(void)
{
	return run_suite(code_suite);
}
