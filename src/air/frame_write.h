/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * frame_write.h - a frame under construction: octets, numbers, elements
 */
#ifndef AIR_FRAME_WRITE_H
#define AIR_FRAME_WRITE_H

#include <errno.h>
#include <string.h>

#include "air/frame.h"
#include "air/ieee80211.h"

static inline void put(struct frame *f, const void *data, size_t len)
{
	if (len > sizeof(f->data) - f->len) {
		f->overflow = true;
		return;
	}
	memcpy(f->data + f->len, data, len);
	f->len += len;
}

static inline void put_u8(struct frame *f, unsigned int v)
{
	uint8_t b = v;

	put(f, &b, 1);
}

static inline void put_u16(struct frame *f, unsigned int v)
{
	put_u8(f, v & 0xff);
	put_u8(f, v >> 8);
}

static inline void put_elem(struct frame *f, unsigned int id, const void *body,
			    size_t len)
{
	put_u8(f, id);
	put_u8(f, len);
	put(f, body, len);
}

#define PUT_ELEM(f, id, ...) do {					\
	static const uint8_t body_[] = { __VA_ARGS__ };			\
	put_elem(f, id, body_, sizeof(body_));				\
} while (0)

/* Opens an element of unknown length; returns where its body begins */
static inline size_t open_elem(struct frame *f, unsigned int id)
{
	put_u8(f, id);
	put_u8(f, 0);
	return f->len;
}

/*
 * Closes the element that open_elem() began at @body. A body of more than 255
 * octets continues in fragments with ID @fragment (10.28.11).
 */
static inline void close_elem(struct frame *f, size_t body,
			      unsigned int fragment)
{
	if (f->overflow)
		return;
	while (f->len - body > 255) {
		size_t next = body + 255;

		if (f->len + 2 > sizeof(f->data)) {
			f->overflow = true;
			return;
		}
		memmove(f->data + next + 2, f->data + next, f->len - next);
		f->len += 2;
		f->data[body - 1] = 255;
		f->data[next] = fragment;
		body = next + 2;
	}
	f->data[body - 1] = f->len - body;
}

static inline void begin(struct frame *f, unsigned int fc, const uint8_t *to,
			 const struct ap_link *link)
{
	f->len = 0;
	f->overflow = false;
	put_u16(f, fc);
	put_u16(f, 0);			/* duration */
	put(f, to, MAC_LEN);
	put(f, link->bssid, MAC_LEN);
	put(f, link->bssid, MAC_LEN);
	put_u16(f, 0);			/* sequence control */
}

static inline int finish(const struct frame *f)
{
	return f->overflow ? -EMSGSIZE : 0;
}

static inline void put_ext_elem(struct frame *f, unsigned int ext_id,
				const uint8_t *body, size_t len)
{
	put_u8(f, EID_EXTENSION);
	put_u8(f, len + 1);
	put_u8(f, ext_id);
	put(f, body, len);
}

#endif
