// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_kallsyms.c - tables of kallsyms, in any bytes (libFuzzer)
 *
 * There are none, or what comes of them is a list of functions in order, with
 * names that end.
 */
#include <string.h>

#include "code/kallsyms.h"
#include "fuzz.h"

static void check_symbols(const struct symbol_list *symbols)
{
	for (size_t i = 0; i < symbols->count; i++) {
		const Elf64_Sym *symbol = &symbols->list[i];

		if (symbol->st_name >= symbols->names_size ||
		    !memchr(symbols->names + symbol->st_name, 0,
			    symbols->names_size - symbol->st_name) ||
		    !symbol->st_size)
			abort();
		if (i && symbol->st_value < symbol[-1].st_value)
			abort();
		if (symbol_list_at(symbols, symbol->st_value)->st_value !=
		    symbol->st_value)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct symbol_list symbols = { 0 };

	if (!kallsyms_decode(bytes, size, 0xffffffff82000000,
			     0xffffffff81000000, &symbols))
		check_symbols(&symbols);
	symbol_list_free(&symbols);
	return 0;
}
