// SPDX-License-Identifier: GPL-2.0-only
#include <bpf/btf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "kernel/type_table.h"

/* What follows the common part: once, and for each of vlen; by kind. */
static const struct layout {
	uint8_t known, once, each;
} layouts[32] = {
	[BTF_KIND_INT] = { 1, sizeof(__u32), 0 },
	[BTF_KIND_VAR] = { 1, sizeof(struct btf_var), 0 },
	[BTF_KIND_DECL_TAG] = { 1, sizeof(__u32), 0 },
	[BTF_KIND_ARRAY] = { 1, sizeof(struct btf_array), 0 },
	[BTF_KIND_STRUCT] = { 1, 0, sizeof(struct btf_member) },
	[BTF_KIND_UNION] = { 1, 0, sizeof(struct btf_member) },
	[BTF_KIND_DATASEC] = { 1, 0, sizeof(struct btf_var_secinfo) },
	[BTF_KIND_ENUM64] = { 1, 0, 3 * sizeof(__u32) },
	[BTF_KIND_ENUM] = { 1, 0, sizeof(struct btf_enum) },
	[BTF_KIND_FUNC_PROTO] = { 1, 0, sizeof(struct btf_param) },
	[BTF_KIND_PTR] = { 1, 0, 0 },
	[BTF_KIND_FWD] = { 1, 0, 0 },
	[BTF_KIND_TYPEDEF] = { 1, 0, 0 },
	[BTF_KIND_VOLATILE] = { 1, 0, 0 },
	[BTF_KIND_CONST] = { 1, 0, 0 },
	[BTF_KIND_RESTRICT] = { 1, 0, 0 },
	[BTF_KIND_FUNC] = { 1, 0, 0 },
	[BTF_KIND_FLOAT] = { 1, 0, 0 },
	[BTF_KIND_TYPE_TAG] = { 1, 0, 0 },
};

static inline uint32_t size_of(const struct btf_type *type)
{
	const struct layout *layout = &layouts[btf_kind(type)];

	return layout->known ? sizeof(*type) + layout->once +
			       btf_vlen(type) * layout->each : 0;
}

uint32_t type_size(const struct btf_type *type)
{
	return size_of(type);
}

/* An upper bound of how many types there are is what the least of them takes. */
static int note_types(struct type_table *table, uint32_t size)
{
	uint32_t pos = 0, count = 0, step;
	void *fit;

	table->at = malloc(size / sizeof(struct btf_type) * sizeof(*table->at));
	if (!table->at)
		return -ENOMEM;
	while (size - pos >= sizeof(struct btf_type)) {
		step = size_of((const void *)(table->types + pos));
		if (!step || step > size - pos)
			return -EINVAL;
		table->at[count++] = pos;
		pos += step;
	}
	fit = realloc(table->at, (count + !count) * sizeof(*table->at));
	if (fit)
		table->at = fit;
	table->end = table->from + count;
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

/* Not in the base at first, which has a hundred times more. */
static const struct btf_type *find_struct(const struct type_table *table,
					  const char *name)
{
	for (uint32_t id = table->from; id < table->end; id++) {
		const struct btf_type *type = TYPE_OWN(table, id);

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
