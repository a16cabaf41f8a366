// SPDX-License-Identifier: GPL-2.0-only
/* Does this machine take a live patch, and find what it refers to? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "check/judge_livepatch.h"
#include "code/klp.h"
#include "kernel/hardening.h"

/* --- symbols ------------------------------------------------------------- */

struct wanted {
	struct klp_symbol symbol;
	size_t count;		/* how many the object has */
	bool object_seen;	/* the object's symbols are known */
};

struct symbols {
	struct wanted *list;
	size_t count, room;
};

static bool is(const char *text, size_t size, const char *name)
{
	return size == strlen(name) && !memcmp(text, name, size);
}

/* Returns false if memory is out or a symbol is not as it should be. */
static bool find_wanted(const struct image *patch, struct symbols *symbols)
{
	for (size_t i = 0; i < patch->nr_symbols; i++) {
		const Elf64_Sym *sym = &patch->symbols[i];
		struct wanted *moved, wanted = { 0 };

		if (sym->st_shndx != SHN_LIVEPATCH)
			continue;
		moved = array_grow(symbols->list, symbols->count,
				   &symbols->room, sizeof(*moved));
		if (!moved || !klp_symbol_parse(image_symbol_name(patch, sym),
						&wanted.symbol))
			return false;
		symbols->list = moved;
		symbols->list[symbols->count++] = wanted;
	}
	return true;
}

/* Does it stay in memory after init? Of a module, livepatch sees only that. */
static bool stays(const struct image *img, const Elf64_Sym *sym)
{
	uint64_t offset;
	size_t index = image_symbol_place(img, sym, &offset);

	return index && (img->sections[index].flags & SHF_ALLOC) &&
	       strncmp(img->sections[index].name, ".init", 5);
}

static void count_in_image(const struct image *img, struct wanted *wanted)
{
	const struct klp_symbol *symbol = &wanted->symbol;

	wanted->object_seen = true;
	for (size_t i = 0; i < img->nr_symbols; i++)
		wanted->count += stays(img, &img->symbols[i]) &&
			is(symbol->name, symbol->name_size,
			   image_symbol_name(img, &img->symbols[i]));
}

/*
 * A symbol that mac80211 itself imports is exported elsewhere, and the only
 * one of its name.
 */
static void count_in_imports(const struct image *img, struct wanted *wanted)
{
	const struct klp_symbol *symbol = &wanted->symbol;

	for (size_t i = 0; i < img->nr_symbols; i++)
		if (img->symbols[i].st_shndx == SHN_UNDEF &&
		    is(symbol->name, symbol->name_size,
		       image_symbol_name(img, &img->symbols[i]))) {
			wanted->object_seen = true;
			wanted->count = 1;
		}
}

/* "ffffffffc0a01230 t name	[module]" */
static void count_line(char *line, struct symbols *symbols)
{
	char *name = strchr(line, ' '), *object;
	size_t size, object_size;

	if (!name || !name[1] || name[2] != ' ')
		return;
	name += 3;
	size = strcspn(name, "\t\n");
	object = strchr(name + size, '[');
	object = object ? object + 1 : "vmlinux";
	object_size = strcspn(object, "]\n");
	for (size_t i = 0; i < symbols->count; i++) {
		struct wanted *wanted = &symbols->list[i];
		const struct klp_symbol *symbol = &wanted->symbol;

		if (symbol->object_size != object_size ||
		    memcmp(symbol->object, object, object_size))
			continue;
		wanted->object_seen = true;
		wanted->count += size == symbol->name_size &&
				 !memcmp(name, symbol->name, size);
	}
}

static void count_in_kernel(const char *root, struct symbols *symbols)
{
	FILE *in = open_below(root, "proc/kallsyms");
	char *line = NULL;
	size_t room = 0;

	while (in && getline(&line, &room, in) > 0)
		count_line(line, symbols);
	if (in)
		fclose(in);
	free(line);
}

/* Use the file for the object that it holds: that need not be loaded. */
static void count_all(struct livepatch_result *result, struct symbols *symbols)
{
	const struct image *img = &result->mac80211;
	const char *name = img->relocatable ? "mac80211" : "vmlinux";

	if (result->job->running)
		count_in_kernel(result->job->root, symbols);
	for (size_t i = 0; i < symbols->count; i++) {
		struct wanted *wanted = &symbols->list[i];

		if (is(wanted->symbol.object, wanted->symbol.object_size,
		       name)) {
			wanted->count = 0;
			count_in_image(img, wanted);
		} else if (!wanted->object_seen) {
			count_in_imports(img, wanted);
		}
	}
}

/* Livepatch takes the only symbol of a name, or the one at a position. */
static enum fits symbol_fits(const struct wanted *wanted)
{
	if (!wanted->object_seen)
		return FITS_UNKNOWN;
	if (wanted->symbol.position)
		return wanted->count >= wanted->symbol.position ? FITS :
								  DIFFERS;
	return wanted->count == 1 ? FITS : DIFFERS;
}

