// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/util.h"
#include "code/bugs.h"

const char *bug_state_name(enum bug_state state)
{
	static const char *const names[BUG_STATES] = {
		[BUG_UNAFFECTED] = "unaffected",
		[BUG_FIXED] = "fixed",
		[BUG_UNKNOWN] = "unknown",
		[BUG_AFFECTED] = "affected",
	};

	return names[state];
}

static void __attribute__((format(printf, 3, 4)))
say(struct bug_verdict *verdict, enum bug_state state, const char *fmt, ...)
{
	va_list args;

	verdict->state = state;
	va_start(args, fmt);
	vsnprintf(verdict->evidence, sizeof(verdict->evidence), fmt, args);
	va_end(args);
}

/* --- lists of functions -------------------------------------------------- */

struct name {
	char text[64];
};

/* The next name of a list; false at its end. */
static bool next_name(const char **list, struct name *name)
{
	size_t size;

	if (!*list || !**list)
		return false;
	size = strcspn(*list, "|");
	snprintf(name->text, sizeof(name->text), "%.*s", (int)size, *list);
	*list += size + ((*list)[size] == '|');
	return true;
}

/* Return a function of the list that is called, or NULL; *sure: certainly. */
static const char *called(const struct walk *walk, const char *list, bool *sure)
{
	const char *found = NULL;
	struct name name;

	*sure = false;
	while (next_name(&list, &name))
		for (size_t i = 0; i < walk->nr_calls && !*sure; i++) {
			if (!same_function(walk->calls[i].name, name.text))
				continue;
			found = walk->calls[i].name;
			*sure = walk->calls[i].sure;
		}
	return found;
}

/* Whether the image has a function of the list. */
static bool has_any(const struct code_map *map, const char *list)
{
	struct name name;

	while (next_name(&list, &name))
		for (size_t i = 0; i < map->nr_entries; i++)
			if (same_function(map->entries[i].name, name.text))
				return true;
	return false;
}

bool bug_depends_on(const struct bug *bug, const char *function)
{
	const char *list = bug->functions;
	struct name name;

	while (next_name(&list, &name))
		if (same_function(function, name.text))
			return true;
	return false;
}

#define NOT_ALL "not all code of %s was understood"
#define NOT_FOUND "%s cannot be found: inlined, stripped, or not the only " \
		  "one of its name"

/* --- the rules ----------------------------------------------------------- */

/* Write a list as "A or B". */
static const char *in_words(const char *list, char *text, size_t size)
{
	struct name name;

	*text = '\0';
	while (next_name(&list, &name))
		snprintf(text + strlen(text), size - strlen(text), "%s%s",
			 *text ? " or " : "", name.text);
	return text;
}

/* Describe a fix on its path: "second call of FIX that bypasses WITHOUT". */
static const char *way_in_words(const struct bug *bug, char *text, size_t size)
{
	bool second = bug->after && !strcmp(bug->after, bug->fix);

	snprintf(text, size, "%scall of %s%s%s that bypasses %s",
		 second ? "second " : "", bug->fix,
		 bug->after && !second ? " after " : "",
		 bug->after && !second ? bug->after : "", bug->without);
	return text;
}

void bug_rule(const struct bug *bug, char *text, size_t size)
{
	int length = strcspn(bug->functions ?: "", "|");
	char names[BUG_EVIDENCE_SIZE];

	if (bug->rule || bug->untold)
		snprintf(text, size, "%s", bug->rule ?: "");
	else if (bug->without)
		snprintf(text, size, "fixed if %.*s has a %s", length,
			 bug->functions,
			 way_in_words(bug, names, sizeof(names)));
	else
		snprintf(text, size, "fixed if %.*s calls %s", length,
			 bug->functions,
			 in_words(bug->fix, names, sizeof(names)));
}

/* Do we know all calls? A callee without a symbol may be a part of it. */
static bool understood(const struct walk *walk)
{
	for (size_t i = 0; i < walk->nr_calls; i++)
		if (!walk->calls[i].name)
			return false;
	return walk->whole;
}

