// SPDX-License-Identifier: GPL-2.0-only
#include <bpf/btf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "kernel/types.h"

/* A type that the BPF programs name. */
struct wanted {
	const char *name;
	size_t len;		/* without ___flavour */
	bool here;		/* seen in the BTF that is being read */
	bool found;		/* in an earlier one */
};

/* Bytes that grow. */
struct bytes {
	char *data;
	size_t size, room;
};

struct collection {
	struct wanted *wanted;
	size_t nr_wanted;
	bool initials[1 << 16];	/* two bytes that a wanted name begins with */
	bool entries[1 << 16];	/* by hash: the names of their members */
	struct bytes types, names;
	uint32_t count;		/* of the types, with void */
	const struct type_table *matched;	/* the base, if it was */
	/* of the table that is being read */
	uint32_t *map;		/* its ids -> ids of the collection */
	uint32_t *queue;	/* its ids, in that order */
	uint32_t queued;
	uint32_t first;		/* the collection's id of the first */
};

/* Size of each of a type's named entries: members or values; 0: it has none */
static size_t entry_size(const struct btf_type *type)
{
	switch (btf_kind(type)) {
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return sizeof(struct btf_member);
	case BTF_KIND_ENUM:
		return sizeof(struct btf_enum);
	case BTF_KIND_ENUM64:
		return sizeof(struct btf_enum64);
	default:
		return 0;
	}
}

/* Where the name of entry i is. It comes first in all kinds of entries. */
static __u32 *entry_name(const struct btf_type *type, int i)
{
	return (__u32 *)((char *)(type + 1) + i * entry_size(type));
}

/* Names with the same hash are kept together, which only costs bytes. */
static bool *entry_named(struct collection *c, const char *name, size_t len)
{
	uint32_t hash = 0;

	for (size_t i = 0; i < len; i++)
		hash = hash * 31 + (uint8_t)name[i];
	return &c->entries[(uint16_t)hash];
}

/* The length without the ___flavour, which CO-RE ignores. */
static size_t essential_len(const char *name)
{
	const char *flavour = strstr(name, "___");

	return flavour ? (size_t)(flavour - name) : strlen(name);
}

/* The flag of a name's first two bytes, also for an empty name */
static bool *initials(struct collection *c, const char *name)
{
	return &c->initials[*name ? (uint8_t)name[0] << 8 | (uint8_t)name[1] :
				    0];
}

static void list_entries(struct collection *c, const struct btf *local,
			 const struct btf_type *type)
{
	const int count = entry_size(type) ? btf_vlen(type) : 0;

	for (int i = 0; i < count; i++) {
		const char *name = btf__name_by_offset(local,
						       *entry_name(type, i));

		*entry_named(c, name, essential_len(name)) = true;
	}
}

static int list_wanted(struct collection *c, const struct btf *local)
{
	c->wanted = calloc(btf__type_cnt(local), sizeof(*c->wanted));
	if (!c->wanted)
		return -ENOMEM;
	for (uint32_t id = 1; id < btf__type_cnt(local); id++) {
		const struct btf_type *type = btf__type_by_id(local, id);
		struct wanted *wanted = &c->wanted[c->nr_wanted];

		list_entries(c, local, type);
		if (!type_is_named(type))
			continue;
		wanted->name = btf__name_by_offset(local, type->name_off);
		wanted->len = essential_len(wanted->name);
		*initials(c, wanted->name) = true;
		c->nr_wanted++;
	}
	return 0;
}

/* Append size bytes; NULL: no memory. */
static void *append(struct bytes *bytes, const void *data, size_t size)
{
	size_t room = bytes->room ?: 1 << 16;
	char *grown = bytes->data;

	while (room - bytes->size < size)
		room *= 2;
	if (room != bytes->room)
		grown = realloc(bytes->data, room);
	if (!grown)
		return NULL;
	bytes->data = grown;
	bytes->room = room;
	bytes->size += size;
	return memcpy(grown + bytes->size - size, data, size);
}

/* The id that a type has in the collection, or will have. */
static uint32_t want(struct collection *c, uint32_t id)
{
	if (id && !c->map[id]) {
		c->map[id] = c->first + c->queued;
		c->queue[c->queued++] = id;
	}
	return c->map[id];
}

/* Copy a name into the collection, and update offset; false: no memory. */
static bool rename_in(struct collection *c, const struct type_table *src,
		      __u32 *offset)
{
	const char *name = type_name(src, *offset);

	*offset = *name ? c->names.size : 0;
	return !*name || append(&c->names, name, strlen(name) + 1);
}

/*
 * Keep only the members and enum values that the programs name, and those
 * without a name, which may contain one. CO-RE looks for no others.
 */
