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

/* The kernel's BTF objects that we look for */
enum object {
	OBJECT_VMLINUX,
	OBJECT_MAC80211,
	OBJECT_CFG80211,
	OBJECTS,
};

static const char object_names[OBJECTS][9] = {
	"vmlinux", "mac80211", "cfg80211",
};

/* Which of them is this? OBJECTS: none */
static enum object object_of(int fd)
{
	char name[64] = "";
	struct bpf_btf_info info = {
		.name = (uintptr_t)name, .name_len = sizeof(name),
	};
	__u32 size = sizeof(info);
	int i = OBJECTS;

	if (!bpf_obj_get_info_by_fd(fd, &info, &size) && info.kernel_btf)
		for (i = 0; i < OBJECTS && strcmp(name, object_names[i]); i++)
			;
	return i;
}

/*
 * Find all in one pass, as there is an object for each module. -1 for those
 * that are missing; without privilege, for all.
 */
static void open_objects(int fds[OBJECTS])
{
	int missing = OBJECTS;
	__u32 id = 0;

	for (int i = 0; i < OBJECTS; i++)
		fds[i] = -1;
	while (missing && !bpf_btf_get_next_id(id, &id)) {
		int fd = bpf_btf_get_fd_by_id(id);
		enum object object = fd < 0 ? OBJECTS : object_of(fd);

		if (object < OBJECTS && fds[object] < 0) {
			fds[object] = fd;
			missing--;
		} else if (fd >= 0) {
			close(fd);
		}
	}
}

/* Read all of it; NULL with errno set on failure. */
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

/* Read the file, which everybody may, but only a page at a time. */
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

/* Read the object in one piece, or its file. Having neither is no failure. */
static int open_table(struct type_table **table, enum object object, int fd,
		      const struct type_table *base)
{
	char path[64];
	size_t size;
	void *data;

	snprintf(path, sizeof(path), "/sys/kernel/btf/%s",
		 object_names[object]);
	data = fd >= 0 ? read_object(fd, &size) : read_file(path, &size);
	*table = data ? type_table_new(data, size, fd >= 0 ? size : 0, base) :
			NULL;
	return !*table && errno == ENOMEM ? -ENOMEM : 0;
}

static int open_module(struct module_types *types, enum object object,
		       const struct type_table *vmlinux)
{
	return vmlinux ? open_table(&types->btf, object, types->fd, vmlinux) :
			 0;
}

/* From 6.16 on, the file can be mapped: then nothing is copied. */
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

/* Let libbpf search last: it knows more places, but not why it failed. */
static int open_vmlinux(struct type_table **table, int fd)
{
	struct btf *btf;
	int err;

	*table = map_vmlinux();
	if (*table)
		return 0;
	err = open_table(table, OBJECT_VMLINUX, fd, NULL);
	if (err || *table)
		return err;
	btf = btf__load_vmlinux_btf();
	if (btf)
		*table = type_table_of(btf, NULL);
	return 0;
}

int types_open(struct types *types)
{
	int fds[OBJECTS], err;

	open_objects(fds);
	*types = (struct types){
		.mac80211.fd = fds[OBJECT_MAC80211],
		.cfg80211.fd = fds[OBJECT_CFG80211],
	};
	err = open_vmlinux(&types->vmlinux, fds[OBJECT_VMLINUX]);
	if (fds[OBJECT_VMLINUX] >= 0)
		close(fds[OBJECT_VMLINUX]);
	return err ?: open_module(&types->mac80211, OBJECT_MAC80211,
				  types->vmlinux) ?:
		      open_module(&types->cfg80211, OBJECT_CFG80211,
				  types->vmlinux);
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
