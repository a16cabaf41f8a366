/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pseudonyms for what names people's devices: MAC addresses and interface
 * names. They replace the originals in a record before anything else uses it,
 * so that no form of output has an original. What was equal stays equal, and
 * what was different stays different, so the verdicts stay the same.
 *
 * Redacting something twice changes nothing more: pseudonyms are numbered in
 * the order in which the originals occur.
 */
#ifndef MLOTRACE_REDACT_H
#define MLOTRACE_REDACT_H

#include <stdbool.h>
#include <stdint.h>

#include "record.h"

struct redact;

/* NULL when out of memory. */
struct redact *redact_new(void);
void redact_free(struct redact *redact);

/* All of these change their argument in place, and return 0 or -ENOMEM. */

/*
 * 02:00:00:00:00:01 and on: locally administered addresses of nobody. The zero
 * address ("not known") and the broadcast address reveal nothing and stay.
 */
int redact_mac(struct redact *redact, uint8_t mac[6]);

/*
 * iface1 and on. A name may have an address in it (wlx00c0caa1b2c3) or a word
 * of the owner's. Only wlan with a number, the kernel's choice, stays.
 */
int redact_name(struct redact *redact, char name[IFACE_NAME_SIZE]);

/*
 * process1 and on, for the name of a process. Common programs that manage
 * connections keep their names.
 */
int redact_comm(struct redact *redact, char comm[IFACE_NAME_SIZE]);

/* Does the address have a pseudonym by now? */
bool redact_knows_mac(const struct redact *redact, const uint8_t mac[6]);

/* Redact every address and name in a valid record. */
int redact_record(struct redact *redact, union any_record *rec);

#endif
