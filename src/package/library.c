// SPDX-License-Identifier: GPL-2.0-only
/*
 * libarchive brings ten more libraries along, with which a start takes four
 * times the instructions. So it is loaded when the first package is read.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "package/priv.h"

#ifdef ARCHIVES_STATIC
const struct library *library(char *reason, size_t size)
{
	static const struct library lib = {
#define f(name) .name = name,
		LIBRARY_FUNCTIONS(f)
#undef f
	};

	return &lib;
}
#else
#define LIBRARY "libarchive.so.13"

static struct library lib;
static char why[PACKAGE_REASON_SIZE];	/* it is not here; "" */

static void load(void)
{
	static const char names[] =
#define f(name) #name "\0"
		LIBRARY_FUNCTIONS(f);
#undef f
	void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	void **function = (void **)&lib;

	for (const char *name = names; handle && *name;
	     name += strlen(name) + 1) {
		*function = dlsym(handle, name);
		if (!*function++) {
			handle = NULL;
			break;
		}
	}
	if (!handle)
		snprintf(why, sizeof(why), "%s", dlerror());
}

const struct library *library(char *reason, size_t size)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	if (!*why)
		return &lib;
	snprintf(reason, size, "packages cannot be read without libarchive: %s",
		 why);
	return NULL;
}
#endif
