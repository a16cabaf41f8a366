// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "code/fixstate.h"

#define RECONF "ieee80211_ml_reconf_work"
#define FREE_LINK "ieee80211_sta_free_link"
#define REMOVE_LINK "ieee80211_sta_remove_link"

#define LINK_CALLS (CALL_STA_FREE_LINK | CALL_STA_REMOVE_LINK | \
		    CALL_OTHER_REMOVER)

/* A function makes these calls itself only if a removal was inlined. */
#define REMOVAL_PARTS (CALL_RECALC_STATION | CALL_FREE_LATER | CALL_UNHASH)

const char *kernel_state_name(enum kernel_state state)
{
	static const char *const names[KERNEL_STATES] = {
		[KERNEL_UNAFFECTED] = "unaffected",
		[KERNEL_LEAKS] = "leaks",
		[KERNEL_DANGLING] = "dangling",
		[KERNEL_FIXED] = "fixed",
		[KERNEL_UNKNOWN] = "unknown",
	};

	return (unsigned int)state < KERNEL_STATES ? names[state] : "unknown";
}

const char *fix_how_name(enum fix_how how)
{
	switch (how) {
	case FIX_DIRECT:
		return "direct";
	case FIX_UNIFIED:
		return "unified";
	default:
		return "";
	}
}

void fix_add(struct fix_verdict *verdict, const char *fmt, ...)
{
	va_list args;

	if (verdict->nr_evidence == FIX_EVIDENCE_MAX)
		return;
	va_start(args, fmt);
	vsnprintf(verdict->evidence[verdict->nr_evidence++], FIX_TEXT_SIZE,
		  fmt, args);
	va_end(args);
}

void fix_unknown(struct fix_verdict *verdict, const char *fmt, ...)
{
	va_list args;

	if (verdict->nr_evidence < FIX_EVIDENCE_MAX)
		verdict->nr_evidence++;
	memmove(verdict->evidence[1], verdict->evidence[0],
		(verdict->nr_evidence - 1) * FIX_TEXT_SIZE);
	va_start(args, fmt);
	vsnprintf(verdict->evidence[0], FIX_TEXT_SIZE, fmt, args);
	va_end(args);
	verdict->state = KERNEL_UNKNOWN;
	verdict->how = FIX_NONE;
}

static void decide(struct fix_verdict *verdict, enum kernel_state state,
		   enum fix_how how)
{
	verdict->state = state;
	verdict->how = how;
}

static void judge_absent(const struct fix_facts *facts,
			 struct fix_verdict *verdict)
{
	if (facts->reconf.ambiguous) {
		fix_unknown(verdict, "several functions are called " RECONF);
	} else if (facts->feature) {
		fix_unknown(verdict, RECONF " cannot be found, though %s: "
			    "symbols were stripped or renamed",
			    facts->feature);
	} else {
		decide(verdict, KERNEL_UNAFFECTED, FIX_NONE);
		fix_add(verdict, "no " RECONF " and no other trace of link "
			"removal by the access point (since 6.5)");
	}
}

/*
 * Is there a reason why the work function's calls may not mean what they seem
 * to? Every known version tells cfg80211 and updates the links of the
 * interface: if we did not see that, we did not see enough of it.
 */
static bool reconf_odd(const struct fix_function *reconf,
		       struct fix_verdict *verdict)
{
	unsigned int all = reconf->sure | reconf->maybe;

	if (!(reconf->sure & CALL_LINKS_REMOVED))
		fix_unknown(verdict, RECONF " was not seen to call "
			    "cfg80211_links_removed, as all known versions "
			    "do");
	else if (!(reconf->sure & (CALL_VIF_SET_LINKS | CALL_VIF_UPDATE_LINKS |
				   CALL_CHANGE_VIF_LINKS)))
		fix_unknown(verdict, RECONF " was not seen to call "
			    "ieee80211_vif_set_links, as all known versions "
			    "do");
	else if ((all & CALL_STA_FREE_LINK) && (all & CALL_STA_REMOVE_LINK))
		fix_unknown(verdict, RECONF " calls both " FREE_LINK " and "
			    REMOVE_LINK ", which no known version does");
	else if ((all & CALL_STA_REMOVE_LINK) && (all & REMOVAL_PARTS))
		fix_unknown(verdict, RECONF " calls " REMOVE_LINK ", and in "
			    "its own code does more of that kind");
	else if (LINK_CALLS & all & ~reconf->sure)
		fix_unknown(verdict, RECONF " removes station links in code "
			    "that was not seen to be reached");
	else if (all & CALL_OTHER_REMOVER)
		fix_unknown(verdict, RECONF " calls %s, which no known "
			    "version does", reconf->other ?: "a remover");
	else
		return false;
	return true;
}

