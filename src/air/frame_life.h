/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * frame_life.h - frames and elements of what happens to links
 *
 * As frame.h: pure functions over bytes.
 */
#ifndef AIR_FRAME_LIFE_H
#define AIR_FRAME_LIFE_H

#include "air/frame.h"

void frame_put_life(struct frame *f, const struct ap_mld *ap,
		    const struct ap_link *link);
int frame_leave(struct frame *f, const struct ap_link *link, const uint8_t *to,
		unsigned int fc, unsigned int reason);
int frame_mapping_req(struct frame *f, const struct ap_link *link,
		      const uint8_t *to, unsigned int token, uint16_t links);
int frame_mapping_resp(struct frame *f, const struct ap_link *link,
		       const uint8_t *to, unsigned int token,
		       unsigned int status);
int frame_mapping_teardown(struct frame *f, const struct ap_link *link,
			   const uint8_t *to);

#endif
