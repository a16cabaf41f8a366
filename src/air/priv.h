/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * priv.h - what the files of the simulated air share
 */
#ifndef AIR_PRIV_H
#define AIR_PRIV_H

#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

#include "air/air.h"
#include "air/frame.h"

/* What nl80211 told about the client since air_expect() */
enum air_event {
	EVENT_SCAN_DONE = 1 << 0,
	EVENT_SCAN_ABORTED = 1 << 1,
	EVENT_AUTH = 1 << 2,
	EVENT_ASSOC = 1 << 3,
	EVENT_CONNECT = 1 << 4,
	EVENT_DISCONNECT = 1 << 5,
	EVENT_LINKS_REMOVED = 1 << 6,
	EVENT_RECONF_ASKED = 1 << 7,	/* seen by the AP, and answered */
	EVENT_RECONF_DONE = 1 << 8,	/* links were added */
	EVENT_CSA_STARTED = 1 << 9,
	EVENT_CSA_DONE = 1 << 10,
	EVENT_MAPPING_ASKED = 1 << 11,	/* seen by the AP, and answered */
	EVENT_MAPPING_ANSWERED = 1 << 12,
};

#define TU_US	1024	/* a time unit, 802.11-2020, 3.1 */
#define LATE_TBTTS 3	/* beacons that a busy machine may be behind */

/* A radio of mac80211_hwsim; its address is that of its interface, too */
struct radio {
	bool exists;
	uint32_t id;			/* of hwsim */
	uint8_t addr[MAC_LEN];
	char ifname[IFNAMSIZ];
	unsigned int ifindex;
};

/* State that is kept once air_live() was called */
struct life {
	uint16_t auth_status;		/* as the client saw it */
	uint16_t reason;		/* of the last disconnect */
	bool by_ap;			/* it was the AP's frame */
	uint16_t mapping_status;	/* the client's answer to the AP */
	uint16_t refuse_mapping;	/* the AP's answer to the client */
	bool ignore_mapping;		/* the AP gives none */
	struct {			/* the last one that nl80211 reported */
		unsigned int link, count, freq;
		bool quiet;
	} csa;
};

struct air {
	struct nl_sock *medium;		/* frames of hwsim */
	struct nl_sock *command;	/* owns the radios */
	struct nl_sock *events;		/* of nl80211 */
	int hwsim;			/* family IDs */
	int nl80211;
	unsigned int nl80211_attrs;	/* the highest attribute it knows */
	unsigned int forbidden;		/* MHz where the AP may not be, or 0 */
	struct radio radio;
	struct ap_mld ap;
	struct radio host;		/* in mac80211's own AP mode */
	struct ap_mld host_ap;
	struct frame frame;		/* the one being sent */
	/* a frame of the client */
	void (*receive)(struct air *air, const uint8_t *data, size_t len);
	/* called after beacons went out, and for nl80211 events; or NULL */
	void (*after_beacons)(struct air *air);
	void (*on_event)(struct air *air, int cmd, struct nlattr **attrs);
	int64_t next_beacon;		/* us of CLOCK_MONOTONIC */
	bool authenticated;		/* and not associated */
	bool narrow;			/* in later associations: 20 MHz */
	bool hold_port;			/* in later associations */
	uint16_t reason;		/* of disconnecting, 0 for leaving */
	bool hurry;			/* beacons as fast as a scan needs */
	unsigned int seen;		/* enum air_event */
	bool timed_out;			/* authentication or association */
	uint16_t status;		/* of the association */
	int64_t scanned;		/* when, 0 for never */
	struct life life;
	struct air_info info;
	char error[256];
};

/* A request under construction; the first error sticks */
struct request {
	struct air *air;
	struct nl_msg *msg;
	int err;
};

/* Each file calls only those above it: state.c */
int air_fail(struct air *air, int err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void air_expect(struct air *air);
int64_t air_now(void);
void random_addr(uint8_t *addr);

/* netlink.c */
int netlink_open(struct air *air);
void netlink_listen(struct air *air, nl_recvmsg_msg_cb_t hwsim,
		    nl_recvmsg_msg_cb_t nl80211);
void netlink_close(struct air *air);
void request_begin(struct request *r, struct air *air, int family, int cmd);
void request_put(struct request *r, int attr, const void *data, size_t len);
void request_u8(struct request *r, int attr, uint8_t v);
void request_u16(struct request *r, int attr, uint16_t v);
void request_u32(struct request *r, int attr, uint32_t v);
void request_flag(struct request *r, int attr);
void request_addr(struct request *r, int attr, const uint8_t *addr);
struct nlattr *request_nest(struct request *r, int attr);
void request_nest_end(struct request *r, struct nlattr *nest);
int request_ask(struct request *r, struct nl_sock *sock, const char *what,
		nl_recvmsg_msg_cb_t reply);
int request_send(struct request *r, struct nl_sock *sock, const char *what);
int request_post(struct request *r, struct nl_sock *sock);

/* hwsim.c */
int hwsim_register(struct air *air);
int hwsim_new_radio(struct air *air, struct radio *radio);
int hwsim_del_radio(struct air *air, struct radio *radio);
int hwsim_send(struct air *air, const struct radio *to, unsigned int freq,
	       const struct frame *f);
int hwsim_receive(struct nl_msg *msg, void *arg);

/* ap.c */
void ap_init(struct ap_mld *ap, const uint8_t *addr, unsigned int links);
void ap_map_tids(struct air *air, uint16_t links);
int ap_beacons(struct air *air);
void ap_receive(struct air *air, const uint8_t *data, size_t len);

/* loop.c */
int air_turn(struct air *air, int64_t deadline);
int air_wait(struct air *air, unsigned int events, int64_t deadline);

/* nl80211.c; deadlines in us as air_now() counts */
int nl80211_check_channels(struct air *air);
int nl80211_scan(struct air *air, int64_t deadline);
int nl80211_authenticate(struct air *air, const struct ap_link *link,
			 int64_t deadline);
int nl80211_associate(struct air *air, const struct ap_link *link,
		      uint16_t links, int64_t deadline);
int nl80211_deauthenticate(struct air *air, int64_t deadline);
int nl80211_ask_links(struct air *air);
int nl80211_reconfigure(struct air *air, uint16_t add, uint16_t del,
			int64_t deadline);
int nl80211_event(struct nl_msg *msg, void *arg);

/* air.c */
int air_interface(struct air *air, const struct radio *radio, bool up);

#endif
