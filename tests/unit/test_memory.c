// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_memory.c - understands the code of a running kernel, patched at its
 * entries and calls; explains what it cannot read or tell
 */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "code/fixstate.h"
#include "code/klp.h"
#include "code/memory.h"
#include "suite.h"

#define MODULE 0xffffffffc0000000	/* mac80211 */
#define OTHER (MODULE + 0x100000)	/* cfg80211 */
#define TRAMPOLINE (MODULE + 0x200000)	/* no symbol */
#define THUNK (TRAMPOLINE + 0x40)
#define END (MODULE + 0x203000)

#define RECONF (MODULE + 0x20)
#define SET_LINKS (MODULE + 0x80)
#define CHANGE (MODULE + 0xa0)
#define REMOVE (MODULE + 0xc0)
#define VENEER (MODULE + 0x200)

static const char symbols[] =
	"ffffffff81000000 T _text\n"
	"ffffffff81000000 T first_function\n"
	"ffffffff81000100 D some_data\n"
	"ffffffffc0000000 T ieee80211_register_hw\t[mac80211]\n"
	"ffffffffc0000010 t __pfx_ieee80211_ml_reconf_work\t[mac80211]\n"
	"ffffffffc0000020 t ieee80211_ml_reconf_work\t[mac80211]\n"
	"ffffffffc0000080 T ieee80211_vif_set_links\t[mac80211]\n"
	"ffffffffc00000a0 t drv_change_vif_links\t[mac80211]\n"
	"ffffffffc00000b0 t __pfx_ieee80211_sta_remove_link\t[mac80211]\n"
	"ffffffffc00000c0 T ieee80211_sta_remove_link\t[mac80211]\n"
	"ffffffffc0100000 T cfg80211_links_removed\t[cfg80211]\n"
	"ffffffffc0100040 t live_work\t[livepatch]\n"
	"ffffffffc0100080 t ieee80211_vif_set_links\t[livepatch]\n"
	"ffffffffc0200080 t bpf_trampoline_7\t[bpf]\n"
	"ffffffffc0200040 t kprobe_insn_page\t[__builtin__kprobes]\n";

/* A machine whose kernel can be written to. */
struct machine {
	char root[32];
	int kcore;
	uint16_t elf;
};

static void write_at(const struct machine *m, uint64_t addr, const void *data,
		     size_t size)
{
	ck_assert_int_eq(pwrite(m->kcore, data, size, 0x1000 + addr - MODULE),
			 size);
}

static void write_text(const struct machine *m, const char *name,
		       const char *text)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", m->root, name);
	file = fopen(path, "w");
	fputs(text, file);
	fclose(file);
}

static void make_dir(const struct machine *m, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", m->root, name);
	ck_assert_int_eq(mkdir(path, 0700), 0);
}

static void machine_make(struct machine *m, uint16_t elf)
{
	Elf64_Ehdr header = {
		.e_ident = ELFMAG, .e_type = ET_CORE, .e_machine = elf,
		.e_phoff = sizeof(header), .e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = 2,
	};
	Elf64_Phdr segments[2] = {
		{ .p_type = PT_NOTE },
		{ .p_type = PT_LOAD, .p_offset = 0x1000, .p_vaddr = MODULE,
		  .p_memsz = END - MODULE, .p_filesz = END - MODULE },
	};
	char path[64];

	header.e_ident[EI_CLASS] = ELFCLASS64;
	header.e_ident[EI_DATA] = ELFDATA2LSB;
	*m = (struct machine){ .root = "/tmp/test_memory.XXXXXX", .elf = elf };
	ck_assert_ptr_nonnull(mkdtemp(m->root));
	make_dir(m, "proc");
	snprintf(path, sizeof(path), "%s/proc/kcore", m->root);
	m->kcore = open(path, O_RDWR | O_CREAT, 0600);
	ck_assert_int_eq(pwrite(m->kcore, &header, sizeof(header), 0),
			 sizeof(header));
	ck_assert_int_eq(pwrite(m->kcore, segments, sizeof(segments),
				sizeof(header)), sizeof(segments));
	ck_assert_int_eq(ftruncate(m->kcore, 0x1000 + END - MODULE), 0);
	write_text(m, "proc/kallsyms", symbols);
}

