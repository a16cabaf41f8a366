// SPDX-License-Identifier: GPL-2.0-only
/* Collect the facts for the verdict from a kernel image. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "code/fixstate_priv.h"
#include "code/image.h"

static const struct {
	const char *name;
	enum fix_call bit;
} known_calls[] = {
	{ "ieee80211_sta_free_link", CALL_STA_FREE_LINK },
	{ "ieee80211_sta_remove_link", CALL_STA_REMOVE_LINK },
	{ SET_LINKS, CALL_VIF_SET_LINKS },
	{ UPDATE_LINKS, CALL_VIF_UPDATE_LINKS },
	{ "drv_change_vif_links", CALL_CHANGE_VIF_LINKS },
	{ "cfg80211_links_removed", CALL_LINKS_REMOVED },
	{ "ieee80211_set_active_links", CALL_SET_ACTIVE_LINKS },
	/* sta_info_get(), and the search that it has in it if inlined */
	{ "sta_info_get", CALL_GET_STATION },
	{ "rht_bucket_nested", CALL_GET_STATION },
	/* parts of sta_remove_link() */
	{ "ieee80211_sta_recalc_aggregates", CALL_RECALC_STATION },
	{ "__ieee80211_sta_recalc_aggregates", CALL_RECALC_STATION },
	{ "kvfree_call_rcu", CALL_FREE_LATER },
	{ "call_rcu", CALL_FREE_LATER },
	/* in rhltable_remove(), which is inline */
	{ "__rht_bucket_nested", CALL_UNHASH },
};

/*
 * What the known versions call, and what does not take links of a station
 * that stays. Functions beyond these are looked into.
 */
static const char *const harmless[] = {
	RECONF, SET_LINKS, UPDATE_LINKS, "__ieee80211_disconnect",
	"__ieee80211_set_active_links", "sta_info_flush", "__sta_info_flush",
};

static bool is_word_in(const char *name, const char *word)
{
	const char *at = strstr(name, word);

	return at && (at == name || at[-1] == '_');
}

/* Is it like link_sta_info_hash_del or sta_remove_link? 6.0 and later. */
static bool looks_like_remover(const char *name)
{
	static const char *const verbs[] = {
		"remove", "free", "del", "destroy", "unhash",
	};

	if (!is_word_in(name, "sta_"))
		return false;
	if (!is_word_in(name, "link"))
		return is_word_in(name, "destroy");
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		if (is_word_in(name, verbs[i]))
			return true;
	return false;
}

unsigned int fix_call_bit(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(known_calls); i++)
		if (same_function(name, known_calls[i].name))
			return known_calls[i].bit;
	return name && looks_like_remover(name) ? CALL_OTHER_REMOVER : 0;
}

/* Add what a walk found to what is known of a function. */
void fix_add_walk(struct fix_function *func, const struct walk *walk)
{
	func->whole = walk->whole && (func->whole || !func->found);
	func->found = true;
	for (size_t i = 0; i < walk->nr_calls; i++) {
		unsigned int bit = fix_call_bit(walk->calls[i].name);

		if (walk->calls[i].sure)
			func->sure |= bit;
		else
			func->maybe |= bit;
		if (bit == CALL_OTHER_REMOVER)
			func->other = walk->calls[i].name;
	}
}

static bool is_harmless(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(harmless); i++)
		if (same_function(name, harmless[i]))
			return true;
	return false;
}

/*
 * A function that a live patch calls by name is in mac80211, or elsewhere in
 * the kernel, where nothing knows of links.
 */
static int walk_callee(struct code_map *map, struct code_map *mac80211,
		       const struct walk_call *call, struct walk *walk)
{
	if (!call->place.section)
		return walk_function(mac80211, call->name, walk);
	if (call->name)
		return walk_function(map, call->name, walk);
	return walk_place(map, call->place, walk);
}

/* The most callees to look into; known versions have a third of that. */
#define HELPERS_MAX 64

