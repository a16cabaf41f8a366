// SPDX-License-Identifier: GPL-2.0-only
/*
 * frame.c - builds what an AP MLD sends
 *
 * Open system, 20 MHz in the 2.4 GHz band, EHT: the smallest BSS that
 * mac80211 (6.12 to 7.3) accepts as an affiliated AP of an MLD. mac80211
 * takes a link for EHT only if HT, WMM, HE and EHT elements are all there,
 * and ignores Multi-Link elements otherwise.
 */
#include <errno.h>
#include <string.h>

#include "air/frame_write.h"

/* ESS, short slot time, no privacy (9.4.1.4) */
#define CAPABILITY		0x0401
#define CHANGE_COUNT		1	/* BSS Parameters Change Count */
#define ASSOCIATION_ID		(1 | 0xc000)

struct ap_link *ap_mld_link(struct ap_mld *ap, unsigned int id)
{
	for (unsigned int i = 0; i < ap->nlinks; i++)
		if (ap->links[i].id == id)
			return &ap->links[i];
	return NULL;
}

const struct ap_link *ap_mld_bssid(const struct ap_mld *ap,
				   const uint8_t *addr)
{
	for (unsigned int i = 0; i < ap->nlinks; i++)
		if (!memcmp(ap->links[i].bssid, addr, MAC_LEN))
			return &ap->links[i];
	return NULL;
}

/* Bit mask of the links whose affiliated AP is on the air */
uint16_t ap_mld_present(const struct ap_mld *ap)
{
	uint16_t mask = 0;

	for (unsigned int i = 0; i < ap->nlinks; i++)
		if (!ap->links[i].gone)
			mask |= 1u << ap->links[i].id;
	return mask;
}

static void put_u64(struct frame *f, uint64_t v)
{
	for (int i = 0; i < 8; i++)
		put_u8(f, v >> (8 * i) & 0xff);
}

/* 1, 2, 5.5, 11 Mb/s basic; 6, 9, 12, 18; 24, 36, 48, 54 */
const uint8_t frame_rates[12] = {
	0x82, 0x84, 0x8b, 0x96, 0x0c, 0x12, 0x18, 0x24, 0x30, 0x48, 0x60, 0x6c
};

/* A Supported Rates element has room for eight */
static void put_rates(struct frame *f)
{
	put_elem(f, EID_RATES, frame_rates, 8);
}

static void put_ext_rates(struct frame *f)
{
	put_elem(f, EID_EXT_RATES, frame_rates + 8, 4);
}

static void put_ht_oper(struct frame *f, const struct ap_link *link)
{
	uint8_t oper[22] = { link->channel };

	put_elem(f, EID_HT_OPER, oper, sizeof(oper));
}

/* 20 MHz, SM power save disabled, MCS 0 to 15 */
const uint8_t frame_ht_cap[HT_CAP_LEN] = {
	0x0c, 0x00, 0x00, 0xff, 0xff, [15] = 0x01,
};

/* 40 MHz in the 2.4 GHz band; two streams, MCS 0 to 11 each way */
const uint8_t frame_he_cap[HE_CAP_LEN] = {
	0x01, [6] = 0x02, [17] = 0xfa, 0xff, 0xfa, 0xff,
};

/* EHT-MCS maps of an AP that is not limited to 20 MHz: three octets */
const uint8_t frame_eht_cap[EHT_CAP_LEN] = {
	[11] = 0x22, 0x22, 0x22,
};

/* HE capabilities go before EHT: the length of the latter depends on them */
static void put_phy(struct frame *f, const struct ap_link *link)
{
	put_elem(f, EID_HT_CAP, frame_ht_cap, HT_CAP_LEN);
	put_ht_oper(f, link);
	put_ext_elem(f, EXT_HE_CAP, frame_he_cap, HE_CAP_LEN);
	/* no parameters, BSS colour disabled, one stream basic */
	PUT_ELEM(f, EID_EXTENSION, EXT_HE_OPER, 0, 0, 0, 0x80, 0xfc, 0xff);
	if (!link->before_eht)
		PUT_ELEM(f, EID_EXTENSION, EXT_EHT_OPER, 0, 0x11, 0, 0, 0);
	put_ext_elem(f, EXT_EHT_CAP, frame_eht_cap, EHT_CAP_LEN);
}

static void put_wmm(struct frame *f)
{
	PUT_ELEM(f, EID_VENDOR, 0x00, 0x50, 0xf2, 0x02, 0x01, 0x01, 0, 0,
		 0x03, 0xa4, 0, 0, 0x27, 0xa4, 0, 0,
		 0x42, 0x43, 0x5e, 0, 0x62, 0x32, 0x2f, 0);
}

/* MLD Capabilities and Operations */
static unsigned int mld_capabilities(const struct ap_mld *ap)
{
	return (ap->nlinks - 1) | MLD_CAP_LINK_RECONF | ap->capabilities;
}

/*
 * Opens a Basic Multi-Link element of the AP on @link; per-STA
 * profiles may follow before close_elem().
 */
