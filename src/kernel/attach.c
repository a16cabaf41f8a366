// SPDX-License-Identifier: GPL-2.0-only
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/util.h"
#include "kernel/attach.h"

const char *const attach_mode_names[] = {
	"auto", "fentry", "kprobe", "tracepoint", NULL,
};

/*
 * Each hook its best way. The kernel does not run a program that hangs on a
 * trampoline where the same one was preempted on that CPU; those of kprobes run
 * with preemption off, so the mission's hooks are kprobes if that can be had,
 * and then not. After that all by kprobe, for kernels whose functions have
 * no trampolines (arm64 with kCFI); each once more with the mission's hooks
 * alone, should the kernel not take one of the others; and at the end the
 * tracepoint, which needs no types.
 */
static const struct rung {
	enum hook_way best;
	bool steady;
	bool mission_only;
} rungs[RUNGS] = {
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
	if (rung->best == WAY_KPROBE || (rung->steady && hook->mission))
		return WAY_KPROBE;
	/* where fentry is asked for, nothing else will do */
	if (mode == ATTACH_FENTRY && has != WAY_FENTRY)
		return WAY_NONE;
	return has;
}

bool attach_plan(struct kernel_hooks *kernel, int rung, enum attach_mode mode)
{
	bool any = false;

	if (!mode_allows(mode, &rungs[rung]) ||
	    (!kernel->has_btf && rungs[rung].best != WAY_TRACEPOINT))
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
	 * For all sections that are none of libbpf's own. Of another type until
	 * they are loaded: for tracing, libbpf would read all of vmlinux's BTF.
	 */
	return libbpf_register_prog_handler(NULL, BPF_PROG_TYPE_KPROBE, 0,
					    &opts);
}

void attach_untell(int handler)
{
	libbpf_unregister_prog_handler(handler);
}

static struct bpf_program *program_of(struct bpf_object *obj, size_t i,
				      enum hook_way way)
{
	static const char *const prefixes[] = {
		[WAY_NONE] = "", [WAY_FENTRY] = "", [WAY_KPROBE] = "k_",
		[WAY_RAW] = "", [WAY_TRACEPOINT] = "t_",
	};
	char name[64];

	snprintf(name, sizeof(name), "%s%s", prefixes[way],
		 hooks[i].program);
	return bpf_object__find_program_by_name(obj, name);
}

static struct bpf_program *keeper_of(struct bpf_object *obj, size_t i,
				     enum hook_way way)
{
	if (way != WAY_KPROBE || !hooks[i].keeper)
		return NULL;
	return bpf_object__find_program_by_name(obj, hooks[i].keeper);
}

void attach_select(struct bpf_object *obj, const struct kernel_hooks *kernel,
		   bool snapshot_only)
{
	struct bpf_program *prog;

	bpf_object__for_each_program(prog, obj)
		bpf_program__set_autoload(prog, kernel->has_btf &&
			!strcmp(bpf_program__name(prog), "snapshot"));
	for (size_t i = 0; !snapshot_only && i < HOOK_COUNT; i++) {
		const struct hook_status *status = &kernel->status[i];

		if (status->state != HOOK_USABLE)
			continue;
		bpf_program__set_autoload(program_of(obj, i, status->way),
					  true);
		prog = keeper_of(obj, i, status->way);
		if (prog)
			bpf_program__set_autoload(prog, true);
	}
}

/*
 * A live patch may bring a function of the same name, and the kernel refuses a
 * name that is there twice: then that of the module, if the kernel can.
 */
static struct bpf_link *attach_kprobe(struct bpf_program *prog,
				      const struct hook *hook, bool exit)
{
	const char *name = hook->function;
	struct bpf_link *link = bpf_program__attach_kprobe(prog, exit, name);
	char full[64];

	if (link || errno != EADDRNOTAVAIL)
		return link;
	snprintf(full, sizeof(full), "%s:%s",
		 hook->cfg80211 ? "cfg80211" : "mac80211", name);
	link = bpf_program__attach_kprobe(prog, exit, full);
	errno = EADDRNOTAVAIL;
	return link;
}

