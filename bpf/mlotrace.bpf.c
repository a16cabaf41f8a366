// SPDX-License-Identifier: GPL-2.0-only
/*
 * The BPF programs: one for fentry or fexit for each function; one for kprobes
 * and one for kretprobes, for all functions; one for each tracepoint; and the
 * snapshot. src/kernel/hook_table.c has the same names in a table.
 */
#include "life.bpf.h"
#include "radios.bpf.h"

char LICENSE[] SEC("license") = "GPL";

/* --- fentry, fexit ------------------------------------------------------ */

/* src/kernel/attach.c tells libbpf which of the two, and where. */

/*
 * Return an argument as a number, even if the verifier knows its type:
 * functions that it verifies on their own take no pointers from outside. 0 if
 * the function has no such argument.
 */
static __always_inline u64 number(void *ctx, u32 n)
{
	u64 value = 0;

	bpf_get_func_arg(ctx, n, &value);
	return value;
}

static __always_inline void *pointer(void *ctx, u32 n)
{
	return (void *)number(ctx, n);
}

static __always_inline int result(void *ctx)
{
	u64 value = 0;

	bpf_get_func_ret(ctx, &value);
	return value;
}

SEC("hook")
int reconf_enter(void *ctx)
{
	return on_reconf_enter(pointer(ctx, 0), pointer(ctx, 1));
}

SEC("hook")
int reconf_exit(void *ctx)
{
	return on_reconf_exit(pointer(ctx, 0), pointer(ctx, 1));
}

SEC("hook")
int sta_reconf_enter(void *ctx)
{
	return on_sta_reconf_enter(pointer(ctx, 0));
}

SEC("hook")
int sta_reconf_exit(void *ctx)
{
	return on_sta_reconf_exit(pointer(ctx, 0), result(ctx));
}

/* 6.5 to 6.16 (8eb8dd2ffbbb) */
SEC("hook")
int delayed_announce(void *ctx)
{
	return on_work_queued(pointer(ctx, 0), pointer(ctx, 1),
			      number(ctx, 2) * tick_ns);
}

SEC("hook")
int delayed_cancel(void *ctx)
{
	return on_work_cancelled(pointer(ctx, 0), pointer(ctx, 1));
}

/* from 6.17 on (3f654d53dff5) */
SEC("hook")
int hrtimer_announce(void *ctx)
{
	return on_work_queued(pointer(ctx, 0), pointer(ctx, 1), number(ctx, 2));
}

SEC("hook")
int hrtimer_cancel(void *ctx)
{
	return on_work_cancelled(pointer(ctx, 0), pointer(ctx, 1));
}

/* The third argument came in 6.5 (6d543b34dbcf). */
SEC("hook")
int vif_set_links(void *ctx)
{
	return on_vif_set_links(pointer(ctx, 0), number(ctx, 1),
				number(ctx, 2));
}

SEC("hook")
int link_alloc(void *ctx)
{
	return on_link_setup(REC_LINK_ALLOC, pointer(ctx, 0), number(ctx, 1),
			     result(ctx));
}

SEC("hook")
int link_activate(void *ctx)
{
	return on_link_setup(REC_LINK_ACTIVATE, pointer(ctx, 0),
			     number(ctx, 1), result(ctx));
}

SEC("hook")
int link_free(void *ctx)
{
	return on_link_call(REC_LINK_FREE, pointer(ctx, 0), number(ctx, 1),
			    false);
}

SEC("hook")
int link_free_exit(void *ctx)
{
	return on_link_freed(pointer(ctx, 0));
}

SEC("hook")
int link_unhash_free(void *ctx)
{
	return on_link_call(REC_LINK_UNHASH_FREE, pointer(ctx, 0),
			    number(ctx, 1), true);
}

/* Only the lowest byte of a register that holds a bool counts. */
SEC("hook")
int link_remove(void *ctx)
{
	return on_link_call(REC_LINK_REMOVE, pointer(ctx, 0), number(ctx, 1),
			    (u8)number(ctx, 2));
}

SEC("hook")
int sta_free(void *ctx)
{
	return on_sta_free(pointer(ctx, 1));
}

/* 6.12.115, 7.1.13, 7.2.6: the callback that really frees the memory */
SEC("hook")
int link_rcu_free(void *ctx)
{
	return on_link_rcu(pointer(ctx, 0));
}

