/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * BTF that stays where it is: only the start of each type is noted. libbpf
 * would copy the megabytes of vmlinux first.
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
	const void *raw;		/* the whole BTF */
	size_t raw_size;
	/* what it is in: one of these */
	void *data;
	size_t data_size;		/* of data, if that is mapped */
	struct btf *btf;
};

/*
 * Note the types of data, which is malloc'ed, or mapped if mapped_size is not
 * 0. The table owns data from now on, also on failure. Names and types that
 * these refer to are not checked: the kernel's own are sound, and those from
 * elsewhere have to be. NULL with errno set if it is no BTF, or memory is out.
 */
struct type_table *type_table_new(void *data, size_t size, size_t mapped_size,
				  const struct type_table *base);
/* The same for what libbpf has read. The table owns btf from now on. */
struct type_table *type_table_of(struct btf *btf,
				 const struct type_table *base);
void type_table_free(struct type_table *table);

/* One of the table's own types */
#define TYPE_OWN(table, id)						\
	((const struct btf_type *)((table)->types +			\
				   (table)->at[(id) - (table)->from]))
/* id is the table's own, or its base's. */
const struct btf_type *type_of(const struct type_table *table, uint32_t id);
const char *type_name(const struct type_table *table, uint32_t offset);
/* Is it a structure, union or enum with a name to ask for? */
bool type_is_named(const struct btf_type *type);
/* Size of a type with all that follows it, in bytes; 0 for an unknown kind */
uint32_t type_size(const struct btf_type *type);

/* Does this structure have this member? */
bool type_has_member(const struct type_table *table, const char *type,
		     const char *member);

/*
 * The name of the structure that this member of struct type is; NULL if there
 * is no such member, or it is no structure. The table owns the name.
 */
const char *type_of_member(const struct type_table *table, const char *type,
			   const char *member);

#endif
