// SPDX-License-Identifier: GPL-2.0-only
/* Load libarchive only when needed: it brings ten more libraries along. */
#include <pthread.h>
#include <stdio.h>

#include "package/priv.h"

static LIBRARY(struct library, lib, LIBRARY_FUNCTIONS);
static char why[PACKAGE_REASON_SIZE];	/* it cannot be loaded; "" */

static void load(void)
{
	const char *err = LIBRARY_LOAD("libarchive.so.13", lib,
				       LIBRARY_FUNCTIONS);

	if (err)
		snprintf(why, sizeof(why), "%s", err);
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
