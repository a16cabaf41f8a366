/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of the lifecycle share; nobody else includes this. Each part
 * calls upon those that stand above it here, and lifecycle.c upon all.
 */
#ifndef MLOTRACE_LIFECYCLE_PRIV_H
#define MLOTRACE_LIFECYCLE_PRIV_H

#include "lifecycle/lifecycle.h"
#include "lifecycle/link_verdict.h"
#include "lifecycle/node_list.h"

struct lifecycle {
	struct linktable table;
	struct filter filter;
	event_fn emit;
	void *ctx;
	struct tally tally;
	uint32_t lost;			/* as of the last record */
	uint32_t missed;		/* calls that a hook was not run for:
					   told, or missing in what comes */
	uint64_t missed_ever;		/* a mask of their record types */
	struct missed_calls unmet;	/* of interfaces not seen yet */
	uint64_t unmet_local;		/* the radio whose walks count there */
	bool has_second;		/* cfg80211_links_removed is hooked */
	uint64_t restarting;		/* the radio that is set up again */
	uint64_t due;			/* see lifecycle_due() */
	bool misfit;			/* the types turned out to be wrong:
					   nothing is judged any more */
	struct node_list sighted;	/* by the walk that is coming in */
	struct node_list suspects;	/* in a snapshot, seen once */
	struct node_list known;		/* reported as dangling */
};

/* emit.c: from verdicts to events */

/* Does the filter's name, if there is one, name this? */
bool filter_names(const struct filter *filter, const struct rec_iface *iface);

/* Filter, count, hand on; false when the filter held it back. */
bool lifecycle_emit(struct lifecycle *lc, const struct event *ev);

/* The link is stale from now on, or not any more; for what was let through. */
void count_link(struct tally *tally, struct link *link, bool stale,
		uint64_t time);

/* What of the tally the table tells: the links that are stale now. */
void count_stale(struct lifecycle *lc);

/* An event that carries no link yet: of this interface, at this time. */
struct event event_of(enum event_type type, uint64_t time,
		      const struct iface *iface);

/* This process did it. */
void set_process(struct event *ev, const struct rec_asker *asker);

/* Who asked for a reconfiguration by the station, as far as that is known */
void set_removal_actor(struct event *ev, const struct iface *iface);

/* A removal of which no station was seen: unknown, for this reason. */
void emit_untold(struct lifecycle *lc, const struct iface *iface,
		 uint16_t links, uint64_t time, enum cause cause,
		 enum reason reason);

/* The first station whose links do not point back. */
void emit_misfit(struct lifecycle *lc, const struct rec_station *rec);

/* Why the beginning of something was not seen, or the end of it. */
enum reason reason_unseen(const struct lifecycle *lc);
enum reason reason_gone(const struct lifecycle *lc);

/* link_life.c: how a link's life begins, changes and ends; nobody else says so */

/*
 * A link was set up, or seen for the first time. One that lived until then has
 * ended unseen.
 */
void link_begin(struct lifecycle *lc, struct iface *iface,
		struct station *sta, int link_id, uint64_t ptr,
		enum link_state state, uint64_t time);

/*
 * The verdict on a link that was removed, or should have been. False when it
 * has been said before.
 */
bool link_removed(struct lifecycle *lc, struct iface *iface,
		  struct station *sta, int link_id, uint64_t time,
		  enum cause cause, struct verdict verdict);

/* Likewise, on one that was stale before it was looked for. */
bool link_found(struct lifecycle *lc, struct iface *iface,
		struct station *sta, int link_id, uint64_t time,
		struct verdict verdict);

/* It is not there any more, and how it went was not seen. */
void link_unseen(struct lifecycle *lc, struct iface *iface,
		 struct station *sta, int link_id, uint64_t time,
		 enum reason reason);

/* The end of what never was a link of MLO, or never in use: no news. */
void link_drop(struct lifecycle *lc, struct link *link);

/* An embedded link that was found hashed dangles when its station goes. */
void link_found_hashed(struct lifecycle *lc, struct iface *iface,
		       struct station *sta, const struct rec_node *node);

/* seen.c: what a record is about */

/* The interface of a record; NULL when memory is out. */
struct iface *see_iface(struct lifecycle *lc, const struct rec_iface *id);

