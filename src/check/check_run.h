/* SPDX-License-Identifier: GPL-2.0-only */
/* Judge many files at once, on all cores, in the order they were named. */
#ifndef MLOTRACE_CHECK_RUN_H
#define MLOTRACE_CHECK_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "check/check_find.h"
#include "code/bugs.h"
#include "code/fixstate.h"
#include "kernel/identity.h"

#define CHECK_NOTES_MAX 4
#define CHECK_NOTE_SIZE 320
/* Of mac80211 and of the drivers near it. */
#define CHECK_BUGS_MAX 16

/* What the verdict on the running kernel is based on. */
enum told {
	TOLD_NOTHING,		/* the question was a file */
	TOLD_BY_FILE,
	TOLD_BY_MEMORY,		/* by the code that runs */
};

enum check_line {
	LINE_ALWAYS,
	/* of a kernel whose mac80211 may be in another package */
	LINE_PART,
	/* found in a directory, but no kernel: only counted */
	LINE_NO_KERNEL,
};

struct check_result {
	const struct check_target *target;
	char *label;		/* how people know it */
	char *member;		/* the path in a package; or NULL */
	char package[128], package_version[128];	/* "" */
	enum check_line line;
	struct check_result *next;	/* of the same target */
	bool driver;		/* and not mac80211 */
	bool readable;		/* id and format are valid */
	struct identity id;
	const char *format;	/* "xz", ...; "" if not packed */
	const char *origin;	/* identity_origin() */
	enum loaded loaded;
	struct fix_verdict verdict;
	enum told told;
	/* if not TOLD_NOTHING; KERNEL_STATES: it was not judged */
	enum kernel_state in_file, in_memory;
	/* the live patches whose code made the verdict, "a, b"; or "" */
	char livepatch[CHECK_NOTE_SIZE];
	char advice[FIX_TEXT_SIZE];	/* "" if there is nothing to do */
	/* other bugs of MLO links, those of drivers too */
	struct bug_verdict bugs[CHECK_BUGS_MAX];
	size_t nr_bugs;
	char notes[CHECK_NOTES_MAX][CHECK_NOTE_SIZE];
	size_t nr_notes;
};

struct check_job {
	const struct check_targets *targets;
	const struct running *running;
	/*
	 * The question is what runs, not what the file holds. Whatever makes
	 * the two differ makes the verdict unknown.
	 */
	bool of_running;
	const char *root;	/* of this machine's files; "" */
	/* the file of a live patch that runs, and its name; or NULL */
	const char *livepatch, *livepatch_name;
	unsigned int threads;
	/*
	 * called in order of the targets, parts of kernels last, by the thread
	 * of check_run()
	 */
	void (*emit)(void *ctx, const struct check_result *result);
	/* called now and then with how many are done; may be NULL */
	void (*progress)(void *ctx, size_t done);
	void *ctx;
};

/* Add a note; one too many is dropped. */
void check_note(struct check_result *result, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* A new result, with state unknown; NULL when memory is out. */
struct check_result *check_result_new(const struct check_target *target);

/* Free it and those chained to it. */
void check_result_free(struct check_result *result);

struct image;

/* Judge an image that was opened. */
void check_image(const struct check_job *job, struct check_result *result,
		 struct image *img);

/* Apply the result to the kernel that runs, and set what to do. */
void check_conclude(const struct check_job *job, struct check_result *result);

/* Returns 0, or a negative errno if no thread could be started. */
int check_run(const struct check_job *job);

#endif
