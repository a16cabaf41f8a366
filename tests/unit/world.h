/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A small mac80211 for the tests of the lifecycle: radios with interfaces,
 * stations, links and the table link_sta_hash, which do what kernels of each
 * kind do and send the records that the BPF programs would send. What the
 * lifecycle says is kept as one line of words for each event, so that a test
 * reads like a story.
 *
 * Every MLD address ends in the number of its station: "sta 1" in a line.
 */
#ifndef MLOTRACE_TEST_WORLD_H
#define MLOTRACE_TEST_WORLD_H

#include <errno.h>
#include <linux/nl80211.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger.h"
#include "lifecycle/lifecycle.h"
#include "suite.h"
#include "base/util.h"

#define WORLD_IFACES	4
#define WORLD_STATIONS	16
#define WORLD_NODES	16
#define WORLD_EVENTS	256
#define WORLD_TAPE	512
#define WORLD_LINE_SIZE	256

#define LINK_BYTES	1192	/* sizeof(struct sta_link_alloc) of 6.12 */

struct world_link {
	uint64_t ptr;		/* 0: none */
	uint32_t bytes;
	bool valid, embedded, hashed;
	uint8_t addr[6];
};

struct world_sta {
	struct rec_iface *iface;
	struct rec_sta id;
	struct world_link link[MLO_MAX_LINKS];
	bool listed;
};

struct world_node {
	struct rec_node rec;
	struct world_sta *within;	/* its memory is part of this one */
};

enum kernel {
	KERNEL_612,	/* leaks */
	KERNEL_SEED,	/* 6.12 with the seed fix: dangling */
	KERNEL_71,	/* fixed */
	KERNEL_72,	/* fixed for TDLS peers, too */
};

/* What becomes of a record on its way. */
enum passage {
	PASSES,
	IS_LOST,	/* the ring buffer had no room */
	IS_SKIPPED,	/* its program was not run */
};

struct world {
	struct lifecycle *lc;
	uint64_t now;
	uint64_t next_ptr;
	uint32_t lost;
	struct rec_iface ifaces[WORLD_IFACES];
	size_t iface_count;
	struct world_sta stations[WORLD_STATIONS];
	size_t sta_count;
	struct world_node nodes[WORLD_NODES];
	size_t node_count;
	/* may happen while stations are being flushed; or NULL */
	void (*meanwhile)(struct world *w);

	/* how the records get through */
	bool deaf;			/* nothing is attached yet */
	/* decides which other records get through; NULL: all do */
	enum passage (*gate)(struct world *w, const union any_record *rec);
	uint16_t lose_type, lose_point;	/* the next such record is lost */
	bool cut;			/* no walk reaches its end */
	enum hash_walk hash;		/* how far walks of the table come */
	union any_record *tape;		/* keep them there instead */
	size_t tape_count;

	/* what the lifecycle made of them */
	bool filtered;			/* no ledger is kept */
	struct ledger ledger;
	bool all;			/* keep details too */
	struct event events[WORLD_EVENTS];
	size_t count;
	size_t told;			/* events already expected */
};

static inline bool world_is_detail(const struct event *ev)
{
	return ev->type == EV_SETUP || ev->type == EV_VIF_LINKS ||
	       ev->type == EV_STA_GONE || ev->type == EV_MEMORY;
}

static inline void world_event(const struct event *ev, void *ctx)
{
	struct world *w = ctx;
	const char *error = w->filtered ? NULL : ledger_event(&w->ledger, ev);

	ck_assert_msg(!error, "%s", error);
	if (!w->all && world_is_detail(ev))
		return;
	ck_assert_uint_lt(w->count, WORLD_EVENTS);
	w->events[w->count++] = *ev;
}

static inline struct world *world_filtered(const struct filter *filter)
{
	struct world *w = calloc(1, sizeof(*w));

	ck_assert_ptr_nonnull(w);
	w->filtered = filter->iface || filter->has_sta || filter->has_link;
	w->lc = lifecycle_new(filter, world_event, w);
	ck_assert_ptr_nonnull(w->lc);
	w->now = 1000 * NSEC_PER_SEC;
	w->next_ptr = 0xffff888000001000;
	w->hash = HASH_WALKED;
	return w;
}

