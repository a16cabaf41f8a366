/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pseudonyms for what names people's devices: MAC addresses and interface
 * names. They go into a record before anything is made of it, so that no form
 * of output has the original; and as equal stays equal and different stays
 * different, the record is judged as before.
 *
 * What has been redacted before comes out unchanged: pseudonyms are numbered
 * in the order in which the originals are met.
 */
#ifndef MLOTRACE_REDACT_H
#define MLOTRACE_REDACT_H

#include <stdbool.h>
#include <stdint.h>

#include "record.h"

struct redact;

/* NULL when memory is out. */
struct redact *redact_new(void);
void redact_free(struct redact *redact);

/* All of these change their argument in place; -ENOMEM when memory is out. */

/*
 * 02:00:00:00:00:01 and on: locally administered, of nobody. The zero address
 * ("not known") and the broadcast address tell nothing and stay.
 */
int redact_mac(struct redact *redact, uint8_t mac[6]);

/*
 * iface1 and on. Names may hold an address (wlx00c0caa1b2c3) or a word of the
 * owner's; only wlan and a number, which the kernel gives, stays.
 */
int redact_name(struct redact *redact, char name[IFACE_NAME_SIZE]);

/*
 * process1 and on, of a process's name; only what manages connections anywhere
 * keeps its own.
 */
int redact_comm(struct redact *redact, char comm[IFACE_NAME_SIZE]);

/* Whether the address has a pseudonym by now. */
bool redact_knows_mac(const struct redact *redact, const uint8_t mac[6]);

/* Every address and name in a valid record. */
int redact_record(struct redact *redact, union any_record *rec);

#endif
