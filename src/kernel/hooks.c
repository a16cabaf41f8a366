// SPDX-License-Identifier: GPL-2.0-only
#include <bpf/btf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/util.h"
#include "kernel/hooks.h"
#include "kernel/identity.h"
#include "kernel/types.h"

#define ENDS (1 << 12)

/* Hash the end of a name, where the names of functions differ most. */
static unsigned int end_of(const char *name, size_t len)
{
	return len < 2 ? 0 : ((uint8_t)name[len - 2] << 5 ^
			      (uint8_t)name[len - 1]) % ENDS;
}

/* Mark the ends of the names of the hooks' functions. */
static void mark_ends(bool ends[ENDS])
{
	memset(ends, 0, ENDS * sizeof(*ends));
	for (size_t i = 0; i < HOOK_COUNT; i++)
		ends[end_of(hooks[i].function, strlen(hooks[i].function))] =
			true;
}

/* A tracepoint's symbol has a prefix; that of a compiler's clone has a dot. */
static void match_symbol(enum hook_state *seen, const char *name, size_t len)
{
	static const char prefix[] = "__tracepoint_";
	const size_t skip = strlen(prefix);
	const bool tracepoint = !strncmp(name, prefix, skip);
	const bool clone = name[len] == '.';

	if (tracepoint) {
		name += skip;
		len -= skip;
	}
	for (size_t i = 0; i < HOOK_COUNT; i++)
		if (hooks[i].tracepoint == tracepoint &&
		    !strncmp(name, hooks[i].function, len) &&
		    !hooks[i].function[len] &&
		    (!clone || seen[i] == HOOK_ABSENT))
			seen[i] = clone ? HOOK_CLONE_ONLY : HOOK_USABLE;
}

/* The third word of a line like "ffffffffc0a0 t name\t[module]"; or "" */
static const char *symbol_name(const char *line)
{
	for (int i = 0; i < 2; i++) {
		line += strcspn(line, " ");
		line += *line == ' ';
	}
	return line;
}

static int read_kallsyms(enum hook_state *seen)
{
	FILE *file = fopen("/proc/kallsyms", "re");
	bool ends[ENDS];
	char line[512];

	if (!file)
		return -errno;
	mark_ends(ends);
	while (fgets(line, sizeof(line), file)) {
		const char *name = symbol_name(line);
		const size_t len = strcspn(name, ". \t\n");

		if (ends[end_of(name, len)])
			match_symbol(seen, name, len);
	}
	fclose(file);
	return 0;
}

/* Correct the BTF by kallsyms. Returns whether the state has changed. */
static bool correct(struct hook_status *status, enum hook_state seen)
{
	struct hook_status old = *status;

	if (old.state == HOOK_UNUSED)
		return false;
	if (seen != HOOK_USABLE)
		*status = (struct hook_status){ seen };
	else if (status->state != HOOK_USABLE)
		*status = (struct hook_status){ HOOK_USABLE, WAY_KPROBE };
	return status->state != old.state;
}

int hooks_explain(struct kernel_hooks *kernel)
{
	enum hook_state seen[HOOK_COUNT];
	int corrected = 0, err;

	for (size_t i = 0; i < HOOK_COUNT; i++)
		seen[i] = HOOK_ABSENT;
	err = read_kallsyms(seen);
	if (err)
		return err;
	for (size_t i = 0; i < HOOK_COUNT; i++)
		corrected += correct(&kernel->status[i], seen[i]);
	return corrected;
}

/* One function a line, then perhaps " [module]". */
void hooks_mark_untraceable(struct kernel_hooks *kernel, FILE *list)
{
	bool listed[HOOK_COUNT] = { false }, read = false;
	char line[512];

	while (fgets(line, sizeof(line), list)) {
		read = true;
		line[strcspn(line, " \t\n")] = '\0';
		for (size_t i = 0; i < HOOK_COUNT; i++)
			listed[i] |= !strcmp(line, hooks[i].function);
	}
	for (size_t i = 0; read && i < HOOK_COUNT; i++)
		if (kernel->status[i].state == HOOK_FAILED &&
		    !hooks[i].tracepoint && !listed[i])
			kernel->status[i].state = HOOK_UNTRACEABLE;
}

#define TRACEPOINT_TYPE "btf_trace_"

/* A function's type has its name; that of a tracepoint has a prefix. */
static const char *hook_name(const struct type_table *btf,
			     const struct btf_type *type)
{
	const size_t len = strlen(TRACEPOINT_TYPE);
	const char *name;

	if (!btf_is_func(type) && !btf_is_typedef(type))
		return NULL;
	name = type_name(btf, type->name_off);
	if (btf_is_func(type))
		return name;
	return strncmp(name, TRACEPOINT_TYPE, len) ? NULL : name + len;
}