static bool keep_named(struct collection *c, const struct type_table *src,
		       struct btf_type *type)
{
	const size_t size = entry_size(type);
	const int count = size ? btf_vlen(type) : 0;
	int kept = 0;

	for (int i = 0; i < count; i++) {
		const char *name = type_name(src, *entry_name(type, i));

		if (!*name || *entry_named(c, name, strlen(name)))
			memmove(entry_name(type, kept++), entry_name(type, i),
				size);
	}
	type->info -= count - kept;
	c->types.size -= (count - kept) * size;
	for (int i = 0; i < kept; i++)
		if (!rename_in(c, src, entry_name(type, i)))
			return false;
	return true;
}

/* Turn the ids in a type into the collection's; pointers lead nowhere. */
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

static void match(struct collection *c, const char *name, uint32_t id)
{
	const size_t len = strlen(name);

	for (size_t i = 0; i < c->nr_wanted; i++) {
		struct wanted *wanted = &c->wanted[i];

		if (wanted->len != len || wanted->found ||
		    memcmp(name, wanted->name, len))
			continue;
		wanted->here = true;
		want(c, id);
	}
}

/* Take all types of a wanted name, for libbpf to judge, from one table only. */
static void match_all(struct collection *c, const struct type_table *src)
{
	for (uint32_t i = 0; i < src->named_count; i++) {
		const uint32_t id = src->named[i];
		const char *name = type_name(src, TYPE_OWN(src, id)->name_off);

		if (*initials(c, name))
			match(c, name, id);
	}
	for (size_t i = 0; i < c->nr_wanted; i++)
		c->wanted[i].found |= c->wanted[i].here;
}

/* Copy a type, but no parameters of a prototype: nobody asks for these. */
static struct btf_type *copy_type(struct collection *c,
				  const struct btf_type *type)
{
	const bool proto = btf_is_func_proto(type);
	struct btf_type *copy = append(&c->types, type, proto ? sizeof(*type) :
							type_size(type));

	if (copy && proto) {
		copy->info = BTF_KIND_FUNC_PROTO << 24;
		copy->type = 0;
	}
	return copy;
}

static int copy_queue(struct collection *c, const struct type_table *src)
{
	for (uint32_t i = 0; i < c->queued; i++) {
		struct btf_type *copy = copy_type(c,
						  type_of(src, c->queue[i]));

		if (!copy || !rename_in(c, src, &copy->name_off) ||
		    !keep_named(c, src, copy))
			return -ENOMEM;
		translate(c, copy);
	}
	c->count += c->queued;
	return 0;
}

static int collect_from(struct collection *c, const struct type_table *src)
{
	const struct type_table *base = src->base;
	int err = -ENOMEM;

	c->map = calloc(src->end, sizeof(*c->map));
	c->queue = malloc(src->end * sizeof(*c->queue));
	c->queued = 0;
	c->first = c->count;
	if (c->map && c->queue) {
		if (base && base != c->matched)
			match_all(c, base);
		match_all(c, src);
		c->matched = base ?: src;
		err = copy_queue(c, src);
	}
	free(c->map);
	free(c->queue);
	return err;
}

static int write_collection(const struct collection *c, int fd)
{
	const struct btf_header head = {
		.magic = BTF_MAGIC, .version = BTF_VERSION,
		.hdr_len = sizeof(head), .type_len = c->types.size,
		.str_off = c->types.size, .str_len = c->names.size,
	};

	return write_all(fd, (const char *)&head, sizeof(head)) ?:
	       write_all(fd, c->types.data, c->types.size) ?:
	       write_all(fd, c->names.data, c->names.size);
}

static int collect(struct collection *c, const struct types *types,
		   const struct btf *local)
{
	const struct type_table *sources[] = {
		types->mac80211.btf ?: types->vmlinux, types->cfg80211.btf,
	};
	int err = list_wanted(c, local);

	/* the first name is the empty one */
	if (!err && (!append(&c->names, "", 1) || !append(&c->types, "", 0)))
		err = -ENOMEM;
	c->count = 1;
	for (size_t i = 0; !err && i < ARRAY_SIZE(sources); i++)
		if (sources[i])
			err = collect_from(c, sources[i]);
	return err;
}

int types_collect(const struct types *types, const struct btf *local, int fd)
{
	struct collection *c = calloc(1, sizeof(*c));
	int err;

	if (!c)
		return -ENOMEM;
	err = collect(c, types, local) ?: write_collection(c, fd);
	free(c->wanted);
	free(c->types.data);
	free(c->names.data);
	free(c);
	return err;
}
