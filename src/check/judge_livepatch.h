/* SPDX-License-Identifier: GPL-2.0-only */
/* Before insmod: does a live patch fit, and what does it make of a kernel? */
#ifndef MLOTRACE_JUDGE_LIVEPATCH_H
#define MLOTRACE_JUDGE_LIVEPATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "code/fixstate.h"
#include "code/image.h"
#include "kernel/identity.h"

#define FITTINGS_MAX 12
#define FITTING_TEXT_SIZE 320

enum fits {
	FITS,
	DIFFERS,
	FITS_UNKNOWN,
	FITS_COUNT
};

/* One of the things that have to fit. */
struct fitting {
	const char *name;
	enum fits fits;
	char text[FITTING_TEXT_SIZE];
};

struct livepatch_job {
	const char *path;		/* of the live patch */
	const char *module;		/* mac80211's file, or vmlinux */
	/* it is for what runs here, and the module is of that kernel */
	const struct running *running;	/* NULL: for any kernel */
	const char *root;		/* of this machine's files; "" */
};

struct livepatch_result {
	const struct livepatch_job *job;
	struct image patch, mac80211;
	struct identity id, module_id;
	struct fitting fittings[FITTINGS_MAX];
	size_t nr_fittings;
	enum kernel_state before;	/* without it */
	struct fix_verdict verdict;	/* with it */
};

/* "fits", "differs", "unknown" */
const char *fits_name(enum fits fits);

/*
 * Judge a live patch. If a file cannot be read, report that, and return a
 * negative errno; else return 0. livepatch_close() is due in both cases.
 */
int livepatch_judge(const struct livepatch_job *job,
		    struct livepatch_result *result);
void livepatch_close(struct livepatch_result *result);

/* Add what we found out about one thing that has to fit. */
struct fitting *livepatch_say(struct livepatch_result *result,
			      const char *name, enum fits fits,
			      const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* The exit status: 2 if anything does not fit or is not fixed by it. */
int livepatch_status(const struct livepatch_result *result);

/* As a table, or one JSON object. Returns the exit status. */
int livepatch_print(const struct livepatch_result *result, bool json);

/* Are its symbols there? Does this machine take it? */
void judge_symbols(struct livepatch_result *result);
void judge_host(struct livepatch_result *result);

#endif
