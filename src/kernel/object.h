/* SPDX-License-Identifier: GPL-2.0-only */
/* The object with the BPF programs: packed, it is a third as large. */
#ifndef MLOTRACE_OBJECT_H
#define MLOTRACE_OBJECT_H

#include <stddef.h>

/* Unpack it; the caller frees the bytes. Returns 0 or -ENOMEM. */
int object_unpack(void **object, size_t *size);

#endif