int fix_add_helpers(struct code_map *map, struct code_map *mac80211,
		    const struct walk *walk, struct fix_function *func)
{
	struct fix_function callee;
	struct walk deeper;
	size_t looked = 0;
	int err = 0;

	for (size_t i = 0; i < walk->nr_calls && !func->helper; i++) {
		const struct walk_call *call = &walk->calls[i];

		if ((!call->place.section && !mac80211) ||
		    is_harmless(call->name) || fix_call_bit(call->name))
			continue;
		if (looked++ == HELPERS_MAX) {
			func->whole = false;
			break;
		}
		err = walk_callee(map, mac80211, call, &deeper);
		callee = (struct fix_function){ 0 };
		if (!err)
			fix_add_walk(&callee, &deeper);
		walk_free(&deeper);
		if (err == -ENOMEM)
			return err;
		if ((callee.sure | callee.maybe) &
		    (CALL_STA_FREE_LINK | CALL_STA_REMOVE_LINK |
		     CALL_OTHER_REMOVER | CALL_RECALC_STATION | CALL_UNHASH))
			func->helper = call->name ?: "a function without a "
						     "symbol";
	}
	return 0;
}

/* Take over the result of a walk, and free it. */
static int finish_walk(struct code_map *map, int err, struct walk *walk,
		       struct fix_function *func)
{
	if (!err) {
		fix_add_walk(func, walk);
		if (!(func->sure & (CALL_STA_FREE_LINK |
				    CALL_STA_REMOVE_LINK)))
			err = fix_add_helpers(map, NULL, walk, func);
	} else if (err == -ENOTUNIQ) {
		func->ambiguous = true;
	}
	walk_free(walk);
	return err == -ENOMEM ? err : 0;
}

static int collect_function(struct code_map *map, const char *name,
			    struct fix_function *func)
{
	struct walk walk;
	int err = walk_function(map, name, &walk);

	return finish_walk(map, err, &walk, func);
}

/*
 * Without its symbol, ieee80211_vif_update_links() is the function without a
 * name that ieee80211_vif_set_links() calls and that calls the driver.
 */
static int collect_update_unnamed(struct code_map *map,
				  struct fix_function *func)
{
	struct walk walk, callee;
	int err = walk_function(map, SET_LINKS, &walk);

	for (size_t i = 0; !err && i < walk.nr_calls; i++) {
		struct fix_function found = { 0 };

		if (walk.calls[i].name)
			continue;
		err = walk_place(map, walk.calls[i].place, &callee);
		if (!err)
			fix_add_walk(&found, &callee);
		if (!err && (found.sure & CALL_CHANGE_VIF_LINKS)) {
			err = finish_walk(map, 0, &callee, func);
			break;
		}
		walk_free(&callee);
	}
	walk_free(&walk);
	return err == -ENOMEM ? err : 0;
}

void fix_join(struct fix_function *func, const struct fix_function *other)
{
	func->ambiguous |= other->ambiguous;
	if (!other->found)
		return;
	func->whole = other->whole && (func->whole || !func->found);
	func->found = true;
	func->sure |= other->sure;
	func->maybe |= other->maybe;
	func->other = other->other ?: func->other;
	func->helper = func->helper ?: other->helper;
}

static int collect_links(struct code_map *map, struct fix_facts *facts)
{
	struct fix_function *links = &facts->links;
	int err;

	err = collect_function(map, SET_LINKS, &facts->set);
	if (!err)
		err = collect_function(map, UPDATE_LINKS, &facts->update);
	if (!err && facts->set.found &&
	    !((facts->set.sure | facts->update.sure) & CALL_CHANGE_VIF_LINKS))
		err = collect_update_unnamed(map, &facts->update);
	fix_join(links, &facts->set);
	fix_join(links, &facts->update);
	if (!links->found && (facts->reconf.sure & CALL_CHANGE_VIF_LINKS)) {
		/* all of it was inlined into the work function */
		links->found = true;
		links->whole = facts->reconf.whole;
		links->sure = CALL_CHANGE_VIF_LINKS;
	}
	return err;
}

/*
 * Does a function call, or jump into, code that the last walk saw or also
 * found to be called? code is what the function's own walk saw.
 */