static void machine_free(struct machine *m)
{
	char command[64];

	close(m->kcore);
	snprintf(command, sizeof(command), "rm -r %s", m->root);
	ck_assert_int_eq(system(command), 0);
}

/* --- code ---------------------------------------------------------------- */

/* Write a call; returns where the next instruction goes. */
static uint64_t call(const struct machine *m, uint64_t at, uint64_t to)
{
	uint32_t word = 0x94000000 | ((to - at) >> 2 & 0x3ffffff);
	int32_t distance = to - (at + 5);

	if (m->elf == EM_AARCH64) {
		write_at(m, at, &word, sizeof(word));
		return at + sizeof(word);
	}
	write_at(m, at, "\xe8", 1);
	write_at(m, at + 1, &distance, sizeof(distance));
	return at + 5;
}

static void ret(const struct machine *m, uint64_t at)
{
	if (m->elf == EM_AARCH64)
		write_at(m, at, "\xc0\x03\x5f\xd6", 4);
	else
		write_at(m, at, "\xc3\xcc\xcc", 3);
}

/* adrp x16; add x16, x16; br x16 */
static void veneer(const struct machine *m, uint64_t at, uint64_t to)
{
	uint64_t pages = (to >> 12) - (at >> 12);
	uint32_t words[] = {
		0x90000010 | (pages & 3) << 29 | (pages >> 2 & 0x7ffff) << 5,
		0x91000210 | (to & 0xfff) << 10, 0xd61f0200,
	};

	write_at(m, at, words, sizeof(words));
}

/*
 * A kernel with the direct fix, a tracer at the entry of the work, its calls
 * counted by way of the padding. Returns where the work may go on.
 */
static uint64_t fill(struct machine *m, uint64_t removed)
{
	uint64_t at = RECONF;

	ret(m, MODULE);
	ret(m, CHANGE);
	ret(m, REMOVE);
	ret(m, call(m, SET_LINKS, CHANGE));
	at = call(m, at, TRAMPOLINE);
	at = call(m, at, SET_LINKS);
	at = call(m, at, removed);
	return call(m, at, REMOVE - 16);
}

static void judge(struct image *img, struct fix_verdict *verdict)
{
	struct fix_facts facts;

	ck_assert_int_eq(fix_collect(img, &facts), 0);
	fix_judge(&facts, verdict);
}

static enum kernel_state state(const struct machine *m, enum fix_how *how)
{
	struct fix_verdict verdict;
	struct image img;

	ck_assert_int_eq(memory_open(&img, m->root, "mac80211"), 0);
	judge(&img, &verdict);
	ck_assert(memory_is_same(&img));
	image_close(&img);
	*how = verdict.how;
	return verdict.state;
}

START_TEST(patched_calls_are_understood)
{
	struct machine m;
	enum fix_how how;

	machine_make(&m, EM_X86_64);
	write_at(&m, THUNK, "\x41\xff\xe3\xcc", 4);	/* jmp *%r11 */
	ret(&m, call(&m, fill(&m, OTHER), THUNK));
	ck_assert_int_eq(state(&m, &how), KERNEL_FIXED);
	ck_assert_int_eq(how, FIX_DIRECT);
	/* by a jump, to a trampoline with a name and without one */
	write_at(&m, RECONF, "\xe9", 1);
	ck_assert_int_eq(state(&m, &how), KERNEL_FIXED);
	call(&m, RECONF, TRAMPOLINE + 0x80);
	write_at(&m, RECONF, "\xe9", 1);
	ck_assert_int_eq(state(&m, &how), KERNEL_FIXED);
	/* if it is any other function, the work goes on there */
	call(&m, RECONF, OTHER);
	write_at(&m, RECONF, "\xe9", 1);
	ck_assert_int_eq(state(&m, &how), KERNEL_UNKNOWN);
	machine_free(&m);
}
END_TEST

START_TEST(a_veneer_is_followed)
{
	struct machine m;
	enum fix_how how;

	machine_make(&m, EM_AARCH64);
	veneer(&m, VENEER, OTHER);
	ret(&m, fill(&m, VENEER));
	ck_assert_int_eq(state(&m, &how), KERNEL_FIXED);
	ck_assert_int_eq(how, FIX_DIRECT);
	/* what is not one leads nowhere */
	write_at(&m, VENEER + 8, "\x00\x00\x1f\xd6", 4);
	ck_assert_int_eq(state(&m, &how), KERNEL_UNKNOWN);
	machine_free(&m);
}
END_TEST