static struct bpf_link *attach_one(struct bpf_program *prog,
				   const struct hook *hook, bool exit,
				   enum hook_way way)
{
	if (way == WAY_KPROBE)
		return attach_kprobe(prog, hook, exit);
	if (way == WAY_FENTRY)
		return bpf_program__attach_trace(prog);
	return bpf_program__attach(prog);
}

/*
 * Exits before entries: a call that begins in between is then seen at its
 * exit only, and taken for none, rather than for one without an end.
 */
int attach_hooks(struct bpf_object *obj, struct kernel_hooks *kernel,
		 struct attachment *at)
{
	int errors[WAYS] = { 0 };
	bool serves[WAYS] = { false };

	memset(at, 0, sizeof(*at));
	for (size_t i = HOOK_COUNT; i-- > 0;) {
		struct hook_status *status = &kernel->status[i];
		enum hook_way way = status->way;
		struct bpf_program *keeper;

		if (status->state != HOOK_USABLE)
			continue;
		at->links[i] = attach_one(program_of(obj, i, way), &hooks[i],
					  hooks[i].exit, way);
		keeper = keeper_of(obj, i, way);
		if (at->links[i] && keeper)
			at->keepers[i] = attach_one(keeper, &hooks[i], false,
						    way);
		if (at->links[i] && (!keeper || at->keepers[i])) {
			serves[way] |= !hooks[i].tracepoint;
			continue;
		}
		*status = (struct hook_status){ HOOK_FAILED, WAY_NONE, -errno };
		if (!hooks[i].tracepoint)
			errors[way] = status->err;
		if (hooks[i].mission)
			return status->err;
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
 * struct bpf_link_info of BPF_LINK_TYPE_PERF_EVENT: older headers have none of
 * it. A kretprobe can follow a few calls at once only; those beyond are missed
 * (Linux 6.7).
 */
struct kprobe_link_info {
	uint32_t type, id, prog_id, pad;
	uint32_t event, pad2;
	uint64_t name;
	uint32_t name_len, offset;
	uint64_t addr;
	uint64_t missed;
};

#define LINK_PERF_EVENT 7	/* BPF_LINK_TYPE_PERF_EVENT */
#define EVENT_KPROBE 3		/* BPF_PERF_EVENT_KPROBE */
#define EVENT_KRETPROBE 4	/* BPF_PERF_EVENT_KRETPROBE */

static uint64_t skipped_link(const struct bpf_link *link)
{
	struct kprobe_link_info info = { 0 };
	uint32_t size = sizeof(info);

	if (!link || bpf_obj_get_info_by_fd(bpf_link__fd(link), &info, &size) ||
	    info.type != LINK_PERF_EVENT ||
	    (info.event != EVENT_KPROBE && info.event != EVENT_KRETPROBE))
		return 0;
	return info.missed;
}

uint32_t attach_skipped(struct bpf_object *obj,
			const struct kernel_hooks *kernel,
			const struct attachment *at, size_t i)
{
	const struct hook_status *status = &kernel->status[i];

	if (status->state != HOOK_USABLE)
		return 0;
	return skipped_program(program_of(obj, i, status->way)) +
	       skipped_program(keeper_of(obj, i, status->way)) +
	       skipped_link(at->links[i]) + skipped_link(at->keepers[i]) +
	       at->skipped[i];
}

void attach_release(struct attachment *at)
{
	for (size_t i = 0; i < HOOK_COUNT; i++) {
		at->skipped[i] += skipped_link(at->links[i]) +
				  skipped_link(at->keepers[i]);
		bpf_link__destroy(at->links[i]);
		bpf_link__destroy(at->keepers[i]);
		at->links[i] = at->keepers[i] = NULL;
	}
}
