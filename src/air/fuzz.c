// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz.c - Reconfiguration Multi-Link elements that violate the standard
 *
 * Most parts are valid, so that a parser goes on to the next one. Some elements
 * come out as a valid announcement of a removal.
 */
#include <stdlib.h>
#include <string.h>

#include "air/frame.h"
#include "air/ieee80211.h"

#define ELEMENTS_MAX	3
#define BODY_MAX	240	/* elements are not fragmented on purpose */

struct maker {
	unsigned int *seed;
	uint8_t *data;
	size_t len, size;
};

static unsigned int below(struct maker *m, unsigned int limit)
{
	return (unsigned int)rand_r(m->seed) % limit;
}

/* True once in @times calls, at random */
static bool rarely(struct maker *m, unsigned int times)
{
	return !below(m, times);
}

static void put_byte(struct maker *m, unsigned int v)
{
	if (m->len < m->size)
		m->data[m->len++] = v;
}

static void put_word(struct maker *m, unsigned int v)
{
	put_byte(m, v & 0xff);
	put_byte(m, v >> 8 & 0xff);
}

static void put_noise(struct maker *m, unsigned int len)
{
	while (len--)
		put_byte(m, below(m, 256));
}

/* A length, or rarely something else */
static unsigned int about(struct maker *m, size_t len)
{
	if (!rarely(m, 8))
		return len;
	return rarely(m, 2) ? below(m, 256) : len + below(m, 5) - 2;
}

static unsigned int timer(struct maker *m)
{
	static const uint16_t timers[] = { 0, 1, 1, 2, 2, 3, 200, 0xffff };

	return timers[below(m, sizeof(timers) / sizeof(*timers))];
}

static void put_profile(struct maker *m)
{
	unsigned int control = rarely(m, 5) ? below(m, 16) : below(m, 3);
	unsigned int len = 1;
	size_t at;

	control |= rarely(m, 5) ? 0 : RECONF_STA_TIMER;
	control |= rarely(m, 5) ? below(m, 0x1000) << 4 : 0;
	len += control & RECONF_STA_MAC ? MAC_LEN : 0;
	len += control & RECONF_STA_TIMER ? 2 : 0;
	put_byte(m, rarely(m, 10) ? below(m, 256) : SUB_STA_PROFILE);
	put_byte(m, 0);
	at = m->len;
	put_word(m, control);
	put_byte(m, about(m, len));
	if (control & RECONF_STA_MAC)
		put_noise(m, MAC_LEN);
	if (control & RECONF_STA_TIMER)
		put_word(m, timer(m));
	if (rarely(m, 6))
		put_noise(m, below(m, 20));
	m->data[at - 1] = about(m, m->len - at);
}

static void put_element(struct maker *m)
{
	unsigned int control = ML_TYPE_RECONF, profiles = below(m, 4);
	size_t end = m->size, at;

	put_byte(m, EID_EXTENSION);
	put_byte(m, 0);
	at = m->len;
	if (at + BODY_MAX < end)
		m->size = at + BODY_MAX;
	control |= rarely(m, 6) ? ML_RECONF_MLD_ADDR : 0;
	control |= rarely(m, 8) ? below(m, 0x10000) : 0;
	put_byte(m, rarely(m, 20) ? below(m, 256) : EXT_MULTI_LINK);
	put_word(m, control);
	put_byte(m, about(m, control & ML_RECONF_MLD_ADDR ? 1 + MAC_LEN : 1));
	if (control & ML_RECONF_MLD_ADDR)
		put_noise(m, MAC_LEN);
	for (profiles = rarely(m, 16) ? 40 : profiles; profiles; profiles--)
		if (m->len + 4 < m->size)
			put_profile(m);
	m->data[at - 1] = about(m, m->len - at);
	m->size = end;
}

size_t fuzz_reconf(unsigned int *seed, uint8_t *data, size_t size)
{
	struct maker m = { .seed = seed, .data = data, .size = size };
	unsigned int elements = 1 + below(&m, ELEMENTS_MAX);
	size_t begin;

	while (elements--) {
		begin = m.len;
		put_element(&m);
		/* once more, as it is */
		if (rarely(&m, 5) && 2 * m.len - begin <= size) {
			memcpy(data + m.len, data + begin, m.len - begin);
			m.len += m.len - begin;
		}
	}
	return rarely(&m, 10) ? below(&m, m.len + 1) : m.len;
}
