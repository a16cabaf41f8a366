// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/util.h"
#include "code/kcore.h"
#include "code/memory.h"
#include "code/symbol_list.h"

#define KALLSYMS "/proc/kallsyms"
/* Functions are read together with those around them. */
#define SECTION_SIZE (64U << 10)
/* Cut off the last function of a region here: the rest is not part of it. */
#define FUNCTION_MAX (16U << 10)
/* How much to read of a data section, whose size we do not know. */
#define DATA_MAX (8U << 10)

struct live {
	struct image_memory memory;
	struct kcore kcore;
	struct symbol_list symbols;	/* of the whole kernel */
	const struct image *img;
	uint8_t **data;			/* of each section */
};

/* --- what a branch leads to ---------------------------------------------- */

static const char *name_of(const struct live *live, const Elf64_Sym *symbol)
{
	return live->symbols.names + symbol->st_name;
}

/* Is it the padding before a function, where its calls may be counted? */
static bool is_padding(const char *name)
{
	return !strncmp(name, "__pfx_", 6) || !strncmp(name, "__cfi_", 6);
}

/* Is it a thunk that the kernel made at run time: jmp *%rax to *%r15? */
static bool is_thunk(const uint8_t *code)
{
	code += code[0] == 0x41;
	return code[0] == 0xff && (code[1] & 0xf8) == 0xe0;
}

/*
 * arm64's veneer for a target that is too far away: adrp x16; add x16, x16;
 * br x16. Returns where it leads to, or 0.
 */
static uint64_t through_veneer(uint64_t addr, const uint8_t *code)
{
	uint32_t word[4];
	size_t i;
	int64_t page;

	memcpy(word, code, sizeof(word));
	i = word[0] == 0xd503245f;		/* bti c */
	if ((word[i] & 0x9f00001f) != 0x90000010 ||
	    (i < 2 && (word[i + 1] & 0xffc003ff) != 0x91000210) ||
	    word[i + 2] != 0xd61f0200)
		return 0;
	page = (word[i] >> 29 & 3) | (word[i] >> 5 & 0x7ffff) << 2;
	if (page >> 20)
		page -= 1 << 21;
	return ((addr + 4 * i) & ~0xfffULL) + page * 4096 +
	       (word[i + 1] >> 10 & 0xfff);
}

static const char *exact_name(const struct live *live, uint64_t *addr)
{
	const Elf64_Sym *symbol = symbol_list_at(&live->symbols, *addr);

	/* skip a bound, which comes first and has no name */
	while (symbol && !*name_of(live, symbol) && symbol + 1 <
	       live->symbols.list + live->symbols.count &&
	       symbol[1].st_value == symbol->st_value)
		symbol++;
	if (!symbol || *addr - symbol->st_value >= symbol->st_size)
		return NULL;
	while (is_padding(name_of(live, symbol))) {
		*addr = symbol->st_value + symbol->st_size;
		symbol = symbol_list_at(&live->symbols, *addr);
		if (*addr != symbol->st_value)
			return NULL;
	}
	return *addr == symbol->st_value && *name_of(live, symbol) ?
		name_of(live, symbol) : NULL;
}

static const char *target(struct image_memory *memory, uint64_t *addr)
{
	const struct live *live = (const struct live *)memory;
	const char *name = exact_name(live, addr);
	uint8_t code[16];
	uint64_t to;

	if (name || kcore_read(&live->kcore, *addr, code, sizeof(code)))
		return name;
	if (live->kcore.machine == EM_X86_64)
		return is_thunk(code) ? "__x86_indirect_thunk" : NULL;
	to = through_veneer(*addr, code);
	if (!to)
		return NULL;
	*addr = to;
	return exact_name(live, addr);
}

/* --- its code ------------------------------------------------------------ */

static const uint8_t *data(struct image_memory *memory, size_t index)
{
	struct live *live = (struct live *)memory;
	const struct image_section *section = &live->img->sections[index];
	uint8_t *bytes = live->data[index];

	if (bytes || !section->size)
		return bytes;
	bytes = malloc(section->size);
	if (bytes && kcore_read(&live->kcore, section->addr, bytes,
				section->size)) {
		free(bytes);
		bytes = NULL;
	}
	live->data[index] = bytes;
	return bytes;
}

