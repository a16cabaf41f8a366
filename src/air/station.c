// SPDX-License-Identifier: GPL-2.0-only
/*
 * station.c - adds and deletes stations over nl80211: those of mac80211's own
 * AP mode, and TDLS peers of the client
 */
#include <errno.h>
#include <linux/nl80211.h>

#include "air/priv.h"

#define LISTEN_INTERVAL	10
#define ASSOCIATION_ID	1

static void put_link(struct request *r, const uint8_t *addr, unsigned int link)
{
	request_u8(r, NL80211_ATTR_MLO_LINK_ID, link);
	request_addr(r, NL80211_ATTR_MAC, addr);
	request_put(r, NL80211_ATTR_STA_SUPPORTED_RATES, frame_rates,
		    sizeof(frame_rates));
	request_put(r, NL80211_ATTR_HT_CAPABILITY, frame_ht_cap, HT_CAP_LEN);
	request_put(r, NL80211_ATTR_HE_CAPABILITY, frame_he_cap, HE_CAP_LEN);
	request_put(r, NL80211_ATTR_EHT_CAPABILITY, frame_eht_cap,
		    EHT_CAP_LEN);
}

static void put_flags(struct request *r, uint32_t flags)
{
	struct nl80211_sta_flag_update update = { flags, flags };

	request_put(r, NL80211_ATTR_STA_FLAGS2, &update, sizeof(update));
}

/* Makes the station @sta with its first @link */
static int station_new(struct air *air, const struct radio *radio,
		       const struct air_station *sta, unsigned int link,
		       bool tdls)
{
	struct request r;
	int ret;

	request_begin(&r, air, air->nl80211, NL80211_CMD_NEW_STATION);
	request_u32(&r, NL80211_ATTR_IFINDEX, radio->ifindex);
	put_link(&r, tdls ? sta->addr : sta->link_addr[link], link);
	request_u16(&r, NL80211_ATTR_STA_LISTEN_INTERVAL, LISTEN_INTERVAL);
	if (tdls) {
		request_u16(&r, NL80211_ATTR_PEER_AID, ASSOCIATION_ID);
		put_flags(&r, 1u << NL80211_STA_FLAG_TDLS_PEER |
			      1u << NL80211_STA_FLAG_WME);
	} else {
		request_addr(&r, NL80211_ATTR_MLD_ADDR, sta->addr);
		request_u16(&r, NL80211_ATTR_STA_AID, ASSOCIATION_ID);
		put_flags(&r, 1u << NL80211_STA_FLAG_AUTHENTICATED |
			      1u << NL80211_STA_FLAG_ASSOCIATED |
			      1u << NL80211_STA_FLAG_AUTHORIZED |
			      1u << NL80211_STA_FLAG_WME);
	}
	ret = request_send(&r, air->command, "cannot add a station");
	return ret < 0 ? ret : 0;
}

static int station_del(struct air *air, const struct radio *radio,
		       const struct air_station *sta)
{
	struct request r;
	int ret;

	request_begin(&r, air, air->nl80211, NL80211_CMD_DEL_STATION);
	request_u32(&r, NL80211_ATTR_IFINDEX, radio->ifindex);
	request_addr(&r, NL80211_ATTR_MAC, sta->addr);
	ret = request_send(&r, air->command, "cannot remove a station");
	return ret < 0 ? ret : 0;
}

static int check_link(struct air *air, unsigned int link)
{
	if (link >= AIR_LINKS_MAX)
		return air_fail(air, -EINVAL, "there is no link %u", link);
	return 0;
}

int air_host_add_station(struct air *air, struct air_station *sta,
			 unsigned int link)
{
	int ret = check_link(air, link);

	random_addr(sta->addr);
	for (unsigned int i = 0; i < AIR_LINKS_MAX; i++)
		random_addr(sta->link_addr[i]);
	if (!ret)
		ret = station_new(air, &air->host, sta, link, false);
	if (!ret)
		sta->links = 1u << link;
	return ret;
}

int air_host_add_link(struct air *air, struct air_station *sta,
		      unsigned int link)
{
	struct request r;
	int ret = check_link(air, link);

	if (ret)
		return ret;
	request_begin(&r, air, air->nl80211, NL80211_CMD_ADD_LINK_STA);
	request_u32(&r, NL80211_ATTR_IFINDEX, air->host.ifindex);
	request_addr(&r, NL80211_ATTR_MLD_ADDR, sta->addr);
	put_link(&r, sta->link_addr[link], link);
	ret = request_send(&r, air->command, "cannot add a station's link");
	if (ret < 0)
		return ret;
	sta->links |= 1u << link;
	return 0;
}

int air_host_del_link(struct air *air, struct air_station *sta,
		      unsigned int link)
{
	struct request r;
	int ret;

	request_begin(&r, air, air->nl80211, NL80211_CMD_REMOVE_LINK_STA);
	request_u32(&r, NL80211_ATTR_IFINDEX, air->host.ifindex);
	request_addr(&r, NL80211_ATTR_MLD_ADDR, sta->addr);
	request_u8(&r, NL80211_ATTR_MLO_LINK_ID, link);
	ret = request_send(&r, air->command, "cannot remove a station's link");
	if (ret < 0)
		return ret;
	sta->links &= ~(1u << link);
	return 0;
}

int air_host_del_station(struct air *air, struct air_station *sta)
{
	int ret = station_del(air, &air->host, sta);

	if (!ret)
		sta->links = 0;
	return ret;
}

int air_tdls_add(struct air *air, struct air_station *peer, unsigned int link)
{
	int ret = check_link(air, link);

	random_addr(peer->addr);
	if (!ret)
		ret = station_new(air, &air->radio, peer, link, true);
	if (!ret)
		peer->links = 1u << link;
	return ret;
}

int air_tdls_del(struct air *air, struct air_station *peer)
{
	int ret = station_del(air, &air->radio, peer);

	if (!ret)
		peer->links = 0;
	return ret;
}
