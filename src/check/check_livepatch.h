/* SPDX-License-Identifier: GPL-2.0-only */
/* Judge what runs if live patches replace functions that matter. */
#ifndef MLOTRACE_CHECK_LIVEPATCH_H
#define MLOTRACE_CHECK_LIVEPATCH_H

struct check_job;
struct check_result;
struct fix_facts;
struct image;

/*
 * Judge the running kernel again, by the code of the active live patches: from
 * their files, or else from memory. If we cannot tell, the verdict is unknown.
 */
void check_livepatches(const struct check_job *job,
		       struct check_result *result, struct image *mac80211,
		       const struct fix_facts *facts);

#endif
