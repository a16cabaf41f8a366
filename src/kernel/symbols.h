/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the kernel has something, asked of the kernel: to read /proc/kallsyms
 * takes as long as all the rest.
 */
#ifndef MLOTRACE_SYMBOLS_H
#define MLOTRACE_SYMBOLS_H

#include <stdint.h>

#define SYMBOL_SIZE 64

/* What a BPF program takes and gives back. */
struct symbol {
	char name[SYMBOL_SIZE];		/* "name", or "module:name" */
	uint64_t address;		/* 0: not there, or hidden */
};

/* Load what looks symbols up; a file descriptor, or -errno. */
int symbols_open(void);
void symbols_find(int fd, struct symbol *symbol);

#endif