static inline struct world *world_new(void)
{
	return world_filtered(&(struct filter){ 0 });
}

/* mlotrace ends, and the ledger is closed. */
static inline void world_close(struct world *w)
{
	const char *error = ledger_end(&w->ledger, w->lc);

	ck_assert_msg(w->filtered || !error, "%s", error);
	lifecycle_free(w->lc);
}

static inline void world_free(struct world *w)
{
	world_close(w);
	free(w->tape);
	free(w);
}

static inline void wait_ms(struct world *w, uint64_t ms)
{
	w->now += ms * NSEC_PER_MSEC;
}

/* ---- one line of words for each event ---- */

static inline size_t line_add(char *line, size_t used, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
static inline size_t line_add(char *line, size_t used, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	used += vsnprintf(line + used, WORLD_LINE_SIZE - used, fmt, args);
	va_end(args);
	ck_assert_uint_lt(used, WORLD_LINE_SIZE);
	return used;
}

/* "was 0x3 [rejected] status 17 from process 812" */
static inline size_t add_connection(const struct event *ev, char *line,
				    size_t used)
{
	if (ev->type == EV_ASSOC)
		used = line_add(line, used, " asked 0x%x offered 0x%x",
				ev->asked, ev->offered);
	if (ev->type == EV_ACTIVE || ev->type == EV_DORMANT)
		used = line_add(line, used, " was 0x%x", ev->before);
	if (ev->phase)
		used = line_add(line, used, " [%s]", phase_name(ev->phase));
	if (ev->has_code)
		used = line_add(line, used, " %s %u", ev->type == EV_REFUSED ?
				"status" : "reason", ev->code);
	if (ev->by)
		used = line_add(line, used, " from %s", actor_name(ev->by));
	if (ev->by == ACTOR_PROCESS)
		used = line_add(line, used, " %u", ev->pid);
	return used;
}

/*
 * "removal wlan0 sta 1 link 2 ap-reconf unknown (lost-records) by state+call";
 * several links are a mask: "links 0x6".
 */
static inline void event_line(const struct event *ev, char line[WORLD_LINE_SIZE])
{
	size_t used = line_add(line, 0, "%s", event_type_name(ev->type));
	const char *sep = " by ";

	if (ev->iface.sdata)
		used = line_add(line, used, " %s", ev->iface.name);
	if (ev->has_sta)
		used = line_add(line, used, " sta %d", ev->sta[5]);
	if (ev->link >= 0)
		used = line_add(line, used, " link %d", ev->link);
	if (ev->links)
		used = line_add(line, used, " links 0x%x", ev->links);
	if (ev->cause)
		used = line_add(line, used, " %s", cause_name(ev->cause));
	if (ev->outcome)
		used = line_add(line, used, " %s", outcome_name(ev->outcome));
	if (ev->reason)
		used = line_add(line, used, " (%s)", reason_name(ev->reason));
	for (unsigned int bit = 1; bit < 1U << WITNESS_BITS; bit <<= 1) {
		if (!(ev->witness & bit))
			continue;
		used = line_add(line, used, "%s%s", sep, witness_name(bit));
		sep = "+";
	}
	used = add_connection(ev, line, used);
	if (ev->type == EV_LOST)
		line_add(line, used, " %u", ev->lost);
}

/* Expect exactly these events, in this order, since the last call. */
static inline void expect_lines(struct world *w, const char *const *lines,
				size_t count)
{
	char line[WORLD_LINE_SIZE];

	for (size_t i = 0; i < count; i++) {
		ck_assert_msg(w->told < w->count, "missing: %s", lines[i]);
		event_line(&w->events[w->told++], line);
		ck_assert_str_eq(line, lines[i]);
	}
	if (w->told == w->count)
		return;
	event_line(&w->events[w->told], line);
	ck_abort_msg("one too many: %s", line);
}

#define expect(w, ...)							\
	do {								\
		static const char *const lines_[] = { __VA_ARGS__ };	\
		expect_lines(w, lines_, ARRAY_SIZE(lines_));		\
	} while (0)

static inline void expect_nothing(struct world *w)
{
	expect_lines(w, NULL, 0);
}

static inline const struct event *last_event(const struct world *w)
{
	ck_assert_uint_gt(w->count, 0);
	return &w->events[w->count - 1];
}

static inline const struct tally *tally(const struct world *w)
{
	return lifecycle_tally(w->lc);
}

/* ---- records on their way ---- */

/* A walk's point; 0 for a record of no walk */
static inline uint16_t point_of(const union any_record *rec)
{
	switch (rec->hdr.type) {
	case REC_STATION:
	case REC_STA_FREE:
		return rec->station.point;
	case REC_HASH_NODE:
		return rec->node.point;
	case REC_WALK_END:
		return rec->walk.point;
	default:
		return 0;
	}
}

static inline void send_rec(struct world *w, union any_record *rec,
			    size_t size)
{
	enum passage passage;

	w->now += 1000;
	if (w->deaf)
		return;
	rec->hdr.size = size;
	rec->hdr.lost = w->lost;
	rec->hdr.time = w->now;
	passage = w->gate ? w->gate(w, rec) : PASSES;
	w->lost += passage == IS_LOST;
	if (passage != PASSES)
		return;
	if (w->lose_type == rec->hdr.type &&
	    (!w->lose_point || w->lose_point == point_of(rec))) {
		w->lose_type = 0;
		w->lost++;
		return;
	}
	if (w->tape) {
		ck_assert_uint_lt(w->tape_count, WORLD_TAPE);
		w->tape[w->tape_count++] = *rec;
		return;
	}
	ck_assert_int_eq(lifecycle_record(w->lc, rec), 0);
}

/* Lose the next record of this type that is made at this point. */
static inline void lose(struct world *w, uint16_t type, uint16_t point)
{
	ck_assert_uint_eq(w->lose_type, 0);
	w->lose_type = type;
	w->lose_point = point;
}

static inline void send_iface(struct world *w, uint16_t type,
			      const struct rec_iface *iface, uint16_t mask,
			      uint64_t delay_ns)
{
	union any_record rec = { .iface_event = {
		.hdr.type = type, .iface = *iface, .mask = mask,
		.delay_ns = delay_ns,
	} };

	send_rec(w, &rec, sizeof(rec.iface_event));
}

static inline void send_link(struct world *w, uint16_t type,
			     const struct world_sta *sta, int id, bool unhash,
			     int ret)
{
	const struct world_link *link = &sta->link[id];
	union any_record rec = { .link_event = {
		.hdr.type = type, .iface = *sta->iface, .sta = sta->id,
		.link = link->ptr, .ret = ret, .bytes = link->bytes,
		.link_id = id, .unhash = unhash, .embedded = link->embedded,
	} };

	memcpy(rec.link_event.link_addr, link->addr, 6);
	send_rec(w, &rec, sizeof(rec.link_event));
}

static inline void send_station(struct world *w, uint16_t type,
				const struct world_sta *sta, uint16_t point)
{
	union any_record rec = { .station = {
		.hdr.type = type, .iface = *sta->iface, .sta = sta->id,
		.point = point,
	} };

	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		const struct world_link *link = &sta->link[i];

		if (!link->ptr)
			continue;
		rec.station.present |= 1 << i;
		rec.station.embedded |= link->embedded << i;
		rec.station.link[i] = link->ptr;
		rec.station.bytes[i] = link->bytes;
		memcpy(rec.station.link_addr[i], link->addr, 6);
	}
	send_rec(w, &rec, sizeof(rec.station));
}

