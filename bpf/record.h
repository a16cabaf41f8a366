/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The records that the BPF programs put into the ring buffer, shared with user
 * space. A recording has the same fields, as JSON (src/recording/fields.c).
 *
 * Every record starts with struct record. Pointers are kernel addresses. User
 * space only compares them, and replaces them before it writes them anywhere
 * (src/kernel/session.c).
 */
#ifndef MLOTRACE_RECORD_H
#define MLOTRACE_RECORD_H

#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

#define MLO_MAX_LINKS 15	/* IEEE80211_MLD_MAX_NUM_LINKS */
#define IFACE_NAME_SIZE 16	/* IFNAMSIZ */

/*
 * A kprobe's cookie is its hook's enum record_type. With this bit, it is the
 * second function in the table of hooks that sends the same type.
 */
#define COOKIE_SECOND 0x10000

enum record_type {
	/* struct rec_iface_event */
	REC_ANNOUNCE = 1,	/* AP announced a removal: mask, delay_ns */
	REC_CANCEL,		/* a pending removal was taken back */
	REC_RECONF_ENTER,	/* ieee80211_ml_reconf_work: mask */
	REC_RECONF_EXIT,
	REC_STA_RECONF_ENTER,	/* ieee80211_mgd_assoc_ml_reconf */
	REC_STA_RECONF_EXIT,	/* ret */
	REC_LINKS_REMOVED,	/* cfg80211_links_removed: mask */
	REC_VIF_LINKS,		/* ieee80211_vif_set_links: mask, dormant */
	REC_MISFIT,		/* what was read does not point back */
	/* struct rec_link_event */
	REC_LINK_ALLOC,		/* ieee80211_sta_allocate_link: ret */
	REC_LINK_ACTIVATE,	/* ieee80211_sta_activate_link: ret */
	REC_LINK_FREE,		/* ieee80211_sta_free_link */
	REC_LINK_UNHASH_FREE,	/* ieee80211_sta_remove_link */
	REC_LINK_REMOVE,	/* sta_remove_link: unhash */
	REC_LINK_RCU,		/* sta_link_free_rcu: no iface, no sta */
	/* struct rec_station */
	REC_STATION,		/* seen by a walk */
	REC_STA_FREE,		/* sta_info_free */
	/* struct rec_node */
	REC_HASH_NODE,		/* in link_sta_hash, but no station owns it */
	/* struct rec_walk */
	REC_WALK_END,
	/* struct rec_missed, made in user space */
	REC_MISSED,
	/* struct rec_assoc */
	REC_ASSOC_REQUEST,	/* rdev_assoc: links asked for, and offered */
	REC_ASSOC_RESPONSE,	/* cfg80211_send_rx_assoc: status of each */
	REC_ASSOC_FAILURE,	/* cfg80211_send_assoc_failure: timeout */
	/* struct rec_change */
	REC_ACTIVE_LINKS,	/* drv_change_vif_links: before, after, ret */
	REC_FRAME,		/* cfg80211_{rx,tx}_mlme_mgmt: kind, sent,
				   code */
	REC_DRIVER_LOSS,	/* api_connection_loss, api_disconnect: kind */
	REC_ADV_TTLM,		/* an advertised TID-to-link mapping, once a
				   beacon: after, delay_ns, duration_ns */
	REC_NEG_TTLM,		/* drv_neg_ttlm_res: down, up, ret */
	REC_CSA,		/* of one link: kind */
	REC_RECONF_REQUEST,	/* rdev_assoc_ml_reconf: to change links */
	REC_LINKS_ADDED,	/* cfg80211_mlo_reconf_add_done: after */
	REC_RADIO,		/* of all interfaces of a radio: kind */
	REC_TTLM_STOPPED,	/* a REC_ADV_TTLM, unless the next record of
				   the interface announces it again */
	/* struct rec_assoc */
	REC_RECONF_RESPONSE,	/* ieee80211_process_ml_reconf_resp: status */
	REC_TYPES,
};

enum frame_kind {
	FRAME_AUTH = 1,		/* code is a status; in the others, a reason */
	FRAME_DEAUTH,
	FRAME_DISASSOC,
};

enum driver_loss {
	LOSS_CONNECTION = 1,	/* the driver misses the AP */
	LOSS_WANTED,		/* it wants the connection to end */
};

enum csa_kind {
	CSA_STARTED = 1,	/* freq, width, count, quiet */
	CSA_DONE,		/* freq, width */
	CSA_ABORTED,		/* the link is not known */
	CSA_WITHDRAWN,		/* the AP no longer announces it */
};