static bool share_unnamed(const struct code_map *map, const struct walk *walk,
			  const struct code_range *code, size_t nr_code,
			  const struct walk *last)
{
	for (size_t i = 0; i < nr_code; i++)
		if (walk_saw(map, code[i].place))
			return true;
	for (size_t i = 0; i < walk->nr_calls; i++) {
		const struct walk_call *call = &walk->calls[i];

		if (call->name)
			continue;
		if (walk_saw(map, call->place))
			return true;
		for (size_t j = 0; j < last->nr_calls; j++)
			if (!last->calls[j].name &&
			    !code_place_compare(last->calls[j].place,
						call->place))
				return true;
	}
	return false;
}

/*
 * Without its symbol, sta_remove_link() is what both functions that remove a
 * link lead to. The walk has to be the last one.
 */
static int collect_inner_unnamed(struct code_map *map, const struct walk *walk,
				 struct fix_function *func)
{
	static const char *const removers[] = {
		"ieee80211_sta_free_link", "ieee80211_sta_remove_link",
	};
	size_t nr_code = map->nr_trail;
	struct code_range *code;
	int err = 0;

	code = calloc(nr_code ?: 1, sizeof(*code));
	if (!code)
		return -ENOMEM;
	if (nr_code)
		memcpy(code, map->trail, nr_code * sizeof(*code));
	for (size_t i = 0; i < ARRAY_SIZE(removers) && err != -ENOMEM; i++) {
		struct walk last;

		err = walk_function(map, removers[i], &last);
		if (!err && share_unnamed(map, walk, code, nr_code, &last)) {
			func->sure |= CALL_OTHER_REMOVER;
			func->other = "a function without a symbol that "
				      "removes station links";
		}
		walk_free(&last);
	}
	free(code);
	return err == -ENOMEM ? err : 0;
}

/*
 * Without its symbol, ieee80211_ml_reconf_work() is the function whose
 * address is taken and whose code prints its message.
 */
static int collect_reconf_by_text(struct code_map *map,
				  struct code_place text,
				  struct fix_facts *facts)
{
	struct code_place found = { 0 };
	struct walk walk;
	size_t matches = 0;
	int err;

	err = code_map_add_unnamed(map);
	for (size_t i = 0; i < map->nr_entries && !err; i++) {
		const struct code_entry *entry = &map->entries[i];

		if (entry->name || (i && !memcmp(&entry[-1].place,
						 &entry->place,
						 sizeof(entry->place))))
			continue;
		err = walk_place(map, entry->place, &walk);
		walk_free(&walk);
		if (!err && fix_saw_text(map, text)) {
			found = entry->place;
			matches++;
		}
	}
	/* if the budget is used up, there may be more of them */
	if (err || !matches || !map->budget)
		return err;
	if (matches > 1) {
		facts->reconf.ambiguous = true;
		return 0;
	}
	facts->by_text = true;
	err = walk_place(map, found, &walk);
	if (!err)
		err = collect_inner_unnamed(map, &walk, &facts->reconf);
	return finish_walk(map, err, &walk, &facts->reconf);
}

static void collect_symbols(struct image *img, struct fix_facts *facts)
{
	for (size_t i = 0; i < img->nr_symbols; i++) {
		const Elf64_Sym *sym = &img->symbols[i];
		const char *name = image_symbol_name(img, sym);

		if (!strcmp(name, "ieee80211_register_hw") &&
		    sym->st_shndx != SHN_UNDEF)
			facts->mac80211 = true;
		else if (!strcmp(name, "cfg80211_links_removed"))
			facts->feature = "cfg80211_links_removed is there";
		else if (!strncmp(name, "ieee80211_ml_reconf", 19))
			facts->feature = "functions of that kind are there";
	}
	facts->symbols = img->nr_symbols > 1;
}

int fix_collect(struct image *img, struct fix_facts *facts)
{
	struct code_place text = { 0 };
	struct code_map map;
	int err;

	*facts = (struct fix_facts){ 0 };
	collect_symbols(img, facts);
	if (!facts->mac80211)
		return 0;
	err = code_map_init(&map, img);
	if (!err)
		err = collect_function(&map, RECONF, &facts->reconf);
	if (!err && !facts->reconf.found && !facts->reconf.ambiguous &&
	    fix_find_text(img, RECONF_TEXT, &text)) {
		facts->feature = "its message is there";
		err = collect_reconf_by_text(&map, text, facts);
	}
	if (!err && facts->reconf.found)
		err = collect_links(&map, facts);
	code_map_free(&map);
	return err;
}
