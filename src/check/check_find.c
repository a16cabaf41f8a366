// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/util.h"
#include "check/check_find.h"
#include "kernel/identity.h"
#include "package/package.h"

/* Deep enough for a root file system inside a root file system. */
#define DEPTH_MAX 32

static int add(struct check_targets *targets, const char *label,
	       const char *path, const char *reason)
{
	struct check_target *moved = array_grow(targets->list, targets->count,
						&targets->room,
						sizeof(*moved));
	struct check_target *target;

	if (!moved)
		return -ENOMEM;
	targets->list = moved;
	target = &targets->list[targets->count++];
	*target = (struct check_target){
		.label = strdup(label), .path = strdup(path),
		.reason = reason ? strdup(reason) : NULL,
	};
	return target->label && target->path && (target->reason || !reason) ?
		0 : -ENOMEM;
}

void check_targets_free(struct check_targets *targets)
{
	for (size_t i = 0; i < targets->count; i++) {
		free(targets->list[i].label);
		free(targets->list[i].path);
		free(targets->list[i].reason);
	}
	free(targets->list);
	*targets = (struct check_targets){ 0 };
}

static char *__attribute__((format(printf, 1, 2)))
text_of(const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		text = NULL;
	va_end(args);
	return text;
}

static bool is_module_dir(const char *dir)
{
	return exists_below(dir, "modules.dep") ||
	       exists_below(dir, "modules.order") ||
	       exists_below(dir, "modules.builtin");
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Does a path end in the module that we look for (mac80211), packed or not? */
static bool is_wanted(const struct check_targets *targets, const char *path)
{
	char name[128];

	return package_module_name(path, name, sizeof(name)) &&
	       same_module(name, targets->module ?: "mac80211");
}

/* Is it a package by its name? Asked if nothing else is known of it. */
static bool called_package(const char *path)
{
	static const char ends[][13] = { ".deb", ".udeb", ".rpm", ".apk",
					 ".ipk", ".tar", ".pkg.tar.zst" };
	size_t size = strlen(path);

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		if (size > strlen(ends[i]) &&
		    !strcmp(path + size - strlen(ends[i]), ends[i]))
			return true;
	return false;
}

/* Add a file found in a directory if it is a package, or should be one. */
static int find_package(struct check_targets *targets, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
	int err = fd < 0 ? errno : 0;
	char magic[PACKAGE_MAGIC_SIZE], name[64];
	ssize_t size = fd < 0 ? 0 : pread(fd, magic, sizeof(magic), 0);
	bool likely;

	if (fd >= 0)
		close(fd);
	likely = size > 0 && package_likely(magic, size) != PACKAGE_NO &&
		 !package_module_name(path, name, sizeof(name));
	if (!likely && !called_package(path))
		return 0;
	err = add(targets, path, path, err ? strerror(err) : NULL);
	if (!err)
		targets->list[targets->count - 1].found = likely;
	return err;
}

/*
 * The entry for the module in one of depmod's lists, where a line starts with a
 * path that ends at ':' or at its end. Returns it (to be freed) or NULL.
 */
static char *find_in_list(const struct check_targets *targets, const char *dir,
			  const char *list)
{
	char *line = NULL, *found = NULL;
	FILE *in = open_below(dir, list);
	size_t room = 0;

	while (in && !found && getline(&line, &room, in) > 0) {
		size_t size = strcspn(line, ":\n");

		line[size] = '\0';
		if (is_wanted(targets, line))
			found = line[0] == '/' ? strdup(line) :
						 text_of("%s/%s", dir, line);
	}
	if (in)
		fclose(in);
	free(line);
	return found;
}

static int not_dots(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
}

static int find_in_tree(struct check_targets *targets, const char *dir,
			const char *label, int depth);

static int find_entry(struct check_targets *targets, const char *path,
		      const char *label, int depth)
{
	struct stat st;

	/* do not follow links: a module directory links to its sources */
	if (lstat(path, &st))
		return 0;
	if (S_ISDIR(st.st_mode))
		return find_in_tree(targets, path, label, depth + 1);
	if (is_wanted(targets, path))
		return add(targets, label ?: path, path, NULL);
	/* no package in a module directory, nor if we look for one module */
	return label || targets->module || !S_ISREG(st.st_mode) ? 0 :
		find_package(targets, path);
}

/* Add each mac80211.ko below a directory; treat module directories as such. */
static int scan(struct check_targets *targets, const char *dir,
		const char *label, int depth)
{
	struct dirent **entries;
	int count, err = 0;

	if (depth > DEPTH_MAX)
		return add(targets, label ?: dir, dir,
			   "too many directories inside each other");
	count = scandir(dir, &entries, not_dots, versionsort);
	if (count < 0)
		return add(targets, label ?: dir, dir, strerror(errno));
	for (int i = 0; i < count; i++) {
		char *path = text_of("%s%s%s", dir,
				     dir[strlen(dir) - 1] == '/' ? "" : "/",
				     entries[i]->d_name);

		if (!err)
			err = path ? find_entry(targets, path, label, depth) :
				     -ENOMEM;
		free(path);
		free(entries[i]);
	}
	free(entries);
	return err;
}

char *check_find_vmlinux(const char *dir, const char *release)
{
	static const struct {
		const char *before;
		bool named;		/* the release comes next */
		const char *after;
	} places[] = {
		{ "/vmlinux", false, "" },
		{ "/build/vmlinux", false, "" },
		{ "/../../../usr/lib/debug/lib/modules/", true, "/vmlinux" },
		{ "/../../../usr/lib/debug/boot/vmlinux-", true, "" },
		{ "/../../../boot/vmlinux-", true, "" },
		/* a boot image has less in it, but is what most have */
		{ "/vmlinuz", false, "" },
		{ "/../../../boot/vmlinuz-", true, "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		char path[PATH_MAX];

		snprintf(path, sizeof(path), "%s%s%s%s", dir,
			 places[i].before, places[i].named ? release : "",
			 places[i].after);
		if (!access(path, F_OK))
			return strdup(path);
	}
	return NULL;
}

/* Add a kernel with mac80211 built in. */
static int find_builtin(struct check_targets *targets, const char *dir,
			const char *label)
{
	char *path = check_find_vmlinux(dir, label);
	int err;

	err = add(targets, label, path ?: dir, path ? NULL :
		  "mac80211 is built into this kernel, and neither vmlinux nor "
		  "vmlinuz is beside it; name the vmlinux");
	free(path);
	return err;
}

static int find_in_module_dir(struct check_targets *targets, const char *dir)
{
	char *whole = realpath(dir, NULL), *found;
	const char *label = base_name(whole ?: dir);
	size_t before = targets->count;
	int err;

	found = find_in_list(targets, dir, "modules.dep");
	if (found) {
		err = add(targets, label, found, NULL);
		goto out;
	}
	err = scan(targets, dir, label, 0);
	if (err || targets->count > before)
		goto out;
	found = find_in_list(targets, dir, "modules.builtin");
	if (found)
		err = find_builtin(targets, dir, label);
	else
		err = add(targets, label, dir, "no mac80211 in this directory "
			  "of modules");
out:
	free(found);
	free(whole);
	return err;
}

static int find_in_tree(struct check_targets *targets, const char *dir,
			const char *label, int depth)
{
	/* below a module directory there are no others */
	if (!label && is_module_dir(dir))
		return find_in_module_dir(targets, dir);
	return scan(targets, dir, label, depth);
}

int check_find(struct check_targets *targets, const char *path)
{
	size_t before = targets->count, first;
	struct stat st;
	int err;

	if (!*path)
		return add(targets, "''", path, "an empty path");
	if (stat(path, &st))
		return add(targets, path, path, strerror(errno));
	if (!S_ISDIR(st.st_mode)) {
		err = add(targets, path, path, NULL);
		if (!err)
			targets->list[targets->count - 1].alone = true;
		return err;
	}
	err = find_in_tree(targets, path, NULL, 0);
	if (err)
		return err;
	for (first = before; first < targets->count; first++)
		if (!targets->list[first].found)
			return 0;
	err = add(targets, path, path, "no file mac80211.ko, no directory of "
		  "modules and no package of a kernel in here");
	if (!err)
		targets->list[targets->count - 1].if_none =
			targets->count - 1 - before;
	return err;
}

int check_find_list(struct check_targets *targets, FILE *list)
{
	char *line = NULL;
	size_t room = 0;
	int err = 0;

	while (!err && getline(&line, &room, list) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (*line)
			err = check_find(targets, line);
	}
	free(line);
	return err;
}

int check_find_running(struct check_targets *targets, const char *root,
		       const char *release)
{
	char dir[PATH_MAX];

	snprintf(dir, sizeof(dir), "%s/lib/modules/%s", root, release);
	if (access(dir, F_OK))
		return add(targets, release, dir, "the running kernel has no "
			   "modules on this system; name the file of its "
			   "mac80211, or its vmlinux");
	return find_in_module_dir(targets, dir);
}

char *check_find_module(const char *root, const char *release,
			const char *module)
{
	static const char *const kpatch[] = { "/var/lib/kpatch",
					      "/usr/lib/kpatch" };
	struct check_targets targets = { .module = module };
	char *found = NULL, *path;

	if (!check_find_running(&targets, root, release) && targets.count &&
	    !targets.list[0].reason)
		found = strdup(targets.list[0].path);
	check_targets_free(&targets);
	for (size_t i = 0; i < ARRAY_SIZE(kpatch) && !found; i++) {
		path = text_of("%s%s/%s/%s.ko", root, kpatch[i], release,
			       module);
		if (path && !access(path, F_OK))
			found = path;
		else
			free(path);
	}
	return found;
}
