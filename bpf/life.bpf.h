/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the hooks on the life of a connection and its links do: who asked, what
 * the AP answered, which links are active. Nothing here affects the verdict on
 * a removal. Most are tracepoints of cfg80211 and mac80211; the few
 * functions say more than those.
 */
#ifndef MLOTRACE_LIFE_BPF_H
#define MLOTRACE_LIFE_BPF_H

#include "handlers.bpf.h"

#define PF_KTHREAD 0x00200000	/* include/linux/sched.h */
#define NSEC_PER_TU 1024000ULL

/* include/linux/ieee80211.h: the first octet, subtype and type */
#define STYPE_DISASSOC 0xa0
#define STYPE_AUTH 0xb0
#define STYPE_DEAUTH 0xc0
#define FRAME_HEADER 24		/* octets before the body */
#define FRAME_ADDR1 4
#define FRAME_ADDR2 10

static __always_inline void fill_asker(struct rec_asker *out)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	if (BPF_CORE_READ(task, flags) & PF_KTHREAD)
		return;
	out->pid = bpf_get_current_pid_tgid() >> 32;
	bpf_get_current_comm(out->comm, sizeof(out->comm));
}

/*
 * Fill in what the records of all changes have in common. The caller reserves
 * the record: up to 6.1, the verifier takes one that a function returns for
 * NULL.
 */
static __noinline int fill_change(struct rec_change *rec,
				  struct ieee80211_sub_if_data *sdata,
				  struct ieee80211_local *local)
{
	struct wiphy *wiphy;

	if (sdata) {
		fill_iface(&rec->iface, (u64)sdata);
		local = BPF_CORE_READ(sdata, local);
	}
	wiphy = BPF_CORE_READ(local, hw.wiphy);
	if (!sdata) {
		rec->iface.local = (u64)local;
		rec->iface.wiphy = wiphy_index(wiphy);
	}
	bpf_probe_read_kernel_str(rec->driver, sizeof(rec->driver),
		BPF_CORE_READ(wiphy, dev.parent, driver, name));
	fill_asker(&rec->asker);
	return 0;
}

/* --- association ---------------------------------------------------------- */

/*
 * The links that the AP has, by its reduced neighbor report (802.11be
 * 9.4.2.169): those of its own MLD have the MLD ID 0.
 */
#define EID_RNR 201
#define TBTT_MLD_PARAMS 13	/* octets before them in a full entry */
#define TBTT_WITH_MLD 16	/* octets of an entry that has them */

struct rnr_walk {
	u64 pos;		/* an element, or within a report */
	u64 report_end;		/* 0: at an element */
	u64 end;
	u16 links;
	u8 entries;		/* left of this neighbor */
	u8 length;		/* of each */
};

static __always_inline bool step_into_element(struct rnr_walk *w)
{
	u8 head[2] = { 0 };

	if (w->pos + sizeof(head) > w->end)
		return false;
	bpf_probe_read_kernel(head, sizeof(head), (void *)w->pos);
	w->pos += sizeof(head);
	if (w->pos + head[1] > w->end)
		return false;
	if (head[0] == EID_RNR)
		w->report_end = w->pos + head[1];
	else
		w->pos += head[1];
	return true;
}

static __always_inline void step_into_neighbor(struct rnr_walk *w)
{
	u8 head[4] = { 0 };

	bpf_probe_read_kernel(head, sizeof(head), (void *)w->pos);
	w->pos += sizeof(head);
	w->entries = (head[0] >> 4) + 1;
	w->length = head[1];
}

static __always_inline void take_entry(struct rnr_walk *w)
{
	u8 mld[2] = { 0xff };

	if (w->length >= TBTT_WITH_MLD)
		bpf_probe_read_kernel(mld, sizeof(mld),
				      (void *)w->pos + TBTT_MLD_PARAMS);
	if (!mld[0] && (mld[1] & 15) < MLO_MAX_LINKS)
		w->links |= 1 << (mld[1] & 15);
	w->pos += w->length;
	w->entries--;
}

static long rnr_step(u32 i, struct rnr_walk *w)
{
	if (!w->report_end)
		return !step_into_element(w);
	if (w->entries && w->pos + w->length <= w->report_end) {
		take_entry(w);
	} else if (!w->entries && w->pos + 4 <= w->report_end) {
		step_into_neighbor(w);
	} else {
		w->pos = w->report_end;
		w->report_end = w->entries = 0;
	}
	return 0;
}

static __always_inline u16 offered_by(struct cfg80211_bss *bss)
{
	struct cfg80211_bss_ies *ies = BPF_CORE_READ(bss, ies);
	struct rnr_walk w = {
		.pos = (u64)within(ies, struct cfg80211_bss_ies, data),
	};

	w.end = ies ? w.pos + BPF_CORE_READ(ies, len) : 0;
	bpf_loop(512, rnr_step, &w, 0);
	return w.links;
}

