/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ring buffer, and the parts of a record that every hook fills alike.
 * mac80211's structures are only ever read through probe reads, so a pointer
 * that turns out to be garbage reads as zeroes and harms nothing.
 */
#ifndef MLOTRACE_EMIT_BPF_H
#define MLOTRACE_EMIT_BPF_H

#include "mac80211.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "record.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);	/* user space sets the size */
} records SEC(".maps");

__u32 lost_records;		/* failed reserves, all CPUs */
__u32 lost_by_type[REC_TYPES];	/* the same, by enum record_type */
const volatile __u32 possible_cpus = 1;

/* container_of() and &ptr->field, relocated. */
#define around(ptr, type, field) \
	((type *)((void *)(ptr) - bpf_core_field_offset(type, field)))
#define within(ptr, type, field) \
	((void *)(ptr) + bpf_core_field_offset(type, field))

/* To zero a record with: memset() would take a store per eight bytes. */
static const union any_record zeroes;

/* The total goes last: read first, it never exceeds the sum of the parts. */
__noinline int count_lost(u32 type)
{
	if (type < REC_TYPES)
		__sync_fetch_and_add(&lost_by_type[type], 1);
	__sync_fetch_and_add(&lost_records, 1);
	return 0;
}

/* Reserve a zeroed record; a failure is counted and reaches user space. */
#define reserve_record(rec, kind)					\
	({								\
		(rec) = bpf_ringbuf_reserve(&records, sizeof(*(rec)), 0); \
		if (rec) {						\
			bpf_probe_read_kernel(rec, sizeof(*(rec)), &zeroes); \
			(rec)->hdr.type = (kind);			\
			(rec)->hdr.size = sizeof(*(rec));		\
			(rec)->hdr.lost = lost_records;			\
			(rec)->hdr.time = bpf_ktime_get_boot_ns();	\
		} else {						\
			count_lost(kind);				\
		}							\
		(rec);							\
	})

#define send_record(rec) bpf_ringbuf_submit(rec, 0)

static __always_inline bool is_client(int iftype)
{
	return iftype == NL80211_IFTYPE_STATION ||
	       iftype == NL80211_IFTYPE_P2P_CLIENT;
}

/* Only for a client: in other interfaces, the union u holds something else. */
static __always_inline void read_removed(u16 *out,
					 struct ieee80211_sub_if_data *sdata)
{
	if (bpf_core_field_exists(sdata->u.mgd.removed_links))
		BPF_CORE_READ_INTO(out, sdata, u.mgd.removed_links);
}

static __always_inline u16 pending_removal(struct ieee80211_sub_if_data *sdata)
{
	u16 removed = 0;

	if (is_client(BPF_CORE_READ(sdata, vif.type)))
		read_removed(&removed, sdata);
	return removed;
}

static __always_inline u32 wiphy_index(struct wiphy *wiphy)
{
	/* a type of cfg80211's: BTF of mac80211 alone lacks it */
	if (!bpf_core_type_exists(struct cfg80211_registered_device))
		return 0;
	return BPF_CORE_READ(around(wiphy, struct cfg80211_registered_device,
				    wiphy), wiphy_idx);
}

/* Fields of equal size are read straight into place: fewer instructions. */
__noinline int fill_iface(struct rec_iface *out, u64 iface)
{
	struct ieee80211_sub_if_data *sdata = (void *)iface;
	struct ieee80211_local *local;
	struct net_device *dev;

	if (!out)
		return 0;
	out->sdata = iface;
	BPF_CORE_READ_INTO(&out->local, sdata, local);
	local = (void *)out->local;
	out->wiphy = wiphy_index(BPF_CORE_READ(local, hw.wiphy));
	/* a P2P device has no dev: these read as zeroes */
	dev = BPF_CORE_READ(sdata, dev);
	BPF_CORE_READ_INTO(&out->ifindex, dev, ifindex);
	BPF_CORE_READ_INTO(&out->netns, dev, nd_net.net, ns.inum);
	bpf_core_read_str(out->name, sizeof(out->name), &sdata->name);
	out->iftype = BPF_CORE_READ(sdata, vif.type);
	BPF_CORE_READ_INTO(&out->valid_links, sdata, vif.valid_links);
	BPF_CORE_READ_INTO(&out->active_links, sdata, vif.active_links);
	if (bpf_core_field_exists(sdata->vif.dormant_links))
		BPF_CORE_READ_INTO(&out->dormant_links, sdata,
				   vif.dormant_links);
	if (is_client(out->iftype)) {
		BPF_CORE_READ_INTO(&out->associated, sdata, vif.cfg.assoc);
		read_removed(&out->removed_links, sdata);
	}
	BPF_CORE_READ_INTO(&out->addr, sdata, vif.addr);
	return 0;
}

