/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bounded walks of mac80211's station list and of its hash table of station
 * links. Each ends with a REC_WALK_END that says whether it saw everything.
 *
 * CO-RE does not relocate what is read through a structure of our own, so the
 * contexts' pointers are copied to locals first.
 */
#ifndef MLOTRACE_WALK_BPF_H
#define MLOTRACE_WALK_BPF_H

#include "emit.bpf.h"

#define MAX_STATIONS 8192
#define MAX_HASH_STEPS (1 << 17)
#define MAX_BUCKETS (1 << 16)

/* Set once a link is known to be hashed without an owner: see on_sta_free() */
__u32 suspects;

struct walk {
	struct ieee80211_local *local;
	struct ieee80211_sub_if_data *sdata;	/* NULL: all */
	struct sta_info *dying;		/* being freed, off the list; or NULL */
	struct list_head *pos;
	struct bucket_table *tbl;
	struct rhash_head *node;
	struct rhlist_head *twin;	/* same address, chained behind */
	u32 bucket;
	u32 buckets;
	u32 stations;
	u32 nodes;
	u16 point;
	u8 complete;
	u8 hash;
	bool behind;			/* past an ownerless node */
};

/* sta_info.list comes right before free_list: see vmlinux/mac80211.h */
static __always_inline u32 list_offset(void)
{
	return bpf_core_field_offset(struct sta_info, free_list) -
	       bpf_core_type_size(struct list_head);
}

struct links_walk {
	struct rec_station *rec;
	struct sta_info *sta;
};

/*
 * i has 64 bits: with a u32, clang 19 tests one copy and uses another, which
 * the verifier takes to be unbounded.
 */
static long link_step(u64 i, struct links_walk *w)
{
	struct rec_station *rec = w->rec;
	struct sta_info *sta = w->sta;
	struct link_sta_info *link;

	if (i >= MLO_MAX_LINKS)
		return 1;
	link = link_of(sta, i);
	if (!link)
		return 0;
	rec->present |= 1 << i;
	rec->link[i] = (u64)link;
	rec->bytes[i] = link_bytes(sta, link);
	if (link == deflink_of(sta))
		rec->embedded |= 1 << i;
	if (BPF_CORE_READ(link, sta) != sta)
		rec->sta.flags |= STA_MISFIT;
	BPF_CORE_READ_INTO(&rec->link_addr[i], link, addr);
	if (rec->point == POINT_SNAPSHOT)
		fill_channel(&rec->freq[i], &rec->width[i],
			     channel_of((void *)rec->iface.sdata, i));
	return 0;
}

/* Not a loop in C: the verifier would go through all of its iterations. */
static __always_inline void fill_links(struct rec_station *rec,
				       struct sta_info *sta)
{
	struct links_walk w = { rec, sta };

	bpf_loop(MLO_MAX_LINKS, link_step, &w, 0);
}

/*
 * Is this an interface, and is wiphy its radio? With the types of another
 * build, nothing would point back.
 */
static __always_inline bool fits(struct ieee80211_sub_if_data *sdata,
				 struct wiphy *wiphy)
{
	return BPF_CORE_READ(sdata, wdev.wiphy) == wiphy &&
	       BPF_CORE_READ(sdata, wdev.netdev) == BPF_CORE_READ(sdata, dev);
}

__noinline int send_station(u64 station, u32 type, u32 point)
{
	struct sta_info *sta = (void *)station;
	struct ieee80211_sub_if_data *sdata = BPF_CORE_READ(sta, sdata);
	struct ieee80211_local *local = BPF_CORE_READ(sta, local);
	struct rec_station *rec;

	if (!reserve_record(rec, type))
		return 0;
	rec->point = point;
	fill_iface(&rec->iface, (u64)sdata);
	fill_sta(&rec->sta, sta);
	if (rec->iface.local != (u64)local ||
	    !fits(sdata, BPF_CORE_READ(local, hw.wiphy)))
		rec->sta.flags |= STA_MISFIT;
	fill_links(rec, sta);
	send_record(rec);
	return 0;
}

static long station_step(u32 i, struct walk *w)
{
	struct ieee80211_local *local = w->local;
	struct list_head *pos = w->pos;
	struct sta_info *sta;

	if (pos == within(local, struct ieee80211_local, sta_list)) {
		w->complete = 1;
		return 1;
	}
	sta = (void *)pos - list_offset();
	if (BPF_CORE_READ(sta, local) != local)
		return 1;
	w->pos = BPF_CORE_READ(pos, next);
	if (w->sdata && BPF_CORE_READ(sta, sdata) != w->sdata)
		return 0;
	w->stations++;
	send_station((u64)sta, REC_STATION, w->point);
	return 0;
}