static inline void send_walk_end(struct world *w, uint64_t local,
				 uint64_t sdata, uint16_t point,
				 enum hash_walk hash, uint32_t stations,
				 uint32_t nodes)
{
	union any_record rec = { .walk = {
		.hdr.type = REC_WALK_END, .local = local, .sdata = sdata,
		.point = point, .stations = stations, .nodes = nodes,
		/* these walk the table alone */
		.complete = !w->cut && point != POINT_LINK_FREED &&
			    point != POINT_STA_FREE,
		.hash = hash,
	} };

	send_rec(w, &rec, sizeof(rec.walk));
}

/* Send the nodes of this radio that no station owns; returns how many. */
static inline uint32_t send_nodes(struct world *w, uint64_t local,
				  uint16_t point)
{
	uint32_t count = 0;

	for (size_t i = 0; i < w->node_count; i++) {
		union any_record rec = { .node = w->nodes[i].rec };

		if (rec.node.local != local)
			continue;
		rec.node.hdr.type = REC_HASH_NODE;
		rec.node.point = point;
		rec.node.owner = w->nodes[i].within ?
				 w->nodes[i].within->id.sta : 0;
		send_rec(w, &rec, sizeof(rec.node));
		count++;
	}
	return count;
}

/* sdata 0: every interface of the radio */
static inline void walk(struct world *w, uint64_t local, uint64_t sdata,
			uint16_t point)
{
	enum hash_walk hash = point == POINT_ENTER ? HASH_NOT_WALKED : w->hash;
	uint32_t stations = 0, nodes = 0;

	for (size_t i = 0; i < w->sta_count; i++) {
		struct world_sta *sta = &w->stations[i];

		if (!sta->listed || sta->iface->local != local ||
		    (sdata && sta->iface->sdata != sdata))
			continue;
		send_station(w, REC_STATION, sta, point);
		stations++;
	}
	if (hash != HASH_NOT_WALKED && hash != HASH_NESTED)
		nodes = send_nodes(w, local, point);
	send_walk_end(w, local, sdata, point, hash, stations, nodes);
}

