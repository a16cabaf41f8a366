/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which kernel or module a file is, by what its builder wrote into it, and
 * which mac80211 this machine runs: that need not be the file on disk.
 */
#ifndef MLOTRACE_IDENTITY_H
#define MLOTRACE_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>

struct image;

#define BUILD_ID_TEXT_SIZE 65	/* 32 bytes in hex */

/* Texts are empty if the file does not say; all are printable ASCII. */
struct identity {
	char module[64];		/* "mac80211"; "" for a vmlinux */
	char release[128];
	char vermagic[256];
	char srcversion[64];
	char version[64];		/* MODULE_VERSION: backports set it */
	char build_id[BUILD_ID_TEXT_SIZE];
	const char *arch;		/* "x86-64", "arm64" */
	bool in_tree;
	bool livepatch;			/* is itself a live patch */
	char made_for[BUILD_ID_TEXT_SIZE];	/* and for which mac80211 */
};

void identity_read(struct image *img, struct identity *id);

#define LIVEPATCHES_MAX 16

/* A live patch replaces a function that the verdict depends on. */
struct running_livepatch {
	char name[64], function[96];
	char text[160];			/* "name: function" */
	/* some tasks run the old function, and some the new one */
	bool in_transition;
};

/* The mac80211 that runs here */
struct running {
	char release[128];
	char machine[64];		/* as uname -m */
	bool present;			/* loaded, or built in */
	bool builtin;
	char srcversion[64];
	char build_id[BUILD_ID_TEXT_SIZE];
	struct running_livepatch livepatches[LIVEPATCHES_MAX];
	size_t nr_livepatches;
	bool more_livepatches;		/* than fit */
};

/* Read /sys below root ("" for this machine's). */
void running_read(struct running *run, const char *root);

enum loaded {
	LOADED_NO,	/* another kernel's file, or nothing is loaded */
	LOADED_YES,	/* the file is what runs */
	LOADED_OTHER,	/* same release, but another build than what runs */
	LOADED_UNTOLD,	/* same release, but no ids to compare */
};

enum loaded identity_loaded(const struct identity *id,
			    const struct running *run);

/* Likewise for another module, by its name */
enum loaded identity_module_loaded(const struct identity *id,
				   const char *root);

/* Compare names of modules: "-" and "_" are the same. */
bool same_module(const char *a, const char *b);

/*
 * Where a module comes from if not from its kernel's own tree, by its path and
 * by what it says of itself: "DKMS", ...; NULL if in tree.
 */
const char *identity_origin(const struct identity *id, const char *path);

#endif
