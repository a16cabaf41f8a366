// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of a connection: which links the AP accepted, which of them are
 * active and why the others are not, and how it ends. Nothing here affects the
 * verdict on a removal.
 */
#include <errno.h>
#include <string.h>

#include "base/boot_clock.h"
#include "base/util.h"
#include "lifecycle/lifecycle_priv.h"

/* The kernel carries out a mapping when it is due, or up to this much early. */
#define TTLM_EARLY_NS (200 * NSEC_PER_MSEC)
/* After this time without an answer to a request, none will come. */
#define ANSWER_NS (2 * NSEC_PER_SEC)
#define REASON_CODE_LEAVING 3	/* 802.11 9.4.1.7 */
/* A mapping that is announced again is announced well within this time. */
#define TTLM_SETTLED_NS (300 * NSEC_PER_MSEC)

static void set_peer(struct event *ev, const uint8_t peer[6])
{
	static const uint8_t none[6];

	ev->has_sta = memcmp(peer, none, sizeof(none));
	memcpy(ev->sta, peer, sizeof(ev->sta));
}

/* --- association ---------------------------------------------------------- */

static struct event refused(const struct iface *iface,
			    const struct rec_assoc *rec, enum phase phase,
			    uint16_t code)
{
	struct event ev = event_of(EV_REFUSED, rec->hdr.time, iface);

	set_peer(&ev, rec->peer);
	ev.phase = phase;
	ev.code = code;
	ev.has_code = true;
	ev.by = ACTOR_AP;
	return ev;
}

/* No answer: the AP gave none, or somebody stopped waiting for it. */
static void on_failure(struct lifecycle *lc, const struct iface *iface,
		       const struct rec_assoc *rec)
{
	struct event ev = event_of(EV_REFUSED, rec->hdr.time, iface);

	set_peer(&ev, rec->peer);
	ev.phase = rec->timeout ? PHASE_TIMEOUT : PHASE_ASSOC;
	if (!rec->timeout && rec->asker.pid)
		set_process(&ev, &rec->asker);
	else if (!rec->timeout)
		ev.by = ACTOR_KERNEL;
	lifecycle_emit(lc, &ev);
}

static void emit_accepted(struct lifecycle *lc, struct iface *iface,
			  const struct rec_assoc *rec, uint16_t accepted)
{
	struct event ev = event_of(EV_ASSOC, rec->hdr.time, iface);
	const struct connection *conn = &iface->conn;

	set_peer(&ev, rec->peer);
	ev.links = accepted;
	ev.asked = rec->asked;
	ev.offered = conn->offered;
	if (conn->asker.pid)
		set_process(&ev, &conn->asker);
	memcpy(ev.freqs, rec->freq, sizeof(ev.freqs));
	memcpy(ev.widths, rec->width, sizeof(ev.widths));
	lifecycle_emit(lc, &ev);
}

static void on_answer(struct lifecycle *lc, struct iface *iface,
		      const struct rec_assoc *rec)
{
	uint16_t accepted = 0;
	struct event ev;

	if (rec->code) {
		ev = refused(iface, rec, PHASE_ASSOC, rec->code);
		lifecycle_emit(lc, &ev);
		return;
	}
	for (int i = 0; i < MLO_MAX_LINKS; i++)
		if (rec->asked & 1 << i && !rec->status[i])
			accepted |= 1 << i;
	iface->conn.since = rec->hdr.time;
	emit_accepted(lc, iface, rec, accepted);
	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		if (!(rec->asked & ~accepted & 1 << i))
			continue;
		ev = refused(iface, rec, PHASE_LINK, rec->status[i]);
		ev.link = i;
		lifecycle_emit(lc, &ev);
	}
}

/* mac80211 removes links before it asks the AP, but adds them afterwards. */
static void on_reconf_answer(struct lifecycle *lc, struct iface *iface,
			     const struct rec_assoc *rec)
{
	bool removal_refused = false;
	struct event ev;

	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		bool removed = rec->removed & 1 << i;

		if (!((rec->asked | rec->removed) & 1 << i) || !rec->status[i])
			continue;
		ev = refused(iface, rec, removed ? PHASE_REMOVAL :
						   PHASE_ADDITION,
			     rec->status[i]);
		ev.link = i;
		lifecycle_emit(lc, &ev);
		removal_refused |= removed;
	}
	/* if the AP refuses a removal, mac80211 disconnects */
	if (!removal_refused)
		iface->conn.reconf_asked = 0;
}