static inline void walk_iface(struct world *w, const struct rec_iface *iface,
			      uint16_t point)
{
	walk(w, iface->local, iface->sdata, point);
}

/* ---- who there is ---- */

static inline uint64_t new_ptr(struct world *w)
{
	return w->next_ptr += 0x800;
}

/* The nth interface is "wlanN"; radios are told apart by their number. */
static inline struct rec_iface *add_iface(struct world *w, uint8_t iftype,
					  uint32_t radio, uint16_t links)
{
	struct rec_iface *iface = &w->ifaces[w->iface_count];

	ck_assert_uint_lt(w->iface_count, WORLD_IFACES);
	*iface = (struct rec_iface){
		.sdata = new_ptr(w), .local = 0xffff888100000000 + radio,
		.ifindex = 3 + w->iface_count, .netns = 4026531840,
		.wiphy = radio, .iftype = iftype, .valid_links = links,
		.active_links = links,
		.associated = iftype == NL80211_IFTYPE_STATION,
		.addr = { 0x02, 0, 0, 0, 1, w->iface_count },
	};
	snprintf(iface->name, sizeof(iface->name), "wlan%zu", w->iface_count);
	w->iface_count++;
	return iface;
}

static inline struct rec_iface *add_client(struct world *w, uint16_t links)
{
	return add_iface(w, NL80211_IFTYPE_STATION, w->iface_count, links);
}

static inline void add_link(struct world *w, struct world_sta *sta, int id,
			    bool embedded)
{
	sta->link[id] = (struct world_link){
		.ptr = embedded ? sta->id.sta + 0x200 : new_ptr(w),
		.bytes = embedded ? 0 : LINK_BYTES,
		.embedded = embedded,
		.addr = { 0x02, 0, 0, 0, 0x10 + id, sta->id.addr[5] },
	};
}

static inline void set_valid(struct world_sta *sta, int id, bool valid)
{
	sta->link[id].valid = valid;
	sta->link[id].hashed = valid;
	if (valid)
		sta->id.valid_links |= 1 << id;
	else
		sta->id.valid_links &= ~(1 << id);
}

/* Add a station with only its embedded link; sends no record of that. */
static inline struct world_sta *add_station(struct world *w,
					    struct rec_iface *iface,
					    int deflink)
{
	struct world_sta *sta = &w->stations[w->sta_count];

	ck_assert_uint_lt(w->sta_count, WORLD_STATIONS);
	*sta = (struct world_sta){
		.iface = iface, .listed = true,
		.id = {
			.sta = new_ptr(w), .assoc_at = w->now,
			.flags = STA_INSERTED | STA_MLO,
			.deflink_id = deflink,
			.addr = { 0x02, 0, 0, 0, 2, ++w->sta_count },
		},
	};
	add_link(w, sta, deflink, true);
	set_valid(sta, deflink, true);
	return sta;
}

