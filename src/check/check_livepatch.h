/* SPDX-License-Identifier: GPL-2.0-only */
/* What runs, where live patches replace functions that the verdict is about. */
#ifndef MLOTRACE_CHECK_LIVEPATCH_H
#define MLOTRACE_CHECK_LIVEPATCH_H

struct check_job;
struct check_result;
struct fix_facts;
struct image;

/*
 * Judge the running kernel anew, by the code of the live patches that are
 * active, from their files. What cannot be told makes the verdict unknown.
 */
void check_livepatches(const struct check_job *job,
		       struct check_result *result, struct image *mac80211,
		       const struct fix_facts *facts);

#endif
