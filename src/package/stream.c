// SPDX-License-Identifier: GPL-2.0-only
/* From bytes to members: packed data, and archives that have members. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "package/priv.h"

/* How many layers of packing there may be inside each other. */
#define LAYERS_MAX 3

static int archive_fail(struct reader *rd, struct archive *a)
{
	const char *text = a ? rd->lib->archive_error_string(a) : NULL;

	if (!a)
		return reader_fail(rd, -ENOMEM, "out of memory");
	/* perhaps for what a damaged file asks: go on with the others */
	if (rd->lib->archive_errno(a) == ENOMEM)
		return reader_fail(rd, -EFBIG, "out of memory");
	return reader_fail(rd, -EILSEQ, "corrupt or truncated%s%s",
			   text ? ": " : "", text ?: "");
}

/* --- what packs ---------------------------------------------------------- */

static int filter_of(enum kind kind)
{
	static const int filters[KINDS] = {
		[KIND_BZIP2] = ARCHIVE_FILTER_BZIP2,
		[KIND_LZ4] = ARCHIVE_FILTER_LZ4,
		[KIND_LZ4_LEGACY] = ARCHIVE_FILTER_LZ4,
	};

	return filters[kind];
}

static ssize_t next_of_archive(struct source *src, const uint8_t **block)
{
	struct reader *rd = src->rd;
	const void *data;
	la_int64_t offset;
	size_t size = 0;
	int ret, err;

	do
		ret = rd->lib->archive_read_data_block(src->from, &data, &size,
						       &offset);
	while (ret == ARCHIVE_OK && !size);
	if (ret == ARCHIVE_EOF)
		return 0;
	if (ret < ARCHIVE_WARN)
		return archive_fail(rd, src->from);
	/* holes would have to be filled */
	if ((uint64_t)offset != src->left)
		return reader_fail(rd, -EILSEQ, "a sparse file is in here");
	src->left += size;
	err = reader_count(rd, size);
	if (err)
		return err;
	*block = data;
	return size;
}

static struct archive *unpacker(struct reader *rd, enum kind kind,
				struct source *src)
{
	const struct library *lib = rd->lib;
	struct archive *a = lib->archive_read_new();
	struct archive_entry *entry;

	if (a && !lib->archive_read_append_filter(a, filter_of(kind)) &&
	    !lib->archive_read_set_format(a, ARCHIVE_FORMAT_RAW) &&
	    !lib->archive_read_open(a, src, NULL, source_give, NULL) &&
	    lib->archive_read_next_header(a, &entry) >= ARCHIVE_WARN)
		return a;
	archive_fail(rd, a);
	lib->archive_read_free(a);
	return NULL;
}

/* Read what is inside something packed; *kind is set to what that is. */
static int read_inside(struct reader *rd, struct scope *scope,
		       struct source *inner, enum kind *kind)
{
	ssize_t got = source_peek(inner, PACKAGE_MAGIC_SIZE);
	int err;

	*kind = got > 0 ? kind_of(inner->at, got) : KIND_OTHER;
	if (got < 0)
		return got;
	if (rd->layers == LAYERS_MAX)
		return reader_fail(rd, -EILSEQ, "packed more than %d times",
				   LAYERS_MAX);
	rd->layers++;
	err = stream_read(rd, scope, inner);
	rd->layers--;
	return err;
}

/* Read something packed that libarchive unpacks. */
static int read_filtered(struct reader *rd, struct scope *scope,
			 struct source *src, enum kind *kind)
{
	struct source inner = { .next = next_of_archive, .rd = rd };
	struct archive *a;
	int err;

	src->given = src->last_size = 0;
	a = unpacker(rd, *kind, src);
	if (!a)
		return -EILSEQ;
	inner.from = a;
	err = read_inside(rd, scope, &inner, kind);
	/* an initramfs goes on behind the packed data */
	if (!err && *kind == KIND_CPIO)
		err = source_ungive(src, rd->lib->archive_filter_bytes(a, -1));
	source_free(&inner);
	rd->lib->archive_read_free(a);
	return err;
}

static int read_packed(struct reader *rd, struct scope *scope,
		       struct source *src, enum kind *kind)
{
	struct source inner;
	int err;

	if (!unpack_can(*kind))
		return read_filtered(rd, scope, src, kind);
	err = unpack_open(&inner, src, *kind);
	if (err)
		return err;
	err = read_inside(rd, scope, &inner, kind);
	unpack_close(&inner);
	return err;
}

/* --- what has members ---------------------------------------------------- */

