// SPDX-License-Identifier: GPL-2.0-only
/*
 * Judge a kernel with live patches: the facts of their new functions take the
 * place of those of the kernel's own.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "code/fixstate_priv.h"
#include "code/image.h"
#include "code/klp.h"

#define REMOVERS (CALL_STA_FREE_LINK | CALL_STA_REMOVE_LINK)

const char *const fix_functions[] = {
	RECONF, SET_LINKS, UPDATE_LINKS, "ieee80211_sta_free_link",
	"ieee80211_sta_remove_link", "sta_remove_link", NULL
};

bool fix_depends_on(const char *function)
{
	for (size_t i = 0; fix_functions[i]; i++)
		if (same_function(function, fix_functions[i]))
			return true;
	return false;
}

/* Keep the first reason. */
static void __attribute__((format(printf, 2, 3)))
give_up(struct fix_replaced *replaced, const char *fmt, ...)
{
	va_list args;

	if (*replaced->reason)
		return;
	va_start(args, fmt);
	vsnprintf(replaced->reason, sizeof(replaced->reason), fmt, args);
	va_end(args);
}

static struct fix_function *slot_of(struct fix_replaced *replaced,
				    const char *function)
{
	if (same_function(function, RECONF))
		return &replaced->reconf;
	if (same_function(function, SET_LINKS))
		return &replaced->set;
	if (same_function(function, UPDATE_LINKS))
		return &replaced->update;
	return NULL;
}

/*
 * Does a call of a known name lead to a copy in the live patch? It counts as
 * the kernel's function only if the live patch replaces that with it.
 */
static bool calls_copy(struct code_map *map, const struct walk *walk,
		       const char **name)
{
	for (size_t i = 0; i < walk->nr_calls; i++) {
		const struct walk_call *call = &walk->calls[i];
		const struct code_entry *entry;

		if (!call->place.section || !fix_call_bit(call->name))
			continue;
		*name = call->name;
		if (klp_replacement(map, call->name, &entry) ||
		    code_place_compare(entry->place, call->place))
			return true;
	}
	return false;
}

static int add_new_function(struct code_map *map, struct code_map *mac80211,
			    const char *function, struct fix_function *func,
			    struct fix_replaced *replaced)
{
	const struct code_entry *entry;
	const char *copy;
	struct walk walk;
	int err;

	err = klp_replacement(map, function, &entry);
	if (err) {
		give_up(replaced, "it does not show what it puts in "
			"place of %s", function);
		return 0;
	}
	err = walk_function(map, entry->name, &walk);
	if (err) {
		give_up(replaced, "several functions in its file are called "
			"%s", entry->name);
	} else if (calls_copy(map, &walk, &copy)) {
		give_up(replaced, "it calls a copy of its own of %s", copy);
	} else {
		fix_add_walk(func, &walk);
		if (!(func->sure & REMOVERS)) {
			/* what is called through a pointer may remove links */
			func->whole &= !walk.by_pointer;
			err = fix_add_helpers(map, mac80211, &walk, func);
		}
	}
	walk_free(&walk);
	return err == -ENOMEM ? err : 0;
}

int fix_collect_replaced(struct image *patch, struct image *mac80211,
			 const char *function, struct fix_replaced *replaced)
{
	struct fix_function *func = slot_of(replaced, function);
	struct code_map map, other = { 0 };
	int err;

	if (!func) {
		give_up(replaced, "it replaces %s, which is not looked into",
			function);
		return 0;
	}
	if (func->found) {
		give_up(replaced, "there are several for %s", function);
		return 0;
	}
	err = code_map_init(&map, patch);
	if (!err)
		err = code_map_init(&other, mac80211);
	if (!err)
		err = add_new_function(&map, &other, function, func, replaced);
	code_map_free(&map);
	if (other.img)
		code_map_free(&other);
	return err;
}

/* --- putting it in place ------------------------------------------------- */

/*
 * Does the caller call it, rather than have it inlined? A new function matters
 * only then. "within" are calls that show that it was inlined.
 */
static bool is_called(const struct fix_function *caller, unsigned int call,
		      unsigned int within)
{
	return (caller->sure & call) &&
	       !((caller->sure | caller->maybe) & within);
}

/* Set how ieee80211_vif_set_links() now updates the links. */
static void put_links(struct fix_facts *facts, struct fix_replaced *replaced)
{
	const struct fix_function *set = replaced->set.found ? &replaced->set :
							       &facts->set;
	bool calls_update = is_called(set, CALL_VIF_UPDATE_LINKS,
				      CALL_CHANGE_VIF_LINKS);

	if (replaced->update.found && !calls_update)
		give_up(replaced, UPDATE_LINKS " is replaced, but "
			SET_LINKS " was not seen to call it");
	if (replaced->set.found && !calls_update &&
	    (set->sure & CALL_VIF_UPDATE_LINKS))
		give_up(replaced, "the new " SET_LINKS " updates the links in "
			"two ways");
	facts->links = (struct fix_function){ 0 };
	fix_join(&facts->links, set);
	if (calls_update)
		fix_join(&facts->links, replaced->update.found ?
			 &replaced->update : &facts->update);
}

static void put_all(struct fix_facts *facts, struct fix_replaced *replaced)
{
	if (replaced->reconf.found)
		facts->reconf = replaced->reconf;
	if (!replaced->set.found && !replaced->update.found)
		return;
	if (!is_called(&facts->reconf, CALL_VIF_SET_LINKS,
		       CALL_VIF_UPDATE_LINKS | CALL_CHANGE_VIF_LINKS))
		give_up(replaced, RECONF " was not seen to call "
			SET_LINKS ", so that a new one may not matter");
	put_links(facts, replaced);
}

void fix_judge_replaced(const struct fix_facts *facts,
			struct fix_replaced *replaced,
			struct fix_verdict *verdict)
{
	struct fix_facts now = *facts;

	put_all(&now, replaced);
	if (!*replaced->reason) {
		fix_judge(&now, verdict);
		return;
	}
	*verdict = (struct fix_verdict){ 0 };
	fix_unknown(verdict, "%s", replaced->reason);
}
