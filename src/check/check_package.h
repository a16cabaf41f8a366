/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernels in a package. */
#ifndef MLOTRACE_CHECK_PACKAGE_H
#define MLOTRACE_CHECK_PACKAGE_H

#include "check/check_run.h"
#include "package/package.h"

/*
 * Return a chain of results: one for each kernel that package_read() has read,
 * or a single one that says why there is none. Free it by check_result_free().
 * NULL when memory is out.
 */
struct check_result *check_package(const struct check_job *job,
				   const struct check_target *target,
				   const struct package_file *file);

#endif
