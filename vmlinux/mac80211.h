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

struct ieee80211_hw {
	struct wiphy *wiphy;
};

struct ieee80211_vif_cfg {
	bool assoc;		/* since 6.0 */
};

struct ieee80211_vif {
	enum nl80211_iftype type;
	struct ieee80211_vif_cfg cfg;
	u16 valid_links;
	u16 active_links;
	u16 dormant_links;	/* since 6.5 (6d543b34dbcf) */
	u8 addr[ETH_ALEN];
};

/*
 * wiphy_delayed_work up to 6.16, wiphy_hrtimer_work from 6.17 on; both begin
 * with a wiphy_work, and only the offset of the field is taken.
 */
struct ieee80211_if_managed {
	struct wiphy_work ml_reconf_work;	/* since 6.5 (8eb8dd2ffbbb) */
	u16 removed_links;			/* since 6.5, likewise */
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