SEC("hook")
int change_vif_links(void *ctx)
{
	return on_active_links(pointer(ctx, 1), number(ctx, 2), number(ctx, 3),
			       result(ctx));
}

SEC("hook")
int csa_started(void *ctx)
{
	return on_csa(CSA_STARTED, pointer(ctx, 0), pointer(ctx, 1),
		      number(ctx, 2), number(ctx, 3), number(ctx, 4));
}

SEC("hook")
int csa_withdrawn(void *ctx)
{
	return on_csa_withdrawn(pointer(ctx, 0));
}

SEC("hook")
int reconf_response(void *ctx)
{
	return on_reconf_response(pointer(ctx, 0), pointer(ctx, 1),
				  number(ctx, 2));
}

/* --- kprobe, kretprobe -------------------------------------------------- */

/*
 * A kretprobe sees no arguments: its kprobe leaves them here. Within one
 * thread none of these functions is entered twice.
 */
struct call_key {
	u32 tid;
	u32 exit;		/* the record that the kretprobe sends first */
};

struct call_args {
	void *object;
	struct wiphy *radio;	/* of ieee80211_ml_reconf_work */
	union {
		u32 link_id;
		u32 links;	/* two masks, of drv_change_vif_links */
	};
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct call_key);
	__type(value, struct call_args);
} calls SEC(".maps");

static __always_inline void leave_args(u32 exit, void *object,
				       struct wiphy *radio, u32 link_id)
{
	struct call_key key = { bpf_get_current_pid_tgid(), exit };
	struct call_args args = { object, radio, { link_id } };

	/* an exit without its entry is an unknown outcome, so count it */
	if (bpf_map_update_elem(&calls, &key, &args, 0))
		count_lost(exit);
}

static __always_inline struct call_args take_args(u32 exit)
{
	struct call_key key = { bpf_get_current_pid_tgid(), exit };
	struct call_args *found = bpf_map_lookup_elem(&calls, &key);
	struct call_args args = { 0 };

	if (found) {
		args = *found;
		bpf_map_delete_elem(&calls, &key);
	}
	return args;
}

/*
 * Attached to one function, or to many at once. The cookie tells which one was
 * called: it is the record that the hook sends first, see
 * src/kernel/hook_table.c.
 */
SEC("kprobe.multi")
int BPF_KPROBE(on_entry, void *first, void *second, u64 third, u64 fourth,
	       u64 fifth)
{
	struct ieee80211_sub_if_data *sdata = first;
	u32 kind = bpf_get_attach_cookie(ctx);

	switch (kind) {
	case REC_RECONF_ENTER:
		leave_args(REC_RECONF_EXIT, second, first, 0);
		return on_reconf_enter(first, second);
	case REC_STA_RECONF_ENTER:
		leave_args(REC_STA_RECONF_EXIT, first, NULL, 0);
		return on_sta_reconf_enter(first);
	case REC_ANNOUNCE:
		return on_work_queued(first, second, third * tick_ns);
	case REC_ANNOUNCE | COOKIE_SECOND:	/* in nanoseconds */
		return on_work_queued(first, second, third);
	case REC_CANCEL:
	case REC_CANCEL | COOKIE_SECOND:
		return on_work_cancelled(first, second);
	case REC_VIF_LINKS:
		if (!bpf_core_field_exists(sdata->vif.dormant_links))
			third = 0;
		return on_vif_set_links(first, (u64)second, third);
	case REC_LINK_FREE:
		leave_args(REC_WALK_END, first, NULL, (u64)second);
		return on_link_call(kind, first, (u64)second, false);
	case REC_LINK_UNHASH_FREE:
		return on_link_call(kind, first, (u64)second, true);
	case REC_LINK_REMOVE:
		return on_link_call(kind, first, (u64)second, (u8)third);
	case REC_STA_FREE:
		return on_sta_free(second);
	case REC_LINK_RCU:
		return on_link_rcu(first);
	case REC_CSA:
		return on_csa(CSA_STARTED, first, second, third, fourth, fifth);
	case REC_CSA | COOKIE_SECOND:
		return on_csa_withdrawn(first);
	case REC_RECONF_RESPONSE:
		return on_reconf_response(first, second, third);
	/* these send their record at the exit */
	case REC_LINK_ALLOC:
	case REC_LINK_ACTIVATE:
		leave_args(kind, first, NULL, (u64)second);
		return 0;
	case REC_ACTIVE_LINKS:
		leave_args(kind, second, NULL,
			   (u16)third | (u32)fourth << 16);
		return 0;
	}
	return 0;
}

