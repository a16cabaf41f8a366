// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/check_bugs.h"
#include "check/check_livepatch.h"
#include "check/check_run.h"
#include "check/check_running.h"
#include "code/memory.h"

/* The verdict on the file stands only if the file is what runs. */
static void by_file(struct check_result *result, const struct running *run)
{
	if (!result->readable || result->loaded == LOADED_YES)
		return;
	if (result->loaded == LOADED_UNTOLD)
		fix_unknown(&result->verdict, "cannot tell whether this file "
			    "is what runs: no build-id or srcversion to "
			    "compare");
	else
		fix_unknown(&result->verdict, "the mac80211 that runs is not "
			    "this file (build-id %s, srcversion %s)",
			    *run->build_id ? run->build_id : "unknown",
			    *run->srcversion ? run->srcversion : "unknown");
	*result->livepatch = '\0';
	if (!run->nr_livepatches)
		check_note(result, "the file itself: %s; it runs once it is "
			   "loaded", kernel_state_name(result->in_file));
}

/* Say where the file differs from what runs. */
static void compare_file(struct check_result *result)
{
	const char *state = kernel_state_name(result->in_file);

	if (!result->readable)
		check_note(result, "of its file: %s",
			   result->verdict.evidence[0]);
	else if (result->loaded == LOADED_OTHER)
		check_note(result, "the file is another build than what runs: "
			   "%s; it runs once it is loaded", state);
	else if (result->in_file == KERNEL_UNKNOWN)
		check_note(result, "the file alone: %s",
			   result->verdict.evidence[0]);
	else if (result->in_file != result->in_memory)
		check_note(result, "its file says %s, and what runs counts: "
			   "the code was changed in memory", state);
}

/* Take the bugs of mac80211 from memory; drivers are judged by their files. */
static void take_bugs(struct check_result *result,
		      const struct check_result *memory)
{
	size_t count = 0;

	for (size_t i = 0; i < result->nr_bugs; i++)
		if (strcmp(result->bugs[i].bug->module, "mac80211"))
			result->bugs[count++] = result->bugs[i];
	for (size_t i = 0; i < memory->nr_bugs && count < CHECK_BUGS_MAX; i++)
		result->bugs[count++] = memory->bugs[i];
	result->nr_bugs = count;
}

static void by_memory(struct check_result *result,
		      const struct check_result *memory,
		      const struct running *run)
{
	result->told = TOLD_BY_MEMORY;
	/* drop the notes on the file with its live patches: they come again */
	result->nr_notes = 0;
	if (result->origin && result->loaded == LOADED_YES)
		check_note(result, "this mac80211 is %s", result->origin);
	compare_file(result);
	for (size_t i = 0; i < memory->nr_notes; i++)
		check_note(result, "%s", memory->notes[i]);
	result->verdict = memory->verdict;
	take_bugs(result, memory);
	memcpy(result->livepatch, memory->livepatch,
	       sizeof(result->livepatch));
	if (!*result->id.release)
		memcpy(result->id.release, run->release,
		       sizeof(result->id.release));
}

static void judge_memory(const struct check_job *job,
			 struct check_result *memory)
{
	const struct running *run = job->running;
	struct fix_facts facts;
	struct image img;

	if (memory_open(&img, "", run->builtin ? NULL : "mac80211")) {
		fix_unknown(&memory->verdict, "%s", img.reason);
	} else if (fix_collect(&img, &facts) ||
		   check_bugs(memory, &img, "mac80211")) {
		fix_unknown(&memory->verdict, "out of memory");
	} else {
		fix_judge(&facts, &memory->verdict);
		if (run->nr_livepatches)
			check_livepatches(job, memory, &img, &facts);
		if (!memory_is_same(&img))
			fix_unknown(&memory->verdict,
				    "the code changed as it was read");
		memory->in_memory = memory->verdict.state;
	}
	image_close(&img);
}

void check_running(const struct check_job *job, struct check_result *result)
{
	const struct running *run = job->running;
	struct check_result *memory;

	if (!run->present) {
		if (result->readable)
			check_note(result, "mac80211 is not loaded; this is "
				   "what would be");
		return;
	}
	result->told = TOLD_BY_FILE;
	result->in_file = result->readable ? result->verdict.state :
					     KERNEL_STATES;
	result->in_memory = KERNEL_STATES;
	memory = *job->root ? NULL : calloc(1, sizeof(*memory));
	if (!memory) {
		by_file(result, run);
		return;
	}
	memory->in_memory = KERNEL_STATES;
	judge_memory(job, memory);
	result->in_memory = memory->in_memory;
	if (memory->verdict.state != KERNEL_UNKNOWN) {
		by_memory(result, memory, run);
	} else {
		by_file(result, run);
		check_note(result, result->readable ? "judged by the file, not "
			   "by what runs: %s" :
			   "what runs cannot be judged either: %s",
			   memory->verdict.evidence[0]);
	}
	free(memory);
}