/* sta_info of a peer without MLO: its one link has number 0, and no bit */
static inline struct world_sta *add_plain_station(struct world *w,
						  struct rec_iface *iface,
						  int link)
{
	struct world_sta *sta = add_station(w, iface, link);

	set_valid(sta, link, false);
	sta->id.flags &= ~STA_MLO;
	sta->link[0] = sta->link[link];
	if (link)
		sta->link[link] = (struct world_link){ 0 };
	return sta;
}

static inline void set_up_link(struct world *w, struct world_sta *sta, int id)
{
	add_link(w, sta, id, false);
	send_link(w, REC_LINK_ALLOC, sta, id, false, 0);
	set_valid(sta, id, true);
	send_link(w, REC_LINK_ACTIVATE, sta, id, false, 0);
}

/* A station with all the links of its interface; link 0 is the deflink. */
static inline struct world_sta *associate(struct world *w,
					  struct rec_iface *iface)
{
	struct world_sta *sta = add_station(w, iface, 0);

	for (int i = 1; i < MLO_MAX_LINKS; i++)
		if (iface->valid_links & 1 << i)
			set_up_link(w, sta, i);
	return sta;
}

/* ---- what kernels do ---- */

static inline void drop_link(struct world_sta *sta, int id)
{
	set_valid(sta, id, false);
	sta->link[id] = (struct world_link){ 0 };
}

/* ieee80211_sta_remove_link() */
static inline void remove_link(struct world *w, struct world_sta *sta, int id)
{
	send_link(w, REC_LINK_UNHASH_FREE, sta, id, true, 0);
	send_link(w, REC_LINK_REMOVE, sta, id, true, 0);
	drop_link(sta, id);
}

static inline void leave_node(struct world *w, struct world_sta *sta, int id)
{
	struct world_node *node = &w->nodes[w->node_count++];

	ck_assert_uint_le(w->node_count, WORLD_NODES);
	*node = (struct world_node){
		.rec = {
			.local = sta->iface->local, .link = sta->link[id].ptr,
			.sta = sta->id.sta, .link_id = id,
		},
		.within = sta->link[id].embedded ? sta : NULL,
	};
	memcpy(node->rec.link_addr, sta->link[id].addr, 6);
}

/* ieee80211_sta_free_link(), which leaves the hash entry alone */
static inline void free_link(struct world *w, struct world_sta *sta, int id)
{
	send_link(w, REC_LINK_FREE, sta, id, false, 0);
	send_link(w, REC_LINK_REMOVE, sta, id, false, 0);
	if (sta->link[id].hashed)
		leave_node(w, sta, id);
	drop_link(sta, id);
	if (sta->id.flags & STA_INSERTED && !(sta->id.flags & STA_REMOVED))
		send_walk_end(w, sta->iface->local, sta->iface->sdata,
			      POINT_LINK_FREED, w->hash, 0,
			      w->hash == HASH_NESTED ? 0 :
			      send_nodes(w, sta->iface->local,
					 POINT_LINK_FREED));
}

/* sta_info_free(); hashed links with a valid bit have been unhashed before */
static inline void free_station(struct world *w, struct world_sta *sta)
{
	sta->listed = false;
	send_station(w, REC_STA_FREE, sta, POINT_STA_FREE);
	if (w->node_count)
		send_walk_end(w, sta->iface->local, sta->iface->sdata,
			      POINT_STA_FREE, w->hash, 0,
			      send_nodes(w, sta->iface->local,
					 POINT_STA_FREE));
	for (int i = 0; i < MLO_MAX_LINKS; i++)
		if (sta->link[i].ptr)
			send_link(w, REC_LINK_REMOVE, sta, i, false, 0);
	for (size_t i = 0; i < w->node_count; i++)
		if (w->nodes[i].within == sta)
			w->nodes[i].within = NULL;
}

/* sta_info_destroy() */
static inline void destroy_station(struct world *w, struct world_sta *sta)
{
	sta->id.flags |= STA_REMOVED;
	free_station(w, sta);
}

