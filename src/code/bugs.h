/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The known bugs of MLO links, as a table: what each leaves behind, what fixed
 * it, and the rule that tells from a module's calls whether it has the bug. The
 * stale link after a removal by the access point is one of them; its verdict is
 * fixstate.h's.
 */
#ifndef MLOTRACE_BUGS_H
#define MLOTRACE_BUGS_H

#include <stddef.h>

#include "code/image_walk.h"

/* In order of badness. */
enum bug_state {
	BUG_UNAFFECTED,	/* what has the bug is not in this module */
	BUG_FIXED,
	BUG_UNKNOWN,
	BUG_AFFECTED,
	BUG_STATES
};

#define BUG_EVIDENCE_SIZE 200

struct bug;

struct bug_verdict {
	const struct bug *bug;
	enum bug_state state;
	char evidence[BUG_EVIDENCE_SIZE];	/* in words */
};

/* Lists of functions are separated by '|'. */
struct bug {
	const char *name;	/* short, and stays */
	const char *module;	/* as the kernel names it: "mt7925_common" */
	/* where its file is in a kernel's tree of modules, without ".ko" */
	const char *file;
	const char *since, *fixed;	/* versions and commits, in words */
	const char *leaves;	/* what is left behind */
	const char *advice;

	/*
	 * The rule, on the first of the functions that the module has. They have
	 * the bug unless they call one of fix; if without is given, on a way
	 * without a call of that, which begins after a call of "after", if given.
	 * With the fix and without it they call "needs", and "without": else they
	 * were not seen well enough. "bad" is called instead of fix, if given.
	 */
	const char *functions;
	const char *fix, *after, *without, *needs, *bad;
	/* No bug without one of these; NULL: of the functions. */
	const char *origin;
	/* In place of the rule. */
	int (*judge)(struct code_map *map, struct bug_verdict *verdict);
	const char *rule;	/* in words, if none of the above */
	const char *untold;	/* why code does not tell it, and what does */
};

extern const struct bug bugs[];		/* ends with a name of NULL */

/* Whether a module's code tells a bug. */
bool bugs_module(const char *module);

/* "affected"; never NULL */
const char *bug_state_name(enum bug_state state);

/* The rule in words; "" if there is none. */
void bug_rule(const struct bug *bug, char *text, size_t size);

/* Whether the verdict depends on that function, by its name in livepatch. */
bool bug_depends_on(const struct bug *bug, const char *function);

/* More than any module has. */
#define BUGS_MAX 8

/*
 * Judge the bugs of a module by its image. Writes up to BUGS_MAX verdicts and
 * their number; none for a module that has no known bug. Returns 0 or -ENOMEM.
 */
int bugs_judge(struct image *img, const char *module,
	       struct bug_verdict *verdicts, size_t *count);

#endif