/* The interface and the station of a record; NULL when memory is out. */
struct station *see_station(struct lifecycle *lc,
			    const struct rec_iface *iface_id,
			    const struct rec_sta *id, uint64_t time,
			    struct iface **iface);

/* Out of the table; what is left of its links ended without being seen to. */
void forget_station(struct lifecycle *lc, struct station *sta, uint64_t time);

/* An AP's removal of this link goes on, the beginning of which was not seen. */
bool is_unseen_work(const struct iface *iface, int link_id);

/* Outside of a reconfiguration, the role and the station's state say why. */
enum cause cause_of_call(const struct iface *iface, const struct station *sta,
			 int link_id);

/* missed.c: what was not seen, and what it may hide */
void on_missed(struct lifecycle *lc, const struct rec_missed *rec);

/* So many at the end, of which no record knew: calls, or the last records. */
void end_missed(struct lifecycle *lc, uint32_t count);

/*
 * A removal by the station was seen to begin, and that is all: what it removed
 * has to be looked for.
 */
void missed_exit(struct iface *iface);

/*
 * May a removal by the AP be over, although its exit was not seen? If not, it
 * goes on, whatever a look from outside finds.
 */
bool exit_may_be_missed(const struct lifecycle *lc, const struct iface *iface);

/* A walk from outside saw every station and the whole hash of a radio. */
void missed_look(struct lifecycle *lc, uint64_t local);

void count_doubts(struct lifecycle *lc);

/* announced.c: removals that are announced, and may not come */
int on_announce(struct lifecycle *lc, const struct rec_iface_event *rec);
int on_cancel(struct lifecycle *lc, const struct rec_iface_event *rec);

/* reconf.c: a reconfiguration of an interface, from its entry to its exit */
int reconf_enter(struct lifecycle *lc, const struct rec_iface_event *rec,
		 enum reconf by);
int reconf_exit(struct lifecycle *lc, const struct rec_iface_event *rec);

/*
 * Of a station that goes: links that its interface has dropped before, and
 * those among them that are stale for certain.
 */
uint16_t dropped_before(const struct rec_station *rec);
uint16_t stale_links(const struct rec_station *rec);

/*
 * family.c: the station of a connection that could not be prepared, seen from
 * outside or when it ends.
 */
bool has_survived(const struct rec_station *rec);

/* Before any record: what it shows to be over, though no exit was seen, is. */
void reconf_overtaken(struct lifecycle *lc, const union any_record *rec);

/* What an earlier walk saw is not what the one that begins will see. */
void reconf_unwalk(struct lifecycle *lc, const struct iface *iface);

/* The walk at cfg80211_links_removed has ended: kept until the exit. */
void reconf_witness(struct lifecycle *lc, struct iface *iface,
		    const struct sight *sight, uint64_t time);

/* The walk at the exit has ended: judge every link. */
void reconf_end(struct lifecycle *lc, struct iface *iface,
		const struct sight *sight, uint64_t time);

/* Its end will not come, or was not seen. */
void reconf_break_off(struct lifecycle *lc, struct iface *iface, uint64_t time,
		      enum reason reason);

/* connection.c: who is connected how, by which links, and why not by others */
int on_assoc(struct lifecycle *lc, const struct rec_assoc *rec);
int on_change(struct lifecycle *lc, const struct rec_change *rec);

/* What is certain by that time, since nothing came that would deny it. */
void settle_mappings(struct lifecycle *lc, uint64_t time, uint32_t lost);

/* The interface's links are about to change: other ones may become dormant. */
void see_dormant(struct lifecycle *lc, struct iface *iface,
		 const struct rec_iface_event *rec);

/* walk.c: a station that a walk came upon, and the walk's end */
int walk_station(struct lifecycle *lc, const struct rec_station *rec);
int walk_end(struct lifecycle *lc, const struct rec_walk *rec);

/* Stations that have not been on the list for long: their end was missed. */
void forget_unlisted(struct lifecycle *lc, uint64_t time);

/* Take over what a walk, or sta_info_free, saw of a station's links. */
void see_links(struct lifecycle *lc, struct iface *iface,
	       struct station *sta, const struct rec_station *rec);

#endif
