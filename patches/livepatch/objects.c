// SPDX-License-Identifier: GPL-2.0-only
/* Which object has a symbol, and which of its name is meant; see objects.h. */
#include "objects.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int fail(const char *format, ...)
{
	va_list args;

	fputs("convert: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return -EINVAL;
}

Elf_Scn *find_symtab(Elf *elf, GElf_Shdr *sh)
{
	Elf_Scn *scn = NULL;

	while ((scn = elf_nextscn(elf, scn)))
		if (gelf_getshdr(scn, sh) && sh->sh_type == SHT_SYMTAB)
			return scn;
	return NULL;
}

/* --- opening them --------------------------------------------------------- */

static int open_object(struct object *obj, char *text)
{
	char *equals = strchr(text, '=');
	Elf_Scn *scn;
	GElf_Shdr sh;
	int fd;

	if (!equals)
		return fail("'%s': not NAME=FILE", text);
	*equals = '\0';
	obj->name = text;
	obj->file = equals + 1;
	fd = open(obj->file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail("cannot read '%s': %s", obj->file, strerror(errno));
	obj->elf = elf_begin(fd, ELF_C_READ, NULL);
	scn = obj->elf ? find_symtab(obj->elf, &sh) : NULL;
	obj->symbols = scn ? elf_getdata(scn, NULL) : NULL;
	if (!obj->symbols || !sh.sh_entsize)
		return fail("'%s' has no symbol table", obj->file);
	obj->count = sh.sh_size / sh.sh_entsize;
	obj->names = sh.sh_link;
	return 0;
}

/* The file's text with a 0 at the end; NULL if that failed, which was said. */
static char *read_text(const char *path)
{
	FILE *file = fopen(path, "re");
	size_t size = 0, got = 0;
	char *text = NULL;

	while (file && !feof(file) && !ferror(file)) {
		char *grown = realloc(text, size += 1 << 20);

		if (!grown)
			break;
		text = grown;
		got += fread(text + got, 1, size - got - 1, file);
		text[got] = '\0';
	}
	if (!file || ferror(file) || !feof(file)) {
		fail("cannot read '%s': %s", path, strerror(errno));
		text = NULL;
	}
	if (file)
		fclose(file);
	return text;
}

int open_objects(struct objects *objs, const char *symvers, char **files,
		 size_t n)
{
	size_t max = sizeof(objs->all) / sizeof(*objs->all);

	objs->symvers = read_text(symvers);
	if (!objs->symvers)
		return -EINVAL;
	if (n > max)
		return fail("more than %zu objects", max);
	for (objs->n = 0; objs->n < n; objs->n++)
		if (open_object(&objs->all[objs->n], files[objs->n]))
			return -EINVAL;
	return 0;
}

/* --- symbols of a name ---------------------------------------------------- */

/* Where a symbol is: nothing else of its section matters here. */
static bool symbol_section(const struct object *obj, const GElf_Sym *sym,
			   GElf_Shdr *sh)
{
	return gelf_getshdr(elf_getscn(obj->elf, sym->st_shndx), sh) &&
	       sh->sh_flags & SHF_ALLOC;
}

/* Gone once the module runs, so that it is counted only while it is loaded. */
static bool in_init(const struct object *obj, const GElf_Shdr *sh)
{
	const char *name;
	size_t names;

	if (elf_getshdrstrndx(obj->elf, &names))
		return false;
	name = elf_strptr(obj->elf, names, sh->sh_name);
	return name && !strncmp(name, ".init", 5);
}

/* All symbols of a name, as the kernel counts them. */
struct namesakes {
	size_t count, wanted;	/* wanted: position of the one meant, from 1 */
	size_t globals;
	uint64_t address;	/* of the one meant */
	bool init;		/* one of them is in a section for init */
};

/*
 * The kernel counts the symbols of a module in the order of its table, and its
 * own in the order of their addresses.
 */
static bool comes_before(const struct object *obj, const GElf_Sym *a,
			 size_t index, const struct namesakes *meant,
			 size_t meant_index)
{
	return strcmp(obj->name, "vmlinux") ? index < meant_index :
					      a->st_value < meant->address;
}

static bool same_name(const struct object *obj, size_t i, const char *name,
		      GElf_Sym *sym)
{
	const char *other;

	if (!gelf_getsym(obj->symbols, i, sym) || sym->st_shndx == SHN_UNDEF ||
	    sym->st_shndx >= SHN_LORESERVE)
		return false;
	other = elf_strptr(obj->elf, obj->names, sym->st_name);
	return other && !strcmp(other, name);
}

/* The one meant is the global one, or else the only one. */
static void find_namesakes(const struct object *obj, const char *name,
			   struct namesakes *found)
{
	size_t meant = 0;
	GElf_Shdr sh;
	GElf_Sym sym;

	*found = (struct namesakes){ 0 };
	for (size_t i = 1; i < obj->count; i++) {
		bool local;

		if (!same_name(obj, i, name, &sym) ||
		    !symbol_section(obj, &sym, &sh))
			continue;
		local = GELF_ST_BIND(sym.st_info) == STB_LOCAL;
		found->count++;
		found->globals += !local;
		found->init |= in_init(obj, &sh);
		if (!meant || !local) {
			meant = i;
			found->address = sym.st_value;
		}
	}
	found->wanted = 1;
	for (size_t i = 1; i < obj->count; i++)
		if (i != meant && same_name(obj, i, name, &sym) &&
		    symbol_section(obj, &sym, &sh) &&
		    comes_before(obj, &sym, i, found, meant))
			found->wanted++;
}

long position(const struct object *obj, const char *name)
{
	struct namesakes found;

	find_namesakes(obj, name, &found);
	if (!found.count)
		return fail("'%s' is not in '%s'", name, obj->file);
	if (found.count == 1 && !found.init)
		return 0;
	if (found.init)
		return fail("'%s' in '%s' is there only while that is loaded",
			    name, obj->file);
	if (found.globals != 1)
		return fail("'%s' is %zu symbols of '%s'; which one is meant "
			    "cannot be told", name, found.count, obj->file);
	return found.wanted;
}

/* --- who has what --------------------------------------------------------- */

static bool is_word(const char *from, size_t len, const char *word)
{
	return strlen(word) == len && !memcmp(from, word, len);
}

bool is_object(const struct objects *objs, const char *name, size_t len)
{
	for (size_t i = 0; i < objs->n; i++)
		if (is_word(name, len, objs->all[i].name))
			return true;
	return false;
}

/*
 * The module that exports @name, by Module.symvers: lines of CRC, symbol,
 * module's path and more, with tabs between. Its last part and the length.
 */
static const char *exporter(const char *symvers, const char *name,
			    size_t *len)
{
	for (const char *line = symvers; line && *line;
	     line = strchr(line, '\n'), line += !!line) {
		const char *symbol = line + strcspn(line, "\t\n");
		const char *module, *slash;

		if (*symbol != '\t')
			continue;
		symbol++;
		module = symbol + strcspn(symbol, "\t\n");
		if (*module != '\t' || !is_word(symbol, module - symbol, name))
			continue;
		module++;
		*len = strcspn(module, "\t\n");
		slash = memrchr(module, '/', *len);
		if (slash) {
			*len -= slash + 1 - module;
			module = slash + 1;
		}
		return module;
	}
	return NULL;
}

int find_owner(const struct objects *objs, const char *symbol,
	       const struct object **obj)
{
	size_t len = 0;
	const char *module = exporter(objs->symvers, symbol, &len);

	*obj = NULL;
	if (module && is_word(module, len, "vmlinux"))
		return 0;
	if (!module)
		*obj = &objs->all[0];
	for (size_t i = 0; module && i < objs->n; i++)
		if (is_word(module, len, objs->all[i].name))
			*obj = &objs->all[i];
	if (!*obj)
		return fail("'%s' is of %.*s; hint: name it, as %.*s=FILE",
			    symbol, (int)len, module, (int)len, module);
	return 0;
}
