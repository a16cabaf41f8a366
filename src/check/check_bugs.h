/* SPDX-License-Identifier: GPL-2.0-only */
/* The bugs of MLO links besides the state: of mac80211 and of drivers. */
#ifndef MLOTRACE_CHECK_BUGS_H
#define MLOTRACE_CHECK_BUGS_H

#include "check/check_run.h"
#include "code/image.h"

/* Add the bugs of a module's image. Returns 0 or -ENOMEM. */
int check_bugs(struct check_result *result, struct image *img,
	       const char *module);

/* Add those of the drivers that lie in the same tree of modules. */
void check_bugs_near(struct check_result *result);

/* The same for a driver in memory. */
void check_bugs_of(struct check_result *result, const void *bytes, size_t size,
		   const char *module);

/*
 * Whether a driver's file at that path is one that check_bugs_near() would take
 * for that of the mac80211 there.
 */
bool check_is_near(const char *mac80211, const char *path, const char *module);

/* The state of a driver's module: it has no say in what mac80211 leaves. */
void check_driver(struct check_result *result);

/* The question is what runs: what makes it differ from the file is unknown. */
void check_bugs_running(const struct check_job *job,
			struct check_result *result);

/* "NAME, affected: EVIDENCE" */
void check_bug_text(const struct bug_verdict *verdict, char *text,
		    size_t size);

/* Print the table of known bugs, as text or as JSON lines. */
void check_bugs_list(bool json);

#endif
