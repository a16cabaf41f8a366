// SPDX-License-Identifier: GPL-2.0-only
#include <bpf/btf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hooks.h"
#include "util.h"

#define ANNOUNCE_COST "announcements of a removal, and their withdrawal"
#define FREE_COST "the second witness of a dangling link"

const struct hook hooks[HOOK_COUNT] = {
	{ "reconf_enter", "ieee80211_ml_reconf_work", .mission = true },
	{ "reconf_exit", "ieee80211_ml_reconf_work", .mission = true,
	  .exit = true },
	{ "link_free", "ieee80211_sta_free_link", .cost = FREE_COST },
	{ "link_free_exit", "ieee80211_sta_free_link", .exit = true,
	  .cost = FREE_COST },
	{ "link_remove", "sta_remove_link", .cost = FREE_COST },
	{ "link_unhash_free", "ieee80211_sta_remove_link",
	  .cost = "single links that are removed outside of a "
		  "reconfiguration" },
	{ "link_alloc", "ieee80211_sta_allocate_link",
	  .exit = true, .keeper = "k_link_alloc_enter",
	  .cost = "set-up attempts" },
	{ "link_activate", "ieee80211_sta_activate_link",
	  .exit = true, .keeper = "k_link_activate_enter",
	  .cost = "when a link was set up, so its age" },
	{ "vif_set_links", "ieee80211_vif_set_links",
	  .cost = "changes of the interface's links" },
	{ "sta_free", "sta_info_free",
	  .cost = "the end of stations, which reclaims stale links" },
	{ "link_rcu_free", "sta_link_free_rcu" },
	{ "sta_reconf_enter", "ieee80211_mgd_assoc_ml_reconf" },
	{ "sta_reconf_exit", "ieee80211_mgd_assoc_ml_reconf", .exit = true },
	{ "links_removed", "cfg80211_links_removed", .tracepoint = true,
	  .cost = "a second look after each removal" },
	{ "delayed_announce", "wiphy_delayed_work_queue",
	  .cost = ANNOUNCE_COST },
	{ "delayed_cancel", "wiphy_delayed_work_cancel",
	  .cost = ANNOUNCE_COST },
	{ "hrtimer_announce", "wiphy_hrtimer_work_queue" },
	{ "hrtimer_cancel", "wiphy_hrtimer_work_cancel" },
};

/* A tracepoint is a symbol and a type of other names. */
static void symbol_of(const struct hook *hook, char *buf, size_t size)
{
	snprintf(buf, size, "%s%s", hook->tracepoint ? "__tracepoint_" : "",
		 hook->function);
}

/*
 * One line of kallsyms: "ffffffffc0a0 t name\t[module]". A compiler's clone
 * is the name and a dot.
 */
static void match_symbol(struct kernel_hooks *kernel, const char *name,
			 const char *module)
{
	struct hook_status *status = kernel->status;

	for (size_t i = 0; i < HOOK_COUNT; i++) {
		char want[64];
		size_t len;

		symbol_of(&hooks[i], want, sizeof(want));
		len = strlen(want);
		if (strncmp(name, want, len))
			continue;
		if (!name[len])
			status[i] = (struct hook_status){
				HOOK_USABLE, WAY_KPROBE
			};
		else if (name[len] == '.' && status[i].state == HOOK_ABSENT)
			status[i].state = HOOK_CLONE_ONLY;
		if (!name[len] && !strcmp(want, "ieee80211_sta_free_link"))
			kernel->place = module ? MAC80211_MODULE :
						 MAC80211_BUILTIN;
	}
}

static int read_kallsyms(struct kernel_hooks *kernel)
{
	FILE *file = fopen("/proc/kallsyms", "re");
	char line[512], *name, *save;

	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file)) {
		strtok_r(line, " ", &save);
		strtok_r(NULL, " ", &save);
		name = strtok_r(NULL, " \t\n", &save);
		/* all of ours are of Wi-Fi; most symbols are not */
		if (name && (strstr(name, "80211") || strstr(name, "sta_") ||
			     strstr(name, "wiphy_")))
			match_symbol(kernel, name,
				     strtok_r(NULL, "\n", &save));
	}
	fclose(file);
	return 0;
}

static bool btf_has(const struct btf *btf, const struct hook *hook)
{
	char name[64];

	if (!hook->tracepoint)
		return btf__find_by_name_kind(btf, hook->function,
					      BTF_KIND_FUNC) > 0;
	snprintf(name, sizeof(name), "btf_trace_%s", hook->function);
	return btf__find_by_name_kind(btf, name, BTF_KIND_TYPEDEF) > 0;
}

bool btf_has_member(const struct btf *btf, const char *type_name,
		    const char *member)
{
	int id = btf__find_by_name_kind(btf, type_name, BTF_KIND_STRUCT);
	const struct btf_type *type;

	if (id < 0)
		return false;
	type = btf__type_by_id(btf, id);
	for (int i = 0; i < btf_vlen(type); i++)
		if (!strcmp(btf__name_by_offset(btf,
				btf_members(type)[i].name_off), member))
			return true;
	return false;
}

static void read_btf(struct kernel_hooks *kernel)
{
	struct btf *vmlinux = btf__load_vmlinux_btf();
	struct btf *mac80211, *cfg80211;

	if (!vmlinux)
		return;
	/* what is built in has its types in vmlinux */
	mac80211 = btf__load_module_btf("mac80211", vmlinux) ?: vmlinux;
	cfg80211 = btf__load_module_btf("cfg80211", vmlinux) ?: vmlinux;
	kernel->has_btf = btf_has_member(mac80211, "sta_info", "deflink");
	kernel->has_removal = btf_has_member(mac80211,
					     "ieee80211_if_managed",
					     "removed_links");
	for (size_t i = 0; i < HOOK_COUNT; i++)
		if (kernel->status[i].state == HOOK_USABLE &&
		    (btf_has(mac80211, &hooks[i]) ||
		     btf_has(cfg80211, &hooks[i])))
			kernel->status[i].way = WAY_FENTRY;
	if (cfg80211 != vmlinux)
		btf__free(cfg80211);
	if (mac80211 != vmlinux)
		btf__free(mac80211);
	btf__free(vmlinux);
}

int hooks_probe(struct kernel_hooks *kernel)
{
	int err;

	memset(kernel, 0, sizeof(*kernel));
	for (size_t i = 0; i < HOOK_COUNT; i++)
		kernel->status[i].state = HOOK_ABSENT;
	err = read_kallsyms(kernel);
	if (err)
		return err;
	if (kernel->place != MAC80211_ABSENT)
		read_btf(kernel);
	return 0;
}

const char *hook_way_name(enum hook_way way)
{
	switch (way) {
	case WAY_FENTRY:
		return "fentry";
	case WAY_KPROBE:
		return "kprobe";
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
	case HOOK_LEFT_OUT:
		return "not reached by this way to attach";
	default:
		return errno_text(status->err);
	}
}

bool hook_matters(const struct kernel_hooks *kernel, size_t i)
{
	if (kernel->status[i].state == HOOK_USABLE)
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
