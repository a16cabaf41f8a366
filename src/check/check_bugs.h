/* SPDX-License-Identifier: GPL-2.0-only */
/* Bugs of MLO links besides the state, in mac80211 and in drivers. */
#ifndef MLOTRACE_CHECK_BUGS_H
#define MLOTRACE_CHECK_BUGS_H

#include "check/check_run.h"
#include "code/image.h"

/* Add the bugs of a module's image. Returns 0 or -ENOMEM. */
int check_bugs(struct check_result *result, struct image *img,
	       const char *module);

/* Add the bugs of the drivers in the same module tree. */
void check_bugs_near(struct check_result *result);

/* The same for one driver, whose file is in memory. */
void check_bugs_of(struct check_result *result, const void *bytes, size_t size,
		   const char *module);

/*
 * Would check_bugs_near() take the file at path for a driver that belongs to
 * this mac80211?
 */
bool check_is_near(const char *mac80211, const char *path, const char *module);

/* Set the state of a driver's module: it cannot change what mac80211 leaves. */
void check_driver(struct check_result *result);

/* The question is what runs: where that differs from the file, say unknown. */
void check_bugs_running(const struct check_job *job,
			struct check_result *result);

/* "NAME, affected: EVIDENCE" */
void check_bug_text(const struct bug_verdict *verdict, char *text,
		    size_t size);

/* Print the table of known bugs, as text or as JSON lines. */
void check_bugs_list(bool json);

#endif
