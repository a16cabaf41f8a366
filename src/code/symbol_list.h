/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions by address, from kallsyms, where no ELF file lists them. */
#ifndef MLOTRACE_SYMBOL_LIST_H
#define MLOTRACE_SYMBOL_LIST_H

#include <elf.h>
#include <stddef.h>
#include <stdint.h>

struct symbol_list {
	Elf64_Sym *list;
	size_t count, room;
	char *names;		/* each ends in a NUL */
	size_t names_size, names_room;
};

/* Add a function. Returns 0, -ENOMEM, or -EFBIG when there are too many. */
int symbol_list_add(struct symbol_list *symbols, const char *name,
		    uint64_t addr);

/*
 * Sort by address, and drop the linker's labels where a function has a name of
 * its own. A function ends where the next one begins, as in kallsyms; the last
 * one has last_size bytes.
 */
void symbol_list_finish(struct symbol_list *symbols, uint64_t last_size);

/* The last function not above an address, by its first name; or NULL. */
const Elf64_Sym *symbol_list_at(const struct symbol_list *symbols,
				uint64_t addr);

void symbol_list_free(struct symbol_list *symbols);

#endif
