/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * BTF where it lies: no more is done with it than to note where each type
 * begins. libbpf would copy the megabytes of vmlinux first.
 */
#ifndef MLOTRACE_TYPE_TABLE_H
#define MLOTRACE_TYPE_TABLE_H

#include <bpf/btf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct btf;

struct type_table {
	const struct type_table *base;	/* whose ids and names come first */
	const uint8_t *types;
	const char *names;
	uint32_t names_size;
	uint32_t *at;			/* where each of its own types begins */
	uint32_t from, end;		/* its own ids */
	uint32_t *named;		/* of these, see type_is_named() */
	uint32_t named_count;
	const void *raw;		/* the whole of it */
	size_t raw_size;
	/* what it lies in: one of them */
	void *data;
	size_t data_size;		/* of data, if that is mapped */
	struct btf *btf;
};

/*
 * Note the types of data, which is the table's from now on, also on failure:
 * malloc'ed, or mapped if mapped_size is not 0. The names and types that these
 * name are not looked at: the kernel's own are sound, and so has to be what
 * comes from elsewhere. NULL with errno set when it is no BTF, or memory is out.
 */
struct type_table *type_table_new(void *data, size_t size, size_t mapped_size,
				  const struct type_table *base);
/* The same of what libbpf has read; btf is the table's from now on. */
struct type_table *type_table_of(struct btf *btf,
				 const struct type_table *base);
void type_table_free(struct type_table *table);

/* One of the table's own. */
#define TYPE_OWN(table, id)						\
	((const struct btf_type *)((table)->types +			\
				   (table)->at[(id) - (table)->from]))
/* id is one of the table's or of its base's. */
const struct btf_type *type_of(const struct type_table *table, uint32_t id);
const char *type_name(const struct type_table *table, uint32_t offset);
/* A structure, union or enum that can be asked for by its name. */
bool type_is_named(const struct btf_type *type);
/* Of a type with all that is behind it, in bytes; 0 for an unknown kind. */
uint32_t type_size(const struct btf_type *type);

/* struct type_name has this member. */
bool type_has_member(const struct type_table *table, const char *type,
		     const char *member);

/*
 * The name of the structure that this member of struct type is; NULL if there
 * is no such member, or it is none. It is the table's.
 */
const char *type_of_member(const struct type_table *table, const char *type,
			   const char *member);

#endif