static void say_symbols(struct livepatch_result *result,
			const struct symbols *symbols)
{
	const struct wanted *worst = NULL;

	for (size_t i = 0; i < symbols->count; i++) {
		enum fits fits = symbol_fits(&symbols->list[i]);

		if (fits == DIFFERS || (fits == FITS_UNKNOWN && !worst))
			worst = &symbols->list[i];
		if (fits == DIFFERS)
			break;
	}
	if (!worst)
		livepatch_say(result, "symbols", FITS,
			      "all %zu are there", symbols->count);
	else
		livepatch_say(result, "symbols", symbol_fits(worst),
			      "%.*s: %s of that name in %.*s",
			      (int)worst->symbol.name_size,
			      worst->symbol.name, !worst->object_seen ?
			      "cannot tell whether there is one" :
			      worst->count ? "there are several" :
			      "there is none",
			      (int)worst->symbol.object_size,
			      worst->symbol.object);
}

void judge_symbols(struct livepatch_result *result)
{
	struct symbols symbols = { 0 };

	if (!find_wanted(&result->patch, &symbols)) {
		livepatch_say(result, "symbols", DIFFERS,
			      "its symbols are not those of a live patch");
	} else {
		count_all(result, &symbols);
		say_symbols(result, &symbols);
	}
	free(symbols.list);
}

/* --- the machine --------------------------------------------------------- */

/* Return what makes the kernel take signed modules only, or NULL. */
static const char *signatures_enforced(const char *root)
{
	char mode[32];
	int value = 'N';
	FILE *file;

	hardening_lockdown(root, mode, sizeof(mode));
	if (*mode && strcmp(mode, "none"))
		return "lockdown";
	file = open_below(root, "sys/module/module/parameters/sig_enforce");
	if (file) {
		value = fgetc(file);
		fclose(file);
	}
	return value == 'Y' || value == '1' ? "sig_enforce" : NULL;
}

/* Is the mount point of securityfs there, but nothing mounted on it? */
static bool lockdown_unseen(const char *root)
{
	return exists_below(root, "sys/kernel/security") &&
	       !exists_below(root, "sys/kernel/security/lsm");
}

/*
 * "0036753b I------ 1 perm 1f030000 0 0 asymmetri NAME: ID: X509.rsa": the
 * list has the keys that the kernel verifies modules with, but only root sees
 * them.
 */
static void say_signer(struct livepatch_result *result)
{
	const char *name = result->patch.signer;
	bool any = false, known = false;
	FILE *keys = open_below(result->job->root, "proc/keys");
	char want[sizeof(result->patch.signer) + 3], line[512];

	snprintf(want, sizeof(want), " %s:", name);
	while (keys && *name && fgets(line, sizeof(line), keys))
		if (strstr(line, " asymmetri ")) {
			any = true;
			known |= strstr(line, want) != NULL;
		}
	if (keys)
		fclose(keys);
	if (!any)
		livepatch_say(result, "signature", FITS, "it is signed; the "
			      "kernel has to know the key");
	else
		livepatch_say(result, "signature",
			      known ? FITS : FITS_UNKNOWN,
			      "it is signed by '%s'; the kernel has %s key of "
			      "that name", name, known ? "a" : "no");
}

static void judge_signature(struct livepatch_result *result)
{
	const char *root = result->job->root;
	const char *by = signatures_enforced(root);
	bool unseen = !by && lockdown_unseen(root);

	if (result->patch.has_signature && (by || unseen))
		say_signer(result);
	else if (by)
		livepatch_say(result, "signature", DIFFERS, "it is not signed, "
			      "and this kernel takes signed modules only (%s)",
			      by);
	else if (unseen)
		livepatch_say(result, "signature", FITS_UNKNOWN, "cannot tell "
			      "whether it has to be signed: securityfs is not "
			      "mounted on /sys/kernel/security");
	else
		livepatch_say(result, "signature", FITS, "it is%s signed, and "
			      "need not be",
			      result->patch.has_signature ? "" : " not");
}

/* If two live patches replace the same function, the later one counts. */
static void judge_others(struct livepatch_result *result)
{
	const struct running *run = result->job->running;

	for (size_t i = 0; i < run->nr_livepatches; i++) {
		if (same_module(run->livepatches[i].name, result->id.module))
			continue;
		livepatch_say(result, "others", DIFFERS,
			      "another live patch is active: %s",
			      run->livepatches[i].text);
		return;
	}
	livepatch_say(result, "others", FITS, "no other live patch replaces a "
		      "function that matters");
}

void judge_host(struct livepatch_result *result)
{
	bool takes = exists_below(result->job->root, "sys/kernel/livepatch");

	livepatch_say(result, "kernel", takes ? FITS : DIFFERS, "%s", takes ?
		      "it takes live patches" : "this kernel takes no live "
		      "patches (it has no CONFIG_LIVEPATCH)");
	judge_signature(result);
	judge_others(result);
}
