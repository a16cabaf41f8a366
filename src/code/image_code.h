/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Machine code as far as control flow goes: how long an instruction is, where
 * it goes next, and what relocations of code mean. This is for machines that
 * Linux runs Wi-Fi on, and for code as compilers write kernel functions.
 * Anything else is an error, never a guess.
 */
#ifndef MLOTRACE_IMAGE_CODE_H
#define MLOTRACE_IMAGE_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "code/code_bits.h"

enum code_kind {
	CODE_PLAIN,		/* goes on with the next one */
	CODE_NOP,		/* so does this; padding consists of it */
	CODE_CALL,		/* direct */
	CODE_INDIRECT_CALL,
	CODE_JUMP,		/* direct */
	CODE_BRANCH,		/* direct and conditional */
	CODE_INDIRECT_JUMP,
	CODE_END,		/* return, or filler that is never reached */
};

struct code_insn {
	enum code_kind kind;
	uint8_t size;		/* a pair that is one branch counts as one */
	uint8_t field;		/* where its relocation would be */
	bool may_pass;		/* conditional, though no CODE_BRANCH */
	/*
	 * Its last four bytes are the delay slot, which runs before the branch
	 * takes effect; with .skips, only if the branch is taken.
	 */
	bool delay, skips;
	int64_t target;		/* direct ones: relative to its start */
};

/* Bits: a type has several if the instruction decides between them. */
enum code_reloc_kind {
	RELOC_HINT = 1 << 0,	/* says nothing by itself */
	RELOC_BRANCH = 1 << 1,
	RELOC_ADDRESS = 1 << 2,	/* code that makes an address */
	RELOC_POINTER = 1 << 3,	/* a word of data or code: an address */
};

struct code_reloc {
	uint16_t type;
	uint8_t kind;
	/* bytes to add to its addend, to get what it points at */
	int8_t bias;
};

struct code_isa;

/* A kind of processor. */
struct code_machine {
	uint16_t elf;		/* EM_X86_64 */
	uint8_t bits;
	/* in JSON and messages, little and big endian; NULL: no such */
	const char *name, *big_name;
	bool linked;		/* a linked kernel can be read, too */
	bool mcount_at_entry;	/* ftrace patches functions at their entry */
	/* calls go through registers, which have to be tracked: code_mips.h */
	bool long_calls;
	const struct code_reloc *relocs;	/* ends with kind 0 */
	int (*decode)(const struct code_isa *isa, const uint8_t *code,
		      size_t left, struct code_insn *insn);
	/* is it really a RELOC_ADDRESS there? may be NULL */
	bool (*makes_address)(uint16_t type, const uint8_t *field,
			      size_t before);
	/* the addend that the bytes themselves contain; NULL: they never do */
	int64_t (*addend)(const struct code_isa *isa, uint16_t type,
			  const uint8_t *field);
};

enum code_mode {
	CODE_THUMB = 1 << 0,
	CODE_MIPS_R6 = 1 << 1,
	CODE_OCTEON = 1 << 2,
};

/* The instruction set of an image. */
struct code_isa {
	const struct code_machine *machine;
	bool big_endian;
	uint8_t mode;		/* enum code_mode */
};

/* Returns 0, or -ENOTSUP for a machine that is not known. */
int code_isa_find(struct code_isa *isa, uint16_t elf, int bits,
		  bool big_endian);

/* "mips64el" */
const char *code_isa_name(const struct code_isa *isa);

/*
 * Decode the instruction at code, of which left bytes may be read. Returns 0,
 * or -EILSEQ if it is not understood or does not fit.
 */
int code_decode(const struct code_isa *isa, const uint8_t *code, size_t left,
		struct code_insn *insn);

/*
 * Set *bias to the bytes to add to the addend of such a relocation, to get its
 * target. Returns 0, or -EINVAL if the type is not of that kind.
 */
int code_bias(const struct code_isa *isa, uint32_t type,
	      enum code_reloc_kind kind, int *bias);

/*
 * Does a relocation of code make an address, rather than a branch? If so,
 * return 0, and set *bias to what has to be added to its addend; else return
 * -EINVAL. "before" bytes may be read before the field.
 */
int code_address_bias(const struct code_isa *isa, uint32_t type,
		      const uint8_t *field, size_t before, int *bias);

extern const struct code_machine code_x86_64, code_i386, code_arm64, code_arm,
	code_riscv64, code_mips32, code_mips64, code_powerpc64,
	code_loongarch64, code_s390x;

#endif
