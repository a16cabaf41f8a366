// SPDX-License-Identifier: GPL-2.0-only
/*
 * life.c - the AP MLD and the client as links change
 */
#include <errno.h>
#include <string.h>

#include "air/frame_life.h"
#include "air/ieee80211.h"
#include "air/life.h"
#include "air/nl80211_compat.h"

/* Header of a Protected EHT Action frame: category, action, dialog token */
#define ACTION_HEADER	(MGMT_HEADER + 3)

/* The link by which to reach the client: its lowest one */
static const struct air_link *client_link(const struct air *air)
{
	for (unsigned int i = 0; i < air->info.nlinks; i++)
		if (air->info.links_up & 1u << air->info.links[i].id)
			return &air->info.links[i];
	return NULL;
}

/* Sends the frame on @link, if it was @built without an error */
static int send_frame(struct air *air, const struct air_link *link, int built)
{
	int ret = built;

	if (!ret)
		ret = hwsim_send(air, &air->radio,
				 ap_mld_link(&air->ap, link->id)->freq,
				 &air->frame);
	return ret ? air_fail(air, ret, "cannot send a frame") : 0;
}

static int fail_unconnected(struct air *air)
{
	return air_fail(air, -ENOTCONN, "the client is not connected");
}

int life_leave(struct air *air, unsigned int fc, unsigned int reason)
{
	const struct air_link *l = client_link(air);

	if (!l)
		return fail_unconnected(air);
	air_expect(air);
	return send_frame(air, l, frame_leave(&air->frame,
					ap_mld_link(&air->ap, l->id),
					l->client, fc, reason));
}

/* Each link uses two channels: returns the one where it is not now */
static unsigned int other_channel(const struct ap_link *link)
{
	static const uint8_t channels[AP_LINKS_MAX][2] = {
		{ 1, 3 }, { 6, 8 }, { 11, 9 }
	};
	const uint8_t *own = channels[link->id];

	return own[link->channel == own[0]];
}

int life_switch(struct air *air, unsigned int id, unsigned int count,
		bool quiet, bool extended)
{
	struct ap_link *link = ap_mld_link(&air->ap, id);

	if (!link || link->gone)
		return air_fail(air, -EINVAL, "the AP MLD has no such link");
	if (count > UINT8_MAX)
		return air_fail(air, -EINVAL, "a channel switch is announced "
				"for at most %d beacons", UINT8_MAX);
	link->csa = (struct csa){ .count = count, .quiet = quiet,
				  .channel = other_channel(link),
				  .extended = extended };
	return 0;
}

void life_map(struct air *air, uint16_t links, unsigned int in,
	      unsigned int lasts)
{
	ap_map_tids(air, links);
	air->ap.switch_time = air_now() / TU_US + in;
	air->ap.lasts = lasts;
}

static void switch_channel(struct air *air, struct ap_link *link)
{
	link->channel = link->csa.channel;
	link->freq = 2407 + 5 * link->channel;
	air->scanned = 0;
}

/* After each beacon: advance channel switches and the mapping */
static void count_down(struct air *air)
{
	struct ap_mld *ap = &air->ap;
	uint16_t since = air_now() / TU_US - ap->switch_time;

	for (unsigned int i = 0; i < ap->nlinks; i++) {
		struct ap_link *link = &ap->links[i];

		if (link->csa.count && !--link->csa.count)
			switch_channel(air, link);
	}
	if (ap->switched && ap->lasts && since >= ap->lasts)
		ap->mapped = 0;
}

/* The client asks for a mapping, or answers the AP */
static void on_mapping(struct air *air, const uint8_t *data, size_t len)
{
	const struct ap_link *link = ap_mld_bssid(&air->ap, data + 4);
	struct life *life = &air->life;

	if (!link)
		return;
	if (data[MGMT_HEADER + 1] == ACTION_MAPPING_RESP &&
	    len >= ACTION_HEADER + 2) {
		life->mapping_status = data[ACTION_HEADER] |
				       data[ACTION_HEADER + 1] << 8;
		air->seen |= EVENT_MAPPING_ANSWERED;
	}
	if (data[MGMT_HEADER + 1] != ACTION_MAPPING_REQ)
		return;
	air->seen |= EVENT_MAPPING_ASKED;
	if (!life->ignore_mapping &&
	    !frame_mapping_resp(&air->frame, link, data + 4 + MAC_LEN,
				data[MGMT_HEADER + 2], life->refuse_mapping))
		hwsim_send(air, &air->radio, link->freq, &air->frame);
}

