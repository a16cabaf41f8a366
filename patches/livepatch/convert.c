// SPDX-License-Identifier: GPL-2.0-only
/*
 * convert: makes a module a live patch. What it takes from the object that it
 * patches, the kernel has to look up when that object is there: such symbols
 * become livepatch symbols, and their relocations go into sections of their
 * own, as Documentation/livepatch/module-elf-format.rst of Linux describes.
 *
 * Relocations are moved as they are, so that this is the same for every
 * architecture whose modules have them with addends.
 */
#include "objects.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* include/uapi/linux/elf.h of Linux */
#define SHN_LIVEPATCH 0xff20
#define SHF_RELA_LIVEPATCH 0x00100000

/* A string table that grows. */
struct strings {
	Elf_Scn *scn;
	Elf_Data *added;
	size_t base;		/* size before */
};

struct convert {
	const char *path;	/* of the module */
	Elf *elf;
	Elf_Data *symbols;
	size_t count, symbol_names, section_names;
	struct strings strings[2];
	struct objects objects;
	bool *moved;		/* by symbol: it is one of livepatch's now */
};

/* struct modversion_info of Linux, on 64 bits */
struct version {
	uint64_t crc;
	char name[56];
};

/* --- the module ----------------------------------------------------------- */

/* Adds to a string table; 0 if there is no memory. */
static size_t add_string(struct convert *cv, size_t index, const char *text)
{
	struct strings *s = cv->strings;
	size_t len = strlen(text) + 1, at;
	GElf_Shdr sh;
	char *grown;

	while (s->scn && elf_ndxscn(s->scn) != index)
		s++;
	if (!s->scn) {
		s->scn = elf_getscn(cv->elf, index);
		if (!gelf_getshdr(s->scn, &sh) || !elf_getdata(s->scn, NULL))
			return 0;
		s->base = sh.sh_size;
		s->added = elf_newdata(s->scn);
		if (!s->added)
			return 0;
		s->added->d_align = 1;
	}
	at = s->added->d_size;
	grown = realloc(s->added->d_buf, at + len);
	if (!grown)
		return 0;
	memcpy(grown + at, text, len);
	s->added->d_buf = grown;
	s->added->d_size = at + len;
	elf_flagdata(s->added, ELF_C_SET, ELF_F_DIRTY);
	return s->base + at;
}

static Elf_Data *find_data(const struct convert *cv, const char *section)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr sh;

	while ((scn = elf_nextscn(cv->elf, scn))) {
		const char *name = gelf_getshdr(scn, &sh) ?
			elf_strptr(cv->elf, cv->section_names, sh.sh_name) :
			NULL;

		if (name && !strcmp(name, section))
			return elf_getdata(scn, NULL);
	}
	return NULL;
}

/* By the checksum of a symbol, depmod takes its module for a dependency. */
static void drop_version(struct convert *cv, const char *name)
{
	Elf_Data *data = find_data(cv, "__versions");
	struct version *all = data ? data->d_buf : NULL;
	size_t n = all ? data->d_size / sizeof(*all) : 0;

	for (size_t i = 0; i < n; i++) {
		if (strncmp(all[i].name, name, sizeof(all[i].name)))
			continue;
		memmove(&all[i], &all[i + 1], (n - i - 1) * sizeof(*all));
		data->d_size -= sizeof(*all);
		elf_flagdata(data, ELF_C_SET, ELF_F_DIRTY);
		return;
	}
}

static int move_symbol(struct convert *cv, size_t i, GElf_Sym *sym,
		       const char *name)
{
	const struct object *obj;
	long pos;
	char *text;

	if (find_owner(&cv->objects, name, &obj))
		return -EINVAL;
	if (!obj)
		return 0;
	pos = position(obj, name);
	if (pos < 0)
		return pos;
	if (asprintf(&text, ".klp.sym.%s.%s,%ld", obj->name, name, pos) < 0)
		return -ENOMEM;
	drop_version(cv, name);
	sym->st_name = add_string(cv, cv->symbol_names, text);
	sym->st_shndx = SHN_LIVEPATCH;
	puts(text);
	free(text);
	if (!sym->st_name || !gelf_update_sym(cv->symbols, i, sym))
		return fail("'%s': %s", cv->path, elf_errmsg(-1));
	cv->moved[i] = true;
	return 0;
}

