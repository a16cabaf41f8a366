// SPDX-License-Identifier: GPL-2.0-only
#include <bpf/btf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/util.h"
#include "check/layout.h"
#include "code/image.h"
#include "kernel/btf_file.h"
#include "kernel/types.h"

/* The most structures without a name inside each other. */
#define DEPTH_MAX 16

/* --- reading it ---------------------------------------------------------- */

/* Not all versions of libbpf have btf__new_split(): go through a file. */
static struct btf *parse_split(const void *data, size_t size, struct btf *base,
			       int *err)
{
	int fd = memfd_create("btf", MFD_CLOEXEC);
	struct btf *btf = NULL;
	char path[32];

	*err = fd < 0 ? -errno : write_all(fd, data, size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (!*err)
		btf = btf__parse_raw_split(path, base);
	if (fd >= 0)
		close(fd);
	return btf;
}

static struct btf *read_section(struct image *img, const char *name,
				struct btf *base, int *err)
{
	size_t index = image_section(img, name);
	const void *data = image_data(img, index);
	struct btf *btf;

	if (!data)
		return NULL;
	btf = parse_split(data, img->sections[index].size, base, err);
	if (!btf || !btf_sound(btf)) {
		btf__free(btf);
		return NULL;
	}
	return btf;
}

/* pahole writes a base for modules that are built out of the kernel's tree. */
void module_btf_read(struct module_btf *out, struct image *img,
		     struct btf *vmlinux)
{
	*out = (struct module_btf){ 0 };
	if (image_section(img, ".BTF.base")) {
		out->own_base = read_section(img, ".BTF.base", NULL, &out->err);
		if (!out->own_base)
			return;
	}
	out->btf = read_section(img, ".BTF", out->own_base ?: vmlinux,
				&out->err);
}

void module_btf_free(struct module_btf *btf)
{
	btf__free(btf->btf);
	btf__free(btf->own_base);
	*btf = (struct module_btf){ 0 };
}

/* --- by name ------------------------------------------------------------- */

struct named {
	const char *name;
	uint32_t id;
};

/* Structures and unions with a name, by name. */
struct index {
	struct named *list;
	size_t count, room;
};

static int by_name(const void *a, const void *b)
{
	const struct named *left = a, *right = b;

	return strcmp(left->name, right->name);
}

static int index_types(struct index *index, const struct btf *btf,
		       uint32_t from, uint32_t end)
{
	for (uint32_t id = from; id < end; id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);
		struct named *moved;

		if (!btf_is_composite(type) || !type->name_off)
			continue;
		moved = array_grow(index->list, index->count, &index->room,
				   sizeof(*moved));
		if (!moved)
			return -ENOMEM;
		index->list = moved;
		index->list[index->count++] = (struct named){
			btf__name_by_offset(btf, type->name_off), id };
	}
	if (index->count)
		qsort(index->list, index->count, sizeof(*index->list),
		      by_name);
	return 0;
}

