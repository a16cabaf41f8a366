/* SPDX-License-Identifier: GPL-2.0-only */
/* The fields of each type of record, as bpf/record.h has them. */
#ifndef MLOTRACE_FIELDS_H
#define MLOTRACE_FIELDS_H

#include <stddef.h>
#include <stdint.h>

#include "record.h"

enum field_kind {
	FIELD_UINT,	/* of .size bytes */
	FIELD_INT32,
	FIELD_BOOL,	/* one byte */
	FIELD_KEY,	/* kernel address, or what stands for it */
	FIELD_MAC,
	FIELD_NAME,	/* text in a fixed array: an interface's name */
	FIELD_COMM,	/* likewise: a process's name */
	FIELD_DRIVER,	/* likewise: a driver's name */
	FIELD_LINKS,	/* the link arrays of struct rec_station */
	FIELD_LIST,	/* of numbers of two bytes each */
};

/* Compact, and without pointers, which would be relocated at program start. */
struct field {
	char key[16];		/* "": the last one */
	uint8_t kind;		/* enum field_kind */
	uint16_t offset, size;
};

/* The offsets at which a record says what it is about, or NOWHERE. */
struct about {
	int iface, sta, link;
};

#define NOWHERE (-1)

struct layout {
	const char *name;
	const struct field *fields;	/* up to one without a key */
	size_t size;
	const struct about *about;
};

/* By type; an entry that is no type has no name. */
extern const struct layout layouts[REC_TYPES];

#endif