static int move_symbols(struct convert *cv)
{
	GElf_Sym sym;

	for (size_t i = 1; i < cv->count; i++) {
		const char *name;

		if (!gelf_getsym(cv->symbols, i, &sym) ||
		    sym.st_shndx != SHN_UNDEF)
			continue;
		name = elf_strptr(cv->elf, cv->symbol_names, sym.st_name);
		if (name && *name && move_symbol(cv, i, &sym, name))
			return -EINVAL;
	}
	elf_flagdata(cv->symbols, ELF_C_SET, ELF_F_DIRTY);
	return 0;
}

/*
 * The kernel works on these as it loads the module, before it has looked
 * anything up; and init runs before.
 */
static bool too_early(const char *section)
{
	static const char *const names[] = {
		".init", ".altinstr", ".parainstructions", "__jump_table",
		".static_call", ".smp_locks", "__tracepoints",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strncmp(section, names[i], strlen(names[i])))
			return true;
	return false;
}

/* A new section for @n relocations of @target, with nothing in it yet. */
static Elf_Data *new_rela(struct convert *cv, const GElf_Shdr *old,
			  const char *target, size_t n)
{
	Elf_Scn *scn = elf_newscn(cv->elf);
	Elf_Data *data = scn ? elf_newdata(scn) : NULL;
	GElf_Shdr sh = *old;
	char *name;

	if (!data || asprintf(&name, ".klp.rela.%s%s%s", cv->objects.all[0].name,
			      *target == '.' ? "" : ".", target) < 0)
		return NULL;
	sh.sh_name = add_string(cv, cv->section_names, name);
	free(name);
	sh.sh_flags = SHF_RELA_LIVEPATCH | SHF_INFO_LINK | SHF_ALLOC;
	sh.sh_offset = 0;
	sh.sh_size = n * sh.sh_entsize;
	data->d_type = ELF_T_RELA;
	data->d_align = sh.sh_addralign;
	data->d_size = sh.sh_size;
	data->d_buf = calloc(n, sh.sh_entsize);
	return data->d_buf && sh.sh_name && gelf_update_shdr(scn, &sh) ?
		data : NULL;
}

static bool is_moved(const struct convert *cv, const GElf_Rela *rela)
{
	size_t symbol = GELF_R_SYM(rela->r_info);

	return symbol < cv->count && cv->moved[symbol];
}

static size_t count_moved(const struct convert *cv, Elf_Data *data, size_t n)
{
	size_t moved = 0;
	GElf_Rela rela;

	for (size_t i = 0; i < n; i++)
		if (gelf_getrela(data, i, &rela))
			moved += is_moved(cv, &rela);
	return moved;
}

/* Takes relocations of moved symbols out of @scn into a section of their own. */
static int split_rela(struct convert *cv, Elf_Scn *scn, GElf_Shdr *sh,
		      const char *target)
{
	Elf_Data *data = elf_getdata(scn, NULL), *moved;
	size_t n = data && sh->sh_entsize ? sh->sh_size / sh->sh_entsize : 0;
	size_t n_moved = count_moved(cv, data, n), kept = 0, gone = 0;
	GElf_Rela rela;

	if (!n_moved)
		return 0;
	if (too_early(target))
		return fail("'%s': section %s refers to what a live patch "
			    "cannot have there", cv->path, target);
	moved = new_rela(cv, sh, target, n_moved);
	if (!moved)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		bool goes;

		if (!gelf_getrela(data, i, &rela))
			return fail("'%s': %s", cv->path, elf_errmsg(-1));
		goes = is_moved(cv, &rela);
		if (!gelf_update_rela(goes ? moved : data,
				      goes ? gone++ : kept++, &rela))
			return fail("'%s': %s", cv->path, elf_errmsg(-1));
	}
	data->d_size = sh->sh_size = kept * sh->sh_entsize;
	gelf_update_shdr(scn, sh);
	elf_flagdata(data, ELF_C_SET, ELF_F_DIRTY);
	return 0;
}

