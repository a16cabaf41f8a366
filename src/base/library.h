/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Libraries that few runs need, and that are loaded only then: each would slow
 * down every start. What is used of one is a list, LIST(f) f(this) f(that).
 */
#ifndef MLOTRACE_LIBRARY_H
#define MLOTRACE_LIBRARY_H

/* struct NAME { LIST(LIBRARY_MEMBER) }: a pointer to each. */
#define LIBRARY_MEMBER(name) typeof(name) *name;

/* LIBRARY(struct NAME, variable, LIST): that structure, not filled yet. */
#ifdef LIBRARIES_STATIC
#define LIBRARY_HERE(name) .name = &name,
#define LIBRARY(type, variable, list) type variable = { list(LIBRARY_HERE) }
#else
#define LIBRARY(type, variable, list) type variable
#endif

#define LIBRARY_NAME(name) #name "\0"
/*
 * Fill the structure from the library of this file name, which stays loaded.
 * Returns NULL, or the C library's text on why that failed.
 */
#define LIBRARY_LOAD(file, variable, list) \
	library_load(file, list(LIBRARY_NAME), &(variable))

/* names: each ends in a NUL, and an empty one follows the last. */
const char *library_load(const char *file, const char *names, void *filled);

#endif
