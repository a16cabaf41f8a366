// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_btf.c - a file for --btf, of any bytes (libFuzzer)
 *
 * It is refused in words, or what comes of it is self-contained BTF that has
 * the types of mac80211 that were asked for.
 */
#include <bpf/btf.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/btf_file.h"
#include "fuzz.h"
#include "kernel/types.h"

/* A vmlinux with what mac80211's types lean on. */
static struct type_table *make_vmlinux(void)
{
	struct btf *btf = btf__new_empty();
	int number = btf__add_int(btf, "int", 4, BTF_INT_SIGNED);

	btf__add_struct(btf, "net_device", 4);
	btf__add_field(btf, "ifindex", number, 0, 0);
	return type_table_of(btf, NULL);
}

/* What a BPF program names: types, and a member of each. */
static struct btf *make_local(void)
{
	static const char *const names[][2] = {
		{ "sta_info", "deflink" },
		{ "ieee80211_sub_if_data___old", "wdev" },
		{ "net_device", "ifindex" },
		{ "link_sta_info", "link_id" },
		{ "ieee80211_if_managed", "removed_links" },
	};
	struct btf *btf = btf__new_empty();
	int number = btf__add_int(btf, "int", 4, BTF_INT_SIGNED);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		btf__add_struct(btf, names[i][0], 4);
		btf__add_field(btf, names[i][1], number, 0, 0);
	}
	return btf;
}

static void check_btf(int fd)
{
	struct type_table *table;
	struct stat st;
	struct btf *btf;
	void *data;

	if (fstat(fd, &st) || st.st_size <= 0)
		abort();
	data = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		abort();
	btf = btf__new(data, st.st_size);
	if (!btf || !btf_sound(btf))
		abort();
	btf__free(btf);
	table = type_table_new(data, st.st_size, st.st_size, NULL);
	if (!table || !type_has_member(table, "sta_info", "deflink") ||
	    !type_has_member(table, "net_device", "ifindex"))
		abort();
	type_table_free(table);
}

static void collect(const struct types *types)
{
	struct btf *local = make_local();
	int fd = memfd_create("collected", MFD_CLOEXEC);

	if (types_collect(types, local, fd))
		abort();
	check_btf(fd);
	close(fd);
	btf__free(local);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	int file = memfd_create("fuzz", MFD_CLOEXEC), err;
	struct types types = {
		.vmlinux = make_vmlinux(), .mac80211.fd = -1, .cfg80211.fd = -1,
	};
	struct caught caught;
	char path[40];

	if (file < 0 || write(file, bytes, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	catch_output(&caught);
	err = btf_file_read(path, &types);
	fflush(stderr);
	if (err && !caught.size)
		abort();
	release_output(&caught);
	if (!err)
		collect(&types);
	types_close(&types);
	close(file);
	return 0;
}
