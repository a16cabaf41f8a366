// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random sequences against a kernel that knows the truth. TRUTH_RUNS=N plays N
 * of them, from TRUTH_SEED=S on; a failure names its seed.
 */
#include <stdint.h>
#include <stdlib.h>

#include "truth.h"

static uint64_t number_of(const char *name, uint64_t fallback)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 0) : fallback;
}

START_TEST(whatever_happens_the_truth_is_told)
{
	uint64_t runs = number_of("TRUTH_RUNS", 30000);
	uint64_t first = number_of("TRUTH_SEED", 1);

	for (uint64_t i = first; i < first + runs; i++) {
		struct truth t = { .seed = i * 0x9e3779b97f4a7c15ULL };

		if (truth_run(&t)) {
			truth_print(&t, stderr);
			ck_abort_msg("seed %llu: %s",
				     (unsigned long long)i, t.error);
		}
		world_free(t.w);
	}
}
END_TEST

static Suite *truth_suite(void)
{
	Suite *s = suite_create("truth");
	TCase *generated = tcase_create("generated");

	tcase_set_timeout(generated, 0);
	tcase_add_test(generated, whatever_happens_the_truth_is_told);
	suite_add_tcase(s, generated);
	return s;
}

int main(void)
{
	return run_suite(truth_suite);
}