static void make_sections(const struct machine *m, const char *module)
{
	char path[64];

	make_dir(m, "sys");
	make_dir(m, "sys/module");
	snprintf(path, sizeof(path), "sys/module/%s", module);
	make_dir(m, path);
	strcat(path, "/sections");
	make_dir(m, path);
}

/* Replacements for alternatives follow a function, without symbols. */
START_TEST(a_function_ends_with_its_section)
{
	struct machine m;
	enum fix_how how;

	machine_make(&m, EM_X86_64);
	ret(&m, fill(&m, OTHER));
	call(&m, RECONF + 0x41, TRAMPOLINE);
	ck_assert_int_eq(state(&m, &how), KERNEL_UNKNOWN);
	make_sections(&m, "mac80211");
	write_text(&m, "sys/module/mac80211/sections/.altinstr_replacement",
		   "0xffffffffc0000061\n");
	ck_assert_int_eq(state(&m, &how), KERNEL_FIXED);
	machine_free(&m);
}
END_TEST

/* A line of klp_func: the old function's name, and the new one */
START_TEST(a_live_patch_is_read)
{
	const uint64_t line[] = { TRAMPOLINE + 0x300, OTHER + 0x40 };
	const struct code_entry *entry;
	struct code_map map;
	struct machine m;
	struct image img;

	machine_make(&m, EM_X86_64);
	make_sections(&m, "livepatch");
	write_text(&m, "sys/module/livepatch/sections/.data",
		   "0xffffffffc0200200\n");
	write_text(&m, "sys/module/livepatch/sections/.bss", "0x0\n");
	write_at(&m, TRAMPOLINE + 0x210, line, sizeof(line));
	write_at(&m, line[0], "ieee80211_ml_reconf_work", 25);
	ck_assert_int_eq(memory_open(&img, m.root, "livepatch"), 0);
	ck_assert_int_eq(code_map_init(&map, &img), 0);
	ck_assert_int_eq(klp_replacement(&map, "ieee80211_ml_reconf_work",
					 &entry), 0);
	ck_assert_str_eq(entry->name, "live_work");
	/* in no table, but there is one of that name */
	ck_assert_int_eq(klp_replacement(&map, "ieee80211_vif_set_links",
					 &entry), 0);
	ck_assert_str_eq(entry->name, "ieee80211_vif_set_links");
	ck_assert_int_eq(klp_replacement(&map, "sta_remove_link", &entry),
			 -ENOENT);
	code_map_free(&map);
	image_close(&img);
	machine_free(&m);
}
END_TEST

/* Code that might hide a call never gives a verdict. */
START_TEST(what_is_not_understood_is_unknown)
{
	struct machine m;
	enum fix_how how;
	uint64_t at;

	machine_make(&m, EM_X86_64);
	at = fill(&m, OTHER);
	write_at(&m, at, "\x90\xcc\x90", 3);		/* a kprobe */
	ret(&m, at + 3);
	ck_assert_int_eq(state(&m, &how), KERNEL_UNKNOWN);
	/* no trampoline belongs there, and no thunk is there */
	ret(&m, call(&m, at, TRAMPOLINE));
	ck_assert_int_eq(state(&m, &how), KERNEL_UNKNOWN);
	write_at(&m, THUNK, "\x41\xff\xd3\xcc", 4);	/* call *%r11 */
	ret(&m, call(&m, at, THUNK));
	ck_assert_int_eq(state(&m, &how), KERNEL_UNKNOWN);
	machine_free(&m);
}
END_TEST

