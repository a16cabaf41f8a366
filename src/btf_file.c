// SPDX-License-Identifier: GPL-2.0-only
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "btf_file.h"
#include "hooks.h"
#include "identity.h"
#include "util.h"

#define BUILD_ID_DIGITS 40

static bool is_mac80211(const struct btf *btf)
{
	return btf && btf_has_member(btf, "sta_info", "deflink") &&
	       btf_has_member(btf, "ieee80211_sub_if_data", "wdev") &&
	       btf_has_member(btf, "net_device", "ifindex");
}

static int write_all(int fd, const void *data, size_t size)
{
	ssize_t written;

	for (; size; size -= written, data = (const char *)data + written) {
		written = write(fd, data, size);
		if (written < 0)
			return -errno;
	}
	return 0;
}

static const char *types_of(const struct btf_header *hdr)
{
	return (const char *)hdr + hdr->hdr_len + hdr->type_off;
}

static const char *strings_of(const struct btf_header *hdr)
{
	return (const char *)hdr + hdr->hdr_len + hdr->str_off;
}

/*
 * Split BTF counts its types and strings on from its base's: one after the
 * other they are self-contained. base is NULL for what is so already.
 */
static int write_btf(int fd, const struct btf *base, const struct btf *btf)
{
	const struct btf_header *top, *bottom = NULL;
	struct btf_header hdr;
	__u32 size;
	int err;

	top = btf__raw_data(btf, &size);
	if (!top)
		return -ENOMEM;
	if (!base)
		return write_all(fd, top, size);
	bottom = btf__raw_data(base, &size);
	if (!bottom)
		return -ENOMEM;
	hdr = *bottom;
	hdr.hdr_len = sizeof(hdr);
	hdr.type_off = 0;
	hdr.type_len = bottom->type_len + top->type_len;
	hdr.str_off = hdr.type_len;
	hdr.str_len = bottom->str_len + top->str_len;
	err = write_all(fd, &hdr, sizeof(hdr));
	err = err ?: write_all(fd, types_of(bottom), bottom->type_len);
	err = err ?: write_all(fd, types_of(top), top->type_len);
	err = err ?: write_all(fd, strings_of(bottom), bottom->str_len);
	return err ?: write_all(fd, strings_of(top), top->str_len);
}

static int refuse(const char *path, const char *why)
{
	msg_error("%s: %s", path, why);
	msg_hint("make it of the module that runs: pahole "
		 "--btf_encode_detached=FILE mac80211.ko, of a build with "
		 "debug information");
	return -EINVAL;
}

static int copy_btf(const char *path, bool *has_removal)
{
	struct btf *vmlinux = NULL;
	struct btf *btf = btf__parse(path, NULL);
	int fd = -ENOTSUP, err;

	if (!is_mac80211(btf)) {
		btf__free(btf);
		vmlinux = btf__load_vmlinux_btf();
		btf = vmlinux ? btf__parse_split(path, vmlinux) : NULL;
	}
	if (!is_mac80211(btf)) {
		err = refuse(path, "not BTF of mac80211 for this kernel");
	} else {
		*has_removal = btf_has_member(btf, "ieee80211_if_managed",
					      "removed_links");
		fd = memfd_create("btf", MFD_CLOEXEC);
		err = fd < 0 ? -errno : write_btf(fd, vmlinux, btf);
		if (err)
			msg_error("%s: %s", path, errno_text(err));
	}
	btf__free(btf);
	btf__free(vmlinux);
	if (err && fd >= 0)
		close(fd);
	return err ?: fd;
}

static bool is_build_id(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!isxdigit((unsigned char)text[i]))
			return false;
	return len == BUILD_ID_DIGITS;
}

static bool id_from_sidecar(const char *path, char *id, size_t size)
{
	char sidecar[PATH_MAX];
	bool found = false;
	FILE *file;

	snprintf(sidecar, sizeof(sidecar), "%s.build-id", path);
	file = fopen(sidecar, "re");
	if (!file)
		return false;
	if (fgets(id, size, file)) {
		id[strcspn(id, "\n")] = '\0';
		found = is_build_id(id, strlen(id));
	}
	fclose(file);
	return found;
}

static bool id_from_name(const char *path, char *id, size_t size)
{
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;

	for (; *name; name += strcspn(name, "0123456789abcdef") ?: 1) {
		size_t len = strspn(name, "0123456789abcdef");

		if (!is_build_id(name, len))
			continue;
		snprintf(id, size, "%.*s", (int)len, name);
		return true;
	}
	return false;
}

/* What names its module has to name the one that runs. */
static int check_identity(const char *path)
{
	char id[BUILD_ID_TEXT_SIZE] = "";
	struct running running;

	running_read(&running, "");
	if (!id_from_sidecar(path, id, sizeof(id)) &&
	    !id_from_name(path, id, sizeof(id)))
		return 0;
	if (!*running.build_id || !strcmp(id, running.build_id))
		return 0;
	msg_error("%s: of build %s, but mac80211 of build %s runs", path, id,
		  running.build_id);
	msg_hint("the BTF has to be of the module that runs");
	return -EINVAL;
}

int btf_file_open(const char *path, bool *has_removal)
{
	int err = 0;

	if (access(path, R_OK)) {
		err = -errno;
		msg_error("cannot read '%s': %s", path, errno_text(err));
		return err;
	}
	err = check_identity(path);
	return err ?: copy_btf(path, has_removal);
}
