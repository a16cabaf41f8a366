// SPDX-License-Identifier: GPL-2.0-only
#include <bpf/btf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "kernel/type_table.h"

/* Bytes of a type and of each of its vlen entries, by kind; 0: unknown */
static const struct layout {
	uint8_t type, each;
	bool named;		/* asked for by name */
} layouts[32] = {
#define KIND(name, once, each, ...) [BTF_KIND_##name] = \
	{ sizeof(struct btf_type) + (once), (each), ##__VA_ARGS__ }
	KIND(INT, sizeof(__u32), 0),
	KIND(VAR, sizeof(struct btf_var), 0),
	KIND(DECL_TAG, sizeof(__u32), 0),
	KIND(ARRAY, sizeof(struct btf_array), 0),
	KIND(STRUCT, 0, sizeof(struct btf_member), true),
	KIND(UNION, 0, sizeof(struct btf_member), true),
	KIND(DATASEC, 0, sizeof(struct btf_var_secinfo)),
	KIND(ENUM64, 0, 3 * sizeof(__u32), true),
	KIND(ENUM, 0, sizeof(struct btf_enum), true),
	KIND(FUNC_PROTO, 0, sizeof(struct btf_param)),
	KIND(PTR, 0, 0),
	KIND(FWD, 0, 0),
	KIND(TYPEDEF, 0, 0),
	KIND(VOLATILE, 0, 0),
	KIND(CONST, 0, 0),
	KIND(RESTRICT, 0, 0),
	KIND(FUNC, 0, 0),
	KIND(FLOAT, 0, 0),
	KIND(TYPE_TAG, 0, 0),
#undef KIND
};

static inline uint32_t size_by(const struct layout *layout,
			       const struct btf_type *type)
{
	return layout->type + btf_vlen(type) * layout->each;
}

uint32_t type_size(const struct btf_type *type)
{
	return size_by(&layouts[btf_kind(type)], type);
}

bool type_is_named(const struct btf_type *type)
{
	return layouts[btf_kind(type)].named && type->name_off;
}

/* Shrink the list to what is used. */
static uint32_t *fit(uint32_t *list, uint32_t count)
{
	return realloc(list, (count + !count) * sizeof(*list)) ?: list;
}

/* Fill the lists, which have room for all. False: this is no BTF. */
static bool list_types(struct type_table *table, uint32_t size)
{
	const uint8_t *pos = table->types, *end = pos + size;
	uint32_t *at = table->at, *named = table->named, id = table->from;

	while (end - pos >= (ptrdiff_t)sizeof(struct btf_type)) {
		const struct btf_type *type = (const void *)pos;
		const struct layout *layout = &layouts[btf_kind(type)];
		const uint32_t step = size_by(layout, type);

		/* step is 0 for an unknown kind */
		if (step - 1 >= end - pos)
			return false;
		*at++ = pos - table->types;
		if (layout->named && type->name_off)
			*named++ = id;
		id++;
		pos += step;
	}
	table->end = id;
	table->named_count = named - table->named;
	return true;
}

/* Make room for as many types as there can be, if all are of the least size. */
static int note_types(struct type_table *table, uint32_t size)
{
	const size_t room = size + sizeof(struct btf_type);
	const size_t bytes = room / sizeof(struct btf_type) * sizeof(uint32_t);

	table->at = malloc(bytes);
	table->named = malloc(bytes);
	if (!table->at || !table->named)
		return -ENOMEM;
	if (!list_types(table, size))
		return -EINVAL;
	table->at = fit(table->at, table->end - table->from);
	table->named = fit(table->named, table->named_count);
	return 0;
}

static bool is_within(uint64_t offset, uint64_t length, size_t size)
{
	return offset <= size && length <= size - offset;
}

static int note(struct type_table *table, const void *data, size_t size)
{
	const struct btf_header *head = data;

	if (size < sizeof(*head) || head->magic != BTF_MAGIC ||
	    !is_within((uint64_t)head->hdr_len + head->type_off,
		       head->type_len, size) ||
	    !is_within((uint64_t)head->hdr_len + head->str_off, head->str_len,
		       size))
		return -EINVAL;
	table->types = (const uint8_t *)data + head->hdr_len + head->type_off;
	table->names = (const char *)data + head->hdr_len + head->str_off;
	table->names_size = head->str_len;
	table->raw = data;
	table->raw_size = size;
	return note_types(table, head->type_len);
}

static struct type_table *make(struct type_table *made, const void *data,
			       size_t size)
{
	struct type_table *table = malloc(sizeof(*table));
	int err = -ENOMEM;

	if (table) {
		made->from = made->base ? made->base->end : 1;
		*table = *made;
		err = note(table, data, size);
		if (!err)
			return table;
		type_table_free(table);
	} else if (made->data_size) {
		munmap(made->data, made->data_size);
	} else {
		free(made->data);
		btf__free(made->btf);
	}
	errno = -err;
	return NULL;
}

struct type_table *type_table_new(void *data, size_t size, size_t mapped_size,
				  const struct type_table *base)
{
	struct type_table made = {
		.base = base, .data = data, .data_size = mapped_size,
	};

	return make(&made, data, size);
}

struct type_table *type_table_of(struct btf *btf,
				 const struct type_table *base)
{
	struct type_table made = { .base = base, .btf = btf };
	__u32 size = 0;
	const void *data = btf__raw_data(btf, &size);

	return make(&made, data, data ? size : 0);
}

void type_table_free(struct type_table *table)
{
	if (!table)
		return;
	if (table->data_size)
		munmap(table->data, table->data_size);
	else
		free(table->data);
	btf__free(table->btf);
	free(table->at);
	free(table->named);
	free(table);
}

const struct btf_type *type_of(const struct type_table *table, uint32_t id)
{
	static const struct btf_type none;

	if (!id)
		return &none;
	while (id < table->from)
		table = table->base;
	return TYPE_OWN(table, id);
}

const char *type_name(const struct type_table *table, uint32_t offset)
{
	if (table->base) {
		if (offset < table->base->names_size)
			return type_name(table->base, offset);
		offset -= table->base->names_size;
	}
	return offset < table->names_size ? table->names + offset : "";
}

/* Search the base last: it has a hundred times more types. */
static const struct btf_type *find_struct(const struct type_table *table,
					  const char *name)
{
	for (uint32_t i = 0; i < table->named_count; i++) {
		const struct btf_type *type = TYPE_OWN(table, table->named[i]);

		if (btf_is_struct(type) &&
		    !strcmp(type_name(table, type->name_off), name))
			return type;
	}
	return table->base ? find_struct(table->base, name) : NULL;
}

static const struct btf_member *find_member(const struct type_table *table,
					    const char *name,
					    const char *member)
{
	const struct btf_type *type = find_struct(table, name);

	for (int i = 0; type && i < btf_vlen(type); i++)
		if (!strcmp(type_name(table, btf_members(type)[i].name_off),
			    member))
			return &btf_members(type)[i];
	return NULL;
}

bool type_has_member(const struct type_table *table, const char *type,
		     const char *member)
{
	return find_member(table, type, member);
}

const char *type_of_member(const struct type_table *table, const char *type,
			   const char *member)
{
	const struct btf_member *found = find_member(table, type, member);
	const struct btf_type *is = found ? type_of(table, found->type) : NULL;

	return is && btf_is_struct(is) ? type_name(table, is->name_off) : NULL;
}
