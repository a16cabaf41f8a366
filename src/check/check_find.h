/* SPDX-License-Identifier: GPL-2.0-only */
/* What "check" looks at: from paths to files. */
#ifndef MLOTRACE_CHECK_FIND_H
#define MLOTRACE_CHECK_FIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct check_target {
	char *label;	/* how people know it: a release, or the path given */
	char *path;	/* what was named or found */
	char *reason;	/* why there is nothing to read; else NULL */
	bool alone;	/* the user named this file, not its directory */
	bool found;	/* in a directory, by its content: may be no kernel */
	/* report it only if so many targets before it were nothing */
	size_t if_none;
};

struct check_targets {
	struct check_target *list;
	size_t count, room;
	const char *module;	/* to look for; NULL: mac80211 */
};

/*
 * All of these append to targets, which check_targets_free() frees, and
 * return 0 or -ENOMEM. What cannot be read or has no kernel in it becomes a
 * target with a reason.
 */

/* A file, a module directory, or a tree that holds several. */
int check_find(struct check_targets *targets, const char *path);

/* A list of such paths, one a line. */
int check_find_list(struct check_targets *targets, FILE *list);

/* The mac80211 that modprobe would load for a release, below root. */
int check_find_running(struct check_targets *targets, const char *root,
		       const char *release);

/*
 * The file of a module for a release, below root: the one that modprobe would
 * load, or else the one that kpatch keeps to load at boot. To be freed; NULL if
 * there is none.
 */
char *check_find_module(const char *root, const char *release,
			const char *module);

/*
 * The vmlinux near a directory of modules, or else the vmlinuz. To be freed;
 * NULL: none.
 */
char *check_find_vmlinux(const char *dir, const char *release);

void check_targets_free(struct check_targets *targets);

#endif