static void say_way(const char *function, const struct bug *bug, bool fixed,
		    struct bug_verdict *verdict)
{
	char words[BUG_EVIDENCE_SIZE];

	say(verdict, fixed ? BUG_FIXED : BUG_AFFECTED, "%s has %s %s",
	    function, fixed ? "a" : "no",
	    way_in_words(bug, words, sizeof(words)));
}

/* Judge by all calls, and by those on the path that matters. */
static void judge_calls(const char *function, const struct walk *all,
			const struct walk *way, struct bug_verdict *verdict)
{
	const struct bug *bug = verdict->bug;
	const char *needs = bug->without ?: bug->needs;
	bool fix_sure, bad_sure, sure;
	const char *fix = called(way, bug->fix, &fix_sure);
	const char *bad = called(all, bug->bad, &bad_sure);
	char names[96];

	in_words(bug->fix, names, sizeof(names));
	if (needs && (!called(all, needs, &sure) || !sure))
		say(verdict, BUG_UNKNOWN, "%s was not seen to call %s, as all "
		    "known versions do", function, needs);
	else if (fix && bad)
		say(verdict, BUG_UNKNOWN, "%s calls both %s and %s, which no "
		    "known version does", function, fix, bad);
	else if (fix && !fix_sure)
		say(verdict, BUG_UNKNOWN, "%s calls %s in code that was not "
		    "seen to be reached", function, fix);
	else if (!fix && !(understood(all) && way->whole))
		say(verdict, BUG_UNKNOWN, NOT_ALL, function);
	else if (bug->without)
		say_way(function, bug, fix, verdict);
	else if (fix)
		say(verdict, BUG_FIXED, "%s calls %s", function, fix);
	else if (bug->bad && !bad_sure)
		say(verdict, BUG_UNKNOWN, "%s was not seen to call %s nor what "
		    "it replaces", function, names);
	else
		say(verdict, BUG_AFFECTED, "%s calls %s, and no %s", function,
		    bad ?: needs, names);
}

/* Apply the rule. Returns -ENOENT if the image does not have the function. */
static int judge_function(struct code_map *map, const char *function,
			  struct bug_verdict *verdict)
{
	const struct bug *bug = verdict->bug;
	const struct walk_way way = { bug->after, bug->without };
	struct walk all, part = { 0 };
	int err = walk_function(map, function, &all);

	if (!err && bug->without)
		err = walk_function_way(map, function, &way, &part);
	if (!err)
		judge_calls(function, &all, bug->without ? &part : &all,
			    verdict);
	walk_free(&all);
	walk_free(&part);
	return err;
}

static int judge_rule(struct code_map *map, struct bug_verdict *verdict)
{
	const char *list = verdict->bug->functions;
	struct name name = { "" };
	int err = -ENOENT;

	while (err == -ENOENT && next_name(&list, &name))
		err = judge_function(map, name.text, verdict);
	if (err == -ENOENT || err == -ENOTUNIQ)
		say(verdict, BUG_UNKNOWN, NOT_FOUND, name.text);
	return err == -ENOMEM ? err : 0;
}

#define PREP "ieee80211_prep_connection"
#define DESTROY "__sta_info_destroy"
#define DESTROY_ADDR "sta_info_destroy_addr"
#define LOCK "mutex_lock|mutex_lock_nested"
#define LINKS_UPDATE "ieee80211_vif_set_links|ieee80211_vif_update_links|" \
		     "drv_change_vif_links"

/* Before 6.7, stations had a mutex of their own, held to destroy one. */
static void judge_lock(const struct walk *prep, const struct walk *unlocked,
		       const struct walk *addr, struct bug_verdict *verdict)
{
	bool sure;

	if (!understood(prep) || !understood(addr))
		say(verdict, BUG_UNKNOWN, NOT_ALL, PREP " and " DESTROY_ADDR);
	else if (!called(prep, DESTROY, &sure) || !called(addr, LOCK, &sure))
		say(verdict, BUG_UNAFFECTED, PREP " calls no " DESTROY
		    " that wants a mutex");
	else if (called(unlocked, DESTROY, &sure) && sure)
		say(verdict, BUG_AFFECTED, PREP " calls " DESTROY " without "
		    "the mutex that " DESTROY_ADDR " takes for it");
	else
		say(verdict, BUG_UNKNOWN, PREP " calls " DESTROY ", and takes "
		    "some mutex");
}

