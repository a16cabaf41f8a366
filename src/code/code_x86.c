// SPDX-License-Identifier: GPL-2.0-only
/* x86-64 and i386 */
#include <elf.h>
#include <errno.h>
#include <string.h>

#include "code/image_code.h"

/*
 * Intel SDM volume 2, appendix A. One letter per opcode:
 *   .  no operand bytes		m  ModRM
 *   b  imm8				B  ModRM and imm8
 *   z  imm32 (16 with prefix 66)	Z  ModRM and imm32
 *   w  imm16				v  imm32, or 64 with REX.W
 *   o  address			e  enter
 *   j  rel8				J  rel32
 *   t  test group: imm only for /0, /1
 *   x  not in 64-bit mode, or not in kernel code
 * Kernel code has nothing that only 32-bit mode has, either, except inc and
 * dec, whose opcodes are REX in 64-bit mode.
 */
static const char x86_one[] =
	/* 0 */	"mmmmbzxxmmmmbzxx"
	/* 1 */	"mmmmbzxxmmmmbzxx"
	/* 2 */	"mmmmbzxxmmmmbzxx"
	/* 3 */	"mmmmbzxxmmmmbzxx"
	/* 4 */	"xxxxxxxxxxxxxxxx"
	/* 5 */	"................"
	/* 6 */	"xxxmxxxxzZbB...."
	/* 7 */	"jjjjjjjjjjjjjjjj"
	/* 8 */	"BZxBmmmmmmmmmmmm"
	/* 9 */	"..........x....."
	/* a */	"oooo....bz......"
	/* b */	"bbbbbbbbvvvvvvvv"
	/* c */	"BBw.xxBZe.w..bx."
	/* d */	"mmmmxxx.mmmmmmmm"
	/* e */	"jjjjbbbbJJxj...."
	/* f */	"x.xx..tt......mm";

static const char x86_two[] =
	/* 0 */	"mmmmx.....x.xmxx"
	/* 1 */	"mmmmmmmmmmmmmmmm"
	/* 2 */	"mmmmxxxxmmmmmmmm"
	/* 3 */	"......xxxxxxxxxx"
	/* 4 */	"mmmmmmmmmmmmmmmm"
	/* 5 */	"mmmmmmmmmmmmmmmm"
	/* 6 */	"mmmmmmmmmmmmmmmm"
	/* 7 */	"BBBBmmm.mmxxmmmm"
	/* 8 */	"JJJJJJJJJJJJJJJJ"
	/* 9 */	"mmmmmmmmmmmmmmmm"
	/* a */	"...mBmxx...mBmmm"
	/* b */	"mmmmmmmmmmBmmmmm"
	/* c */	"mmBmBBBm........"
	/* d */	"mmmmmmmmmmmmmmmm"
	/* e */	"mmmmmmmmmmmmmmmm"
	/* f */	"mmmmmmmmmmmmmmmm";

struct x86 {
	const uint8_t *code;
	size_t left, at;
	bool wide;		/* 64-bit mode */
	bool rex_w, short_operand, short_address;
};

/* Read the prefixes and REX, and leave .at at the opcode. */
static int x86_prefixes(struct x86 *x)
{
	for (; x->at < x->left && x->at < 14; x->at++) {
		uint8_t byte = x->code[x->at];

		switch (byte) {
		case 0x66:
			x->short_operand = true;
			break;
		case 0x67:
			x->short_address = true;
			break;
		case 0x26: case 0x2e: case 0x36: case 0x3e:
		case 0x64: case 0x65: case 0xf0: case 0xf2: case 0xf3:
			break;
		default:
			if (!x->wide || (byte & 0xf0) != 0x40)
				return 0;
			x->rex_w = byte & 8;
			x->at++;
			return x->at < x->left ? 0 : -EILSEQ;
		}
	}
	return -EILSEQ;
}

/* Return the size of ModRM and what belongs to it, or -EILSEQ. */
static int x86_modrm(const struct x86 *x)
{
	uint8_t modrm, mod, rm;
	int size = 1;

	if (x->at >= x->left)
		return -EILSEQ;
	modrm = x->code[x->at];
	mod = modrm >> 6;
	rm = modrm & 7;
	if (mod == 3)
		return size;
	if (rm == 4) {
		if (x->at + 1 >= x->left)
			return -EILSEQ;
		size++;
		if (!mod && (x->code[x->at + 1] & 7) == 5)
			size += 4;
	} else if (!mod && rm == 5) {
		size += 4;
	}
	return size + (mod == 1 ? 1 : mod == 2 ? 4 : 0);
}

static int x86_immediate(const struct x86 *x, char letter)
{
	switch (letter) {
	case 'b': case 'B': case 'j':
		return 1;
	case 'w':
		return 2;
	case 'e':
		return 3;
	case 'J':
		/* vendors differ in what prefix 66 does to a branch */
		return x->short_operand ? -EILSEQ : 4;
	case 'z': case 'Z':
		return x->short_operand ? 2 : 4;
	case 'v':
		return x->rex_w ? 8 : x->short_operand ? 2 : 4;
	case 'o':
		return x->wide && !x->short_address ? 8 : 4;
	default:
		return 0;
	}
}

