/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the BPF programs and the ring buffer: finds out what can be attached,
 * attaches it, hands records over. While a session is open the hooks are in
 * the kernel; they go with the process, however it ends.
 */
#ifndef MLOTRACE_SESSION_H
#define MLOTRACE_SESSION_H

#include "kernel/attach.h"
#include "record.h"

struct session;

struct session_opts {
	uint64_t ring_size;	/* bytes; rounded up to what BPF takes */
	unsigned int verbose;	/* from 2 on, show libbpf's messages */
	bool snapshot_only;	/* attach nothing */
	enum attach_mode mode;
	const char *btf_path;	/* BTF of mac80211 made elsewhere, or NULL */
};

/* From 2 on, show libbpf's messages. session_open() does so by itself. */
void session_messages(unsigned int verbose);

/*
 * Load and attach all that this kernel has. Returns a negative errno after
 * reporting it with msg_error() and a hint. Only -ENODEV is not reported:
 * mac80211 is not there (yet).
 */
int session_open(struct session **session, const struct session_opts *opts);
void session_close(struct session *session);

const struct kernel_hooks *session_hooks(const struct session *session);

/* Readable when there are records; for poll(). */
int session_fd(const struct session *session);

/*
 * Hand waiting records to fn, with their keys replaced by numbers that tell
 * nothing about kernel addresses. session_consume() hands over some thousand
 * at most; if there are more, session_fd() is still readable afterwards.
 * session_consume_all() ends when no more come than are taken. A negative
 * result of fn stops and is returned.
 */
typedef int (*record_fn)(const union any_record *rec, void *ctx);
int session_consume(struct session *session, record_fn fn, void *ctx);
int session_consume_all(struct session *session, record_fn fn, void *ctx);

/* Has fn been handed all records that had come at the last call? */
bool session_caught_up(const struct session *session);

/* Take the hooks out of the kernel; what they have sent can still be read. */
void session_detach(struct session *session);

/*
 * Walk every station of every radio, right now, and hand the records over. No
 * lock is held: believe what two snapshots agree on. Returns the number of
 * radios that cfg80211 has, full-MAC ones included; -ENOENT if their list
 * could not be walked.
 */
int session_snapshot(struct session *session, record_fn fn, void *ctx);

/*
 * Is ftrace switched off by now, so that the hooks are not called? Nothing
 * else shows that their records are missing.
 */
bool session_hooks_off(const struct session *session);

/*
 * Look now for what was missed, as session_consume() does from time to time
 * while records come. Each kind becomes a REC_MISSED, to be consumed.
 */
int session_look_for_missed(struct session *session);

/*
 * When to call session_consume() even if there is nothing to read: boot clock,
 * ns; 0: not at all.
 */
uint64_t session_wake(const struct session *session);

/* Records that the ring buffer had no room for, so far. */
uint32_t session_lost(const struct session *session);

#endif
