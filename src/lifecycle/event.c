// SPDX-License-Identifier: GPL-2.0-only
#include <linux/nl80211.h>
#include <string.h>

#include "lifecycle/event.h"

const char *event_type_name(enum event_type type)
{
	static const char *const names[EV_TYPES] = {
		[EV_ANNOUNCE] = "announce",
		[EV_CANCEL] = "cancel",
		[EV_FAILED] = "failed",
		[EV_REMOVAL] = "removal",
		[EV_FOUND] = "found",
		[EV_MEMORY] = "memory",
		[EV_SETUP] = "setup",
		[EV_VIF_LINKS] = "vif-links",
		[EV_STA_GONE] = "station-gone",
		[EV_LOST] = "lost",
		[EV_MISSED] = "missed",
		[EV_ASSOC] = "assoc",
		[EV_REFUSED] = "refused",
		[EV_ACTIVE] = "active",
		[EV_DORMANT] = "dormant",
		[EV_TTLM] = "ttlm",
		[EV_CSA] = "csa",
		[EV_ADDED] = "added",
		[EV_DISCONNECT] = "disconnect",
		[EV_RADIO] = "radio",
	};

	return names[type];
}

const char *outcome_name(enum outcome outcome)
{
	static const char *const names[OUTCOMES] = {
		"none", "freed", "stale", "dangling", "reclaimed", "unknown",
	};

	return names[outcome];
}

const char *cause_name(enum cause cause)
{
	static const char *const names[ALL_CAUSES] = {
		"none", "ap-reconf", "sta-reconf", "teardown", "ap-side",
		"assoc", "other", "unknown", "driver", "ttlm", "request",
		"restart", "csa", "loss", "leave",
	};

	return names[cause];
}

const char *role_name(enum role role)
{
	static const char *const names[ROLES] = {
		"other", "client", "ap", "mesh",
	};

	return names[role];
}

const char *actor_name(enum actor actor)
{
	static const char *const names[ACTORS] = {
		"none", "ap", "process", "driver", "kernel",
	};

	return names[actor];
}

const char *phase_name(enum phase phase)
{
	static const char *const names[PHASES] = {
		"none", "link", "association", "authentication", "timeout",
		"deauthentication", "disassociation", "announced", "accepted",
		"rejected", "done", "aborted", "suspend", "resumed", "restart",
		"restarted", "withdrawn", "addition", "removal",
	};

	return names[phase];
}

const char *reason_name(enum reason reason)
{
	static const char *const names[REASONS] = {
		"none", "lost-records", "started-late", "still-running",
		"station-walk-cut", "hash-nested", "hash-walk-cut",
		"station-vanished", "inconsistent", "embedded", "pinned",
		"station-freed", "no-station", "no-types", "misfit",
		"broken-off", "damaged", "radios-unseen", "changing",
		"unseen", "hooks-off", "missed-call", "due",
		"perhaps-due", "survived",
	};

	return names[reason];
}

enum reason reason_of_name(const char *name)
{
	for (int i = 0; i < REASONS; i++)
		if (!strcmp(name, reason_name(i)))
			return i;
	return REASON_DAMAGED;
}

const char *reason_text(enum reason reason)
{
	static const char *const texts[REASONS] = {
		[REASON_NONE] = "",
		[REASON_LOST] = "records were lost while it happened",
		[REASON_STARTED_LATE] = "it had begun before the trace did",
		[REASON_STILL_RUNNING] = "the trace ended before it did",
		[REASON_WALK_CUT] =
			"the station list could not be walked to its end",
		[REASON_HASH_NESTED] =
			"link_sta_hash is nested and was not walked",
		[REASON_HASH_CUT] =
			"link_sta_hash could not be walked to its end",
		[REASON_VANISHED] = "the station went away unseen",
		[REASON_INCONSISTENT] = "valid_links and link[] disagree",
		[REASON_EMBEDDED] =
			"still hashed, but part of the station: it dangles "
			"when the station is freed",
		[REASON_PINNED] =
			"the station has no other link and is left without",
		[REASON_STATION_FREED] =
			"the station that holds it was freed, still hashed",
		[REASON_NO_STATION] = "no station was seen that had the links",
		[REASON_NO_TYPES] =
			"the kernel's structures are not known here",
		[REASON_MISFIT] =
			"the types are not those of this kernel's mac80211",
		[REASON_BROKEN_OFF] = "the recording breaks off",
		[REASON_DAMAGED] = "the recording is damaged",
		[REASON_RADIOS_UNSEEN] = "not every radio was seen",
		[REASON_CHANGING] =
			"stations and links changed between the looks",
		[REASON_UNSEEN] = "no hook saw it happen",
		[REASON_HOOKS_OFF] =
			"ftrace was switched off, so that no hook was called",
		[REASON_MISSED] = "the kernel skipped a hook",
		[REASON_DUE] =
			"it was due: the AP has probably removed the link, "
			"and this kernel keeps it",
		[REASON_PERHAPS_DUE] =
			"it may have been due: either the AP took it back, or "
			"it removed the link, and this kernel keeps it",
		[REASON_SURVIVED] =
			"its connection could not be prepared, and its "
			"interface has no links",
	};

	return texts[reason];
}

const char *witness_name(unsigned int bit)
{
	switch (bit) {
	case WITNESS_STATE:
		return "state";
	case WITNESS_HASH:
		return "hash";
	case WITNESS_SIGNATURE:
		return "signature";
	default:
		return "call";
	}
}

enum role role_of(uint8_t iftype)
{
	switch (iftype) {
	case NL80211_IFTYPE_STATION:
	case NL80211_IFTYPE_P2P_CLIENT:
		return ROLE_CLIENT;
	case NL80211_IFTYPE_AP:
	case NL80211_IFTYPE_AP_VLAN:
	case NL80211_IFTYPE_P2P_GO:
		return ROLE_AP;
	case NL80211_IFTYPE_MESH_POINT:
		return ROLE_MESH;
	default:
		return ROLE_OTHER;
	}
}

bool event_is_problem(const struct event *ev)
{
	return ev->outcome == OUTCOME_STALE ||
	       ev->outcome == OUTCOME_DANGLING ||
	       ev->reason == REASON_EMBEDDED;
}
