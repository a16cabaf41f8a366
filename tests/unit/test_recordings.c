// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checks the invariants of ledger.h over real recordings: those in the
 * directories of the tests, or those in RECORDINGS="FILE...".
 */
#include <errno.h>
#include <glob.h>

#include "ledger.h"
#include "recording/replay.h"
#include "suite.h"

static struct lifecycle *lc;
static struct ledger ledger;

static void on_event(const struct event *ev, void *ctx)
{
	ledger_event(&ledger, ev);
}

static int on_meta(struct replay *replay, void *ctx)
{
	static const struct filter everything;

	lc = lifecycle_new(&everything, on_event, NULL);
	return lc ? 0 : -ENOMEM;
}

static int on_record(union any_record *rec, void *ctx)
{
	return lifecycle_record(lc, rec);
}

/* Returns how many links began in the recording. */
static uint64_t check_recording(const char *path)
{
	static const struct replay_ops ops = { on_meta, on_record };
	struct replay replay;
	const char *error;
	uint64_t begun;

	ck_assert_msg(!replay_read(&replay, path, &ops, NULL), "%s", path);
	lifecycle_end(lc, replay.time, replay_lost(&replay));
	begun = lifecycle_tally(lc)->begun;
	error = ledger_end(&ledger, lc);
	ck_assert_msg(!error, "%s: %s", path, error);
	lifecycle_free(lc);
	return begun;
}

START_TEST(recordings_keep_the_invariants)
{
	const char *named = getenv("RECORDINGS");
	char *words = strdup(named ?: "tests/replay/*.jsonl "
			     "tests/replay/cases/*.jsonl tests/html/*.jsonl "
			     "tests/top/*.jsonl");
	glob_t found = { 0 };
	uint64_t begun = 0;
	int flags = 0;

	for (char *word = strtok(words, " "); word; word = strtok(NULL, " ")) {
		ck_assert_msg(!glob(word, flags, NULL, &found), "%s", word);
		flags = GLOB_APPEND;
	}
	for (size_t i = 0; i < found.gl_pathc; i++)
		begun += check_recording(found.gl_pathv[i]);
	ck_assert_uint_gt(begun, 0);
	globfree(&found);
	free(words);
}
END_TEST

static Suite *recordings_suite(void)
{
	Suite *s = suite_create("recordings");
	TCase *kept = tcase_create("kept");

	tcase_add_test(kept, recordings_keep_the_invariants);
	suite_add_tcase(s, kept);
	return s;
}

int main(void)
{
	return run_suite(recordings_suite);
}
