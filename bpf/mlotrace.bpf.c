// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hooks, and at the end the snapshot. Each hook is a thin adapter: it
 * names the function and hands its arguments to a helper that sends one
 * record, and walks where the point is one at which the structures have to
 * agree.
 *
 * None of these functions is called per frame. All but sta_link_free_rcu run
 * under the wiphy mutex, so the records of one radio come in order.
 */
#include "walk.bpf.h"

char LICENSE[] SEC("license") = "GPL";

const volatile __u64 tick_ns = 0;	/* one jiffy */

static __always_inline void send_iface(u32 type,
				       struct ieee80211_sub_if_data *sdata,
				       u16 mask, u16 dormant, int ret,
				       u64 delay_ns)
{
	struct rec_iface_event *rec;

	if (!reserve_record(rec, type))
		return;
	fill_iface(&rec->iface, sdata);
	rec->mask = mask;
	rec->dormant = dormant;
	rec->ret = ret;
	rec->delay_ns = delay_ns;
	send_record(rec);
}

static __always_inline void send_link(u32 type, struct sta_info *sta,
				      u32 link_id, bool unhash, int ret)
{
	struct link_sta_info *link = link_of(sta, link_id);
	struct rec_link_event *rec;

	if (!reserve_record(rec, type))
		return;
	fill_iface(&rec->iface, BPF_CORE_READ(sta, sdata));
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
}

/* Every station of an interface, and with_hash the whole hash of its radio. */
static __noinline int walk_iface(struct ieee80211_sub_if_data *sdata,
				 u32 point, bool with_hash)
{
	struct walk w = {
		.local = BPF_CORE_READ(sdata, local),
		.sdata = sdata,
		.point = point,
	};

	walk_stations(&w);
	if (with_hash)
		walk_hash(&w);
	send_walk_end(&w);
	return 0;
}

