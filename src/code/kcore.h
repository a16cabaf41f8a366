/* SPDX-License-Identifier: GPL-2.0-only */
/* The memory of the running kernel, by /proc/kcore. */
#ifndef MLOTRACE_KCORE_H
#define MLOTRACE_KCORE_H

#include <elf.h>
#include <stddef.h>
#include <stdint.h>

struct kcore {
	int fd;
	uint16_t machine;	/* as in an ELF header */
	Elf64_Phdr *segments;
	size_t nr_segments;
};

/*
 * Open /proc/kcore below root ("": this machine's). Returns 0 or a negative
 * errno, with the reason in words; kcore_close() is due in both cases.
 */
int kcore_open(struct kcore *kcore, const char *root, char *reason,
	       size_t reason_size);

/* Read all of that range. Returns 0 or a negative errno. */
int kcore_read(const struct kcore *kcore, uint64_t addr, void *data,
	       size_t size);

void kcore_close(struct kcore *kcore);

#endif
