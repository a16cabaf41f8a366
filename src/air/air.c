// SPDX-License-Identifier: GPL-2.0-only
/*
 * air.c - the simulated air as its users see it
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "air/ieee80211.h"
#include "air/nl80211_compat.h"
#include "air/priv.h"

#define RFKILL_MS		100
/* cfg80211 forgets a BSS that it has not heard of for 30 s */
#define SCAN_VALID_US		10000000
/* IEEE80211_AUTH_WAIT_ASSOC is 5 s */
#define AUTH_VALID_US		4000000
/* How long hwsim may take to activate links, and how often to look */
#define SETTLE_MS		2000
#define LOOK_MS			20

const char *air_error(const struct air *air)
{
	return air ? air->error : "out of memory";
}

const struct air_info *air_info(const struct air *air)
{
	return &air->info;
}

static int64_t deadline_in(int ms)
{
	return ms < 0 ? INT64_MAX : air_now() + ms * INT64_C(1000);
}

/* An unprivileged process needs a user namespace of its own, too */
int air_own_netns(void)
{
	if (!unshare(CLONE_NEWNET))
		return 0;
	if (errno == EPERM && !unshare(CLONE_NEWUSER | CLONE_NEWNET))
		return 0;
	return -errno;
}

static int fail_blocked(struct air *air)
{
	return air_fail(air, -ERFKILL, "Wi-Fi is blocked (rfkill), and so is a "
			"new radio");
}

int air_interface(struct air *air, const struct radio *radio, bool up)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq req = {};
	int err = 0;

	memcpy(req.ifr_name, radio->ifname, IFNAMSIZ);
	if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &req))
		err = errno;
	req.ifr_flags = up ? req.ifr_flags | IFF_UP : req.ifr_flags & ~IFF_UP;
	if (!err && ioctl(fd, SIOCSIFFLAGS, &req))
		err = errno;
	if (fd >= 0)
		close(fd);
	if (err == ERFKILL)
		return fail_blocked(air);
	if (err)
		return air_fail(air, -err, "cannot bring %s %s: %s",
				radio->ifname, up ? "up" : "down",
				strerror(err));
	return 0;
}

static bool is_up(const struct radio *radio)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq req = {};
	bool up;

	memcpy(req.ifr_name, radio->ifname, IFNAMSIZ);
	up = fd >= 0 && !ioctl(fd, SIOCGIFFLAGS, &req) &&
	     req.ifr_flags & IFF_UP;
	if (fd >= 0)
		close(fd);
	return up;
}

static void fill_info(struct air *air)
{
	struct air_info *info = &air->info;

	memcpy(info->ifname, air->radio.ifname, IFNAMSIZ);
	info->ifindex = air->radio.ifindex;
	memcpy(info->client, air->radio.addr, MAC_LEN);
	memcpy(info->ap, air->ap.addr, MAC_LEN);
	info->nlinks = air->ap.nlinks;
	for (unsigned int i = 0; i < air->ap.nlinks; i++) {
		info->links[i].id = air->ap.links[i].id;
		info->links[i].freq = air->ap.links[i].freq;
		memcpy(info->links[i].bssid, air->ap.links[i].bssid, MAC_LEN);
	}
}

int air_open(struct air **airp, const struct air_options *options)
{
	struct air *air = calloc(1, sizeof(*air));
	uint8_t ap_addr[MAC_LEN];
	int ret;

	*airp = air;
	if (!air)
		return -ENOMEM;
	if (options->links < 2 || options->links > AIR_LINKS_MAX)
		return air_fail(air, -EINVAL, "an AP MLD has 2 or %d links "
				"here, not %u", AIR_LINKS_MAX, options->links);
	random_addr(ap_addr);
	ap_init(&air->ap, ap_addr, options->links);
	if (options->ssid)
		snprintf(air->ap.ssid, sizeof(air->ap.ssid), "%s",
			 options->ssid);
	air->receive = ap_receive;
	ret = netlink_open(air);
	if (!ret)
		ret = hwsim_register(air);
	if (!ret)
		netlink_listen(air, hwsim_receive, nl80211_event);
	if (!ret)
		ret = nl80211_check_channels(air);
	if (!ret)
		ret = hwsim_new_radio(air, &air->radio);
	if (!ret)
		ret = air_interface(air, &air->radio, true);
	if (ret)
		return ret;
	fill_info(air);
	return 0;
}

