// SPDX-License-Identifier: GPL-2.0-only
/* The text of each event, for people; describe.h explains the grammar. */
#include <string.h>

#include "output/describe.h"

#define WHERE "{iface} ({role})"
#define LINK_OF_STA "station {sta}, link {link}[ ({link_addr})]"
#define EVIDENCE "[; {why}][; evidence: {witness}][; bug: {bug}]"

#define FOUND(how) "[" WHERE " ]link[ {link}][ ({link_addr})]"		\
	"[ of station {sta}]: {outcome}\n" how "[, link age {age_ns}]"	\
	"[, {bytes} bytes]" EVIDENCE

/* If the removal was due, the kernel cancelled it, not the AP. */
static const char *cancel_template(const struct event *ev)
{
	if (ev->cause == CAUSE_TEARDOWN)
		return WHERE ": the removal of link{s:links} {links} was "
			"cancelled by the teardown[: {why}]";
	if (ev->reason == REASON_DUE || ev->reason == REASON_PERHAPS_DUE)
		return WHERE ": this kernel cancelled the removal of "
			"link{s:links} {links}[: {why}][; bug: {bug}]";
	return WHERE ": the AP cancelled the removal of link{s:links} "
		"{links}[: {why}]";
}

static const char *refused_template(const struct event *ev)
{
	switch (ev->phase) {
	case PHASE_LINK:
		return WHERE ": the AP {sta} refused link {link}: "
			"{status_text} (status {status})";
	case PHASE_AUTH:
		return WHERE ": {sta} refused the authentication: "
			"{status_text} (status {status})";
	case PHASE_ADDITION:
		return WHERE ": the AP {sta} refused to add link {link}: "
			"{status_text} (status {status})";
	case PHASE_REMOVAL:
		return WHERE ": the AP {sta} refused the removal of link "
			"{link}: {status_text} (status {status})";
	case PHASE_TIMEOUT:
		return WHERE ": {sta} did not answer the association request";
	default:
		return ev->has_code ?
			WHERE ": {sta} refused the association: {status_text} "
			"(status {status})" :
			WHERE ": the association with {sta} was given up[ by "
			"{who}]";
	}
}

#define ACTIVE WHERE ": active links: {links}, before {before}\n"

static const char *active_template(const struct event *ev)
{
	if (ev->phase == PHASE_REJECTED)
		return WHERE ": active links stay {before}: the driver[ "
			"{driver}] refused {links}";
	switch (ev->cause) {
	case CAUSE_ASSOC:
		return ACTIVE "the connection is set up";
	case CAUSE_TEARDOWN:
		return ACTIVE "the connection ends";
	case CAUSE_AP_RECONF:
		return ACTIVE "the AP removed a link";
	case CAUSE_STA_RECONF:
		return ACTIVE "by a reconfiguration of this station";
	case CAUSE_RESTART:
		return ACTIVE "all is set up again after a restart or suspend";
	case CAUSE_TTLM:
		return ACTIVE "by a TID-to-link mapping of {who}";
	case CAUSE_REQUEST:
		return ACTIVE "{who} asked for it";
	default:
		return ACTIVE "{who} decided so";
	}
}

static const char *ttlm_template(const struct event *ev)
{
	if (ev->phase == PHASE_ANNOUNCED)
		return WHERE ": the AP announces a TID-to-link mapping: only "
			"link{s:links} {links}[ in {delay_ns}]"
			"[, for {duration_ns}]";
	if (ev->phase == PHASE_WITHDRAWN)
		return WHERE ": the AP takes back the TID-to-link mapping";
	if (ev->phase == PHASE_REJECTED)
		return WHERE ": {who} asks for a TID-to-link mapping with "
			"link{s:links} {links}: the driver refused it";
	return WHERE ": {who} asks for a TID-to-link mapping with "
		"link{s:links} {links}";
}

static const char *csa_template(const struct event *ev)
{
	switch (ev->phase) {
	case PHASE_ANNOUNCED:
		return ev->quiet ?
			WHERE ": the AP announces a channel switch of link "
			"{link} to {freq} MHz[ ({width} MHz wide)] in {beacons} "
			"beacons, and silence until then" :
			WHERE ": the AP announces a channel switch of link "
			"{link} to {freq} MHz[ ({width} MHz wide)] in {beacons} "
			"beacons";
	case PHASE_WITHDRAWN:
		return WHERE ": the AP takes back the channel switch of link "
			"{link}";
	case PHASE_ABORTED:
		return WHERE ": the channel switch[ of link {link}]"
			"[ of link{s:links} {links}] was aborted";
	default:
		return WHERE ": link {link} is on {freq} MHz now"
			"[ ({width} MHz wide)]";
	}
}

#define REASON "reason {reason_code}, {reason_text}"

