// SPDX-License-Identifier: GPL-2.0-only
/*
 * What must be replaced in text: the networks that the kernel knows, in use or
 * nearby, this host's name, and the names of interfaces.
 */
#include <linux/nl80211.h>
#include <netlink/attr.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/util.h"
#include "collect/nl.h"
#include "collect/part.h"
#include "collect/secret.h"

#define EID_SSID 0	/* IEEE 802.11, 9.4.2.2 */

/* Put the SSIDs among the elements of a beacon. */
static void put_ssids(struct nlattr *elements)
{
	const uint8_t *at = elements ? nla_data(elements) : NULL;
	int left = elements ? nla_len(elements) : 0;

	while (left >= 2 && at[1] <= left - 2) {
		if (at[0] == EID_SSID && at[1])
			secret_put(SECRET_SSID, (const char *)at + 2, at[1]);
		left -= 2 + at[1];
		at += 2 + at[1];
	}
}

static void on_bss(struct nlattr **attrs, void *ctx)
{
	struct nlattr *bss[NL80211_BSS_MAX + 1];

	if (!attrs[NL80211_ATTR_BSS] ||
	    nla_parse_nested(bss, NL80211_BSS_MAX, attrs[NL80211_ATTR_BSS],
			     NULL))
		return;
	put_ssids(bss[NL80211_BSS_INFORMATION_ELEMENTS]);
	put_ssids(bss[NL80211_BSS_BEACON_IES]);
}

static void on_interface(struct nlattr **attrs, void *ctx)
{
	struct nlattr *ssid = attrs[NL80211_ATTR_SSID];
	struct nlattr *index = attrs[NL80211_ATTR_IFINDEX];

	if (ssid)
		secret_put(SECRET_SSID, nla_data(ssid), nla_len(ssid));
	if (index)
		nl80211_dump(NL80211_CMD_GET_SCAN, nla_get_u32(index),
			     on_bss, NULL);
}

/* Not only of Wi-Fi: a name may be in a line about anything. */
static void put_interfaces(void)
{
	struct if_nameindex *list = if_nameindex();

	for (size_t i = 0; list && list[i].if_name; i++)
		if (strcmp(list[i].if_name, "lo"))
			secret_put(SECRET_IFACE, list[i].if_name,
				   strlen(list[i].if_name));
	if_freenameindex(list);
}

/* A default name is not secret, and is an ordinary word. */
static bool is_default(const char *host)
{
	static const char names[][10] = {
		"localhost", "(none)", "debian", "ubuntu", "fedora",
		"archlinux",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(host, names[i]))
			return true;
	return false;
}

/* Put this host's name with and without its domain. */
static void put_host(void)
{
	struct utsname uts;
	char *host = uts.nodename;

	uname(&uts);
	if (strchr(host, '.'))
		secret_put(SECRET_HOST, host, strlen(host));
	host[strcspn(host, ".")] = '\0';
	if (!is_default(host))
		secret_put(SECRET_HOST, host, strlen(host));
}

int secrets_run(void)
{
	put_host();
	put_interfaces();
	nl80211_dump(NL80211_CMD_GET_INTERFACE, 0, on_interface, NULL);
	return EXIT_CLEAN;
}
