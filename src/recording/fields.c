// SPDX-License-Identifier: GPL-2.0-only
#include "recording/fields.h"

#define FIELD(type, key, kind, member)					\
	{ key, kind, offsetof(struct type, member),			\
	  sizeof(((struct type *)0)->member) }

#define HEADER								\
	FIELD(record, "time", FIELD_UINT, time),			\
	FIELD(record, "lost", FIELD_UINT, lost)

#define IFACE(type)							\
	FIELD(type, "iface", FIELD_NAME, iface.name),			\
	FIELD(type, "ifindex", FIELD_UINT, iface.ifindex),		\
	FIELD(type, "netns", FIELD_UINT, iface.netns),			\
	FIELD(type, "wiphy", FIELD_UINT, iface.wiphy),			\
	FIELD(type, "iftype", FIELD_UINT, iface.iftype),		\
	FIELD(type, "iface_addr", FIELD_MAC, iface.addr),		\
	FIELD(type, "valid_links", FIELD_UINT, iface.valid_links),	\
	FIELD(type, "active_links", FIELD_UINT, iface.active_links),	\
	FIELD(type, "dormant_links", FIELD_UINT, iface.dormant_links),	\
	FIELD(type, "removed_links", FIELD_UINT, iface.removed_links),	\
	FIELD(type, "associated", FIELD_BOOL, iface.associated),	\
	FIELD(type, "iface_key", FIELD_KEY, iface.sdata),		\
	FIELD(type, "radio_key", FIELD_KEY, iface.local)

#define STA(type)							\
	FIELD(type, "sta", FIELD_MAC, sta.addr),			\
	FIELD(type, "sta_valid_links", FIELD_UINT, sta.valid_links),	\
	FIELD(type, "sta_flags", FIELD_UINT, sta.flags),		\
	FIELD(type, "deflink", FIELD_UINT, sta.deflink_id),		\
	FIELD(type, "assoc_at", FIELD_UINT, sta.assoc_at),		\
	FIELD(type, "sta_key", FIELD_KEY, sta.sta)

static const struct field iface_event_fields[] = {
	HEADER,
	IFACE(rec_iface_event),
	FIELD(rec_iface_event, "links", FIELD_UINT, mask),
	FIELD(rec_iface_event, "dormant", FIELD_UINT, dormant),
	FIELD(rec_iface_event, "delay_ns", FIELD_UINT, delay_ns),
	FIELD(rec_iface_event, "ret", FIELD_INT32, ret),
	{ "" },
};

static const struct field link_event_fields[] = {
	HEADER,
	IFACE(rec_link_event),
	STA(rec_link_event),
	FIELD(rec_link_event, "link", FIELD_UINT, link_id),
	FIELD(rec_link_event, "link_addr", FIELD_MAC, link_addr),
	FIELD(rec_link_event, "bytes", FIELD_UINT, bytes),
	FIELD(rec_link_event, "embedded", FIELD_BOOL, embedded),
	FIELD(rec_link_event, "unhash", FIELD_BOOL, unhash),
	FIELD(rec_link_event, "ret", FIELD_INT32, ret),
	FIELD(rec_link_event, "link_key", FIELD_KEY, link),
	{ "" },
};

static const struct field station_fields[] = {
	HEADER,
	FIELD(rec_station, "point", FIELD_UINT, point),
	IFACE(rec_station),
	STA(rec_station),
	{ "sta_links", FIELD_LINKS, 0, 0 },
	{ "" },
};

static const struct field node_fields[] = {
	HEADER,
	FIELD(rec_node, "point", FIELD_UINT, point),
	FIELD(rec_node, "link", FIELD_UINT, link_id),
	FIELD(rec_node, "link_addr", FIELD_MAC, link_addr),
	FIELD(rec_node, "behind", FIELD_BOOL, behind),
	FIELD(rec_node, "link_key", FIELD_KEY, link),
	FIELD(rec_node, "sta_key", FIELD_KEY, sta),
	FIELD(rec_node, "owner_key", FIELD_KEY, owner),
	FIELD(rec_node, "radio_key", FIELD_KEY, local),
	{ "" },
};

static const struct field walk_fields[] = {
	HEADER,
	FIELD(rec_walk, "point", FIELD_UINT, point),
	FIELD(rec_walk, "stations", FIELD_UINT, stations),
	FIELD(rec_walk, "nodes", FIELD_UINT, nodes),
	FIELD(rec_walk, "complete", FIELD_BOOL, complete),
	FIELD(rec_walk, "hash", FIELD_UINT, hash),
	FIELD(rec_walk, "iface_key", FIELD_KEY, sdata),
	FIELD(rec_walk, "radio_key", FIELD_KEY, local),
	{ "" },
};

