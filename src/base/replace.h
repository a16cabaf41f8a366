/* SPDX-License-Identifier: GPL-2.0-only */
/* A file that takes the place of another one only once it is whole. */
#ifndef MLOTRACE_REPLACE_H
#define MLOTRACE_REPLACE_H

/*
 * Make a file beside path, which nobody else can read: *temp is its name, to be
 * freed, and to be renamed or unlinked. Returns a descriptor, or a negative
 * errno with *temp NULL; also for a path that is there and no regular file: that
 * would be gone, or in the way.
 */
int replace_begin(const char *path, char **temp);

#endif
