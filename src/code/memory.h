/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The running code: an image of the kernel's memory, whatever file that came
 * from. /proc/kallsyms has the functions, and /proc/kcore their code.
 */
#ifndef MLOTRACE_MEMORY_H
#define MLOTRACE_MEMORY_H

#include <stdbool.h>

#include "code/image.h"

/*
 * Open the image of a module that is loaded, or of the kernel itself (NULL),
 * by /proc and /sys below root ("" for this machine's). The image of a module
 * has data, too; that of the kernel has none. Functions that it calls in other
 * parts of the kernel have a name, but no code. Returns 0, or a negative errno
 * with img->reason set; image_close() is due in both cases.
 */
int memory_open(struct image *img, const char *root, const char *module);

/* Does memory still have the code that was read? */
bool memory_is_same(const struct image *img);

#endif