int on_assoc(struct lifecycle *lc, const struct rec_assoc *rec)
{
	struct iface *iface = see_iface(lc, &rec->iface);

	if (!iface)
		return -ENOMEM;
	if (rec->hdr.type == REC_ASSOC_RESPONSE) {
		on_answer(lc, iface, rec);
	} else if (rec->hdr.type == REC_ASSOC_FAILURE) {
		on_failure(lc, iface, rec);
	} else if (rec->hdr.type == REC_RECONF_RESPONSE) {
		on_reconf_answer(lc, iface, rec);
	} else {
		iface->conn = (struct connection){
			.asked = rec->asked, .offered = rec->offered,
			.asker = rec->asker,
		};
		/* a restart without interfaces has no record of its end */
		if (lc->restarting == rec->iface.local)
			lc->restarting = 0;
	}
	return 0;
}

/* --- which links are active ----------------------------------------------- */

static bool ttlm_was_asked(const struct connection *conn, uint64_t time)
{
	return conn->ttlm_asked && time < conn->ttlm_asked + ANSWER_NS;
}

static bool ttlm_is_due(const struct connection *conn, uint64_t time)
{
	return (conn->ttlm_due && time + TTLM_EARLY_NS >= conn->ttlm_due) ||
	       ttlm_was_asked(conn, time);
}

/*
 * mac80211 itself changes the active links when links come and go, when it
 * restarts the hardware, and for a mapping. Otherwise the driver did it.
 */
static enum cause why_active(const struct lifecycle *lc,
			     const struct iface *iface,
			     const struct rec_change *rec)
{
	if (iface->reconf)
		return iface->reconf == RECONF_BY_AP ? CAUSE_AP_RECONF :
						       CAUSE_STA_RECONF;
	if (!rec->after)
		return CAUSE_TEARDOWN;
	/* like an association, a restart begins with no active link */
	if (lc->restarting == rec->iface.local)
		return CAUSE_RESTART;
	if (!rec->before || !rec->iface.associated)
		return CAUSE_ASSOC;
	/* a mapping deactivates links, but activates none again */
	if (rec->before & ~rec->after &&
	    ttlm_is_due(&iface->conn, rec->hdr.time))
		return CAUSE_TTLM;
	return rec->asker.pid ? CAUSE_REQUEST : CAUSE_DRIVER;
}

/* Who activated or deactivated the links */
static void set_actor(struct event *ev, const struct connection *conn,
		      const struct rec_asker *asker)
{
	if (asker->pid) {
		set_process(ev, asker);
	} else if (ev->cause == CAUSE_TTLM && ttlm_was_asked(conn, ev->time)) {
		if (conn->ttlm_asker.pid)
			set_process(ev, &conn->ttlm_asker);
		else
			ev->by = ACTOR_AP;
	} else if (ev->cause == CAUSE_TTLM || ev->cause == CAUSE_AP_RECONF) {
		ev->by = ACTOR_AP;
	} else if (ev->cause == CAUSE_STA_RECONF && conn->reconf_asker.pid) {
		set_process(ev, &conn->reconf_asker);
	} else {
		ev->by = ev->cause == CAUSE_DRIVER ? ACTOR_DRIVER :
						     ACTOR_KERNEL;
	}
}

static void note_use(struct connection *conn, uint16_t off, uint16_t on,
		     enum cause cause, uint64_t time)
{
	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		if (on & 1 << i)
			conn->use[i] = (struct link_use){ CAUSE_NONE, time };
		else if (off & 1 << i)
			conn->use[i] = (struct link_use){ cause, time };
	}
}

