/* SPDX-License-Identifier: GPL-2.0-only */
/* BTF of mac80211 that was made elsewhere, for a module that has none. */
#ifndef MLOTRACE_BTF_FILE_H
#define MLOTRACE_BTF_FILE_H

#include <stdbool.h>

/*
 * Open a file with mac80211's BTF: raw or in an ELF file, self-contained
 * (detached) or split from the running kernel's vmlinux. A build-id in its
 * ELF notes, in its name (40 hex digits) or in FILE.build-id has to be that of
 * the module that runs. Returns a file descriptor that holds self-contained
 * BTF, the caller's to close, or a negative errno after it was reported.
 * *has_removal tells whether the types know of AP-initiated removals.
 */
int btf_file_open(const char *path, bool *has_removal);

#endif
