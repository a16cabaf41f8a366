/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of the lifecycle share; nobody else includes this. Each part
 * calls only those above it here. lifecycle.c calls all of them.
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
	uint32_t missed;		/* missed calls: reported, or inferred
					   from the records that follow */
	uint64_t missed_ever;		/* a mask of their record types */
	struct missed_calls unmet;	/* of interfaces not seen yet */
	uint64_t unmet_local;		/* the radio whose walks count for it */
	bool has_second;		/* cfg80211_links_removed is hooked */
	uint64_t restarting;		/* the radio that is restarting */
	uint64_t due;			/* see lifecycle_due() */
	bool misfit;			/* the types are wrong: judge nothing */
	struct node_list sighted;	/* by the arriving walk */
	struct node_list suspects;	/* seen in one snapshot */
	struct node_list known;		/* reported as dangling */
};

/* emit.c: from verdicts to events */

/* Does the filter's name, if there is one, name this? */
bool filter_names(const struct filter *filter, const struct rec_iface *iface);

/* Filter, count and pass on; false if the filter held it back. */
bool lifecycle_emit(struct lifecycle *lc, const struct event *ev);

/* Count a link that the filter let through as stale, or no longer so. */
void count_link(struct tally *tally, struct link *link, bool stale,
		uint64_t time);

/* Fill in the part of the tally that the table has: the stale links. */
void count_stale(struct lifecycle *lc);

/* A new event of this interface at this time, without a link. */
struct event event_of(enum event_type type, uint64_t time,
		      const struct iface *iface);

/* This process did it. */
void set_process(struct event *ev, const struct rec_asker *asker);

/* Set who asked for a reconfiguration by the station, if that is known. */
void set_removal_actor(struct event *ev, const struct iface *iface);

/* A removal without a station: the outcome is unknown, for this reason. */
void emit_untold(struct lifecycle *lc, const struct iface *iface,
		 uint16_t links, uint64_t time, enum cause cause,
		 enum reason reason);

/* Report the first station whose links do not point back to it. */
void emit_misfit(struct lifecycle *lc, const struct rec_station *rec);

/* Why we did not see something begin, or end. */
enum reason reason_unseen(const struct lifecycle *lc);
enum reason reason_gone(const struct lifecycle *lc);

/* link_life.c: how a link's life begins, changes and ends; only here */

/*
 * A link was set up, or seen for the first time. If one was there before, its
 * end was not seen.
 */
void link_begin(struct lifecycle *lc, struct iface *iface,
		struct station *sta, int link_id, uint64_t ptr,
		enum link_state state, uint64_t time);

/*
 * Report the verdict on a link that was removed, or should have been. False if
 * that was reported before.
 */
bool link_removed(struct lifecycle *lc, struct iface *iface,
		  struct station *sta, int link_id, uint64_t time,
		  enum cause cause, struct verdict verdict);

/* The same for one that was stale before we looked. */
bool link_found(struct lifecycle *lc, struct iface *iface,
		struct station *sta, int link_id, uint64_t time,
		struct verdict verdict);

/* It is gone, and we did not see how. */
void link_unseen(struct lifecycle *lc, struct iface *iface,
		 struct station *sta, int link_id, uint64_t time,
		 enum reason reason);

/* End a link that was not an MLO link, or never in use, without an event. */
void link_drop(struct lifecycle *lc, struct link *link);

/*
 * An embedded link was found hashed. It will dangle when its station is freed.
 */
void link_found_hashed(struct lifecycle *lc, struct iface *iface,
		       struct station *sta, const struct rec_node *node);

/* seen.c: which interface and station a record is about */

/* The interface of a record; NULL when memory is out. */
struct iface *see_iface(struct lifecycle *lc, const struct rec_iface *id);

/* The interface and the station of a record; NULL when memory is out. */
struct station *see_station(struct lifecycle *lc,
			    const struct rec_iface *iface_id,
			    const struct rec_sta *id, uint64_t time,
			    struct iface **iface);

/* Remove it from the table. Links that it still has ended unseen. */
void forget_station(struct lifecycle *lc, struct station *sta, uint64_t time);

/* Is an AP's removal of this link in progress whose entry was not seen? */
bool is_unseen_work(const struct iface *iface, int link_id);

/* Outside of a reconfiguration: the cause, by role and the station's state. */
enum cause cause_of_call(const struct iface *iface, const struct station *sta,
			 int link_id);

/* missed.c: missed calls, and what they may hide */
void on_missed(struct lifecycle *lc, const struct rec_missed *rec);

/* So many calls or last records were missed that no record mentions. */
void end_missed(struct lifecycle *lc, uint32_t count);

/*
 * A removal by the station began, and nothing more was seen of it: look for
 * what it removed.
 */
void missed_exit(struct iface *iface);

/*
 * May a removal by the AP be over, although its exit was not seen? If not, it
 * is still in progress, whatever a look from outside finds.
 */
bool exit_may_be_missed(const struct lifecycle *lc, const struct iface *iface);

/* A walk from outside covered all stations and the whole hash of a radio. */
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
 * Of a station that ends: the links that its interface has dropped before, and
 * those of them that are certainly stale.
 */
uint16_t dropped_before(const struct rec_station *rec);
uint16_t stale_links(const struct rec_station *rec);

/*
 * family.c: is this the station of a connection that could not be prepared? It
 * is seen from outside, or when it ends.
 */
bool has_survived(const struct rec_station *rec);

/*
 * Call it before each record: end the reconfigurations that it shows are over.
 */
void reconf_overtaken(struct lifecycle *lc, const union any_record *rec);

/* Forget what an earlier walk saw. */
void reconf_unwalk(struct lifecycle *lc, const struct iface *iface);

/* The walk at cfg80211_links_removed has ended: keep its verdicts. */
void reconf_witness(struct lifecycle *lc, struct iface *iface,
		    const struct sight *sight, uint64_t time);

/* The walk at the exit has ended: judge every link. */
void reconf_end(struct lifecycle *lc, struct iface *iface,
		const struct sight *sight, uint64_t time);

/* End it: its exit was not seen, or will not come. */
void reconf_break_off(struct lifecycle *lc, struct iface *iface, uint64_t time,
		      enum reason reason);

/* connection.c: the life of a connection, and which of its links are active */
int on_assoc(struct lifecycle *lc, const struct rec_assoc *rec);
int on_change(struct lifecycle *lc, const struct rec_change *rec);

/* Report what is certain by then, as no record has denied it. */
void settle_mappings(struct lifecycle *lc, uint64_t time, uint32_t lost);

/* The interface's links are about to change, and with them the dormant ones. */
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
