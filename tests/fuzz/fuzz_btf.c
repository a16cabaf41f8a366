// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_btf.c - a file for --btf, of any bytes (libFuzzer)
 *
 * It is refused in words, or what comes out is self-contained BTF that has
 * mac80211's types.
 */
#include <bpf/btf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "btf_file.h"
#include "fuzz.h"
#include "hooks.h"

/* In the place of libbpf's: a vmlinux with what mac80211's types lean on. */
struct btf *btf__load_vmlinux_btf(void)
{
	struct btf *btf = btf__new_empty();
	int number = btf__add_int(btf, "int", 4, BTF_INT_SIGNED);

	btf__add_struct(btf, "net_device", 4);
	btf__add_field(btf, "ifindex", number, 0, 0);
	return btf;
}

static void check_btf(int fd)
{
	struct stat st;
	struct btf *btf;
	void *data;

	if (fstat(fd, &st) || st.st_size <= 0)
		abort();
	data = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		abort();
	btf = btf__new(data, st.st_size);
	if (!btf || !btf_has_member(btf, "sta_info", "deflink") ||
	    !btf_has_member(btf, "net_device", "ifindex"))
		abort();
	btf__free(btf);
	munmap(data, st.st_size);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	int file = memfd_create("fuzz", MFD_CLOEXEC), fd;
	struct caught caught;
	bool has_removal;
	char path[40];

	if (file < 0 || write(file, bytes, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	catch_output(&caught);
	fd = btf_file_open(path, &has_removal);
	fflush(stderr);
	if (fd < 0 && !caught.size)
		abort();
	release_output(&caught);
	if (fd >= 0) {
		check_btf(fd);
		close(fd);
	}
	close(file);
	return 0;
}
