/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The states a kernel can be in with regard to station links that an access
 * point removes: their names, used by every verb, and the verdict on a kernel
 * image from what its functions call.
 */
#ifndef MLOTRACE_FIXSTATE_H
#define MLOTRACE_FIXSTATE_H

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

#endif
