/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * life.h - what else happens to the links of a simulated connection
 *
 * For mlotrace-air alone; the program links none of it. As air.h: 0 or a
 * negative errno, with a sentence in air_error(). To be used after
 * air_live().
 */
#ifndef AIR_LIFE_H
#define AIR_LIFE_H

#include "air/priv.h"

/*
 * From now on the beacons of the AP MLD list its other links, it knows
 * TID-to-link mapping, and struct life is kept.
 */
void air_live(struct air *air);

/* The AP sends a frame of that kind (FC_DEAUTH or FC_DISASSOC) */
int life_leave(struct air *air, unsigned int fc, unsigned int reason);

/*
 * The AP on @link announces in its beacons that it will be on another channel
 * after @count of them, and is. 0 takes that back.
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
/* The AP asks the client for it, and ends it */
int life_send_mapping(struct air *air, uint16_t links);
int life_end_mapping(struct air *air);

/* The client's port is authorized, as after a key handshake */
int life_authorize(struct air *air);

#endif
