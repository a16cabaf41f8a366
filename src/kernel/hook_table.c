// SPDX-License-Identifier: GPL-2.0-only
/* The table of hooks. It needs no libbpf, for those who only want the names. */
#include "kernel/hooks.h"
#include "record.h"

#define ANNOUNCE_COST "announcements of a removal, and their withdrawal"
#define FREE_COST "the second witness of a dangling link"

#define DELAYED "wiphy_delayed_work_"
#define HRTIMER "wiphy_hrtimer_work_"
#define QUEUES DELAYED "queue or " HRTIMER "queue"
#define CANCELS DELAYED "cancel or " HRTIMER "cancel"

#define SWITCHES "cfg80211_ch_switch_started_notify, " \
	"cfg80211_ch_switch_notify, ieee80211_sta_abort_chanswitch or " \
	"drv_abort_channel_switch"
#define FRAMES "cfg80211_rx_mlme_mgmt or cfg80211_tx_mlme_mgmt"
#define LOSSES "api_connection_loss or api_disconnect"
#define RADIOS "rdev_suspend, api_restart_hw or drv_reconfig_complete"

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
	  .exit = true, .keeper = true,
	  .cost = "set-up attempts" },
	{ "link_activate", "ieee80211_sta_activate_link", REC_LINK_ACTIVATE,
	  .exit = true, .keeper = true,
	  .cost = "when a link was set up, so its age" },
	{ "vif_set_links", "ieee80211_vif_set_links", REC_VIF_LINKS,
	  .cost = "changes of the interface's links" },
	{ "sta_free", "sta_info_free", REC_STA_FREE,
	  .cost = "the end of stations, which reclaims stale links" },
	{ "link_rcu_free", "sta_link_free_rcu", REC_LINK_RCU,
	  .softirq = true },
	{ "sta_reconf_enter", "ieee80211_mgd_assoc_ml_reconf",
	  REC_STA_RECONF_ENTER },
	{ "sta_reconf_exit", "ieee80211_mgd_assoc_ml_reconf",
	  REC_STA_RECONF_EXIT, .exit = true },
	{ "links_removed", "cfg80211_links_removed", REC_LINKS_REMOVED,
	  .cfg80211 = true, .tracepoint = true, .plain = true,
	  .cost = "a second look after each removal" },
	{ "delayed_announce", DELAYED "queue", REC_ANNOUNCE, .either = QUEUES,
	  .cfg80211 = true, .work = WORK_DELAYED, .cost = ANNOUNCE_COST },
	{ "delayed_cancel", DELAYED "cancel", REC_CANCEL, .either = CANCELS,
	  .cfg80211 = true, .work = WORK_DELAYED, .cost = ANNOUNCE_COST },
	{ "hrtimer_announce", HRTIMER "queue", REC_ANNOUNCE, .either = QUEUES,
	  .cfg80211 = true, .work = WORK_HRTIMER, .cost = ANNOUNCE_COST },
	{ "hrtimer_cancel", HRTIMER "cancel", REC_CANCEL, .either = CANCELS,
	  .cfg80211 = true, .work = WORK_HRTIMER, .cost = ANNOUNCE_COST },
	{ "change_vif_links", "drv_change_vif_links", REC_ACTIVE_LINKS,
	  .exit = true, .keeper = true,
	  .cost = "which links are active" },
	{ "csa_started", "cfg80211_ch_switch_started_notify", REC_CSA,
	  .cfg80211 = true, .either = SWITCHES,
	  .cost = "channel switches that are announced" },
	{ "csa_done", "cfg80211_ch_switch_notify", REC_CSA, .either = SWITCHES,
	  .cfg80211 = true, .tracepoint = true, .cost = "channel switches" },
	{ "csa_aborted", "drv_abort_channel_switch", REC_CSA,
	  .either = SWITCHES, .tracepoint = true,
	  .cost = "channel switches that are aborted" },
	{ "csa_withdrawn", "ieee80211_sta_abort_chanswitch", REC_CSA,
	  .either = SWITCHES,
	  .cost = "switches taken back" },
	{ "assoc_request", "rdev_assoc", REC_ASSOC_REQUEST,
	  .cfg80211 = true, .tracepoint = true,
	  .cost = "who asks for a connection, and for which links" },
	{ "assoc_response", "cfg80211_send_rx_assoc", REC_ASSOC_RESPONSE,
	  .cfg80211 = true, .tracepoint = true,
	  .cost = "which links the AP accepts" },
	{ "assoc_failure", "cfg80211_send_assoc_failure", REC_ASSOC_FAILURE,
	  .cfg80211 = true, .tracepoint = true,
	  .cost = "associations that time out" },
	{ "frame_received", "cfg80211_rx_mlme_mgmt", REC_FRAME,
	  .either = FRAMES, .cfg80211 = true, .tracepoint = true,
	  .cost = "disconnects by the AP" },
	{ "frame_sent", "cfg80211_tx_mlme_mgmt", REC_FRAME, .either = FRAMES,
	  .cfg80211 = true, .tracepoint = true,
	  .cost = "disconnects from this side" },
	{ "connection_loss", "api_connection_loss", REC_DRIVER_LOSS,
	  .either = LOSSES, .tracepoint = true,
	  .cost = "connections that the driver loses" },
	{ "driver_disconnect", "api_disconnect", REC_DRIVER_LOSS,
	  .either = LOSSES, .tracepoint = true,
	  .cost = "connections that the driver ends" },
	{ "neg_ttlm", "drv_neg_ttlm_res", REC_NEG_TTLM, .tracepoint = true },
	{ "reconf_request", "rdev_assoc_ml_reconf", REC_RECONF_REQUEST,
	  .cfg80211 = true, .tracepoint = true },
	{ "reconf_response", "ieee80211_process_ml_reconf_resp",
	  REC_RECONF_RESPONSE },
	{ "links_added", "cfg80211_mlo_reconf_add_done", REC_LINKS_ADDED,
	  .cfg80211 = true, .tracepoint = true },
	{ "radio_suspend", "rdev_suspend", REC_RADIO, .either = RADIOS,
	  .cfg80211 = true, .tracepoint = true },
	{ "radio_restart", "api_restart_hw", REC_RADIO, .either = RADIOS,
	  .tracepoint = true, .cost = "restarts of the driver" },
	{ "radio_complete", "drv_reconfig_complete", REC_RADIO,
	  .either = RADIOS, .tracepoint = true,
	  .cost = "links that are set up again after a restart" },
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
