/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What each hook does, however it is reached: the fentry and kprobe programs
 * of mlotrace.bpf.c only pass on their arguments.
 *
 * None of the hooked functions is called per frame. All but sta_link_free_rcu
 * run under the wiphy mutex (up to 6.6, some only under a lock of their
 * interface), so the records of one interface come in order.
 */
#ifndef MLOTRACE_HANDLERS_BPF_H
#define MLOTRACE_HANDLERS_BPF_H

#include "walk.bpf.h"

const volatile __u64 tick_ns = 0;	/* one jiffy */

static __always_inline void send_iface(u32 type,
				       struct ieee80211_sub_if_data *sdata,
				       u16 mask, u16 dormant, int ret,
				       u64 delay_ns)
{
	struct rec_iface_event *rec;

	if (!reserve_record(rec, type))
		return;
	fill_iface(&rec->iface, (u64)sdata);
	rec->mask = mask;
	rec->dormant = dormant;
	rec->ret = ret;
	rec->delay_ns = delay_ns;
	send_record(rec);
}

__noinline int send_link(u32 type, u64 station, u32 link_id, bool unhash,
			 int ret)
{
	struct sta_info *sta = (void *)station;
	struct link_sta_info *link = link_of(sta, link_id);
	struct rec_link_event *rec;

	if (!reserve_record(rec, type))
		return 0;
	fill_iface(&rec->iface, (u64)BPF_CORE_READ(sta, sdata));
	fill_sta(&rec->sta, sta);
	rec->link = (u64)link;
	rec->link_id = link_id;
	rec->unhash = unhash;
	rec->ret = ret;
	rec->bytes = link_bytes(sta, link);
	rec->embedded = link && link == deflink_of(sta);
	if (link)
		BPF_CORE_READ_INTO(&rec->link_addr, link, addr);
	send_record(rec);
	return 0;
}

/* Walk the stations of an interface. */
__noinline int walk_iface(u64 iface, u32 point)
{
	struct ieee80211_sub_if_data *sdata = (void *)iface;
	struct walk w = {
		.local = BPF_CORE_READ(sdata, local),
		.sdata = sdata,
		.point = point,
	};

	walk_stations(&w);
	send_walk_end(&w);
	return 0;
}

/* Walk the stations of an interface (0: of the radio), and the radio's hash. */
__noinline int walk_with_hash(u64 radio, u64 iface, u32 point)
{
	struct walk w = {
		.local = (void *)radio,
		.sdata = (void *)iface,
		.point = point,
	};

	walk_stations(&w);
	walk_hash(&w);
	send_walk_end(&w);
	return 0;
}

__noinline int walk_hash_only(u64 station, u32 point, bool dying)
{
	struct sta_info *sta = (void *)station;
	struct walk w = {
		.local = BPF_CORE_READ(sta, local),
		.sdata = BPF_CORE_READ(sta, sdata),
		.dying = dying ? sta : NULL,
		.point = point,
	};

	walk_hash(&w);
	send_walk_end(&w);
	return 0;
}

/* The interface around its u.mgd.ml_reconf_work; NULL before 6.5. */
static __always_inline struct ieee80211_sub_if_data *
sdata_of_reconf_work(void *work)
{
	if (!bpf_core_field_exists(struct ieee80211_sub_if_data,
				   u.mgd.ml_reconf_work))
		return NULL;
	return around(work, struct ieee80211_sub_if_data,
		      u.mgd.ml_reconf_work);
}

static __always_inline bool is_of(struct ieee80211_sub_if_data *sdata,
				  struct wiphy *wiphy)
{
	return BPF_CORE_READ(sdata, local, hw.wiphy) == wiphy;
}

static __always_inline void send_misfit(void)
{
	struct rec_iface_event *rec;

	if (reserve_record(rec, REC_MISFIT))
		send_record(rec);
}

static __always_inline int on_reconf_enter(struct wiphy *wiphy, void *work)
{
	struct ieee80211_sub_if_data *sdata = sdata_of_reconf_work(work);
	u16 removed;

	if (!sdata)
		return 0;
	if (!is_of(sdata, wiphy) || !fits(sdata, wiphy)) {
		send_misfit();
		return 0;
	}
	removed = pending_removal(sdata);
	if (!removed)
		return 0;
	send_iface(REC_RECONF_ENTER, sdata, removed, 0, 0, 0);
	walk_iface((u64)sdata, POINT_ENTER);
	return 0;
}

static __always_inline int on_reconf_exit(struct wiphy *wiphy, void *work)
{
	struct ieee80211_sub_if_data *sdata = sdata_of_reconf_work(work);

	if (!sdata || !is_of(sdata, wiphy) || !fits(sdata, wiphy))
		return 0;
	send_iface(REC_RECONF_EXIT, sdata, 0, 0, 0, 0);
	walk_with_hash((u64)BPF_CORE_READ(sdata, local), (u64)sdata,
		       POINT_EXIT);
	return 0;
}

static __always_inline int
on_sta_reconf_enter(struct ieee80211_sub_if_data *sdata)
{
	send_iface(REC_STA_RECONF_ENTER, sdata, 0, 0, 0, 0);
	walk_iface((u64)sdata, POINT_ENTER);
	return 0;
}

