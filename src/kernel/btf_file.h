/* SPDX-License-Identifier: GPL-2.0-only */
/* BTF of mac80211 that was made elsewhere, for a module that has none. */
#ifndef MLOTRACE_BTF_FILE_H
#define MLOTRACE_BTF_FILE_H

#include <stdbool.h>

struct btf;
struct types;

/*
 * Take mac80211's types from a file: raw or in an ELF file, self-contained
 * (detached) or split from the running kernel's vmlinux. A build-id in its
 * name (40 hex digits) or in FILE.build-id has to be that of the module that
 * runs. Returns 0, or a negative errno after it was reported.
 */
int btf_file_read(const char *path, struct types *types);

/*
 * Do all names and types in this BTF lead somewhere? libbpf does not check
 * that when it reads a file, but follows them later. The base is not checked.
 */
bool btf_sound(const struct btf *btf);

#endif
