/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The code that runs: an image of the kernel's memory, whatever file it once
 * came from. Functions are found by /proc/kallsyms, code by /proc/kcore.
 */
#ifndef MLOTRACE_MEMORY_H
#define MLOTRACE_MEMORY_H

#include <stdbool.h>

#include "code/image.h"

/*
 * Open the image of a module that is loaded, or of the kernel itself (NULL), by
 * /proc and /sys below root ("" for this machine's). A module has data, too;
 * the kernel has none. What it calls in other parts of the kernel has a name,
 * and no code. Returns 0, or a negative errno with img->reason set;
 * image_close() is due in both cases.
 */
int memory_open(struct image *img, const char *root, const char *module);

/* Whether memory still has the code that was read. */
bool memory_is_same(const struct image *img);

#endif
