// SPDX-License-Identifier: GPL-2.0-only
/*
 * Missed calls: the kernel did not run a program, because that program was
 * already running on the same CPU. We see a removal three times: as it begins,
 * at cfg80211_links_removed, and as it ends. One of these is enough to find
 * what it left behind. If all three are missed, two looks from outside show
 * whether anything is left.
 */

#include "lifecycle/lifecycle_priv.h"

#define BIT(type) (1ULL << (type))

/* A look from outside holds no lock, so this many have to agree. */
#define LOOKS 2

/* Missing one of these does not change how a removal is judged. */
static bool is_harmless(uint16_t type)
{
	return type == REC_ANNOUNCE || type == REC_CANCEL ||
	       type == REC_VIF_LINKS || type == REC_LINK_RCU ||
	       type >= REC_ASSOC_REQUEST;
}

static void add_missed(struct missed_calls *missed, uint16_t type)
{
	missed->types |= BIT(type);
	missed->looks = 0;
}

void on_missed(struct lifecycle *lc, const struct rec_missed *rec)
{
	struct event ev = event_of(EV_MISSED, rec->hdr.time, NULL);
	struct iface *iface, *next;

	ev.lost = rec->count;
	ev.missed_of = rec->of;
	ev.skipped = rec->skipped;
	lifecycle_emit(lc, &ev);
	if (!rec->skipped) {
		if (is_harmless(rec->of))
			lc->tally.harmless += rec->count;
		return;
	}
	lc->missed += rec->count;
	lc->missed_ever |= BIT(rec->of);
	add_missed(&lc->unmet, rec->of);
	lc->unmet_local = 0;
	HASH_ITER(hh, lc->table.ifaces, iface, next)
		add_missed(&iface->missed, rec->of);
}

void missed_exit(struct iface *iface)
{
	add_missed(&iface->missed, REC_STA_RECONF_ENTER);
	add_missed(&iface->missed, REC_STA_RECONF_EXIT);
	add_missed(&iface->missed, REC_LINKS_REMOVED);
}

bool exit_may_be_missed(const struct lifecycle *lc, const struct iface *iface)
{
	return iface->tainted || lc->missed_ever & BIT(REC_RECONF_EXIT);
}

void end_missed(struct lifecycle *lc, uint32_t count)
{
	if (count < (lc->has_second ? 3 : 2))
		lc->tally.harmless += count;
}

static void look_again(struct missed_calls *missed)
{
	if (++missed->looks == LOOKS)
		missed->types = 0;
}

void missed_look(struct lifecycle *lc, uint64_t local)
{
	struct iface *iface, *next;

	HASH_ITER(hh, lc->table.ifaces, iface, next)
		if (iface->id.local == local)
			look_again(&iface->missed);
	if (!lc->unmet_local)
		lc->unmet_local = local;
	if (lc->unmet_local == local)
		look_again(&lc->unmet);
}

/* May a whole removal have gone unseen? */
static bool hide_removal(const struct lifecycle *lc, uint64_t types)
{
	const uint64_t by_ap = BIT(REC_RECONF_ENTER) | BIT(REC_RECONF_EXIT) |
			       BIT(REC_LINKS_REMOVED);
	const uint64_t by_sta = BIT(REC_STA_RECONF_ENTER) |
				BIT(REC_STA_RECONF_EXIT) |
				BIT(REC_LINKS_REMOVED);

	types |= lc->has_second ? 0 : BIT(REC_LINKS_REMOVED);
	return (types & by_ap) == by_ap || (types & by_sta) == by_sta;
}

/*
 * May a station have come, lost a link and gone, all of it unseen? A look
 * cannot make up for that.
 */
static bool hide_station(const struct lifecycle *lc)
{
	return lc->missed_ever & BIT(REC_STA_FREE) &&
	       hide_removal(lc, lc->missed_ever);
}

void count_doubts(struct lifecycle *lc)
{
	struct iface *iface, *next;

	lc->tally.doubt = hide_station(lc) ||
			  (!lc->table.ifaces &&
			   hide_removal(lc, lc->unmet.types));
	HASH_ITER(hh, lc->table.ifaces, iface, next)
		lc->tally.doubt += iface->wanted &&
				   hide_removal(lc, iface->missed.types);
}