static void on_active(struct lifecycle *lc, struct iface *iface,
		      const struct rec_change *rec)
{
	struct event ev = event_of(EV_ACTIVE, rec->hdr.time, iface);

	ev.cause = why_active(lc, iface, rec);
	ev.links = rec->after;
	ev.before = rec->before;
	ev.phase = rec->ret ? PHASE_REJECTED : PHASE_NONE;
	memcpy(ev.driver, rec->driver, sizeof(ev.driver));
	set_actor(&ev, &iface->conn, &rec->asker);
	if (!rec->ret) {
		/* the interface in the record may be from just before */
		iface->id.active_links = rec->after;
		note_use(&iface->conn, rec->before & ~rec->after,
			 rec->after & ~rec->before, ev.cause, rec->hdr.time);
	}
	lifecycle_emit(lc, &ev);
}

/* Is it the announced mapping, and not one that is in force until then? */
static bool is_announced_mapping(const struct connection *conn,
				 const struct rec_iface_event *rec)
{
	return conn->ttlm_due &&
	       rec->hdr.time + TTLM_EARLY_NS >= conn->ttlm_due &&
	       rec->dormant == (rec->mask & ~conn->ttlm_links);
}

void see_dormant(struct lifecycle *lc, struct iface *iface,
		 const struct rec_iface_event *rec)
{
	struct event ev = event_of(EV_DORMANT, rec->hdr.time, iface);
	const struct rec_asker nobody = { 0 };
	struct connection *conn = &iface->conn;

	iface->id.dormant_links = rec->dormant;
	/* when the interface loses all links, the dormant ones go, too */
	if (!rec->mask || rec->dormant == rec->iface.dormant_links)
		return;
	ev.cause = CAUSE_TTLM;
	ev.links = rec->dormant;
	ev.before = rec->iface.dormant_links;
	set_actor(&ev, conn, &nobody);
	note_use(conn, ev.links & ~ev.before, 0, CAUSE_TTLM, rec->hdr.time);
	if (is_announced_mapping(conn, rec))
		conn->ttlm_due = 0;
	lifecycle_emit(lc, &ev);
}

/* Every beacon announces it again. */
static void on_adv_ttlm(struct lifecycle *lc, struct iface *iface,
			const struct rec_change *rec)
{
	struct event ev = event_of(EV_TTLM, rec->hdr.time, iface);
	struct connection *conn = &iface->conn;
	bool known = conn->ttlm_due && conn->ttlm_links == rec->after;

	conn->ttlm_links = rec->after;
	conn->ttlm_due = rec->hdr.time + rec->delay_ns;
	conn->ttlm_stopped = 0;
	if (known)
		return;
	ev.phase = PHASE_ANNOUNCED;
	ev.by = ACTOR_AP;
	ev.links = rec->after & rec->iface.valid_links;
	ev.delay_ns = rec->delay_ns;
	ev.duration_ns = rec->duration_ns;
	lifecycle_emit(lc, &ev);
}

/* Not if the record that would deny it may have been lost. */
static bool ttlm_is_withdrawn(const struct lifecycle *lc,
			      const struct connection *conn, uint32_t lost)
{
	return conn->ttlm_due && conn->ttlm_lost == lost &&
	       !(lc->missed_ever & UINT64_C(1) << REC_ANNOUNCE);
}

static void emit_ttlm_withdrawn(struct lifecycle *lc, struct iface *iface,
				uint32_t lost)
{
	struct connection *conn = &iface->conn;
	struct event ev = event_of(EV_TTLM, conn->ttlm_stopped, iface);

	ev.phase = PHASE_WITHDRAWN;
	ev.by = ACTOR_AP;
	ev.links = conn->ttlm_links & iface->id.valid_links;
	if (ttlm_is_withdrawn(lc, conn, lost)) {
		conn->ttlm_due = 0;
		lifecycle_emit(lc, &ev);
	}
	conn->ttlm_stopped = 0;
}

void settle_mappings(struct lifecycle *lc, uint64_t time, uint32_t lost)
{
	struct iface *iface, *next;

	HASH_ITER(hh, lc->table.ifaces, iface, next) {
		uint64_t due = iface->conn.ttlm_stopped + TTLM_SETTLED_NS;

		if (!iface->conn.ttlm_stopped)
			continue;
		if (time >= due)
			emit_ttlm_withdrawn(lc, iface, lost);
		else
			lc->due = earliest(lc->due, due);
	}
}