bool memory_is_same(const struct image *img)
{
	const struct live *live = (const struct live *)img->live;
	bool same = true;

	for (size_t i = 1; i < img->nr_sections && same; i++) {
		size_t size = img->sections[i].size;
		uint8_t *now;

		/* data changes all the time */
		if (!live->data[i] || !(img->sections[i].flags & SHF_EXECINSTR))
			continue;
		now = malloc(size);
		same = now && !kcore_read(&live->kcore, img->sections[i].addr,
					  now, size) &&
		       !memcmp(now, live->data[i], size);
		free(now);
	}
	return same;
}

static void close_live(struct image_memory *memory)
{
	struct live *live = (struct live *)memory;

	for (size_t i = 0; live->data && i < live->img->nr_sections; i++)
		free(live->data[i]);
	free(live->data);
	symbol_list_free(&live->symbols);
	kcore_close(&live->kcore);
	free(live);
}

/* --- its functions ------------------------------------------------------- */

/* "ffffffffc0a01000 t name\t[module]"; false if it is not code. */
static bool parse_line(char *line, uint64_t *addr, char **name, char **module)
{
	char *end, *tab;

	*addr = strtoull(line, &end, 16);
	if (end == line || *end != ' ' || !end[1] || !strchr("tTwW", end[1]) ||
	    end[2] != ' ')
		return false;
	*name = end + 3;
	(*name)[strcspn(*name, "\n")] = '\0';
	tab = strchr(*name, '\t');
	*module = NULL;
	if (tab) {
		*tab = '\0';
		*module = tab + 2;
		(*module)[strcspn(*module, "]")] = '\0';
	}
	return true;
}

static bool is_inside(const char *module, const char *wanted)
{
	return module && wanted ? !strcmp(module, wanted) : module == wanted;
}

static int read_address(DIR *dir, const char *name, uint64_t *addr)
{
	int fd = openat(dirfd(dir), name, O_RDONLY | O_CLOEXEC);
	char text[32] = "";
	ssize_t got;

	got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (fd >= 0)
		close(fd);
	*addr = strtoull(text, NULL, 16);
	return got > 0 && *addr ? 0 : -ENOENT;
}

static DIR *open_sections(const char *root, const char *module)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/sys/module/%s/sections", root, module);
	return opendir(path);
}

/*
 * Add a bound where each section begins: no function goes on there. The code
 * that alternatives are made of has no symbols, and may lie behind the last
 * function.
 */
static int add_bounds(struct live *live, const char *root, const char *module)
{
	DIR *dir = module ? open_sections(root, module) : NULL;
	struct dirent *entry;
	uint64_t addr;
	int err = 0;

	while (!err && dir && (entry = readdir(dir)))
		if (!read_address(dir, entry->d_name, &addr))
			err = symbol_list_add(&live->symbols, "", addr);
	if (dir)
		closedir(dir);
	return err;
}

/* Read all symbols: the image's go to section 1 for now, others to none. */
static int read_symbols(struct live *live, FILE *file, const char *wanted)
{
	char *line = NULL, *name, *module;
	size_t room = 0, inside = 0;
	uint64_t addr;
	int err = 0;

	while (!err && getline(&line, &room, file) > 0) {
		if (!parse_line(line, &addr, &name, &module))
			continue;
		if (!addr) {
			err = -EACCES;
		/* not the copies of instructions that kprobes run elsewhere */
		} else if (!module || strcmp(module, "__builtin__kprobes")) {
			err = symbol_list_add(&live->symbols, name, addr);
			if (!err && is_inside(module, wanted)) {
				live->symbols.list[live->symbols.count - 1]
					.st_shndx = 1;
				inside++;
			}
		}
	}
	free(line);
	symbol_list_finish(&live->symbols, FUNCTION_MAX);
	return err ?: inside ? 0 : -ESRCH;
}

