// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "check/check_bugs.h"
#include "check/check_livepatch.h"
#include "check/check_run.h"
#include "check/check_running.h"
#include "code/image.h"

/* --- one file ------------------------------------------------------------ */

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
	result->origin = identity_origin(&result->id, result->target->path);
	if (result->origin)
		check_note(result, "this %s is %s", facts.mac80211 ?
			   "mac80211" : result->id.module, result->origin);
}

/* The question was the file: say where what runs differs. */
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

static void judge_file(const struct check_job *job,
		       struct check_result *result)
{
	struct image img;

	if (image_open(&img, result->target->path))
		fix_unknown(&result->verdict, "%s", img.reason);
	else
		judge_image(job, result, &img);
	image_close(&img);
	if (!result->readable)
		return;
	if (!result->target->alone)
		check_bugs_near(result);
	result->loaded = identity_loaded(&result->id, job->running);
}

static void check_one(const struct check_job *job,
		      const struct check_target *target,
		      struct check_result *result)
{
	*result = (struct check_result){
		.target = target, .format = "",
		.verdict.state = KERNEL_UNKNOWN,
	};
	if (target->reason)
		fix_unknown(&result->verdict, "%s", target->reason);
	else
		judge_file(job, result);
	if (job->of_running) {
		check_running(job, result);
		check_bugs_running(job, result);
	} else if (result->readable) {
		compare_running(result, job->running);
	}
	fix_advice(result->advice, sizeof(result->advice),
		   result->verdict.state, result->id.release);
}

/* --- many ---------------------------------------------------------------- */

struct pool {
	const struct check_job *job;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct check_result **results;	/* NULL until done */
	size_t next;			/* to be taken */
	size_t done;
	bool failed;			/* out of memory */
};

static void *worker(void *arg)
{
	struct pool *pool = arg;
	const struct check_targets *targets = pool->job->targets;

	pthread_mutex_lock(&pool->lock);
	while (pool->next < targets->count && !pool->failed) {
		size_t index = pool->next++;
		struct check_result *result;

		pthread_mutex_unlock(&pool->lock);
		result = malloc(sizeof(*result));
		if (result)
			check_one(pool->job, &targets->list[index], result);
		pthread_mutex_lock(&pool->lock);
		pool->results[index] = result;
		pool->failed |= !result;
		pool->done++;
		pthread_cond_signal(&pool->changed);
	}
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

/* Hand out results in order, as they become ready. */
static void collect(struct pool *pool)
{
	const struct check_job *job = pool->job;
	size_t done = 0;

	pthread_mutex_lock(&pool->lock);
	for (size_t i = 0; i < job->targets->count && !pool->failed; i++) {
		while (!pool->results[i] && !pool->failed) {
			if (job->progress && done != pool->done) {
				done = pool->done;
				job->progress(job->ctx, done);
			}
			pthread_cond_wait(&pool->changed, &pool->lock);
		}
		if (!pool->results[i])
			break;
		pthread_mutex_unlock(&pool->lock);
		job->emit(job->ctx, pool->results[i]);
		pthread_mutex_lock(&pool->lock);
		free(pool->results[i]);
		pool->results[i] = NULL;
	}
	pthread_mutex_unlock(&pool->lock);
}

static int run_pool(struct pool *pool, pthread_t *threads, unsigned int count)
{
	unsigned int started = 0;
	int err = 0;

	while (started < count && !err) {
		err = -pthread_create(&threads[started], NULL, worker, pool);
		started += !err;
	}
	if (started)
		collect(pool);
	for (unsigned int i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	if (!started)
		return err;
	return pool->failed ? -ENOMEM : 0;
}

int check_run(const struct check_job *job)
{
	size_t count = job->targets->count;
	unsigned int threads = job->threads < count ? job->threads : count;
	struct pool pool = {
		.job = job,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.changed = PTHREAD_COND_INITIALIZER,
	};
	pthread_t *ids;
	int err = -ENOMEM;

	ids = calloc(threads ?: 1, sizeof(*ids));
	pool.results = calloc(count ?: 1, sizeof(*pool.results));
	if (ids && pool.results)
		err = count ? run_pool(&pool, ids, threads) : 0;
	for (size_t i = 0; pool.results && i < count; i++)
		free(pool.results[i]);
	free(pool.results);
	free(ids);
	return err;
}
