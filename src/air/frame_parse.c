// SPDX-License-Identifier: GPL-2.0-only
/*
 * frame_parse.c - reads what an AP MLD receives
 *
 * Whatever a station sends may be cut short or wrong: every read is checked
 * against what is left, and a damaged frame is -EBADMSG.
 */
#include <errno.h>
#include <string.h>

#include "air/frame.h"
#include "air/ieee80211.h"

struct span {
	const uint8_t *p;
	size_t len;
};

static bool take(struct span *s, size_t len, const uint8_t **out)
{
	if (s->len < len)
		return false;
	*out = s->p;
	s->p += len;
	s->len -= len;
	return true;
}

static unsigned int le16(const uint8_t *p)
{
	return p[0] | p[1] << 8;
}

/*
 * Reads the next element or subelement of @s. If it has fragments, puts them
 * together in @buf (of 2048 octets). Returns 1, 0 at the end, or -EBADMSG.
 */
static int next_elem(struct span *s, unsigned int fragment, uint8_t *buf,
		     unsigned int *id, struct span *body)
{
	const uint8_t *head, *data;
	size_t last;

	if (!s->len)
		return 0;
	if (!take(s, 2, &head) || !take(s, head[1], &data))
		return -EBADMSG;
	*id = head[0];
	*body = (struct span){ data, head[1] };
	last = head[1];
	while (last == 255 && s->len >= 2 && s->p[0] == fragment) {
		if (!take(s, 2, &head) || !take(s, head[1], &data))
			return -EBADMSG;
		if (body->len + head[1] > FRAME_MAX)
			return -EBADMSG;
		if (body->p != buf)
			memcpy(buf, body->p, body->len);
		memcpy(buf + body->len, data, head[1]);
		body->p = buf;
		body->len += head[1];
		last = head[1];
	}
	return 1;
}

/* Link ID, link address and, in a Reconfiguration element, the operation */
static int parse_profile(struct frame_info *info, bool reconf,
			 struct span profile)
{
	const uint8_t *head, *addr;
	unsigned int control, id;

	if (!take(&profile, 3, &head))
		return -EBADMSG;
	control = le16(head);
	id = control & STA_LINK_ID;
	if (id >= LINK_ID_MAX)
		return -EBADMSG;
	info->links |= 1u << id;
	/* bit 5 means the same in both kinds */
	if (control & STA_MAC) {
		if (head[2] < 1 + MAC_LEN || !take(&profile, MAC_LEN, &addr))
			return -EBADMSG;
		memcpy(info->link_addr[id], addr, MAC_LEN);
	}
	if (reconf && (control & RECONF_STA_OPERATION) == RECONF_OP_ADD)
		info->add_links |= 1u << id;
	if (reconf && (control & RECONF_STA_OPERATION) == RECONF_OP_DELETE)
		info->del_links |= 1u << id;
	return 0;
}

/* Body of a Multi-Link element, after the element ID extension */
static int parse_multi_link(struct frame_info *info, struct span ml)
{
	const uint8_t *head, *common;
	uint8_t buf[FRAME_MAX];
	struct span sub;
	unsigned int id;
	bool reconf;
	int ret;

	if (!take(&ml, 3, &head) || !head[2] ||
	    !take(&ml, head[2] - 1, &common))
		return -EBADMSG;
	reconf = (le16(head) & ML_TYPE) == ML_TYPE_RECONF;
	if (!reconf && (le16(head) & ML_TYPE) != ML_TYPE_BASIC)
		return 0;
	/* always there in a Basic element, optional in the other */
	if (!reconf || le16(head) & ML_RECONF_MLD_ADDR) {
		if (head[2] < 1 + MAC_LEN)
			return -EBADMSG;
		memcpy(info->mld_addr, common, MAC_LEN);
		info->has_mld_addr = true;
	}
	while ((ret = next_elem(&ml, SUB_FRAGMENT, buf, &id, &sub)) > 0) {
		if (id != SUB_STA_PROFILE)
			continue;
		ret = parse_profile(info, reconf, sub);
		if (ret)
			return ret;
	}
	return ret;
}

static int parse_elems(struct frame_info *info, struct span s)
{
	uint8_t buf[FRAME_MAX];
	struct span body;
	unsigned int id;
	int ret;

	while ((ret = next_elem(&s, EID_FRAGMENT, buf, &id, &body)) > 0) {
		const uint8_t *ext;

		if (id != EID_EXTENSION || !take(&body, 1, &ext) ||
		    *ext != EXT_MULTI_LINK)
			continue;
		ret = parse_multi_link(info, body);
		if (ret)
			return ret;
	}
	return ret;
}

static int parse_auth(struct frame_info *info, struct span s)
{
	const uint8_t *fixed;

	if (!take(&s, 6, &fixed))
		return -EBADMSG;
	info->kind = FRAME_AUTH;
	info->algorithm = le16(fixed);
	info->transaction = le16(fixed + 2);
	return parse_elems(info, s);
}

static int parse_assoc(struct frame_info *info, struct span s, bool again)
{
	const uint8_t *fixed;

	/* capability and listen interval; current AP address */
	if (!take(&s, again ? 4 + MAC_LEN : 4, &fixed))
		return -EBADMSG;
	info->kind = again ? FRAME_REASSOC_REQ : FRAME_ASSOC_REQ;
	return parse_elems(info, s);
}

static int parse_action(struct frame_info *info, struct span s)
{
	const uint8_t *fixed;

	if (!take(&s, 3, &fixed) || fixed[0] != CATEGORY_PROTECTED_EHT ||
	    fixed[1] != ACTION_RECONF_REQ)
		return 0;
	info->kind = FRAME_RECONF_REQ;
	info->dialog_token = fixed[2];
	return parse_elems(info, s);
}

/*
 * Parses the frame @data. Pointers in @info point into it. Returns 0, also
 * for a frame of no interest (FRAME_OTHER), or -EBADMSG if it is damaged.
 */
int frame_parse(struct frame_info *info, const uint8_t *data, size_t len)
{
	struct span s = { data, len };
	const uint8_t *header;
	unsigned int fc;

	memset(info, 0, sizeof(*info));
	if (len < 2 + 2 + MAC_LEN)
		return -EBADMSG;
	fc = le16(data);
	info->ra = data + 4;
	if (len >= 4 + 2 * MAC_LEN)
		info->ta = data + 4 + MAC_LEN;
	if ((fc & FC_TYPE) || !take(&s, MGMT_HEADER, &header))
		return fc & FC_TYPE ? 0 : -EBADMSG;

	switch (fc & FC_KIND) {
	case FC_PROBE_REQ:
		info->kind = FRAME_PROBE_REQ;
		return 0;
	case FC_AUTH:
		return parse_auth(info, s);
	case FC_ASSOC_REQ:
		return parse_assoc(info, s, false);
	case FC_REASSOC_REQ:
		return parse_assoc(info, s, true);
	case FC_DISASSOC:
		info->kind = FRAME_DISASSOC;
		return 0;
	case FC_DEAUTH:
		info->kind = FRAME_DEAUTH;
		return 0;
	case FC_ACTION:
		return parse_action(info, s);
	}
	return 0;
}