static __always_inline void *read_pointer(const void *at)
{
	void *pointer = NULL;

	bpf_probe_read_kernel(&pointer, sizeof(pointer), at);
	return pointer;
}

static __always_inline void fill_assoc(struct rec_assoc *rec,
				       struct ieee80211_sub_if_data *sdata,
				       const u8 *ap_mld_addr)
{
	fill_iface(&rec->iface, (u64)sdata);
	fill_asker(&rec->asker);
	if (ap_mld_addr)
		bpf_probe_read_kernel(rec->peer, sizeof(rec->peer),
				      ap_mld_addr);
}

/* Note the link if it was asked for: then it has a BSS. */
static __always_inline struct cfg80211_bss *
take_link(struct rec_assoc *rec, u32 link_id, const void *bss_at)
{
	struct cfg80211_bss *bss = read_pointer(bss_at);

	if (!bss)
		return NULL;
	rec->asked |= 1 << link_id;
	rec->freq[link_id] = BPF_CORE_READ(bss, channel, center_freq);
	return bss;
}

/* The links of an association in kernel memory, stride bytes apart. */
struct links_of {
	struct rec_assoc *rec;
	const void *bss;
	const void *status;	/* of the first; NULL: not known */
	struct ieee80211_sub_if_data *sdata;	/* their interface, or NULL */
	struct cfg80211_bss *first;
	u64 stride;
};

static long take_step(u64 i, struct links_of *l)
{
	struct rec_assoc *rec = l->rec;
	struct cfg80211_bss *bss;

	if (i >= MLO_MAX_LINKS)
		return 1;
	bss = take_link(rec, i, l->bss + i * l->stride);
	if (!bss)
		return 0;
	if (!l->first)
		l->first = bss;
	if (l->status)
		bpf_probe_read_kernel(&rec->status[i], sizeof(rec->status[i]),
				      l->status + i * l->stride);
	if (l->sdata)
		fill_channel(&rec->freq[i], &rec->width[i],
			     channel_of(l->sdata, i));
	return 0;
}

/* Not a loop in C: the verifier would go through all of its iterations. */
static __always_inline void take_links(struct links_of *l)
{
	bpf_loop(MLO_MAX_LINKS, take_step, l, 0);
}

static __always_inline int
on_assoc_request(struct net_device *dev, struct cfg80211_assoc_request *req)
{
	const u8 *mld = BPF_CORE_READ(req, ap_mld_addr);
	struct ieee80211_sub_if_data *sdata = sdata_of_dev(dev);
	struct links_of l = {
		.bss = within(req, struct cfg80211_assoc_request, links),
		.stride = bpf_core_type_size(struct cfg80211_assoc_link),
		.first = BPF_CORE_READ(req, bss),
	};
	struct cfg80211_bss *first;
	struct rec_assoc *rec;

	if (!sdata || !reserve_record(rec, REC_ASSOC_REQUEST))
		return 0;
	fill_assoc(rec, sdata, mld);
	l.rec = rec;
	take_links(&l);
	first = l.first;
	if (!mld)
		BPF_CORE_READ_INTO(&rec->peer, first, bssid);
	rec->offered = rec->asked | offered_by(first);
	send_record(rec);
	return 0;
}

/* Return the code at this offset in the frame's body: a status or a reason. */
static __always_inline u16 frame_code(const u8 *frame, u32 offset)
{
	u8 code[2] = { 0 };

	bpf_probe_read_kernel(code, sizeof(code),
			      frame + FRAME_HEADER + offset);
	return code[0] | code[1] << 8;
}

#define RESPONSE(field)							\
	(bpf_core_type_exists(struct cfg80211_rx_assoc_resp_data) ?	\
	 bpf_core_field_offset(struct cfg80211_rx_assoc_resp_data, field) : \
	 bpf_core_field_offset(struct cfg80211_rx_assoc_resp, field))

static __always_inline int on_assoc_response(struct net_device *dev,
					     const void *data)
{
	struct ieee80211_sub_if_data *sdata = sdata_of_dev(dev);
	const bool has_status =	/* of each link; 6.1 has none */
		bpf_core_type_exists(struct cfg80211_rx_assoc_resp_data) ||
		bpf_core_field_exists(struct cfg80211_rx_assoc_resp,
				      links[0].status);
	struct links_of l = {
		.bss = data + RESPONSE(links[0].bss),
		.status = has_status ? data + RESPONSE(links[0].status) : NULL,
		.stride = RESPONSE(links[1]) - RESPONSE(links[0]),
		.sdata = sdata,
	};
	struct rec_assoc *rec;

	if (!sdata || !reserve_record(rec, REC_ASSOC_RESPONSE))
		return 0;
	fill_assoc(rec, sdata, read_pointer(data + RESPONSE(ap_mld_addr)));
	rec->code = frame_code(read_pointer(data + RESPONSE(buf)), 2);
	l.rec = rec;
	take_links(&l);
	send_record(rec);
	return 0;
}

