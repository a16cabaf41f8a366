// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "code/image_walk_priv.h"

/* No function that we look for calls more than that. */
#define CALLS_MAX 512

enum seen {
	SEEN_NOT,
	SEEN_START,	/* first byte of an instruction */
	SEEN_INSIDE,
};

static void record(struct walker *w, const char *name, struct code_place place,
		   bool sure)
{
	struct walk *walk = w->walk;
	struct walk_call *moved;

	w->callee = name;
	for (size_t i = 0; i < walk->nr_calls; i++) {
		struct walk_call *call = &walk->calls[i];

		if (code_place_compare(call->place, place) ||
		    (!place.section && name && strcmp(call->name, name)))
			continue;
		call->sure |= sure;
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
		name, place, sure };
}

static void push(struct walker *w, struct code_place place)
{
	struct turn *moved = array_grow(w->todo, w->nr_todo, &w->todo_room,
					sizeof(*moved));
	struct mips_registers *regs = NULL;

	if (moved)
		w->todo = moved;
	if (moved && w->regs) {
		regs = malloc(sizeof(*regs));
		if (regs)
			*regs = *w->regs;
	}
	if (!moved || (w->regs && !regs)) {
		w->err = -ENOMEM;
		return;
	}
	w->todo[w->nr_todo++] = (struct turn){ place, regs };
}

/* Record a call of, or a jump to, that name; returns whether it may return. */
static bool follow_name(struct walker *w, enum code_kind kind,
			const char *name, struct code_place target)
{
	record(w, name, target, w->sure);
	w->walk->by_pointer |= name_is_indirect(name);
	if (kind == CODE_JUMP && name_is_indirect(name))
		w->indirect = true;
	return !name_is_noreturn(name);
}

/*
 * Handle a branch whose target is known, by name or else by place; returns
 * whether it may return to what follows.
 */
static bool follow_to(struct walker *w, enum code_kind kind, const char *name,
		      struct code_place target)
{
	const struct code_entry *entry;

