// SPDX-License-Identifier: GPL-2.0-only
#include <dlfcn.h>
#include <string.h>

#include "base/library.h"

#ifdef LIBRARIES_STATIC
const char *library_load(const char *file, const char *names, void *filled)
{
	return NULL;
}
#else
const char *library_load(const char *file, const char *names, void *filled)
{
	void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
	void **member = filled;

	if (!handle)
		return dlerror();
	for (; *names; names += strlen(names) + 1) {
		*member = dlsym(handle, names);
		if (!*member++)
			return dlerror();
	}
	return NULL;
}
#endif
