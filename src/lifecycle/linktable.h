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

#include "lifecycle/event.h"

/*
 * The states of a link. The table in link_life.c has the transitions, and what
 * to report of each.
 */
enum link_state {
	LINK_NONE,	/* not seen yet, or ended */
	LINK_ALLOCATED,
	LINK_ACTIVE,
	LINK_STALE,	/* the interface has dropped it, the station not */
	LINK_HASHED,	/* both have dropped it, but it is still hashed */
	LINK_STATES,
};

struct verdict {
	enum outcome outcome;
	enum reason reason;
	unsigned int witness;
};

/*
 * What was seen of a link since its interface began to be reconfigured, or,
 * outside of a reconfiguration, since a call named it. Only link_verdict.c
 * judges it.
 */
struct evidence {
	bool held;		/* the station had it at the beginning */
	bool called;		/* a removal call was seen */
	bool signature;		/* ... that leaves the hash entry behind */
	bool pinned;		/* the only link of a non-MLO station */
	bool walked;		/* a later walk saw the station, with: */
	bool valid;		/* its bit in valid_links */
	bool present;		/* link[] is not NULL */
	bool freed;		/* a call without unhash, outside of any
				   reconfiguration: await a hash walk */
	bool torn;		/* it was freed with its station while the
				   interface still had it */
	bool left;		/* ... while the interface did not have it,
				   and was not removing it */
	bool second;		/* the walk at cfg80211_links_removed gave: */
	struct verdict verdict;
	uint64_t time;		/* of that walk; boot-clock ns */
};

struct link {
	enum link_state state;
	bool embedded;
	bool has_addr;
	bool has_since;
	bool suspect;		/* one snapshot saw it stale */
	bool missing;		/* one snapshot did not see it */
	bool counted;		/* LINK_STALE, and in tally.stale_now */
	bool signature;		/* see WITNESS_SIGNATURE */
	bool pinned;		/* LINK_STALE: see REASON_PINNED */
	uint8_t addr[6];
	uint32_t bytes;
	uint64_t life;		/* number of this link, from 1 on */
	uint64_t ptr;		/* struct link_sta_info; 0: not known */
	uint64_t other;		/* one snapshot saw this one instead */
	uint64_t since;		/* set up at, boot-clock ns */
	uint64_t removed_at;	/* LINK_STALE and LINK_HASHED; 0: not known */
	uint64_t counted_at;	/* boot-clock ns */
	enum cause cause;	/* of the removal, in the same states */
	struct evidence seen;
};

struct station {
	uint64_t key;		/* struct sta_info */
	uint64_t sdata;
	bool of_client;		/* the interface is a client */
	struct rec_sta id;	/* as of the last record */
	struct link links[MLO_MAX_LINKS];
	bool gone;		/* freed, but kept until a reconfiguration
				   ends or the hash has been walked */
	uint32_t freed_lost;	/* records lost when that began */
	uint32_t lost;		/* ... when it was seen last */
	bool missing;		/* one snapshot did not find it */
	uint64_t end_by;	/* it is off the list; unless it is freed by
				   then (boot-clock ns), we missed it */
	UT_hash_handle hh;
};

enum reconf {
	RECONF_NONE,
	RECONF_BY_AP,
	RECONF_BY_STA,
};

/* An announced removal of one link. */
struct removal_plan {
	uint64_t announced_at;	/* boot-clock ns; 0: not seen */
	uint64_t due_at;	/* or the earliest possible time */
	bool exact;		/* the AP told the time of this link */
};

/* At the usual interval of 100 TU. A time that was told may be a beacon old. */
#define TWO_BEACONS_NS 205000000ULL

/* Missed calls that no look has made up for yet. */
struct missed_calls {
	uint64_t types;			/* mask of their record types */
	unsigned int looks;		/* since the last missed call */
};

/* Why a link is not active, and since when. */
struct link_use {
	enum cause cause;		/* CAUSE_NONE: active, or unknown */
	uint64_t since;			/* boot-clock ns */
};

/* What is known of an interface's connection; see connection.c. */
struct connection {
	uint16_t asked, offered;	/* links, of this association */
	struct rec_asker asker;		/* likewise */
	uint64_t since;			/* boot-clock ns; 0: none, or not seen */
	struct link_use use[MLO_MAX_LINKS];
	uint16_t ttlm_links;		/* of the announced mapping */
	uint64_t ttlm_due;		/* 0: none is */
	uint64_t ttlm_stopped;		/* 0: it was not, or was begun again */
	uint32_t ttlm_lost;		/* records lost when it was stopped */
	struct rec_asker ttlm_asker;	/* of the requested mapping */
	uint64_t ttlm_asked;		/* when; 0: none was requested */
	struct rec_asker reconf_asker;	/* of a request to change links */
	uint64_t reconf_asked;		/* 0: none, or the AP has agreed */
	uint16_t switching;		/* links that are to switch channels */
	uint16_t withdrawn;		/* ... that the AP took back */
	enum driver_loss loss;		/* the driver's last report */
};

struct iface {
	uint64_t key;			/* struct ieee80211_sub_if_data */
	struct rec_iface id;		/* as of the last record; active and
					   dormant links as of after it */
	bool wanted;			/* it has or had the filter's name */
	enum reconf reconf;
	uint16_t mask;			/* of links to remove */
	uint16_t valid_before;
	uint16_t dropped;		/* links it was seen without since */
	uint16_t told;			/* links whose removal was reported */
	bool witnessed;			/* cfg80211_links_removed was called */
	bool tainted;			/* lost records, or no good start */
	bool exits;			/* its exit was seen, but no walk */
	bool ending;			/* one snapshot saw that it is over */
	uint64_t started_at;
	uint16_t announced;		/* pending announcement, or 0 */
	struct removal_plan plans[MLO_MAX_LINKS];
	struct connection conn;
	uint64_t dying;			/* the station that was freed last */
	uint32_t walked;		/* stations of the arriving walk */
	struct missed_calls missed;	/* that may concern it */
	UT_hash_handle hh;
};

struct linktable {
	struct iface *ifaces;
	struct station *stations;
};

/* Find or make, and copy what the record says; NULL when memory is out. */
struct iface *linktable_iface(struct linktable *table,
			      const struct rec_iface *id);
struct station *linktable_station(struct linktable *table,
				  const struct rec_iface *iface,
				  const struct rec_sta *id);

/* Is it another station at the same address? */
bool station_is_other(const struct station *sta, const struct rec_iface *iface,
		      const struct rec_sta *id);

struct iface *linktable_find_iface(struct linktable *table, uint64_t key);
struct station *linktable_find_station(struct linktable *table, uint64_t key);
void linktable_forget_station(struct linktable *table, struct station *sta);
void linktable_clear(struct linktable *table);

/* Has this link begun, and not ended? */
static inline bool link_lives(const struct link *link)
{
	return link->state != LINK_NONE;
}

/* Forget what was seen during a reconfiguration. */
void station_clear_evidence(struct station *sta);

/* A call freed one of its links, and no hash walk has followed yet. */
bool station_expects_hash_walk(const struct station *sta);

#endif
