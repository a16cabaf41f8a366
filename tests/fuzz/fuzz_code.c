// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_code.c - each decoder, on any bytes (libFuzzer)
 *
 * The first byte says which one. Whatever the others are, an instruction lies
 * within them, and it is the same instruction when nothing follows it.
 */
#include <elf.h>
#include <string.h>

#include "base/util.h"
#include "code/code_mips.h"
#include "code/image_code.h"
#include "fuzz.h"

#ifndef EM_LOONGARCH
#define EM_LOONGARCH 258
#endif

static const struct {
	uint16_t elf;
	int bits, big, mode;
} machines[] = {
	{ EM_X86_64, 64 }, { EM_AARCH64, 64 }, { EM_386, 32 },
	{ EM_RISCV, 64 }, { EM_ARM, 32 }, { EM_ARM, 32, 0, CODE_THUMB },
	{ EM_MIPS, 32, 1 }, { EM_MIPS, 64 }, { EM_PPC64, 64 },
	{ EM_S390, 64, 1 }, { EM_LOONGARCH, 64 },
	{ EM_MIPS, 64, 0, CODE_MIPS_R6 }, { EM_MIPS, 64, 1, CODE_OCTEON },
};

static void check_insn(const struct code_isa *isa, const uint8_t *code,
		       size_t left)
{
	struct code_insn insn, again;
	uint8_t *alone;

	if (code_decode(isa, code, left, &insn))
		return;
	if (!insn.size || insn.size > left || insn.field > insn.size)
		abort();
	/* where nothing else may be read */
	alone = malloc(insn.size);
	if (!alone)
		abort();
	memcpy(alone, code, insn.size);
	if (code_decode(isa, alone, insn.size, &again) ||
	    again.size != insn.size || again.kind != insn.kind ||
	    again.target != insn.target)
		abort();
	free(alone);
}

/* What is known of a register is of the relocation that made it. */
static void check_registers(const struct code_isa *isa, const uint8_t *code,
			    size_t left)
{
	static const Elf64_Rela half[] = {
		{ .r_info = ELF64_R_INFO(1, R_MIPS_HI16) },
		{ .r_info = ELF64_R_INFO(1, R_MIPS_LO16), .r_addend = 8 },
	};
	struct mips_registers regs = { 0 };

	for (; left >= 5; left -= 5, code += 5) {
		uint32_t word = code_number(isa->big_endian, code + 1, 4);
		const struct mips_register *reg = mips_target(&regs, word);

		if (reg && (reg->rela != &half[1] || reg->addend != 8))
			abort();
		if (*code == 3)
			mips_call(&regs);
		else
			mips_run(&regs, word, *code < 2 ? &half[*code] : NULL);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct code_isa isa;
	size_t which;
	int bias;

	if (size < 2)
		return 0;
	which = bytes[0] % ARRAY_SIZE(machines);
	if (code_isa_find(&isa, machines[which].elf, machines[which].bits,
			  machines[which].big))
		abort();
	isa.mode = machines[which].mode;
	for (size_t at = 1; at < size; at++)
		check_insn(&isa, bytes + at, size - at);
	for (size_t at = 1; at + 4 <= size; at++)
		if (!code_address_bias(&isa, bytes[at], bytes + at, at - 1,
				       &bias) && isa.machine->addend)
			isa.machine->addend(&isa, bytes[at], bytes + at);
	if (isa.machine->long_calls)
		check_registers(&isa, bytes + 1, size - 1);
	return 0;
}
