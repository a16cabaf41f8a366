// SPDX-License-Identifier: GPL-2.0-only
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/boot_clock.h"
#include "base/util.h"
#include "kernel/attach.h"
#include "kernel/backlog.h"
#include "kernel/btf_file.h"
#include "kernel/misses.h"
#include "kernel/object.h"
#include "kernel/preflight.h"
#include "kernel/session.h"
#include "kernel/symbols.h"
#include "kernel/types.h"
#include "mlotrace.skel.h"
#include "recording/recording.h"

/*
 * Formatting a record takes a hundred times as long as taking it out of the
 * ring buffer, so take it out first: then only records that the kernel finds
 * no room for are lost. Take no more while this many bytes are waiting.
 */
#define BACKLOG_MAX (64 << 20)
/* Records between two looks at the ring buffer, and in one session_consume() */
#define DRAIN_EVERY 16
#define BATCH 1024
#define OBJECT_ROOM (2 << 20)	/* opening the object takes this or less */

struct session {
	struct kernel_hooks kernel;
	struct mlotrace_bpf *bpf;
	struct types types;
	int ftrace_fd;		/* see preflight_ftrace(); -1: none */
	int btf_fd;		/* the types that the programs ask for; or -1 */
	struct ring_buffer *ring;
	struct backlog backlog;
	int more_fd;		/* eventfd, readable while there is a backlog */
	struct attachment at;
	uint64_t radios;	/* address of cfg80211's list; 0: hidden */
	uint64_t secret;	/* see obscure() */
	struct misses told;	/* by REC_MISSED */
	struct misses_pace pace;
	uint64_t looked_at;	/* last look for misses; boot clock, ns */
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
 * Mix 64 bits so that undoing it takes the secret: equal addresses stay equal,
 * and a recording tells nothing of the kernel's layout.
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
	int err = backlog_put(&session->backlog, data, size);

	return err ?: session->backlog.bytes < BACKLOG_MAX ?
		      0 : -ENOBUFS;
}

/* Move what is in the ring buffer to the backlog, unless that is full. */
static int drain(struct session *session)
{
	int ret;

	if (session->backlog.bytes >= BACKLOG_MAX)
		return 0;
	ret = ring_buffer__consume(session->ring);
	return ret < 0 && ret != -ENOBUFS ? ret : 0;
}

static int hand_over(struct session *session, const void *data, size_t size,
		     record_fn fn, void *ctx)
{
	union any_record rec;

	if (!record_valid(data, size))
		return -EPROTO;
	memcpy(&rec, data, size);
	record_map_keys(&rec, obscure, &session->secret);
	return fn(&rec, ctx);
}

static void *object;

/* The skeleton's own functions call this. */
static inline const void *mlotrace_bpf__elf_bytes(size_t *size)
{
	*size = 0;
	return object_unpack(&object, size) ? NULL : object;
}

/* libbpf 1.1 does not check all of its allocations when it opens an object. */
static bool has_room(void)
{
	void *room = mmap(NULL, OBJECT_ROOM, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return room != MAP_FAILED && !munmap(room, OBJECT_ROOM);
}

static int open_object(struct session *session)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts);
	char btf_path[32];
	int err;

	if (!has_room())
		return -ENOMEM;
	if (session->btf_fd >= 0) {
		snprintf(btf_path, sizeof(btf_path), "/proc/self/fd/%d",
			 session->btf_fd);
		opts.btf_custom_path = btf_path;
	}
	session->bpf = mlotrace_bpf__open_opts(&opts);
	err = session->bpf ? 0 : -errno;
	/* libbpf has taken what it needs */
	free(object);
	object = NULL;
	return err;
}

/* WAY_MULTI attaches all hooks or none, so this one will be attached. */
static bool has_unhash_free(const struct kernel_hooks *kernel)
{
	size_t i = hook_of_record(REC_LINK_UNHASH_FREE) - hooks;

	return kernel->status[i].state == HOOK_USABLE &&
	       kernel->status[i].way == WAY_MULTI;
}

static int load_object(struct session *session, const struct session_opts *opts)
{
	struct timespec tick;

	attach_select(session->bpf->obj, &session->kernel,
		      opts->snapshot_only);
	session->bpf->bss->rdev_list = session->radios;
	bpf_program__set_autoload(session->bpf->progs.seek,
				  !session->radios && session->kernel.has_btf);
	bpf_map__set_autocreate(session->bpf->maps.calls,
				!opts->snapshot_only);
	bpf_map__set_max_entries(session->bpf->maps.records,
				 ring_bytes(opts->ring_size));
	session->bpf->rodata->has_unhash_free =
		has_unhash_free(&session->kernel);
	session->bpf->rodata->possible_cpus = libbpf_num_possible_cpus();
	/* the resolution of the coarse clock is one jiffy */
	clock_getres(CLOCK_MONOTONIC_COARSE, &tick);
	session->bpf->rodata->tick_ns = tick.tv_nsec;
	return mlotrace_bpf__load(session->bpf);
}