/* Find the hooks that are in this BTF, but not in its base. */
static void find_hooks(struct kernel_hooks *kernel,
		       const struct type_table *btf, int object)
{
	bool ends[ENDS];

	mark_ends(ends);
	for (uint32_t id = btf->from; id < btf->end; id++) {
		const struct btf_type *type = TYPE_OWN(btf, id);
		const char *name = hook_name(btf, type);

		if (!name || !ends[end_of(name, strlen(name))])
			continue;
		for (size_t i = 0; i < HOOK_COUNT; i++)
			if (hooks[i].tracepoint != btf_is_func(type) &&
			    !strcmp(name, hooks[i].function))
				kernel->status[i] = (struct hook_status){
					HOOK_USABLE, WAY_FENTRY,
					.btf_id = id, .btf_fd = object,
				};
	}
}

static enum reconf_work work_of(const struct type_table *btf)
{
	const char *name = type_of_member(btf, "ieee80211_if_managed",
					  "ml_reconf_work");

	if (name && !strcmp(name, "wiphy_delayed_work"))
		return WORK_DELAYED;
	if (name && !strcmp(name, "wiphy_hrtimer_work"))
		return WORK_HRTIMER;
	return WORK_UNKNOWN;
}

void hooks_know(struct kernel_hooks *kernel, const struct types *types)
{
	const struct type_table *btf = types->mac80211.btf ?: types->vmlinux;

	kernel->has_btf = btf && type_has_member(btf, "sta_info", "deflink");
	kernel->has_removal = kernel->has_btf &&
		type_has_member(btf, "ieee80211_if_managed", "removed_links");
	kernel->work = kernel->has_btf ? work_of(btf) : WORK_UNKNOWN;
	for (size_t i = 0; kernel->work && i < HOOK_COUNT; i++)
		if (hooks[i].work && hooks[i].work != kernel->work)
			kernel->status[i] = (struct hook_status){ HOOK_UNUSED };
}

void hooks_probe(struct kernel_hooks *kernel, const struct types *types)
{
	const struct module_types *modules[] = {
		&types->mac80211, &types->cfg80211,
	};
	struct running running;

	memset(kernel, 0, sizeof(*kernel));
	for (size_t i = 0; i < HOOK_COUNT; i++)
		kernel->status[i].state = HOOK_ABSENT;
	running_read(&running, "");
	if (!running.present)
		return;
	kernel->place = running.builtin ? MAC80211_BUILTIN : MAC80211_MODULE;
	/* if built in, its types are in vmlinux */
	if (types->vmlinux && (!modules[0]->btf || !modules[1]->btf))
		find_hooks(kernel, types->vmlinux, 0);
	for (size_t i = 0; i < ARRAY_SIZE(modules); i++)
		if (modules[i]->btf)
			find_hooks(kernel, modules[i]->btf, modules[i]->fd);
}

const char *hook_way_name(enum hook_way way)
{
	switch (way) {
	case WAY_FENTRY:
		return "fentry";
	case WAY_KPROBE:
	case WAY_MULTI:
		return "kprobe";
	case WAY_RAW:
		return "raw tracepoint";
	case WAY_TRACEPOINT:
		return "tracepoint";
	default:
		return "none";
	}
}

const char *hook_state_text(const struct hook_status *status)
{
	switch (status->state) {
	case HOOK_USABLE:
		return "attached";
	case HOOK_ABSENT:
		return "not in this kernel";
	case HOOK_CLONE_ONLY:
		return "inlined or changed by the compiler";
	case HOOK_UNUSED:
		return "not what this kernel queues removals by";
	case HOOK_LEFT_OUT:
		return "not reached by this way to attach";
	case HOOK_UNTRACEABLE:
		return "not traceable: ftrace does not list it";
	default:
		return errno_text(status->err);
	}
}

bool hooks_unclear(const struct kernel_hooks *kernel)
{
	for (size_t i = 0; i < HOOK_COUNT; i++)
		if (hook_matters(kernel, i))
			return true;
	return false;
}

bool hook_matters(const struct kernel_hooks *kernel, size_t i)
{
	if (kernel->status[i].state == HOOK_USABLE ||
	    kernel->status[i].state == HOOK_UNUSED)
		return false;
	/* if either of two functions would do, name only one */
	if (hooks[i].work == WORK_HRTIMER && kernel->work == WORK_UNKNOWN)
		return false;
	if (hooks[i].mission)
		return kernel->has_removal;
	return hooks[i].cost;
}

bool hooks_unaffected(const struct kernel_hooks *kernel)
{
	return kernel->place != MAC80211_ABSENT && kernel->has_btf &&
	       !kernel->has_removal && kernel->status[0].state == HOOK_ABSENT;
}
