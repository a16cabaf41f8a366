// SPDX-License-Identifier: GPL-2.0-only
/*
 * nl80211.c - drives the client, and handles events about it
 *
 * The process is the client's SME: it scans, authenticates and associates
 * by itself, so that no supplicant's policy stands between it and mac80211.
 */
#include <errno.h>
#include <string.h>

#include "air/ieee80211.h"
#include "air/nl80211_compat.h"
#include "air/priv.h"

#define REASON_LEAVING	3	/* 802.11-2020, 9.4.1.7 */

static void client_request(struct request *r, struct air *air, int cmd)
{
	request_begin(r, air, air->nl80211, cmd);
	request_u32(r, NL80211_ATTR_IFINDEX, air->radio.ifindex);
}

/* Does this one rule allow an AP on these 20 MHz? */
static bool rule_allows(struct nlattr *rule, unsigned int freq)
{
	struct nlattr *a[NL80211_REG_RULE_ATTR_MAX + 1];

	if (nla_parse_nested(a, NL80211_REG_RULE_ATTR_MAX, rule, NULL) ||
	    !a[NL80211_ATTR_REG_RULE_FLAGS] ||
	    !a[NL80211_ATTR_FREQ_RANGE_START] || !a[NL80211_ATTR_FREQ_RANGE_END])
		return false;
	return nla_get_u32(a[NL80211_ATTR_FREQ_RANGE_START]) <=
		       (freq - 10) * 1000 &&
	       nla_get_u32(a[NL80211_ATTR_FREQ_RANGE_END]) >=
		       (freq + 10) * 1000 &&
	       !(nla_get_u32(a[NL80211_ATTR_REG_RULE_FLAGS]) &
		 NL80211_RRF_NO_IR);
}

static int on_domain(struct nl_msg *msg, void *arg)
{
	struct nlattr *attrs[NL80211_ATTR_MAX + 1], *rule;
	struct air *air = arg;

	if (genlmsg_parse(nlmsg_hdr(msg), 0, attrs, NL80211_ATTR_MAX, NULL) ||
	    !attrs[NL80211_ATTR_REG_RULES])
		return NL_SKIP;
	for (unsigned int i = 0; i < air->ap.nlinks; i++) {
		unsigned int freq = air->ap.links[i].freq;
		bool allowed = false;
		int rem;

		nla_for_each_nested(rule, attrs[NL80211_ATTR_REG_RULES], rem)
			allowed |= rule_allows(rule, freq);
		if (!allowed)
			air->forbidden = freq;
	}
	return NL_OK;
}

/*
 * Does the machine's regulatory domain, which a new radio follows, allow all
 * channels of the AP MLD? Do not change it: real radios depend on it, too.
 */
int nl80211_check_channels(struct air *air)
{
	struct request r;
	int ret;

	request_begin(&r, air, air->nl80211, NL80211_CMD_GET_REG);
	ret = request_ask(&r, air->command, "cannot read the regulatory domain",
			  on_domain);
	if (ret < 0)
		return ret;
	if (air->forbidden)
		return air_fail(air, -ECHRNG, "the regulatory domain of this "
				"machine does not allow an AP on %u MHz",
				air->forbidden);
	return 0;
}

/* Scans the channels of the AP MLD, which sends beacons faster meanwhile */
int nl80211_scan(struct air *air, int64_t deadline)
{
	const struct ap_mld *ap = &air->ap;
	struct nlattr *nest;
	struct request r;
	int ret;

	client_request(&r, air, NL80211_CMD_TRIGGER_SCAN);
	nest = request_nest(&r, NL80211_ATTR_SCAN_FREQUENCIES);
	for (unsigned int i = 0; i < ap->nlinks; i++)
		request_u32(&r, i, ap->links[i].freq);
	request_nest_end(&r, nest);
	nest = request_nest(&r, NL80211_ATTR_SCAN_SSIDS);
	request_put(&r, 0, "", 0);
	request_nest_end(&r, nest);

	air_expect(air);
	air->hurry = true;
	ret = request_send(&r, air->command, "cannot scan");
	if (ret >= 0)
		ret = air_wait(air, EVENT_SCAN_DONE | EVENT_SCAN_ABORTED,
			       deadline);
	air->hurry = false;
	if (ret == -ETIMEDOUT)
		return air_fail(air, ret, "the scan did not end in time");
	if (ret < 0)
		return ret;
	if (ret & EVENT_SCAN_ABORTED)
		return air_fail(air, -EIO, "the scan was aborted");
	air->scanned = air_now();
	return 0;
}

