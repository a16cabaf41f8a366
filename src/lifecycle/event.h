/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the lifecycle tells the outputs: one event, from which text and JSON
 * are both made. The names in event.c are the project's vocabulary.
 */
#ifndef MLOTRACE_EVENT_H
#define MLOTRACE_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "record.h"

enum event_type {
	EV_ANNOUNCE,	/* the AP announced a removal, or changed it */
	EV_CANCEL,	/* it took a removal back */
	EV_FAILED,	/* the interface could not drop the links */
	EV_REMOVAL,	/* a station lost a link, or should have */
	EV_FOUND,	/* a stale or dangling link that was there before */
	EV_MEMORY,	/* RCU let go of the memory of a removed link */
	EV_SETUP,	/* a station got a link */
	EV_VIF_LINKS,	/* the interface's links are about to change */
	EV_STA_GONE,	/* a station was destroyed */
	EV_LOST,	/* records were lost before this point */
	EV_MISSED,	/* the same, of one kind, or calls of a hook */
	EV_ASSOC,	/* connected: the links that the AP accepted */
	EV_REFUSED,	/* a link, or the whole connection, was not */
	EV_ACTIVE,	/* other links are active now, or should be */
	EV_DORMANT,	/* other links are dormant now */
	EV_TTLM,	/* a TID-to-link mapping is announced, or asked for */
	EV_CSA,		/* a channel switch of one link */
	EV_ADDED,	/* links were added to the connection */
	EV_DISCONNECT,	/* the connection is over */
	EV_RADIO,	/* suspend and restart, after which all is set up anew */
	EV_TYPES,
};

enum outcome {
	OUTCOME_NONE,
	OUTCOME_FREED,
	OUTCOME_STALE,
	OUTCOME_DANGLING,
	OUTCOME_RECLAIMED,
	OUTCOME_UNKNOWN,
	OUTCOMES,
};

enum cause {
	CAUSE_NONE,
	CAUSE_AP_RECONF,
	CAUSE_STA_RECONF,
	CAUSE_TEARDOWN,
	CAUSE_AP_SIDE,
	CAUSE_ASSOC,
	CAUSE_OTHER,
	CAUSE_UNKNOWN,	/* its removal was not seen */
	CAUSES,		/* of removals; a link becomes inactive by these, too: */
	CAUSE_DRIVER = CAUSES,
	CAUSE_TTLM,	/* a TID-to-link mapping */
	CAUSE_REQUEST,	/* a process's */
	CAUSE_RESTART,	/* a restart or a suspend: all is set up again */
	CAUSE_CSA,	/* a channel switch that failed */
	CAUSE_LOSS,	/* the AP is not heard any more */
	CAUSE_LEAVE,	/* the kernel left by itself */
	ALL_CAUSES,
};

/* Whose doing it was. */
enum actor {
	ACTOR_NONE,
	ACTOR_AP,
	ACTOR_PROCESS,	/* .pid, .comm */
	ACTOR_DRIVER,	/* .driver */
	ACTOR_KERNEL,
	ACTORS,
};

/* Which of several events of one type. */
enum phase {
	PHASE_NONE,
	PHASE_LINK,		/* EV_REFUSED: a link, */
	PHASE_ASSOC,		/* the association, */
	PHASE_AUTH,		/* the authentication; */
	PHASE_TIMEOUT,		/* there was no answer */
	PHASE_DEAUTH,		/* EV_DISCONNECT: the frame that says so */
	PHASE_DISASSOC,
	PHASE_ANNOUNCED,	/* EV_TTLM, EV_CSA */
	PHASE_ACCEPTED,		/* EV_TTLM: asked for; the driver agrees, */
	PHASE_REJECTED,		/* or not; EV_ACTIVE: not either */
	PHASE_DONE,		/* EV_CSA */
	PHASE_ABORTED,		/* EV_CSA */
	PHASE_SUSPEND,		/* EV_RADIO: these four */
	PHASE_RESUMED,
	PHASE_RESTART,
	PHASE_RESTARTED,
	PHASE_WITHDRAWN,	/* EV_TTLM, EV_CSA: by the AP */
	PHASE_ADDITION,		/* EV_REFUSED: of a link to a connection; */
	PHASE_REMOVAL,		/* of one that is removed from it */
	PHASES,
};

enum role {
	ROLE_OTHER,
	ROLE_CLIENT,
	ROLE_AP,
	ROLE_MESH,
	ROLES,
};

