// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "code/symbol_list.h"

/* Ten times what a kernel with all its modules has. */
#define SYMBOLS_MAX 4000000
#define NAMES_MAX (128UL << 20)

static int add_name(struct symbol_list *symbols, const char *name)
{
	size_t size = strlen(name) + 1, room = symbols->names_room;
	char *moved;

	if (size > NAMES_MAX - symbols->names_size)
		return -EFBIG;
	while (room < symbols->names_size + size)
		room = room ? 2 * room : 4096;
	if (room > symbols->names_room) {
		moved = realloc(symbols->names, room);
		if (!moved)
			return -ENOMEM;
		symbols->names = moved;
		symbols->names_room = room;
	}
	memcpy(symbols->names + symbols->names_size, name, size);
	symbols->names_size += size;
	return 0;
}

int symbol_list_add(struct symbol_list *symbols, const char *name,
		    uint64_t addr)
{
	Elf64_Sym symbol = {
		.st_name = symbols->names_size, .st_value = addr,
		.st_info = ELF64_ST_INFO(STB_LOCAL, STT_FUNC),
	};
	Elf64_Sym *moved;
	int err;

	if (symbols->count == SYMBOLS_MAX)
		return -EFBIG;
	moved = array_grow(symbols->list, symbols->count, &symbols->room,
			   sizeof(*moved));
	if (!moved)
		return -ENOMEM;
	symbols->list = moved;
	err = add_name(symbols, name);
	if (!err)
		symbols->list[symbols->count++] = symbol;
	return err;
}

/* Names of the same place stay in the order they came in. */
static int by_address(const void *a, const void *b)
{
	const Elf64_Sym *left = a, *right = b;

	if (left->st_value != right->st_value)
		return left->st_value < right->st_value ? -1 : 1;
	return (left->st_name > right->st_name) -
	       (left->st_name < right->st_name);
}

/* "_text", "__sched_text_end": the linker's, where something begins or ends */
static bool is_label(const char *name)
{
	static const char *const ends[] = { "text", "_start", "_end",
					    "_begin" };
	size_t size = strlen(name);

	for (size_t i = 0; *name == '_' && i < ARRAY_SIZE(ends); i++)
		if (size >= strlen(ends[i]) &&
		    !strcmp(name + size - strlen(ends[i]), ends[i]))
			return true;
	return false;
}

/* Drop the labels of a place where a function has a name of its own. */
static void drop_labels(struct symbol_list *symbols)
{
	Elf64_Sym *list = symbols->list;
	size_t kept = 0, next;

	for (size_t i = 0; i < symbols->count; i = next) {
		size_t first = kept;

		for (next = i; next < symbols->count &&
			       list[next].st_value == list[i].st_value; next++)
			if (!is_label(symbols->names + list[next].st_name))
				list[kept++] = list[next];
		if (kept == first)
			list[kept++] = list[i];
	}
	symbols->count = kept;
}

void symbol_list_finish(struct symbol_list *symbols, uint64_t last_size)
{
	uint64_t end = 0;

	if (!symbols->count)
		return;
	qsort(symbols->list, symbols->count, sizeof(*symbols->list),
	      by_address);
	drop_labels(symbols);
	end = symbols->list[symbols->count - 1].st_value + last_size;
	for (size_t i = symbols->count; i-- > 0;) {
		Elf64_Sym *symbol = &symbols->list[i];

		if (i + 1 < symbols->count &&
		    symbol[1].st_value != symbol->st_value)
			end = symbol[1].st_value;
		symbol->st_size = end - symbol->st_value;
	}
}

const Elf64_Sym *symbol_list_at(const struct symbol_list *symbols,
				uint64_t addr)
{
	size_t low = 0, high = symbols->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (symbols->list[mid].st_value <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	while (low > 1 && symbols->list[low - 2].st_value ==
			  symbols->list[low - 1].st_value)
		low--;
	return low ? &symbols->list[low - 1] : NULL;
}

void symbol_list_free(struct symbol_list *symbols)
{
	free(symbols->list);
	free(symbols->names);
	*symbols = (struct symbol_list){ 0 };
}