static int judge_unlocked(struct code_map *map, struct bug_verdict *verdict)
{
	static const struct walk_way way = { .without = "mutex_lock" };
	struct walk prep, unlocked = { 0 }, addr = { 0 };
	int err = walk_function(map, PREP, &prep);

	if (!err)
		err = walk_function(map, DESTROY_ADDR, &addr);
	if (!err)
		err = walk_function_way(map, PREP, &way, &unlocked);
	if (!err)
		judge_lock(&prep, &unlocked, &addr, verdict);
	else
		say(verdict, BUG_UNKNOWN, NOT_FOUND, PREP);
	walk_free(&prep);
	walk_free(&unlocked);
	walk_free(&addr);
	return err == -ENOMEM ? err : 0;
}

/* --- the table ----------------------------------------------------------- */

#define MAC80211 .module = "mac80211", .file = "net/mac80211/mac80211"
#define WIRELESS "drivers/net/wireless/"

const struct bug bugs[] = {
	{
		.name = "stale-link", MAC80211,
		.since = "6.5 (8eb8dd2ffbbb)",
		.fixed = "7.1 (84674b03d8bf with eb092b188fcf), "
			 "7.2 (79fb99e16f60)",
		.leaves = "the station's link that the access point removed; "
			  "with 84674b03d8bf alone, freed and still hashed",
		.rule = "the state of a kernel: leaks, dangling or fixed",
		.advice = "what the output says below a kernel of that state",
	}, {
		.name = "removal-lost", MAC80211,
		.since = "6.5 (8eb8dd2ffbbb)",
		.fixed = "nothing upstream; the patches in patches/removal-lost",
		.leaves = "of two overlapping removals, the link that was "
			  "removed first",
		.untold = "a comparison in code that is inlined; play it with "
			  "'mlotrace validate'",
	}, {
		.name = "ml-parser-link-15", MAC80211,
		.since = "6.5 (8eb8dd2ffbbb)",
		.fixed = "162d331d833d (CVE-2026-23246); 6.12.77",
		.leaves = "a write past an array on the stack, for link id 15",
		.untold = "a constant in code that is inlined; go by the "
			  "version",
	}, {
		.name = "station-survives-prep", MAC80211,
		.since = "6.0 (81151ce462e5)",
		.fixed = "283fc9e44ff5; 6.12.88, 6.6.140",
		.leaves = "the station, with its link, of a connection that "
			  "could not be prepared; used after free in debugfs",
		.advice = "apply upstream 283fc9e44ff5; before 6.7, with "
			  "sta_mtx held",
		.functions = PREP, .fix = DESTROY "|" DESTROY_ADDR,
		.needs = "ieee80211_vif_set_links", .origin = LINKS_UPDATE,
	}, {
		.name = "prep-destroy-unlocked", MAC80211,
		.since = "6.6.140 (its backport of 283fc9e44ff5)",
		.fixed = "nothing in 6.6.y; 6.1.y has it right",
		.leaves = "the lists of stations, changed without their lock",
		.advice = "call sta_info_destroy_addr() in "
			  "ieee80211_prep_connection(), as 6.1.y does",
		.functions = PREP "|" DESTROY_ADDR, .judge = judge_unlocked,
		.origin = LINKS_UPDATE,
		.rule = "affected if " PREP " calls " DESTROY " without "
			"mutex_lock, and " DESTROY_ADDR " takes it",
	}, {
		.name = "link-stats-freed-early", MAC80211,
		.since = "6.0 (c71420db653a)",
		.fixed = "aa2eb6252518 (CVE-2026-68409); 6.12.114",
		.leaves = "the counters of a removed link, freed while the "
			  "receive path may still write to them (drivers with "
			  "USES_RSS)",
		.advice = "apply upstream aa2eb6252518",
		.functions = "sta_remove_link|ieee80211_sta_remove_link",
		.fix = "call_rcu", .bad = "free_percpu|sta_info_free_link",
	}, {
		.name = "failed-link-debugfs", MAC80211,
		.since = "6.5 (170cd6a66d9a), with CONFIG_MAC80211_DEBUGFS",
		.fixed = "952c02b33f56; 6.12.101",
		.leaves = "debugfs files of a link that could not be added, "
			  "and was freed",
		.advice = "apply upstream 952c02b33f56",
		.functions = "ieee80211_vif_update_links|"
			     "ieee80211_vif_set_links",
		.fix = "ieee80211_link_stop",
		.without = "ieee80211_remove_link_keys",
		.origin = "ieee80211_link_debugfs_add|"
			  "ieee80211_link_debugfs_remove",
	}, {
		.name = "ath12k-links-map", .module = "ath12k",
		.file = WIRELESS "ath/ath12k/ath12k",
		.since = "6.15 (81e4be30544e)",
		.fixed = "2c1ba9c2adf0; 7.0",
		.leaves = "the driver's link of a connection that could not be "
			  "prepared; the next one fails with a warning",
		.advice = "apply upstream 2c1ba9c2adf0",
		.functions = "ath12k_mac_op_change_vif_links",
		.fix = "ath12k_mac_unassign_link_vif",
		.without = "ath12k_mac_remove_link_interface",
	}, {
		.name = "mt7925-legacy-bss", .module = "mt7925_common",
		.file = WIRELESS "mediatek/mt76/mt7925/mt7925-common",
		.since = "6.11 (69acd6d910b0)",
		.fixed = "8f9e5807671e; 6.12.113, 7.2.11",
		.leaves = "no BSS in the firmware, once the links of an MLO "
			  "connection are gone",
		.advice = "apply upstream 8f9e5807671e",
		.functions = "mt7925_change_vif_links",
		.fix = "mt792x_mac_link_bss_remove",
		.after = "mt792x_mac_link_bss_remove",
		.without = "devm_kfree",
	},
	{ .name = NULL },
};

