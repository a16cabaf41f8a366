/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions to nl80211 that take no privilege. */
#ifndef MLOTRACE_COLLECT_NL_H
#define MLOTRACE_COLLECT_NL_H

#include <stdint.h>

struct nlattr;

/* An answer: attrs by NL80211_ATTR_*, up to NL_ATTR_MAX. */
#define NL_ATTR_MAX 400
typedef void nl_answer(struct nlattr **attrs, void *ctx);

/*
 * Dump the answers to cmd (NL80211_CMD_*) for this interface, or for all (0).
 * If the kernel does not answer, there are none.
 */
void nl80211_dump(int cmd, uint32_t ifindex, nl_answer *fn, void *ctx);

#endif
