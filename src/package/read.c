// SPDX-License-Identifier: GPL-2.0-only
/* Read a file from its first byte to its last, and handle its members. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/util.h"
#include "package/priv.h"

#define BLOCK_SIZE 65536
/* What a package says of itself: the list of a kernel's files is 0.5 MB. */
#define INFO_MAX (16UL << 20)

/* --- members ------------------------------------------------------------- */

static int keep_module(struct reader *rd, struct package_kernel *kernel,
		       struct member *member)
{
	struct package_module *module, *moved;
	size_t max = PACKAGE_MAX_KEPT;
	int err;

	moved = array_grow(kernel->modules, kernel->nr_modules, &kernel->room,
			   sizeof(*moved));
	if (!moved)
		return reader_over(rd, -ENOMEM, "out of memory");
	kernel->modules = moved;
	module = &kernel->modules[kernel->nr_modules];
	*module = (struct package_module){ .path = strdup(member->path) };
	if (!module->path)
		return reader_over(rd, -ENOMEM, "out of memory");
	package_module_name(member->path, module->name, sizeof(module->name));
	/* drivers leave room for the mac80211 of other kernels */
	if (strcmp(module->name, "mac80211"))
		max /= 2;
	err = source_slurp(member->data, max > rd->kept ? max - rd->kept : 0,
			   &module->bytes, &module->size);
	if (!err && module->size != member->size) {
		free(module->bytes);
		err = reader_fail(rd, -ENODATA, "%s is truncated or sparse",
				  member->path);
	}
	if (err) {
		free(module->path);
		return err;
	}
	rd->kept += module->size;
	kernel->nr_modules++;
	return 0;
}

/* Each line "HASH  PATH" of a .deb's md5sums is a file that it has. */
static int read_list(struct reader *rd, struct scope *scope,
		     const struct member *member)
{
	struct package_kernel *kernel;
	char *rest, *line;
	uint8_t *bytes;
	size_t size;
	int is = source_slurp(member->data, INFO_MAX, &bytes, &size);

	if (is)
		return is;
	rest = (char *)bytes;
	while (is >= 0 && (line = strsep(&rest, "\n"))) {
		char *path = strstr(line, "  ");

		if (!path)
			continue;
		is = path_note(rd, scope, path + 2, &kernel);
		scope->wanted += is > 0;
		scope->listed = true;
	}
	free(bytes);
	return is < 0 ? is : 0;
}

static int read_info(struct reader *rd, const struct scope *scope,
		     const struct member *member, const char *name_key,
		     const char *version_key)
{
	struct package *package = &rd->file->packages[scope->package];
	uint8_t *bytes;
	size_t size;
	int err = source_slurp(member->data, INFO_MAX, &bytes, &size);

	if (err)
		return err;
	info_value((char *)bytes, name_key, package->name,
		   sizeof(package->name));
	info_value((char *)bytes, version_key, package->version,
		   sizeof(package->version));
	free(bytes);
	return 0;
}

static int read_builtin(struct reader *rd, struct scope *scope,
			const struct member *member)
{
	struct package_kernel *kernel;
	uint8_t *bytes;
	char *rest, *line, path[sizeof(member->path) + 32], name[64];
	size_t size;
	int err = source_slurp(member->data, INFO_MAX, &bytes, &size);

	if (err)
		return err;
	rest = (char *)bytes;
	while (err >= 0 && (line = strsep(&rest, "\n"))) {
		if (!package_module_name(line, name, sizeof(name)) ||
		    strcmp(name, "mac80211"))
			continue;
		/* as if it lay beside the list */
		snprintf(path, sizeof(path), "%.*s%s.ko",
			 (int)(strrchr(member->path, '/') + 1 - member->path),
			 member->path, name);
		err = path_note(rd, scope, path, &kernel);
		if (kernel)
			kernel->builtin = true;
	}
	free(bytes);
	return err < 0 ? err : 0;
}

static bool is_named(const struct member *member, const char *name)
{
	return !strncmp(member->path, name, strlen(name));
}

