// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "base/util.h"
#include "code/image_walk_priv.h"
#include "code/klp.h"

/* The patched call is within this many bytes of the entry. */
#define ENTRY_SIZE 16

static const char *const noreturn[] = {
	"__stack_chk_fail", "panic", "fortify_panic", "__fortify_panic",
	"do_exit", "__ubsan_handle_builtin_unreachable",
	"__x86_return_thunk", "__s390_indirect_jump_r14",
};

bool name_is_indirect(const char *name)
{
	return name && (!strncmp(name, "__x86_indirect_", 15) ||
			!strncmp(name, "__s390_indirect_", 16));
}

bool name_is_noreturn(const char *name)
{
	for (size_t i = 0; name && i < ARRAY_SIZE(noreturn); i++)
		if (!strcmp(name, noreturn[i]))
			return true;
	return false;
}

/* Does code in memory branch to where we have to look up the name? */
static bool leaves(const struct walker *w, const struct code_insn *insn,
		   struct code_place target)
{
	const struct code_entry *around;

	if (!w->map->img->live)
		return false;
	if (!target.section)
		return true;
	/* a veneer lies behind a function and has no symbol */
	if (insn->kind == CODE_BRANCH || code_entry_at(w->map, target, NULL))
		return false;
	around = code_entry_around(w->map, target, w->root);
	return !around || !same_function(around->name, w->root);
}

/* Follow a patched branch, through a veneer, to another part of the kernel. */
static const char *resolve_live(struct image *img, struct code_place *target)
{
	uint64_t addr = img->sections[target->section].addr + target->offset;
	const char *name = img->live->target(img->live, &addr);

	target->section = image_section_at(img, addr);
	if (!code_section(img, target->section))
		target->section = 0;
	target->offset = addr - img->sections[target->section].addr;
	return target->section ? NULL : name;
}

bool branch_by_reloc(struct walker *w, const Elf64_Rela *rela, uint64_t addend,
		     const char **name, struct code_place *target)
{
	const Elf64_Sym *sym = image_reloc_symbol(w->map->img, rela);
	Elf64_Rela whole = *rela;

	if (!sym)
		return false;
	if (sym->st_shndx == SHN_UNDEF || sym->st_shndx == SHN_LIVEPATCH) {
		*name = klp_call_name(image_symbol_name(w->map->img, sym));
		*target = (struct code_place){ 0 };
		return *name && **name;
	}
	whole.r_addend = addend;
	*name = NULL;
	code_reloc_place(w->map->img, &whole, 0, target);
	return code_section(w->map->img, target->section) &&
	       target->offset < w->map->img->sections[target->section].size;
}

bool branch_target(struct walker *w, struct code_place at,
		   const struct code_insn *insn, const char **name,
		   struct code_place *target)
{
	struct image *img = w->map->img;
	const struct image_section *section = &img->sections[at.section];
	const Elf64_Rela *rela = image_reloc(img, at.section,
					     at.offset + insn->field);
	int bias;

	*name = NULL;
	if (section->relocs_bad)
		return false;
	if (rela)
		return !code_bias(image_isa(img), ELF64_R_TYPE(rela->r_info),
				  RELOC_BRANCH, &bias) &&
		       branch_by_reloc(w, rela, (uint64_t)rela->r_addend + bias,
				       name, target);
	*target = (struct code_place){ at.section, at.offset + insn->target };
	if (!img->relocatable && target->offset >= section->size) {
		target->offset += section->addr;
		target->section = image_section_at(img, target->offset);
		target->offset -= img->sections[target->section].addr;
	}
	if (leaves(w, insn, *target)) {
		*name = resolve_live(img, target);
		if (*name)
			return true;
	}
	return code_section(img, target->section) &&
	       target->offset < img->sections[target->section].size;
}

bool branch_is_trampoline(struct walker *w, struct code_place at,
			  const struct code_insn *insn)
{
	const struct code_entry *entry;
	struct code_place target;
	const char *name;

	if (!w->map->img->live || insn->kind == CODE_BRANCH)
		return false;
	entry = code_entry_at(w->map, at, w->root) ?:
		code_entry_around(w->map, at, w->root);
	if (!entry || at.offset - entry->place.offset >= ENTRY_SIZE)
		return false;
	return !branch_target(w, at, insn, &name, &target) ||
	       (name && !strncmp(name, "bpf_trampoline_", 15));
}
