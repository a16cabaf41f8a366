/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hwsim.h - the part of mac80211_hwsim's generic netlink interface in use
 *
 * The kernel does not export this header. Numbers follow
 * drivers/net/wireless/virtual/mac80211_hwsim.h of Linux 6.12; they are the
 * same in every kernel from 6.1 to 7.3.
 */
#ifndef AIR_HWSIM_H
#define AIR_HWSIM_H

#define HWSIM_FAMILY	"MAC80211_HWSIM"

enum hwsim_commands {
	HWSIM_CMD_REGISTER = 1,
	HWSIM_CMD_FRAME,
	HWSIM_CMD_NEW_RADIO = 4,
	HWSIM_CMD_DEL_RADIO,
};

enum hwsim_attrs {
	HWSIM_ATTR_ADDR_RECEIVER = 1,
	HWSIM_ATTR_ADDR_TRANSMITTER,
	HWSIM_ATTR_FRAME,
	HWSIM_ATTR_RX_RATE = 5,
	HWSIM_ATTR_SIGNAL,
	HWSIM_ATTR_CHANNELS = 9,
	HWSIM_ATTR_RADIO_ID,
	HWSIM_ATTR_DESTROY_RADIO_ON_CLOSE = 16,
	HWSIM_ATTR_RADIO_NAME,
	HWSIM_ATTR_FREQ = 19,
	HWSIM_ATTR_PERM_ADDR = 22,
	HWSIM_ATTR_MLO_SUPPORT = 25,
	HWSIM_ATTR_MAX = 31,
};

#endif