/* A module without its local symbols is not taken for one from before 6.5. */
START_TEST(without_its_symbol_it_is_unknown)
{
	struct machine m;
	enum fix_how how;

	machine_make(&m, EM_X86_64);
	ret(&m, fill(&m, OTHER));
	write_text(&m, "proc/kallsyms",
		   "ffffffffc0000000 T ieee80211_register_hw\t[mac80211]\n"
		   "ffffffffc0100000 T cfg80211_links_removed\t[cfg80211]\n");
	ck_assert_int_eq(state(&m, &how), KERNEL_UNKNOWN);
	write_text(&m, "proc/kallsyms",
		   "ffffffffc0000000 T ieee80211_register_hw\t[mac80211]\n"
		   "ffffffffc0100000 T cfg80211_new_sta\t[cfg80211]\n");
	ck_assert_int_eq(state(&m, &how), KERNEL_UNAFFECTED);
	machine_free(&m);
}
END_TEST

static void open_machine(struct machine *m, struct image *img)
{
	machine_make(m, EM_X86_64);
	ret(m, fill(m, OTHER));
	ck_assert_int_eq(memory_open(img, m->root, "mac80211"), 0);
}

/* Code that we cannot read is not code that calls nothing. */
START_TEST(without_its_code_it_is_unknown)
{
	struct fix_verdict verdict;
	struct machine m;
	struct image img;

	open_machine(&m, &img);
	ck_assert_int_eq(ftruncate(m.kcore, 0x1000), 0);
	judge(&img, &verdict);
	ck_assert_int_eq(verdict.state, KERNEL_UNKNOWN);
	image_close(&img);
	machine_free(&m);
}
END_TEST

START_TEST(a_change_is_noticed)
{
	struct fix_verdict verdict;
	struct machine m;
	struct image img;

	open_machine(&m, &img);
	judge(&img, &verdict);
	ck_assert(memory_is_same(&img));
	write_at(&m, RECONF + 1, "\x90", 1);
	ck_assert(!memory_is_same(&img));
	image_close(&img);
	machine_free(&m);
}
END_TEST

static void refused(const struct machine *m, const char *module, int err,
		    const char *words)
{
	struct image img;

	ck_assert_int_eq(memory_open(&img, m->root, module), err);
	ck_assert_ptr_nonnull(strstr(img.reason, words));
	image_close(&img);
}

START_TEST(what_cannot_be_read_is_said)
{
	struct machine m;
	struct image img;

	machine_make(&m, EM_X86_64);
	refused(&m, "mac80212", -ESRCH, "no function of mac80212");
	/* the kernel itself has one */
	ck_assert_int_eq(memory_open(&img, m.root, NULL), 0);
	ck_assert_uint_eq(img.nr_sections, 2);
	/* its code is not in kcore */
	ck_assert_ptr_null(image_data(&img, 1));
	image_close(&img);
	write_text(&m, "proc/kallsyms",
		   "0000000000000000 T ieee80211_register_hw\t[mac80211]\n");
	refused(&m, "mac80211", -EACCES, "hides the addresses");
	write_text(&m, "proc/kallsyms", "\nx T y\nffffffffc0000000 \n"
		   "ffffffffc0000000 T\nffffffffc0000000 T a\t\n");
	refused(&m, "mac80211", -ESRCH, "no function");
	ck_assert_int_eq(ftruncate(m.kcore, 100), 0);
	refused(&m, "mac80211", -EIO, "/proc/kcore cannot be read");
	ck_assert_int_eq(pwrite(m.kcore, "x", 1, 0), 1);
	refused(&m, "mac80211", -ENOEXEC, "/proc/kcore cannot be read");
	machine_free(&m);
	refused(&m, "mac80211", -ENOENT, "CONFIG_PROC_KCORE");
	machine_make(&m, EM_S390);
	refused(&m, "mac80211", -ENOEXEC, "x86-64 and arm64");
	machine_free(&m);
}
END_TEST

static Suite *make_suite(void)
{
	Suite *suite = suite_create("memory");
	TCase *tests = tcase_create("memory");

	tcase_add_test(tests, patched_calls_are_understood);
	tcase_add_test(tests, a_veneer_is_followed);
	tcase_add_test(tests, a_function_ends_with_its_section);
	tcase_add_test(tests, a_live_patch_is_read);
	tcase_add_test(tests, what_is_not_understood_is_unknown);
	tcase_add_test(tests, without_its_symbol_it_is_unknown);
	tcase_add_test(tests, without_its_code_it_is_unknown);
	tcase_add_test(tests, a_change_is_noticed);
	tcase_add_test(tests, what_cannot_be_read_is_said);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(void)
{
	return run_suite(make_suite);
}
