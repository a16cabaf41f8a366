/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The options that are common to all verbs that follow the running kernel. A
 * verb's own options are a struct with a member .live, and its table has the
 * rows from here.
 */
#ifndef MLOTRACE_LIVE_OPTS_H
#define MLOTRACE_LIVE_OPTS_H

#include "base/options.h"
#include "kernel/session.h"
#include "lifecycle/lifecycle.h"

struct live_opts {
	const char *iface;
	struct opt_mac sta;
	bool no_wait;
	int attach;		/* enum attach_mode */
	const char *btf;
	uint64_t ring_size;
};

#define LIVE_OPTS_DEFAULT { .ring_size = 1 << 20 }

#define LIVE_OPT(type, name, letter, kind, field, arg, ...)		\
	{ name, letter, kind, offsetof(struct type, live.field), arg,	\
	  __VA_ARGS__ }

/* What to follow, and how to attach. */
#define LIVE_FILTER_OPTS(type)						\
	LIVE_OPT(type, "iface", 'i', OPT_STRING, iface, "NAME",		\
		 "only this interface"),				\
	LIVE_OPT(type, "sta", 's', OPT_MAC, sta, "MAC",			\
		 "only this station, by its MLD address")

#define LIVE_ATTACH_OPTS(type)						\
	LIVE_OPT(type, "no-wait", 0, OPT_FLAG, no_wait, NULL,		\
		 "fail if mac80211 is not loaded"),			\
	LIVE_OPT(type, "attach", 0, OPT_CHOICE, attach, "WAY",		\
		 "auto, fentry, kprobe or tracepoint",			\
		 .choices = attach_mode_names),				\
	LIVE_OPT(type, "btf", 0, OPT_STRING, btf, "FILE",		\
		 "read the BTF of mac80211 from this file"),		\
	LIVE_OPT(type, "ring-size", 0, OPT_NUMBER, ring_size, "BYTES",	\
		 "size of the ring buffer (1048576)", 1 << 30)

/* The options still own the strings in both. */
struct filter live_filter(const struct live_opts *opts);
struct session_opts live_session_opts(const struct live_opts *opts,
				      unsigned int verbose);

#endif
