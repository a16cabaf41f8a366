// SPDX-License-Identifier: GPL-2.0-only
/*
 * hwsim.c - radios of mac80211_hwsim, and the medium between them
 */
#include <errno.h>
#include <net/if_arp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "air/hwsim.h"
#include "air/priv.h"

#define SIGNAL_DBM	(-30)

/*
 * Becomes the medium of this network namespace. Call this before a radio is
 * made: hwsim takes no medium once any radio has more than one channel.
 */
int hwsim_register(struct air *air)
{
	struct request r;
	int ret;

	request_begin(&r, air, air->hwsim, HWSIM_CMD_REGISTER);
	ret = request_send(&r, air->medium, "mac80211_hwsim");
	if (ret == -EBUSY)
		return air_fail(air, ret, "another program is the medium of "
				"mac80211_hwsim in this network namespace");
	if (ret == -EOPNOTSUPP)
		return air_fail(air, ret, "a radio with several channels is "
				"there, in this or another network namespace: "
				"mac80211_hwsim takes no medium then");
	if (ret == -EPERM)
		return air_fail(air, ret, "no permission to use mac80211_hwsim:"
				" run as root or in an own network namespace");
	return ret < 0 ? ret : 0;
}

/* Finds the interface by address: the name is the kernel's choice */
static int find_interface(struct air *air, struct radio *radio)
{
	struct if_nameindex *list = if_nameindex();
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int ret = -ENODEV;

	for (struct if_nameindex *i = list; i && fd >= 0 && i->if_index; i++) {
		struct ifreq req = {};

		memcpy(req.ifr_name, i->if_name,
		       strnlen(i->if_name, IFNAMSIZ - 1));
		if (ioctl(fd, SIOCGIFHWADDR, &req) ||
		    req.ifr_hwaddr.sa_family != ARPHRD_ETHER ||
		    memcmp(req.ifr_hwaddr.sa_data, radio->addr, MAC_LEN))
			continue;
		memcpy(radio->ifname, req.ifr_name, IFNAMSIZ);
		radio->ifindex = i->if_index;
		ret = 0;
		break;
	}
	if (list)
		if_freenameindex(list);
	if (fd >= 0)
		close(fd);
	return ret ? air_fail(air, ret, "the new radio has no interface") : 0;
}

/*
 * Makes a radio that can do MLO, with a random address, for as long as the
 * command socket is open. The kernel answers with its index. Sets the number of
 * channels, which would otherwise be the module's parameter: a radio with
 * several keeps others from becoming a medium.
 */
int hwsim_new_radio(struct air *air, struct radio *radio)
{
	struct request r;
	int ret;

	random_addr(radio->addr);
	request_begin(&r, air, air->hwsim, HWSIM_CMD_NEW_RADIO);
	request_u32(&r, HWSIM_ATTR_CHANNELS, 1);
	request_flag(&r, HWSIM_ATTR_MLO_SUPPORT);
	request_flag(&r, HWSIM_ATTR_DESTROY_RADIO_ON_CLOSE);
	request_addr(&r, HWSIM_ATTR_PERM_ADDR, radio->addr);
	ret = request_send(&r, air->command, "cannot make a radio");
	if (ret < 0)
		return ret;
	radio->exists = true;
	radio->id = ret;
	return find_interface(air, radio);
}

/* Deletes the radio, whatever it was doing */
int hwsim_del_radio(struct air *air, struct radio *radio)
{
	struct request r;
	int ret;

	request_begin(&r, air, air->hwsim, HWSIM_CMD_DEL_RADIO);
	request_u32(&r, HWSIM_ATTR_RADIO_ID, radio->id);
	ret = request_send(&r, air->command, "cannot remove a radio");
	radio->exists = false;
	return ret < 0 ? ret : 0;
}

/* Lets the radio @to hear the frame on @freq (MHz) */
int hwsim_send(struct air *air, const struct radio *to, unsigned int freq,
	       const struct frame *f)
{
	struct request r;

	request_begin(&r, air, air->hwsim, HWSIM_CMD_FRAME);
	request_addr(&r, HWSIM_ATTR_ADDR_RECEIVER, to->addr);
	request_put(&r, HWSIM_ATTR_FRAME, f->data, f->len);
	request_u32(&r, HWSIM_ATTR_RX_RATE, 0);
	request_u32(&r, HWSIM_ATTR_SIGNAL, (uint32_t)SIGNAL_DBM);
	request_u32(&r, HWSIM_ATTR_FREQ, freq);
	return request_post(&r, air->medium);
}

/*
 * A radio sends. The client's frames go to the AP MLD; those of mac80211's
 * own AP go to stations that exist in its tables only.
 *
 * Never report a frame as sent (HWSIM_CMD_TX_INFO_FRAME). hwsim would then
 * show the frame or its acknowledgement to its monitor, hwsim0, on the radio's
 * channel, and a radio that can do MLO has none: if anybody has set hwsim0 up,
 * the kernel dies (seen with 6.12, 6.18 and 7.3). mac80211 needs no report;
 * hwsim holds 200 frames at most, and frees them with the radio.
 */
int hwsim_receive(struct nl_msg *msg, void *arg)
{
	struct genlmsghdr *head = genlmsg_hdr(nlmsg_hdr(msg));
	struct nlattr *attrs[HWSIM_ATTR_MAX + 1], *frame, *from;
	struct air *air = arg;

	if (head->cmd != HWSIM_CMD_FRAME ||
	    genlmsg_parse(nlmsg_hdr(msg), 0, attrs, HWSIM_ATTR_MAX, NULL))
		return NL_SKIP;
	frame = attrs[HWSIM_ATTR_FRAME];
	from = attrs[HWSIM_ATTR_ADDR_TRANSMITTER];
	if (!frame || !from || nla_len(from) < MAC_LEN)
		return NL_SKIP;
	if (!memcmp(nla_data(from), air->radio.addr, MAC_LEN))
		air->receive(air, nla_data(frame), nla_len(frame));
	return NL_OK;
}
