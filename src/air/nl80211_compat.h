/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nl80211_compat.h - what linux/nl80211.h of Linux 6.1 does not have yet
 *
 * The header defines enumerators, so these have names of their own.
 */
#ifndef AIR_NL80211_COMPAT_H
#define AIR_NL80211_COMPAT_H

#include <linux/nl80211.h>

/* since 6.5 */
#define CMD_LINKS_REMOVED		154
/* since 6.5, of the same series */
#define ATTR_MLO_LINK_DISABLED		326
/* since 6.7, of the same series */
#define CMD_SET_MAPPING			155
#define ATTR_MLO_TTLM_DLINK		328
#define ATTR_MLO_TTLM_ULINK		329
/* in 6.16 */
#define CMD_ASSOC_MLO_RECONF		156
#define ATTR_MLO_RECONF_REM_LINKS	335

/* since 7.3 */
#define ATTR_STA_DUMP_LINK_STATS	367

#endif
