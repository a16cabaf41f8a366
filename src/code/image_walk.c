// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "code/image_code.h"
#include "code/image_walk.h"
#include "code/klp.h"

/* A function that calls more than that is none that is looked for. */
#define CALLS_MAX 512

enum seen {
	SEEN_NOT,
	SEEN_START,	/* first byte of an instruction */
	SEEN_INSIDE,
};

/* One walk under way. */
struct walker {
	struct code_map *map;
	struct walk *walk;
	const char *root;		/* NULL: start has no symbol */
	struct code_place *todo;
	size_t nr_todo, todo_room;
	bool sure;
	bool indirect;		/* saw a jump whose targets are not known */
	int err;
};

/* Functions that do not return: what follows is no longer the caller. */
static const char *const noreturn[] = {
	"__stack_chk_fail", "panic", "fortify_panic", "__fortify_panic",
	"do_exit", "__ubsan_handle_builtin_unreachable",
	"__x86_return_thunk",
};

/* "jmp *%rax" where the kernel is built with retpolines */
static bool is_indirect(const char *name)
{
	return name && !strncmp(name, "__x86_indirect_", 15);
}

static bool is_noreturn(const char *name)
{
	for (size_t i = 0; name && i < ARRAY_SIZE(noreturn); i++)
		if (!strcmp(name, noreturn[i]))
			return true;
	return false;
}

static void record(struct walker *w, const char *name, struct code_place place)
{
	struct walk *walk = w->walk;
	struct walk_call *moved;

	for (size_t i = 0; i < walk->nr_calls; i++) {
		struct walk_call *call = &walk->calls[i];

		if (code_place_compare(call->place, place) ||
		    (!place.section && name && strcmp(call->name, name)))
			continue;
		call->sure |= w->sure;
		return;
	}
	if (walk->nr_calls == CALLS_MAX) {
		walk->whole = false;
		return;
	}
	moved = array_grow(walk->calls, walk->nr_calls, &walk->calls_room,
			   sizeof(*moved));
	if (!moved) {
		w->err = -ENOMEM;
		return;
	}
	walk->calls = moved;
	walk->calls[walk->nr_calls++] = (struct walk_call){
		name, place, w->sure };
}

static void push(struct walker *w, struct code_place place)
{
	struct code_place *moved = array_grow(w->todo, w->nr_todo,
					      &w->todo_room, sizeof(*moved));

	if (!moved) {
		w->err = -ENOMEM;
		return;
	}
	w->todo = moved;
	w->todo[w->nr_todo++] = place;
}

/*
 * Find where a branch goes: *name for a function outside the image, else
 * *target. Returns false if that cannot be told.
 */
static bool resolve(struct walker *w, struct code_place at,
		    const struct code_insn *insn, const char **name,
		    struct code_place *target)
{
	struct image *img = w->map->img;
	const struct image_section *section = &img->sections[at.section];
	const Elf64_Rela *rela = image_reloc(img, at.section,
					     at.offset + insn->field);
	const Elf64_Sym *sym;
	int bias;

	*name = NULL;
	if (section->relocs_bad)
		return false;
	*target = (struct code_place){ at.section, at.offset + insn->target };
	if (rela) {
		bias = code_branch_bias(img->machine,
					ELF64_R_TYPE(rela->r_info));
		sym = image_reloc_symbol(img, rela);
		if (bias < 0 || !sym)
			return false;
		if (sym->st_shndx == SHN_UNDEF ||
		    sym->st_shndx == SHN_LIVEPATCH) {
			*name = klp_call_name(image_symbol_name(img, sym));
			target->section = 0;
			return *name && **name;
		}
		code_reloc_place(img, rela, bias, target);
	} else if (!img->relocatable && target->offset >= section->size) {
		target->offset += section->addr;
		target->section = image_section_at(img, target->offset);
		target->offset -= img->sections[target->section].addr;
	}
	return code_section(img, target->section) &&
	       target->offset < img->sections[target->section].size;
}