/* The first of that name, or the end. */
static const struct named *find(const struct index *index, const char *name)
{
	size_t low = 0, high = index->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(index->list[mid].name, name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return index->list + low;
}

/* --- comparing ----------------------------------------------------------- */

struct pair {
	const struct btf *mine, *theirs;
	/* the field in which they differ; "" for the whole */
	const char *field;
};

static bool same_type(struct pair *pair, uint32_t a, uint32_t b, int depth);

static const struct btf_type *plain(const struct btf *btf, uint32_t *id)
{
	const struct btf_type *type = btf__type_by_id(btf, *id);

	while (btf_is_mod(type) || btf_is_typedef(type)) {
		*id = type->type;
		type = btf__type_by_id(btf, *id);
	}
	return type;
}

static const char *name_of(const struct btf *btf, uint32_t offset)
{
	return btf__name_by_offset(btf, offset) ?: "";
}

static bool same_members(struct pair *pair, const struct btf_type *a,
			 const struct btf_type *b, int depth)
{
	for (int i = 0; i < btf_vlen(a); i++) {
		const struct btf_member *ma = &btf_members(a)[i];
		const struct btf_member *mb = &btf_members(b)[i];
		const char *name = name_of(pair->mine, ma->name_off);

		if (i < btf_vlen(b) && btf_member_bit_offset(a, i) ==
				       btf_member_bit_offset(b, i) &&
		    btf_member_bitfield_size(a, i) ==
		    btf_member_bitfield_size(b, i) &&
		    !strcmp(name, name_of(pair->theirs, mb->name_off)) &&
		    same_type(pair, ma->type, mb->type, depth + 1))
			continue;
		if (*name || !*pair->field)
			pair->field = name;
		return false;
	}
	return btf_vlen(a) == btf_vlen(b) && a->size == b->size;
}

/*
 * Return the number of elements, and set their type. Some versions of pahole
 * write int a[2][3] as an array of arrays, some as int a[6].
 */
static uint64_t flatten(const struct btf *btf, const struct btf_type *type,
			uint32_t *element)
{
	uint64_t count = 1;

	while (btf_is_array(type)) {
		count *= btf_array(type)->nelems;
		*element = btf_array(type)->type;
		type = plain(btf, element);
	}
	return count;
}

/* A named structure is compared on its own, or belongs to the base. */
static bool same_composite(struct pair *pair, const struct btf_type *a,
			   const struct btf_type *b, int depth)
{
	if (a->name_off || b->name_off)
		return a->size == b->size &&
		       !strcmp(name_of(pair->mine, a->name_off),
			       name_of(pair->theirs, b->name_off));
	return depth < DEPTH_MAX && same_members(pair, a, b, depth);
}

static bool same_type(struct pair *pair, uint32_t a, uint32_t b, int depth)
{
	const struct btf_type *ta = plain(pair->mine, &a);
	const struct btf_type *tb = plain(pair->theirs, &b);

	if (btf_is_any_enum(ta) && btf_is_any_enum(tb))
		return ta->size == tb->size;
	if (btf_kind(ta) != btf_kind(tb))
		return false;
	switch (btf_kind(ta)) {
	case BTF_KIND_PTR:
		return true;
	case BTF_KIND_INT:
		return ta->size == tb->size &&
		       btf_int_encoding(ta) == btf_int_encoding(tb);
	case BTF_KIND_FLOAT:
		return ta->size == tb->size;
	case BTF_KIND_ARRAY:
		return flatten(pair->mine, ta, &a) ==
		       flatten(pair->theirs, tb, &b) && depth < DEPTH_MAX &&
		       same_type(pair, a, b, depth + 1);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return same_composite(pair, ta, tb, depth);
	default:
		return false;
	}
}

/* A base that pahole wrote has only sizes. */
static bool same_whole(struct pair *pair, const struct btf_type *a,
		       const struct btf_type *b, bool sizes)
{
	pair->field = "";
	if (btf_kind(a) != btf_kind(b) || a->size != b->size)
		return false;
	return sizes || same_members(pair, a, b, 0);
}

/* One of that name has to match: some builds have several. */
static void compare_one(struct pair *pair, const struct index *index,
			uint32_t id, bool sizes, struct layout *layout)
{
	const struct btf_type *type = btf__type_by_id(pair->mine, id);
	const char *name = name_of(pair->mine, type->name_off);
	const struct named *other = find(index, name);
	const struct named *end = index->list + index->count;
	bool known = false;

	for (; other < end && !strcmp(other->name, name); other++) {
		known = true;
		if (same_whole(pair, type,
			       btf__type_by_id(pair->theirs, other->id),
			       sizes)) {
			layout->same++;
			return;
		}
	}
	if (!known || layout->differ++)
		return;
	snprintf(layout->first, sizeof(layout->first), "%s %s%s%s",
		 btf_is_struct(type) ? "struct" : "union", name,
		 *pair->field ? ", field " : "", pair->field);
}

int layout_compare(const struct btf *mine, const struct btf *theirs,
		   struct layout *layout)
{
	struct pair pair = { .mine = mine, .theirs = theirs, .field = "" };
	const struct btf *base = btf__base_btf(mine);
	struct index index = { 0 };
	int err;

	*layout = (struct layout){ 0 };
	err = index_types(&index, theirs, 1, btf__type_cnt(theirs));
	/* skip a base that both share */
	for (uint32_t id = base && (base == theirs ||
				    base == btf__base_btf(theirs)) ?
			   btf__type_cnt(base) : 1;
	     id < btf__type_cnt(mine) && !err; id++) {
		const struct btf_type *type = btf__type_by_id(mine, id);

		if (btf_is_composite(type) && type->name_off)
			compare_one(&pair, &index, id,
				    base && id < btf__type_cnt(base), layout);
	}
	free(index.list);
	return err;
}