	if (name)
		return follow_name(w, kind, name, target);
	entry = code_entry_at(w->map, target, w->root);
	if (entry && !same_function(entry->name, w->root)) {
		/* a label whose address is taken? then we left too early */
		if (!entry->name && kind == CODE_BRANCH)
			w->walk->whole = false;
		return follow_name(w, kind, entry->name, target);
	}
	if (!entry && kind == CODE_CALL) {
		record(w, NULL, target, w->sure);
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

/* Handle a direct branch; returns whether it may return to what follows. */
static bool follow(struct walker *w, struct code_place at,
		   const struct code_insn *insn)
{
	struct code_place target;
	const char *name;

	if (branch_target(w, at, insn, &name, &target))
		return follow_to(w, insn->kind, name, target);
	w->walk->whole = false;
	return true;
}

/* --- calls through registers --------------------------------------------- */

static uint32_t word_at(struct walker *w, struct code_place at)
{
	struct image *img = w->map->img;

	return image_number(img, image_data(img, at.section) + at.offset, 4);
}

/*
 * Apply a plain instruction to the registers. If it makes the address of a
 * function, that may be called.
 */
static void run_registers(struct walker *w, struct code_place at)
{
	const Elf64_Rela *rela = image_reloc(w->map->img, at.section,
					     at.offset);
	const struct code_entry *entry = NULL;
	struct code_place place;
	const char *name;

	if (!mips_run(w->regs, word_at(w, at), rela) ||
	    !branch_by_reloc(w, rela, rela->r_addend, &name, &place))
		return;
	if (!name) {
		entry = code_entry_at(w->map, place, w->root);
		if (!entry || same_function(entry->name, w->root))
			return;
		name = entry->name;
	}
	record(w, name, place, false);
}

/*
 * Handle a branch or call through a register whose content is known. Returns
 * false if it is not; else *goes_on tells whether what follows runs, too.
 */
static bool follow_register(struct walker *w, enum code_kind kind,
			    const struct mips_register *reg, bool *goes_on)
{
	struct code_place target;
	const char *name;
	bool returns;

	if (!reg || !branch_by_reloc(w, reg->rela, reg->addend, &name, &target))
		return false;
	kind = kind == CODE_INDIRECT_JUMP ? CODE_JUMP : CODE_CALL;
	returns = follow_to(w, kind, name, target);
	*goes_on = returns && kind == CODE_CALL;
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
 * Has straight code run into another function, as it seems to after a call
 * that does not return? If anything but such a call and padding comes before
 * an entry without a symbol, it may be a mere label.
 */
static bool ran_out(struct walker *w, struct code_place at, bool after_call)
{
	const struct code_entry *entry = code_entry_at(w->map, at, w->root);

	if (entry && !entry->name && !after_call)
		w->walk->whole = false;
	return entry;
}

/*
 * Does the wanted path go on behind this call, which was followed and may
 * return?
 */
static bool on_way(struct walker *w, struct code_place behind)
{
	struct code_place *moved;

	if (!w->way || !w->callee)
		return true;
	if (same_function(w->callee, w->way->after)) {
		moved = array_grow(w->after, w->nr_after, &w->after_room,
				   sizeof(*moved));
		if (!moved) {
			w->err = -ENOMEM;
			return false;
		}
		w->after = moved;
		w->after[w->nr_after++] = behind;
	}
	return !same_function(w->callee, w->way->without);
}

/* Handle an instruction; returns whether what follows it runs, too. */
static bool step(struct walker *w, struct code_place at,
		 const struct code_insn *insn)
{
	struct code_place behind = { at.section, at.offset + insn->size };

	switch (insn->kind) {
	case CODE_PLAIN: case CODE_NOP:
		return true;
	case CODE_INDIRECT_CALL:
		w->walk->by_pointer = true;
		return true;
	case CODE_INDIRECT_JUMP:
		w->indirect = true;
		return insn->may_pass;
	case CODE_END:
		return false;
	case CODE_CALL:
		w->callee = NULL;
		return branch_is_trampoline(w, at, insn) ||
		       (follow(w, at, insn) && on_way(w, behind)) ||
		       insn->may_pass;
	default:
		return branch_is_trampoline(w, at, insn) ||
		       (follow(w, at, insn) && insn->kind != CODE_JUMP) ||
		       insn->may_pass;
	}
}

/* The same if calls go through registers, and branches have a delay slot. */
static bool step_registers(struct walker *w, struct code_place at,
			   const struct code_insn *insn)
{
	struct code_place slot = { at.section, at.offset + insn->size - 4 };
	struct code_place behind = { at.section, at.offset + insn->size };
	const struct mips_register *known = NULL;
	struct mips_register reg;
	struct mips_registers before = *w->regs;
	bool goes_on;

	if (insn->kind == CODE_INDIRECT_CALL ||
	    insn->kind == CODE_INDIRECT_JUMP) {
		known = mips_target(w->regs, word_at(w, at));
		if (known) {
			reg = *known;
			known = &reg;
		}
	}
	if (insn->delay || insn->kind == CODE_PLAIN)
		run_registers(w, slot);
	w->callee = NULL;
	if (!follow_register(w, insn->kind, known, &goes_on))
		goes_on = step(w, at, insn);
	else if (goes_on)
		goes_on = on_way(w, behind);
	if (insn->kind == CODE_CALL || insn->kind == CODE_INDIRECT_CALL)
		mips_call(w->regs);
	else if (insn->skips)
		*w->regs = before;
	return goes_on;
}

/*
 * Is this what kprobes put in place of an instruction? That is brk #4, or a
 * single int3: several in a row fill the gap to the next function.
 */
static bool is_probe(const struct walker *w, struct code_place at,
		     const uint8_t *code, size_t left)
{
	uint32_t word = 0;

	if (w->map->img->machine == EM_X86_64) {
		at.offset++;
		return code[0] == 0xcc && left > 1 && code[1] != 0xcc &&
		       !code_entry_at(w->map, at, NULL);
	}
	if (left >= sizeof(word))
		memcpy(&word, code, sizeof(word));
	return word == 0xd4200080;
}

/*
 * Decode an instruction that was not seen before. Returns false for data, or
 * if it costs too much.
 */
static bool decode(struct walker *w, struct code_place at, const uint8_t *code,
		   const uint8_t *seen, struct code_insn *insn)
{
	struct image *img = w->map->img;

	return code_map_spend(w->map, 1) && seen[at.offset] == SEEN_NOT &&
	       !code_is_data(w->map, at) &&
	       !code_decode(image_isa(img), code + at.offset,
			    img->sections[at.section].size - at.offset, insn);
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
		if (!decode(w, at, code, seen, &insn)) {
			w->walk->whole = false;
			insn.size = 1;
			if (seen[at.offset] == SEEN_NOT)
				mark(w, seen, at, 1);
			return;
		}
		mark(w, seen, at, insn.size);
		if (img->live && !first &&
		    is_probe(w, at, code + at.offset, size - at.offset))
			w->walk->whole = false;
		first = false;
		if (insn.kind != CODE_NOP)
			after_call = insn.kind == CODE_CALL ||
				     (w->regs &&
				      insn.kind == CODE_INDIRECT_CALL);
		goes_on = w->regs ? step_registers(w, at, &insn) :
				    step(w, at, &insn);
	}
	if (!seen)
		w->walk->whole = false;
}

static void run_all(struct walker *w)
{
	while (w->nr_todo && !w->err) {
		struct turn turn = w->todo[--w->nr_todo];

		if (turn.regs)
			*w->regs = *turn.regs;
		free(turn.regs);
		run(w, turn.place);
	}
}

static void forget_registers(struct walker *w)
{
	if (w->regs)
		*w->regs = (struct mips_registers){ 0 };
}

/* Is it a NOP that nothing leads to? What follows it may not be code. */
static bool is_padding(struct walker *w, struct code_place at, uint8_t *seen)
{
	struct code_insn insn;

	if (!decode(w, at, image_data(w->map->img, at.section), seen, &insn) ||
	    insn.kind != CODE_NOP)
		return false;
	mark(w, seen, at, insn.size);
	return true;
}

/*
 * Walk the code of a piece that no branch leads to: cases of a switch, targets
 * of static branches. Instructions start where the code before them ends.
 */
static void run_gaps(struct walker *w, const struct code_entry *entry)
{
	size_t section = entry->place.section;
	uint64_t size = w->map->img->sections[section].size;
	uint64_t offset = entry->place.offset, end;
	const uint8_t *code = image_data(w->map->img, section);
	uint8_t *seen;

	if (!entry->size && w->indirect)
		w->walk->whole = false;
	if (!entry->size || offset >= size || !code)
		return;
	end = entry->size < size - offset ? offset + entry->size : size;
	/* padding by the linker, and unused memory */
	while (end > offset && !code[end - 1])
		end--;
	seen = seen_of(w, section);
	for (; seen && offset < end && !w->err; offset++) {
		struct code_place place = { section, offset };

		if (seen[offset] != SEEN_NOT || code_is_data(w->map, place) ||
		    is_padding(w, place, seen))
			continue;
		forget_registers(w);
		push(w, place);
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
	if (!image_isa(map->img)->machine->long_calls)
		return;
	w->regs = calloc(1, sizeof(*w->regs));
	if (!w->regs)
		w->err = -ENOMEM;
}

static void end(struct walker *w)
{
	while (w->nr_todo)
		free(w->todo[--w->nr_todo].regs);
	free(w->todo);
	free(w->regs);
	free(w->after);
}

/* Push the entries of a function and its pieces; false if there are none. */
static bool push_entries(struct walker *w, const char *name)
{
	const struct code_map *map = w->map;
	const struct code_entry *whole = NULL;
	bool found = false;

	for (size_t i = 0; i < map->nr_entries; i++) {
		const struct code_entry *entry = &map->entries[i];

		if (!same_function(entry->name, name))
			continue;
		if (!strcmp(entry->name, name)) {
			if (whole && code_place_compare(whole->place,
							entry->place))
				w->err = -ENOTUNIQ;
			whole = entry;
		}
		found = true;
		/*
		 * A cold piece is walked when something jumps to it. So is a
		 * .part on a way, as it matters from where it is reached.
		 */
		if (!is_cold_piece(entry->name) &&
		    !(w->way && strstr(entry->name, ".part.")))
			push(w, entry->place);
	}
	return found;
}

int walk_function(struct code_map *map, const char *name, struct walk *walk)
{
	struct walker w;
	bool found;

	begin(&w, map, name, walk);
	found = push_entries(&w, name);
	run_all(&w);
	w.sure = false;
	for (size_t i = 0; found && i < map->nr_entries && !w.err; i++)
		if (same_function(map->entries[i].name, name))
			run_gaps(&w, &map->entries[i]);
	end(&w);
	return w.err ?: found ? 0 : -ENOENT;
}

/* Start again, with what follows the calls that the first walk saw. */
static void go_on_after(struct walker *w, const struct walk_way *way)
{
	bool whole = w->walk->whole;

	walk_free(w->walk);
	w->walk->whole = whole;
	forget(w->map);
	forget_registers(w);
	for (size_t i = 0; i < w->nr_after; i++)
		push(w, w->after[i]);
	w->way = way;
	run_all(w);
}

int walk_function_way(struct code_map *map, const char *name,
		      const struct walk_way *way, struct walk *walk)
{
	const struct walk_way to_after = { .after = way->after };
	const struct walk_way from_there = { .without = way->without };
	struct walker w;

	begin(&w, map, name, walk);
	w.way = way->after ? &to_after : &from_there;
	if (!push_entries(&w, name))
		w.err = -ENOENT;
	run_all(&w);
	if (way->after && !w.err)
		go_on_after(&w, &from_there);
	if (w.indirect)
		walk->whole = false;
	end(&w);
	return w.err;
}

int walk_place(struct code_map *map, struct code_place start,
	       struct walk *walk)
{
	struct walker w;

	begin(&w, map, NULL, walk);
	push(&w, start);
	run_all(&w);
	/* without knowing where the function ends, there are no gaps to see */
	if (w.indirect)
		walk->whole = false;
	end(&w);
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