static __always_inline void walk_stations(struct walk *w)
{
	struct ieee80211_local *local = w->local;

	w->pos = BPF_CORE_READ(local, sta_list.next);
	bpf_loop(MAX_STATIONS, station_step, w, 0);
}

/* Is this the address of a station that is in the list right now? */
__noinline bool is_listed(u64 radio, u64 station)
{
	struct ieee80211_local *local = (void *)radio;
	struct sta_info *sta = (void *)station;
	struct list_head *pos = (void *)sta + list_offset();
	struct list_head *prev = BPF_CORE_READ(pos, prev);

	return BPF_CORE_READ(sta, local) == local &&
	       BPF_CORE_READ(prev, next) == pos;
}

/*
 * Is this node part of no listed station's link? If so, report it. Its owner
 * is the station that embeds the link, if there is such a station. dying is a
 * station that is no longer on the list, or 0.
 */
__noinline bool judge_node(u64 radio, u64 entry, u64 dying, u32 point,
			   bool behind)
{
	struct rhlist_head *node = (void *)entry;
	struct sta_info *sta, *embedding;
	struct link_sta_info *link;
	struct rec_node *rec;
	u8 link_id;

	link = around(node, struct link_sta_info, link_hash_node);
	sta = BPF_CORE_READ(link, sta);
	link_id = BPF_CORE_READ(link, link_id);
	/* stale content of freed memory may still point back: ask the list */
	if (link_of(sta, link_id) == link && is_listed(radio, (u64)sta))
		return false;
	suspects = 1;
	if (!reserve_record(rec, REC_HASH_NODE))
		return true;
	embedding = around(link, struct sta_info, deflink);
	if ((u64)embedding == dying || is_listed(radio, (u64)embedding))
		rec->owner = (u64)embedding;
	rec->local = radio;
	rec->link = (u64)link;
	rec->sta = (u64)sta;
	rec->link_id = link_id;
	rec->point = point;
	rec->behind = behind;
	BPF_CORE_READ_INTO(&rec->link_addr, link, addr);
	send_record(rec);
	return true;
}

/* Go to the next bucket; false at the end of the table. */
static __always_inline bool next_bucket(struct walk *w)
{
	struct bucket_table *tbl = w->tbl;
	u64 head = 0;

	if (w->bucket >= w->buckets)
		return false;
	if (bpf_probe_read_kernel(&head, sizeof(head),
				  within(tbl, struct bucket_table, buckets) +
				  w->bucket * sizeof(head)))
		return false;
	w->bucket++;
	w->behind = false;
	w->node = (void *)(head & ~1ULL);	/* bit 0 is its lock */
	return true;
}

static long hash_step(u32 i, struct walk *w)
{
	struct rhlist_head *twin = w->twin;
	struct rhash_head *node = w->node;

	if (twin) {
		w->twin = BPF_CORE_READ(twin, next);
	} else if (!node || (u64)node & 1) {	/* bit 0: the end of a chain */
		if (next_bucket(w))
			return 0;
		if (w->bucket == w->buckets)
			w->hash = HASH_WALKED;
		return 1;
	} else {
		w->node = BPF_CORE_READ(node, next);
		twin = (struct rhlist_head *)node;
		w->twin = BPF_CORE_READ(twin, next);
	}
	if (judge_node((u64)w->local, (u64)twin, (u64)w->dying, w->point,
		       w->behind)) {
		w->nodes++;
		w->behind = true;
	}
	return 0;
}

static __always_inline void walk_hash(struct walk *w)
{
	struct ieee80211_local *local = w->local;
	struct bucket_table *tbl = BPF_CORE_READ(local, link_sta_hash.ht.tbl);

	w->tbl = tbl;
	w->buckets = BPF_CORE_READ(tbl, size);
	w->hash = HASH_TRUNCATED;
	if (BPF_CORE_READ(tbl, nest))
		w->hash = HASH_NESTED;
	else if (w->buckets && w->buckets <= MAX_BUCKETS &&
		 !BPF_CORE_READ(tbl, future_tbl))	/* not being resized */
		bpf_loop(MAX_HASH_STEPS, hash_step, w, 0);
}

static __always_inline void send_walk_end(struct walk *w)
{
	struct rec_walk *rec;

	if (!reserve_record(rec, REC_WALK_END))
		return;
	rec->local = (u64)w->local;
	rec->sdata = (u64)w->sdata;
	rec->stations = w->stations;
	rec->nodes = w->nodes;
	rec->point = w->point;
	rec->complete = w->complete;
	rec->hash = w->hash;
	send_record(rec);
}

#endif
