/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table of known bugs of MLO links: what each leaves behind, what fixed
 * it, and the rule that tells from a module's calls whether it has the bug.
 * One of them is the stale link after a removal by the access point, which
 * fixstate.h judges.
 */
#ifndef MLOTRACE_BUGS_H
#define MLOTRACE_BUGS_H

#include <stddef.h>

#include "code/image_walk.h"

/* The worst comes last. */
enum bug_state {
	BUG_UNAFFECTED,	/* the code with the bug is not in this module */
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
	const char *name;	/* short; never changes */
	const char *module;	/* as the kernel names it: "mt7925_common" */
	/* the path of its file in a kernel's module tree, without ".ko" */
	const char *file;
	const char *since, *fixed;	/* versions and commits, in words */
	const char *leaves;	/* what is left behind */
	const char *advice;

	/*
	 * The rule. It applies to the first of .functions that the module has:
	 * that has the bug unless it calls one of .fix. If .without is given,
	 * the call counts only on a path that does not call that; the path
	 * starts after a call of .after, if given. Fixed or not, the function
	 * calls .needs, or .without; if we do not see that, we did not see
	 * enough of it. Without the fix, it calls one of .bad, if given.
	 */
	const char *functions;
	const char *fix, *after, *without, *needs, *bad;
	/* No bug unless the module has one of these; NULL: .functions */
	const char *origin;
	/* Replaces the rule. */
	int (*judge)(struct code_map *map, struct bug_verdict *verdict);
	const char *rule;	/* in words, if none of the above */
	const char *untold;	/* why code cannot tell, and what can */
};

extern const struct bug bugs[];		/* ends with a name of NULL */

/* Is there a bug that the code of this module can show? */
bool bugs_module(const char *module);

/* "affected"; never NULL */
const char *bug_state_name(enum bug_state state);

/* The rule in words; "" if there is none. */
void bug_rule(const struct bug *bug, char *text, size_t size);

/* Does the verdict depend on this function, as livepatch names it? */
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