static __always_inline int
on_assoc_failure(struct net_device *dev, struct cfg80211_assoc_failure *data)
{
	struct ieee80211_sub_if_data *sdata = sdata_of_dev(dev);
	struct links_of l = {
		.bss = within(data, struct cfg80211_assoc_failure, bss),
		.stride = sizeof(void *),
	};
	struct rec_assoc *rec;

	if (!sdata || !reserve_record(rec, REC_ASSOC_FAILURE))
		return 0;
	fill_assoc(rec, sdata, BPF_CORE_READ(data, ap_mld_addr));
	l.rec = rec;
	take_links(&l);
	rec->timeout = BPF_CORE_READ(data, timeout);
	send_record(rec);
	return 0;
}

/* --- links that are added and removed -------------------------------------- */

/*
 * The response has, after its category and action: a dialog token, a count, and
 * for each link its id and a status (802.11be 9.6.35.11).
 */
#define RESPONSE_TOKEN 2
#define RESPONSE_COUNT 3
#define RESPONSE_LINKS 4

static __always_inline void take_statuses(struct rec_assoc *rec,
					  const u8 *links, u32 count)
{
	u8 of_link[3] = { 0 };

	for (u32 i = 0; i < MLO_MAX_LINKS; i++) {
		if (i >= count)
			break;
		bpf_probe_read_kernel(of_link, sizeof(of_link),
				      links + i * sizeof(of_link));
		of_link[0] &= 15;
		if (of_link[0] < MLO_MAX_LINKS)
			rec->status[of_link[0]] = of_link[1] | of_link[2] << 8;
	}
}

static __noinline int on_reconf_response(struct ieee80211_sub_if_data *sdata,
					 const u8 *frame, u64 len)
{
	u8 head[RESPONSE_LINKS] = { 0 };
	struct rec_assoc *rec;
	u16 added, removed;

	if (!bpf_core_field_exists(sdata->u.mgd.reconf))
		return 0;
	bpf_probe_read_kernel(head, sizeof(head), frame + FRAME_HEADER);
	added = BPF_CORE_READ(sdata, u.mgd.reconf.added_links);
	removed = BPF_CORE_READ(sdata, u.mgd.reconf.removed_links);
	/* mac80211 ignores a response that was not asked for or is cut short */
	if (!(added | removed) || head[RESPONSE_TOKEN] !=
	    BPF_CORE_READ(sdata, u.mgd.reconf.dialog_token) ||
	    len < FRAME_HEADER + sizeof(head) + 3ULL * head[RESPONSE_COUNT] ||
	    !reserve_record(rec, REC_RECONF_RESPONSE))
		return 0;
	fill_assoc(rec, sdata, frame + FRAME_ADDR2);
	rec->asked = added;
	rec->removed = removed;
	take_statuses(rec, frame + FRAME_HEADER + sizeof(head),
		      head[RESPONSE_COUNT]);
	send_record(rec);
	return 0;
}

/* --- the end of a connection ---------------------------------------------- */

/* Successful authentications are not reported. */
static __always_inline int on_frame(struct net_device *dev, const u8 *frame,
				    bool sent)
{
	struct ieee80211_sub_if_data *sdata = sdata_of_dev(dev);
	u32 kind = FRAME_DEAUTH, code;
	struct rec_change *rec;
	u8 subtype = 0;

	if (!sdata)
		return 0;
	bpf_probe_read_kernel(&subtype, sizeof(subtype), frame);
	if (subtype == STYPE_AUTH)
		kind = FRAME_AUTH;
	else if (subtype == STYPE_DISASSOC)
		kind = FRAME_DISASSOC;
	else if (subtype != STYPE_DEAUTH)
		return 0;
	/* in an authentication: algorithm, transaction, status */
	code = frame_code(frame, kind == FRAME_AUTH ? 4 : 0);
	if (kind == FRAME_AUTH && !code)
		return 0;
	if (!reserve_record(rec, REC_FRAME))
		return 0;
	fill_change(rec, sdata, NULL);
	rec->kind = kind;
	rec->code = code;
	rec->sent = sent;
	bpf_probe_read_kernel(rec->peer, sizeof(rec->peer),
			      frame + (sent ? FRAME_ADDR1 : FRAME_ADDR2));
	send_record(rec);
	return 0;
}

/*
 * The AP's beacon no longer announces the switch. If the driver cannot abort a
 * switch, nothing else happens.
 */
