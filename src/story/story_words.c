// SPDX-License-Identifier: GPL-2.0-only
/*
 * One sentence for each event. Sentences follow "After 3 s, " or stand alone,
 * so they begin in lower case. They are in the past tense, where verbs are the
 * same for one link and for several.
 */
#include "story/story.h"

#define THE_LINKS "link{s:links} {links}"

static const char *refused_words(const struct event *ev)
{
	switch (ev->phase) {
	case PHASE_LINK:
		return "the AP refused link {link}: {status_text} "
			"(status {status})";
	case PHASE_AUTH:
		return "the AP {sta} refused the authentication: {status_text} "
			"(status {status})";
	case PHASE_ADDITION:
		return "the AP refused to add link {link}: {status_text} "
			"(status {status})";
	case PHASE_REMOVAL:
		return "the AP refused the removal of link {link}: "
			"{status_text} (status {status})";
	case PHASE_TIMEOUT:
		return "the AP {sta} did not answer the association request";
	default:
		return "the AP {sta} refused the association"
			"[: {status_text}][ (status {status})]";
	}
}

static const char *active_words(const struct event *ev)
{
	uint16_t gone = ev->before & ~ev->links, come = ev->links & ~ev->before;

	if (ev->phase == PHASE_REJECTED)
		return "the driver {driver} refused to use " THE_LINKS
			" alone";
	/* another sentence tells the connection, removal or mapping itself */
	if (ev->cause < CAUSES || ev->cause == CAUSE_RESTART ||
	    ev->cause == CAUSE_TTLM)
		return NULL;
#define CHANGED(why)							\
	(gone && come ? "link{s:come} {come} became active instead of "	\
			"link{s:gone} {gone}: " why :			\
	 gone ? "link{s:gone} {gone} became inactive: " why :		\
		"link{s:come} {come} became active: " why)
	return ev->cause == CAUSE_REQUEST ? CHANGED("{who} asked for it") :
					    CHANGED("{who} decided so");
#undef CHANGED
}

static const char *ttlm_words(const struct event *ev)
{
	switch (ev->phase) {
	case PHASE_ANNOUNCED:
		return "the AP announced a TID-to-link mapping that uses only "
			THE_LINKS "[, in {delay_ns}][, for {duration_ns}]";
	case PHASE_WITHDRAWN:
		return "the AP took back the TID-to-link mapping";
	case PHASE_REJECTED:
		return "a TID-to-link mapping with " THE_LINKS ", asked for by "
			"{who}, was refused by the driver";
	default:
		return "a TID-to-link mapping with " THE_LINKS " was asked for "
			"by {who}";
	}
}

static const char *csa_words(const struct event *ev)
{
	switch (ev->phase) {
	case PHASE_ANNOUNCED:
		return ev->quiet ?
			"the AP announced that link {link} moves to {freq} MHz, "
			"and that nobody sends until then" :
			"the AP announced that link {link} moves to {freq} MHz";
	case PHASE_WITHDRAWN:
		return "the AP took back the channel switch of link {link}";
	case PHASE_ABORTED:
		return "the channel switch was aborted";
	default:
		return "link {link} was on {freq} MHz";
	}
}

#define REASON " (reason {reason_code}, {reason_text})"

static const char *end_words(const struct event *ev)
{
	switch (ev->cause) {
	case CAUSE_REQUEST:
	case CAUSE_DRIVER:
		return "the connection ended: {who} asked for it" REASON;
	case CAUSE_LOSS:
		return ev->by == ACTOR_DRIVER ?
			"the connection ended: {who} lost it" REASON :
			"the connection ended: the AP was not heard any more, "
			"or the kernel gave up" REASON;
	case CAUSE_LEAVE:
		return "the connection ended: the kernel left (suspend, "
			"rfkill, regulatory domain, or the AP's mode)" REASON;
	case CAUSE_AP_RECONF:
		return "the connection ended: the removal of a link failed"
			REASON;
	case CAUSE_TTLM:
		return "the connection ended: the AP did not accept the mapping, "
			"or was not heard any more" REASON;
	case CAUSE_STA_RECONF:
		return "the connection ended: the AP refused to change the "
			"links, or did not answer" REASON;
	case CAUSE_CSA:
		return "the connection ended: the channel switch failed" REASON;
	default:
		return "the AP ended the connection" REASON;
	}
}

static const char *removal_words(const struct event *ev)
{
	switch (ev->outcome) {
	case OUTCOME_STALE:
		return "link {link} was removed from the interface, but the "
			"station kept it: it is stale[, and holds {bytes} "
			"bytes]";
	case OUTCOME_DANGLING:
		return "link {link} was removed and freed, but is still in the "
			"hash table: it dangles, and the kernel may use freed "
			"memory";
	case OUTCOME_RECLAIMED:
		return "the stale link {link} went with its station"
			"[, {stale_ns} after its removal]";
	case OUTCOME_UNKNOWN:
		return "[link {link} was removed][" THE_LINKS " were removed], "
			"and it is not known what is left of it[: {why}]";
	default:
		/* a station's end or a refused link has its own sentence */
		if (ev->cause == CAUSE_TEARDOWN || ev->cause == CAUSE_ASSOC)
			return NULL;
		return ev->cause == CAUSE_AP_RECONF ?
			"the AP removed link {link}, and nothing of it was "
			"left" :
			"link {link} was removed[; {who} asked for it], and "
			"nothing of it was left";
	}
}

static const char *cancel_words(const struct event *ev)
{
	if (ev->cause == CAUSE_TEARDOWN)
		return NULL;
	return ev->reason ?
		"this kernel cancelled the removal of " THE_LINKS ": {why}" :
		"the AP cancelled the removal of " THE_LINKS;
}

static const char *radio_words(const struct event *ev)
{
	switch (ev->phase) {
	case PHASE_SUSPEND:
		return "the system was suspended";
	case PHASE_RESUMED:
		return "the system resumed, and every link was set up again";
	case PHASE_RESTART:
		return "the driver {driver} restarted";
	default:
		return "every link was set up again";
	}
}

const char *story_template(const struct event *ev)
{
	switch (ev->type) {
	case EV_ASSOC:
		return ev->offered & ~ev->links ?
			"{iface} connected to the AP {sta} by " THE_LINKS
			" of {offered} that it offers[; {who} asked for it]" :
			"{iface} connected to the AP {sta} by " THE_LINKS
			"[; {who} asked for it]";
	case EV_REFUSED:
		return refused_words(ev);
	case EV_ACTIVE:
		return active_words(ev);
	case EV_DORMANT:
		return ev->links ?
			THE_LINKS " became dormant: a TID-to-link mapping of "
			"{who}" :
			"the TID-to-link mapping ended, and no link was "
			"dormant any more";
	case EV_TTLM:
		return ttlm_words(ev);
	case EV_CSA:
		return csa_words(ev);
	case EV_ADDED:
		return THE_LINKS " joined the connection[; {who} asked for it]";
	case EV_ANNOUNCE:
		return "the AP announced the removal of " THE_LINKS
			"[, in {delay_ns}]";
	case EV_CANCEL:
		return cancel_words(ev);
	case EV_REMOVAL:
		return removal_words(ev);
	case EV_FOUND:
		return "[link {link}][ of station {sta}] was {outcome} already "
			"when the recording began";
	case EV_DISCONNECT:
		return end_words(ev);
	case EV_RADIO:
		return radio_words(ev);
	case EV_LOST:
	case EV_MISSED:
		return "something was not recorded, and may be missing here";
	default:
		return NULL;
	}
}