void air_close(struct air *air)
{
	if (!air)
		return;
	netlink_close(air);
	free(air);
}

int air_run(struct air *air, int ms)
{
	int ret = air_wait(air, 0, deadline_in(ms));

	return ret == -ETIMEDOUT ? 0 : ret;
}

int air_stays_up(struct air *air)
{
	int ret = air_run(air, RFKILL_MS);

	if (!ret && !is_up(&air->radio))
		ret = fail_blocked(air);
	return ret;
}

static int try_associate(struct air *air, const struct ap_link *link,
			 uint16_t links, int64_t deadline)
{
	int ret = 0;

	if (!air->scanned || air_now() > air->scanned + SCAN_VALID_US)
		ret = nl80211_scan(air, deadline);
	if (!ret)
		ret = nl80211_authenticate(air, link, deadline);
	if (!ret)
		ret = nl80211_associate(air, link, links, deadline);
	return ret;
}

int air_associate(struct air *air, unsigned int assoc_link, uint16_t links,
		  int timeout)
{
	const struct ap_link *link = ap_mld_link(&air->ap, assoc_link);
	uint16_t present = ap_mld_present(&air->ap);
	int64_t deadline = deadline_in(timeout);
	int ret;

	if (!links)
		links = present;
	if (!link || links & ~present || !(links & 1u << assoc_link))
		return air_fail(air, -EINVAL, "the AP MLD has no such link");
	do {
		ret = try_associate(air, link, links, deadline);
		/* a busy machine may miss beacons: scan again */
		if (ret == -ENOENT)
			air->scanned = 0;
	} while (ret == -ENOENT && air_now() < deadline);
	if (ret || air->hold_port)
		return ret;
	ret = air_wait_active(air, air->info.links_up, SETTLE_MS);
	if (!air->info.connected)
		return air_fail(air, -ECONNRESET, "the client disconnected");
	return ret == -ETIMEDOUT ? 0 : ret;
}

int air_wait_active(struct air *air, uint16_t links, int timeout)
{
	int64_t deadline = deadline_in(timeout);
	int ret = nl80211_ask_links(air);

	while (!ret && air->info.links_active != links) {
		if (air_now() >= deadline || !air->info.connected)
			return -ETIMEDOUT;
		ret = air_run(air, LOOK_MS);
		if (!ret)
			ret = nl80211_ask_links(air);
	}
	return ret;
}

int air_fail_association(struct air *air, int timeout)
{
	struct ap_link *link = &air->ap.links[0];
	int64_t deadline = deadline_in(timeout), authenticated;
	int ret = nl80211_scan(air, deadline);

	if (!ret)
		ret = nl80211_authenticate(air, link, deadline);
	authenticated = air_now();
	air->authenticated = !ret;
	link->before_eht = air->narrow = true;
	if (!ret)
		ret = nl80211_scan(air, deadline);
	if (!ret)
		ret = nl80211_associate(air, link, ap_mld_present(&air->ap),
					deadline);
	link->before_eht = air->narrow = false;
	air->scanned = 0;
	/* mac80211 forgets an authentication after a while, and its station */
	if (air_now() > authenticated + AUTH_VALID_US)
		return air_fail(air, -ETIMEDOUT, "the machine was too busy");
	if (!ret)
		return air_fail(air, -EOPNOTSUPP, "this kernel's mac80211 looks "
				"at no AP again before it associates");
	return ret == -EINVAL ? 0 : ret;
}

int air_announce_removal(struct air *air, uint16_t links, unsigned int tbtts)
{
	if (!links || links & ~ap_mld_present(&air->ap))
		return air_fail(air, -EINVAL, "the AP MLD has no such link");
	if (tbtts < 1 || tbtts > UINT16_MAX)
		return air_fail(air, -EINVAL, "an AP Removal Timer is 1 to %d",
				UINT16_MAX);
	air_expect(air);
	for (unsigned int i = 0; i < air->ap.nlinks; i++)
		if (links & 1u << air->ap.links[i].id)
			air->ap.links[i].removal = tbtts;
	return 0;
}

