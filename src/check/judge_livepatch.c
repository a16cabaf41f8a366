// SPDX-License-Identifier: GPL-2.0-only
#include <bpf/btf.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "check/check_find.h"
#include "check/judge_livepatch.h"
#include "check/layout.h"
#include "code/klp.h"
#include "kernel/types.h"

/* --- what it was made for ------------------------------------------------ */

/* Is this text somewhere among the constants of a vmlinux? */
static bool has_text(struct image *img, const char *text)
{
	size_t index = image_section(img, ".rodata"), size = strlen(text) + 1;
	const uint8_t *data = image_data(img, index);

	return data && memmem(data, img->sections[index].size, text, size);
}

static void judge_vermagic(struct livepatch_result *result)
{
	const char *mine = result->id.vermagic;
	const char *its = result->module_id.vermagic;
	bool same = result->mac80211.relocatable ? !strcmp(mine, its) :
		    has_text(&result->mac80211, mine);

	if (!*mine)
		livepatch_say(result, "vermagic", DIFFERS,
			      "the live patch has none");
	else if (same)
		livepatch_say(result, "vermagic", FITS, "%s", mine);
	else
		livepatch_say(result, "vermagic", DIFFERS,
			      "live patch '%s', kernel '%s'", mine,
			      *its ? its : "another one");
}

static void judge_build_id(struct livepatch_result *result)
{
	const char *mine = result->id.made_for;
	const char *its = result->module_id.build_id;

	if (!*mine)
		livepatch_say(result, "build-id", FITS_UNKNOWN,
			      "it does not say for which mac80211 it was made");
	else if (!*its)
		livepatch_say(result, "build-id", FITS_UNKNOWN,
			      "this mac80211 has none");
	else if (!strcmp(mine, its))
		livepatch_say(result, "build-id", FITS,
			      "made for this mac80211, %s", its);
	else
		livepatch_say(result, "build-id", DIFFERS,
			      "made for mac80211 %s, this one is %s", mine,
			      its);
}

/* We judge the file in place of what runs: is it the same? */
static void judge_loaded(struct livepatch_result *result)
{
	const struct running *run = result->job->running;

	switch (identity_loaded(&result->module_id, run)) {
	case LOADED_YES:
		livepatch_say(result, "module", FITS, "this mac80211 runs");
		break;
	case LOADED_NO:
		if (!run->present && !strcmp(result->module_id.release,
					     run->release)) {
			livepatch_say(result, "module", FITS, "mac80211 is not "
				      "loaded; this is what would be");
			break;
		}
		/* fall through */
	case LOADED_OTHER:
		livepatch_say(result, "module", DIFFERS,
			      "the mac80211 that runs is not this file "
			      "(build-id %s)", *run->build_id ? run->build_id :
			      "unknown");
		break;
	case LOADED_UNTOLD:
		livepatch_say(result, "module", FITS_UNKNOWN, "no build-id or "
			      "srcversion to compare it with what runs");
		break;
	}
}

/* --- structures ---------------------------------------------------------- */

/* BTF of the vmlinux that a module is for: in its directory, or what runs. */
static struct btf *read_vmlinux(const struct livepatch_result *result)
{
	const struct livepatch_job *job = result->job;
	const char *release = result->module_id.release;
	char path[PATH_MAX], *vmlinux;
	struct btf *btf = NULL;

	if (job->running) {
		snprintf(path, sizeof(path), "%s" VMLINUX_BTF, job->root);
		return btf__parse(path, NULL);
	}
	snprintf(path, sizeof(path), "%s/lib/modules/%s", job->root, release);
	vmlinux = check_find_vmlinux(path, release);
	if (vmlinux)
		btf = btf__parse(vmlinux, NULL);
	free(vmlinux);
	return btf;
}

static void say_layout(struct livepatch_result *result,
		       const struct btf *mine, const struct btf *theirs,
		       int err)
{
	struct layout layout;

	if (err) {
		livepatch_say(result, "layout", FITS_UNKNOWN, "structures are "
			      "not compared: no file in memory (memfd_create) "
			      "can be had for their BTF: %s", errno_text(err));
		return;
	}
	if (!mine || !theirs) {
		livepatch_say(result, "layout", FITS_UNKNOWN, "no BTF of %s "
			      "that can be read: structures are not compared",
			      mine ? "mac80211" : "the live patch");
		return;
	}
	if (layout_compare(mine, theirs, &layout))
		livepatch_say(result, "layout", FITS_UNKNOWN, "out of memory");
	else if (layout.differ)
		livepatch_say(result, "layout", DIFFERS, "%zu of %zu "
			      "structures; the first is %s", layout.differ,
			      layout.differ + layout.same, layout.first);
	else if (!layout.same && btf__base_btf(mine) == theirs)
		livepatch_say(result, "layout", FITS, "all its structures are "
			      "the kernel's own");
	else if (!layout.same)
		livepatch_say(result, "layout", FITS_UNKNOWN,
			      "there is no structure to compare");
	else
		livepatch_say(result, "layout", FITS, "%zu structures and "
			      "unions, field by field", layout.same);
}

static void judge_layout(struct livepatch_result *result)
{
	struct btf *vmlinux = result->mac80211.relocatable ?
			      read_vmlinux(result) : NULL;
	struct module_btf mine, theirs;

	module_btf_read(&theirs, &result->mac80211, vmlinux);
	module_btf_read(&mine, &result->patch,
			result->mac80211.relocatable ? vmlinux : theirs.btf);
	say_layout(result, mine.btf, theirs.btf, mine.err ?: theirs.err);
	module_btf_free(&mine);
	module_btf_free(&theirs);
	btf__free(vmlinux);
}