/* Open system authentication with the AP MLD by way of @link */
int nl80211_authenticate(struct air *air, const struct ap_link *link,
			 int64_t deadline)
{
	struct request r;
	int ret;

	client_request(&r, air, NL80211_CMD_AUTHENTICATE);
	request_addr(&r, NL80211_ATTR_MAC, link->bssid);
	request_u32(&r, NL80211_ATTR_WIPHY_FREQ, link->freq);
	request_put(&r, NL80211_ATTR_SSID, air->ap.ssid, strlen(air->ap.ssid));
	request_u32(&r, NL80211_ATTR_AUTH_TYPE, NL80211_AUTHTYPE_OPEN_SYSTEM);
	request_u8(&r, NL80211_ATTR_MLO_LINK_ID, link->id);
	request_addr(&r, NL80211_ATTR_MLD_ADDR, air->ap.addr);

	air_expect(air);
	ret = request_send(&r, air->command, "cannot authenticate");
	if (ret == -EINVAL)
		return air_fail(air, -EOPNOTSUPP,
				"this kernel's mac80211_hwsim cannot do MLO");
	if (ret >= 0)
		ret = air_wait(air, EVENT_AUTH, deadline);
	if (ret == -ETIMEDOUT || (ret > 0 && air->timed_out))
		return air_fail(air, -ETIMEDOUT,
				"the client did not take the AP's "
				"authentication");
	return ret < 0 ? ret : 0;
}

static void put_links(struct request *r, const struct ap_mld *ap,
		      uint16_t links)
{
	struct nlattr *all = request_nest(r, NL80211_ATTR_MLO_LINKS);

	for (unsigned int i = 0; i < ap->nlinks; i++) {
		const struct ap_link *link = &ap->links[i];
		struct nlattr *one;

		if (!(links & 1u << link->id))
			continue;
		one = request_nest(r, i + 1);
		request_u8(r, NL80211_ATTR_MLO_LINK_ID, link->id);
		request_addr(r, NL80211_ATTR_MAC, link->bssid);
		request_u32(r, NL80211_ATTR_WIPHY_FREQ, link->freq);
		request_nest_end(r, one);
	}
	request_nest_end(r, all);
}

/* HT capabilities without 40 MHz, whatever the radio can do */
static void put_narrow(struct request *r)
{
	static const uint8_t none[HT_CAP_LEN];
	static const uint8_t width[HT_CAP_LEN] = { HT_CAP_40_MHZ };

	request_put(r, NL80211_ATTR_HT_CAPABILITY, none, sizeof(none));
	request_put(r, NL80211_ATTR_HT_CAPABILITY_MASK, width, sizeof(width));
}

/* Associates @links by way of @link, which is one of them */
int nl80211_associate(struct air *air, const struct ap_link *link,
		      uint16_t links, int64_t deadline)
{
	struct request r;
	int ret;

	client_request(&r, air, NL80211_CMD_ASSOCIATE);
	request_put(&r, NL80211_ATTR_SSID, air->ap.ssid, strlen(air->ap.ssid));
	request_addr(&r, NL80211_ATTR_MLD_ADDR, air->ap.addr);
	request_u8(&r, NL80211_ATTR_MLO_LINK_ID, link->id);
	put_links(&r, &air->ap, links);
	if (air->narrow)
		put_narrow(&r);
	if (air->hold_port)
		request_flag(&r, NL80211_ATTR_CONTROL_PORT);

	air_expect(air);
	ret = request_send(&r, air->command, "cannot associate");
	/* after a response that mac80211 rejects, no CONNECT comes */
	if (ret >= 0)
		ret = air_wait(air, EVENT_ASSOC | EVENT_DISCONNECT, deadline);
	if (ret >= 0 && !air->timed_out)
		ret = air_wait(air, EVENT_CONNECT | EVENT_DISCONNECT, deadline);
	if (ret == -ETIMEDOUT || (ret >= 0 && air->timed_out))
		return air_fail(air, -ETIMEDOUT, "the client did not take the "
				"AP's association response");
	if (ret < 0)
		return ret;
	if (!air->info.connected)
		return air_fail(air, -ECONNREFUSED,
				"the association failed with status %u",
				air->status);
	return 0;
}

