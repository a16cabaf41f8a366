// SPDX-License-Identifier: GPL-2.0-only
/*
 * The least that a program on mlotrace's hooks would do: a record per call,
 * with the interface that it is for. What mlotrace costs is measured against
 * it. With -DEMPTY the programs do nothing. Each hook is reached in mlotrace's
 * way: by kprobe for the removal itself, by fentry or fexit for the other
 * functions, by raw tracepoint.
 */
#include "mac80211.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} records SEC(".maps");

#ifdef EMPTY
#define send(sdata) 0
#else
static __always_inline int send(struct ieee80211_sub_if_data *sdata)
{
	u32 ifindex = BPF_CORE_READ(sdata, dev, ifindex);

	bpf_ringbuf_output(&records, &ifindex, sizeof(ifindex), 0);
	return 0;
}
#endif

#define OF_STATION(how, function, name)					\
	SEC(how "/" function)						\
	int BPF_PROG(name, struct sta_info *sta)			\
	{								\
		return send(BPF_CORE_READ(sta, sdata));			\
	}
#define OF_INTERFACE(how, function, name)				\
	SEC(how "/" function)						\
	int BPF_PROG(name, struct ieee80211_sub_if_data *sdata)		\
	{								\
		return send(sdata);					\
	}
#define OF_WORK(how, function, name)					\
	SEC(how "/" function)						\
	int BPF_PROG(name, struct wiphy *wiphy, void *work)		\
	{								\
		return send(work - bpf_core_field_offset(		\
			struct ieee80211_sub_if_data,			\
			u.mgd.ml_reconf_work));				\
	}

SEC("kprobe/ieee80211_ml_reconf_work")
int BPF_KPROBE(reconf_enter, struct wiphy *wiphy, void *work)
{
	return send(work - bpf_core_field_offset(struct ieee80211_sub_if_data,
						 u.mgd.ml_reconf_work));
}

SEC("kretprobe/ieee80211_ml_reconf_work")
int BPF_KRETPROBE(reconf_exit)
{
	return send(NULL);
}

OF_WORK("fentry", "wiphy_delayed_work_queue", delayed_announce)
OF_WORK("fentry", "wiphy_delayed_work_cancel", delayed_cancel)
OF_WORK("fentry", "wiphy_hrtimer_work_queue", hrtimer_announce)
OF_WORK("fentry", "wiphy_hrtimer_work_cancel", hrtimer_cancel)
OF_INTERFACE("fentry", "ieee80211_mgd_assoc_ml_reconf", sta_reconf_enter)
OF_INTERFACE("fexit", "ieee80211_mgd_assoc_ml_reconf", sta_reconf_exit)
OF_INTERFACE("fentry", "ieee80211_vif_set_links", vif_set_links)
OF_STATION("fexit", "ieee80211_sta_allocate_link", link_alloc)
OF_STATION("fexit", "ieee80211_sta_activate_link", link_activate)
OF_STATION("fentry", "ieee80211_sta_free_link", link_free)
OF_STATION("fexit", "ieee80211_sta_free_link", link_free_exit)
OF_STATION("fentry", "ieee80211_sta_remove_link", link_unhash_free)
OF_STATION("fentry", "sta_remove_link", link_remove)

SEC("fentry/sta_info_free")
int BPF_PROG(sta_free, struct ieee80211_local *local, struct sta_info *sta)
{
	return send(BPF_CORE_READ(sta, sdata));
}

SEC("fentry/sta_link_free_rcu")
int BPF_PROG(link_rcu_free, void *head)
{
	return send(NULL);
}

SEC("fexit/drv_change_vif_links")
int BPF_PROG(change_vif_links, struct ieee80211_local *local,
	     struct ieee80211_sub_if_data *sdata)
{
	return send(sdata);
}

SEC("fentry/cfg80211_ch_switch_started_notify")
int BPF_PROG(csa_started)
{
	return send(NULL);
}

SEC("fentry/ieee80211_sta_abort_chanswitch")
int BPF_PROG(csa_withdrawn)
{
	return send(NULL);
}

SEC("fentry/ieee80211_process_ml_reconf_resp")
int BPF_PROG(reconf_response)
{
	return send(NULL);
}

#define TRACEPOINT(name, program)					\
	SEC("raw_tp/" name)						\
	int BPF_PROG(program)						\
	{								\
		return send(NULL);					\
	}

TRACEPOINT("cfg80211_links_removed", links_removed)
TRACEPOINT("cfg80211_ch_switch_notify", csa_done)
TRACEPOINT("drv_abort_channel_switch", csa_aborted)
TRACEPOINT("rdev_assoc", assoc_request)
TRACEPOINT("cfg80211_send_rx_assoc", assoc_response)
TRACEPOINT("cfg80211_send_assoc_failure", assoc_failure)
TRACEPOINT("cfg80211_rx_mlme_mgmt", frame_received)
TRACEPOINT("cfg80211_tx_mlme_mgmt", frame_sent)
TRACEPOINT("api_connection_loss", connection_loss)
TRACEPOINT("api_disconnect", driver_disconnect)
TRACEPOINT("drv_neg_ttlm_res", neg_ttlm)
TRACEPOINT("rdev_assoc_ml_reconf", reconf_request)
TRACEPOINT("cfg80211_mlo_reconf_add_done", links_added)
TRACEPOINT("rdev_suspend", radio_suspend)
TRACEPOINT("api_restart_hw", radio_restart)
TRACEPOINT("drv_reconfig_complete", radio_complete)
