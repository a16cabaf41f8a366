/* SPDX-License-Identifier: GPL-2.0-only */
/* Judge what runs, by the code in memory besides the file. */
#ifndef MLOTRACE_CHECK_RUNNING_H
#define MLOTRACE_CHECK_RUNNING_H

struct check_job;
struct check_result;

/*
 * Judge the kernel that runs. At first, the result has what its file says, or
 * why we cannot tell. It becomes what the code in memory says. If that cannot
 * be read, the result stays if the file is what runs, and becomes unknown if
 * not.
 */
void check_running(const struct check_job *job, struct check_result *result);

#endif