static size_t open_ml_basic(struct frame *f, const struct ap_mld *ap,
			    const struct ap_link *link)
{
	size_t body = open_elem(f, EID_EXTENSION);

	put_u8(f, EXT_MULTI_LINK);
	put_u16(f, ML_TYPE_BASIC | ML_BASIC_LINK_ID | ML_BASIC_CHANGE_COUNT |
		   ML_BASIC_MLD_CAP);
	put_u8(f, 1 + MAC_LEN + 1 + 1 + 2);	/* common info, with itself */
	put(f, ap->addr, MAC_LEN);
	put_u8(f, link->id);
	put_u8(f, CHANGE_COUNT);
	put_u16(f, mld_capabilities(ap));
	return body;
}

/*
 * Per-STA profile of the AP on @link for a (re)association or Link
 * Reconfiguration Response. A profile inherits elements that it lacks from the
 * frame; in a frame without elements it must be @full.
 */
static void put_sta_profile(struct frame *f, const struct ap_mld *ap,
			    const struct ap_link *link, unsigned int status,
			    bool full)
{
	size_t body = open_elem(f, SUB_STA_PROFILE);

	put_u16(f, link->id | STA_COMPLETE | STA_MAC | STA_INTERVAL |
		   STA_TSF_OFFSET | STA_DTIM | STA_CHANGE_COUNT);
	put_u8(f, 1 + MAC_LEN + 2 + 8 + 2 + 1);	/* STA info, with itself */
	put(f, link->bssid, MAC_LEN);
	put_u16(f, ap->interval);
	put_u64(f, 0);				/* TSF offset */
	put_u16(f, 0x0100);			/* DTIM count 0, period 1 */
	put_u8(f, CHANGE_COUNT);
	put_u16(f, CAPABILITY);
	put_u16(f, status);
	if (full) {
		put_rates(f);
		put_ext_rates(f);
		put_phy(f, link);
		put_wmm(f);
	} else {
		put_ht_oper(f, link);
	}
	close_elem(f, body, SUB_FRAGMENT);
}

/*
 * Reconfiguration Multi-Link element that announces which APs will be
 * removed, each with its AP Removal Timer in TBTTs of that AP. It stays,
 * empty, after a removal was taken back: mac80211 (6.12 to 7.3) forgets a
 * removal when an element no longer lists it, but not when there is no element
 * at all (ieee80211_ml_reconfiguration()).
 */
static void put_ml_reconf(struct frame *f, const struct ap_mld *ap)
{
	bool needed = ap->withdrawn;
	size_t body;

	for (unsigned int i = 0; i < ap->nlinks; i++)
		needed |= ap->links[i].removal && !ap->links[i].gone;
	if (!needed)
		return;
	body = open_elem(f, EID_EXTENSION);
	put_u8(f, EXT_MULTI_LINK);
	put_u16(f, ML_TYPE_RECONF);
	put_u8(f, 1);				/* common info, with itself */
	for (unsigned int i = 0; i < ap->nlinks; i++) {
		const struct ap_link *link = &ap->links[i];
		size_t profile;

		if (!link->removal || link->gone)
			continue;
		profile = open_elem(f, SUB_STA_PROFILE);
		put_u16(f, link->id | RECONF_STA_TIMER);
		put_u8(f, 1 + 2);		/* STA info, with itself */
		put_u16(f, link->removal);
		close_elem(f, profile, SUB_FRAGMENT);
	}
	close_elem(f, body, EID_FRAGMENT);
}

/*
 * TID-To-Link Mapping element as an AP advertises it: all TIDs to the same
 * links in both directions (P802.11be D3.0, 35.3.7.1.7). It has the switch
 * time until then, and afterwards how long the mapping is to last.
 */
static void put_mapping(struct frame *f, const struct ap_mld *ap, uint64_t tsf)
{
	uint16_t since = tsf / 1024 - ap->switch_time;
	size_t body;

	if (!ap->mapped)
		return;
	body = open_elem(f, EID_EXTENSION);
	put_u8(f, EXT_TTLM);
	put_u8(f, TTLM_BOTH | (ap->switched ? 0 : TTLM_SWITCH_TIME) |
		  (ap->switched || ap->lasts ? TTLM_DURATION : 0));
	put_u8(f, 0xff);			/* a map for each of 8 TIDs */
	if (!ap->switched)
		put_u16(f, ap->switch_time);
	if (ap->lasts) {			/* 24 bits, TU */
		put_u16(f, ap->switched ? ap->lasts - since : ap->lasts);
		put_u8(f, 0);
	} else if (ap->switched) {
		put_u16(f, 0xffff);
		put_u8(f, 0xff);		/* a long time */
	}
	for (int tid = 0; tid < 8; tid++)
		put_u16(f, ap->mapped);
	close_elem(f, body, EID_FRAGMENT);
}

/*
 * Builds the beacon of the AP on @link with timestamp @tsf (us). The beacon of
 * every link announces the removals of all links. Returns 0 or -EMSGSIZE.
 */