/* Leaves the AP MLD */
int nl80211_deauthenticate(struct air *air, int64_t deadline)
{
	struct request r;
	int ret;

	client_request(&r, air, NL80211_CMD_DEAUTHENTICATE);
	request_addr(&r, NL80211_ATTR_MAC, air->ap.addr);
	request_u16(&r, NL80211_ATTR_REASON_CODE,
		    air->reason ? air->reason : REASON_LEAVING);
	air_expect(air);
	ret = request_send(&r, air->command, "cannot disconnect");
	if (ret >= 0)
		ret = air_wait(air, EVENT_DISCONNECT, deadline);
	if (ret == -ETIMEDOUT)
		return air_fail(air, ret, "the client did not disconnect");
	return ret < 0 ? ret : 0;
}

static struct air_link *info_link(struct air *air, struct nlattr *id)
{
	for (unsigned int i = 0; id && i < air->info.nlinks; i++)
		if (air->info.links[i].id == nla_get_u8(id))
			return &air->info.links[i];
	return NULL;
}

/* Reads which links of a connection succeeded, and their addresses */
static uint16_t read_links(struct air *air, struct nlattr *links)
{
	struct nlattr *a[NL80211_ATTR_MAX + 1], *nest;
	uint16_t mask = 0;
	int rem;

	if (!links)
		return 0;
	nla_for_each_nested(nest, links, rem) {
		struct air_link *link;

		if (nla_parse_nested(a, NL80211_ATTR_MAX, nest, NULL))
			continue;
		link = info_link(air, a[NL80211_ATTR_MLO_LINK_ID]);
		if (!link)
			continue;
		link->status = a[NL80211_ATTR_STATUS_CODE] ?
			       nla_get_u16(a[NL80211_ATTR_STATUS_CODE]) : 0;
		if (link->status)
			continue;
		if (a[NL80211_ATTR_WIPHY_FREQ]) {
			link->freq = nla_get_u32(a[NL80211_ATTR_WIPHY_FREQ]);
			air->info.links_active |= 1u << link->id;
		}
		mask |= 1u << link->id;
		if (a[NL80211_ATTR_MAC])
			nla_memcpy(link->client, a[NL80211_ATTR_MAC], MAC_LEN);
	}
	return mask;
}

static int on_interface(struct nl_msg *msg, void *arg)
{
	struct nlattr *attrs[NL80211_ATTR_MAX + 1];
	struct air *air = arg;

	if (genlmsg_parse(nlmsg_hdr(msg), 0, attrs, NL80211_ATTR_MAX, NULL))
		return NL_SKIP;
	air->info.links_active = 0;
	air->info.links_up = read_links(air, attrs[NL80211_ATTR_MLO_LINKS]);
	return NL_OK;
}

/*
 * Asks which links the client has now, and which of them are active: not every
 * event says so
 */
int nl80211_ask_links(struct air *air)
{
	struct request r;
	int ret;

	client_request(&r, air, NL80211_CMD_GET_INTERFACE);
	ret = request_ask(&r, air->command, "cannot read the interface",
			  on_interface);
	return ret < 0 ? ret : 0;
}

/* Returns those of @links that the AP accepts */
static uint16_t accepted(const struct ap_mld *ap, uint16_t links)
{
	for (unsigned int i = 0; i < ap->nlinks; i++)
		if (ap->links[i].gone || ap->links[i].status)
			links &= ~(1u << ap->links[i].id);
	return links;
}

/*
 * Has the client add and give up links by Link Reconfiguration frames. It
 * gives links up at once, and adds them when the AP has answered.
 */
