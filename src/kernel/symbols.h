/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ask the kernel for the address of a symbol: reading /proc/kallsyms takes as
 * long as all the rest.
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

/* Load the program that looks up symbols: a file descriptor, or -errno. */
int symbols_open(void);
void symbols_find(int fd, struct symbol *symbol);

#endif