/* If still connected: the AP's beacon no longer announces a mapping. */
static void on_ttlm_stopped(struct lifecycle *lc, struct iface *iface,
			    const struct rec_change *rec)
{
	if (!rec->iface.associated)
		return;
	iface->conn.ttlm_stopped = rec->hdr.time;
	iface->conn.ttlm_lost = lc->lost;
	lc->due = earliest(lc->due, rec->hdr.time + TTLM_SETTLED_NS);
}

static void on_neg_ttlm(struct lifecycle *lc, struct iface *iface,
			const struct rec_change *rec)
{
	struct event ev = event_of(EV_TTLM, rec->hdr.time, iface);

	ev.phase = rec->ret ? PHASE_REJECTED : PHASE_ACCEPTED;
	for (int i = 0; i < TIDS; i++)
		ev.links |= rec->down[i] | rec->up[i];
	ev.links &= rec->iface.valid_links;
	if (rec->asker.pid)
		set_process(&ev, &rec->asker);
	else
		ev.by = ACTOR_AP;
	if (!rec->ret) {
		iface->conn.ttlm_asker = rec->asker;
		iface->conn.ttlm_asked = rec->hdr.time;
	}
	lifecycle_emit(lc, &ev);
}

/* --- channels, and the rest ----------------------------------------------- */

/* If the record does not say which link, any of those that were due may be. */
static void set_aborted(struct event *ev, struct connection *conn)
{
	uint16_t links = conn->withdrawn ?: conn->switching;
	bool known = conn->withdrawn && !(links & (links - 1));

	ev->phase = PHASE_ABORTED;
	ev->link = known ? __builtin_ctz(links) : -1;
	ev->links = known ? 0 : links;
	conn->switching &= ~links;
	conn->withdrawn = 0;
}

static void on_csa(struct lifecycle *lc, struct iface *iface,
		   const struct rec_change *rec)
{
	struct event ev = event_of(EV_CSA, rec->hdr.time, iface);
	struct connection *conn = &iface->conn;

	const uint16_t link = 1 << rec->link_id;

	ev.by = ACTOR_AP;
	ev.freq = rec->freq;
	ev.width = rec->width;
	ev.link = rec->link_id;
	if (rec->kind == CSA_STARTED) {
		ev.phase = PHASE_ANNOUNCED;
		ev.beacons = rec->count;
		ev.quiet = rec->quiet;
		conn->switching |= link;
		conn->withdrawn &= ~link;
	} else if (rec->kind == CSA_DONE) {
		ev.phase = PHASE_DONE;
		conn->switching &= ~link;
		conn->withdrawn &= ~link;
	} else if (rec->kind == CSA_WITHDRAWN) {
		/* each beacon says so again */
		if (conn->withdrawn & link)
			return;
		ev.phase = PHASE_WITHDRAWN;
		conn->withdrawn |= link;
	} else {
		set_aborted(&ev, conn);
	}
	lifecycle_emit(lc, &ev);
}

static void on_added(struct lifecycle *lc, struct iface *iface,
		     const struct rec_change *rec)
{
	struct event ev = event_of(EV_ADDED, rec->hdr.time, iface);

	/* the AP added none, or the connection is ending */
	if (!rec->after)
		return;
	iface->conn.reconf_asked = 0;
	ev.links = rec->after;
	ev.cause = CAUSE_STA_RECONF;
	set_removal_actor(&ev, iface);
	lifecycle_emit(lc, &ev);
}

/*
 * cfg80211 disconnects before a suspend, and when rfkill or the regulatory
 * domain forbid the channel; mac80211 disconnects when the AP changes its
 * mode. The code for inactivity means that mac80211 gave up on the AP.
 */
static enum cause why_kernel_ends(const struct iface *iface, uint16_t code,
				  uint64_t time)
{
	const struct connection *conn = &iface->conn;

	if (code == REASON_CODE_LEAVING)
		return CAUSE_LEAVE;
	if (iface->reconf == RECONF_BY_AP)
		return CAUSE_AP_RECONF;
	if (conn->reconf_asked && time < conn->reconf_asked + ANSWER_NS)
		return CAUSE_STA_RECONF;
	if (conn->switching)
		return CAUSE_CSA;
	return ttlm_was_asked(conn, time) ? CAUSE_TTLM : CAUSE_LOSS;
}

