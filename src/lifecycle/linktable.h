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
 * What a link is. How it goes from one state to the next, and what is said
 * then, stands in one table: see link_life.c.
 */
enum link_state {
	LINK_NONE,	/* not seen yet, or ended */
	LINK_ALLOCATED,
	LINK_ACTIVE,
	LINK_STALE,	/* the interface has dropped it */
	LINK_HASHED,	/* the station too, but it still is in the hash */
	LINK_STATES,
};

struct verdict {
	enum outcome outcome;
	enum reason reason;
	unsigned int witness;
};

/*
 * What was seen of a link since its interface began to be reconfigured, or
 * outside of that since it was called upon. Judged by link_verdict.c, and nobody
 * else.
 */
struct evidence {
	bool held;		/* the station had it when that began */
	bool called;		/* a removal call was seen */
	bool signature;		/* one that leaves the hash entry behind */
	bool pinned;		/* of no MLO station: its only link */
	bool walked;		/* the walk after it saw the station: */
	bool valid;		/* its bit in valid_links */
	bool present;		/* link[] is not NULL */
	bool freed;		/* called without unhash, outside of any
				   reconfiguration: a walk of the hash tells */
	bool torn;		/* the station took it along while the
				   interface still had it */
	bool left;		/* ... when the interface had none such, and no
				   removal of it was going on */
	bool second;		/* the walk at cfg80211_links_removed says: */
	struct verdict verdict;
	uint64_t time;		/* of that walk; boot-clock ns */
};

struct link {
	enum link_state state;
	bool embedded;
	bool has_addr;
	bool has_since;
	bool suspect;		/* a snapshot saw it stale, once */
	bool missing;		/* a snapshot did not see it, once */
	bool counted;		/* LINK_STALE, and in tally.stale_now */
	bool signature;		/* see WITNESS_SIGNATURE */
	bool pinned;		/* LINK_STALE: see REASON_PINNED */
	uint8_t addr[6];
	uint32_t bytes;
	uint64_t life;		/* which of all that were seen, from 1 on */
	uint64_t ptr;		/* struct link_sta_info, 0: not known */
	uint64_t other;		/* a snapshot saw this one instead, once */
	uint64_t since;		/* set up at, boot-clock ns */
	uint64_t removed_at;	/* LINK_STALE and LINK_HASHED; 0: not known */
	uint64_t counted_at;	/* boot-clock ns */
	enum cause cause;	/* likewise, of the removal */
	struct evidence seen;
};

struct station {
	uint64_t key;		/* struct sta_info */
	uint64_t sdata;
	bool of_client;		/* that interface is one */
	struct rec_sta id;	/* as of the last record */
	struct link links[MLO_MAX_LINKS];
	bool gone;		/* destroyed within a reconfiguration, or
				   while its hash entries are looked for */
	uint32_t freed_lost;	/* records lost when that began */
	uint32_t lost;		/* likewise, when it was seen last */
	bool missing;		/* a snapshot did not come upon it, once */
	uint64_t end_by;	/* it is not on the list: if it is not freed by
				   then (boot-clock ns), that was missed */
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
	uint64_t due_at;	/* or the first time it may be */
	bool exact;		/* its own time was told */
};

/* With the usual interval of 100 TU: what is told may be a beacon old. */
#define TWO_BEACONS_NS 205000000ULL

/* Calls that no program was run for, and that no look has made up for. */
struct missed_calls {
	uint64_t types;			/* a mask, of the records of them */
	unsigned int looks;		/* since the last of them */
};

/* Why a link of a connection is not active, and since when. */
struct link_use {
	enum cause cause;		/* CAUSE_NONE: it is, or not known */
	uint64_t since;			/* boot-clock ns */
};

/* What is known of an interface's connection; see connection.c. */
struct connection {
	uint16_t asked, offered;	/* of the association that goes on */
	struct rec_asker asker;		/* likewise */
	uint64_t since;			/* boot-clock ns; 0: none, or not seen */
	struct link_use use[MLO_MAX_LINKS];
	uint16_t ttlm_links;		/* of the mapping that is announced */
	uint64_t ttlm_due;		/* 0: none is */
	uint64_t ttlm_stopped;		/* 0: it was not, or begun again */
	uint32_t ttlm_lost;		/* records lost when it was */
	struct rec_asker ttlm_asker;	/* of the one that was asked for */
	uint64_t ttlm_asked;		/* 0: none was */
	struct rec_asker reconf_asker;	/* of links to add or remove */
	uint64_t reconf_asked;		/* 0: the AP has agreed, or none was */
	uint16_t switching;		/* links: a channel switch is due */
	uint16_t withdrawn;		/* of them: the AP took it back */
	enum driver_loss loss;		/* what the driver said last */
};

struct iface {
	uint64_t key;			/* struct ieee80211_sub_if_data */
	struct rec_iface id;		/* as of the last record; active and
					   dormant links as it leaves them */
	bool wanted;			/* it has, or had, the filter's name */
	enum reconf reconf;
	uint16_t mask;			/* of links to remove */
	uint16_t valid_before;
	uint16_t dropped;		/* links that it was seen without since */
	uint16_t told;			/* links of which that was said already */
	bool witnessed;			/* cfg80211_links_removed was called */
	bool tainted;			/* lost records, or no good start */
	bool exits;			/* its exit was seen, not yet its walk */
	bool ending;			/* a snapshot saw it over, once */
	uint64_t started_at;
	uint16_t announced;		/* pending announcement, or 0 */
	struct removal_plan plans[MLO_MAX_LINKS];
	struct connection conn;
	uint64_t dying;			/* the station that was freed last */
	uint32_t walked;		/* stations of the walk that comes in */
	struct missed_calls missed;	/* that may have been of it */
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

/* Is it another one by now, at the same address in memory? */
bool station_is_other(const struct station *sta, const struct rec_iface *iface,
		      const struct rec_sta *id);

struct iface *linktable_find_iface(struct linktable *table, uint64_t key);
struct station *linktable_find_station(struct linktable *table, uint64_t key);
void linktable_forget_station(struct linktable *table, struct station *sta);
void linktable_clear(struct linktable *table);

/* Is there something that has to come to an end? */
static inline bool link_lives(const struct link *link)
{
	return link->state != LINK_NONE;
}

/* What was seen while a reconfiguration went on is of no use any more. */
void station_clear_evidence(struct station *sta);

/* A call freed a link of it; whether the hash still has it is to be seen. */
bool station_expects_hash_walk(const struct station *sta);

#endif