static __always_inline int
on_sta_reconf_exit(struct ieee80211_sub_if_data *sdata, int ret)
{
	send_iface(REC_STA_RECONF_EXIT, sdata, 0, 0, ret, 0);
	walk_with_hash((u64)BPF_CORE_READ(sdata, local), (u64)sdata,
		       POINT_EXIT);
	return 0;
}

/* sdata may be any pointer: is it an interface of this radio? */
static __always_inline bool points_back(struct ieee80211_sub_if_data *sdata,
					struct wiphy *wiphy)
{
	return sdata && is_of(sdata, wiphy) &&
	       BPF_CORE_READ(sdata, dev, ieee80211_ptr) ==
	       within(sdata, struct ieee80211_sub_if_data, wdev);
}

/*
 * Compilers inline the function that parses an announcement, once per beacon.
 * But what it does to the work shows in cfg80211. The functions there are
 * called for every work of every interface, so first find out whose it is.
 */
static __always_inline struct ieee80211_sub_if_data *
reconf_of(struct wiphy *wiphy, void *work)
{
	struct ieee80211_sub_if_data *sdata = sdata_of_reconf_work(work);

	return points_back(sdata, wiphy) ? sdata : NULL;
}

static __always_inline int on_announce(struct wiphy *wiphy, void *work,
				       u64 delay_ns)
{
	struct ieee80211_sub_if_data *sdata = reconf_of(wiphy, work);

	if (sdata)
		send_iface(REC_ANNOUNCE, sdata, pending_removal(sdata), 0, 0,
			   delay_ns);
	return 0;
}

static __always_inline int on_cancel(struct wiphy *wiphy, void *work)
{
	struct ieee80211_sub_if_data *sdata = reconf_of(wiphy, work);

	if (sdata)
		send_iface(REC_CANCEL, sdata, 0, 0, 0, 0);
	return 0;
}

/* NULL for a full-MAC driver's interface: only mac80211's points back. */
static __noinline struct ieee80211_sub_if_data *
sdata_of_dev(struct net_device *dev)
{
	struct wireless_dev *wdev = BPF_CORE_READ(dev, ieee80211_ptr);
	struct ieee80211_sub_if_data *sdata =
		around(wdev, struct ieee80211_sub_if_data, wdev);

	return BPF_CORE_READ(sdata, dev) == dev &&
	       is_of(sdata, BPF_CORE_READ(wdev, wiphy)) ? sdata : NULL;
}

static __always_inline int on_links_removed(struct net_device *dev,
					    u16 link_mask)
{
	struct ieee80211_sub_if_data *sdata = sdata_of_dev(dev);

	if (!sdata)
		return 0;
	send_iface(REC_LINKS_REMOVED, sdata, link_mask, 0, 0, 0);
	walk_with_hash((u64)BPF_CORE_READ(sdata, local), (u64)sdata,
		       POINT_LINKS_REMOVED);
	return 0;
}

static __always_inline int
on_vif_set_links(struct ieee80211_sub_if_data *sdata, u16 links, u16 dormant)
{
	send_iface(REC_VIF_LINKS, sdata, links, dormant, 0, 0);
	return 0;
}

static __always_inline int on_link_setup(u32 type, struct sta_info *sta,
					 u32 link_id, int ret)
{
	return send_link(type, (u64)sta, link_id, false, ret);
}

/* ieee80211_sta_remove_link() is hooked */
const volatile bool has_unhash_free = false;

static __always_inline int on_link_call(u32 type, struct sta_info *sta,
					u32 link_id, bool unhash)
{
	/* ieee80211_sta_remove_link() is the caller, and has sent it */
	if (type == REC_LINK_REMOVE && unhash && has_unhash_free)
		return 0;
	return send_link(type, (u64)sta, link_id, unhash, 0);
}

/*
 * A link of a living station was freed without being unhashed. That is right
 * if it never was hashed (association failed); otherwise it dangles. Both are
 * rare, so walk the hash each time.
 */
static __always_inline int on_link_freed(struct sta_info *sta)
{
	u64 inserted = bpf_core_enum_value(enum ieee80211_sta_info_flags,
					   WLAN_STA_INSERTED);

	if (BPF_CORE_READ(sta, _flags) & (1UL << inserted) &&
	    !BPF_CORE_READ(sta, removed))
		walk_hash_only((u64)sta, POINT_LINK_FREED, false);
	return 0;
}

static __always_inline int on_sta_free(struct sta_info *sta)
{
	send_station((u64)sta, REC_STA_FREE, POINT_STA_FREE);
	if (suspects)
		walk_hash_only((u64)sta, POINT_STA_FREE, true);
	return 0;
}

static __always_inline int on_link_rcu(struct callback_head *head)
{
	struct rec_link_event *rec;
	struct sta_link_alloc *alloc;

	if (bpf_core_field_exists(struct sta_link_alloc, callback_head))
		alloc = around(head, struct sta_link_alloc, callback_head);
	else if (bpf_core_field_exists(struct sta_link_alloc___plain, rcu_head))
		alloc = (void *)around(head, struct sta_link_alloc___plain,
				       rcu_head);
	else
		return 0;
	if (!reserve_record(rec, REC_LINK_RCU))
		return 0;
	rec->link = (u64)within(alloc, struct sta_link_alloc, info);
	rec->link_id = BPF_CORE_READ(alloc, info.link_id);
	BPF_CORE_READ_INTO(&rec->link_addr, alloc, info.addr);
	send_record(rec);
	return 0;
}

#endif