int nl80211_reconfigure(struct air *air, uint16_t add, uint16_t del,
			int64_t deadline)
{
	unsigned int done = accepted(&air->ap, add) ? EVENT_RECONF_DONE :
						      EVENT_RECONF_ASKED;
	struct request r;
	int ret;

	client_request(&r, air, CMD_ASSOC_MLO_RECONF);
	if (add)
		put_links(&r, &air->ap, add);
	if (del)
		request_u16(&r, ATTR_MLO_RECONF_REM_LINKS, del);
	air_expect(air);
	ret = request_send(&r, air->command, "cannot reconfigure the links");
	if (ret == -EOPNOTSUPP)
		return air_fail(air, ret, "this kernel knows no link "
				"reconfiguration by the client (6.16 does)");
	if (ret >= 0)
		ret = air_wait(air, done | EVENT_DISCONNECT, deadline);
	/* without an acceptable answer within 100 ms, mac80211 disconnects */
	if (ret > 0 && !(ret & EVENT_DISCONNECT))
		ret = air_wait(air, EVENT_DISCONNECT, air_now() + 200000);
	else if (ret == -ETIMEDOUT)
		return air_fail(air, ret, "the client did not reconfigure");
	if (ret > 0)
		return air_fail(air, -ECONNRESET, "the client disconnected");
	return ret == -ETIMEDOUT ? nl80211_ask_links(air) : ret;
}

static void on_connect(struct air *air, struct nlattr **attrs)
{
	air->seen |= EVENT_CONNECT;
	if (attrs[NL80211_ATTR_STATUS_CODE])
		air->status = nla_get_u16(attrs[NL80211_ATTR_STATUS_CODE]);
	air->info.connected = !air->status;
	for (unsigned int i = 0; i < air->info.nlinks; i++)
		air->info.links[i].status = 0;
	if (air->info.connected)
		air->info.links_up =
			read_links(air, attrs[NL80211_ATTR_MLO_LINKS]);
	air->info.links_early = 0;
}

static void on_links_removed(struct air *air, uint16_t links)
{
	struct air_info *info = &air->info;

	air->seen |= EVENT_LINKS_REMOVED;
	info->links_removed = links;
	info->links_up &= ~links;
	for (int i = 0; i < AIR_LINKS_MAX; i++) {
		if (!(links & 1u << i))
			continue;
		info->removals[i]++;
		if (air->ap.links[i].removal > LATE_TBTTS)
			info->links_early |= 1u << i;
	}
}

static void on_event(struct air *air, int cmd, struct nlattr **attrs)
{
	switch (cmd) {
	case NL80211_CMD_NEW_SCAN_RESULTS:
		air->seen |= EVENT_SCAN_DONE;
		break;
	case NL80211_CMD_SCAN_ABORTED:
		air->seen |= EVENT_SCAN_ABORTED;
		break;
	case NL80211_CMD_AUTHENTICATE:
		air->seen |= EVENT_AUTH;
		air->timed_out = attrs[NL80211_ATTR_TIMED_OUT];
		break;
	case NL80211_CMD_ASSOCIATE:
		air->seen |= EVENT_ASSOC;
		air->timed_out = attrs[NL80211_ATTR_TIMED_OUT];
		break;
	case NL80211_CMD_CONNECT:
		on_connect(air, attrs);
		break;
	case CMD_LINKS_REMOVED:
		on_links_removed(air,
				 read_links(air, attrs[NL80211_ATTR_MLO_LINKS]));
		break;
	case CMD_ASSOC_MLO_RECONF:
		air->seen |= EVENT_RECONF_DONE;
		break;
	case NL80211_CMD_DISCONNECT:
		air->seen |= EVENT_DISCONNECT;
		air->info.connected = false;
		air->info.links_up = 0;
		break;
	}
	if (air->on_event)
		air->on_event(air, cmd, attrs);
}

int nl80211_event(struct nl_msg *msg, void *arg)
{
	struct genlmsghdr *head = genlmsg_hdr(nlmsg_hdr(msg));
	struct nlattr *attrs[NL80211_ATTR_MAX + 1];
	struct air *air = arg;

	if (genlmsg_parse(nlmsg_hdr(msg), 0, attrs, NL80211_ATTR_MAX, NULL))
		return NL_SKIP;
	if (attrs[NL80211_ATTR_IFINDEX] &&
	    nla_get_u32(attrs[NL80211_ATTR_IFINDEX]) == air->radio.ifindex)
		on_event(air, head->cmd, attrs);
	return NL_OK;
}