/* What an outcome rests on. */
enum witness {
	WITNESS_STATE = 1 << 0,		/* the station's own links */
	WITNESS_HASH = 1 << 1,		/* link_sta_hash, walked to its end */
	WITNESS_SIGNATURE = 1 << 2,	/* freed with its valid bit, hashed */
	WITNESS_CALL = 1 << 3,		/* the kernel's own removal call */
};

/* Why an outcome is unknown, or what else there is to know. */
enum reason {
	REASON_NONE,
	REASON_LOST,
	REASON_STARTED_LATE,
	REASON_STILL_RUNNING,
	REASON_WALK_CUT,
	REASON_HASH_NESTED,
	REASON_HASH_CUT,
	REASON_VANISHED,
	REASON_INCONSISTENT,
	REASON_EMBEDDED,
	REASON_PINNED,
	REASON_STATION_FREED,
	REASON_NO_STATION,
	REASON_NO_TYPES,
	REASON_MISFIT,
	REASON_BROKEN_OFF,
	REASON_DAMAGED,
	REASON_RADIOS_UNSEEN,
	REASON_CHANGING,
	REASON_UNSEEN,
	REASON_HOOKS_OFF,
	REASON_MISSED,
	REASON_DUE,
	REASON_PERHAPS_DUE,
	REASON_SURVIVED,
	REASONS,
};

struct event {
	enum event_type type;
	uint64_t life;			/* of a link: which one; 0: none */
	uint64_t time;			/* CLOCK_BOOTTIME, ns */
	struct rec_iface iface;		/* sdata 0: of no interface */
	enum role role;
	bool has_sta;
	uint8_t sta[6];			/* MLD address of the peer */
	int link;			/* -1: of no single link */
	bool has_link_addr;
	uint8_t link_addr[6];
	uint16_t links;			/* bit mask, where link is -1 */
	enum cause cause;
	enum outcome outcome;
	enum reason reason;
	unsigned int witness;		/* enum witness, ORed */
	bool has_age;
	uint64_t age_ns;		/* of the link, when it was removed */
	uint64_t stale_ns;		/* reclaimed: how long it was stale */
	uint64_t announced_ns;		/* since its announcement; 0: none */
	uint64_t early_ns;		/* before the AP removes the link */
	uint64_t delay_ns;		/* EV_ANNOUNCE: until the removal */
	uint32_t bytes;			/* kernel memory of the link */
	uint32_t lost;			/* EV_LOST, EV_MISSED: how many */
	uint16_t missed_of;		/* EV_MISSED: enum record_type */
	bool skipped;			/* EV_MISSED: calls; else records */
	/* of a connection, from EV_ASSOC on */
	enum phase phase;
	enum actor by;
	uint32_t pid;			/* of ACTOR_PROCESS */
	char comm[IFACE_NAME_SIZE];
	char driver[IFACE_NAME_SIZE];	/* of the radio */
	uint16_t before;		/* EV_ACTIVE, EV_DORMANT: links then */
	uint16_t asked, offered;	/* EV_ASSOC: links */
	bool has_code;
	uint16_t code;			/* EV_REFUSED: status; EV_DISCONNECT:
					   reason, of 802.11 9.4.1 */
	uint16_t freq, width;		/* EV_CSA: MHz; 0: not known */
	uint8_t beacons;		/* EV_CSA: until the switch */
	bool quiet;			/* EV_CSA: nobody sends until then */
	uint64_t duration_ns;		/* EV_TTLM: how long; 0: no end */
	/* EV_ASSOC: MHz, of each link */
	uint16_t freqs[MLO_MAX_LINKS], widths[MLO_MAX_LINKS];
};

/* The words for each, as text and JSON have them; NULL is never returned. */
const char *event_type_name(enum event_type type);
const char *outcome_name(enum outcome outcome);
const char *cause_name(enum cause cause);
const char *role_name(enum role role);
const char *actor_name(enum actor actor);
const char *phase_name(enum phase phase);
const char *reason_name(enum reason reason);
const char *reason_text(enum reason reason);
/* The reason of this name; REASON_DAMAGED where there is none. */
enum reason reason_of_name(const char *name);
/* The word for one bit. */
const char *witness_name(unsigned int bit);
#define WITNESS_BITS 4

/* The bug that it fits, besides stale and dangling links; or NULL. */
const char *event_bug(const struct event *ev);

/* The role of an interface of this enum nl80211_iftype. */
enum role role_of(uint8_t iftype);

/* A stale or dangling link, or one that will dangle. */
bool event_is_problem(const struct event *ev);

#endif