bool bugs_module(const char *module)
{
	for (const struct bug *bug = bugs; bug->name; bug++)
		if (bug->functions && !strcmp(bug->module, module))
			return true;
	return false;
}

/* Are local symbols stripped? Then a function may be there, but not found. */
static bool is_stripped(const struct image *img)
{
	for (size_t i = 0; i < img->nr_symbols; i++) {
		const Elf64_Sym *sym = &img->symbols[i];

		if (ELF64_ST_BIND(sym->st_info) == STB_LOCAL &&
		    ELF64_ST_TYPE(sym->st_info) == STT_FUNC &&
		    sym->st_shndx != SHN_UNDEF)
			return false;
	}
	return true;
}

static int judge_one(struct code_map *map, struct bug_verdict *verdict)
{
	const struct bug *bug = verdict->bug;
	const char *origin = bug->origin ?: bug->functions;
	char names[128];

	if (has_any(map, origin))
		return bug->judge ? bug->judge(map, verdict) :
				    judge_rule(map, verdict);
	if (is_stripped(map->img))
		say(verdict, BUG_UNKNOWN, "symbols were stripped");
	else
		say(verdict, BUG_UNAFFECTED, "no %s in here",
		    in_words(origin, names, sizeof(names)));
	return 0;
}

int bugs_judge(struct image *img, const char *module,
	       struct bug_verdict *verdicts, size_t *count)
{
	struct code_map map = { 0 };
	int err = 0;

	*count = 0;
	for (const struct bug *bug = bugs; bug->name && !err; bug++) {
		if (!bug->functions || strcmp(bug->module, module) ||
		    *count == BUGS_MAX)
			continue;
		if (!*count)
			err = code_map_init(&map, img);
		verdicts[*count] = (struct bug_verdict){ .bug = bug };
		if (!err)
			err = judge_one(&map, &verdicts[(*count)++]);
	}
	code_map_free(&map);
	return err;
}