static __always_inline void fill_sta(struct rec_sta *out, struct sta_info *sta)
{
	u64 inserted = bpf_core_enum_value(enum ieee80211_sta_info_flags,
					   WLAN_STA_INSERTED);
	u8 flags = 0;

	out->sta = (u64)sta;
	BPF_CORE_READ_INTO(&out->assoc_at, sta, assoc_at);
	BPF_CORE_READ_INTO(&out->valid_links, sta, sta.valid_links);
	BPF_CORE_READ_INTO(&out->deflink_id, sta, deflink.link_id);
	if (BPF_CORE_READ(sta, _flags) & (1UL << inserted))
		flags |= STA_INSERTED;
	if (BPF_CORE_READ(sta, removed))
		flags |= STA_REMOVED;
	if (BPF_CORE_READ(sta, sta.tdls))
		flags |= STA_TDLS;
	if (bpf_core_field_exists(sta->sta.mlo) && BPF_CORE_READ(sta, sta.mlo))
		flags |= STA_MLO;
	out->flags = flags;
	BPF_CORE_READ_INTO(&out->addr, sta, sta.addr);
}

static __always_inline struct link_sta_info *deflink_of(struct sta_info *sta)
{
	return within(sta, struct sta_info, deflink);
}

static __always_inline struct link_sta_info *link_of(struct sta_info *sta,
						     u32 link_id)
{
	struct link_sta_info *link = NULL;

	if (link_id < MLO_MAX_LINKS)
		bpf_probe_read_kernel(&link, sizeof(link),
				      within(sta, struct sta_info, link) +
				      link_id * sizeof(link));
	return link;
}

/* Bytes of kernel memory that are freed with this link. */
static __always_inline u32 link_bytes(struct sta_info *sta,
				      struct link_sta_info *link)
{
	u32 bytes = 0;

	if (!link || link == deflink_of(sta))
		return 0;
	if (bpf_core_type_exists(struct sta_link_alloc))
		bytes = bpf_core_type_size(struct sta_link_alloc);
	if (BPF_CORE_READ(link, pcpu_rx_stats) &&
	    bpf_core_type_exists(struct ieee80211_sta_rx_stats))
		bytes += possible_cpus *
			 bpf_core_type_size(struct ieee80211_sta_rx_stats);
	return bytes;
}

static __always_inline u16 width_mhz(enum nl80211_chan_width width)
{
	switch (width) {
	case NL80211_CHAN_WIDTH_20_NOHT:
	case NL80211_CHAN_WIDTH_20:
		return 20;
	case NL80211_CHAN_WIDTH_40:
		return 40;
	case NL80211_CHAN_WIDTH_80:
		return 80;
	case NL80211_CHAN_WIDTH_80P80:
	case NL80211_CHAN_WIDTH_160:
		return 160;
	case NL80211_CHAN_WIDTH_320:
		return 320;
	default:
		return 0;
	}
}

static __noinline void fill_channel(u16 *freq, u16 *width,
					 struct cfg80211_chan_def *chandef)
{
	*freq = BPF_CORE_READ(chandef, chan, center_freq);
	*width = *freq ? width_mhz(BPF_CORE_READ(chandef, width)) : 0;
}

/* The channel that a link of an interface is on. */
static __always_inline struct cfg80211_chan_def *
channel_of(struct ieee80211_sub_if_data *sdata, u32 link_id)
{
	void *conf = NULL;

	if (bpf_core_field_exists(struct ieee80211_vif, link_conf))
		bpf_probe_read_kernel(&conf, sizeof(conf),
			within(sdata, struct ieee80211_sub_if_data,
			       vif.link_conf) + link_id * sizeof(conf));
	if (bpf_core_field_exists(struct ieee80211_bss_conf, chanreq))
		return within(conf, struct ieee80211_bss_conf, chanreq.oper);
	return within(conf, struct ieee80211_bss_conf___chandef, chandef);
}

#endif
