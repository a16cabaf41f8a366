/* SPDX-License-Identifier: GPL-2.0-only */
/* Replace a file by another one only once that is whole. */
#ifndef MLOTRACE_REPLACE_H
#define MLOTRACE_REPLACE_H

/*
 * Make a file beside path, which nobody else can read. *temp is its name, for
 * the caller to rename or unlink, and to free. Returns a descriptor, or a
 * negative errno with *temp NULL; also if path is there, but not a regular
 * file: that would be gone, or in the way.
 */
int replace_begin(const char *path, char **temp);

#endif
