// SPDX-License-Identifier: GPL-2.0-only
/*
 * host.c - an AP MLD in mac80211's own AP mode, on a radio of its own
 *
 * mac80211 sends its beacons. This process only configures it, as hostapd
 * would, and drops its frames.
 */
#include <errno.h>
#include <linux/nl80211.h>
#include <string.h>

#include "air/priv.h"

static void host_request(struct request *r, struct air *air, int cmd)
{
	request_begin(r, air, air->nl80211, cmd);
	request_u32(r, NL80211_ATTR_IFINDEX, air->host.ifindex);
}

static int set_ap_mode(struct air *air)
{
	struct request r;
	int ret;

	host_request(&r, air, NL80211_CMD_SET_INTERFACE);
	request_u32(&r, NL80211_ATTR_IFTYPE, NL80211_IFTYPE_AP);
	ret = request_send(&r, air->command, "cannot set AP mode");
	return ret < 0 ? ret : air_interface(air, &air->host, true);
}

static int add_link(struct air *air, const struct ap_link *link)
{
	struct request r;
	int ret;

	host_request(&r, air, NL80211_CMD_ADD_LINK);
	request_u8(&r, NL80211_ATTR_MLO_LINK_ID, link->id);
	request_addr(&r, NL80211_ATTR_MAC, link->bssid);
	ret = request_send(&r, air->command, "cannot add a link to the AP");
	return ret < 0 ? ret : 0;
}

/* mac80211 puts the TIM element between head and tail by itself */
static int start_link(struct air *air, const struct ap_link *link)
{
	const struct ap_mld *ap = &air->host_ap;
	struct frame *f = &air->frame;
	size_t tim, len;
	struct request r;
	int ret = frame_beacon(f, ap, link, 0);

	if (!ret)
		ret = frame_find_tim(f, &tim, &len);
	if (ret)
		return air_fail(air, ret, "cannot build a beacon");
	host_request(&r, air, NL80211_CMD_START_AP);
	request_u8(&r, NL80211_ATTR_MLO_LINK_ID, link->id);
	request_put(&r, NL80211_ATTR_BEACON_HEAD, f->data, tim);
	request_put(&r, NL80211_ATTR_BEACON_TAIL, f->data + tim + len,
		    f->len - tim - len);
	request_u32(&r, NL80211_ATTR_BEACON_INTERVAL, ap->interval);
	request_u32(&r, NL80211_ATTR_DTIM_PERIOD, 1);
	request_put(&r, NL80211_ATTR_SSID, ap->ssid, strlen(ap->ssid));
	request_u32(&r, NL80211_ATTR_WIPHY_FREQ, link->freq);
	request_u32(&r, NL80211_ATTR_CHANNEL_WIDTH, NL80211_CHAN_WIDTH_20);
	request_u32(&r, NL80211_ATTR_CENTER_FREQ1, link->freq);
	request_u32(&r, NL80211_ATTR_AUTH_TYPE, NL80211_AUTHTYPE_OPEN_SYSTEM);
	ret = request_send(&r, air->command, "cannot start a link of the AP");
	return ret < 0 ? ret : 0;
}

static int start(struct air *air, unsigned int links)
{
	int ret = hwsim_new_radio(air, &air->host);

	if (!ret)
		ret = set_ap_mode(air);
	if (ret)
		return ret;
	ap_init(&air->host_ap, air->host.addr, links);
	for (unsigned int i = 0; !ret && i < links; i++)
		ret = add_link(air, &air->host_ap.links[i]);
	for (unsigned int i = 0; !ret && i < links; i++)
		ret = start_link(air, &air->host_ap.links[i]);
	return ret;
}

int air_host_open(struct air *air, unsigned int links)
{
	struct air_info *info = &air->info;
	int ret;

	if (air->host.exists)
		return air_fail(air, -EALREADY, "the host's AP is up already");
	if (links < 1 || links > AIR_LINKS_MAX)
		return air_fail(air, -EINVAL, "an AP has 1 to %d links here",
				AIR_LINKS_MAX);
	ret = start(air, links);
	if (ret) {
		if (air->host.exists)
			hwsim_del_radio(air, &air->host);
		return ret;
	}
	memcpy(info->host_ifname, air->host.ifname, IFNAMSIZ);
	info->host_ifindex = air->host.ifindex;
	memcpy(info->host, air->host.addr, MAC_LEN);
	return 0;
}

int air_host_remove_link(struct air *air, unsigned int link)
{
	struct request r;
	int ret;

	host_request(&r, air, NL80211_CMD_REMOVE_LINK);
	request_u8(&r, NL80211_ATTR_MLO_LINK_ID, link);
	ret = request_send(&r, air->command, "cannot remove a link of the AP");
	return ret < 0 ? ret : 0;
}

int air_host_close(struct air *air)
{
	if (!air->host.exists)
		return 0;
	air->info.host_ifname[0] = '\0';
	air->info.host_ifindex = 0;
	return hwsim_del_radio(air, &air->host);
}
