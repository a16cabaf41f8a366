// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "image_code.h"
#include "image_walk.h"
#include "util.h"

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

bool same_function(const char *a, const char *b)
{
	size_t size;

	if (!a || !b)
		return false;
	size = strcspn(a, ".");
	return size && size == strcspn(b, ".") && !strncmp(a, b, size);
}

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

/* --- functions by place -------------------------------------------------- */

static int compare_places(struct code_place a, struct code_place b)
{
	if (a.section != b.section)
		return a.section < b.section ? -1 : 1;
	return (a.offset > b.offset) - (a.offset < b.offset);
}

static int by_place(const void *a, const void *b)
{
	const struct code_entry *left = a, *right = b;

	return compare_places(left->place, right->place);
}

/* The first entry that is not before a place; may be the end. */
static const struct code_entry *entry_from(const struct code_map *map,
					   struct code_place place)
{
	size_t low = 0, high = map->nr_entries;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (compare_places(map->entries[mid].place, place) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return map->entries + low;
}

static bool is_at(const struct code_map *map, const struct code_entry *entry,
		  struct code_place place)
{
	return entry < map->entries + map->nr_entries &&
	       !compare_places(entry->place, place);
}

/* The function that starts at a place, preferably one of that name. */
static const struct code_entry *entry_at(const struct code_map *map,
					 struct code_place place,
					 const char *name)
{
	const struct code_entry *first = entry_from(map, place), *entry;
	const struct code_entry *named = NULL;

	if (!is_at(map, first, place))
		return NULL;
	for (entry = first; is_at(map, entry, place); entry++) {
		if (same_function(entry->name, name))
			return entry;
		if (entry->name && !named)
			named = entry;
	}
	return named ?: first;
}

/* The function of known size that a place lies in, or NULL. */
static const struct code_entry *entry_around(const struct code_map *map,
					     struct code_place place,
					     const char *name)
{
	const struct code_entry *entry = entry_from(map, place);

	if (entry == map->entries)
		return NULL;
	entry = entry_at(map, entry[-1].place, name);
	if (entry->place.section != place.section ||
	    place.offset - entry->place.offset >= entry->size)
		return NULL;
	return entry;
}

static bool is_code(const struct image *img, size_t section)
{
	return section && section < img->nr_sections &&
	       (img->sections[section].flags & SHF_EXECINSTR);
}

static int add_entry(struct code_map *map, struct code_entry entry)
{
	struct code_entry *moved;

	if (!is_code(map->img, entry.place.section))
		return 0;
	moved = array_grow(map->entries, map->nr_entries, &map->entries_room,
			   sizeof(*moved));
	if (!moved)
		return -ENOMEM;
	map->entries = moved;
	map->entries[map->nr_entries++] = entry;
	return 0;
}

/* Not the padding before a function, which has symbols of its own. */
static bool names_function(const char *name)
{
	return *name && strncmp(name, "__pfx_", 6) &&
	       strncmp(name, "__cfi_", 6);
}

int code_map_init(struct code_map *map, struct image *img)
{
	*map = (struct code_map){ .img = img };
	map->seen = calloc(img->nr_sections, sizeof(*map->seen));
	if (!map->seen)
		return -ENOMEM;
	for (size_t i = 0; i < img->nr_symbols; i++) {
		const Elf64_Sym *sym = &img->symbols[i];
		struct code_entry entry = { .size = sym->st_size };

		if (ELF64_ST_TYPE(sym->st_info) != STT_FUNC)
			continue;
		entry.name = image_symbol_name(img, sym);
		entry.place.section = image_symbol_place(img, sym,
							 &entry.place.offset);
		if (names_function(entry.name) && add_entry(map, entry))
			return -ENOMEM;
	}
	if (map->nr_entries)
		qsort(map->entries, map->nr_entries, sizeof(*map->entries),
		      by_place);
	return 0;
}

void code_map_free(struct code_map *map)
{
	for (size_t i = 0; map->seen && i < map->img->nr_sections; i++)
		free(map->seen[i]);
	free(map->seen);
	free(map->entries);
	free(map->trail);
	*map = (struct code_map){ 0 };
}

/* What a relocation points at, its addend and a bias included. */
static bool reloc_place(const struct image *img, const Elf64_Rela *rela,
			int64_t bias, struct code_place *place)
{
	const Elf64_Sym *sym = image_reloc_symbol(img, rela);

	if (!sym)
		return false;
	place->section = image_symbol_place(img, sym, &place->offset);
	place->offset += (uint64_t)rela->r_addend + bias;
	return place->section != 0;
}

/*
 * __mcount_loc points at the call of __fentry__, which stands behind endbr64
 * where the kernel is built with IBT.
 */
static void to_entry(struct image *img, struct code_place *place)
{
	const uint8_t *code = image_data(img, place->section);

	if (code && img->machine == EM_X86_64 && place->offset >= 4 &&
	    place->offset <= img->sections[place->section].size &&
	    !memcmp(code + place->offset - 4, "\xf3\x0f\x1e\xfa", 4))
		place->offset -= 4;
}

static int add_addresses(struct code_map *map, size_t index, bool mcount)
{
	struct image *img = map->img;
	const uint8_t *data = image_data(img, index);
	const Elf64_Rela *relocs;
	size_t count;
	int bias, err = 0;

	relocs = image_relocs(img, index, &count);
	for (size_t i = 0; data && i < count && !err; i++) {
		uint64_t at = relocs[i].r_offset;
		struct code_entry entry = { 0 };

		if (at >= img->sections[index].size ||
		    code_address_bias(img->machine,
				      ELF64_R_TYPE(relocs[i].r_info),
				      data + at, at, &bias) ||
		    !reloc_place(img, &relocs[i], bias, &entry.place) ||
		    !is_code(img, entry.place.section))
			continue;
		if (mcount)
			to_entry(img, &entry.place);
		err = add_entry(map, entry);
	}
	return err;
}

int code_map_add_unnamed(struct code_map *map)
{
	size_t mcount = image_section(map->img, "__mcount_loc");
	int err = 0;

	for (size_t i = 1; i < map->img->nr_sections && !err; i++)
		if (is_code(map->img, i) || i == mcount)
			err = add_addresses(map, i, i == mcount);
	if (map->nr_entries)
		qsort(map->entries, map->nr_entries, sizeof(*map->entries),
		      by_place);
	return err;
}

/* --- the walk ------------------------------------------------------------ */

static void record(struct walker *w, const char *name, struct code_place place)
{
	struct walk *walk = w->walk;
	struct walk_call *moved;

	for (size_t i = 0; i < walk->nr_calls; i++) {
		struct walk_call *call = &walk->calls[i];

		if (compare_places(call->place, place) ||
		    (!place.section && name && strcmp(call->name, name)))
			continue;
		call->sure |= w->sure;
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
	*target = (struct code_place){ at.section, at.offset + insn->target };
	if (rela) {
		bias = code_branch_bias(img->machine,
					ELF64_R_TYPE(rela->r_info));
		sym = image_reloc_symbol(img, rela);
		if (bias < 0 || !sym)
			return false;
		if (sym->st_shndx == SHN_UNDEF) {
			*name = image_symbol_name(img, sym);
			target->section = 0;
			return **name;
		}
		reloc_place(img, rela, bias, target);
	} else if (!img->relocatable && target->offset >= section->size) {
		target->offset += section->addr;
		target->section = image_section_at(img, target->offset);
		target->offset -= img->sections[target->section].addr;
	}
	return is_code(img, target->section) &&
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
	if (insn->kind == CODE_JUMP && is_indirect(name))
		w->indirect = true;
	if (name) {
		target.offset = 0;
		record(w, name, target);
		return !is_noreturn(name);
	}
	entry = entry_at(w->map, target, w->root);
	if (entry && !same_function(entry->name, w->root)) {
		/* a label whose address is taken? then we left too early */
		if (!entry->name && insn->kind == CODE_BRANCH)
			w->walk->whole = false;
		record(w, entry->name, target);
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
		entry = entry_around(w->map, target, w->root);
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
	const struct code_entry *entry = entry_at(w->map, at, w->root);

	if (entry && !entry->name && !after_call)
		w->walk->whole = false;
	return entry;
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
		if (seen[at.offset] == SEEN_INSIDE ||
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
		w->indirect |= insn.kind == CODE_INDIRECT_JUMP;
		if (insn.kind == CODE_END || insn.kind == CODE_INDIRECT_JUMP)
			goes_on = false;
		else if (insn.kind != CODE_PLAIN && insn.kind != CODE_NOP)
			goes_on = follow(w, at, &insn) &&
				  insn.kind != CODE_JUMP;
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
			if (whole && by_place(whole, entry))
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
