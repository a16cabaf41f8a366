/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The states a kernel can be in with regard to station links that an access
 * point removes: their names, used by every verb, and the verdict on a kernel
 * image from what its functions call.
 */
#ifndef MLOTRACE_FIXSTATE_H
#define MLOTRACE_FIXSTATE_H

#include <stdbool.h>
#include <stddef.h>

/* What an AP-initiated removal leaves behind in this kernel. */
enum kernel_state {
	KERNEL_UNAFFECTED,	/* no AP-initiated removal: before 6.5 */
	KERNEL_LEAKS,		/* the link, until the station is destroyed */
	KERNEL_DANGLING,	/* a freed link that is still hashed */
	KERNEL_FIXED,		/* nothing */
	KERNEL_UNKNOWN,
	KERNEL_STATES
};

/* How a fixed kernel removes the link. */
enum fix_how {
	FIX_NONE,	/* not fixed, or not known how */
	FIX_DIRECT,	/* from ieee80211_ml_reconf_work(): 7.1 */
	FIX_UNIFIED,	/* from ieee80211_vif_update_links(): 7.2 */
};

/* "leaks"; never NULL */
const char *kernel_state_name(enum kernel_state state);

/* "direct", "unified", and "" for FIX_NONE; never NULL */
const char *fix_how_name(enum fix_how how);

/* The calls that a verdict is based on, as bits. */
enum fix_call {
	CALL_STA_FREE_LINK = 1 << 0,	/* frees it, leaves it hashed */
	CALL_STA_REMOVE_LINK = 1 << 1,	/* unhashes, then frees it */
	CALL_VIF_SET_LINKS = 1 << 2,
	CALL_VIF_UPDATE_LINKS = 1 << 3,
	CALL_CHANGE_VIF_LINKS = 1 << 4,	/* the driver's; part of the update */
	CALL_LINKS_REMOVED = 1 << 5,	/* cfg80211 tells user space */
	CALL_OTHER_REMOVER = 1 << 6,	/* see fix_function.other */
	CALL_SET_ACTIVE_LINKS = 1 << 7,
	/* what remains visible where a compiler inlined the removal: */
	CALL_GET_STATION = 1 << 8,
	CALL_RECALC_STATION = 1 << 9,	/* its limits, with one link less */
	CALL_FREE_LATER = 1 << 10,	/* after a grace period of RCU */
	CALL_UNHASH = 1 << 11,		/* from any rhashtable */
};

/* What one function of an image was seen to call. */
struct fix_function {
	bool found;
	bool ambiguous;		/* there are several of that name */
	bool whole;		/* every instruction was understood */
	unsigned int sure;	/* enum fix_call */
	/* in code that only a jump table or a patched branch can reach */
	unsigned int maybe;
	/* another callee that looks as if it removed station links */
	const char *other;
	/* a function it calls that removes station links in turn */
	const char *helper;
};

struct fix_facts {
	bool mac80211;		/* the image has mac80211 in it */
	bool symbols;		/* and a symbol table */
	bool by_text;		/* reconf found by its message, not its name */
	/* a trace of AP-initiated removal, in words; NULL if there is none */
	const char *feature;
	struct fix_function reconf;	/* ieee80211_ml_reconf_work */
	struct fix_function set;	/* ieee80211_vif_set_links */
	struct fix_function update;	/* ieee80211_vif_update_links */
	struct fix_function links;	/* both of them */
};

#define FIX_EVIDENCE_MAX 4
#define FIX_TEXT_SIZE 256

struct fix_verdict {
	enum kernel_state state;
	enum fix_how how;
	/* in words, the deciding one first */
	char evidence[FIX_EVIDENCE_MAX][FIX_TEXT_SIZE];
	size_t nr_evidence;
};

/* Judge by the facts. A certain verdict needs positive evidence. */
void fix_judge(const struct fix_facts *facts, struct fix_verdict *verdict);

/* Set the state to unknown, with the reason as the deciding evidence. */
void fix_unknown(struct fix_verdict *verdict, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Append a line of evidence; one too many is dropped. */
void fix_add(struct fix_verdict *verdict, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * What to do about a kernel in this state, with the bundled patches for its
 * release ("6.12.43-amd64"; may be empty). Returns text, or NULL when there is
 * nothing to do.
 */
const char *fix_advice(char *text, size_t size, enum kernel_state state,
		       const char *release);

struct image;

/*
 * Collect the facts from an image. Names in them live as long as the image.
 * Returns 0 or -ENOMEM.
 */
int fix_collect(struct image *img, struct fix_facts *facts);

/*
 * Does the verdict depend on this function? Its name is as in the kernel's
 * symbol table or /sys/kernel/livepatch ("foo.isra.0", "foo,1").
 */
bool fix_depends_on(const char *function);

/* All functions that the verdict depends on; ends with NULL. */
extern const char *const fix_functions[];

/*
 * Is ieee80211_ml_reconf_work() in an image once, and inlined nowhere? Tell by
 * the message that it alone prints. Returns 0 if so; -ENOTUNIQ if other code
 * prints it, too; -ENODATA if we cannot tell; -ENOMEM.
 */
int fix_reconf_is_one(struct image *img);

/* What live patches put in place of the functions of a kernel. */
struct fix_replaced {
	struct fix_function reconf, set, update;	/* if found */
	/* why we cannot tell what they make of the kernel; or "" */
	char reason[FIX_TEXT_SIZE];
};

/*
 * Add what a live patch puts in place of a function; patch is its image, and
 * mac80211 that of what it patches. If we cannot tell, the reason says why.
 * Both images have to stay open until the verdict. Returns 0 or -ENOMEM.
 */
int fix_collect_replaced(struct image *patch, struct image *mac80211,
			 const char *function, struct fix_replaced *replaced);

/* Judge a kernel with the functions that live patches replace in it. */
void fix_judge_replaced(const struct fix_facts *facts,
			struct fix_replaced *replaced,
			struct fix_verdict *verdict);

#endif
