/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Packages and other archives that kernels come in, read as a stream: which
 * kernels are inside, and those of their modules that are wanted. Such a file
 * is untrusted: its size, depth, number of members and time are bounded.
 */
#ifndef MLOTRACE_PACKAGE_H
#define MLOTRACE_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Archives in archives: a tar of .deb files, each with a tar inside, is 3. */
#define PACKAGE_MAX_DEPTH 3
#define PACKAGE_MAX_MEMBERS 1000000
#define PACKAGE_MAX_SECONDS 600
/* The most to unpack in all: this, plus so many times the file's size. */
#ifndef PACKAGE_MAX_UNPACKED
#define PACKAGE_MAX_UNPACKED (1ULL << 30)
#endif
#define PACKAGE_MAX_RATIO 64
/* The most to keep of a file at once: the modules that are wanted. */
#ifndef PACKAGE_MAX_KEPT
#define PACKAGE_MAX_KEPT (128UL << 20)
#endif
#define PACKAGE_REASON_SIZE 200

/* A module of a kernel, as it is in the package: packed or not. */
struct package_module {
	char name[64];		/* "mac80211" */
	char *path;		/* in the package */
	uint8_t *bytes;
	size_t size;
};

/* What belongs to one kernel of one package. */
struct package_kernel {
	size_t package;		/* index */
	char *release;		/* of lib/modules/RELEASE; "" */
	struct package_module *modules;	/* wanted ones */
	size_t nr_modules, room;
	bool has_modules;	/* any */
	bool has_boot_image;
	bool builtin;		/* mac80211 is built in */
};

/* The file itself is the first one; others lie in it. */
struct package {
	char *path;		/* in the file; NULL for the file itself */
	char name[128], version[128];	/* by its own account; "" */
	bool initramfs;		/* it has only some of the modules */
	char reason[PACKAGE_REASON_SIZE];	/* why not all was read; "" */
};

struct package_file {
	struct package *packages;
	size_t nr_packages, packages_room;
	struct package_kernel *kernels;
	size_t nr_kernels, kernels_room;
};

/* Whether these first bytes of a file may be those of a package. */
#define PACKAGE_MAGIC_SIZE 512
enum package_likely {
	PACKAGE_NO,
	PACKAGE_PACKED,		/* something packed: only reading it tells */
	PACKAGE_YES,
};
enum package_likely package_likely(const void *bytes, size_t size);

/* Is a module of this name to be kept? */
typedef bool package_wants(const char *module);

/*
 * Read a file. Returns 0 for a package, even if it could not be read to its
 * end, and its reason says why; -ENOEXEC if the file is none; -ENOMEM; another
 * negative errno if it could not be opened. package_free() is always due.
 */
int package_read(struct package_file *file, const char *path,
		 package_wants *wants);

/* As package_read(), for bytes in memory. */
int package_read_memory(struct package_file *file, const void *bytes,
			size_t size, package_wants *wants);

void package_free(struct package_file *file);

/*
 * Get the name of a module from the path of its file: the last part, without
 * ".ko" and the suffix of a packed file. False if it is no module.
 */
bool package_module_name(const char *path, char *name, size_t size);

#endif
