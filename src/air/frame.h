/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * frame.h - 802.11 frames of a simulated AP MLD: builders and parsers
 *
 * Pure functions over bytes: no netlink, no clock, no allocation. Multi-byte
 * fields on the air are little endian; all numbers in these structures are in
 * host order. What 802.11be added is laid out as the kernel reads it, in
 * include/linux/ieee80211-eht.h of 7.3.
 */
#ifndef AIR_FRAME_H
#define AIR_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAC_LEN		6
#define SSID_MAX	32
#define LINK_ID_MAX	15	/* link IDs are 0 to 14 */
#define AP_LINKS_MAX	3
#define FRAME_MAX	2048
#define EXTRA_MAX	800

/* A frame under construction; overflow is sticky and checked once at the end */
struct frame {
	size_t len;
	bool overflow;
	uint8_t data[FRAME_MAX];
};

/* A channel switch that an affiliated AP announces */
struct csa {
	uint8_t count;		/* beacons until the switch, 0: none */
	uint8_t channel;	/* 2.4 GHz band */
	bool quiet;		/* nobody may send until the switch */
	bool extended;		/* uses the Extended element */
};

/* One affiliated AP of the AP MLD */
struct ap_link {
	uint8_t id;
	uint8_t bssid[MAC_LEN];
	uint8_t channel;	/* 2.4 GHz band */
	uint16_t freq;		/* MHz */
	uint16_t removal;	/* TBTTs until removed, 0: not announced */
	bool gone;		/* removed: silent, and deaf */
	uint16_t status;	/* answers requests of the link, 0: accepted */
	struct csa csa;
	bool before_eht;	/* does not operate by 802.11be */
};

struct ap_mld {
	uint8_t addr[MAC_LEN];
	char ssid[SSID_MAX + 1];
	uint16_t interval;	/* beacon interval, TU */
	unsigned int nlinks;
	struct ap_link links[AP_LINKS_MAX];
	bool withdrawn;		/* an announced removal was taken back */
	uint16_t mapped;	/* links that all TIDs map to, 0: all links */
	uint16_t switch_time;	/* of the mapping, TSF bits 10 to 25 */
	bool switched;		/* the switch time is over */
	uint16_t lasts;		/* TU from the switch time, 0: a long time */
	uint16_t auth_status;	/* answers an authentication */
	uint16_t capabilities;	/* more MLD Capabilities and Operations */
	/* more elements for a beacon, or NULL */
	void (*put_more)(struct frame *f, const struct ap_mld *ap,
			 const struct ap_link *link);
	/* raw elements for every beacon */
	uint8_t extra[EXTRA_MAX];
	size_t extra_len;
};

enum frame_kind {
	FRAME_OTHER,
	FRAME_PROBE_REQ,
	FRAME_AUTH,
	FRAME_ASSOC_REQ,
	FRAME_REASSOC_REQ,
	FRAME_DISASSOC,
	FRAME_DEAUTH,
	FRAME_RECONF_REQ,	/* Link Reconfiguration Request */
};

/* What the AP needs to know of a frame that it received */
struct frame_info {
	enum frame_kind kind;
	const uint8_t *ra;	/* into the frame */
	const uint8_t *ta;	/* into the frame, NULL if it has none */
	uint16_t algorithm;	/* FRAME_AUTH */
	uint16_t transaction;	/* FRAME_AUTH */
	uint8_t dialog_token;	/* FRAME_RECONF_REQ */
	uint16_t links;		/* links with a per-STA profile */
	uint16_t add_links;	/* FRAME_RECONF_REQ: links asked for */
	uint16_t del_links;	/* FRAME_RECONF_REQ: links given up */
	bool has_mld_addr;
	uint8_t mld_addr[MAC_LEN];
	uint8_t link_addr[LINK_ID_MAX][MAC_LEN]; /* of links in links */
};

struct ap_link *ap_mld_link(struct ap_mld *ap, unsigned int id);
const struct ap_link *ap_mld_bssid(const struct ap_mld *ap,
				   const uint8_t *addr);
uint16_t ap_mld_present(const struct ap_mld *ap);

int frame_beacon(struct frame *f, const struct ap_mld *ap,
		 const struct ap_link *link, uint64_t tsf);
int frame_auth(struct frame *f, const struct ap_mld *ap,
	       const struct ap_link *link, const uint8_t *to,
	       const struct frame_info *req);
int frame_assoc_resp(struct frame *f, const struct ap_mld *ap,
		     const struct ap_link *link, const uint8_t *to,
		     const struct frame_info *req);
int frame_reconf_resp(struct frame *f, const struct ap_mld *ap,
		      const struct ap_link *link, const uint8_t *to,
		      const struct frame_info *req);

/*
 * Makes Reconfiguration Multi-Link elements, some of them malformed, repeated
 * or absurd. The same seed gives the same elements; it advances with each call.
 * Returns their length.
 */
size_t fuzz_reconf(unsigned int *seed, uint8_t *data, size_t size);

/* Offset and length of the TIM element in a beacon, or -EBADMSG */
int frame_find_tim(const struct frame *beacon, size_t *offset, size_t *len);

/* Capabilities of a station (bodies of the elements) to go with the AP's */
#define HT_CAP_LEN	26
#define HE_CAP_LEN	21
#define EHT_CAP_LEN	14
extern const uint8_t frame_rates[12];
extern const uint8_t frame_ht_cap[HT_CAP_LEN];
extern const uint8_t frame_he_cap[HE_CAP_LEN];
extern const uint8_t frame_eht_cap[EHT_CAP_LEN];

int frame_parse(struct frame_info *info, const uint8_t *data, size_t len);

#endif
