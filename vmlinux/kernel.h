/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The CO-RE types of the core kernel: only the fields that mlotrace reads.
 * Offsets are relocated on the running kernel; nothing here is a layout.
 */
#ifndef __VMLINUX_H__
#define __VMLINUX_H__

typedef signed char __s8;
typedef unsigned char __u8;
typedef short __s16;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
typedef long long __s64;
typedef unsigned long long __u64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;
typedef __s8 s8;
typedef __u8 u8;
typedef __s16 s16;
typedef __u16 u16;
typedef __s32 s32;
typedef __u32 u32;
typedef __s64 s64;
typedef __u64 u64;
typedef _Bool bool;
enum { false, true };

#define NULL ((void *)0)

/* include/uapi/linux/bpf.h */
enum {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_RINGBUF = 27,
};

/* arch/x86/include/uapi/asm/ptrace.h, as the kernel sees it: ABI */
struct pt_regs {
#if defined(__TARGET_ARCH_x86)
	unsigned long r15, r14, r13, r12, bp, bx, r11, r10, r9, r8;
	unsigned long ax, cx, dx, si, di, orig_ax, ip, cs, flags, sp, ss;
#else
	unsigned long none;
#endif
};

/* arch/arm64/include/uapi/asm/ptrace.h: ABI */
struct user_pt_regs {
	__u64 regs[31];
	__u64 sp;
	__u64 pc;
	__u64 pstate;
};

#pragma clang attribute push(__attribute__((preserve_access_index)), \
			     apply_to = record)

struct list_head {
	struct list_head *next;
	struct list_head *prev;
};

/* the source says rcu_head, a macro */
struct callback_head {
	struct callback_head *next;
};

struct rhash_head {
	struct rhash_head *next;
};

struct rhlist_head {
	struct rhash_head rhead;
	struct rhlist_head *next;
};

struct bucket_table {
	unsigned int size;
	unsigned int nest;
	struct bucket_table *future_tbl;
	void *buckets[];
};

struct rhashtable {
	struct bucket_table *tbl;
};

struct rhltable {
	struct rhashtable ht;
};

struct ns_common {
	unsigned int inum;
};

struct net_device;

struct net {
	struct list_head list;
	struct list_head dev_base_head;
	struct ns_common ns;
	struct net_device *loopback_dev;
};

typedef struct {
	struct net *net;
} possible_net_t;

struct wireless_dev;

struct net_device {
	char name[16];
	int ifindex;
	struct list_head dev_list;
	possible_net_t nd_net;
	struct wireless_dev *ieee80211_ptr;
};

struct nsproxy {
	struct net *net_ns;
};

struct task_struct {
	unsigned int flags;
	struct nsproxy *nsproxy;
};

struct device_driver {
	const char *name;
};

struct device {
	struct device *parent;
	struct device_driver *driver;
	void *class;
};

#pragma clang attribute pop

#endif
