// SPDX-License-Identifier: GPL-2.0-only
/*
 * frame_life.c - builds what an AP MLD sends as its links change
 */
#include "air/frame_life.h"
#include "air/frame_write.h"

#define CLASS_2GHZ		81	/* 2.4 GHz, 20 MHz (Annex E) */
#define CHANGE_COUNT		1	/* BSS Parameters Change Count */

/* A neighbour in a Reduced Neighbor Report, 9.4.2.170 */
#define TBTT_INFO_LEN		16
#define TBTT_UNKNOWN		255
#define BSS_SAME_SSID		0x02
#define PSD_NO_LIMIT		127

/* The CRC of FCS over the SSID, 9.4.2.170.3 */
static uint32_t short_ssid(const char *ssid)
{
	uint32_t crc = ~0u;

	for (; *ssid; ssid++) {
		crc ^= (uint8_t)*ssid;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

/*
 * Reduced Neighbor Report: the other links of the AP MLD (MLD ID 0), each with
 * its current channel. From that mac80211 learns whether a channel switch was
 * carried out.
 */
static void put_rnr(struct frame *f, const struct ap_mld *ap,
		    const struct ap_link *link)
{
	size_t body;

	if (!(ap_mld_present(ap) & ~(1u << link->id)))
		return;
	body = open_elem(f, EID_RNR);
	for (unsigned int i = 0; i < ap->nlinks; i++) {
		const struct ap_link *l = &ap->links[i];
		uint32_t ssid = short_ssid(ap->ssid);

		if (l == link || l->gone)
			continue;
		put_u8(f, 0);			/* one neighbour */
		put_u8(f, TBTT_INFO_LEN);
		put_u8(f, CLASS_2GHZ);
		put_u8(f, l->channel);
		put_u8(f, TBTT_UNKNOWN);
		put(f, l->bssid, MAC_LEN);
		put_u16(f, ssid & 0xffff);
		put_u16(f, ssid >> 16);
		put_u8(f, BSS_SAME_SSID);
		put_u8(f, PSD_NO_LIMIT);
		put_u8(f, 0);			/* MLD ID */
		put_u16(f, l->id | CHANGE_COUNT << 4);
	}
	close_elem(f, body, EID_FRAGMENT);
}

/* (Extended) Channel Switch Announcement, 9.4.2.18 and 9.4.2.52 */
static void put_csa(struct frame *f, const struct csa *csa)
{
	if (!csa->count)
		return;
	put_u8(f, csa->extended ? EID_EXT_CSA : EID_CSA);
	put_u8(f, csa->extended ? 4 : 3);
	put_u8(f, csa->quiet);
	if (csa->extended)
		put_u8(f, CLASS_2GHZ);
	put_u8(f, csa->channel);
	put_u8(f, csa->count);
}

/* More elements for the beacon of @link; see put_more of struct ap_mld */
void frame_put_life(struct frame *f, const struct ap_mld *ap,
		    const struct ap_link *link)
{
	put_csa(f, &link->csa);
	put_rnr(f, ap, link);
}

/*
 * Builds a Deauthentication or Disassociation (@fc) for the station with link
 * address @to. Returns 0 or -EMSGSIZE, like all functions below.
 */
int frame_leave(struct frame *f, const struct ap_link *link, const uint8_t *to,
		unsigned int fc, unsigned int reason)
{
	begin(f, fc, to, link);
	put_u16(f, reason);
	return finish(f);
}

static void begin_mapping(struct frame *f, const struct ap_link *link,
			  const uint8_t *to, unsigned int action)
{
	begin(f, FC_ACTION, to, link);
	put_u8(f, CATEGORY_PROTECTED_EHT);
	put_u8(f, action);
}

/* TID-To-Link Mapping Request: all TIDs to @links, both ways */
int frame_mapping_req(struct frame *f, const struct ap_link *link,
		      const uint8_t *to, unsigned int token, uint16_t links)
{
	size_t body;

	begin_mapping(f, link, to, ACTION_MAPPING_REQ);
	put_u8(f, token);
	body = open_elem(f, EID_EXTENSION);
	put_u8(f, EXT_TTLM);
	put_u8(f, TTLM_BOTH);
	put_u8(f, 0xff);			/* a map for each of 8 TIDs */
	for (int tid = 0; tid < 8; tid++)
		put_u16(f, links);
	close_elem(f, body, EID_FRAGMENT);
	return finish(f);
}

int frame_mapping_resp(struct frame *f, const struct ap_link *link,
		       const uint8_t *to, unsigned int token,
		       unsigned int status)
{
	begin_mapping(f, link, to, ACTION_MAPPING_RESP);
	put_u8(f, token);
	put_u16(f, status);
	return finish(f);
}

/* The negotiated mapping is over */
int frame_mapping_teardown(struct frame *f, const struct ap_link *link,
			   const uint8_t *to)
{
	begin_mapping(f, link, to, ACTION_MAPPING_TEARDOWN);
	return finish(f);
}