int air_announce_no_link(struct air *air)
{
	/* a Reconfiguration element with a profile of link 15, timer 3 */
	static const uint8_t element[] = {
		EID_EXTENSION, 11, EXT_MULTI_LINK, ML_TYPE_RECONF, 0, 1,
		SUB_STA_PROFILE, 5, RECONF_STA_TIMER | 15, 0, 3, 3, 0,
	};
	int ret;

	memcpy(air->ap.extra, element, sizeof(element));
	air->ap.extra_len = sizeof(element);
	ret = air_run(air, 5 * air->ap.interval * TU_US / 1000);
	air->ap.extra_len = 0;
	return ret;
}

int air_cancel_removal(struct air *air)
{
	int ret = -EALREADY;

	for (unsigned int i = 0; i < air->ap.nlinks; i++) {
		if (air->ap.links[i].removal)
			ret = 0;
		air->ap.links[i].removal = 0;
	}
	air->ap.withdrawn = !ret;
	if (ret)
		return air_fail(air, ret, "no removal is announced");
	return 0;
}

static bool removal_announced(const struct ap_mld *ap)
{
	for (unsigned int i = 0; i < ap->nlinks; i++)
		if (ap->links[i].removal)
			return true;
	return false;
}

int air_wait_removal(struct air *air, int timeout)
{
	int64_t deadline = deadline_in(timeout);
	int ret = air_wait(air, EVENT_LINKS_REMOVED | EVENT_DISCONNECT,
			   deadline);

	/* the client may be a beacon ahead of the AP */
	while (ret >= 0 && removal_announced(&air->ap))
		ret = air_turn(air, deadline);
	if (ret == -ETIMEDOUT && air->nl80211_attrs < ATTR_MLO_LINK_DISABLED)
		return air_fail(air, -EOPNOTSUPP, "this kernel's mac80211 does "
				"not know link removal by the AP (6.5 does)");
	if (ret == -ETIMEDOUT)
		return air_fail(air, ret, "the client removed no link");
	if (ret < 0)
		return ret;
	if (air->seen & EVENT_DISCONNECT)
		return air_fail(air, -ECONNRESET, "the client disconnected");
	return 0;
}

void air_restore(struct air *air)
{
	struct ap_mld *ap = &air->ap;

	for (unsigned int i = 0; i < ap->nlinks; i++) {
		ap->links[i].removal = 0;
		ap->links[i].gone = false;
		ap->links[i].status = 0;
	}
	ap->withdrawn = false;
	ap->mapped = 0;
	ap->auth_status = 0;
}

void air_refuse(struct air *air, uint16_t links, uint16_t status)
{
	for (unsigned int i = 0; i < air->ap.nlinks; i++)
		if (links & 1u << air->ap.links[i].id)
			air->ap.links[i].status = status;
}

void air_hold_port(struct air *air, bool hold)
{
	air->hold_port = hold;
}

int air_map_tids(struct air *air, uint16_t links, int timeout)
{
	int64_t deadline = deadline_in(timeout);
	int ret = 0;

	if (links & ~ap_mld_present(&air->ap))
		return air_fail(air, -EINVAL, "the AP MLD has no such link");
	ap_map_tids(air, links);
	while (!ret && links && !air->ap.switched)
		ret = air_turn(air, deadline);
	/* one more beacon on each link for the client to act on */
	return ret ? ret : air_run(air, 2 * air->ap.interval * TU_US / 1000);
}

int air_reconfigure(struct air *air, uint16_t add, uint16_t del, int timeout)
{
	return nl80211_reconfigure(air, add, del, deadline_in(timeout));
}

int air_disconnect(struct air *air, int timeout)
{
	int ret = 0;

	if (air->info.connected)
		ret = nl80211_deauthenticate(air, deadline_in(timeout));
	/* if nothing was prepared, a frame for leaving makes mac80211 warn */
	else if (air->authenticated)
		ret = air_interface(air, &air->radio, false) ?:
		      air_interface(air, &air->radio, true);
	air->authenticated = false;
	air_restore(air);
	return ret;
}