enum radio_kind {
	RADIO_SUSPEND = 1,
	RADIO_RESTART,		/* asked for, by the driver or a process */
	RADIO_RESTARTED,	/* all was set up again after a restart */
	RADIO_RESUMED,		/* ... after a suspend */
};

#define TIDS 8

/* Is this type a struct rec_iface_event? */
static inline int is_iface_record(__u16 type)
{
	return type <= REC_MISFIT;
}

/* Is this type sent only as part of a walk? */
static inline int is_walk_record(__u16 type)
{
	return type == REC_STATION || type == REC_HASH_NODE ||
	       type == REC_WALK_END;
}

/* Where a walk was made. What its stations mean depends on that. */
enum walk_point {
	POINT_ENTER = 1,	/* before a reconfiguration */
	POINT_EXIT,		/* after it: a quiescent point */
	POINT_LINKS_REMOVED,	/* cfg80211_links_removed: quiescent too */
	POINT_LINK_FREED,	/* after sta_remove_link() without unhash */
	POINT_STA_FREE,		/* at sta_info_free() */
	POINT_SNAPSHOT,		/* from outside, no lock held */
	POINT_TYPES,
};

enum hash_walk {
	HASH_NOT_WALKED,
	HASH_WALKED,		/* every chain to its end */
	HASH_NESTED,		/* a nested bucket table, which is not walked */
	HASH_TRUNCATED,		/* too long, changing, or unreadable */
};

enum sta_flag {
	STA_INSERTED = 1 << 0,	/* WLAN_STA_INSERTED */
	STA_REMOVED = 1 << 1,	/* sta_info.removed: on its way out */
	STA_TDLS = 1 << 2,
	STA_MLO = 1 << 3,
	STA_MISFIT = 1 << 4,	/* it or one of its links does not fit */
};

struct record {
	__u16 type;		/* enum record_type */
	__u16 size;		/* of the whole record */
	__u32 lost;		/* records lost so far, all CPUs */
	__u64 time;		/* CLOCK_BOOTTIME, ns */
};

struct rec_iface {
	__u64 sdata;
	__u64 local;
	__u32 ifindex;
	__u32 netns;		/* inode number */
	__u32 wiphy;		/* index: phyN */
	__u16 valid_links;
	__u16 active_links;
	__u16 dormant_links;
	__u16 removed_links;	/* announced and pending; 0 before 6.5 */
	__u8 iftype;		/* enum nl80211_iftype */
	__u8 associated;	/* of a managed interface */
	__u8 addr[6];		/* our MLD address */
	char name[IFACE_NAME_SIZE];
	__u8 pad[4];
};

struct rec_sta {
	__u64 sta;
	__u64 assoc_at;		/* CLOCK_BOOTTIME, ns; 0: not associated */
	__u16 valid_links;
	__u8 flags;		/* enum sta_flag */
	__u8 deflink_id;	/* link id of the embedded link */
	__u8 addr[6];		/* MLD address of the peer */
	__u8 pad[6];
};

struct rec_iface_event {
	struct record hdr;
	struct rec_iface iface;
	__u64 delay_ns;
	__s32 ret;
	__u16 mask;
	__u16 dormant;
};

struct rec_link_event {
	struct record hdr;
	struct rec_iface iface;
	struct rec_sta sta;
	__u64 link;		/* struct link_sta_info */
	__s32 ret;
	__u32 bytes;		/* kernel memory of the link; 0: embedded */
	__u8 link_id;
	__u8 unhash;
	__u8 embedded;		/* is the station's deflink */
	__u8 pad;
	__u8 link_addr[6];
	__u8 pad2[2];
};

struct rec_station {
	struct record hdr;
	struct rec_iface iface;
	struct rec_sta sta;
	__u64 link[MLO_MAX_LINKS];	/* 0: no such link */
	__u32 bytes[MLO_MAX_LINKS];	/* 0: embedded, or no such link */
	__u16 point;
	__u16 present;			/* links that are not NULL */
	__u16 embedded;			/* the one that is the deflink */
	__u8 link_addr[MLO_MAX_LINKS][6];
	/* of links that have a channel, at POINT_SNAPSHOT; not recorded */
	__u16 freq[MLO_MAX_LINKS];	/* MHz, of the primary channel */
	__u16 width[MLO_MAX_LINKS];	/* MHz; 0: not known */
};