static const struct field missed_fields[] = {
	HEADER,
	FIELD(rec_missed, "since", FIELD_UINT, since),
	FIELD(rec_missed, "count", FIELD_UINT, count),
	FIELD(rec_missed, "of", FIELD_UINT, of),
	FIELD(rec_missed, "skipped", FIELD_BOOL, skipped),
	{ "" },
};

#define ASKER(type)							\
	FIELD(type, "pid", FIELD_UINT, asker.pid),			\
	FIELD(type, "comm", FIELD_COMM, asker.comm)

static const struct field assoc_fields[] = {
	HEADER,
	IFACE(rec_assoc),
	ASKER(rec_assoc),
	FIELD(rec_assoc, "peer", FIELD_MAC, peer),
	FIELD(rec_assoc, "asked", FIELD_UINT, asked),
	FIELD(rec_assoc, "offered", FIELD_UINT, offered),
	FIELD(rec_assoc, "code", FIELD_UINT, code),
	FIELD(rec_assoc, "status", FIELD_LIST, status),
	FIELD(rec_assoc, "freq", FIELD_LIST, freq),
	FIELD(rec_assoc, "width", FIELD_LIST, width),
	FIELD(rec_assoc, "timeout", FIELD_BOOL, timeout),
	{ "" },
};

static const struct field reconf_response_fields[] = {
	HEADER,
	IFACE(rec_assoc),
	ASKER(rec_assoc),
	FIELD(rec_assoc, "peer", FIELD_MAC, peer),
	FIELD(rec_assoc, "asked", FIELD_UINT, asked),
	FIELD(rec_assoc, "removed", FIELD_UINT, removed),
	FIELD(rec_assoc, "status", FIELD_LIST, status),
	{ "" },
};

#define CHANGE								\
	HEADER,								\
	IFACE(rec_change),						\
	ASKER(rec_change),						\
	FIELD(rec_change, "driver", FIELD_DRIVER, driver)

static const struct field active_fields[] = {
	CHANGE,
	FIELD(rec_change, "before", FIELD_UINT, before),
	FIELD(rec_change, "after", FIELD_UINT, after),
	FIELD(rec_change, "ret", FIELD_INT32, ret),
	{ "" },
};

static const struct field frame_fields[] = {
	CHANGE,
	FIELD(rec_change, "peer", FIELD_MAC, peer),
	FIELD(rec_change, "kind", FIELD_UINT, kind),
	FIELD(rec_change, "sent", FIELD_BOOL, sent),
	FIELD(rec_change, "code", FIELD_UINT, code),
	{ "" },
};

static const struct field kind_fields[] = {
	CHANGE,
	FIELD(rec_change, "kind", FIELD_UINT, kind),
	{ "" },
};

static const struct field adv_ttlm_fields[] = {
	CHANGE,
	FIELD(rec_change, "links", FIELD_UINT, after),
	FIELD(rec_change, "delay_ns", FIELD_UINT, delay_ns),
	FIELD(rec_change, "duration_ns", FIELD_UINT, duration_ns),
	{ "" },
};

static const struct field neg_ttlm_fields[] = {
	CHANGE,
	FIELD(rec_change, "ret", FIELD_INT32, ret),
	FIELD(rec_change, "down", FIELD_LIST, down),
	FIELD(rec_change, "up", FIELD_LIST, up),
	{ "" },
};

static const struct field csa_fields[] = {
	CHANGE,
	FIELD(rec_change, "kind", FIELD_UINT, kind),
	FIELD(rec_change, "link", FIELD_UINT, link_id),
	FIELD(rec_change, "freq", FIELD_UINT, freq),
	FIELD(rec_change, "width", FIELD_UINT, width),
	FIELD(rec_change, "count", FIELD_UINT, count),
	FIELD(rec_change, "quiet", FIELD_BOOL, quiet),
	{ "" },
};

static const struct field request_fields[] = {
	CHANGE,
	{ "" },
};

static const struct field added_fields[] = {
	CHANGE,
	FIELD(rec_change, "links", FIELD_UINT, after),
	{ "" },
};

#define AT(type, field) ((int)offsetof(struct rec_##type, field))

