// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>
#include <sys/utsname.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/boot_clock.h"
#include "base/util.h"
#include "kernel/identity.h"
#include "kernel/meta_fill.h"
#include "version.h"

_Static_assert(HOOK_COUNT <= META_HOOKS, "all hooks fit into the first line");

static struct clock clock_now(void)
{
	time_t now = time(NULL);
	struct tm tm;

	localtime_r(&now, &tm);
	return (struct clock){
		.wall_offset_ns = wall_offset(),
		.utc_offset_s = tm.tm_gmtoff,
	};
}

static bool named_before(const struct meta *meta, const char *function)
{
	for (size_t i = 0; i < meta->hook_count; i++)
		if (!strcmp(meta->hooks[i], function))
			return true;
	for (size_t i = 0; i < meta->missing_count; i++)
		if (!strcmp(meta->missing[i].function, function))
			return true;
	return false;
}

/* Name a function once, even if several programs attach to it. */
static void fill_hooks(struct meta *meta, const struct kernel_hooks *kernel)
{
	for (size_t i = 0; i < HOOK_COUNT; i++) {
		const struct hook_status *status = &kernel->status[i];
		struct missing_hook *missing;

		if (named_before(meta, hooks[i].function))
			continue;
		if (status->state == HOOK_USABLE) {
			snprintf(meta->hooks[meta->hook_count],
				 sizeof(meta->hooks[0]), "%s",
				 hooks[i].function);
			snprintf(meta->via[meta->hook_count++],
				 sizeof(meta->via[0]), "%s",
				 hook_way_name(status->way));
			continue;
		}
		missing = &meta->missing[meta->missing_count++];
		snprintf(missing->function, sizeof(missing->function), "%s",
			 hooks[i].function);
		snprintf(missing->reason, sizeof(missing->reason), "%s",
			 hook_state_text(status));
		if (hook_matters(kernel, i) && hooks[i].cost)
			snprintf(missing->cost, sizeof(missing->cost), "%s",
				 hooks[i].cost);
	}
}

static void fill_livepatches(struct meta *meta, const struct running *running)
{
	_Static_assert(LIVEPATCHES_MAX <= META_LIVEPATCHES &&
		       sizeof(running->livepatches[0].text) <=
		       sizeof(meta->livepatches[0]), "all live patches fit");

	for (size_t i = 0; i < running->nr_livepatches; i++)
		snprintf(meta->livepatches[meta->livepatch_count++],
			 sizeof(meta->livepatches[0]), "%s",
			 running->livepatches[i].text);
}

void meta_fill(struct meta *meta, const struct kernel_hooks *kernel)
{
	struct utsname uts = { 0 };
	struct running running;

	memset(meta, 0, sizeof(*meta));
	uname(&uts);
	snprintf(meta->version, sizeof(meta->version), "%s", MLOTRACE_VERSION);
	snprintf(meta->release, sizeof(meta->release), "%s", uts.release);
	snprintf(meta->machine, sizeof(meta->machine), "%s", uts.machine);
	running_read(&running, "");
	snprintf(meta->build_id, sizeof(meta->build_id), "%s",
		 running.build_id);
	snprintf(meta->srcversion, sizeof(meta->srcversion), "%s",
		 running.srcversion);
	meta->builtin = kernel->place == MAC80211_BUILTIN;
	meta->unaffected = hooks_unaffected(kernel);
	meta->time = boot_time();
	meta->clock = clock_now();
	meta->link = -1;
	fill_hooks(meta, kernel);
	fill_livepatches(meta, &running);
}
