// SPDX-License-Identifier: GPL-2.0-only
/* What can be told without reading a package. */
#include <stdio.h>
#include <string.h>

#include "base/util.h"
#include "package/kind.h"
#include "package/package.h"

bool package_module_name(const char *path, char *name, size_t size)
{
	static const char ends[][8] = { ".ko", ".ko.xz", ".ko.gz", ".ko.zst" };
	const char *slash = strrchr(path, '/');
	const char *file = slash ? slash + 1 : path;
	size_t length = strcspn(file, ".");

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		if (strcmp(file + length, ends[i]))
			continue;
		snprintf(name, size, "%.*s", (int)length, file);
		/* as modprobe takes it */
		for (char *c = name; *c; c++)
			if (*c == '-')
				*c = '_';
		return true;
	}
	return false;
}

enum package_likely package_likely(const void *bytes, size_t size)
{
	enum kind kind = kind_of(bytes, size);

	return kind == KIND_OTHER ? PACKAGE_NO :
	       kind_packed(kind) ? PACKAGE_PACKED : PACKAGE_YES;
}