/* Handle a direct branch; returns whether it may return to what follows. */
static bool follow(struct walker *w, struct code_place at,
		   const struct code_insn *insn)
{
	const struct code_entry *entry;
	struct code_place target;
	const char *name;

	if (!resolve(w, at, insn, &name, &target)) {
		w->walk->whole = false;
		return true;
	}
	w->walk->by_pointer |= is_indirect(name);
	if (insn->kind == CODE_JUMP && is_indirect(name))
		w->indirect = true;
	if (name) {
		target.offset = 0;
		record(w, name, target);
		return !is_noreturn(name);
	}
	entry = code_entry_at(w->map, target, w->root);
	if (entry && !same_function(entry->name, w->root)) {
		/* a label whose address is taken? then we left too early */
		if (!entry->name && insn->kind == CODE_BRANCH)
			w->walk->whole = false;
		record(w, entry->name, target);
		w->walk->by_pointer |= is_indirect(entry->name);
		if (insn->kind == CODE_JUMP && is_indirect(entry->name))
			w->indirect = true;
		return !is_noreturn(entry->name);
	}
	if (!entry && insn->kind == CODE_CALL) {
		record(w, NULL, target);
		return true;
	}
	if (!entry) {
		/* a jump into the middle of another function is not normal */
		entry = code_entry_around(w->map, target, w->root);
		if (entry && !same_function(entry->name, w->root)) {
			w->walk->whole = false;
			return true;
		}
	}
	push(w, target);
	return true;
}

static uint8_t *seen_of(struct walker *w, size_t section)
{
	struct code_map *map = w->map;

	if (!map->seen[section])
		map->seen[section] = calloc(map->img->sections[section].size,
					    1);
	if (!map->seen[section])
		w->err = -ENOMEM;
	return map->seen[section];
}

static void mark(struct walker *w, uint8_t *seen, struct code_place at,
		 size_t size)
{
	struct code_map *map = w->map;
	struct code_range *moved = array_grow(map->trail, map->nr_trail,
					      &map->trail_room,
					      sizeof(*moved));

	if (!moved) {
		w->err = -ENOMEM;
		return;
	}
	map->trail = moved;
	map->trail[map->nr_trail++] = (struct code_range){ at, size };
	memset(seen + at.offset, SEEN_INSIDE, size);
	seen[at.offset] = SEEN_START;
}

static void forget(struct code_map *map)
{
	for (size_t i = 0; i < map->nr_trail; i++) {
		const struct code_range *range = &map->trail[i];

		memset(map->seen[range->place.section] + range->place.offset,
		       SEEN_NOT, range->size);
	}
	map->nr_trail = 0;
}

/*
 * Whether straight code has run into another function, as it seems to do
 * after a call that does not return. If something else than such a call and
 * padding comes before an entry without a symbol, it may be a mere label.
 */
static bool ran_out(struct walker *w, struct code_place at, bool after_call)
{
	const struct code_entry *entry = code_entry_at(w->map, at, w->root);

	if (entry && !entry->name && !after_call)
		w->walk->whole = false;
	return entry;
}

/* Whether what follows an instruction is run, too. */
static bool step(struct walker *w, struct code_place at,
		 const struct code_insn *insn)
{
	switch (insn->kind) {
	case CODE_PLAIN: case CODE_NOP:
		return true;
	case CODE_INDIRECT_CALL:
		w->walk->by_pointer = true;
		return true;
	case CODE_INDIRECT_JUMP:
		w->indirect = true;
		return false;
	case CODE_END:
		return false;
	default:
		return follow(w, at, insn) && insn->kind != CODE_JUMP;
	}
}

