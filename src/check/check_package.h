/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernels in a package. */
#ifndef MLOTRACE_CHECK_PACKAGE_H
#define MLOTRACE_CHECK_PACKAGE_H

#include "check/check_run.h"
#include "package/package.h"

/*
 * A result for each kernel of what package_read() has read, or one that says
 * why there is none; chained, and to be freed by check_result_free(). NULL when
 * memory is out.
 */
struct check_result *check_package(const struct check_job *job,
				   const struct check_target *target,
				   const struct package_file *file);

#endif
