/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's own symbols, for a file that has no symbol table. */
#ifndef MLOTRACE_KALLSYMS_H
#define MLOTRACE_KALLSYMS_H

#include <stddef.h>
#include <stdint.h>

#include "code/symbol_list.h"

/*
 * Find the tables of kallsyms in read-only data, as 6.4 and later write them,
 * and add all functions. addr is where the data is linked to, text where the
 * kernel's code begins (_text). Returns 0; -ENOENT if there are no such tables
 * or they are corrupt; -ENOMEM. symbol_list_free() is due in all cases.
 */
int kallsyms_decode(const uint8_t *data, size_t size, uint64_t addr,
		    uint64_t text, struct symbol_list *symbols);

#endif