static int read_members(struct reader *rd, struct scope *scope,
			struct archive *a)
{
	const struct library *lib = rd->lib;
	struct archive_entry *entry;
	int ret, err = 0;

	while (!err) {
		struct source data = {
			.next = next_of_archive, .rd = rd, .from = a,
		};
		struct member member = { .data = &data };
		const char *path;

		ret = lib->archive_read_next_header(a, &entry);
		if (ret == ARCHIVE_EOF)
			return 0;
		/* ARCHIVE_RETRY: it would look for another header */
		if (ret != ARCHIVE_OK && ret != ARCHIVE_WARN)
			return archive_fail(rd, a);
		path = lib->archive_entry_pathname(entry);
		member_path(&member, path ?: "");
		member.link = lib->archive_entry_filetype(entry) == AE_IFLNK ||
			      lib->archive_entry_hardlink(entry);
		member.regular = !member.link &&
			lib->archive_entry_filetype(entry) == AE_IFREG;
		member.size = lib->archive_entry_size(entry);
		err = rd->member(rd, scope, &member);
		source_free(&data);
	}
	return err;
}

static int read_archive(struct reader *rd, struct scope *scope,
			struct source *src, int format)
{
	const struct library *lib = rd->lib;
	struct archive *a = lib->archive_read_new();
	int err;

	if (a && !lib->archive_read_set_format(a, format) &&
	    !lib->archive_read_open(a, src, NULL, source_give, NULL))
		err = read_members(rd, scope, a);
	else
		err = archive_fail(rd, a);
	lib->archive_read_free(a);
	return err;
}

/* --- whatever it is ------------------------------------------------------ */

/* Read an initramfs: cpio archives in a row, with padding, packed or not. */
static int read_cpios(struct reader *rd, struct scope *scope,
		      struct source *src)
{
	ssize_t got;
	int err = 0;

	while (!err) {
		enum kind kind;

		got = source_peek(src, 1);
		if (got <= 0)
			return got;
		if (!*src->at) {
			source_take(src, 1);
			continue;
		}
		got = source_peek(src, PACKAGE_MAGIC_SIZE);
		if (got < 0)
			return got;
		kind = kind_of(src->at, got);
		if (kind == KIND_CPIO)
			err = cpio_read(rd, scope, src);
		else if (kind_packed(kind))
			err = read_packed(rd, scope, src, &kind);
		else
			err = -ENOEXEC;
	}
	return err == -ENOEXEC ?
		reader_fail(rd, -EILSEQ, "what follows a cpio archive is "
			    "none") : err;
}

static int read_kind(struct reader *rd, struct scope *scope,
		     struct source *src, enum kind kind)
{
	struct package *package = &rd->file->packages[scope->package];
	int err;

	switch (kind) {
	case KIND_AR:
		return read_archive(rd, scope, src, ARCHIVE_FORMAT_AR);
	case KIND_TAR:
		return read_archive(rd, scope, src, ARCHIVE_FORMAT_TAR);
	case KIND_CPIO:
		package->initramfs = !*package->name;
		return read_cpios(rd, scope, src);
	default:
		err = rpm_read_head(rd, scope, src);
		return err ?: stream_read(rd, scope, src);
	}
}

/* The tool that unpacks a kind that we cannot read; NULL for all others. */
static const char *tool_for(enum kind kind)
{
	switch (kind) {
	case KIND_SQUASHFS:
		return "unsquashfs";
	case KIND_APK3:
		return "apk extract";
	case KIND_LZOP:
		return "lzop -d";
	default:
		return NULL;
	}
}

int stream_read(struct reader *rd, struct scope *scope, struct source *src)
{
	ssize_t got = source_peek(src, PACKAGE_MAGIC_SIZE);
	enum kind kind = got > 0 ? kind_of(src->at, got) : KIND_OTHER;
	int err;

	if (got < 0)
		return got;
	if (kind == KIND_OTHER)
		return -ENOEXEC;
	if (tool_for(kind))
		return reader_fail(rd, -EOPNOTSUPP, "%s, which cannot be read: "
				   "unpack it (%s), and give what was in it",
				   kind_name(kind), tool_for(kind));
	if (kind_packed(kind)) {
		err = read_packed(rd, scope, src, &kind);
		return err || kind != KIND_CPIO ? err :
						  read_cpios(rd, scope, src);
	}
	if (rd->depth == PACKAGE_MAX_DEPTH)
		return reader_fail(rd, -EILSEQ, "archives inside each other, "
				   "more than %d deep", PACKAGE_MAX_DEPTH);
	rd->depth++;
	err = read_kind(rd, scope, src, kind);
	rd->depth--;
	return err;
}
