// SPDX-License-Identifier: GPL-2.0-only
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/util.h"
#include "kernel/attach.h"
#include "record.h"

const char *const attach_mode_names[] = {
	"auto", "fentry", "kprobe", "tracepoint", NULL,
};

/*
 * The kernel does not run a program on a trampoline if that program was
 * preempted on the same CPU; programs of kprobes run with preemption off. So
 * try, in this order:
 * - all hooks by kprobe, if they can be attached at once: one at a time, each
 *   makes ftrace look twice at all functions that are traced;
 * - the mission's hooks by kprobe and the others by fentry, which costs less
 *   per call;
 * - all by fentry;
 * - all by kprobe, for kernels whose functions have no trampolines (arm64 with
 *   kCFI);
 * - the tracepoint, which needs no types.
 * All by fentry and all by kprobe have a second rung with the mission's hooks
 * alone, in case the kernel refuses one of the others.
 */
static const struct rung {
	enum hook_way best;
	bool steady;
	bool mission_only;
} rungs[RUNGS] = {
	{ WAY_MULTI },
	{ WAY_FENTRY, .steady = true },
	{ WAY_FENTRY },
	{ WAY_FENTRY, .mission_only = true },
	{ WAY_KPROBE },
	{ WAY_KPROBE, .mission_only = true },
	{ WAY_TRACEPOINT },
};

static bool mode_allows(enum attach_mode mode, const struct rung *rung)
{
	switch (mode) {
	case ATTACH_FENTRY:
		return rung->best == WAY_FENTRY && !rung->steady;
	case ATTACH_KPROBE:
		return rung->best == WAY_KPROBE;
	case ATTACH_TRACEPOINT:
		return rung->best == WAY_TRACEPOINT;
	default:
		return true;
	}
}

/* The way of one hook on this rung; WAY_NONE leaves it out. */
static enum hook_way way_of(const struct hook *hook, enum hook_way has,
			    const struct rung *rung, enum attach_mode mode)
{
	if (rung->best == WAY_TRACEPOINT)
		return hook->plain ? WAY_TRACEPOINT : WAY_NONE;
	if (rung->mission_only && !hook->mission)
		return WAY_NONE;
	if (hook->tracepoint)
		return WAY_RAW;
	/* a kprobe's program is not run if it interrupts another one's */
	if (rung->best == WAY_MULTI)
		return hook->softirq && has == WAY_FENTRY ? has : WAY_MULTI;
	if (rung->best == WAY_KPROBE || (rung->steady && hook->mission))
		return WAY_KPROBE;
	/* if the user asks for fentry, nothing else will do */
	if (mode == ATTACH_FENTRY && has != WAY_FENTRY)
		return WAY_NONE;
	return has;
}

bool attach_plan(struct kernel_hooks *kernel, int rung, enum attach_mode mode)
{
	bool any = false;

	if (!mode_allows(mode, &rungs[rung]) ||
	    (!kernel->has_btf && rungs[rung].best != WAY_TRACEPOINT) ||
	    (!kernel->has_addresses && rungs[rung].best == WAY_MULTI))
		return false;
	for (size_t i = 0; i < HOOK_COUNT; i++) {
		struct hook_status *status = &kernel->status[i];

		if (status->state != HOOK_USABLE)
			continue;
		status->way = way_of(&hooks[i], status->way, &rungs[rung],
				     mode);
		if (status->way == WAY_NONE)
			status->state = HOOK_LEFT_OUT;
		else
			any = true;
	}
	return any;
}

static size_t hook_of(const struct bpf_program *prog)
{
	size_t i = 0;

	while (i < HOOK_COUNT &&
	       strcmp(bpf_program__name(prog), hooks[i].program))
		i++;
	return i;
}

/* libbpf's callback when it opens a program of SEC("hook") */
static int set_attach_type(struct bpf_program *prog, long cookie)
{
	size_t i = hook_of(prog);

	if (i == HOOK_COUNT)
		return -ENOENT;
	return bpf_program__set_expected_attach_type(prog,
		hooks[i].exit ? BPF_TRACE_FEXIT : BPF_TRACE_FENTRY);
}

/* ... and before it loads it */
static int set_target(struct bpf_program *prog, struct bpf_prog_load_opts *opts,
		      long cookie)
{
	const struct kernel_hooks *kernel = (const void *)cookie;
	const struct hook_status *status = &kernel->status[hook_of(prog)];

	opts->attach_btf_id = status->btf_id;
	opts->attach_btf_obj_fd = status->btf_fd;
	return bpf_program__set_type(prog, BPF_PROG_TYPE_TRACING);
}

int attach_tell(const struct kernel_hooks *kernel)
{
	LIBBPF_OPTS(libbpf_prog_handler_opts, opts,
		.cookie = (long)kernel,
		.prog_setup_fn = set_attach_type,
		.prog_prepare_load_fn = set_target);

	/*
	 * Handle all sections that are not libbpf's own. Until they are
	 * loaded, the programs have another type: for tracing, libbpf would
	 * read all of vmlinux's BTF.
	 */
	return libbpf_register_prog_handler(NULL, BPF_PROG_TYPE_KPROBE, 0,
					    &opts);
}

