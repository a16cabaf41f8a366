// SPDX-License-Identifier: GPL-2.0-only
/*
 * types.c - enough of mac80211's types for --btf, to begin fuzzing with: with
 * removals (CASE 0), without (1), without what they lean on (2)
 */
#if CASE != 2
struct net_device {
	int ifindex;
	char name[16];
} net_device;
#endif

struct ieee80211_if_managed {
#if CASE == 0
	unsigned short removed_links;
#endif
	unsigned char bssid[6];
};

struct ieee80211_sub_if_data {
	struct { int iftype; } wdev;
	union {
		struct ieee80211_if_managed mgd;
	} u;
	const char *name;
} sdata;

struct link_sta_info {
	unsigned char addr[6];
	enum { GONE, THERE } state;
};

struct sta_info {
	struct ieee80211_sub_if_data *sdata;
	struct link_sta_info deflink, *link[15];
	int (*fn)(volatile struct sta_info *sta, unsigned long flags);
} sta;
