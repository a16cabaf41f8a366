/* SPDX-License-Identifier: GPL-2.0-only */
/* The size of each type's record, independent of the program's own table. */
#ifndef MLOTRACE_TEST_RECORDS_H
#define MLOTRACE_TEST_RECORDS_H

#include <stddef.h>

#include "record.h"

static inline size_t record_size(int type)
{
	switch (type) {
	case REC_STATION:
	case REC_STA_FREE:
		return sizeof(struct rec_station);
	case REC_HASH_NODE:
		return sizeof(struct rec_node);
	case REC_WALK_END:
		return sizeof(struct rec_walk);
	case REC_MISSED:
		return sizeof(struct rec_missed);
	case REC_ASSOC_REQUEST:
	case REC_ASSOC_RESPONSE:
	case REC_ASSOC_FAILURE:
	case REC_RECONF_RESPONSE:
		return sizeof(struct rec_assoc);
	case REC_ACTIVE_LINKS:
	case REC_FRAME:
	case REC_DRIVER_LOSS:
	case REC_ADV_TTLM:
	case REC_NEG_TTLM:
	case REC_CSA:
	case REC_RECONF_REQUEST:
	case REC_LINKS_ADDED:
	case REC_RADIO:
	case REC_TTLM_STOPPED:
		return sizeof(struct rec_change);
	default:
		return is_iface_record(type) ? sizeof(struct rec_iface_event) :
					       sizeof(struct rec_link_event);
	}
}

#endif
