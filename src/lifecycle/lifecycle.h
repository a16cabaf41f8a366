/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From records to verdicts: keeps the table of interfaces, stations and
 * links, and says what became of each removal. Pure: no libbpf, no stdio, no
 * clock; what it says depends on the records alone, so that a recording
 * replays to the same events.
 *
 * A verdict rests on the state that a walk saw at a quiescent point (exit of
 * ieee80211_ml_reconf_work and of ieee80211_mgd_assoc_ml_reconf, tracepoint
 * cfg80211_links_removed). The calls in between say who and when, and are
 * enough for a verdict only where nothing better can be had.
 */
#ifndef MLOTRACE_LIFECYCLE_H
#define MLOTRACE_LIFECYCLE_H

#include "lifecycle/event.h"

struct linktable;

/* Which events come out and are counted; all zero lets everything through. */
struct filter {
	const char *iface;	/* name, or NULL */
	bool has_sta;
	uint8_t sta[6];
	bool has_link;
	int link;
};

struct tally {
	uint64_t removals[CAUSES][OUTCOMES];
	uint64_t begun;		/* links that were set up, or seen first */
	uint64_t ended;		/* of them; the others are in the table */
	uint64_t records;
	uint64_t lost;
	uint64_t harmless;	/* of them: no removal can have hidden there */
	uint64_t doubt;		/* interfaces where missed calls may have
				   hidden a whole removal */
	uint64_t problems;	/* events that are one */
	uint64_t unknown;	/* removals without a verdict */
	uint64_t stale_now;	/* links */
	uint64_t bytes_now;	/* that these hold */
	uint64_t oldest_stale;	/* of them, by boot clock, ns; 0: none */
	uint64_t stale_ns;	/* how long those were that are no more */
	uint64_t dangling_links;	/* seen so far */
	uint64_t activity;	/* changes of which links are active */
	uint64_t disconnects[ACTORS];
	bool leaks;		/* an AP's removal left a stale link */
	bool dangling;		/* a link was left hashed without an owner */
};

/* Was something missed that may have been a removal? */
static inline bool tally_doubtful(const struct tally *tally)
{
	return tally->unknown || tally->doubt ||
	       tally->lost > tally->harmless;
}

typedef void (*event_fn)(const struct event *ev, void *ctx);

struct lifecycle;

/* NULL when memory is out. The filter's strings stay the caller's. */
struct lifecycle *lifecycle_new(const struct filter *filter, event_fn emit,
				void *ctx);
void lifecycle_free(struct lifecycle *lc);

/*
 * Are the numbers of a valid record in range? Those of a recording may be any.
 * Ask before writing it down: what is not taken makes no sense.
 */
bool lifecycle_takes(const union any_record *rec);

/*
 * Take one record, whose size the caller has checked with record_valid().
 * Emits what it means. -ENOMEM when memory is out; -EINVAL if it is not to be
 * taken.
 */
int lifecycle_record(struct lifecycle *lc, const union any_record *rec);

/*
 * That something was taken back, or that its end was not seen, is certain only
 * once nothing has come to deny it: lifecycle_due() says when that is, by boot
 * clock in ns (0: nothing is waited for). lifecycle_tick(), with a time for
 * which all records have come but so many that were lost, emits it. A record
 * does the same, but who writes records down calls it before.
 */
uint64_t lifecycle_due(const struct lifecycle *lc);
void lifecycle_tick(struct lifecycle *lc, uint64_t time, uint32_t lost);

/*
 * The end of the stream at this time, with so many records lost in all: what
 * is still going on is said to be unknown.
 */
void lifecycle_end(struct lifecycle *lc, uint64_t time, uint32_t lost);

/* As of now, and as of lifecycle_end() once that was called. */
const struct tally *lifecycle_tally(struct lifecycle *lc);

/* What there is by now, whatever the filter; valid until the next record. */
const struct linktable *lifecycle_table(const struct lifecycle *lc);

#endif
