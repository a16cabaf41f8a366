// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/replace.h"

int replace_begin(const char *path, char **temp)
{
	struct stat st;
	int fd, err;

	*temp = NULL;
	if (!stat(path, &st) && !S_ISREG(st.st_mode))
		return S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL;
	if (asprintf(temp, "%s.XXXXXX", path) < 0) {
		*temp = NULL;
		return -ENOMEM;
	}
	fd = mkstemp(*temp);
	if (fd >= 0)
		return fd;
	err = -errno;
	free(*temp);
	*temp = NULL;
	return err;
}
