// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "check/check_livepatch.h"
#include "check/check_run.h"
#include "code/image.h"
#include "code/memory.h"

/* The files of the live patches that run, open until the verdict is found. */
struct patches {
	const struct check_job *job;
	struct image images[LIVEPATCHES_MAX];
	size_t count;
	struct fix_replaced replaced;
};

static void __attribute__((format(printf, 2, 3)))
give_up(struct patches *patches, const char *fmt, ...)
{
	char *reason = patches->replaced.reason;
	va_list args;

	if (*reason)
		return;
	va_start(args, fmt);
	vsnprintf(reason, sizeof(patches->replaced.reason), fmt, args);
	va_end(args);
}

/* To be freed; NULL if there is none. */
static char *find_file(const struct check_job *job, const char *name)
{
	if (job->livepatch && same_module(job->livepatch_name, name))
		return strdup(job->livepatch);
	return check_find_module(job->root, job->running->release, name);
}

/* Is this file the live patch of that name that is loaded? */
static bool is_loaded(struct patches *patches, struct image *img,
		      const char *path, const char *name)
{
	struct identity id;

	identity_read(img, &id);
	if (!id.livepatch || !same_module(id.module, name)) {
		give_up(patches, "%s is not the live patch %s", path, name);
		return false;
	}
	switch (identity_module_loaded(&id, patches->job->root)) {
	case LOADED_YES:
		return true;
	case LOADED_UNTOLD:
		give_up(patches, "cannot tell whether %s is the live patch "
			"that runs: no build-id or srcversion to compare",
			path);
		return false;
	default:
		give_up(patches, "the live patch %s that runs is another build "
			"than %s", name, path);
		return false;
	}
}

/*
 * Without a file, take its code in memory. Once mac80211 is loaded, we know
 * there what the code calls in it.
 */
static struct image *open_memory(struct patches *patches, const char *name)
{
	struct image *img = &patches->images[patches->count];

	if (!*patches->job->root && patches->job->running->present) {
		patches->count++;
		if (!memory_open(img, "", name))
			return img;
	}
	give_up(patches, "live patch %s runs, and its file was not found; "
		"name it by --livepatch", name);
	return NULL;
}

/* Returns the image of a live patch that runs, or NULL with the reason set. */
static struct image *open_patch(struct patches *patches, const char *name)
{
	struct image *img = &patches->images[patches->count];
	char *path = find_file(patches->job, name);
	bool good = false;

	if (!path)
		return open_memory(patches, name);
	patches->count++;
	if (image_open(img, path))
		give_up(patches, "%s: %s", path, img->reason);
	else
		good = is_loaded(patches, img, path, name);
	free(path);
	return good ? img : NULL;
}

/* Is it the first of that live patch's functions? */
static bool first_of_patch(const struct running *run, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (!strcmp(run->livepatches[i].name,
			    run->livepatches[index].name))
			return false;
	return true;
}

static void add_patch(struct patches *patches, struct image *mac80211,
		      const char *name)
{
	const struct running *run = patches->job->running;
	struct image *img = open_patch(patches, name);

	for (size_t i = 0; img && i < run->nr_livepatches; i++) {
		const struct running_livepatch *lp = &run->livepatches[i];

		if (!strcmp(lp->name, name) &&
		    fix_collect_replaced(img, mac80211, lp->function,
					 &patches->replaced))
			give_up(patches, "out of memory");
		if (!strcmp(lp->name, name) && lp->in_transition)
			give_up(patches, "live patch %s is being enabled or "
				"disabled: some tasks run its code, some do "
				"not; ask again", name);
	}
	if (img && img->live && !memory_is_same(img))
		give_up(patches, "live patch %s changed as it was read", name);
}

/* "a, b": the live patches, each once */
static void list_names(const struct running *run, char *text, size_t size)
{
	size_t at = 0;

	*text = '\0';
	for (size_t i = 0; i < run->nr_livepatches && at < size; i++)
		if (first_of_patch(run, i))
			at += snprintf(text + at, size - at, "%s%s",
				       at ? ", " : "",
				       run->livepatches[i].name);
}

void check_livepatches(const struct check_job *job,
		       struct check_result *result, struct image *mac80211,
		       const struct fix_facts *facts)
{
	const struct running *run = job->running;
	enum kernel_state without = result->verdict.state;
	struct patches *patches = calloc(1, sizeof(*patches));

	if (!patches) {
		fix_unknown(&result->verdict, "out of memory");
		return;
	}
	patches->job = job;
	for (size_t i = 0; i < run->nr_livepatches; i++)
		if (first_of_patch(run, i))
			add_patch(patches, mac80211, run->livepatches[i].name);
	if (run->more_livepatches)
		give_up(patches, "more live patches than are looked at");
	fix_judge_replaced(facts, &patches->replaced, &result->verdict);
	list_names(run, result->livepatch, sizeof(result->livepatch));
	if (result->verdict.state == KERNEL_UNKNOWN) {
		check_note(result, "a live patch replaces a function that "
			   "matters: %s", run->livepatches[0].text);
		*result->livepatch = '\0';
	}
	check_note(result, "without the live patch: %s",
		   kernel_state_name(without));
	for (size_t i = 0; i < patches->count; i++)
		image_close(&patches->images[i]);
	free(patches);
}