static __noinline int walk_hash_only(struct sta_info *sta, u32 point,
				     bool dying)
{
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

/* sdata->u.mgd.ml_reconf_work is embedded; before 6.5 there is none. */
static __always_inline struct ieee80211_sub_if_data *
sdata_of_reconf_work(void *work)
{
	if (!bpf_core_field_exists(struct ieee80211_sub_if_data,
				   u.mgd.ml_reconf_work))
		return NULL;
	return around(work, struct ieee80211_sub_if_data,
		      u.mgd.ml_reconf_work);
}

SEC("fentry/ieee80211_ml_reconf_work")
int BPF_PROG(reconf_enter, struct wiphy *wiphy, struct wiphy_work *work)
{
	struct ieee80211_sub_if_data *sdata = sdata_of_reconf_work(work);
	u16 removed;

	if (!sdata)
		return 0;
	removed = pending_removal(sdata);
	if (!removed)
		return 0;
	send_iface(REC_RECONF_ENTER, sdata, removed, 0, 0, 0);
	walk_iface(sdata, POINT_ENTER, false);
	return 0;
}

SEC("fexit/ieee80211_ml_reconf_work")
int BPF_PROG(reconf_exit, struct wiphy *wiphy, struct wiphy_work *work)
{
	struct ieee80211_sub_if_data *sdata = sdata_of_reconf_work(work);

	if (!sdata)
		return 0;
	send_iface(REC_RECONF_EXIT, sdata, 0, 0, 0, 0);
	walk_iface(sdata, POINT_EXIT, true);
	return 0;
}

SEC("fentry/ieee80211_mgd_assoc_ml_reconf")
int BPF_PROG(sta_reconf_enter, struct ieee80211_sub_if_data *sdata)
{
	send_iface(REC_STA_RECONF_ENTER, sdata, 0, 0, 0, 0);
	walk_iface(sdata, POINT_ENTER, false);
	return 0;
}

SEC("fexit/ieee80211_mgd_assoc_ml_reconf")
int BPF_PROG(sta_reconf_exit, struct ieee80211_sub_if_data *sdata, void *req,
	     int ret)
{
	send_iface(REC_STA_RECONF_EXIT, sdata, 0, 0, ret, 0);
	walk_iface(sdata, POINT_EXIT, true);
	return 0;
}

/*
 * The announcement itself is parsed in a function that compilers inline, once
 * per beacon; what it does to the work is visible in cfg80211. These are
 * called for every work of every interface, so first find out whose it is.
 */
static __always_inline struct ieee80211_sub_if_data *
reconf_of(struct wiphy *wiphy, void *work)
{
	struct ieee80211_sub_if_data *sdata = sdata_of_reconf_work(work);
	void *wdev;

	if (!sdata || BPF_CORE_READ(sdata, local, hw.wiphy) != wiphy)
		return NULL;
	wdev = BPF_CORE_READ(sdata, dev, ieee80211_ptr);
	if (wdev != within(sdata, struct ieee80211_sub_if_data, wdev))
		return NULL;
	return sdata;
}

static __always_inline int announce(struct wiphy *wiphy, void *work,
				    u64 delay_ns)
{
	struct ieee80211_sub_if_data *sdata = reconf_of(wiphy, work);

	if (sdata)
		send_iface(REC_ANNOUNCE, sdata, pending_removal(sdata), 0, 0,
			   delay_ns);
	return 0;
}

static __always_inline int cancel(struct wiphy *wiphy, void *work)
{
	struct ieee80211_sub_if_data *sdata = reconf_of(wiphy, work);

	if (sdata)
		send_iface(REC_CANCEL, sdata, 0, 0, 0, 0);
	return 0;
}

/* 6.5 to 6.16 (8eb8dd2ffbbb) */
SEC("fentry/wiphy_delayed_work_queue")
int BPF_PROG(delayed_announce, struct wiphy *wiphy, void *work,
	     unsigned long delay)
{
	return announce(wiphy, work, delay * tick_ns);
}

SEC("fentry/wiphy_delayed_work_cancel")
int BPF_PROG(delayed_cancel, struct wiphy *wiphy, void *work)
{
	return cancel(wiphy, work);
}

/* from 6.17 on (3f654d53dff5) */
SEC("fentry/wiphy_hrtimer_work_queue")
int BPF_PROG(hrtimer_announce, struct wiphy *wiphy, void *work, s64 delay)
{
	return announce(wiphy, work, delay);
}

SEC("fentry/wiphy_hrtimer_work_cancel")
int BPF_PROG(hrtimer_cancel, struct wiphy *wiphy, void *work)
{
	return cancel(wiphy, work);
}

/* cfg80211 knows full-MAC interfaces too: ours is one that points back. */
SEC("tp_btf/cfg80211_links_removed")
int BPF_PROG(links_removed, struct net_device *dev, u16 link_mask)
{
	struct ieee80211_sub_if_data *sdata;
	struct wireless_dev *wdev;

	if (!dev)	/* never; the verifier wants to see it */
		return 0;
	wdev = BPF_CORE_READ(dev, ieee80211_ptr);
	sdata = around(wdev, struct ieee80211_sub_if_data, wdev);
	if (BPF_CORE_READ(sdata, dev) != dev ||
	    BPF_CORE_READ(sdata, local, hw.wiphy) !=
	    BPF_CORE_READ(wdev, wiphy))
		return 0;
	send_iface(REC_LINKS_REMOVED, sdata, link_mask, 0, 0, 0);
	walk_iface(sdata, POINT_LINKS_REMOVED, true);
	return 0;
}

SEC("fentry/ieee80211_vif_set_links")
int BPF_PROG(vif_set_links, struct ieee80211_sub_if_data *sdata, u16 new_links,
	     u16 dormant_links)
{
	u16 dormant = 0;

	/* the third argument came with the field: 6.5 (6d543b34dbcf) */
	if (bpf_core_field_exists(sdata->vif.dormant_links))
		dormant = dormant_links;
	send_iface(REC_VIF_LINKS, sdata, new_links, dormant, 0, 0);
	return 0;
}

SEC("fexit/ieee80211_sta_allocate_link")
int BPF_PROG(link_alloc, struct sta_info *sta, u32 link_id, int ret)
{
	send_link(REC_LINK_ALLOC, sta, link_id, false, ret);
	return 0;
}

SEC("fexit/ieee80211_sta_activate_link")
int BPF_PROG(link_activate, struct sta_info *sta, u32 link_id, int ret)
{
	send_link(REC_LINK_ACTIVATE, sta, link_id, false, ret);
	return 0;
}

SEC("fentry/ieee80211_sta_free_link")
int BPF_PROG(link_free, struct sta_info *sta, u32 link_id)
{
	send_link(REC_LINK_FREE, sta, link_id, false, 0);
	return 0;
}

SEC("fentry/ieee80211_sta_remove_link")
int BPF_PROG(link_unhash_free, struct sta_info *sta, u32 link_id)
{
	send_link(REC_LINK_UNHASH_FREE, sta, link_id, true, 0);
	return 0;
}

SEC("fentry/sta_remove_link")
int BPF_PROG(link_remove, struct sta_info *sta, u32 link_id, bool unhash)
{
	send_link(REC_LINK_REMOVE, sta, link_id, unhash, 0);
	return 0;
}

/*
 * A link of a living station was freed without being unhashed: right for one
 * that never was hashed (association failed), a dangling link otherwise. Both
 * are rare, so look at the table each time.
 */
static __always_inline int look_at_hash(struct sta_info *sta)
{
	u64 inserted = bpf_core_enum_value(enum ieee80211_sta_info_flags,
					   WLAN_STA_INSERTED);

	if (BPF_CORE_READ(sta, _flags) & (1UL << inserted) &&
	    !BPF_CORE_READ(sta, removed))
		walk_hash_only(sta, POINT_LINK_FREED, false);
	return 0;
}

SEC("fexit/ieee80211_sta_free_link")
int BPF_PROG(link_free_exit, struct sta_info *sta, u32 link_id)
{
	return look_at_hash(sta);
}

SEC("fentry/sta_info_free")
int BPF_PROG(sta_free, struct ieee80211_local *local, struct sta_info *sta)
{
	send_station(sta, REC_STA_FREE, POINT_STA_FREE);
	if (suspects)
		walk_hash_only(sta, POINT_STA_FREE, true);
	return 0;
}

/* 6.12.115, 7.1.13, 7.2.6: the callback that really frees the memory */
SEC("fentry/sta_link_free_rcu")
int BPF_PROG(link_rcu_free, struct callback_head *head)
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

/*
 * A look from outside at every station of every radio, in every network
 * namespace. No lock is held, so what it finds is to be seen twice before it
 * is believed.
 */
extern const void cfg80211_rdev_list __ksym __weak;

#define MAX_RADIOS 256

struct radio_walk {
	struct list_head *pos;
	s32 radios;
	bool complete;
};

static long radio_step(u32 i, struct radio_walk *r)
{
	struct list_head *pos = r->pos;
	struct walk w = { .point = POINT_SNAPSHOT };
	struct ieee80211_local *local;
	struct wiphy *wiphy;

	if (pos == &cfg80211_rdev_list) {
		r->complete = true;
		return 1;
	}
	r->radios++;
	r->pos = BPF_CORE_READ(pos, next);
	wiphy = within(around(pos, struct cfg80211_registered_device, list),
		       struct cfg80211_registered_device, wiphy);
	local = within(wiphy, struct wiphy, priv);
	/* a full-MAC driver's private part does not point back */
	if (BPF_CORE_READ(local, hw.wiphy) != wiphy)
		return 0;
	w.local = local;
	walk_stations(&w);
	walk_hash(&w);
	send_walk_end(&w);
	return 0;
}

/* Returns how many radios there are, mac80211's or not; -1: not walked. */
SEC("syscall")
int snapshot(void *ctx)
{
	struct list_head *head = (void *)&cfg80211_rdev_list;
	struct radio_walk r = { 0 };

	if (!head)
		return -1;
	bpf_probe_read_kernel(&r.pos, sizeof(r.pos), &head->next);
	bpf_loop(MAX_RADIOS, radio_step, &r, 0);
	return r.complete ? r.radios : -1;
}
