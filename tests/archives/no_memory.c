// SPDX-License-Identifier: GPL-2.0-only
/*
 * For LD_PRELOAD: the allocation with the number $NO_MEMORY_AT (from 1 on)
 * fails, and stderr gets a line on that.
 */
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static atomic_ulong calls;
static unsigned long fail_at;

__attribute__((constructor)) static void begin(void)
{
	const char *at = getenv("NO_MEMORY_AT");

	fail_at = at ? strtoul(at, NULL, 10) : 0;
	calls = 0;
}

static bool fails(void)
{
	static const char line[] = "no memory now\n";

	if (++calls != fail_at)
		return false;
	if (write(STDERR_FILENO, line, sizeof(line) - 1) > 0)
		errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}
