/* SPDX-License-Identifier: GPL-2.0-only */
/* What every unit test's main() does. */
#ifndef MLOTRACE_TEST_SUITE_H
#define MLOTRACE_TEST_SUITE_H

#include <check.h>
#include <stdlib.h>

static inline int run_suite(Suite *(*make)(void))
{
	SRunner *runner;
	int failed;

	/* seconds for one test, however busy the machine is */
	setenv("CK_DEFAULT_TIMEOUT", "300", 0);
	runner = srunner_create(make());
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