SEC("kretprobe.multi")
int BPF_KRETPROBE(on_exit, int ret)
{
	u32 kind = bpf_get_attach_cookie(ctx);
	struct call_args args = take_args(kind);

	if (!args.object)
		return 0;
	switch (kind) {
	case REC_RECONF_EXIT:
		return on_reconf_exit(args.radio, args.object);
	case REC_STA_RECONF_EXIT:
		return on_sta_reconf_exit(args.object, ret);
	case REC_LINK_ALLOC:
	case REC_LINK_ACTIVATE:
		return on_link_setup(kind, args.object, args.link_id, ret);
	case REC_WALK_END:
		return on_link_freed(args.object);
	case REC_ACTIVE_LINKS:
		return on_active_links(args.object, args.links,
				       args.links >> 16, ret);
	}
	return 0;
}

/* --- tracepoints --------------------------------------------------------- */

SEC("raw_tp/cfg80211_links_removed")
int BPF_PROG(links_removed, struct net_device *dev, u16 link_mask)
{
	return on_links_removed(dev, link_mask);
}

/* A BTF file made for --btf may lack the types that only these are passed. */
SEC("raw_tp/rdev_assoc")
int BPF_PROG(assoc_request, struct wiphy *wiphy, struct net_device *dev,
	     struct cfg80211_assoc_request *req)
{
	return bpf_core_type_exists(struct cfg80211_assoc_request) ?
	       on_assoc_request(dev, req) : 0;
}

SEC("raw_tp/cfg80211_send_rx_assoc")
int BPF_PROG(assoc_response, struct net_device *dev, void *data)
{
	return bpf_core_type_exists(struct cfg80211_rx_assoc_resp_data) ||
	       bpf_core_type_exists(struct cfg80211_rx_assoc_resp) ?
	       on_assoc_response(dev, data) : 0;
}

SEC("raw_tp/cfg80211_send_assoc_failure")
int BPF_PROG(assoc_failure, struct net_device *dev,
	     struct cfg80211_assoc_failure *data)
{
	return bpf_core_type_exists(struct cfg80211_assoc_failure) ?
	       on_assoc_failure(dev, data) : 0;
}

SEC("raw_tp/cfg80211_rx_mlme_mgmt")
int BPF_PROG(frame_received, struct net_device *dev, const u8 *frame)
{
	return on_frame(dev, frame, false);
}

SEC("raw_tp/cfg80211_tx_mlme_mgmt")
int BPF_PROG(frame_sent, struct net_device *dev, const u8 *frame)
{
	return on_frame(dev, frame, true);
}

SEC("raw_tp/api_connection_loss")
int BPF_PROG(connection_loss, struct ieee80211_sub_if_data *sdata)
{
	return on_kind(REC_DRIVER_LOSS, sdata, NULL, LOSS_CONNECTION);
}

SEC("raw_tp/api_disconnect")
int BPF_PROG(driver_disconnect, struct ieee80211_sub_if_data *sdata)
{
	return on_kind(REC_DRIVER_LOSS, sdata, NULL, LOSS_WANTED);
}

/* since 6.8 (8f500fbc6c65) */
SEC("raw_tp/drv_neg_ttlm_res")
int BPF_PROG(neg_ttlm, struct ieee80211_local *local,
	     struct ieee80211_sub_if_data *sdata, int ret,
	     struct ieee80211_neg_ttlm *ttlm)
{
	return bpf_core_type_exists(struct ieee80211_neg_ttlm) ?
	       on_neg_ttlm(sdata, ret, ttlm) : 0;
}

SEC("raw_tp/cfg80211_ch_switch_notify")
int BPF_PROG(csa_done, struct net_device *dev,
	     struct cfg80211_chan_def *chandef, u32 link_id)
{
	return on_csa(CSA_DONE, dev, chandef, link_id, 0, 0);
}

SEC("raw_tp/drv_abort_channel_switch")
int BPF_PROG(csa_aborted, struct ieee80211_local *local,
	     struct ieee80211_sub_if_data *sdata)
{
	return on_kind(REC_CSA, sdata, NULL, CSA_ABORTED);
}