/* Whoever waits for the ring buffer also waits for the backlog. */
static int watch_backlog(struct session *session)
{
	struct epoll_event event = { .events = EPOLLIN };

	session->more_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (session->more_fd < 0 ||
	    epoll_ctl(ring_buffer__epoll_fd(session->ring), EPOLL_CTL_ADD,
		      session->more_fd, &event))
		return -errno;
	return 0;
}

static int load(struct session *session, const struct session_opts *opts)
{
	int err = session->bpf ? 0 : open_object(session);

	err = err ?: load_object(session, opts);
	if (err)
		return err;
	session->ring = ring_buffer__new(
		bpf_map__fd(session->bpf->maps.records), on_sample, session,
		NULL);
	return session->ring ? watch_backlog(session) : -errno;
}

static void unload(struct session *session)
{
	session_detach(session);
	ring_buffer__free(session->ring);
	session->ring = NULL;
	backlog_free(&session->backlog);
	if (session->more_fd >= 0)
		close(session->more_fd);
	session->more_fd = -1;
	mlotrace_bpf__destroy(session->bpf);
	session->bpf = NULL;
}

static int try_rung(struct session *session, const struct session_opts *opts)
{
	return load(session, opts) ?:
	       attach_hooks(session->bpf->obj, &session->kernel, &session->at);
}

/* Go down the ladder until a rung holds. The snapshot alone needs none. */
static int attach_by_best_way(struct session *session,
			      const struct session_opts *opts)
{
	struct kernel_hooks found = session->kernel;
	bool explained = false;
	int err = -ENOTSUP;

	if (opts->snapshot_only)
		return load(session, opts);
	for (int rung = 0; rung < RUNGS; rung++) {
		session->kernel = found;
		if (!attach_plan(&session->kernel, rung, opts->mode))
			continue;
		err = try_rung(session, opts);
		if (!err || err == -EPERM || err == -ENOMEM)
			break;
		unload(session);
		/* did the BTF promise what is missing? Start over */
		if (!explained && hooks_explain(&found) > 0)
			rung = -1;
		explained = true;
	}
	return err;
}

/* Collect those of the kernel's types that the programs ask for. */
static int collect_types(struct session *session)
{
	int err;

	session->btf_fd = memfd_create("btf", MFD_CLOEXEC);
	err = session->btf_fd < 0 ? -errno : open_object(session);
	if (!err)
		err = types_collect(&session->types,
				    bpf_object__btf(session->bpf->obj),
				    session->btf_fd);
	types_free_btf(&session->types);
	if (err)
		msg_error("cannot collect the kernel's types: %s",
			  errno_text(err));
	return err;
}

/*
 * Find the functions' addresses, and whether all are known. If kallsyms lacks
 * a function that the BTF has, the other rungs will find out.
 */
static void find_functions(struct kernel_hooks *kernel, int fd)
{
	kernel->has_addresses = true;
	for (size_t i = 0; i < HOOK_COUNT && kernel->has_addresses; i++) {
		struct hook_status *status = &kernel->status[i];
		struct symbol symbol = { 0 };

		if (status->state != HOOK_USABLE || hooks[i].tracepoint)
			continue;
		snprintf(symbol.name, sizeof(symbol.name), "%s%s",
			 !status->btf_fd ? "" : hooks[i].cfg80211 ?
			 "cfg80211:" : "mac80211:", hooks[i].function);
		symbols_find(fd, &symbol);
		status->address = symbol.address;
		kernel->has_addresses = symbol.address;
	}
}

static void find_symbols(struct session *session,
			 const struct session_opts *opts)
{
	struct symbol list = { "cfg80211_rdev_list" };
	int fd = symbols_open();

	symbols_find(fd, &list);
	session->radios = list.address;
	if (list.address && !opts->snapshot_only)
		find_functions(&session->kernel, fd);
	if (fd >= 0)
		close(fd);
}

/* libbpf asks where the hooks are when it opens and loads the object. */
static int load_and_attach(struct session *session,
			   const struct session_opts *opts)
{
	int handler = attach_tell(&session->kernel), err;

	if (handler < 0)
		return handler;
	find_symbols(session, opts);
	err = collect_types(session);
	if (!err) {
		err = attach_by_best_way(session, opts);
		if (err)
			preflight_explain(err);
	}
	attach_untell(handler);
	return err;
}

/* What is there to attach to? */
static int explore(struct session *session, const struct session_opts *opts)
{
	struct kernel_hooks *kernel = &session->kernel;
	int err = types_open(&session->types);

	if (err) {
		msg_error("cannot read the kernel's types (BTF): %s",
			  errno_text(err));
		return err;
	}
	hooks_probe(kernel, &session->types);
	if (kernel->place == MAC80211_ABSENT)
		return -ENODEV;
	if (opts->btf_path)
		err = btf_file_read(opts->btf_path, &session->types);
	if (err)
		return err;
	hooks_know(kernel, &session->types);
	if (!opts->snapshot_only && hooks_unclear(kernel))
		err = preflight_explore(kernel);
	return err ?: preflight_types(kernel, opts->mode, opts->snapshot_only);
}

void session_messages(unsigned int verbose)
{
	libbpf_set_print(verbose >= 2 ? loud_print : quiet_print);
}