void attach_untell(int handler)
{
	libbpf_unregister_prog_handler(handler);
}

static bool is_probe(enum hook_way way)
{
	return way == WAY_KPROBE || way == WAY_MULTI;
}

/* The programs for kprobes serve every function. */
static struct bpf_program *probe_of(struct bpf_object *obj, bool exit)
{
	return bpf_object__find_program_by_name(obj,
						exit ? "on_exit" : "on_entry");
}

static struct bpf_program *program_of(struct bpf_object *obj, size_t i,
				      enum hook_way way)
{
	char name[64];

	if (is_probe(way))
		return probe_of(obj, hooks[i].exit);
	snprintf(name, sizeof(name), "%s%s", way == WAY_TRACEPOINT ? "t_" : "",
		 hooks[i].program);
	return bpf_object__find_program_by_name(obj, name);
}

static bool has_keeper(size_t i, enum hook_way way)
{
	return is_probe(way) && hooks[i].keeper;
}

static void select_probe(struct bpf_object *obj, bool exit, enum hook_way way)
{
	struct bpf_program *prog = probe_of(obj, exit);

	bpf_program__set_autoload(prog, true);
	bpf_program__set_expected_attach_type(prog,
		way == WAY_MULTI ? BPF_TRACE_KPROBE_MULTI : 0);
}

static void select_hook(struct bpf_object *obj, size_t i, enum hook_way way)
{
	if (!is_probe(way)) {
		bpf_program__set_autoload(program_of(obj, i, way), true);
		return;
	}
	select_probe(obj, hooks[i].exit, way);
	if (hooks[i].keeper)
		select_probe(obj, false, way);
}

void attach_select(struct bpf_object *obj, const struct kernel_hooks *kernel,
		   bool snapshot_only)
{
	struct bpf_program *prog;

	bpf_object__for_each_program(prog, obj)
		bpf_program__set_autoload(prog, kernel->has_btf &&
			!strcmp(bpf_program__name(prog), "snapshot"));
	for (size_t i = 0; !snapshot_only && i < HOOK_COUNT; i++)
		if (kernel->status[i].state == HOOK_USABLE)
			select_hook(obj, i, kernel->status[i].way);
}

static uint64_t cookie_of(const struct hook *hook)
{
	for (const struct hook *other = hooks; other < hook; other++)
		if (other->record == hook->record && !other->tracepoint &&
		    other->exit == hook->exit)
			return hook->record | COOKIE_SECOND;
	return hook->record;
}

/*
 * A live patch may add a function of the same name, and the kernel refuses an
 * ambiguous name. Then ask for the module's function, if the kernel supports
 * that.
 */
static struct bpf_link *attach_kprobe(struct bpf_program *prog,
				      const struct hook *hook, bool exit)
{
	LIBBPF_OPTS(bpf_kprobe_opts, opts,
		.bpf_cookie = cookie_of(hook), .retprobe = exit);
	const char *name = hook->function;
	struct bpf_link *link = bpf_program__attach_kprobe_opts(prog, name,
								&opts);
	char full[64];

	if (link || errno != EADDRNOTAVAIL)
		return link;
	snprintf(full, sizeof(full), "%s:%s",
		 hook->cfg80211 ? "cfg80211" : "mac80211", name);
	link = bpf_program__attach_kprobe_opts(prog, full, &opts);
	errno = EADDRNOTAVAIL;
	return link;
}

static struct bpf_link *attach_one(struct bpf_object *obj, size_t i,
				   enum hook_way way)
{
	struct bpf_program *prog = program_of(obj, i, way);

	if (way == WAY_KPROBE)
		return attach_kprobe(prog, &hooks[i], hooks[i].exit);
	if (way == WAY_FENTRY)
		return bpf_program__attach_trace(prog);
	return bpf_program__attach(prog);
}

/* Attach all entries, including those that keep arguments, or all exits. */
static int attach_multi(struct bpf_object *obj,
			const struct kernel_hooks *kernel, bool exit,
			struct bpf_link **link)
{
	LIBBPF_OPTS(bpf_kprobe_multi_opts, opts, .retprobe = exit);
	unsigned long addresses[HOOK_COUNT];
	__u64 cookies[HOOK_COUNT];

	for (size_t i = 0; i < HOOK_COUNT; i++) {
		const struct hook_status *status = &kernel->status[i];

		if (status->state != HOOK_USABLE || status->way != WAY_MULTI ||
		    (hooks[i].exit != exit && (exit || !hooks[i].keeper)))
			continue;
		addresses[opts.cnt] = status->address;
		cookies[opts.cnt++] = cookie_of(&hooks[i]);
	}
	if (!opts.cnt)
		return 0;
	opts.addrs = addresses;
	opts.cookies = cookies;
	*link = bpf_program__attach_kprobe_multi_opts(probe_of(obj, exit),
						      NULL, &opts);
	return *link ? 0 : -errno;
}

