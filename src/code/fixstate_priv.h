/* SPDX-License-Identifier: GPL-2.0-only */
/* Shared by collecting facts from a kernel and from a live patch. */
#ifndef MLOTRACE_FIXSTATE_PRIV_H
#define MLOTRACE_FIXSTATE_PRIV_H

#include "code/fixstate.h"
#include "code/image_walk.h"

#define RECONF "ieee80211_ml_reconf_work"
#define SET_LINKS "ieee80211_vif_set_links"
#define UPDATE_LINKS "ieee80211_vif_update_links"

/* Printed by ieee80211_ml_reconf_work() and by nothing else, since 6.5. */
#define RECONF_TEXT "MLO Reconfiguration: work: "

/* Return the enum fix_call for a call of this function, or 0. */
unsigned int fix_call_bit(const char *name);

/* Add what a walk found to what is known of a function. */
void fix_add_walk(struct fix_function *func, const struct walk *walk);

/* Add what is known of another function to what is known of func. */
void fix_join(struct fix_function *func, const struct fix_function *other);

/*
 * Look one level deeper, for a helper that no known version has. In a vmlinux,
 * static functions may share a name: skip those. What a live patch calls is
 * looked up in mac80211, which is NULL if map is not of a live patch. Returns
 * 0 or -ENOMEM.
 */
int fix_add_helpers(struct code_map *map, struct code_map *mac80211,
		    const struct walk *walk, struct fix_function *func);

/* Find a text in read-only data; *place is where its string starts. */
bool fix_find_text(struct image *img, const char *text,
		   struct code_place *place);

/* Does the code that the last walk saw make the address of this text? */
bool fix_saw_text(struct code_map *map, struct code_place text);

#endif
