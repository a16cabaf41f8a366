// SPDX-License-Identifier: GPL-2.0-only
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "attach.h"
#include "btf_file.h"
#include "preflight.h"
#include "recording.h"
#include "session.h"
#include "mlotrace.skel.h"
#include "util.h"

struct session {
	struct kernel_hooks kernel;
	struct mlotrace_bpf *bpf;
	int btf_fd;		/* of what --btf named; -1: none */
	int ftrace_fd;		/* see preflight_ftrace(); -1: none */
	struct ring_buffer *ring;
	struct attachment at;
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

static int load(struct session *session, const struct session_opts *opts)
{
	LIBBPF_OPTS(bpf_object_open_opts, open_opts);
	char btf_path[32];
	struct timespec tick;
	int err;

	if (session->btf_fd >= 0) {
		snprintf(btf_path, sizeof(btf_path), "/proc/self/fd/%d",
			 session->btf_fd);
		open_opts.btf_custom_path = btf_path;
	}
	session->bpf = mlotrace_bpf__open_opts(&open_opts);
	if (!session->bpf)
		return -errno;
	attach_select(session->bpf->obj, &session->kernel,
		      opts->snapshot_only);
	bpf_map__set_max_entries(session->bpf->maps.records,
				 ring_bytes(opts->ring_size));
	session->bpf->rodata->possible_cpus = libbpf_num_possible_cpus();
	/* the resolution of the coarse clock is one jiffy */
	clock_getres(CLOCK_MONOTONIC_COARSE, &tick);
	session->bpf->rodata->tick_ns = tick.tv_nsec;
	err = mlotrace_bpf__load(session->bpf);
	if (err)
		return err;
	session->ring = ring_buffer__new(
		bpf_map__fd(session->bpf->maps.records), on_sample, session,
		NULL);
	return session->ring ? 0 : -errno;
}

static void unload(struct session *session)
{
	session_detach(session);
	ring_buffer__free(session->ring);
	session->ring = NULL;
	mlotrace_bpf__destroy(session->bpf);
	session->bpf = NULL;
}

/* Down the ladder, until a rung holds. */
static int climb(struct session *session, const struct session_opts *opts)
{
	const struct kernel_hooks found = session->kernel;
	int err = -ENOTSUP;

	for (int rung = 0; rung < RUNGS; rung++) {
		session->kernel = found;
		if (!attach_plan(&session->kernel, rung, opts->mode))
			continue;
		err = load(session, opts);
		if (!err && !opts->snapshot_only)
			err = attach_hooks(session->bpf->obj, &session->kernel,
					   &session->at);
		if (!err || err == -EPERM || err == -ENOMEM)
			break;
		unload(session);
	}
	return err;
}

static int open_btf(struct session *session, const struct session_opts *opts)
{
	if (!opts->btf_path)
		return 0;
	session->btf_fd = btf_file_open(opts->btf_path,
					&session->kernel.has_removal);
	if (session->btf_fd < 0)
		return session->btf_fd;
	session->kernel.has_btf = true;
	return 0;
}

int session_open(struct session **out, const struct session_opts *opts)
{
	struct session *session = calloc(1, sizeof(*session));
	int err;

	if (!session)
		return -ENOMEM;
	session->btf_fd = -1;
	session->ftrace_fd = -1;
	libbpf_set_print(opts->verbose >= 2 ? loud_print : quiet_print);
	err = preflight_privilege();
	if (!err)
		err = preflight_probe(&session->kernel);
	if (!err)
		err = open_btf(session, opts);
	if (!err)
		err = preflight_types(&session->kernel, opts->mode,
				      opts->snapshot_only);
	if (!err && !opts->snapshot_only && opts->mode != ATTACH_TRACEPOINT)
		err = preflight_ftrace(&session->ftrace_fd);
	if (!err && getrandom(&session->secret, sizeof(session->secret), 0) < 0)
		err = -errno;
	if (!err) {
		err = climb(session, opts);
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
	attach_release(&session->at);
}

void session_close(struct session *session)
{
	if (!session)
		return;
	unload(session);
	if (session->btf_fd >= 0)
		close(session->btf_fd);
	if (session->ftrace_fd >= 0)
		close(session->ftrace_fd);
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

bool session_hooks_off(const struct session *session)
{
	return preflight_ftrace_off(session->ftrace_fd);
}

/* Calls that a hook was not run for, since it ran already on that CPU. */
static uint32_t missed_calls(const struct session *session)
{
	struct bpf_program *prog;
	uint64_t missed = 0;

	bpf_object__for_each_program(prog, session->bpf->obj) {
		struct bpf_prog_info info = { 0 };
		uint32_t size = sizeof(info);
		int fd = bpf_program__fd(prog);

		if (fd >= 0 && !bpf_obj_get_info_by_fd(fd, &info, &size))
			missed += info.recursion_misses;
	}
	return missed;
}

uint32_t session_lost(const struct session *session)
{
	return session->bpf->bss->lost_records + missed_calls(session);
}

int session_snapshot(struct session *session, record_fn fn, void *ctx)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	int fd = bpf_program__fd(session->bpf->progs.snapshot);
	int radios, err;

	/* on the lowest rung there is none */
	if (fd < 0)
		return -ENOENT;
	err = bpf_prog_test_run_opts(fd, &opts);
	if (err)
		return -errno;
	radios = (int)opts.retval;
	err = session_consume(session, fn, ctx);
	if (err)
		return err;
	return radios < 0 ? -ENOENT : radios;
}
