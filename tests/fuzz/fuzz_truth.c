// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_truth.c - the model kernel of the unit tests, whose decisions are these
 * bytes (libFuzzer): the lifecycle tells the truth, or says what it is not
 * sure of.
 */
#include "fuzz.h"
#include "asserts.h"
#include "../unit/truth.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct truth t = { .data = bytes, .size = size, .seed = 1 };

	if (truth_run(&t)) {
		truth_print(&t, stderr);
		abort();
	}
	world_free(t.w);
	return 0;
}
