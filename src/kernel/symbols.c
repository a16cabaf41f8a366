// SPDX-License-Identifier: GPL-2.0-only
#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stddef.h>

#include "base/util.h"
#include "kernel/symbols.h"

#define WORDS (SYMBOL_SIZE / 8)
#define RESULT (-8)			/* offsets in the stack */
#define NAME (RESULT - SYMBOL_SIZE)

#define INSN(c, d, s, o, i) ((struct bpf_insn){				\
	.code = c, .dst_reg = d, .src_reg = s, .off = o, .imm = i })
#define MOVE(dst, src) INSN(BPF_ALU64 | BPF_MOV | BPF_X, dst, src, 0, 0)
#define SET(dst, value) INSN(BPF_ALU64 | BPF_MOV | BPF_K, dst, 0, 0, value)
#define ADD(dst, value) INSN(BPF_ALU64 | BPF_ADD | BPF_K, dst, 0, 0, value)
#define LOAD(dst, src, off) INSN(BPF_LDX | BPF_MEM | BPF_DW, dst, src, off, 0)
#define STORE(dst, off, src) INSN(BPF_STX | BPF_MEM | BPF_DW, dst, src, off, 0)

/* Copy the name to the stack: not every kernel takes it from the context. */
int symbols_open(void)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .prog_flags = BPF_F_SLEEPABLE);
	const struct bpf_insn look_up[] = {
		MOVE(BPF_REG_1, BPF_REG_10),
		ADD(BPF_REG_1, NAME),
		SET(BPF_REG_2, SYMBOL_SIZE),
		SET(BPF_REG_3, 0),
		STORE(BPF_REG_10, RESULT, BPF_REG_3),
		MOVE(BPF_REG_4, BPF_REG_10),
		ADD(BPF_REG_4, RESULT),
		INSN(BPF_JMP | BPF_CALL, 0, 0, 0,
		     BPF_FUNC_kallsyms_lookup_name),
		LOAD(BPF_REG_1, BPF_REG_10, RESULT),
		STORE(BPF_REG_6, offsetof(struct symbol, address), BPF_REG_1),
		SET(BPF_REG_0, 0),
		INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
	};
	struct bpf_insn insns[1 + 2 * WORDS + ARRAY_SIZE(look_up)];
	struct bpf_insn *at = insns;
	int fd;

	*at++ = MOVE(BPF_REG_6, BPF_REG_1);
	for (int i = 0; i < WORDS; i++) {
		*at++ = LOAD(BPF_REG_1, BPF_REG_6, 8 * i);
		*at++ = STORE(BPF_REG_10, NAME + 8 * i, BPF_REG_1);
	}
	for (size_t i = 0; i < ARRAY_SIZE(look_up); i++)
		*at++ = look_up[i];
	fd = bpf_prog_load(BPF_PROG_TYPE_SYSCALL, NULL, "GPL", insns,
			   at - insns, &opts);
	return fd < 0 ? -errno : fd;
}

/* The kernel writes the context back to where it came from. */
void symbols_find(int fd, struct symbol *symbol)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts,
		.ctx_in = symbol, .ctx_size_in = sizeof(*symbol));

	symbol->address = 0;
	if (fd < 0 || bpf_prog_test_run_opts(fd, &opts))
		symbol->address = 0;
}
