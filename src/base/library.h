/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Libraries that few runs need. They are loaded when one does: each would make
 * every start longer. What is used of one is a list, LIST(f) f(this) f(that).
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
 * Fill the structure from the library of this file name; the library stays.
 * Returns NULL, or why it cannot be done: a text of the C library.
 */
#define LIBRARY_LOAD(file, variable, list) \
	library_load(file, list(LIBRARY_NAME), &(variable))

/* Names, each with its NUL, and an empty one behind them. */
const char *library_load(const char *file, const char *names, void *filled);

#endif
