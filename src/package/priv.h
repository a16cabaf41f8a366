/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of this room share. */
#ifndef MLOTRACE_PACKAGE_PRIV_H
#define MLOTRACE_PACKAGE_PRIV_H

#include <archive.h>
#include <archive_entry.h>
#include <sys/types.h>

#include "base/library.h"
#include "package/kind.h"
#include "package/package.h"

/* --- libarchive, loaded when the first package is read ------------------- */

#define LIBRARY_FUNCTIONS(f)		\
	f(archive_read_new)		\
	f(archive_read_free)		\
	f(archive_read_set_format)	\
	f(archive_read_append_filter)	\
	f(archive_read_open)		\
	f(archive_read_next_header)	\
	f(archive_read_data_block)	\
	f(archive_filter_bytes)		\
	f(archive_errno)		\
	f(archive_error_string)		\
	f(archive_entry_pathname)	\
	f(archive_entry_hardlink)	\
	f(archive_entry_filetype)	\
	f(archive_entry_size)

struct library {
	LIBRARY_FUNCTIONS(LIBRARY_MEMBER)
};

/* Return libarchive; NULL if it cannot be loaded, with why in reason. */
const struct library *library(char *reason, size_t size);

/* --- one run ------------------------------------------------------------- */

struct scope;
struct member;

struct reader {
	struct package_file *file;
	package_wants *wants;
	/* handle one: 0, ALL_SEEN or a negative errno with a reason */
	int (*member)(struct reader *rd, struct scope *scope,
		      struct member *member);
	const struct library *lib;
	uint64_t unpacked, unpacked_max;
	uint64_t members;
	uint64_t deadline;		/* CLOCK_MONOTONIC, ns */
	size_t kept;
	unsigned int depth;		/* of archives */
	unsigned int layers;		/* of packing */
	bool over;			/* limit hit: nothing more is read */
	char reason[PACKAGE_REASON_SIZE];	/* of what failed; "" */
};

/* Start the clock. */
void reader_start(struct reader *rd);
/* Keep the first reason; returns err. */
int reader_fail(struct reader *rd, int err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The same for an error that ends the whole run. */
int reader_over(struct reader *rd, int err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Count what was unpacked; 0, or a negative errno once it is too much. */
int reader_count(struct reader *rd, size_t size);

/* --- a stream of bytes --------------------------------------------------- */

struct source {
	/*
	 * Get the next block, valid until the next call. Returns its size, 0
	 * at the end, or a negative errno with the reader's reason set.
	 */
	ssize_t (*next)(struct source *src, const uint8_t **block);
	struct reader *rd;
	void *from;		/* next()'s own */
	uint64_t left;		/* likewise */
	const uint8_t *at;	/* what is there and not yet taken */
	size_t avail;
	uint8_t *joined;	/* when a block is not enough */
	size_t room;
	uint64_t given;		/* to libarchive */
	const uint8_t *last;	/* block given */
	size_t last_size;
	uint8_t tail[64];	/* the end of the block before */
	size_t tail_size;
};

/*
 * Get at least size bytes at src->at, fewer only at the end. Returns how many
 * there are, perhaps more than asked for, or a negative errno.
 */
ssize_t source_peek(struct source *src, size_t size);
void source_take(struct source *src, size_t size);
/* Returns 0; -ENODATA with a reason if there is less; or an errno. */
int source_skip(struct source *src, uint64_t size);
void source_free(struct source *src);

/* For archive_read_open(): client data is the source. */
la_ssize_t source_give(struct archive *a, void *data, const void **block);
/* Take back what libarchive did not take: all but the first taken bytes. */
int source_ungive(struct source *src, uint64_t taken);

/*
 * Read all that is left, at most max bytes; *out is malloced, with a NUL at
 * the end. Returns 0 or a negative errno, with a reason.
 */
int source_slurp(struct source *src, size_t max, uint8_t **out, size_t *size);

/*
 * Unpack gzip, xz, zstd or lzma: inner becomes a source of what was packed.
 * Returns 0 or -ENOMEM; unpack_close() is due after 0.
 */
static inline bool unpack_can(enum kind kind) { return kind <= KIND_LZMA; }
int unpack_open(struct source *inner, struct source *src, enum kind kind);
void unpack_close(struct source *inner);

/* --- archives ------------------------------------------------------------ */

/* A package that is being read. */
struct scope {
	size_t package;			/* index */
	bool control;			/* we are reading its control.tar */
	bool listed;			/* it has a list of its files */
	size_t wanted, seen;		/* wanted modules: listed, and seen */
	size_t members;			/* so far */
};

struct member {
	char path[1024];		/* without "./" */
	bool regular, link;
	uint64_t size;
	struct source *data;
};

/* All wanted modules on the package's own list have been read. */
#define ALL_SEEN 1

void member_path(struct member *member, const char *path);

/*
 * Read a stream of any kind. Returns as reader.member() does, or -ENOEXEC,
 * without a reason, if it is no archive.
 */
int stream_read(struct reader *rd, struct scope *scope, struct source *src);

/* Read one cpio archive. */
int cpio_read(struct reader *rd, struct scope *scope, struct source *src);

/* Read the name and version from an .rpm's head; its payload follows. */
int rpm_read_head(struct reader *rd, struct scope *scope, struct source *src);

/* --- what a package says of itself, and what paths say ------------------- */

/* If out is empty, get a key's value from "KEY: value" or "KEY = value". */
void info_value(const char *text, const char *key, char *out, size_t size);

/*
 * Note the path of a file in the package, and add the kernel it belongs to.
 * Returns 1 if it is a module that is wanted, 0 if not, -ENOMEM.
 */
int path_note(struct reader *rd, const struct scope *scope, const char *path,
	      struct package_kernel **kernel);

/* Is it below lib/modules/RELEASE? If not, release becomes "". */
bool path_in_modules(const char *path, char *release, size_t size);

#endif