int frame_beacon(struct frame *f, const struct ap_mld *ap,
		 const struct ap_link *link, uint64_t tsf)
{
	static const uint8_t everyone[MAC_LEN] = {
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff
	};

	begin(f, FC_BEACON, everyone, link);
	put_u64(f, tsf);
	put_u16(f, ap->interval);
	put_u16(f, CAPABILITY);
	put_elem(f, EID_SSID, ap->ssid, strlen(ap->ssid));
	put_rates(f);
	put_elem(f, EID_DS, &link->channel, 1);
	PUT_ELEM(f, EID_TIM, 0, 1, 0, 0);
	PUT_ELEM(f, EID_ERP, 0);
	put_ext_rates(f);
	put_phy(f, link);
	/* the first Multi-Link element must be the Basic one for cfg80211 */
	close_elem(f, open_ml_basic(f, ap, link), EID_FRAGMENT);
	put_ml_reconf(f, ap);
	put(f, ap->extra, ap->extra_len);
	put_mapping(f, ap, tsf);
	if (ap->put_more)
		ap->put_more(f, ap, link);
	put_wmm(f);
	return finish(f);
}

int frame_find_tim(const struct frame *beacon, size_t *offset, size_t *len)
{
	size_t at = MGMT_HEADER + 8 + 2 + 2;	/* after the fixed fields */

	while (at + 2 <= beacon->len) {
		*offset = at;
		*len = 2 + beacon->data[at + 1];
		if (beacon->data[at] == EID_TIM && at + *len <= beacon->len)
			return 0;
		at += *len;
	}
	return -EBADMSG;
}

/*
 * Answers the Authentication frame @req (open system) of the station with
 * link address @to. Returns 0 or -EMSGSIZE.
 */
int frame_auth(struct frame *f, const struct ap_mld *ap,
	       const struct ap_link *link, const uint8_t *to,
	       const struct frame_info *req)
{
	begin(f, FC_AUTH, to, link);
	put_u16(f, req->algorithm);
	put_u16(f, req->transaction + 1);
	put_u16(f, req->algorithm == AUTH_OPEN ? ap->auth_status :
						 STATUS_UNSUPPORTED_AUTH);
	return finish(f);
}

/* The status for a request of this link; one that is gone is refused */
static unsigned int status_of(const struct ap_link *link)
{
	return link->gone && !link->status ? STATUS_REFUSED : link->status;
}

/*
 * Answers the (Re)Association Request @req that came to @link from link
 * address @to: accepts every link that was asked for and is on the air,
 * except those that have a status. Returns 0 or -EMSGSIZE.
 */
int frame_assoc_resp(struct frame *f, const struct ap_mld *ap,
		     const struct ap_link *link, const uint8_t *to,
		     const struct frame_info *req)
{
	size_t body;

	begin(f, req->kind == FRAME_REASSOC_REQ ? FC_REASSOC_RESP :
						  FC_ASSOC_RESP, to, link);
	put_u16(f, CAPABILITY);
	put_u16(f, link->status);
	put_u16(f, ASSOCIATION_ID);
	put_rates(f);
	put_ext_rates(f);
	put_phy(f, link);
	body = open_ml_basic(f, ap, link);
	for (unsigned int i = 0; i < ap->nlinks; i++) {
		const struct ap_link *l = &ap->links[i];

		if (l != link && req->links & 1u << l->id)
			put_sta_profile(f, ap, l, status_of(l), false);
	}
	close_elem(f, body, EID_FRAGMENT);
	put_wmm(f);
	return finish(f);
}

static bool can_add(const struct ap_link *link, const struct frame_info *req)
{
	return req->add_links & 1u << link->id && !link->gone &&
	       !link->status;
}

/*
 * Answers the Link Reconfiguration Request @req: lets go the links that the
 * client gives up, and adds those that it asks for if frame_assoc_resp() would
 * accept them. If a link was added, a Group Key Data field and a Basic
 * Multi-Link element with complete profiles follow. Returns 0 or -EMSGSIZE.
 */
int frame_reconf_resp(struct frame *f, const struct ap_mld *ap,
		      const struct ap_link *link, const uint8_t *to,
		      const struct frame_info *req)
{
	uint16_t asked = req->add_links | req->del_links;
	unsigned int added = 0;
	size_t count, body;

	begin(f, FC_ACTION, to, link);
	put_u8(f, CATEGORY_PROTECTED_EHT);
	put_u8(f, ACTION_RECONF_RESP);
	put_u8(f, req->dialog_token);
	count = f->len;
	put_u8(f, 0);
	for (unsigned int i = 0; i < ap->nlinks; i++) {
		const struct ap_link *l = &ap->links[i];

		if (!(asked & 1u << l->id))
			continue;
		put_u8(f, l->id);
		put_u16(f, req->del_links & 1u << l->id ? l->status :
							  status_of(l));
		f->data[count]++;
		added += can_add(l, req);
	}
	if (!added)
		return finish(f);
	put_u8(f, 0);				/* open: no group keys */
	body = open_ml_basic(f, ap, link);
	for (unsigned int i = 0; i < ap->nlinks; i++)
		if (can_add(&ap->links[i], req))
			put_sta_profile(f, ap, &ap->links[i], STATUS_SUCCESS,
					true);
	close_elem(f, body, EID_FRAGMENT);
	return finish(f);
}
