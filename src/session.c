// SPDX-License-Identifier: GPL-2.0-only
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "preflight.h"
#include "recording.h"
#include "session.h"
#include "mlotrace.skel.h"
#include "util.h"

struct session {
	struct kernel_hooks kernel;
	struct mlotrace_bpf *bpf;
	struct ring_buffer *ring;
	struct bpf_link *links[HOOK_COUNT];
	uint64_t secret;	/* see obscure() */
	record_fn fn;
	void *ctx;
	int err;
};

static int quiet_print(enum libbpf_print_level level, const char *fmt,
		       va_list args)
{
	return 0;
}

static int loud_print(enum libbpf_print_level level, const char *fmt,
		      va_list args)
{
	return vfprintf(stderr, fmt, args);
}

/* A power of two, and at least a page: what BPF_MAP_TYPE_RINGBUF takes. */
static uint32_t ring_bytes(uint64_t want)
{
	uint32_t size = sysconf(_SC_PAGESIZE);

	while (size < want && size < 1U << 30)
		size *= 2;
	return size;
}

/*
 * A mixing of 64 bits that can be undone only by who has the secret: equal
 * addresses stay equal, and a recording tells nothing of the kernel's layout.
 */
static __u64 obscure(__u64 key, const void *ctx)
{
	const uint64_t *secret = ctx;

	if (!key)
		return 0;
	key ^= *secret;
	key = (key ^ key >> 30) * 0xbf58476d1ce4e5b9ULL;
	key = (key ^ key >> 27) * 0x94d049bb133111ebULL;
	key ^= key >> 31;
	return key ^ (*secret << 32 | *secret >> 32);
}

static int on_sample(void *ctx, void *data, size_t size)
{
	struct session *session = ctx;
	union any_record rec;

	if (!record_valid(data, size)) {
		session->err = -EPROTO;
		return session->err;
	}
	memcpy(&rec, data, size);
	record_map_keys(&rec, obscure, &session->secret);
	session->err = session->fn(&rec, session->ctx);
	return session->err;
}

static struct bpf_program *find_program(struct session *session, size_t hook)
{
	return bpf_object__find_program_by_name(session->bpf->obj,
						hooks[hook].program);
}

static int load_usable(struct session *session,
		       const struct session_opts *opts)
{
	struct timespec tick;

	session->bpf = mlotrace_bpf__open();
	if (!session->bpf)
		return -errno;
	for (size_t i = 0; i < HOOK_COUNT; i++)
		bpf_program__set_autoload(find_program(session, i),
			!opts->snapshot_only &&
			session->kernel.status[i].state == HOOK_USABLE);
	bpf_map__set_max_entries(session->bpf->maps.records,
				 ring_bytes(opts->ring_size));
	session->bpf->rodata->possible_cpus = libbpf_num_possible_cpus();
	/* the resolution of the coarse clock is one jiffy */
	clock_getres(CLOCK_MONOTONIC_COARSE, &tick);
	session->bpf->rodata->tick_ns = tick.tv_nsec;
	return mlotrace_bpf__load(session->bpf);
}

/* On a kernel that takes not all of them, those of the mission have to do. */
static int load(struct session *session, const struct session_opts *opts)
{
	int err = load_usable(session, opts);

	if (err && err != -EPERM && err != -ENOMEM) {
		for (size_t i = 0; i < HOOK_COUNT; i++)
			if (!hooks[i].mission &&
			    session->kernel.status[i].state == HOOK_USABLE)
				session->kernel.status[i] =
					(struct hook_status){ HOOK_FAILED, err };
		mlotrace_bpf__destroy(session->bpf);
		err = load_usable(session, opts);
	}
	if (err)
		return err;
	session->ring = ring_buffer__new(
		bpf_map__fd(session->bpf->maps.records), on_sample, session,
		NULL);
	return session->ring ? 0 : -errno;
}

/*
 * Exits before entries: a call that begins in between is then seen at its
 * exit only, and taken for none, rather than for one without an end.
 */
static int attach(struct session *session)
{
	for (size_t i = HOOK_COUNT; i-- > 0;) {
		struct hook_status *status = &session->kernel.status[i];

		if (status->state != HOOK_USABLE)
			continue;
		session->links[i] =
			bpf_program__attach(find_program(session, i));
		if (session->links[i])
			continue;
		*status = (struct hook_status){ HOOK_FAILED, -errno };
		if (hooks[i].mission)
			return status->err;
	}
	return 0;
}

int session_open(struct session **out, const struct session_opts *opts)
{
	struct session *session = calloc(1, sizeof(*session));
	int err;

	if (!session)
		return -ENOMEM;
	libbpf_set_print(opts->verbose >= 2 ? loud_print : quiet_print);
	if (getrandom(&session->secret, sizeof(session->secret), 0) < 0)
		err = -errno;
	else
		err = preflight(&session->kernel, !opts->snapshot_only);
	if (!err) {
		err = load(session, opts);
		if (!err && !opts->snapshot_only)
			err = attach(session);
		if (err)
			preflight_explain(err);
	}
	if (err) {
		session_close(session);
		return err;
	}
	*out = session;
	return 0;
}

void session_detach(struct session *session)
{
	for (size_t i = 0; i < HOOK_COUNT; i++) {
		bpf_link__destroy(session->links[i]);
		session->links[i] = NULL;
	}
}

void session_close(struct session *session)
{
	if (!session)
		return;
	session_detach(session);
	ring_buffer__free(session->ring);
	mlotrace_bpf__destroy(session->bpf);
	free(session);
}

const struct kernel_hooks *session_hooks(const struct session *session)
{
	return &session->kernel;
}

int session_fd(const struct session *session)
{
	return ring_buffer__epoll_fd(session->ring);
}

int session_consume(struct session *session, record_fn fn, void *ctx)
{
	int ret;

	session->fn = fn;
	session->ctx = ctx;
	session->err = 0;
	ret = ring_buffer__consume(session->ring);
	if (session->err)
		return session->err;
	return ret < 0 ? ret : 0;
}

uint32_t session_lost(const struct session *session)
{
	return session->bpf->bss->lost_records;
}

int session_snapshot(struct session *session, record_fn fn, void *ctx)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	int fd = bpf_program__fd(session->bpf->progs.snapshot);
	int radios, err;

	err = bpf_prog_test_run_opts(fd, &opts);
	if (err)
		return -errno;
	radios = (int)opts.retval;
	err = session_consume(session, fn, ctx);
	if (err)
		return err;
	return radios < 0 ? -ENOENT : radios;
}