static const struct about iface_event_about = {
	AT(iface_event, iface), NOWHERE, NOWHERE,
};
static const struct about link_event_about = {
	AT(link_event, iface), AT(link_event, sta), AT(link_event, link_id),
};
/* when memory is freed, it is too late to tell whose it was */
static const struct about link_rcu_about = {
	NOWHERE, NOWHERE, AT(link_event, link_id),
};
static const struct about station_about = {
	AT(station, iface), AT(station, sta), NOWHERE,
};
static const struct about node_about = {
	NOWHERE, NOWHERE, AT(node, link_id),
};
static const struct about walk_about = { NOWHERE, NOWHERE, NOWHERE };
static const struct about missed_about = { NOWHERE, NOWHERE, NOWHERE };
static const struct about assoc_about = {
	AT(assoc, iface), NOWHERE, NOWHERE,
};
static const struct about change_about = {
	AT(change, iface), NOWHERE, NOWHERE,
};

/* A new type of record takes one line here. */
const struct layout layouts[REC_TYPES] = {
#define LAYOUT_OF(name, type, about)					\
	{ name, type##_fields, sizeof(struct rec_##type), &about }
#define LAYOUT(name, type) LAYOUT_OF(name, type, type##_about)
	[REC_ANNOUNCE] = LAYOUT("announce", iface_event),
	[REC_CANCEL] = LAYOUT("cancel", iface_event),
	[REC_RECONF_ENTER] = LAYOUT("reconf-enter", iface_event),
	[REC_RECONF_EXIT] = LAYOUT("reconf-exit", iface_event),
	[REC_STA_RECONF_ENTER] = LAYOUT("sta-reconf-enter", iface_event),
	[REC_STA_RECONF_EXIT] = LAYOUT("sta-reconf-exit", iface_event),
	[REC_LINKS_REMOVED] = LAYOUT("links-removed", iface_event),
	[REC_VIF_LINKS] = LAYOUT("vif-links", iface_event),
	[REC_MISFIT] = LAYOUT("misfit", iface_event),
	[REC_LINK_ALLOC] = LAYOUT("link-alloc", link_event),
	[REC_LINK_ACTIVATE] = LAYOUT("link-activate", link_event),
	[REC_LINK_FREE] = LAYOUT("link-free", link_event),
	[REC_LINK_UNHASH_FREE] = LAYOUT("link-unhash-free", link_event),
	[REC_LINK_REMOVE] = LAYOUT("link-remove", link_event),
	[REC_LINK_RCU] = LAYOUT_OF("link-rcu", link_event, link_rcu_about),
	[REC_STATION] = LAYOUT("station", station),
	[REC_STA_FREE] = LAYOUT("sta-free", station),
	[REC_HASH_NODE] = LAYOUT("hash-node", node),
	[REC_WALK_END] = LAYOUT("walk-end", walk),
	[REC_MISSED] = LAYOUT("missed", missed),
	[REC_ASSOC_REQUEST] = LAYOUT("assoc-request", assoc),
	[REC_ASSOC_RESPONSE] = LAYOUT("assoc-response", assoc),
	[REC_ASSOC_FAILURE] = LAYOUT("assoc-failure", assoc),
#define CHANGED(name, fields, about)					\
	{ name, fields##_fields, sizeof(struct rec_change), &about }
	[REC_ACTIVE_LINKS] = CHANGED("active-links", active, change_about),
	[REC_FRAME] = CHANGED("frame", frame, change_about),
	[REC_DRIVER_LOSS] = CHANGED("driver-loss", kind, change_about),
	[REC_ADV_TTLM] = CHANGED("adv-ttlm", adv_ttlm, change_about),
	[REC_NEG_TTLM] = CHANGED("neg-ttlm", neg_ttlm, change_about),
	[REC_CSA] = CHANGED("csa", csa, change_about),
	[REC_RECONF_REQUEST] = CHANGED("reconf-request", request, change_about),
	[REC_LINKS_ADDED] = CHANGED("links-added", added, change_about),
	[REC_RADIO] = CHANGED("radio", kind, change_about),
	[REC_TTLM_STOPPED] = CHANGED("ttlm-stopped", request, change_about),
#undef CHANGED
	[REC_RECONF_RESPONSE] = { "reconf-response", reconf_response_fields,
				  sizeof(struct rec_assoc), &assoc_about },
#undef LAYOUT
#undef LAYOUT_OF
};
