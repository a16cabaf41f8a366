/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the question is what runs: by the code in memory, beside the file. */
#ifndef MLOTRACE_CHECK_RUNNING_H
#define MLOTRACE_CHECK_RUNNING_H

struct check_job;
struct check_result;

/*
 * Judge the kernel that runs. The result has what its file says, or why that
 * cannot be told. It becomes what the code in memory says. Where that cannot be
 * read, it stays if the file is what runs, and becomes unknown if it is not.
 */
void check_running(const struct check_job *job, struct check_result *result);

#endif
