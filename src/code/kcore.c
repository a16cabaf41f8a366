// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/util.h"
#include "code/kcore.h"

#define KCORE "/proc/kcore"
/* One for each range of memory, and a handful for the kernel. */
#define SEGMENTS_MAX 4096

static int fail(char *reason, size_t size, int err)
{
	snprintf(reason, size, KCORE " cannot be read: %s%s", errno_text(err),
		 err == -EACCES ? " (it takes root)" :
		 err == -EPERM ? " (it takes CAP_SYS_RAWIO, and no lockdown "
				 "for confidentiality)" :
		 err == -ENOENT ? " (a kernel without CONFIG_PROC_KCORE?)" :
		 err == -EIO ? " (hidden, as in a container?)" : "");
	return err;
}

/* Returns 0, -EIO if there is less than that, or another negative errno. */
static int read_at(int fd, void *data, size_t size, uint64_t offset)
{
	uint8_t *to = data;

	while (size) {
		ssize_t got = pread(fd, to, size, offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got ? -errno : -EIO;
		to += got;
		offset += got;
		size -= got;
	}
	return 0;
}

static int read_segments(struct kcore *kcore)
{
	Elf64_Ehdr header;
	int err;

	err = read_at(kcore->fd, &header, sizeof(header), 0);
	if (err)
		return err;
	if (memcmp(header.e_ident, ELFMAG, SELFMAG) ||
	    header.e_ident[EI_CLASS] != ELFCLASS64 ||
	    header.e_phentsize != sizeof(*kcore->segments) ||
	    !header.e_phnum || header.e_phnum > SEGMENTS_MAX)
		return -ENOEXEC;
	kcore->machine = header.e_machine;
	kcore->segments = calloc(header.e_phnum, sizeof(*kcore->segments));
	if (!kcore->segments)
		return -ENOMEM;
	kcore->nr_segments = header.e_phnum;
	return read_at(kcore->fd, kcore->segments,
		       header.e_phnum * sizeof(*kcore->segments),
		       header.e_phoff);
}

int kcore_open(struct kcore *kcore, const char *root, char *reason,
	       size_t reason_size)
{
	char path[PATH_MAX];
	int err;

	*kcore = (struct kcore){ 0 };
	snprintf(path, sizeof(path), "%s" KCORE, root);
	kcore->fd = open(path, O_RDONLY | O_CLOEXEC);
	err = kcore->fd < 0 ? -errno : read_segments(kcore);
	return err ? fail(reason, reason_size, err) : 0;
}

int kcore_read(const struct kcore *kcore, uint64_t addr, void *data,
	       size_t size)
{
	for (size_t i = 0; i < kcore->nr_segments; i++) {
		const Elf64_Phdr *segment = &kcore->segments[i];
		uint64_t before = addr - segment->p_vaddr;

		if (segment->p_type != PT_LOAD || addr < segment->p_vaddr ||
		    before >= segment->p_memsz ||
		    size > segment->p_memsz - before)
			continue;
		return read_at(kcore->fd, data, size,
			       segment->p_offset + before);
	}
	return -EFAULT;
}

void kcore_close(struct kcore *kcore)
{
	if (kcore->fd >= 0)
		close(kcore->fd);
	free(kcore->segments);
	*kcore = (struct kcore){ .fd = -1 };
}