/* Relocations of what is not loaded stay where they are. */
static int split_relas(struct convert *cv)
{
	size_t n;

	if (elf_getshdrnum(cv->elf, &n))
		return fail("'%s': %s", cv->path, elf_errmsg(-1));
	for (size_t i = 1; i < n; i++) {
		Elf_Scn *scn = elf_getscn(cv->elf, i);
		GElf_Shdr sh, target;
		const char *name;

		if (!gelf_getshdr(scn, &sh) ||
		    (sh.sh_type != SHT_RELA && sh.sh_type != SHT_REL) ||
		    !gelf_getshdr(elf_getscn(cv->elf, sh.sh_info), &target) ||
		    !(target.sh_flags & SHF_ALLOC))
			continue;
		name = elf_strptr(cv->elf, cv->section_names, target.sh_name);
		if (sh.sh_type == SHT_REL)
			return fail("'%s': relocations without addends",
				    cv->path);
		if (split_rela(cv, scn, &sh, name ? name : ""))
			return -EINVAL;
	}
	return 0;
}

/* --- what it depends on --------------------------------------------------- */

/* "depends=a,b" without the objects; what becomes free is zeroed. */
static void drop_depends(const struct convert *cv, char *text)
{
	char *from = strchr(text, '=') + 1, *to = from;
	char *end = text + strlen(text);
	bool first = true;

	while (from < end) {
		size_t len = strcspn(from, ",");

		if (!is_object(&cv->objects, from, len)) {
			if (!first)
				*to++ = ',';
			memmove(to, from, len);
			to += len;
			first = false;
		}
		from += len + 1;
	}
	memset(to, 0, end - to);
}

/* It works, and has to load, without the objects that it patches. */
static int edit_modinfo(struct convert *cv)
{
	Elf_Data *data = find_data(cv, ".modinfo");
	char *at, *end;

	if (!data || !data->d_size)
		return fail("'%s' is no kernel module", cv->path);
	end = (char *)data->d_buf + data->d_size;
	if (end[-1])
		return fail("'%s': damaged .modinfo", cv->path);
	for (at = data->d_buf; at < end; at += strlen(at) + 1)
		if (!strncmp(at, "depends=", 8))
			drop_depends(cv, at);
	elf_flagdata(data, ELF_C_SET, ELF_F_DIRTY);
	return 0;
}

/* --- all of it ------------------------------------------------------------ */

static int convert(struct convert *cv)
{
	GElf_Ehdr header;
	Elf_Scn *scn;
	GElf_Shdr sh;
	int ret;

	if (!gelf_getehdr(cv->elf, &header) || header.e_type != ET_REL)
		return fail("'%s' is no kernel module", cv->path);
	scn = find_symtab(cv->elf, &sh);
	cv->symbols = scn ? elf_getdata(scn, NULL) : NULL;
	if (!cv->symbols || !sh.sh_entsize ||
	    elf_getshdrstrndx(cv->elf, &cv->section_names))
		return fail("'%s' has no symbol table", cv->path);
	cv->symbol_names = sh.sh_link;
	cv->count = sh.sh_size / sh.sh_entsize;
	cv->moved = calloc(cv->count + 1, sizeof(*cv->moved));
	ret = cv->moved ? edit_modinfo(cv) : -ENOMEM;
	if (!ret)
		ret = move_symbols(cv);
	if (!ret)
		ret = split_relas(cv);
	if (!ret && elf_update(cv->elf, ELF_C_WRITE) < 0)
		ret = fail("cannot write '%s': %s", cv->path, elf_errmsg(-1));
	return ret;
}

/*
 * The module is written when all of it is done, or not at all. What is
 * allocated lives as long as the program: libelf refers to it.
 */
int main(int argc, char **argv)
{
	struct convert cv = { 0 };
	int fd;

	if (argc < 4) {
		fputs("usage: convert MODULE.ko MODULE.SYMVERS OBJECT=FILE...\n"
		      "The first OBJECT is the one that is patched.\n", stderr);
		return 1;
	}
	elf_version(EV_CURRENT);
	cv.path = argv[1];
	if (open_objects(&cv.objects, argv[2], argv + 3, argc - 3))
		return 1;
	fd = open(cv.path, O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		fail("cannot open '%s': %s", cv.path, strerror(errno));
		return 1;
	}
	cv.elf = elf_begin(fd, ELF_C_RDWR, NULL);
	return cv.elf && !convert(&cv) && !elf_end(cv.elf) ? 0 : 1;
}