static int add_package(struct reader *rd, const char *outer, const char *path)
{
	struct package_file *file = rd->file;
	struct package *moved = array_grow(file->packages, file->nr_packages,
					   &file->packages_room,
					   sizeof(*moved));
	char *whole = NULL;

	if (!moved)
		return reader_over(rd, -ENOMEM, "out of memory");
	file->packages = moved;
	if (path && asprintf(&whole, "%s%s%s", outer ?: "", outer ? ":" : "",
			     path) < 0)
		return reader_over(rd, -ENOMEM, "out of memory");
	file->packages[file->nr_packages++] = (struct package){
		.path = whole,
	};
	return 0;
}

/*
 * A failure inside one package concerns only that package. We go on with the
 * rest, unless a limit of the file was hit. The first reason stays.
 */
static int settle(struct reader *rd, const struct scope *scope, int err)
{
	struct package *package = &rd->file->packages[scope->package];

	if (err >= 0)
		return err;
	if (err != -ENOEXEC && !*package->reason)
		snprintf(package->reason, sizeof(package->reason), "%s",
			 rd->reason);
	*rd->reason = '\0';
	return rd->over ? err : 0;
}

/* A package has ended. */
static int finish(struct reader *rd, const struct scope *scope, int err)
{
	if (!err && scope->seen < scope->wanted)
		err = reader_fail(rd, -ENODATA, "a module that its own list "
				  "names is not in it");
	return settle(rd, scope, err == ALL_SEEN ? 0 : err);
}

/* Read control.tar or data.tar of a .deb or an .ipk. */
static int read_part(struct reader *rd, struct scope *scope,
		     struct member *member)
{
	struct scope part = *scope;
	int err;

	if (is_named(member, "data.tar") && scope->listed && !scope->wanted)
		return ALL_SEEN;
	part.control = is_named(member, "control.tar");
	err = stream_read(rd, &part, member->data);
	part.control = scope->control;
	*scope = part;
	return err == -ENOEXEC ? reader_fail(rd, -EILSEQ, "%s is no archive",
					     member->path) : err;
}

/* An archive in an archive is a package of its own. */
static int read_inner(struct reader *rd, struct scope *scope,
		      struct member *member)
{
	struct scope inner = {
		.package = rd->file->nr_packages,
	};
	size_t kernels = rd->file->nr_kernels;
	ssize_t got = source_peek(member->data, PACKAGE_MAGIC_SIZE);
	enum kind kind = got > 0 ? kind_of(member->data->at, got) : KIND_OTHER;
	struct package *package;
	int err;

	if (got < 0)
		return got;
	if (kind == KIND_OTHER)
		return 0;
	err = add_package(rd, rd->file->packages[scope->package].path,
			  member->path);
	if (err)
		return err;
	err = stream_read(rd, &inner, member->data);
	/* packed data need not be a package */
	if (err < 0 && kind_packed(kind) && !inner.members && !rd->over) {
		*rd->reason = '\0';
		err = -ENOEXEC;
	}
	err = finish(rd, &inner, err);
	package = &rd->file->packages[inner.package];
	if (rd->file->nr_packages - 1 == inner.package && !*package->reason &&
	    rd->file->nr_kernels == kernels) {
		free(package->path);
		rd->file->nr_packages--;
	}
	return err;
}

static int read_file(struct reader *rd, struct scope *scope,
		     struct member *member)
{
	struct package_kernel *kernel;
	char release[128];
	int is;

	if (scope->control)
		return !strcmp(member->path, "control") ?
			read_info(rd, scope, member, "Package", "Version") :
			!strcmp(member->path, "md5sums") ?
			read_list(rd, scope, member) : 0;
	if (!strcmp(member->path, ".PKGINFO"))
		return read_info(rd, scope, member, "pkgname", "pkgver");
	if (is_named(member, "control.tar") || is_named(member, "data.tar"))
		return read_part(rd, scope, member);
	is = path_note(rd, scope, member->path, &kernel);
	if (is < 0)
		return is;
	if (is) {
		is = settle(rd, scope, keep_module(rd, kernel, member));
		scope->seen++;
		return is ?: scope->listed && scope->seen == scope->wanted ?
			     ALL_SEEN : 0;
	}
	if (!path_in_modules(member->path, release, sizeof(release)))
		return kernel ? 0 : read_inner(rd, scope, member);
	return strcmp(strrchr(member->path, '/'), "/modules.builtin") ? 0 :
		read_builtin(rd, scope, member);
}