static enum code_kind x86_kind(uint8_t map, uint8_t opcode, uint8_t modrm)
{
	if (map == 1 && opcode >= 0x80 && opcode < 0x90)
		return CODE_BRANCH;
	if ((map == 1 && opcode == 0x1f) || (!map && opcode == 0x90))
		return CODE_NOP;
	if (map)
		return CODE_PLAIN;
	if ((opcode >= 0x70 && opcode < 0x80) ||
	    (opcode >= 0xe0 && opcode < 0xe4))
		return CODE_BRANCH;
	switch (opcode) {
	case 0xe8:
		return CODE_CALL;
	case 0xe9: case 0xeb:
		return CODE_JUMP;
	case 0xc2: case 0xc3: case 0xca: case 0xcb: case 0xcc: case 0xcf:
		return CODE_END;
	case 0xff:
		return (modrm >> 3 & 7) == 4 ? CODE_INDIRECT_JUMP :
		       (modrm >> 3 & 7) == 2 ? CODE_INDIRECT_CALL : CODE_PLAIN;
	default:
		return CODE_PLAIN;
	}
}

static int64_t x86_relative(const uint8_t *field, int size)
{
	int32_t value;

	if (size == 1)
		return (int8_t)*field;
	memcpy(&value, field, sizeof(value));
	return value;
}

static int x86_decode(const struct code_isa *isa, const uint8_t *code,
		      size_t left, struct code_insn *insn)
{
	struct x86 x = {
		.code = code, .left = left, .wide = isa->machine->bits == 64,
	};
	uint8_t map = 0, opcode, modrm = 0;
	int size = 0, imm;
	char letter;

	/* no kernel code in 32-bit mode has an operand with prefix 67 */
	if (x86_prefixes(&x) || (x.short_address && !x.wide))
		return -EILSEQ;
	opcode = code[x.at++];
	letter = x86_one[opcode];
	if (!x.wide && (opcode & 0xf0) == 0x40)
		letter = '.';
	if (opcode == 0x0f) {
		if (x.at >= left)
			return -EILSEQ;
		opcode = code[x.at++];
		map = opcode == 0x38 ? 2 : opcode == 0x3a ? 3 : 1;
		letter = x86_two[opcode];
		if (map > 1) {
			letter = map == 2 ? 'm' : 'B';
			x.at++;
		}
	}
	if (letter == 'x')
		return -EILSEQ;
	if (strchr("mBZt", letter)) {
		size = x86_modrm(&x);
		if (size < 0)
			return size;
		modrm = code[x.at];
	}
	imm = x86_immediate(&x, letter);
	if (letter == 't' && (modrm & 0x30) == 0)
		imm = opcode == 0xf6 ? 1 : x.short_operand ? 2 : 4;
	if (imm < 0 || x.at + size + imm > left || x.at + size + imm > 15)
		return -EILSEQ;
	insn->field = x.at;
	insn->size = x.at + size + imm;
	insn->kind = x86_kind(map, opcode, modrm);
	insn->target = 0;
	if (letter == 'j' || letter == 'J')
		insn->target = insn->size + x86_relative(code + x.at, imm);
	return 0;
}

/* PC32 is an address in lea ...(%rip), %reg, and only there. */
static bool x86_makes_address(uint16_t type, const uint8_t *field,
			      size_t before)
{
	return type != R_X86_64_PC32 ||
	       (before >= 2 && field[-2] == 0x8d && (field[-1] & 0xc7) == 0x05);
}

static const struct code_reloc x86_64_relocs[] = {
	{ R_X86_64_PC32, RELOC_BRANCH | RELOC_ADDRESS, 4 },
	{ R_X86_64_PLT32, RELOC_BRANCH, 4 },
	{ R_X86_64_64, RELOC_ADDRESS | RELOC_POINTER },
	{ R_X86_64_32, RELOC_ADDRESS },
	{ R_X86_64_32S, RELOC_ADDRESS },
	{ 0 }
};

const struct code_machine code_x86_64 = {
	.elf = EM_X86_64, .bits = 64, .name = "x86-64",
	.linked = true, .mcount_at_entry = true,
	.relocs = x86_64_relocs, .decode = x86_decode,
	.makes_address = x86_makes_address,
};

static const struct code_reloc i386_relocs[] = {
	{ R_386_PC32, RELOC_BRANCH, 4 },
	{ R_386_PLT32, RELOC_BRANCH, 4 },
	{ R_386_32, RELOC_ADDRESS | RELOC_POINTER },
	{ 0 }
};

static int64_t i386_addend(const struct code_isa *isa, uint16_t type,
			   const uint8_t *field)
{
	return (int32_t)code_number(false, field, 4);
}

const struct code_machine code_i386 = {
	.elf = EM_386, .bits = 32, .name = "i386", .mcount_at_entry = true,
	.relocs = i386_relocs, .decode = x86_decode, .addend = i386_addend,
};
