// SPDX-License-Identifier: GPL-2.0-only
/*
 * ap.c - the AP MLD: beacons, answers, and the countdown of link removals
 */
#include <string.h>

#include "air/priv.h"

/* A fresh AP MLD with @links affiliated APs on channels 1, 6 and 11 */
void ap_init(struct ap_mld *ap, const uint8_t *addr, unsigned int links)
{
	static const uint8_t channels[AP_LINKS_MAX] = { 1, 6, 11 };

	memset(ap, 0, sizeof(*ap));
	strcpy(ap->ssid, "mlotrace");
	memcpy(ap->addr, addr, MAC_LEN);
	ap->interval = 100;
	ap->nlinks = links;
	for (unsigned int i = 0; i < links && i < AP_LINKS_MAX; i++) {
		struct ap_link *link = &ap->links[i];

		link->id = i;
		random_addr(link->bssid);
		link->channel = channels[i];
		link->freq = 2407 + 5 * channels[i];
	}
}

/*
 * Announces that from the beacon after next all TIDs map to @links. 0 stands
 * for all links, the default, which needs no announcement.
 */
void ap_map_tids(struct air *air, uint16_t links)
{
	air->ap.mapped = links;
	air->ap.switched = false;
	air->ap.lasts = 0;
	air->ap.switch_time = air_now() / TU_US + 2 * air->ap.interval;
}

/*
 * The target beacon transmission time of all links: each sends its beacon, then
 * the AP Removal Timers count down, and an AP whose timer expires is gone.
 */
int ap_beacons(struct air *air)
{
	struct ap_mld *ap = &air->ap;
	uint64_t tsf = air_now();

	/* switch times are 16 bits of a TSF in TU, and wrap */
	if ((int16_t)((uint16_t)(tsf / TU_US) - ap->switch_time) >= 0)
		ap->switched = true;
	for (unsigned int i = 0; i < ap->nlinks; i++) {
		struct ap_link *link = &ap->links[i];
		int ret;

		if (link->gone)
			continue;
		ret = frame_beacon(&air->frame, ap, link, tsf);
		if (!ret)
			ret = hwsim_send(air, &air->radio, link->freq,
					 &air->frame);
		if (ret)
			return ret;
	}
	for (unsigned int i = 0; i < ap->nlinks; i++) {
		struct ap_link *link = &ap->links[i];

		if (link->removal && !--link->removal)
			link->gone = true;
	}
	if (air->after_beacons)
		air->after_beacons(air);
	return 0;
}

static int answer(struct air *air, const struct ap_link *link,
		  const struct frame_info *req)
{
	struct frame *f = &air->frame;
	int ret;

	switch (req->kind) {
	case FRAME_AUTH:
		ret = frame_auth(f, &air->ap, link, req->ta, req);
		break;
	case FRAME_ASSOC_REQ:
	case FRAME_REASSOC_REQ:
		ret = frame_assoc_resp(f, &air->ap, link, req->ta, req);
		break;
	case FRAME_RECONF_REQ:
		ret = frame_reconf_resp(f, &air->ap, link, req->ta, req);
		air->seen |= EVENT_RECONF_ASKED;
		break;
	default:
		return 0;
	}
	return ret ? ret : hwsim_send(air, &air->radio, link->freq, f);
}

/* The client sent a frame. If no AP can answer it, it is lost, as on the air */
void ap_receive(struct air *air, const uint8_t *data, size_t len)
{
	const struct ap_link *link;
	struct frame_info req;

	if (frame_parse(&req, data, len))
		return;
	link = ap_mld_bssid(&air->ap, req.ra);
	if (link && !link->gone)
		answer(air, link, &req);
}
