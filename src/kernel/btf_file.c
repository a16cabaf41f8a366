// SPDX-License-Identifier: GPL-2.0-only
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/util.h"
#include "kernel/btf_file.h"
#include "kernel/identity.h"
#include "kernel/types.h"

#define BUILD_ID_DIGITS 40

#define MAX_CHAIN 32	/* of typedefs, qualifiers and arrays, as libbpf's */

static bool is_named(const struct btf *btf, uint32_t offset)
{
	return btf__name_by_offset(btf, offset);
}

static bool members_sound(const struct btf *btf, const struct btf_type *type)
{
	const struct btf_member *member = btf_members(type);

	for (int i = 0; i < btf_vlen(type); i++)
		if (!is_named(btf, member[i].name_off) ||
		    member[i].type >= btf__type_cnt(btf))
			return false;
	return true;
}

static bool params_sound(const struct btf *btf, const struct btf_type *type)
{
	const struct btf_param *param = btf_params(type);

	for (int i = 0; i < btf_vlen(type); i++)
		if (!is_named(btf, param[i].name_off) ||
		    param[i].type >= btf__type_cnt(btf))
			return false;
	return type->type < btf__type_cnt(btf);
}

static bool values_named(const struct btf *btf, const struct btf_type *type)
{
	bool wide = btf_is_enum64(type);

	for (int i = 0; i < btf_vlen(type); i++)
		if (!is_named(btf, wide ? btf_enum64(type)[i].name_off :
					  btf_enum(type)[i].name_off))
			return false;
	return true;
}

/* The next type in a chain of typedefs, qualifiers and arrays; 0: none */
static uint32_t next_in_chain(const struct btf_type *type)
{
	if (btf_is_array(type))
		return btf_array(type)->type;
	return btf_is_mod(type) || btf_is_typedef(type) ? type->type : 0;
}

static bool chain_ends(const struct btf *btf, uint32_t id)
{
	for (int i = 0; i < MAX_CHAIN && id < btf__type_cnt(btf); i++) {
		id = next_in_chain(btf__type_by_id(btf, id));
		if (!id)
			return true;
	}
	return false;
}

static bool type_sound(const struct btf *btf, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(btf, id);

	if ((uintptr_t)type % sizeof(uint32_t) ||
	    !is_named(btf, type->name_off) || !chain_ends(btf, id))
		return false;
	switch (btf_kind(type)) {
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return members_sound(btf, type);
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return values_named(btf, type);
	case BTF_KIND_FUNC_PROTO:
		return params_sound(btf, type);
	case BTF_KIND_ARRAY:
		return btf_array(type)->index_type < btf__type_cnt(btf);
	case BTF_KIND_PTR:
		return type->type < btf__type_cnt(btf);
	default:
		return true;
	}
}

/* The first id that is not the base's */
static uint32_t first_own(const struct btf *btf)
{
	const struct btf *base = btf__base_btf(btf);

	return base ? btf__type_cnt(base) : 1;
}

bool btf_sound(const struct btf *btf)
{
	for (uint32_t id = first_own(btf); id < btf__type_cnt(btf); id++)
		if (!type_sound(btf, id))
			return false;
	return true;
}

static bool is_mac80211(const struct type_table *table)
{
	return table && type_has_member(table, "sta_info", "deflink") &&
	       type_has_member(table, "ieee80211_sub_if_data", "wdev") &&
	       type_has_member(table, "net_device", "ifindex");
}

static void hint_make(void)
{
	msg_hint("make it from the source of the module that is running: "
		 "mlotrace-btf --source DIR");
}

static int refuse(const char *path, const char *why)
{
	msg_error("%s: %s", path, why);
	hint_make();
	return -EINVAL;
}

/* Returns NULL unless the file is sound BTF of mac80211. */
static struct type_table *parse(const char *path, struct btf *base,
				const struct type_table *vmlinux)
{
	struct btf *btf = btf__parse_split(path, base);
	struct type_table *table = NULL;

	if (btf && btf_sound(btf))
		table = type_table_of(btf, vmlinux);
	else
		btf__free(btf);
	if (is_mac80211(table))
		return table;
	type_table_free(table);
	return NULL;
}

/* Likewise for BTF split from vmlinux's, which libbpf then reads, too. */
static struct type_table *parse_split(const char *path,
				      const struct type_table *vmlinux)
{
	struct type_table *table;
	struct btf *base;

	if (!vmlinux)
		return NULL;
	base = btf__new(vmlinux->raw, vmlinux->raw_size);
	table = base ? parse(path, base, vmlinux) : NULL;
	btf__free(base);
	return table;
}

static int read_btf(const char *path, struct types *types)
{
	struct type_table *table = parse(path, NULL, NULL) ?:
				   parse_split(path, types->vmlinux);

	if (!table)
		return refuse(path, "not BTF of mac80211 for this kernel");
	type_table_free(types->mac80211.btf);
	types->mac80211.btf = table;
	return 0;
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

/* If the file names the build of its module, it has to be the one that runs. */
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
	msg_error("%s: made from build %s, but mac80211 of build %s is "
		  "running", path, id, running.build_id);
	hint_make();
	return -EINVAL;
}

int btf_file_read(const char *path, struct types *types)
{
	int err = 0;

	if (access(path, R_OK)) {
		err = -errno;
		msg_error("cannot read '%s': %s", path, errno_text(err));
		return err;
	}
	err = check_identity(path);
	return err ?: read_btf(path, types);
}