/* sta_info_flush(): first none is listed any more, then each is freed. */
static inline void destroy_stations(struct world *w, struct rec_iface *iface)
{
	bool flushed[WORLD_STATIONS] = { false };

	for (size_t i = 0; i < w->sta_count; i++) {
		if (w->stations[i].iface != iface || !w->stations[i].listed)
			continue;
		w->stations[i].listed = false;
		flushed[i] = true;
	}
	for (size_t i = 0; i < w->sta_count; i++) {
		if (!flushed[i])
			continue;
		if (w->meanwhile)
			w->meanwhile(w);
		destroy_station(w, &w->stations[i]);
	}
}

static inline void set_links(struct world *w, struct rec_iface *iface,
			     uint16_t links)
{
	send_iface(w, REC_VIF_LINKS, iface, links, 0);
	iface->valid_links = links;
	iface->active_links &= links;
}

static inline void disconnect(struct world *w, struct rec_iface *iface)
{
	iface->associated = 0;
	send_iface(w, REC_CANCEL, iface, 0, 0);
	iface->removed_links = 0;
	destroy_stations(w, iface);
	set_links(w, iface, 0);
}

/* The first beacon that announces a removal; later ones count it down. */
static inline void announce(struct world *w, struct rec_iface *iface,
			    uint16_t mask, uint64_t delay_ms)
{
	iface->removed_links = mask;
	send_iface(w, REC_ANNOUNCE, iface, mask, delay_ms * NSEC_PER_MSEC);
}

static inline void begin_work(struct world *w, struct rec_iface *iface,
			      uint16_t mask)
{
	iface->removed_links = mask;
	send_iface(w, REC_RECONF_ENTER, iface, mask, 0);
	walk_iface(w, iface, POINT_ENTER);
}

static inline void end_work(struct world *w, struct rec_iface *iface)
{
	iface->removed_links = 0;
	send_iface(w, REC_RECONF_EXIT, iface, 0, 0);
	walk_iface(w, iface, POINT_EXIT);
}

/* Remove links from the AP's station; peers are forgotten. */
static inline void remove_links(struct world *w, struct rec_iface *iface,
				uint16_t mask, enum kernel kernel)
{
	for (size_t s = 0; s < w->sta_count; s++) {
		struct world_sta *sta = &w->stations[s];

		if (!sta->listed || sta->iface != iface ||
		    sta->id.flags & STA_TDLS)
			continue;
		for (int i = 0; i < MLO_MAX_LINKS; i++) {
			if (!(mask & sta->id.valid_links & 1 << i))
				continue;
			if (kernel == KERNEL_SEED)
				free_link(w, sta, i);
			else if (kernel == KERNEL_71)
				remove_link(w, sta, i);
		}
	}
}

/* What happens between entry and exit of ieee80211_ml_reconf_work() */
static inline void do_work(struct world *w, struct rec_iface *iface,
			   uint16_t mask, enum kernel kernel)
{
	set_links(w, iface, iface->valid_links & ~mask);
	remove_links(w, iface, mask, kernel);
	send_iface(w, REC_LINKS_REMOVED, iface, mask, 0);
	walk_iface(w, iface, POINT_LINKS_REMOVED);
}

/* ieee80211_ml_reconf_work() */
static inline void ap_removes(struct world *w, struct rec_iface *iface,
			      uint16_t mask, enum kernel kernel)
{
	begin_work(w, iface, mask);
	do_work(w, iface, mask, kernel);
	end_work(w, iface);
}

/* mlotrace looks at all radios, from outside. */
static inline void snapshot(struct world *w)
{
	uint64_t seen = 0;

	for (size_t i = 0; i < w->iface_count; i++) {
		if (w->ifaces[i].local != seen)
			walk(w, w->ifaces[i].local, 0, POINT_SNAPSHOT);
		seen = w->ifaces[i].local;
	}
}

/* mlotrace starts: the snapshot, twice. */
static inline void start_trace(struct world *w)
{
	w->deaf = false;
	snapshot(w);
	snapshot(w);
}

static inline void end_trace(struct world *w)
{
	lifecycle_end(w->lc, w->now, w->lost);
}

#endif