static int read_member(struct reader *rd, struct scope *scope,
		       struct member *member)
{
	struct package_kernel *kernel;
	int is;

	scope->members++;
	if (++rd->members > PACKAGE_MAX_MEMBERS)
		return reader_over(rd, -E2BIG, "more than %d files in it",
				   PACKAGE_MAX_MEMBERS);
	if (member->regular)
		return read_file(rd, scope, member);
	if (!member->link || scope->control)
		return 0;
	is = path_note(rd, scope, member->path, &kernel);
	if (is > 0)
		is = settle(rd, scope, reader_fail(rd, -EILSEQ, "%s is a link",
						   member->path));
	return is;
}

/* --- the file ------------------------------------------------------------ */

static int read_source(struct package_file *file, struct source *src,
		       uint64_t size, package_wants *wants)
{
	struct reader rd = {
		.file = file,
		.wants = wants,
		.unpacked_max = PACKAGE_MAX_UNPACKED +
				PACKAGE_MAX_RATIO * size,
		.member = read_member,
	};
	struct scope scope = { 0 };
	int err = add_package(&rd, NULL, NULL);

	if (err)
		return err;
	src->rd = &rd;
	reader_start(&rd);
	rd.lib = library(rd.reason, sizeof(rd.reason));
	err = rd.lib ? stream_read(&rd, &scope, src) : -ELIBACC;
	finish(&rd, &scope, err);
	source_free(src);
	src->rd = NULL;
	return err == -ENOEXEC || err == -ENOMEM ? err : 0;
}

struct block_file {
	int fd;
	uint8_t bytes[BLOCK_SIZE];
};

static ssize_t next_of_file(struct source *src, const uint8_t **block)
{
	struct block_file *from = src->from;
	ssize_t got = read(from->fd, from->bytes, sizeof(from->bytes));

	if (got < 0)
		return reader_fail(src->rd, -errno, "%s", strerror(errno));
	*block = from->bytes;
	return got;
}

int package_read(struct package_file *file, const char *path,
		 package_wants *wants)
{
	struct block_file *from = malloc(sizeof(*from));
	struct source src = { .next = next_of_file, .from = from };
	struct stat st;
	int err;

	*file = (struct package_file){ 0 };
	if (!from)
		return -ENOMEM;
	from->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (from->fd < 0 || fstat(from->fd, &st))
		err = -errno;
	else
		err = S_ISREG(st.st_mode) ?
			read_source(file, &src, st.st_size, wants) : -ENOEXEC;
	if (from->fd >= 0)
		close(from->fd);
	free(from);
	return err;
}

static ssize_t next_of_memory(struct source *src, const uint8_t **block)
{
	ssize_t size = src->left;

	*block = src->from;
	src->left = 0;
	return size;
}

int package_read_memory(struct package_file *file, const void *bytes,
			size_t size, package_wants *wants)
{
	struct source src = {
		.next = next_of_memory, .from = (void *)bytes, .left = size,
	};

	*file = (struct package_file){ 0 };
	return read_source(file, &src, size, wants);
}

void package_free(struct package_file *file)
{
	for (size_t i = 0; i < file->nr_kernels; i++) {
		struct package_kernel *kernel = &file->kernels[i];

		for (size_t j = 0; j < kernel->nr_modules; j++) {
			free(kernel->modules[j].path);
			free(kernel->modules[j].bytes);
		}
		free(kernel->modules);
		free(kernel->release);
	}
	free(file->kernels);
	for (size_t i = 0; i < file->nr_packages; i++)
		free(file->packages[i].path);
	free(file->packages);
	*file = (struct package_file){ 0 };
}
