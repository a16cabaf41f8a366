/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * life.h - what else happens to the links of a simulated connection
 *
 * For mlotrace-air alone: mlotrace itself does not link this. As in air.h,
 * functions return 0 or a negative errno, with a sentence in air_error(). Call
 * air_live() first.
 */
#ifndef AIR_LIFE_H
#define AIR_LIFE_H

#include "air/priv.h"

/*
 * From now on the beacons of the AP MLD list its other links, the AP supports
 * TID-to-link mapping, and struct life is kept up to date.
 */
void air_live(struct air *air);

/* The AP sends a frame of that kind (FC_DEAUTH or FC_DISASSOC) */
int life_leave(struct air *air, unsigned int fc, unsigned int reason);

/*
 * The AP on @link announces in its beacons that it will switch to another
 * channel after @count of them, and does so. 0 takes that back.
 */
int life_switch(struct air *air, unsigned int link, unsigned int count,
		bool quiet, bool extended);

/*
 * The AP announces that in @in TU all TIDs map to @links, for @lasts TU; 0
 * for @links takes that back.
 */
void life_map(struct air *air, uint16_t links, unsigned int in,
	      unsigned int lasts);
/* The client asks for a mapping of all TIDs to @links (nl80211, since 6.7) */
int life_ask_mapping(struct air *air, uint16_t links);
/* The AP asks the client for such a mapping, and tears it down */
int life_send_mapping(struct air *air, uint16_t links);
int life_end_mapping(struct air *air);

/* The client's port is authorized, as after a key handshake */
int life_authorize(struct air *air);

#endif
