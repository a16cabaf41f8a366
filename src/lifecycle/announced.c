// SPDX-License-Identifier: GPL-2.0-only
/*
 * Removals that an AP announces: when each one is due, and what became of those
 * that the AP no longer announces.
 *
 * Kernels keep a single time for all announced links: that of the next removal.
 * Up to 7.3 at least, they also forget a link whose time has come while others
 * are still counting down. When the AP then stops listing that link, because it
 * is gone, they think that the AP has taken the removal back.
 */
#include <errno.h>

#include "base/util.h"
#include "lifecycle/lifecycle_priv.h"

#define HALF_BEACON_NS (51 * NSEC_PER_MSEC)

/* These links are no longer announced. The AP may have removed them already. */
static void emit_withdrawn(struct lifecycle *lc, const struct iface *iface,
			   uint16_t links, uint64_t time, enum cause cause,
			   enum reason reason)
{
	struct event ev = event_of(EV_CANCEL, time, iface);

	ev.links = links;
	ev.cause = cause;
	ev.reason = reason;
	if (links)
		lifecycle_emit(lc, &ev);
}

/*
 * If the AP stops listing a link when its time has come, the AP has removed
 * it. If we never learned the time of that link, it may have: a link that was
 * listed only briefly may have been due with the very first beacon that listed
 * it.
 */
static enum reason why_withdrawn(const struct removal_plan *plan, uint64_t time)
{
	bool due = time + HALF_BEACON_NS >= plan->due_at;

	if (!plan->announced_at)
		return REASON_NONE;
	if (plan->exact)
		return due ? REASON_DUE : REASON_NONE;
	return due || time - plan->announced_at < TWO_BEACONS_NS ?
	       REASON_PERHAPS_DUE : REASON_NONE;
}

static void withdraw(struct lifecycle *lc, struct iface *iface, uint16_t links,
		     uint64_t time, enum cause cause)
{
	uint16_t due = 0, perhaps = 0;

	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		enum reason reason = why_withdrawn(&iface->plans[i], time);

		if (!(links & 1 << i))
			continue;
		if (cause == CAUSE_AP_RECONF && iface->id.valid_links & 1 << i) {
			due |= (reason == REASON_DUE) << i;
			perhaps |= (reason == REASON_PERHAPS_DUE) << i;
		}
		iface->plans[i] = (struct removal_plan){ 0 };
	}
	iface->announced &= ~links;
	emit_withdrawn(lc, iface, links & ~(due | perhaps), time, cause,
		       REASON_NONE);
	emit_withdrawn(lc, iface, perhaps, time, cause, REASON_PERHAPS_DUE);
	emit_withdrawn(lc, iface, due, time, cause, REASON_DUE);
}

/*
 * The record has the time of one link only. We know which one if only one is
 * announced, or if the time is far from those that we know of the others.
 */
static void plan(struct iface *iface, uint16_t links, uint16_t joined,
		 uint64_t now, uint64_t due)
{
	bool alone = !(links & (links - 1));
	bool exact = !(joined & (joined - 1));

	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		struct removal_plan *old = &iface->plans[i];
		int64_t off = due - old->due_at;

		if (!(links & ~joined & 1 << i))
			continue;
		exact &= off < -(int64_t)TWO_BEACONS_NS;
		if (alone || (old->exact && off < (int64_t)TWO_BEACONS_NS &&
			      off > -(int64_t)TWO_BEACONS_NS)) {
			old->due_at = due;
			old->exact = true;
		}
	}
	for (int i = 0; i < MLO_MAX_LINKS; i++)
		if (joined & 1 << i)
			iface->plans[i] = (struct removal_plan){
				.announced_at = now, .due_at = due,
				.exact = alone || exact,
			};
}

/* Each beacon announces it again, with a lower count. */
int on_announce(struct lifecycle *lc, const struct rec_iface_event *rec)
{
	struct iface *iface = see_iface(lc, &rec->iface);
	uint16_t joined, going;
	struct event ev;

	if (!iface)
		return -ENOMEM;
	/* a removal in progress may wait for other links before it ends */
	going = iface->reconf ? iface->announced & iface->mask : 0;
	joined = rec->mask & ~iface->announced;
	withdraw(lc, iface, iface->announced & ~(rec->mask | going),
		 rec->hdr.time, CAUSE_AP_RECONF);
	plan(iface, rec->mask, joined, rec->hdr.time,
	     rec->hdr.time + rec->delay_ns);
	iface->announced = rec->mask | going;
	if (!joined)
		return 0;
	ev = event_of(EV_ANNOUNCE, rec->hdr.time, iface);
	ev.links = rec->mask;
	ev.cause = CAUSE_AP_RECONF;
	ev.delay_ns = rec->delay_ns;
	lifecycle_emit(lc, &ev);
	return 0;
}

/* The AP took it back, or the connection ends: both stop the work. */
int on_cancel(struct lifecycle *lc, const struct rec_iface_event *rec)
{
	struct iface *iface = see_iface(lc, &rec->iface);

	if (!iface)
		return -ENOMEM;
	if (!iface->reconf)
		withdraw(lc, iface, iface->announced, rec->hdr.time,
			 rec->iface.associated ? CAUSE_AP_RECONF :
						 CAUSE_TEARDOWN);
	return 0;
}
