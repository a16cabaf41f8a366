// SPDX-License-Identifier: GPL-2.0-only
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/util.h"
#include "kernel/types.h"

/* The kernel's BTF object of that name; -1 without privilege, or if none. */
static int open_object(const char *object)
{
	struct bpf_btf_info info;
	__u32 size, id = 0;
	char name[64] = "";
	int fd;

	while (!bpf_btf_get_next_id(id, &id)) {
		fd = bpf_btf_get_fd_by_id(id);
		if (fd < 0)
			continue;
		memset(&info, 0, sizeof(info));
		info.name = (uintptr_t)name;
		info.name_len = sizeof(name);
		size = sizeof(info);
		if (!bpf_obj_get_info_by_fd(fd, &info, &size) &&
		    info.kernel_btf && !strcmp(name, object))
			return fd;
		close(fd);
	}
	return -1;
}

/* All of it; NULL with errno set. */
static void *read_object(int fd, size_t *size)
{
	struct bpf_btf_info info = { 0 };
	__u32 len = sizeof(info);
	void *data;

	if (bpf_obj_get_info_by_fd(fd, &info, &len))
		return NULL;
	*size = info.btf_size;
	data = mmap(NULL, *size, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (data == MAP_FAILED)
		return NULL;
	memset(&info, 0, sizeof(info));
	info.btf = (uintptr_t)data;
	info.btf_size = *size;
	len = sizeof(info);
	if (bpf_obj_get_info_by_fd(fd, &info, &len)) {
		munmap(data, *size);
		return NULL;
	}
	return data;
}

/* The file that everybody may read, a page at a time. */
static void *read_file(const char *path, size_t *size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *data = NULL;
	ssize_t got;

	if (fd < 0)
		return NULL;
	if (!fstat(fd, &st))
		data = malloc(st.st_size);
	for (*size = 0; data && *size < (size_t)st.st_size; *size += got) {
		got = read(fd, (char *)data + *size, st.st_size - *size);
		if (got <= 0)
			break;
	}
	close(fd);
	return data;
}

/* The object in one piece, or its file. That there is none is no failure. */
static int open_table(struct type_table **table, const char *name, int fd,
		      const struct type_table *base)
{
	char path[64];
	size_t size;
	void *data;

	snprintf(path, sizeof(path), "/sys/kernel/btf/%s", name);
	data = fd >= 0 ? read_object(fd, &size) : read_file(path, &size);
	*table = data ? type_table_new(data, size, fd >= 0 ? size : 0, base) :
			NULL;
	return !*table && errno == ENOMEM ? -ENOMEM : 0;
}

static int open_module(struct module_types *types, const char *name,
		       const struct type_table *vmlinux)
{
	if (!vmlinux)
		return 0;
	types->fd = open_object(name);
	return open_table(&types->btf, name, types->fd, vmlinux);
}

/* From 6.16 on the file can be mapped: nothing is copied then. */
static struct type_table *map_vmlinux(void)
{
	int fd = open(VMLINUX_BTF, O_RDONLY | O_CLOEXEC);
	struct type_table *table = NULL;
	struct stat st;
	void *data;

	if (fd < 0)
		return NULL;
	if (!fstat(fd, &st)) {
		data = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (data != MAP_FAILED)
			table = type_table_new(data, st.st_size, st.st_size,
					       NULL);
	}
	close(fd);
	return table;
}

/* libbpf's search, in other places too, does not say why it failed. */
static int open_vmlinux(struct type_table **table)
{
	struct btf *btf;
	int fd, err;

	*table = map_vmlinux();
	if (*table)
		return 0;
	fd = open_object("vmlinux");
	err = open_table(table, "vmlinux", fd, NULL);
	if (fd >= 0)
		close(fd);
	if (err || *table)
		return err;
	btf = btf__load_vmlinux_btf();
	if (btf)
		*table = type_table_of(btf, NULL);
	return 0;
}

int types_open(struct types *types)
{
	*types = (struct types){
		.mac80211.fd = -1, .cfg80211.fd = -1,
	};
	return open_vmlinux(&types->vmlinux) ?:
	       open_module(&types->mac80211, "mac80211", types->vmlinux) ?:
	       open_module(&types->cfg80211, "cfg80211", types->vmlinux);
}

void types_free_btf(struct types *types)
{
	type_table_free(types->mac80211.btf);
	type_table_free(types->cfg80211.btf);
	type_table_free(types->vmlinux);
	types->vmlinux = types->mac80211.btf = types->cfg80211.btf = NULL;
}

void types_close(struct types *types)
{
	types_free_btf(types);
	if (types->mac80211.fd >= 0)
		close(types->mac80211.fd);
	if (types->cfg80211.fd >= 0)
		close(types->cfg80211.fd);
	types->mac80211.fd = types->cfg80211.fd = -1;
}
