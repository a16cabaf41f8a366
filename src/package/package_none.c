// SPDX-License-Identifier: GPL-2.0-only
/* Built without libarchive: packages are recognized, but not read. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "package/kind.h"
#include "package/package.h"

int package_read_memory(struct package_file *file, const void *bytes,
			size_t size, package_wants *wants)
{
	*file = (struct package_file){ 0 };
	if (kind_of(bytes, size) == KIND_OTHER)
		return -ENOEXEC;
	file->packages = calloc(1, sizeof(*file->packages));
	if (!file->packages)
		return -ENOMEM;
	file->nr_packages = 1;
	snprintf(file->packages[0].reason, sizeof(file->packages[0].reason),
		 "packages cannot be read: mlotrace was built without "
		 "libarchive");
	return 0;
}

int package_read(struct package_file *file, const char *path,
		 package_wants *wants)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char bytes[PACKAGE_MAGIC_SIZE];
	ssize_t size = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes));
	int err = size < 0 ? -errno : 0;

	if (fd >= 0)
		close(fd);
	*file = (struct package_file){ 0 };
	return err ?: package_read_memory(file, bytes, size, wants);
}

void package_free(struct package_file *file)
{
	free(file->packages);
	*file = (struct package_file){ 0 };
}
