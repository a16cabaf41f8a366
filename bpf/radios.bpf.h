/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Find where cfg80211's list of radios begins. User space asks kallsyms, but
 * that hides all addresses if kernel.kptr_restrict is 2. Then go from a
 * network namespace to an interface, to its radio, and around the list. It is
 * circular, and has every radio, also those without an interface.
 */
#ifndef MLOTRACE_RADIOS_BPF_H
#define MLOTRACE_RADIOS_BPF_H

#include "emit.bpf.h"

#define MAX_RADIOS 256
#define MAX_SEEK_STEPS (1 << 20)	/* namespaces and their interfaces */

/* User space looks it up once, before it drops its privileges. */
__u64 rdev_list;

struct seek {
	struct net *first;
	struct net *net;
	struct list_head *pos;		/* among its interfaces; NULL: done */
	struct list_head *node;		/* found: a radio's node in the list */
	u32 nets;
	u32 strangers;			/* in the ring, but not a namespace */
	bool over;
};

/* Not for the ring's own head: no device points back to that. */
static __always_inline bool is_net(struct net *net)
{
	return BPF_CORE_READ(net, loopback_dev, nd_net.net) == net;
}

/* The node of the interface's radio, or NULL. */
static __always_inline struct list_head *radio_node(struct net_device *dev)
{
	struct wireless_dev *wdev = BPF_CORE_READ(dev, ieee80211_ptr);
	struct list_head *node;
	struct wiphy *wiphy;

	if (!wdev || BPF_CORE_READ(wdev, netdev) != dev)
		return NULL;
	wiphy = BPF_CORE_READ(wdev, wiphy);
	node = within(around(wiphy, struct cfg80211_registered_device, wiphy),
		      struct cfg80211_registered_device, list);
	/* not one that is about to be registered */
	return BPF_CORE_READ(node, next, prev) == node ? node : NULL;
}

static __always_inline long next_net(struct seek *s)
{
	struct net *net = s->net;

	net = around(BPF_CORE_READ(net, list.next), struct net, list);
	s->net = net;
	s->over = net == s->first;
	if (s->over)
		return 1;
	if (is_net(net))
		s->pos = BPF_CORE_READ(net, dev_base_head.next);
	else
		s->strangers++;
	return 0;
}

static long seek_step(u32 i, struct seek *s)
{
	struct list_head *pos = s->pos;
	struct net *net = s->net;
	struct net_device *dev;

	if (!pos)
		return next_net(s);
	if (pos == within(net, struct net, dev_base_head)) {
		s->pos = NULL;
		s->nets++;
		return 0;
	}
	dev = around(pos, struct net_device, dev_list);
	/* has it moved to another namespace meanwhile? */
	if (BPF_CORE_READ(dev, nd_net.net) != net)
		return 1;
	s->pos = BPF_CORE_READ(pos, next);
	s->node = radio_node(dev);
	return s->node != NULL;
}

struct circle {
	struct list_head *first;
	struct list_head *pos;
	struct list_head *head;
	void *class;			/* of every radio's device */
	u32 strangers;
	bool complete;
};

static __always_inline void *class_of(struct list_head *node)
{
	struct wiphy *wiphy = within(
		around(node, struct cfg80211_registered_device, list),
		struct cfg80211_registered_device, wiphy);

	return BPF_CORE_READ(wiphy, dev.class);
}

static long circle_step(u32 i, struct circle *c)
{
	struct list_head *pos = c->pos;

	if (class_of(pos) != c->class) {
		c->strangers++;
		c->head = pos;
	}
	pos = BPF_CORE_READ(pos, next);
	c->pos = pos;
	c->complete = pos == c->first;
	return c->complete || !pos;
}

/* Exactly one entry of the circle is not a radio: the head. Find it. */
static __always_inline u64 head_of(struct list_head *node)
{
	struct circle c = {
		.first = node, .pos = node, .class = class_of(node),
	};

	if (!c.class)
		return 0;
	bpf_loop(MAX_RADIOS + 1, circle_step, &c, 0);
	return c.complete && c.strangers == 1 ? (u64)c.head : 0;
}

/* Are all types and fields known that the search needs? */
static __always_inline bool can_seek(void)
{
	struct task_struct *task = NULL;
	struct net_device *dev = NULL;
	struct nsproxy *ns = NULL;
	struct wiphy *wiphy = NULL;
	struct net *net = NULL;

	return bpf_core_field_exists(task->nsproxy) &&
	       bpf_core_field_exists(ns->net_ns) &&
	       bpf_core_field_exists(net->list) &&
	       bpf_core_field_exists(net->dev_base_head) &&
	       bpf_core_field_exists(net->loopback_dev) &&
	       bpf_core_field_exists(dev->dev_list) &&
	       bpf_core_field_exists(dev->ieee80211_ptr) &&
	       bpf_core_field_exists(wiphy->dev.class);
}

/*
 * Set rdev_list. Set *none if there is only one namespace, and it has no Wi-Fi
 * interface: then the caller's /sys has all the radios.
 */
static __always_inline void seek_rdev_list(bool *none)
{
	struct seek s = { 0 };
	struct task_struct *task;
	struct net *net;

	if (!can_seek())
		return;
	task = (void *)bpf_get_current_task();
	net = BPF_CORE_READ(task, nsproxy, net_ns);
	if (!is_net(net))
		return;
	s.first = s.net = net;
	s.pos = BPF_CORE_READ(net, dev_base_head.next);
	bpf_loop(MAX_SEEK_STEPS, seek_step, &s, 0);
	if (s.node)
		rdev_list = head_of(s.node);
	else
		*none = s.over && s.nets == 1 && s.strangers == 1;
}

#endif
