// SPDX-License-Identifier: GPL-2.0-only
/* The table of hooks, for those who only want to name them: no libbpf here. */
#include "kernel/hooks.h"
#include "record.h"

#define ANNOUNCE_COST "announcements of a removal, and their withdrawal"
#define FREE_COST "the second witness of a dangling link"

#define DELAYED "wiphy_delayed_work_"
#define HRTIMER "wiphy_hrtimer_work_"
#define QUEUES DELAYED "queue or " HRTIMER "queue"
#define CANCELS DELAYED "cancel or " HRTIMER "cancel"

const struct hook hooks[HOOK_COUNT] = {
	{ "reconf_enter", "ieee80211_ml_reconf_work", REC_RECONF_ENTER,
	  .mission = true },
	{ "reconf_exit", "ieee80211_ml_reconf_work", REC_RECONF_EXIT,
	  .mission = true, .exit = true },
	{ "link_free", "ieee80211_sta_free_link", REC_LINK_FREE,
	  .cost = FREE_COST },
	{ "link_free_exit", "ieee80211_sta_free_link", REC_WALK_END,
	  .exit = true, .cost = FREE_COST },
	{ "link_remove", "sta_remove_link", REC_LINK_REMOVE,
	  .cost = FREE_COST },
	{ "link_unhash_free", "ieee80211_sta_remove_link", REC_LINK_UNHASH_FREE,
	  .cost = "single links that are removed outside of a "
		  "reconfiguration" },
	{ "link_alloc", "ieee80211_sta_allocate_link", REC_LINK_ALLOC,
	  .exit = true, .keeper = "k_link_alloc_enter",
	  .cost = "set-up attempts" },
	{ "link_activate", "ieee80211_sta_activate_link", REC_LINK_ACTIVATE,
	  .exit = true, .keeper = "k_link_activate_enter",
	  .cost = "when a link was set up, so its age" },
	{ "vif_set_links", "ieee80211_vif_set_links", REC_VIF_LINKS,
	  .cost = "changes of the interface's links" },
	{ "sta_free", "sta_info_free", REC_STA_FREE,
	  .cost = "the end of stations, which reclaims stale links" },
	{ "link_rcu_free", "sta_link_free_rcu", REC_LINK_RCU },
	{ "sta_reconf_enter", "ieee80211_mgd_assoc_ml_reconf",
	  REC_STA_RECONF_ENTER },
	{ "sta_reconf_exit", "ieee80211_mgd_assoc_ml_reconf",
	  REC_STA_RECONF_EXIT, .exit = true },
	{ "links_removed", "cfg80211_links_removed", REC_LINKS_REMOVED,
	  .tracepoint = true,
	  .cost = "a second look after each removal" },
	{ "delayed_announce", DELAYED "queue", REC_ANNOUNCE, .either = QUEUES,
	  .work = WORK_DELAYED, .cost = ANNOUNCE_COST },
	{ "delayed_cancel", DELAYED "cancel", REC_CANCEL, .either = CANCELS,
	  .work = WORK_DELAYED, .cost = ANNOUNCE_COST },
	{ "hrtimer_announce", HRTIMER "queue", REC_ANNOUNCE, .either = QUEUES,
	  .work = WORK_HRTIMER, .cost = ANNOUNCE_COST },
	{ "hrtimer_cancel", HRTIMER "cancel", REC_CANCEL, .either = CANCELS,
	  .work = WORK_HRTIMER, .cost = ANNOUNCE_COST },
};

const struct hook *hook_of_record(unsigned int type)
{
	for (size_t i = 0; i < HOOK_COUNT; i++)
		if (hooks[i].record == type)
			return &hooks[i];
	return NULL;
}

const char *hook_function(const struct hook *hook)
{
	return hook->either ?: hook->function;
}

const char *hook_at(const struct hook *hook)
{
	return hook->exit ? "exit" : "entry";
}
