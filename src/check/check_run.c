// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/util.h"
#include "check/check_bugs.h"
#include "check/check_package.h"
#include "check/check_run.h"
#include "code/image.h"

/* --- one file ------------------------------------------------------------ */

/* A packed module is smaller, and most packages are not. */
#define PACKED_MODULE_MAX (8 << 20)

enum what {
	IS_IMAGE,		/* or something unknown */
	IS_PACKED,		/* a module or a package */
	IS_PACKAGE,
};

static enum what what_is(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	uint8_t magic[PACKAGE_MAGIC_SIZE];
	struct stat st = { 0 };
	enum what what = IS_IMAGE;
	ssize_t size;

	if (fd < 0)
		return IS_IMAGE;
	size = pread(fd, magic, sizeof(magic), 0);
	fstat(fd, &st);
	close(fd);
	switch (size > 0 ? package_likely(magic, size) : PACKAGE_NO) {
	case PACKAGE_YES:
		what = IS_PACKAGE;
		break;
	case PACKAGE_PACKED:
		what = st.st_size > PACKED_MODULE_MAX ? IS_PACKAGE : IS_PACKED;
		break;
	default:
		break;
	}
	return what;
}

/* Returns 0; -ENOEXEC if the file is no package; -ENOMEM. */
static int try_package(const struct check_job *job,
		       const struct check_target *target,
		       struct check_result **results)
{
	struct package_file file;
	int err = package_read(&file, target->path, bugs_module);

	if (!err) {
		*results = check_package(job, target, &file);
		err = *results ? 0 : -ENOMEM;
	}
	package_free(&file);
	return err;
}

/* NULL when memory is out. */
static struct check_result *try_image(const struct check_job *job,
				      const struct check_target *target)
{
	struct check_result *result = check_result_new(target);
	struct image img;

	if (!result)
		return NULL;
	if (image_open(&img, target->path))
		fix_unknown(&result->verdict, "%s", img.reason);
	else
		check_image(job, result, &img);
	image_close(&img);
	if (result->readable && !target->alone)
		check_bugs_near(result);
	return result;
}

/* Judge a file, or say why there is none; NULL when memory is out. */
static struct check_result *try_target(const struct check_job *job,
				       const struct check_target *target)
{
	struct check_result *result;

	if (!target->reason && !target->found)
		return try_image(job, target);
	result = check_result_new(target);
	if (result)
		fix_unknown(&result->verdict, "%s", target->reason ?:
			    "no kernel in here");
	if (result && target->found)
		result->line = LINE_NO_KERNEL;
	return result;
}

static struct check_result *check_one(const struct check_job *job,
				      const struct check_target *target)
{
	enum what what = target->reason ? IS_IMAGE :
			 target->found ? IS_PACKAGE : what_is(target->path);
	struct check_result *result, *of_package = NULL;

	if (what == IS_PACKAGE &&
	    try_package(job, target, &of_package) != -ENOEXEC)
		return of_package;
	result = try_target(job, target);
	/* a packed file that is no module may be a package */
	if (result && !result->readable && what == IS_PACKED &&
	    try_package(job, target, &of_package) != -ENOEXEC) {
		check_result_free(result);
		return of_package;
	}
	if (result)
		check_conclude(job, result);
	return result;
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
	/* used by the thread that hands out results */
	struct check_result *parts, **parts_end;
	size_t last_row;		/* the target that had one, plus 1 */
	char **told;			/* releases */
	size_t nr_told, told_room;
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
		result = check_one(pool->job, &targets->list[index]);
		pthread_mutex_lock(&pool->lock);
		pool->results[index] = result;
		pool->failed |= !result;
		pool->done++;
		pthread_cond_signal(&pool->changed);
	}
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

static bool is_told(const struct pool *pool, const char *release)
{
	for (size_t i = 0; i < pool->nr_told; i++)
		if (!strcmp(pool->told[i], release))
			return true;
	return false;
}

/* Remember a release whose mac80211 was judged. */
static void tell(struct pool *pool, const char *release)
{
	char **moved;

	if (!*release || is_told(pool, release))
		return;
	moved = array_grow(pool->told, pool->nr_told, &pool->told_room,
			   sizeof(*moved));
	if (moved) {
		pool->told = moved;
		moved[pool->nr_told] = strdup(release);
		pool->nr_told += !!moved[pool->nr_told];
	}
}

/* Hand out all results of a target. Parts of kernels wait for the end. */
static void hand_out(struct pool *pool, size_t index)
{
	const struct check_job *job = pool->job;
	size_t among = job->targets->list[index].if_none;
	struct check_result *result = pool->results[index], *next;

	for (; result; result = next) {
		next = result->next;
		result->next = NULL;
		if (result->line == LINE_PART) {
			*pool->parts_end = result;
			pool->parts_end = &result->next;
			pool->last_row = index + 1;
			continue;
		}
		/* reported only if the directory had nothing else */
		if (!among || pool->last_row + among <= index) {
			job->emit(job->ctx, result);
			if (result->line == LINE_ALWAYS)
				pool->last_row = index + 1;
		}
		if (result->readable && !result->driver)
			tell(pool, result->id.release);
		check_result_free(result);
	}
	pool->results[index] = NULL;
}

/* Hand out parts of kernels; only count one whose mac80211 was elsewhere. */
static void hand_out_parts(struct pool *pool)
{
	const struct check_job *job = pool->job;

	for (struct check_result *part = pool->parts; part;
	     part = part->next) {
		if (is_told(pool, part->id.release))
			part->line = LINE_NO_KERNEL;
		else
			tell(pool, part->id.release);
		job->emit(job->ctx, part);
	}
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
		hand_out(pool, i);
		pthread_mutex_lock(&pool->lock);
	}
	pthread_mutex_unlock(&pool->lock);
	if (!pool->failed)
		hand_out_parts(pool);
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

	pool.parts_end = &pool.parts;
	ids = calloc(threads ?: 1, sizeof(*ids));
	pool.results = calloc(count ?: 1, sizeof(*pool.results));
	if (ids && pool.results)
		err = count ? run_pool(&pool, ids, threads) : 0;
	for (size_t i = 0; pool.results && i < count; i++)
		check_result_free(pool.results[i]);
	check_result_free(pool.parts);
	for (size_t i = 0; i < pool.nr_told; i++)
		free(pool.told[i]);
	free(pool.told);
	free(pool.results);
	free(ids);
	return err;
}