/* The same for the update of the interface's links. */
static bool links_odd(const struct fix_function *links,
		      struct fix_verdict *verdict)
{
	unsigned int all = links->sure | links->maybe;

	if (!links->found || !(links->sure & CALL_CHANGE_VIF_LINKS))
		fix_unknown(verdict, "the code of ieee80211_vif_set_links and "
			    "ieee80211_vif_update_links was not found");
	else if ((all & CALL_STA_FREE_LINK) && (all & CALL_STA_REMOVE_LINK))
		fix_unknown(verdict, "ieee80211_vif_update_links calls both "
			    FREE_LINK " and " REMOVE_LINK);
	else if (!(all & CALL_STA_FREE_LINK) && (all & REMOVAL_PARTS))
		fix_unknown(verdict, "ieee80211_vif_update_links has parts of "
			    "a removal of station links in its own code");
	else if (LINK_CALLS & all & ~links->sure)
		fix_unknown(verdict, "ieee80211_vif_update_links removes "
			    "station links in code that was not seen to be "
			    "reached");
	else if (all & CALL_OTHER_REMOVER)
		fix_unknown(verdict, "ieee80211_vif_update_links calls %s, "
			    "which no known version does",
			    links->other ?: "a remover");
	else
		return false;
	return true;
}

/*
 * May there be calls that we did not see? Then nothing is certain except a
 * call that does harm. A helper of the update matters only if the update
 * itself removes nothing.
 */
static bool half_seen(const struct fix_facts *facts, bool with_links,
		      struct fix_verdict *verdict)
{
	const struct fix_function *reconf = &facts->reconf;
	const struct fix_function *links = &facts->links;

	if (!reconf->whole || (with_links && !links->whole))
		fix_unknown(verdict, "not all code of %s was understood",
			    reconf->whole ? "ieee80211_vif_update_links" :
					    RECONF);
	else if (reconf->helper)
		fix_unknown(verdict, "%s, called by " RECONF ", removes "
			    "station links in a way that is not known",
			    reconf->helper);
	else if (with_links && links->helper &&
		 !(links->sure & CALL_STA_REMOVE_LINK))
		fix_unknown(verdict, "%s, called by "
			    "ieee80211_vif_update_links, removes station "
			    "links in a way that is not known",
			    links->helper);
	else
		return false;
	return true;
}

/*
 * If the work function calls no remover and yet does something to a station,
 * the remover was inlined. Freeing leaves calls behind that nothing else in
 * there makes, as long as its other callees were not inlined; so does
 * unhashing.
 */
static void judge_inlined(const struct fix_facts *facts,
			  struct fix_verdict *verdict)
{
	const unsigned int apart = CALL_VIF_SET_LINKS | CALL_SET_ACTIVE_LINKS;
	const unsigned int frees = CALL_GET_STATION | CALL_RECALC_STATION |
				   CALL_FREE_LATER;
	unsigned int sure = facts->reconf.sure;

	if (half_seen(facts, false, verdict))
		return;
	if ((sure & (apart | frees)) != (apart | frees) ||
	    ((sure | facts->reconf.maybe) & CALL_UNHASH)) {
		fix_unknown(verdict, RECONF " does something to a station, "
			    "but calls nothing known that removes its link: "
			    "that may have been inlined");
		return;
	}
	decide(verdict, KERNEL_DANGLING, FIX_NONE);
	fix_add(verdict, RECONF " has " FREE_LINK " inlined: frees the link but "
		"leaves it hashed; upstream eb092b188fcf is missing");
}

/* Judge what the work function itself does to the station; false: nothing. */
static bool judge_reconf(const struct fix_facts *facts,
			 struct fix_verdict *verdict)
{
	const struct fix_function *links = &facts->links;

	if (facts->reconf.sure & CALL_STA_FREE_LINK) {
		decide(verdict, KERNEL_DANGLING, FIX_NONE);
		fix_add(verdict, RECONF " calls " FREE_LINK ": frees the link "
			"but leaves it hashed; upstream eb092b188fcf is "
			"missing");
		return true;
	}
	if (!(facts->reconf.sure & CALL_STA_REMOVE_LINK)) {
		if (!((facts->reconf.sure | facts->reconf.maybe) &
		      (REMOVAL_PARTS | CALL_GET_STATION)))
			return false;
		judge_inlined(facts, verdict);
		return true;
	}
	if ((links->sure | links->maybe) & CALL_STA_FREE_LINK) {
		fix_unknown(verdict, RECONF " calls " REMOVE_LINK ", but "
			    "ieee80211_vif_update_links calls " FREE_LINK);
	} else if (!half_seen(facts, false, verdict)) {
		/* if the update was inlined, this may be either fix */
		decide(verdict, KERNEL_FIXED, facts->reconf.sure &
		       CALL_CHANGE_VIF_LINKS ? FIX_NONE : FIX_DIRECT);
		fix_add(verdict, RECONF " calls " REMOVE_LINK
			": removes the link from station and hash (upstream "
			"84674b03d8bf with eb092b188fcf)");
	}
	return true;
}