static int attach_hook(struct bpf_object *obj, size_t i, enum hook_way way,
		       struct attachment *at)
{
	at->links[i] = attach_one(obj, i, way);
	if (at->links[i] && has_keeper(i, way))
		at->keepers[i] = attach_kprobe(probe_of(obj, false), &hooks[i],
					       false);
	return at->links[i] && (!has_keeper(i, way) || at->keepers[i]) ?
	       0 : -errno;
}

/*
 * Attach exits before entries. A call that begins in between is then seen only
 * at its exit and does not count, instead of being seen without an end.
 */
int attach_hooks(struct bpf_object *obj, struct kernel_hooks *kernel,
		 struct attachment *at)
{
	int errors[WAYS] = { 0 }, err;
	bool serves[WAYS] = { false };

	memset(at, 0, sizeof(*at));
	err = attach_multi(obj, kernel, true, &at->multi[1]) ?:
	      attach_multi(obj, kernel, false, &at->multi[0]);
	if (err)
		return err;
	for (size_t i = HOOK_COUNT; i-- > 0;) {
		struct hook_status *status = &kernel->status[i];
		enum hook_way way = status->way;

		if (status->state != HOOK_USABLE || way == WAY_MULTI)
			continue;
		err = attach_hook(obj, i, way, at);
		if (!err) {
			serves[way] |= !hooks[i].tracepoint;
			continue;
		}
		*status = (struct hook_status){ HOOK_FAILED, WAY_NONE, err };
		if (!hooks[i].tracepoint)
			errors[way] = err;
		if (hooks[i].mission)
			return err;
	}
	for (int way = 0; way < WAYS; way++)
		if (errors[way] && !serves[way])
			return errors[way];
	return 0;
}

static uint64_t skipped_program(const struct bpf_program *prog)
{
	struct bpf_prog_info info = { 0 };
	uint32_t size = sizeof(info);
	int fd = prog ? bpf_program__fd(prog) : -1;

	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size))
		return 0;
	return info.recursion_misses;
}

/*
 * Like struct bpf_link_info, whose older versions lack these members. A
 * kretprobe can only follow a few calls at once; those beyond are missed
 * (Linux 6.7).
 */
struct probe_link_info {
	uint32_t type, id, prog_id, pad;
	union {
		struct {
			uint32_t event, pad;
			uint64_t name;
			uint32_t name_len, offset;
			uint64_t addr;
			uint64_t missed;
		} one;		/* of LINK_PERF_EVENT */
		struct {
			uint64_t addrs;
			uint32_t count, flags;
			uint64_t missed;
			uint64_t cookies;
		} multi;	/* of LINK_KPROBE_MULTI */
	};
};

#define LINK_PERF_EVENT 7	/* BPF_LINK_TYPE_PERF_EVENT */
#define LINK_KPROBE_MULTI 8	/* BPF_LINK_TYPE_KPROBE_MULTI */
#define EVENT_KPROBE 3		/* BPF_PERF_EVENT_KPROBE */
#define EVENT_KRETPROBE 4	/* BPF_PERF_EVENT_KRETPROBE */

static uint64_t skipped_link(const struct bpf_link *link)
{
	struct probe_link_info info = { 0 };
	uint32_t size = sizeof(info);

	if (!link || bpf_obj_get_info_by_fd(bpf_link__fd(link), &info, &size))
		return 0;
	if (info.type == LINK_KPROBE_MULTI)
		return info.multi.missed;
	return info.type == LINK_PERF_EVENT &&
	       (info.one.event == EVENT_KPROBE ||
		info.one.event == EVENT_KRETPROBE) ? info.one.missed : 0;
}

/* Calls that the current links have skipped */
static uint64_t skipped_links(const struct kernel_hooks *kernel,
			      const struct attachment *at, size_t i)
{
	uint64_t skipped = skipped_link(at->links[i]) +
			   skipped_link(at->keepers[i]);

	if (kernel->status[i].way != WAY_MULTI)
		return skipped;
	skipped += skipped_link(at->multi[hooks[i].exit]);
	if (hooks[i].keeper)
		skipped += skipped_link(at->multi[0]);
	return skipped;
}

uint32_t attach_skipped(struct bpf_object *obj,
			const struct kernel_hooks *kernel,
			const struct attachment *at, size_t i)
{
	const struct hook_status *status = &kernel->status[i];

	if (status->state != HOOK_USABLE)
		return 0;
	return skipped_program(program_of(obj, i, status->way)) +
	       (has_keeper(i, status->way) ?
		skipped_program(probe_of(obj, false)) : 0) +
	       skipped_links(kernel, at, i) + at->skipped[i];
}

void attach_release(const struct kernel_hooks *kernel, struct attachment *at)
{
	for (size_t i = 0; i < HOOK_COUNT; i++) {
		at->skipped[i] += skipped_links(kernel, at, i);
		bpf_link__destroy(at->links[i]);
		bpf_link__destroy(at->keepers[i]);
		at->links[i] = at->keepers[i] = NULL;
	}
	for (int exit = 0; exit < 2; exit++) {
		bpf_link__destroy(at->multi[exit]);
		at->multi[exit] = NULL;
	}
}
