// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>

#include "base/util.h"
#include "code/image_code.h"

static const struct code_machine *const machines[] = {
	&code_x86_64, &code_i386, &code_arm64, &code_arm, &code_riscv64,
	&code_mips32, &code_mips64, &code_powerpc64, &code_loongarch64,
	&code_s390x,
};

int code_isa_find(struct code_isa *isa, uint16_t elf, int bits,
		  bool big_endian)
{
	*isa = (struct code_isa){ .big_endian = big_endian };
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
		if (machines[i]->elf == elf && machines[i]->bits == bits &&
		    (big_endian ? machines[i]->big_name : machines[i]->name))
			isa->machine = machines[i];
	return isa->machine ? 0 : -ENOTSUP;
}

const char *code_isa_name(const struct code_isa *isa)
{
	return isa->big_endian ? isa->machine->big_name : isa->machine->name;
}

int code_decode(const struct code_isa *isa, const uint8_t *code, size_t left,
		struct code_insn *insn)
{
	*insn = (struct code_insn){ .kind = CODE_PLAIN };
	return isa->machine->decode(isa, code, left, insn);
}

int code_bias(const struct code_isa *isa, uint32_t type,
	      enum code_reloc_kind kind, int *bias)
{
	const struct code_reloc *reloc = isa->machine->relocs;

	for (; reloc->kind; reloc++)
		if (reloc->type == type && (reloc->kind & kind)) {
			*bias = reloc->bias;
			return 0;
		}
	return -EINVAL;
}

int code_address_bias(const struct code_isa *isa, uint32_t type,
		      const uint8_t *field, size_t before, int *bias)
{
	const struct code_machine *machine = isa->machine;

	if (code_bias(isa, type, RELOC_ADDRESS, bias) ||
	    (machine->makes_address &&
	     !machine->makes_address(type, field, before)))
		return -EINVAL;
	return 0;
}