/* Without a process, it is the driver or a timer that made mac80211 send it. */
static void set_end(struct event *ev, const struct iface *iface,
		    const struct rec_change *rec)
{
	if (!rec->sent) {
		ev->by = ACTOR_AP;
	} else if (rec->asker.pid) {
		set_process(ev, &rec->asker);
		ev->cause = CAUSE_REQUEST;
	} else if (iface->conn.loss == LOSS_WANTED) {
		ev->by = ACTOR_DRIVER;
		ev->cause = CAUSE_DRIVER;
	} else if (iface->conn.loss == LOSS_CONNECTION) {
		ev->by = ACTOR_DRIVER;
		ev->cause = CAUSE_LOSS;
	} else {
		ev->by = ACTOR_KERNEL;
		ev->cause = why_kernel_ends(iface, ev->code, ev->time);
	}
}

static void on_frame(struct lifecycle *lc, struct iface *iface,
		     const struct rec_change *rec)
{
	bool auth = rec->kind == FRAME_AUTH;
	struct event ev = event_of(auth ? EV_REFUSED : EV_DISCONNECT,
				   rec->hdr.time, iface);

	set_peer(&ev, rec->peer);
	ev.code = rec->code;
	ev.has_code = true;
	if (auth) {
		ev.phase = PHASE_AUTH;
		ev.by = ACTOR_AP;
	} else {
		ev.phase = rec->kind == FRAME_DEAUTH ? PHASE_DEAUTH :
						       PHASE_DISASSOC;
		memcpy(ev.driver, rec->driver, sizeof(ev.driver));
		set_end(&ev, iface, rec);
		/* if it were still announced, we would have seen that by now */
		if (iface->conn.ttlm_stopped)
			emit_ttlm_withdrawn(lc, iface, lc->lost);
		iface->conn = (struct connection){ 0 };
	}
	lifecycle_emit(lc, &ev);
}

/* This concerns all interfaces of a radio. */
static void on_radio(struct lifecycle *lc, const struct rec_change *rec)
{
	static const enum phase phases[] = {
		[RADIO_SUSPEND] = PHASE_SUSPEND,
		[RADIO_RESTART] = PHASE_RESTART,
		[RADIO_RESTARTED] = PHASE_RESTARTED,
		[RADIO_RESUMED] = PHASE_RESUMED,
	};
	struct event ev = event_of(EV_RADIO, rec->hdr.time, NULL);

	ev.phase = phases[rec->kind];
	ev.iface.wiphy = rec->iface.wiphy;
	ev.iface.local = rec->iface.local;
	memcpy(ev.driver, rec->driver, sizeof(ev.driver));
	if (rec->asker.pid)
		set_process(&ev, &rec->asker);
	else
		ev.by = ev.phase == PHASE_RESTART ? ACTOR_DRIVER : ACTOR_KERNEL;
	if (ev.phase == PHASE_SUSPEND || ev.phase == PHASE_RESTART)
		lc->restarting = rec->iface.local;
	else if (lc->restarting == rec->iface.local)
		lc->restarting = 0;
	lifecycle_emit(lc, &ev);
}

int on_change(struct lifecycle *lc, const struct rec_change *rec)
{
	struct iface *iface;

	if (rec->hdr.type == REC_RADIO) {
		on_radio(lc, rec);
		return 0;
	}
	iface = see_iface(lc, &rec->iface);
	if (!iface)
		return -ENOMEM;
	switch (rec->hdr.type) {
	case REC_ACTIVE_LINKS:
		on_active(lc, iface, rec);
		break;
	case REC_FRAME:
		on_frame(lc, iface, rec);
		break;
	case REC_ADV_TTLM:
		on_adv_ttlm(lc, iface, rec);
		break;
	case REC_TTLM_STOPPED:
		on_ttlm_stopped(lc, iface, rec);
		break;
	case REC_NEG_TTLM:
		on_neg_ttlm(lc, iface, rec);
		break;
	case REC_CSA:
		on_csa(lc, iface, rec);
		break;
	case REC_RECONF_REQUEST:
		iface->conn.reconf_asker = rec->asker;
		iface->conn.reconf_asked = rec->hdr.time;
		break;
	case REC_LINKS_ADDED:
		on_added(lc, iface, rec);
		break;
	default:
		iface->conn.loss = rec->kind;
	}
	return 0;
}