static void receive(struct air *air, const uint8_t *data, size_t len)
{
	if (len >= ACTION_HEADER && (data[0] & (FC_TYPE | FC_KIND)) == FC_ACTION &&
	    data[MGMT_HEADER] == CATEGORY_PROTECTED_EHT &&
	    data[MGMT_HEADER + 1] <= ACTION_MAPPING_TEARDOWN)
		on_mapping(air, data, len);
	else
		ap_receive(air, data, len);
}

static void on_authenticate(struct air *air, struct nlattr *frame)
{
	const uint8_t *data = frame ? nla_data(frame) : NULL;

	/* algorithm, transaction, status */
	if (data && nla_len(frame) >= MGMT_HEADER + 6)
		air->life.auth_status = data[MGMT_HEADER + 4] |
					data[MGMT_HEADER + 5] << 8;
}

static unsigned int number(struct nlattr *attr)
{
	return !attr ? 0 : nla_len(attr) == 1 ? nla_get_u8(attr) :
			   nla_len(attr) == 2 ? nla_get_u16(attr) :
						nla_get_u32(attr);
}

static void on_event(struct air *air, int cmd, struct nlattr **attrs)
{
	struct life *life = &air->life;

	switch (cmd) {
	case NL80211_CMD_AUTHENTICATE:
		on_authenticate(air, attrs[NL80211_ATTR_FRAME]);
		break;
	case NL80211_CMD_DISCONNECT:
		life->reason = number(attrs[NL80211_ATTR_REASON_CODE]);
		life->by_ap = attrs[NL80211_ATTR_DISCONNECTED_BY_AP];
		break;
	case NL80211_CMD_CH_SWITCH_STARTED_NOTIFY:
	case NL80211_CMD_CH_SWITCH_NOTIFY:
		air->seen |= cmd == NL80211_CMD_CH_SWITCH_NOTIFY ?
			     EVENT_CSA_DONE : EVENT_CSA_STARTED;
		life->csa.link = number(attrs[NL80211_ATTR_MLO_LINK_ID]);
		life->csa.freq = number(attrs[NL80211_ATTR_WIPHY_FREQ]);
		life->csa.count = number(attrs[NL80211_ATTR_CH_SWITCH_COUNT]);
		life->csa.quiet = attrs[NL80211_ATTR_CH_SWITCH_BLOCK_TX];
		break;
	}
}

void air_live(struct air *air)
{
	air->ap.put_more = frame_put_life;
	air->ap.capabilities |= MLD_CAP_MAPPING;
	air->receive = receive;
	air->after_beacons = count_down;
	air->on_event = on_event;
}

static void client_request(struct request *r, struct air *air, int cmd)
{
	request_begin(r, air, air->nl80211, cmd);
	request_u32(r, NL80211_ATTR_IFINDEX, air->radio.ifindex);
}

int life_ask_mapping(struct air *air, uint16_t links)
{
	uint16_t map[8];		/* of each TID */
	struct request r;
	int ret;

	if (air->nl80211_attrs < ATTR_MLO_TTLM_ULINK)
		return air_fail(air, -EOPNOTSUPP, "this kernel knows no "
				"TID-to-link mapping (6.7 does)");
	for (int tid = 0; tid < 8; tid++)
		map[tid] = links;
	client_request(&r, air, CMD_SET_MAPPING);
	request_put(&r, ATTR_MLO_TTLM_DLINK, map, sizeof(map));
	request_put(&r, ATTR_MLO_TTLM_ULINK, map, sizeof(map));
	air_expect(air);
	ret = request_send(&r, air->command, "cannot ask for a mapping");
	return ret < 0 ? ret : 0;
}

int life_send_mapping(struct air *air, uint16_t links)
{
	const struct air_link *l = client_link(air);

	if (!l)
		return fail_unconnected(air);
	air_expect(air);
	return send_frame(air, l, frame_mapping_req(&air->frame,
					      ap_mld_link(&air->ap, l->id),
					      l->client, 1, links));
}

int life_end_mapping(struct air *air)
{
	const struct air_link *l = client_link(air);

	if (!l)
		return fail_unconnected(air);
	return send_frame(air, l, frame_mapping_teardown(&air->frame,
						   ap_mld_link(&air->ap, l->id),
						   l->client));
}

int life_authorize(struct air *air)
{
	struct nl80211_sta_flag_update flags = {
		.mask = 1u << NL80211_STA_FLAG_AUTHORIZED,
		.set = 1u << NL80211_STA_FLAG_AUTHORIZED,
	};
	struct request r;
	int ret;

	client_request(&r, air, NL80211_CMD_SET_STATION);
	request_addr(&r, NL80211_ATTR_MAC, air->ap.addr);
	request_put(&r, NL80211_ATTR_STA_FLAGS2, &flags, sizeof(flags));
	ret = request_send(&r, air->command, "cannot authorize the port");
	return ret < 0 ? ret : 0;
}
