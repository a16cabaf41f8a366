/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The CO-RE types of cfg80211 and mac80211, which stand in the BTF of their
 * modules (or of vmlinux, where they are built in): only the fields that
 * mlotrace reads. A field that some kernel lacks says so; its readers ask
 * bpf_core_field_exists() first.
 */
#ifndef MLOTRACE_VMLINUX_MAC80211_H
#define MLOTRACE_VMLINUX_MAC80211_H

#include "kernel.h"

#define ETH_ALEN 6
#define IEEE80211_MLD_MAX_NUM_LINKS 15

/* include/uapi/linux/nl80211.h: ABI, the numbers do not change */
enum nl80211_iftype {
	NL80211_IFTYPE_STATION = 2,
	NL80211_IFTYPE_P2P_CLIENT = 8,
};

/* likewise */
enum nl80211_chan_width {
	NL80211_CHAN_WIDTH_20_NOHT = 0,
	NL80211_CHAN_WIDTH_20 = 1,
	NL80211_CHAN_WIDTH_40 = 2,
	NL80211_CHAN_WIDTH_80 = 3,
	NL80211_CHAN_WIDTH_80P80 = 4,
	NL80211_CHAN_WIDTH_160 = 5,
	NL80211_CHAN_WIDTH_320 = 13,
};

/* net/mac80211/sta_info.h; the number is relocated */
enum ieee80211_sta_info_flags {
	WLAN_STA_INSERTED = 21,
};

#pragma clang attribute push(__attribute__((preserve_access_index)), \
			     apply_to = record)

struct wiphy {
	struct device dev;
	char priv[0];
};

struct wiphy_work {
	void *func;
};

struct wireless_dev {
	struct wiphy *wiphy;
	struct net_device *netdev;
};

struct cfg80211_registered_device {
	struct list_head list;
	int wiphy_idx;
	struct wiphy wiphy;
};

struct ieee80211_channel {
	u32 center_freq;
};

struct cfg80211_chan_def {
	struct ieee80211_channel *chan;
	enum nl80211_chan_width width;
};

struct cfg80211_bss_ies {
	int len;
	u8 data[0];
};

struct cfg80211_bss {
	struct ieee80211_channel *channel;
	struct cfg80211_bss_ies *ies;
	u8 bssid[ETH_ALEN];
};

struct cfg80211_assoc_link {
	struct cfg80211_bss *bss;
};

struct cfg80211_assoc_request {
	struct cfg80211_bss *bss;
	struct cfg80211_assoc_link links[IEEE80211_MLD_MAX_NUM_LINKS];
	const u8 *ap_mld_addr;
	s8 link_id;
};

/* The tag is cfg80211_rx_assoc_resp before 6.7 (6b348f6e34ce). */
struct assoc_response_link {
	u8 addr[ETH_ALEN];
	struct cfg80211_bss *bss;
	u16 status;
};

struct cfg80211_rx_assoc_resp_data {
	const u8 *buf;
	const u8 *ap_mld_addr;
	struct assoc_response_link links[IEEE80211_MLD_MAX_NUM_LINKS];
};

struct cfg80211_rx_assoc_resp {
	const u8 *buf;
	const u8 *ap_mld_addr;
	struct assoc_response_link links[IEEE80211_MLD_MAX_NUM_LINKS];
};

struct cfg80211_assoc_failure {
	const u8 *ap_mld_addr;
	struct cfg80211_bss *bss[IEEE80211_MLD_MAX_NUM_LINKS];
	bool timeout;
};

struct ieee80211_hw {
	struct wiphy *wiphy;
};

struct ieee80211_vif_cfg {
	bool assoc;		/* since 6.0 */
};

struct ieee80211_chan_req {
	struct cfg80211_chan_def oper;
};

struct ieee80211_bss_conf {
	struct ieee80211_chan_req chanreq;	/* since 6.9 (6092077ad09c) */
};

struct ieee80211_bss_conf___chandef {
	struct cfg80211_chan_def chandef;
};

struct ieee80211_sub_if_data;

struct ieee80211_neg_ttlm {
	u16 downlink[8];
	u16 uplink[8];
};

struct ieee80211_vif {
	enum nl80211_iftype type;
	struct ieee80211_vif_cfg cfg;
	struct ieee80211_bss_conf *link_conf[IEEE80211_MLD_MAX_NUM_LINKS];
	u16 valid_links;
	u16 active_links;
	u16 dormant_links;	/* since 6.5 (6d543b34dbcf) */
	u8 addr[ETH_ALEN];
};

struct ieee80211_adv_ttlm_info {
	u32 duration;		/* TU */
	u16 map;
	u16 switch_time;	/* 0: none is to come */
};

struct ieee80211_link_data {
	struct ieee80211_sub_if_data *sdata;
	unsigned int link_id;
};

/*
 * wiphy_delayed_work up to 6.16, wiphy_hrtimer_work from 6.17 on; both begin
 * with a wiphy_work, and only the offset of the field is taken.
 */
struct ieee80211_if_managed {
	struct wiphy_work ml_reconf_work;	/* since 6.5 (8eb8dd2ffbbb) */
	u16 removed_links;			/* since 6.5, likewise */
	struct wiphy_work ttlm_work;		/* since 6.7 (702e80470a33) */
	struct ieee80211_adv_ttlm_info ttlm_info;
	struct {				/* since 6.14 (36e05b0b8390) */
		u16 added_links;
		u16 removed_links;
		u8 dialog_token;
	} reconf;
};

struct ieee80211_local {
	struct ieee80211_hw hw;
	struct list_head sta_list;
	struct rhltable link_sta_hash;		/* since 6.0 */
};

struct ieee80211_sub_if_data {
	struct wireless_dev wdev;
	struct net_device *dev;
	struct ieee80211_local *local;
	char name[16];
	union {
		struct ieee80211_if_managed mgd;
	} u;
	struct ieee80211_vif vif;
};

struct ieee80211_sta {
	u8 addr[ETH_ALEN];
	bool tdls;
	bool mlo;		/* since 6.1 */
	u16 valid_links;
};

struct ieee80211_sta_rx_stats {
	unsigned long packets;
};

struct sta_info;

struct link_sta_info {
	u8 addr[ETH_ALEN];
	u8 link_id;
	struct rhlist_head link_hash_node;
	struct sta_info *sta;
	struct ieee80211_sta_rx_stats *pcpu_rx_stats;
};

/*
 * Not "list" and "lock": an unrelated struct sta_info of the staging driver
 * r8723bs has fields of these names, and CO-RE would find two answers.
 */
struct sta_info {
	struct list_head free_list;
	struct ieee80211_local *local;
	struct ieee80211_sub_if_data *sdata;
	bool removed;
	unsigned long _flags;
	u64 assoc_at;
	struct link_sta_info deflink;
	struct link_sta_info *link[IEEE80211_MLD_MAX_NUM_LINKS];
	struct ieee80211_sta sta;
};

/* net/mac80211/sta_info.c; rcu_head is a macro there, fields included */
struct sta_link_alloc {
	struct link_sta_info info;
	struct callback_head callback_head;
};

struct sta_link_alloc___plain {
	struct callback_head rcu_head;
};

#pragma clang attribute pop

#endif