int session_open(struct session **out, const struct session_opts *opts)
{
	struct session *session = calloc(1, sizeof(*session));
	int err;

	if (!session)
		return -ENOMEM;
	session->looked_at = boot_time();
	session->btf_fd = session->more_fd = -1;
	session->types.mac80211.fd = session->types.cfg80211.fd = -1;
	session->ftrace_fd = -1;
	session_messages(opts->verbose);
	err = preflight_privilege() ?: preflight_bpf() ?:
	      explore(session, opts);
	if (!err && !opts->snapshot_only && opts->mode != ATTACH_TRACEPOINT)
		err = preflight_ftrace(&session->ftrace_fd);
	if (!err && getrandom(&session->secret, sizeof(session->secret), 0) < 0)
		err = -errno;
	err = err ?: load_and_attach(session, opts);
	types_close(&session->types);
#ifdef __GLIBC__
	/* loading took two thirds of the heap, now free but scattered */
	if (!opts->snapshot_only)
		malloc_trim(0);
#endif
	if (err) {
		session_close(session);
		return err;
	}
	*out = session;
	return 0;
}

void session_detach(struct session *session)
{
	attach_release(&session->kernel, &session->at);
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

/* Hand over at most limit records of the backlog. */
static int consume(struct session *session, size_t limit, record_fn fn,
		   void *ctx)
{
	const void *data;
	bool came = false;
	size_t size;
	int err = 0;

	for (size_t i = 0; !err && i < limit; i++) {
		if (i % DRAIN_EVERY == 0)
			err = drain(session);
		data = backlog_first(&session->backlog, &size);
		if (err || !data)
			break;
		came |= ((const struct record *)data)->type != REC_MISSED;
		err = hand_over(session, data, size, fn, ctx);
		backlog_drop_first(&session->backlog);
	}
	if (came)
		misses_records_came(&session->pace, boot_time());
	return err;
}

bool session_caught_up(const struct session *session)
{
	return !session->backlog.count;
}

bool session_hooks_off(const struct session *session)
{
	return preflight_ftrace_off(session->ftrace_fd);
}

static void count_misses(const struct session *session, struct misses *seen)
{
	*seen = (struct misses){ 0 };
	for (size_t i = 0; i < HOOK_COUNT; i++)
		seen->skipped[hooks[i].record] += attach_skipped(
			session->bpf->obj, &session->kernel, &session->at, i);
	for (size_t i = 0; i < REC_TYPES; i++)
		seen->lost[i] = session->bpf->bss->lost_by_type[i];
}

static int put_missed(const union any_record *rec, void *ctx)
{
	struct session *session = ctx;

	return backlog_put(&session->backlog, &rec->missed,
			   sizeof(rec->missed));
}

/* Put the misses behind the records that were sent before the count. */
int session_look_for_missed(struct session *session)
{
	struct rec_missed rec = { .since = session->looked_at };
	struct misses seen;
	int err;

	session->looked_at = boot_time();
	count_misses(session, &seen);
	rec.hdr.time = boot_time();
	misses_looked(&session->pace, rec.hdr.time);
	if (!memcmp(&seen, &session->told, sizeof(seen)))
		return 0;
	err = drain(session);
	rec.hdr.lost = session_lost(session);
	return err ?: misses_tell(&session->told, &seen, &rec, put_missed,
				  session);
}

uint64_t session_wake(const struct session *session)
{
	return session->pace.due;
}

uint32_t session_lost(const struct session *session)
{
	return session->bpf->bss->lost_records;
}

int session_consume(struct session *session, record_fn fn, void *ctx)
{
	const uint64_t due = session->pace.due;
	eventfd_t value;
	int err = 0;

	if (due && boot_time() >= due)
		err = session_look_for_missed(session);
	err = err ?: consume(session, BATCH, fn, ctx);
	if (session->backlog.count)
		eventfd_write(session->more_fd, 1);
	else
		eventfd_read(session->more_fd, &value);
	return err;
}

int session_consume_all(struct session *session, record_fn fn, void *ctx)
{
	int err;

	do
		err = session_consume(session, fn, ctx);
	while (!err && session->backlog.count);
	return err;
}

/* Run a program of type syscall. Returns its result, or -errno. */
static int run_once(const struct bpf_program *prog)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);

	if (bpf_prog_test_run_opts(bpf_program__fd(prog), &opts))
		return -errno;
	return (int)opts.retval < 0 ? -ENOENT : (int)opts.retval;
}

int session_snapshot(struct session *session, record_fn fn, void *ctx)
{
	int radios, err;

	/* the lowest rung has no snapshot program */
	if (bpf_program__fd(session->bpf->progs.snapshot) < 0)
		return -ENOENT;
	if (!session->bpf->bss->rdev_list) {
		radios = run_once(session->bpf->progs.seek);
		if (radios <= 0)
			return radios;
	}
	radios = run_once(session->bpf->progs.snapshot);
	if (radios < 0 && radios != -ENOENT)
		return radios;
	/* all records so far, but no more: they may never end */
	err = drain(session) ?:
	      consume(session, session->backlog.count, fn, ctx);
	return err ?: radios;
}