struct rec_node {
	struct record hdr;
	__u64 local;
	__u64 link;		/* struct link_sta_info around the node */
	__u64 sta;		/* as the node says, may be garbage */
	__u64 owner;		/* station whose memory holds it, or 0 */
	__u8 link_id;		/* as the node says, may be garbage */
	__u8 link_addr[6];	/* likewise */
	__u8 point;
	__u8 behind;		/* reached through another such node, which
				   may be freed memory: do not trust it */
	__u8 pad[7];
};

struct rec_walk {
	struct record hdr;
	__u64 local;
	__u64 sdata;		/* 0: all interfaces */
	__u32 stations;		/* REC_STATION records sent for this walk */
	__u32 nodes;		/* REC_HASH_NODE records sent for this walk */
	__u16 point;
	__u8 complete;		/* the station list was walked to its end */
	__u8 hash;		/* enum hash_walk */
	__u8 pad[4];
};

/*
 * Records that should have come since the last struct rec_missed of the same
 * kind, or since the start, but did not: either the kernel did not run the
 * program for a call, or the ring buffer had no room. Only the latter are in
 * struct record's lost, too.
 */
struct rec_missed {
	struct record hdr;
	__u64 since;		/* CLOCK_BOOTTIME, ns: not before this */
	__u32 count;
	__u16 of;		/* enum record_type; for a program, the record
				   that it sends first */
	__u8 skipped;		/* the program was not run */
	__u8 pad[1];
};

/* Who made the call; pid 0: a kernel thread. */
struct rec_asker {
	__u32 pid;		/* thread group, in the first pid namespace */
	char comm[IFACE_NAME_SIZE];	/* TASK_COMM_LEN is the same */
};

/* Arrays by link id; 0 where a link was not asked for. */
struct rec_assoc {
	struct record hdr;
	struct rec_iface iface;
	struct rec_asker asker;		/* of a request */
	__u16 asked;			/* also links to add to a connection */
	__u16 offered;			/* in the AP's beacon; of a request */
	__u16 code;			/* status of the whole response */
	__u16 status[MLO_MAX_LINKS];	/* of a response */
	__u16 freq[MLO_MAX_LINKS];	/* MHz, of the primary channel */
	__u16 width[MLO_MAX_LINKS];	/* MHz; 0: not known */
	__u8 peer[6];			/* the AP's MLD address, or BSSID */
	__u8 timeout;
	__u8 pad;
	__u16 removed;			/* by us, in REC_RECONF_RESPONSE */
	__u8 pad2[2];
};

struct rec_change {
	struct record hdr;
	struct rec_iface iface;
	__u64 delay_ns;
	__u64 duration_ns;
	struct rec_asker asker;
	char driver[IFACE_NAME_SIZE];	/* of the radio */
	__s32 ret;
	__u16 before;			/* masks of links */
	__u16 after;
	__u16 code;			/* status or reason */
	__u16 freq;			/* MHz, of the primary channel */
	__u16 width;			/* MHz; 0: not known */
	__u16 down[TIDS];		/* by TID, masks of links */
	__u16 up[TIDS];
	__u8 kind;
	__u8 link_id;
	__u8 sent;			/* by us, or made up for a lost AP */
	__u8 count;			/* beacons until a channel switch */
	__u8 quiet;			/* no frames until then */
	__u8 peer[6];
	__u8 pad[3];
};

union any_record {
	struct record hdr;
	struct rec_iface_event iface_event;
	struct rec_link_event link_event;
	struct rec_station station;
	struct rec_node node;
	struct rec_walk walk;
	struct rec_missed missed;
	struct rec_assoc assoc;
	struct rec_change change;
};

/* There must be no holes, which the compiler could fill with anything. */
_Static_assert(sizeof(struct record) == 16, "struct record");
_Static_assert(sizeof(struct rec_iface) == 64, "struct rec_iface");
_Static_assert(sizeof(struct rec_sta) == 32, "struct rec_sta");
_Static_assert(sizeof(struct rec_iface_event) == 96, "rec_iface_event");
_Static_assert(sizeof(struct rec_link_event) == 140 + 4, "rec_link_event");
_Static_assert(sizeof(struct rec_station) == 448, "rec_station");
_Static_assert(sizeof(struct rec_node) == 64, "rec_node");
_Static_assert(sizeof(struct rec_walk) == 48, "rec_walk");
_Static_assert(sizeof(struct rec_missed) == 32, "rec_missed");
_Static_assert(sizeof(struct rec_assoc) == 208, "rec_assoc");
_Static_assert(sizeof(struct rec_change) == 192, "rec_change");

#endif
