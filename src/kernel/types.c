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

/* --- reading --------------------------------------------------------------- */

/* The kernel's BTF object of that name; -1 without privilege, or if none. */
static int open_object(const char *object, __u32 *id)
{
	struct bpf_btf_info info;
	__u32 size;
	char name[64] = "";
	int fd;

	*id = 0;
	while (!bpf_btf_get_next_id(*id, id)) {
		fd = bpf_btf_get_fd_by_id(*id);
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

/*
 * The object in one piece, or the file that everybody may read, a page at a
 * time. That there is none is no failure.
 */
static int open_module(struct module_types *types, const char *name,
		       struct btf *vmlinux)
{
	__u32 id;

	if (!vmlinux)
		return 0;
	types->fd = open_object(name, &id);
	types->btf = types->fd >= 0 ?
		     btf__load_from_kernel_by_id_split(id, vmlinux) :
		     btf__load_module_btf(name, vmlinux);
	return !types->btf && errno == ENOMEM ? -ENOMEM : 0;
}

/* From 6.16 on the file can be mapped: it is not copied twice then. */
static struct btf *map_vmlinux(void)
{
	int fd = open(VMLINUX_BTF, O_RDONLY | O_CLOEXEC);
	struct btf *btf = NULL;
	struct stat st;
	void *data;

	if (fd < 0)
		return NULL;
	if (!fstat(fd, &st)) {
		data = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (data != MAP_FAILED) {
			btf = btf__new(data, st.st_size);
			munmap(data, st.st_size);
		}
	}
	close(fd);
	return btf;
}

static int open_vmlinux(struct btf **btf)
{
	__u32 id;
	int fd;

	*btf = map_vmlinux();
	if (*btf)
		return 0;
	fd = open_object("vmlinux", &id);
	*btf = fd >= 0 ? btf__load_from_kernel_by_id(id) :
			 btf__parse(VMLINUX_BTF, NULL);
	/* libbpf's search, in other places too, does not say why it failed */
	if (!*btf && errno == ENOMEM)
		return -ENOMEM;
	if (!*btf)
		*btf = btf__load_vmlinux_btf();
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
	btf__free(types->mac80211.btf);
	btf__free(types->cfg80211.btf);
	btf__free(types->vmlinux);
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

uint32_t types_own_from(const struct btf *btf)
{
	const struct btf *base = btf__base_btf(btf);

	return base ? btf__type_cnt(base) : 1;
}

/* Not in the base at first, as libbpf does, which has a hundred times more. */
static int find_struct(const struct btf *btf, const char *name)
{
	const struct btf *base = btf__base_btf(btf);

	for (uint32_t id = types_own_from(btf); id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);

		if (btf_is_struct(type) &&
		    !strcmp(btf__name_by_offset(btf, type->name_off), name))
			return id;
	}
	return base ? btf__find_by_name_kind(base, name, BTF_KIND_STRUCT) : -1;
}

static const struct btf_member *find_member(const struct btf *btf,
					    const char *type_name,
					    const char *member)
{
	int id = find_struct(btf, type_name);
	const struct btf_type *type;

	if (id < 0)
		return NULL;
	type = btf__type_by_id(btf, id);
	for (int i = 0; i < btf_vlen(type); i++)
		if (!strcmp(btf__name_by_offset(btf,
				btf_members(type)[i].name_off), member))
			return &btf_members(type)[i];
	return NULL;
}

bool types_have_member(const struct btf *btf, const char *type_name,
		       const char *member)
{
	return find_member(btf, type_name, member);
}

const char *types_member_struct(const struct btf *btf, const char *type_name,
				const char *member)
{
	const struct btf_member *found = find_member(btf, type_name, member);
	const struct btf_type *type;

	if (!found)
		return NULL;
	type = btf__type_by_id(btf, found->type);
	return type && btf_is_struct(type) ?
	       btf__name_by_offset(btf, type->name_off) : NULL;
}

/* --- collecting ------------------------------------------------------------ */

/* A type that the BPF programs name. */
struct wanted {
	const char *name;
	size_t len;		/* without ___flavour */
	bool here;		/* seen in the BTF that is being read */
	bool found;		/* in one before it */
};

struct collection {
	struct wanted *wanted;
	size_t nr_wanted;
	bool initials[256];	/* with which one of them begins */
	struct btf *dst;
	const struct btf *matched;	/* the base, once it is */
	/* of the BTF that is being read */
	uint32_t *map;		/* its ids -> ids in dst */
	uint32_t *queue;	/* its ids, in the order of those in dst */
	uint32_t queued;
	uint32_t first;		/* id in dst of the first of them */
};

static bool is_root(const struct btf_type *type)
{
	return (btf_is_composite(type) || btf_is_any_enum(type)) &&
	       type->name_off;
}

static int list_wanted(struct collection *c, const struct btf *local)
{
	c->wanted = calloc(btf__type_cnt(local), sizeof(*c->wanted));
	if (!c->wanted)
		return -ENOMEM;
	for (uint32_t id = 1; id < btf__type_cnt(local); id++) {
		const struct btf_type *type = btf__type_by_id(local, id);
		struct wanted *wanted = &c->wanted[c->nr_wanted];
		const char *flavour;

		if (!is_root(type))
			continue;
		wanted->name = btf__name_by_offset(local, type->name_off);
		flavour = strstr(wanted->name, "___");
		wanted->len = flavour ? (size_t)(flavour - wanted->name) :
					strlen(wanted->name);
		c->initials[(unsigned char)*wanted->name] = true;
		c->nr_wanted++;
	}
	return 0;
}

/* The id that a type has in dst, or will have. */
static uint32_t want(struct collection *c, uint32_t id)
{
	if (id && !c->map[id]) {
		c->map[id] = c->first + c->queued;
		c->queue[c->queued++] = id;
	}
	return c->map[id];
}

/* Names what a type contains by the ids of dst; pointers lead nowhere. */
static void translate(struct collection *c, struct btf_type *type)
{
	struct btf_member *member = btf_members(type);
	struct btf_array *array = btf_array(type);

	switch (btf_kind(type)) {
	case BTF_KIND_PTR:
		type->type = 0;
		break;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		for (int i = 0; i < btf_vlen(type); i++)
			member[i].type = want(c, member[i].type);
		break;
	case BTF_KIND_ARRAY:
		array->type = want(c, array->type);
		array->index_type = want(c, array->index_type);
		break;
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_CONST:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
		type->type = want(c, type->type);
		break;
	}
}

static void match(struct collection *c, const struct btf *src, uint32_t id)
{
	const struct btf_type *type = btf__type_by_id(src, id);
	const char *name;

	if (!is_root(type))
		return;
	name = btf__name_by_offset(src, type->name_off);
	if (!c->initials[(unsigned char)*name])
		return;
	for (size_t i = 0; i < c->nr_wanted; i++) {
		struct wanted *wanted = &c->wanted[i];

		if (wanted->found || *name != *wanted->name ||
		    strncmp(name, wanted->name, wanted->len) ||
		    name[wanted->len])
			continue;
		wanted->here = true;
		want(c, id);
	}
}

/* All of the same name, for libbpf to judge, but from one BTF only. */
static void match_range(struct collection *c, const struct btf *src,
			uint32_t from, uint32_t to)
{
	for (uint32_t id = from; id < to; id++)
		match(c, src, id);
	for (size_t i = 0; i < c->nr_wanted; i++)
		c->wanted[i].found |= c->wanted[i].here;
}

static int copy_queue(struct collection *c, const struct btf *src)
{
	for (uint32_t i = 0; i < c->queued; i++) {
		int id = btf__add_type(c->dst, src,
				       btf__type_by_id(src, c->queue[i]));

		if (id < 0)
			return id;
		translate(c, (struct btf_type *)btf__type_by_id(c->dst, id));
	}
	return 0;
}

static int collect_from(struct collection *c, const struct btf *src)
{
	const struct btf *base = btf__base_btf(src);
	uint32_t own = types_own_from(src);
	uint32_t cnt = btf__type_cnt(src);
	int err = -ENOMEM;

	c->map = calloc(cnt, sizeof(*c->map));
	c->queue = calloc(cnt, sizeof(*c->queue));
	c->queued = 0;
	c->first = btf__type_cnt(c->dst);
	if (c->map && c->queue) {
		if (base && base != c->matched)
			match_range(c, src, 1, own);
		match_range(c, src, own, cnt);
		c->matched = base ?: src;
		err = copy_queue(c, src);
	}
	free(c->map);
	free(c->queue);
	return err;
}

static int write_btf(const struct btf *btf)
{
	__u32 size;
	const char *data = btf__raw_data(btf, &size);
	int fd = data ? memfd_create("btf", MFD_CLOEXEC) : -1;
	int err;

	if (fd < 0)
		return -errno;
	err = write_all(fd, data, size);
	if (err)
		close(fd);
	return err ?: fd;
}

int types_collect(const struct types *types, const struct btf *local)
{
	const struct btf *sources[] = {
		types->mac80211.btf ?: types->vmlinux, types->cfg80211.btf,
	};
	struct collection c = { .dst = btf__new_empty() };
	int err = c.dst ? list_wanted(&c, local) : -ENOMEM;

	for (size_t i = 0; !err && i < ARRAY_SIZE(sources); i++)
		if (sources[i])
			err = collect_from(&c, sources[i]);
	err = err ?: write_btf(c.dst);
	free(c.wanted);
	btf__free(c.dst);
	return err;
}