/* since 6.14 (36e05b0b8390) */
SEC("raw_tp/rdev_assoc_ml_reconf")
int BPF_PROG(reconf_request, struct wiphy *wiphy, struct net_device *dev)
{
	struct ieee80211_sub_if_data *sdata = sdata_of_dev(dev);

	return sdata ? on_kind(REC_RECONF_REQUEST, sdata, NULL, 0) : 0;
}

SEC("raw_tp/cfg80211_mlo_reconf_add_done")
int BPF_PROG(links_added, struct net_device *dev, u16 links)
{
	return on_links_added(dev, links);
}

static __always_inline struct ieee80211_local *local_of(struct wiphy *wiphy)
{
	struct ieee80211_local *local = within(wiphy, struct wiphy, priv);

	/* a full-MAC driver's private part does not point back */
	return BPF_CORE_READ(local, hw.wiphy) == wiphy ? local : NULL;
}

SEC("raw_tp/rdev_suspend")
int BPF_PROG(radio_suspend, struct wiphy *wiphy)
{
	struct ieee80211_local *local = local_of(wiphy);

	return local ? on_kind(REC_RADIO, NULL, local, RADIO_SUSPEND) : 0;
}

SEC("raw_tp/api_restart_hw")
int BPF_PROG(radio_restart, struct ieee80211_local *local)
{
	return on_kind(REC_RADIO, NULL, local, RADIO_RESTART);
}

/* enum ieee80211_reconfig_type: a restart is 0, a suspend is 1 */
SEC("raw_tp/drv_reconfig_complete")
int BPF_PROG(radio_complete, struct ieee80211_local *local, u32 type)
{
	return on_kind(REC_RADIO, NULL, local,
		       type ? RADIO_RESUMED : RADIO_RESTARTED);
}

/* --- the tracepoint alone, without any type of the kernel's ------------ */

/* include/trace: NETDEV_ENTRY and link_mask, as its format file has them */
struct links_removed_entry {
	u64 common;
	char name[IFACE_NAME_SIZE];
	int ifindex;
	u16 link_mask;
};

SEC("tracepoint/cfg80211/cfg80211_links_removed")
int t_links_removed(struct links_removed_entry *entry)
{
	struct rec_iface_event *rec;

	if (!reserve_record(rec, REC_LINKS_REMOVED))
		return 0;
	bpf_probe_read_kernel(rec->iface.name, sizeof(rec->iface.name),
			      entry->name);
	rec->iface.ifindex = entry->ifindex;
	rec->mask = entry->link_mask;
	send_record(rec);
	return 0;
}

/* --- the snapshot ------------------------------------------------------- */

/*
 * Look from outside at every station of every radio, in every network
 * namespace. No lock is held, so what it finds has to be seen twice to be
 * believed.
 */
struct radio_walk {
	struct list_head *head;
	struct list_head *pos;
	s32 radios;
	bool complete;
};

static long radio_step(u32 i, struct radio_walk *r)
{
	struct list_head *pos = r->pos;
	struct ieee80211_local *local;

	if (!bpf_core_type_exists(struct cfg80211_registered_device))
		return 1;
	if (pos == r->head) {
		r->complete = true;
		return 1;
	}
	r->radios++;
	r->pos = BPF_CORE_READ(pos, next);
	local = local_of(within(around(pos, struct cfg80211_registered_device,
				       list),
				struct cfg80211_registered_device, wiphy));
	if (local)
		walk_with_hash((u64)local, 0, POINT_SNAPSHOT);
	return 0;
}

/*
 * Loaded if user space has not found the list. Returns 1 if this program finds
 * it, 0 if there are no radios, and -1 otherwise.
 */
SEC("syscall")
int seek(void *ctx)
{
	bool none = false;

	if (bpf_core_type_exists(struct cfg80211_registered_device))
		seek_rdev_list(&none);
	return rdev_list ? 1 : none ? 0 : -1;
}

/*
 * Returns how many radios there are, mac80211's or not; -1: the list was not
 * found, or the walk did not reach its end.
 */
SEC("syscall")
int snapshot(void *ctx)
{
	struct radio_walk r = { 0 };
	struct list_head *head = (void *)rdev_list;

	if (!head)
		return -1;
	r.head = head;
	r.pos = BPF_CORE_READ(head, next);
	bpf_loop(MAX_RADIOS, radio_step, &r, 0);
	return r.complete ? r.radios : -1;
}