/* Follow straight code from a place to its end, or to what was seen before. */
static void run(struct walker *w, struct code_place at)
{
	struct image *img = w->map->img;
	const uint8_t *code = image_data(img, at.section);
	uint64_t size = img->sections[at.section].size;
	struct code_insn insn;
	uint8_t *seen;
	bool goes_on = true, first = true, after_call = false;

	seen = code ? seen_of(w, at.section) : NULL;
	for (; seen && goes_on && !w->err; at.offset += insn.size) {
		if (at.offset >= size) {
			w->walk->whole = w->walk->whole && !first;
			return;
		}
		if (!first && ran_out(w, at, after_call))
			return;
		if (seen[at.offset] == SEEN_START)
			return;
		first = false;
		if (!code_map_spend(w->map, 1) ||
		    seen[at.offset] == SEEN_INSIDE ||
		    code_decode(img->machine, code + at.offset,
				size - at.offset, &insn)) {
			w->walk->whole = false;
			insn.size = 1;
			if (seen[at.offset] == SEEN_NOT)
				mark(w, seen, at, 1);
			return;
		}
		mark(w, seen, at, insn.size);
		if (insn.kind != CODE_NOP)
			after_call = insn.kind == CODE_CALL;
		goes_on = step(w, at, &insn);
	}
	if (!seen)
		w->walk->whole = false;
}

static void run_all(struct walker *w)
{
	while (w->nr_todo && !w->err)
		run(w, w->todo[--w->nr_todo]);
}

/*
 * Code of a piece that no branch leads to: cases of a switch, targets of
 * static branches. Instructions start where the code before them ends.
 */
static void run_gaps(struct walker *w, const struct code_entry *entry)
{
	size_t section = entry->place.section;
	uint64_t size = w->map->img->sections[section].size;
	uint64_t offset = entry->place.offset, end;
	uint8_t *seen;

	if (!entry->size && w->indirect)
		w->walk->whole = false;
	if (!entry->size || offset >= size ||
	    !image_data(w->map->img, section))
		return;
	end = entry->size < size - offset ? offset + entry->size : size;
	seen = seen_of(w, section);
	for (; seen && offset < end && !w->err; offset++) {
		if (seen[offset] != SEEN_NOT)
			continue;
		push(w, (struct code_place){ section, offset });
		run_all(w);
		if (!w->err && seen[offset] == SEEN_NOT)
			w->walk->whole = false;
	}
}

static void begin(struct walker *w, struct code_map *map, const char *root,
		  struct walk *walk)
{
	forget(map);
	*walk = (struct walk){ .whole = true };
	*w = (struct walker){
		.map = map, .walk = walk, .root = root, .sure = true,
	};
}

static bool is_cold(const char *name)
{
	const char *suffix = strstr(name, ".cold");

	return suffix && (!suffix[5] || suffix[5] == '.');
}

int walk_function(struct code_map *map, const char *name, struct walk *walk)
{
	const struct code_entry *whole = NULL;
	struct walker w;
	bool found = false;

	begin(&w, map, name, walk);
	for (size_t i = 0; i < map->nr_entries; i++) {
		const struct code_entry *entry = &map->entries[i];

		if (!same_function(entry->name, name))
			continue;
		if (!strcmp(entry->name, name)) {
			if (whole && code_place_compare(whole->place,
							entry->place))
				w.err = -ENOTUNIQ;
			whole = entry;
		}
		found = true;
		/* a cold piece is run when something jumps there */
		if (!is_cold(entry->name))
			push(&w, entry->place);
	}
	run_all(&w);
	w.sure = false;
	for (size_t i = 0; found && i < map->nr_entries && !w.err; i++)
		if (same_function(map->entries[i].name, name))
			run_gaps(&w, &map->entries[i]);
	free(w.todo);
	return w.err ?: found ? 0 : -ENOENT;
}

int walk_place(struct code_map *map, struct code_place start,
	       struct walk *walk)
{
	struct walker w;

	begin(&w, map, NULL, walk);
	push(&w, start);
	run_all(&w);
	/* where the function ends is not known, so there are no gaps to see */
	if (w.indirect)
		walk->whole = false;
	free(w.todo);
	return w.err;
}

bool walk_saw(const struct code_map *map, struct code_place place)
{
	const uint8_t *seen;

	if (!place.section || place.section >= map->img->nr_sections ||
	    place.offset >= map->img->sections[place.section].size)
		return false;
	seen = map->seen[place.section];
	return seen && seen[place.offset] != SEEN_NOT;
}

void walk_free(struct walk *walk)
{
	free(walk->calls);
	*walk = (struct walk){ 0 };
}
