// SPDX-License-Identifier: GPL-2.0-only
/* Judge one image. */
#include "check/check_bugs.h"
#include "check/check_livepatch.h"
#include "check/check_run.h"
#include "check/check_running.h"
#include "code/image.h"

/* It has no mac80211: say what it is instead. */
static void explain_other(struct check_result *result)
{
	struct fix_verdict *verdict = &result->verdict;
	const struct identity *id = &result->id;

	verdict->nr_evidence = 0;
	if (result->nr_bugs)
		check_driver(result);
	else if (id->livepatch)
		fix_unknown(verdict, "a live patch (%s), not mac80211 itself",
			    id->module);
	else if (*id->module)
		fix_unknown(verdict, "this is the module %s, not mac80211",
			    id->module);
	else
		fix_unknown(verdict, "no mac80211 in this kernel: it is a "
			    "module there, or that kernel has none");
}

static void judge_image(const struct check_job *job,
			struct check_result *result, struct image *img)
{
	struct fix_facts facts;

	result->readable = true;
	result->format = image_format_name(img->format);
	identity_read(img, &result->id);
	if (fix_collect(img, &facts)) {
		fix_unknown(&result->verdict, "out of memory");
		return;
	}
	fix_judge(&facts, &result->verdict);
	if (check_bugs(result, img, facts.mac80211 ? "mac80211" :
						     result->id.module)) {
		fix_unknown(&result->verdict, "out of memory");
		return;
	}
	if (facts.symbols && !facts.mac80211)
		explain_other(result);
	else if (job->of_running && job->running->nr_livepatches)
		check_livepatches(job, result, img, &facts);
	result->origin = identity_origin(&result->id, result->member ?:
						      result->target->path);
	if (result->origin)
		check_note(result, "this %s is %s", facts.mac80211 ?
			   "mac80211" : result->id.module, result->origin);
}

/* The question was the file: say where the running code differs. */
static void compare_running(struct check_result *result,
			    const struct running *run)
{
	if (result->loaded == LOADED_OTHER)
		check_note(result, "this kernel runs, but with another build "
			   "of mac80211 than this file");
	if (result->loaded == LOADED_YES && run->nr_livepatches)
		check_note(result, "this is loaded, but a live patch replaces "
			   "a function that matters: %s",
			   run->livepatches[0].text);
}

void check_image(const struct check_job *job, struct check_result *result,
		 struct image *img)
{
	judge_image(job, result, img);
	result->loaded = identity_loaded(&result->id, job->running);
}

void check_conclude(const struct check_job *job, struct check_result *result)
{
	if (job->of_running) {
		check_running(job, result);
		check_bugs_running(job, result);
	} else if (result->readable) {
		compare_running(result, job->running);
	}
	fix_advice(result->advice, sizeof(result->advice),
		   result->verdict.state, result->id.release);
}