/* --- its code ------------------------------------------------------------ */

static size_t count_functions(const struct image *img, const char *name)
{
	size_t count = 0;

	for (size_t i = 0; i < img->nr_symbols; i++)
		count += img->symbols[i].st_shndx != SHN_UNDEF &&
			 ELF64_ST_TYPE(img->symbols[i].st_info) == STT_FUNC &&
			 !strcmp(image_symbol_name(img, &img->symbols[i]),
				 name);
	return count;
}

/* The functions that it replaces, as bits of fix_functions. */
static unsigned int find_replaced(struct livepatch_result *result)
{
	const struct code_entry *entry;
	unsigned int found = 0;
	struct code_map map;

	if (!code_map_init(&map, &result->patch))
		for (size_t i = 0; fix_functions[i]; i++)
			if (klp_replacement(&map, fix_functions[i], &entry) !=
			    -ENOENT)
				found |= 1U << i;
	code_map_free(&map);
	return found;
}

static void judge_replaced(struct livepatch_result *result,
			   unsigned int replaced)
{
	struct fitting *fitting;

	if (!replaced) {
		livepatch_say(result, "replaces", FITS_UNKNOWN, "it was not "
			      "seen to replace a function that matters");
		return;
	}
	if (klp_patches_module(&result->patch, "mac80211") !=
	    result->mac80211.relocatable) {
		livepatch_say(result, "replaces", DIFFERS,
			      result->mac80211.relocatable ?
			      "it patches no module mac80211" :
			      "it patches a module mac80211, which is built "
			      "in here");
		return;
	}
	fitting = livepatch_say(result, "replaces", FITS, "%s", "");
	for (size_t i = 0; fix_functions[i]; i++) {
		size_t count = count_functions(&result->mac80211,
					       fix_functions[i]);
		size_t at = strlen(fitting->text);

		if (!(replaced & 1U << i))
			continue;
		snprintf(fitting->text + at, sizeof(fitting->text) - at,
			 "%s%s%s", at ? ", " : "", fix_functions[i],
			 count == 1 ? "" : count ? ", of which there are "
			 "several" : ", which mac80211 does not have");
		if (count != 1)
			fitting->fits = DIFFERS;
	}
}

static void judge_inlined(struct livepatch_result *result)
{
	switch (fix_reconf_is_one(&result->mac80211)) {
	case 0:
		livepatch_say(result, "inlined", FITS, "no other function has "
			      "code of ieee80211_ml_reconf_work in it");
		break;
	case -ENOTUNIQ:
		livepatch_say(result, "inlined", DIFFERS,
			      "ieee80211_ml_reconf_work was inlined into "
			      "another function, which stays as it is");
		break;
	default:
		livepatch_say(result, "inlined", FITS_UNKNOWN, "cannot tell "
			      "whether ieee80211_ml_reconf_work was inlined "
			      "somewhere");
	}
}

static int judge_state(struct livepatch_result *result, unsigned int replaced)
{
	struct fix_replaced *with = calloc(1, sizeof(*with));
	struct fix_facts facts;
	int err;

	if (!with)
		return -ENOMEM;
	err = fix_collect(&result->mac80211, &facts);
	for (size_t i = 0; fix_functions[i] && !err; i++)
		if (replaced & 1U << i)
			err = fix_collect_replaced(&result->patch,
						   &result->mac80211,
						   fix_functions[i], with);
	if (!err) {
		fix_judge(&facts, &result->verdict);
		result->before = result->verdict.state;
		if (!replaced)
			snprintf(with->reason, sizeof(with->reason),
				 "what it replaces was not seen");
		fix_judge_replaced(&facts, with, &result->verdict);
	}
	free(with);
	return err;
}

/* --- all of it ----------------------------------------------------------- */

static int open_files(struct livepatch_result *result)
{
	const struct livepatch_job *job = result->job;
	int err;

	result->mac80211.fd = -1;
	err = image_open(&result->patch, job->path);
	if (err) {
		msg_error("%s: %s", job->path, result->patch.reason);
		return err;
	}
	identity_read(&result->patch, &result->id);
	if (!result->id.livepatch) {
		msg_error("%s: not a live patch", job->path);
		msg_hint("mlotrace check %s judges a kernel", job->path);
		return -EINVAL;
	}
	err = image_open(&result->mac80211, job->module);
	if (err) {
		msg_error("%s: %s", job->module, result->mac80211.reason);
		return err;
	}
	identity_read(&result->mac80211, &result->module_id);
	return 0;
}

int livepatch_judge(const struct livepatch_job *job,
		    struct livepatch_result *result)
{
	unsigned int replaced;
	int err;

	*result = (struct livepatch_result){ .job = job };
	err = open_files(result);
	if (err)
		return err;
	replaced = find_replaced(result);
	if (job->running)
		judge_loaded(result);
	judge_vermagic(result);
	judge_build_id(result);
	judge_layout(result);
	judge_replaced(result, replaced);
	if (replaced & 1)
		judge_inlined(result);
	judge_symbols(result);
	if (job->running)
		judge_host(result);
	err = judge_state(result, replaced);
	if (err)
		msg_error("check: %s", errno_text(err));
	return err;
}

void livepatch_close(struct livepatch_result *result)
{
	image_close(&result->patch);
	image_close(&result->mac80211);
}