static int find_symbols(struct image *img, struct live *live,
			const char *root, const char *module)
{
	FILE *file = open_below(root, KALLSYMS);
	int err;

	err = file ? add_bounds(live, root, module) : -errno;
	if (!err)
		err = read_symbols(live, file, module);
	if (file)
		fclose(file);
	switch (err) {
	case 0:
		return 0;
	case -EACCES:
		return image_fail(img, err, KALLSYMS " hides the addresses "
				  "(kernel.kptr_restrict, or no CAP_SYSLOG)");
	case -ESRCH:
		return image_fail(img, err, KALLSYMS " has no function of %s",
				  module ?: "the kernel");
	default:
		return image_fail(img, err, KALLSYMS " cannot be read: %s",
				  errno_text(err));
	}
}

static struct image_section *add_section(struct image *img, size_t *room)
{
	struct image_section *moved = array_grow(img->sections,
						 img->nr_sections, room,
						 sizeof(*moved));

	if (!moved)
		return NULL;
	img->sections = moved;
	moved += img->nr_sections++;
	*moved = (struct image_section){ .name = "" };
	return moved;
}

/* Does it follow without a gap, and is there room for it? */
static bool fits(const struct image_section *section, const Elf64_Sym *symbol)
{
	return symbol->st_value <= section->addr + section->size &&
	       symbol->st_value + symbol->st_size <=
	       section->addr + SECTION_SIZE;
}

/* As in an ELF file, the first section is empty. */
static int make_sections(struct image *img, struct symbol_list *symbols)
{
	size_t room = 0;
	struct image_section *last = add_section(img, &room);

	if (!last)
		return -ENOMEM;
	for (size_t i = 0; i < symbols->count; i++) {
		Elf64_Sym *symbol = &symbols->list[i];

		if (!symbol->st_shndx)
			continue;
		if (symbol->st_size > SECTION_SIZE)
			symbol->st_size = FUNCTION_MAX;
		if (!fits(last, symbol)) {
			last = add_section(img, &room);
			if (!last)
				return -ENOMEM;
			last->addr = symbol->st_value;
			last->flags = SHF_ALLOC | SHF_EXECINSTR;
			last->type = SHT_PROGBITS;
		}
		last->size = symbol->st_value + symbol->st_size - last->addr;
		symbol->st_shndx = last - img->sections;
	}
	return 0;
}

/* May it hold a live patch's tables, or the names that they point to? */
static bool is_data(const char *name)
{
	return strstr(name, ".data") || strstr(name, ".rodata") ||
	       strstr(name, ".kpatch.");
}

/* Add the data sections of a module that sysfs lists, each up to a limit. */
static int add_data(struct image *img, const char *root, const char *module)
{
	DIR *dir = open_sections(root, module);
	struct image_section *section;
	struct dirent *entry;
	size_t room = img->nr_sections;
	uint64_t addr;
	int err = 0;

	while (!err && dir && (entry = readdir(dir))) {
		if (!is_data(entry->d_name) ||
		    read_address(dir, entry->d_name, &addr))
			continue;
		section = add_section(img, &room);
		if (!section) {
			err = -ENOMEM;
			break;
		}
		section->addr = addr;
		section->size = DATA_MAX;
		section->flags = SHF_ALLOC;
		section->type = SHT_PROGBITS;
	}
	if (dir)
		closedir(dir);
	return err;
}

int memory_open(struct image *img, const char *root, const char *module)
{
	struct live *live = calloc(1, sizeof(*live));
	int err;

	*img = (struct image){ .fd = -1 };
	if (!live)
		return image_fail(img, -ENOMEM, "out of memory");
	live->memory = (struct image_memory){ data, target, close_live };
	live->img = img;
	img->live = &live->memory;
	err = kcore_open(&live->kcore, root, img->reason, sizeof(img->reason));
	if (err)
		return err;
	img->machine = live->kcore.machine;
	if (img->machine != EM_X86_64 && img->machine != EM_AARCH64)
		return image_fail(img, -ENOEXEC, "what runs is judged on "
				  "x86-64 and arm64 alone");
	err = find_symbols(img, live, root, module);
	if (err)
		return err;
	err = make_sections(img, &live->symbols);
	if (!err && module)
		err = add_data(img, root, module);
	if (!err)
		live->data = calloc(img->nr_sections, sizeof(*live->data));
	if (err || !live->data)
		return image_fail(img, -ENOMEM, "out of memory");
	img->symbols = live->symbols.list;
	img->nr_symbols = live->symbols.count;
	img->strings = live->symbols.names;
	img->strings_size = live->symbols.names_size;
	return 0;
}
