// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_image.c - the image reader and the verdict, on any bytes (libFuzzer)
 *
 * Whatever the bytes are, the result is a state and words for it.
 */
#include <string.h>

#include "code/bugs.h"
#include "code/fixstate.h"
#include "fuzz.h"
#include "kernel/identity.h"
#include "code/image.h"
#include "output/metrics.h"

/* What it calls itself is a label there. */
static void tell(const char *release, enum kernel_state state)
{
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	metrics_kernel_state(file, release, "check", state);
	fclose(file);
	check_harmless(text, size, 1);
	free(text);
}

/* The same of the other bugs, as if it were each of their modules. */
static void judge_bugs(struct image *img)
{
	struct bug_verdict found[BUGS_MAX];
	size_t count;

	for (const struct bug *bug = bugs; bug->name; bug++) {
		if (bug != bugs && !strcmp(bug[-1].module, bug->module))
			continue;
		if (bugs_judge(img, bug->module, found, &count))
			return;
		for (size_t i = 0; i < count; i++)
			if (found[i].state >= BUG_STATES || !*found[i].evidence)
				abort();
	}
}

static void judge(struct image *img)
{
	struct fix_verdict verdict;
	struct fix_facts facts;
	struct identity id;
	char advice[FIX_TEXT_SIZE];

	identity_read(img, &id);
	if (fix_collect(img, &facts))
		return;
	fix_judge(&facts, &verdict);
	if (verdict.state >= KERNEL_STATES || !verdict.nr_evidence)
		abort();
	tell(id.release, verdict.state);
	fix_advice(advice, sizeof(advice), verdict.state, id.release);
	identity_origin(&id, "/lib/modules/x/updates/dkms/mac80211.ko");
	judge_bugs(img);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct image img;
	int err = image_open_memory(&img, bytes, size);

	if (err && !*img.reason)
		abort();
	if (!err)
		judge(&img);
	image_close(&img);
	return 0;
}
