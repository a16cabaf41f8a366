// SPDX-License-Identifier: GPL-2.0-only
/* Limits of a run, and why it ended. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/util.h"
#include "package/priv.h"

static int fail(struct reader *rd, int err, const char *fmt, va_list args)
{
	if (!*rd->reason)
		vsnprintf(rd->reason, sizeof(rd->reason), fmt, args);
	return err;
}

int reader_fail(struct reader *rd, int err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fail(rd, err, fmt, args);
	va_end(args);
	return err;
}

int reader_over(struct reader *rd, int err, const char *fmt, ...)
{
	va_list args;

	rd->over = true;
	va_start(args, fmt);
	fail(rd, err, fmt, args);
	va_end(args);
	return err;
}

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NSEC_PER_SEC + ts.tv_nsec;
}

void reader_start(struct reader *rd)
{
	rd->deadline = now() + PACKAGE_MAX_SECONDS * NSEC_PER_SEC;
}

int reader_count(struct reader *rd, size_t size)
{
	rd->unpacked += size;
	if (rd->unpacked > rd->unpacked_max)
		return reader_over(rd, -EFBIG, "unpacks to more than %llu MiB, "
				   "the limit for its size",
				   (unsigned long long)rd->unpacked_max >> 20);
	if (now() > rd->deadline)
		return reader_over(rd, -ETIME, "takes longer than %d s to read",
				   PACKAGE_MAX_SECONDS);
	return 0;
}

void member_path(struct member *member, const char *path)
{
	while (*path == '/' || !strncmp(path, "./", 2))
		path += *path == '/' ? 1 : 2;
	snprintf(member->path, sizeof(member->path), "%s", path);
}