static const char *disconnect_template(const struct event *ev)
{
	switch (ev->cause) {
	case CAUSE_REQUEST:
		return WHERE ": disconnected from {sta} by {who}\n" REASON;
	case CAUSE_DRIVER:
		return WHERE ": disconnected from {sta}: {who} asked for it\n"
			REASON;
	case CAUSE_LOSS:
		return ev->by == ACTOR_DRIVER ?
			WHERE ": disconnected from {sta}: {who} lost the "
			"connection\n" REASON :
			WHERE ": disconnected from {sta}: the AP is not heard "
			"any more, or the kernel gave up\n" REASON;
	case CAUSE_LEAVE:
		return WHERE ": disconnected from {sta}: the kernel left "
			"(suspend, rfkill, regulatory domain, or the AP's "
			"mode)\n" REASON;
	case CAUSE_AP_RECONF:
		return WHERE ": disconnected from {sta}: the removal of a link "
			"failed\n" REASON;
	case CAUSE_STA_RECONF:
		return WHERE ": disconnected from {sta}: the AP refused "
			"to change the links, or did not answer\n" REASON;
	case CAUSE_CSA:
		return WHERE ": disconnected from {sta}: the channel switch "
			"failed\n" REASON;
	case CAUSE_TTLM:
		return WHERE ": disconnected from {sta}: the AP did not accept "
			"the TID-to-link mapping, or is not heard any more\n"
			REASON;
	default:
		return WHERE ": disconnected by the AP {sta}\n"
			REASON " ({phase})";
	}
}

static const char *radio_template(const struct event *ev)
{
	switch (ev->phase) {
	case PHASE_SUSPEND:
		return "phy{wiphy}: suspend";
	case PHASE_RESUMED:
		return "phy{wiphy}: resumed: every link was set up again";
	case PHASE_RESTART:
		return ev->by == ACTOR_PROCESS ?
			"phy{wiphy}: restart of the driver[ {driver}], asked for "
			"by {who}" :
			"phy{wiphy}: restart of the driver[ {driver}]";
	default:
		return "phy{wiphy}: every link was set up again after the "
			"restart of the driver[ {driver}]";
	}
}

const char *event_template(const struct event *ev)
{
	static const char *const templates[EV_TYPES] = {
		[EV_ANNOUNCE] = WHERE
			": the AP announces the removal of link{s:links} "
			"{links}[ in {delay_ns}]",
		[EV_FAILED] = WHERE
			": the AP removed the last usable link{s:links} "
			"({links}): disconnected",
		[EV_REMOVAL] = "[" WHERE " ][station {sta}, ]link{s:links}"
			"[ {link}][ {links}][ ({link_addr})]: {outcome}\n"
			"removed {cause}[, announced {announced_ns} before]"
			"[, {early_ns} before it was due]"
			"[, link age {age_ns}][, stale for {stale_ns}]"
			"[, {bytes} bytes]" EVIDENCE,
		[EV_MEMORY] = "memory of link {link} ({link_addr}) freed",
		[EV_SETUP] = WHERE " " LINK_OF_STA ": set up",
		[EV_VIF_LINKS] = WHERE
			": links of the interface become {links}",
		[EV_STA_GONE] = WHERE " station {sta}: destroyed",
		[EV_ASSOC] = WHERE ": connected to {sta} by link{s:links} "
			"{links}[, asked for by {who}]\n"
			"asked for: {asked}[; offered: {offered}][; {channels}]",
		[EV_ADDED] = WHERE ": link{s:links} {links} added to the "
			"connection[, asked for by {who}]",
		[EV_LOST] = "{lost} lost: something may be missing here",
		[EV_MISSED] = "missed:[ {calls} of {function}[ ({at})]]"
			"[ {lost} of type {record}]" EVIDENCE,
	};

	switch (ev->type) {
	case EV_CANCEL:
		return cancel_template(ev);
	case EV_FOUND:
		return ev->reason == REASON_SURVIVED ? FOUND("left behind") :
			FOUND("already there when mlotrace started");
	case EV_REFUSED:
		return refused_template(ev);
	case EV_ACTIVE:
		return active_template(ev);
	case EV_DORMANT:
		return ev->links ?
			WHERE ": dormant links: {links}, before {before}\n"
			"by a TID-to-link mapping of {who}" :
			WHERE ": no link is dormant any more, before {before}\n"
			"the TID-to-link mapping ended";
	case EV_TTLM:
		return ttlm_template(ev);
	case EV_CSA:
		return csa_template(ev);
	case EV_DISCONNECT:
		return disconnect_template(ev);
	case EV_RADIO:
		return radio_template(ev);
	default:
		return templates[ev->type];
	}
}

/* The text before the first colon says where it happened. */
const char *event_template_here(const struct event *ev)
{
	const char *template = event_template(ev);
	const char *colon = strstr(template, ": ");

	return colon ? colon + 2 : template;
}

const char *event_template_why(const struct event *ev)
{
	const char *end = strchr(event_template(ev), '\n');

	return end ? end + 1 : NULL;
}

void event_to_text(const struct event *ev, const char *template, char *buf,
		   size_t size)
{
	struct item items[MAX_ITEMS];
	char *end;

	/* leave room for "; ", which replaces the newline */
	items_to_text(items, describe_event(ev, items), template, buf,
		      size - 1);
	end = strchr(buf, '\n');
	if (!end)
		return;
	memmove(end + 2, end + 1, strlen(end));
	memcpy(end, "; ", 2);
}