static __noinline int on_csa_withdrawn(struct ieee80211_link_data *link)
{
	struct ieee80211_sub_if_data *sdata = BPF_CORE_READ(link, sdata);
	struct rec_change *rec;

	if (!reserve_record(rec, REC_CSA))
		return 0;
	fill_change(rec, sdata, NULL);
	rec->kind = CSA_WITHDRAWN;
	rec->link_id = BPF_CORE_READ(link, link_id);
	send_record(rec);
	return 0;
}

/* Report only that something happened, and its kind. */
static __noinline int on_kind(u32 type, struct ieee80211_sub_if_data *sdata,
			      struct ieee80211_local *local, u8 kind)
{
	struct rec_change *rec;

	if (!reserve_record(rec, type))
		return 0;
	fill_change(rec, sdata, local);
	rec->kind = kind;
	send_record(rec);
	return 0;
}

/* --- what becomes of its links -------------------------------------------- */

static __always_inline int
on_active_links(struct ieee80211_sub_if_data *sdata, u16 before, u16 after,
		int ret)
{
	struct rec_change *rec;

	if (before == after || !is_client(BPF_CORE_READ(sdata, vif.type)))
		return 0;
	if (!reserve_record(rec, REC_ACTIVE_LINKS))
		return 0;
	fill_change(rec, sdata, NULL);
	rec->before = before;
	rec->after = after;
	rec->ret = ret;
	send_record(rec);
	return 0;
}

static __always_inline int
on_neg_ttlm(struct ieee80211_sub_if_data *sdata, int ret,
	    struct ieee80211_neg_ttlm *ttlm)
{
	struct rec_change *rec;

	if (!reserve_record(rec, REC_NEG_TTLM))
		return 0;
	fill_change(rec, sdata, NULL);
	rec->ret = ret;
	BPF_CORE_READ_INTO(&rec->down, ttlm, downlink);
	BPF_CORE_READ_INTO(&rec->up, ttlm, uplink);
	send_record(rec);
	return 0;
}

static __always_inline int on_csa(u8 kind, struct net_device *dev,
				  struct cfg80211_chan_def *chandef,
				  u8 link_id, u8 count, u8 quiet)
{
	struct ieee80211_sub_if_data *sdata = sdata_of_dev(dev);
	struct rec_change *rec;

	if (!sdata || !is_client(BPF_CORE_READ(sdata, vif.type)))
		return 0;
	if (!reserve_record(rec, REC_CSA))
		return 0;
	fill_change(rec, sdata, NULL);
	rec->kind = kind;
	rec->link_id = link_id;
	rec->count = count;
	rec->quiet = quiet;
	fill_channel(&rec->freq, &rec->width, chandef);
	send_record(rec);
	return 0;
}

static __always_inline int on_links_added(struct net_device *dev, u16 links)
{
	struct ieee80211_sub_if_data *sdata = sdata_of_dev(dev);
	struct rec_change *rec;

	if (!sdata)
		return 0;
	if (!reserve_record(rec, REC_LINKS_ADDED))
		return 0;
	fill_change(rec, sdata, NULL);
	rec->after = links;
	send_record(rec);
	return 0;
}

/* An advertised mapping shows in the work that will carry it out. */
static __noinline int on_adv_ttlm(u32 type, struct wiphy *wiphy, void *work,
				  u64 delay_ns)
{
	struct ieee80211_sub_if_data *sdata;
	struct rec_change *rec;

	if (!bpf_core_field_exists(struct ieee80211_if_managed, ttlm_work))
		return 0;
	sdata = around(work, struct ieee80211_sub_if_data, u.mgd.ttlm_work);
	if (!points_back(sdata, wiphy))
		return 0;
	/* when a connection ends, this is already cleared */
	if (!BPF_CORE_READ(sdata, u.mgd.ttlm_info.switch_time))
		return 0;
	if (!reserve_record(rec, type))
		return 0;
	fill_change(rec, sdata, NULL);
	BPF_CORE_READ_INTO(&rec->after, sdata, u.mgd.ttlm_info.map);
	rec->duration_ns = NSEC_PER_TU *
			   BPF_CORE_READ(sdata, u.mgd.ttlm_info.duration);
	rec->delay_ns = delay_ns;
	send_record(rec);
	return 0;
}

static __always_inline int on_work_queued(struct wiphy *wiphy, void *work,
					  u64 delay_ns)
{
	on_announce(wiphy, work, delay_ns);
	return on_adv_ttlm(REC_ADV_TTLM, wiphy, work, delay_ns);
}

/* Each beacon that announces a mapping cancels the work, and queues it anew. */
static __always_inline int on_work_cancelled(struct wiphy *wiphy, void *work)
{
	on_cancel(wiphy, work);
	return on_adv_ttlm(REC_TTLM_STOPPED, wiphy, work, 0);
}

#endif
