// SPDX-License-Identifier: GPL-2.0-only
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/util.h"
#include "check/check_bugs.h"

int check_bugs(struct check_result *result, struct image *img,
	       const char *module)
{
	struct bug_verdict found[BUGS_MAX];
	size_t count;
	int err = bugs_judge(img, module, found, &count);

	for (size_t i = 0; !err && i < count; i++)
		if (result->nr_bugs < CHECK_BUGS_MAX)
			result->bugs[result->nr_bugs++] = found[i];
	return err;
}

/* --- drivers ------------------------------------------------------------- */

void check_driver(struct check_result *result)
{
	struct fix_verdict *verdict = &result->verdict;

	result->driver = true;
	verdict->state = KERNEL_UNAFFECTED;
	for (size_t i = 0; i < result->nr_bugs; i++)
		if (result->bugs[i].state == BUG_UNKNOWN)
			verdict->state = KERNEL_UNKNOWN;
	fix_add(verdict, "the driver %s: judged by bugs of its own",
		result->id.module);
}

/*
 * Where a driver's file would be, up to ".ko": in the tree that mac80211's file
 * is in, or, where there is no tree, beside it.
 */
static void near_path(const char *mac80211, const char *file, char *path,
		      size_t size)
{
	const char *tree = strstr(mac80211, "net/mac80211/mac80211.ko");
	const char *slash = strrchr(mac80211, '/'), *name = strrchr(file, '/');
	const char *end = tree ?: slash ? slash + 1 : mac80211;

	snprintf(path, size, "%.*s%s", (int)(end - mac80211), mac80211,
		 tree ? file : name + 1);
}

/* Find that file; false if it is not there. */
static bool find_near(const char *mac80211, const char *file, char *path,
		      size_t size)
{
	static const char *const ends[] = { ".ko", ".ko.xz", ".ko.gz",
					    ".ko.zst" };
	size_t length;

	near_path(mac80211, file, path, size);
	length = strlen(path);
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		snprintf(path + length, size - length, "%s", ends[i]);
		if (!access(path, F_OK))
			return true;
	}
	return false;
}

bool check_is_near(const char *mac80211, const char *path, const char *module)
{
	char near[PATH_MAX];
	const struct bug *bug = bugs;
	size_t length;

	while (bug->name && strcmp(bug->module, module))
		bug++;
	if (!bug->name)
		return false;
	near_path(mac80211, bug->file, near, sizeof(near));
	length = strlen(near);
	return !strncmp(path, near, length) &&
	       !strncmp(path + length, ".ko", 3);
}

/* err is what image_open() returned. */
static void judge_near(struct check_result *result, struct image *img, int err,
		       const char *module)
{
	if (err)
		check_note(result, "the driver %s cannot be judged: %s",
			   module, img->reason);
	else if (check_bugs(result, img, module))
		check_note(result, "the driver %s cannot be judged: out of "
			   "memory", module);
	image_close(img);
}

void check_bugs_of(struct check_result *result, const void *bytes, size_t size,
		   const char *module)
{
	struct image img;
	int err = image_open_memory(&img, bytes, size);

	judge_near(result, &img, err, module);
}

void check_bugs_near(struct check_result *result)
{
	const char *last = "mac80211";
	char path[PATH_MAX];
	struct image img;
	int err;

	if (!same_module(result->id.module, last))
		return;
	for (const struct bug *bug = bugs; bug->name; bug++) {
		if (!strcmp(bug->module, last))
			continue;
		last = bug->module;
		if (!find_near(result->target->path, bug->file, path,
			       sizeof(path)))
			continue;
		err = image_open(&img, path);
		judge_near(result, &img, err, last);
	}
}

/* --- what runs ----------------------------------------------------------- */

static void make_unknown(struct bug_verdict *verdict, const char *why)
{
	verdict->state = BUG_UNKNOWN;
	snprintf(verdict->evidence, sizeof(verdict->evidence), "%s", why);
}

static void add_livepatch(struct check_result *result, const char *path)
{
	const char *function = strrchr(path, '/') + 1;

	for (size_t i = 0; i < result->nr_bugs; i++)
		if (bug_depends_on(result->bugs[i].bug, function))
			make_unknown(&result->bugs[i],
				     "a live patch replaces the function");
}

void check_bugs_running(const struct check_job *job,
			struct check_result *result)
{
	char pattern[PATH_MAX];
	glob_t found;

	for (size_t i = 0; i < result->nr_bugs; i++)
		if (job->running->present && result->loaded != LOADED_YES &&
		    result->told != TOLD_BY_MEMORY &&
		    same_module(result->bugs[i].bug->module, "mac80211"))
			make_unknown(&result->bugs[i],
				     "the mac80211 that runs is not this file");
	snprintf(pattern, sizeof(pattern), "%s/sys/kernel/livepatch/*/*/*,*",
		 job->root);
	if (!glob(pattern, GLOB_NOSORT, NULL, &found))
		for (size_t i = 0; i < found.gl_pathc; i++)
			add_livepatch(result, found.gl_pathv[i]);
	globfree(&found);
}

/* --- in words ------------------------------------------------------------ */

void check_bug_text(const struct bug_verdict *verdict, char *text, size_t size)
{
	snprintf(text, size, "%s, %s: %s", verdict->bug->name,
		 bug_state_name(verdict->state), verdict->evidence);
}
