/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interfaces, stations and links that the lifecycle knows of, by the
 * kernel's addresses of them. Owned by one struct lifecycle; nothing in here
 * emits anything.
 */
#ifndef MLOTRACE_LINKTABLE_H
#define MLOTRACE_LINKTABLE_H

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "event.h"

enum link_state {
	LINK_NONE,
	LINK_ALLOCATED,
	LINK_ACTIVE,
	LINK_STALE,	/* the interface has dropped it */
	LINK_HASHED,	/* the station too, but it still is in the hash */
};

struct link {
	enum link_state state;
	bool embedded;
	bool has_addr;
	bool has_since;
	bool suspect;		/* a snapshot saw it stale, once */
	bool counted;		/* LINK_STALE, and in tally.stale_now */
	bool signature;		/* see WITNESS_SIGNATURE */
	uint8_t addr[6];
	uint32_t bytes;
	uint64_t ptr;		/* struct link_sta_info, 0: not known */
	uint64_t since;		/* set up at, boot-clock ns */
	uint64_t removed_at;	/* LINK_STALE and LINK_HASHED; 0: not known */
	uint64_t counted_at;	/* boot-clock ns */
	enum cause cause;	/* likewise, of the removal */
};

struct station {
	uint64_t key;		/* struct sta_info */
	uint64_t sdata;
	struct rec_sta id;	/* as of the last record */
	struct link links[MLO_MAX_LINKS];
	/* while its interface is reconfigured, each a mask of links */
	uint16_t held;		/* it had them at the start */
	uint16_t called;	/* a removal call was seen */
	uint16_t unhashed;	/* one that unhashes */
	uint16_t signature;	/* one that leaves the hash entry behind */
	uint16_t present;	/* at the end: link[] is not NULL */
	bool pinned;		/* no MLO station; link deflink_id is its own */
	bool seen;		/* by the walk at the end */
	bool gone;		/* it was destroyed meanwhile */
	/* freed without unhash outside of any: the walk that follows tells */
	uint16_t awaiting;
	uint32_t awaiting_lost;	/* records lost when that began */
	uint32_t lost;		/* likewise, when it was seen last */
	bool missing;		/* a snapshot did not come upon it, once */
	UT_hash_handle hh;
};

enum reconf {
	RECONF_NONE,
	RECONF_BY_AP,
	RECONF_BY_STA,
};

struct iface {
	uint64_t key;			/* struct ieee80211_sub_if_data */
	struct rec_iface id;		/* as of the last record */
	enum reconf reconf;
	uint16_t mask;			/* of links to remove */
	uint16_t valid_before;
	uint16_t told;			/* calls of a work that began unseen */
	bool tainted;			/* lost records, or no good start */
	uint64_t started_at;
	uint16_t announced;		/* pending announcement, or 0 */
	uint64_t announced_at;		/* boot-clock ns; 0: not seen */
	uint64_t due_at;
	uint32_t walked;		/* stations of the walk that comes in */
	UT_hash_handle hh;
};

struct linktable {
	struct iface *ifaces;
	struct station *stations;
};

/* Find or make; NULL when memory is out. Both take over what the record says. */
struct iface *linktable_iface(struct linktable *table,
			      const struct rec_iface *id);
struct station *linktable_station(struct linktable *table,
				  const struct rec_iface *iface,
				  const struct rec_sta *id);

struct iface *linktable_find_iface(struct linktable *table, uint64_t key);
struct station *linktable_find_station(struct linktable *table, uint64_t key);
void linktable_forget_station(struct linktable *table, struct station *sta);
void linktable_clear(struct linktable *table);

/* Take over what a walk, or sta_info_free, saw of a station's links. */
void station_see_links(struct station *sta, const struct rec_station *rec);

/* The station is in the middle of no reconfiguration any more. */
void station_settle(struct station *sta);

#endif