/* Judge what the update of the interface's links does to its stations. */
static void judge_links(const struct fix_facts *facts,
			struct fix_verdict *verdict)
{
	unsigned int links = facts->links.sure;

	if (links & CALL_STA_FREE_LINK) {
		decide(verdict, KERNEL_DANGLING, FIX_NONE);
		fix_add(verdict, "ieee80211_vif_update_links calls " FREE_LINK
			": frees the link but leaves it hashed");
	} else if (half_seen(facts, true, verdict)) {
		return;
	} else if (links & CALL_STA_REMOVE_LINK) {
		decide(verdict, KERNEL_FIXED, FIX_UNIFIED);
		fix_add(verdict, "ieee80211_vif_update_links calls "
			REMOVE_LINK " for every station of the interface "
			"(upstream 79fb99e16f60)");
		fix_add(verdict, RECONF " goes through "
			"ieee80211_vif_set_links");
	} else {
		decide(verdict, KERNEL_LEAKS, FIX_NONE);
		fix_add(verdict, RECONF " drops the link from the interface "
			"and calls nothing that removes it from the station");
		fix_add(verdict, "nor does ieee80211_vif_update_links");
	}
}

/* If the unified removal is there, too, that is how the kernel is fixed. */
static void prefer_unified(const struct fix_facts *facts,
			   struct fix_verdict *verdict)
{
	if (verdict->state != KERNEL_FIXED || verdict->how != FIX_DIRECT ||
	    !(facts->links.sure & CALL_STA_REMOVE_LINK))
		return;
	verdict->how = FIX_UNIFIED;
	fix_add(verdict, "ieee80211_vif_update_links does so too, for every "
		"station of the interface (upstream 79fb99e16f60)");
}

void fix_judge(const struct fix_facts *facts, struct fix_verdict *verdict)
{
	*verdict = (struct fix_verdict){ .state = KERNEL_UNKNOWN };
	if (!facts->symbols || !facts->mac80211) {
		fix_unknown(verdict, facts->symbols ?
			    "no mac80211 in this file" :
			    "no symbol table is left in the file");
		return;
	}
	if (!facts->reconf.found) {
		judge_absent(facts, verdict);
		return;
	}
	if (!reconf_odd(&facts->reconf, verdict) &&
	    !judge_reconf(facts, verdict) &&
	    !links_odd(&facts->links, verdict))
		judge_links(facts, verdict);
	prefer_unified(facts, verdict);
	if (facts->by_text && verdict->state != KERNEL_UNKNOWN)
		fix_add(verdict, "symbols were stripped: " RECONF
			" was found by its message");
}

/* The bundled patches, by the first series that each directory serves. */
static const struct {
	unsigned int major, minor;
	const char *dir;	/* NULL: nothing is bundled */
} patches[] = {
	{ 7, 1, NULL },
	{ 7, 0, "patches/7.0" },
	{ 6, 17, "patches/6.18" },	/* wiphy_hrtimer_work */
	{ 6, 7, "patches/6.12" },
	{ 6, 5, "patches/6.6" },
};

static const char *find_patches(const char *release)
{
	unsigned long major, minor = 0;
	char *end;

	major = strtoul(release, &end, 10);
	if (end != release && *end == '.')
		minor = strtoul(end + 1, NULL, 10);
	for (size_t i = 0; i < ARRAY_SIZE(patches); i++)
		if (major > patches[i].major ||
		    (major == patches[i].major && minor >= patches[i].minor))
			return patches[i].dir;
	return NULL;
}

const char *fix_advice(char *text, size_t size, enum kernel_state state,
		       const char *release)
{
	static const char live[] = "without a reboot: mlotrace-livepatch(7); ";
	const char *dir = find_patches(release);

	if (state == KERNEL_LEAKS)
		snprintf(text, size, "apply %s%s%s; %sor run 7.1 or newer",
			 dir ? "the patch in " : "", dir ?: "",
			 dir ? ", which is upstream 84674b03d8bf and "
			       "eb092b188fcf in one" :
			 "upstream 84674b03d8bf together with eb092b188fcf, "
			 "never the first alone", dir ? live : "");
	else if (state == KERNEL_DANGLING)
		snprintf(text, size, "apply upstream eb092b188fcf%s%s%s; "
			 "%sor run 7.1 or newer",
			 dir ? ", or the patch in " : "", dir ?: "",
			 dir ? " in place of 84674b03d8bf" : "",
			 dir ? live : "");
	else
		return NULL;
	return text;
}
