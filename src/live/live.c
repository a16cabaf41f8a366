// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <net/if.h>

#include "base/boot_clock.h"
#include "base/util.h"
#include "kernel/hardening.h"
#include "live/live.h"

/* After this long, every record of a time has come. */
#define LATE_NS (100 * NSEC_PER_MSEC)

int live_check_iface(const struct cmd *cmd, const char *iface)
{
	if (!iface || if_nametoindex(iface))
		return 0;
	msg_error("%s: no interface '%s'", cmd->name, iface);
	msg_hint("list the interfaces: ip link");
	return -ENODEV;
}

int live_open(struct session **session, const struct session_opts *opts,
	      bool no_wait, const sigset_t *mask, uint64_t deadline,
	      idle_fn when_idle, void *ctx)
{
	int err = session_open(session, opts);

	if (err != -ENODEV)
		return err;
	if (no_wait) {
		msg_error("mac80211 is not loaded");
		msg_hint("load the driver of the Wi-Fi device, or leave out "
			 "--no-wait to wait for it");
		return err;
	}
	msg_error("mac80211 is not loaded: waiting for it");
	err = wait_for_mac80211(mask, deadline, when_idle, ctx);
	return err ?: session_open(session, opts);
}

bool live_can_vanish(const struct session *session)
{
	const struct kernel_hooks *kernel = session_hooks(session);

	for (size_t i = 0; i < HOOK_COUNT; i++)
		if ((kernel->status[i].way == WAY_FENTRY ||
		     kernel->status[i].way == WAY_MULTI ||
		     kernel->status[i].way == WAY_RAW) && !hooks[i].cfg80211)
			return false;
	return true;
}

int live_radios_here(void)
{
	struct dirent *entry;
	DIR *dir = opendir("/sys/class/ieee80211");
	int listed = 0;

	while (dir && (entry = readdir(dir)))
		listed += entry->d_name[0] != '.';
	if (dir)
		closedir(dir);
	return listed;
}

/* To tell a failure of the walk from one of fn */
struct look {
	record_fn fn;
	void *ctx;
	int err;
};

static int on_record(const union any_record *rec, void *ctx)
{
	struct look *look = ctx;

	look->err = look->fn(rec, look->ctx);
	return look->err;
}

static int look_twice(struct session *session, struct look *look)
{
	int ret = 0;

	for (int i = 0; i < 2 && ret >= 0; i++)
		ret = session_snapshot(session, on_record, look);
	return ret;
}

int live_look_back(struct session *session, record_fn fn, void *ctx,
		   struct missed *missed)
{
	struct look look = { fn, ctx };
	/* a radio that comes or goes meanwhile is not missing */
	int before = live_radios_here(), after;
	int ret = look_twice(session, &look);

	after = live_radios_here();
	if (look.err || (ret >= 0 && (ret >= before || ret >= after)))
		return look.err;
	missed->doubt = REASON_RADIOS_UNSEEN;
	if (ret < 0 && ret != -ENOENT) {
		msg_error("cannot read the existing stations: %s",
			  errno_text(ret));
		return 0;
	}
	msg_error("cannot list the radios: links that are already stale are "
		  "not known");
	hardening_hint(FAULT_RADIOS);
	return 0;
}

int live_look_again(struct session *session, record_fn fn, void *ctx)
{
	struct look look = { fn, ctx };

	look_twice(session, &look);
	return look.err;
}

uint64_t live_due(const struct lifecycle *lc, const struct session *session)
{
	uint64_t due = lifecycle_due(lc);

	/* waiting records may be older, and tell it themselves */
	if (!due || (session && !session_caught_up(session)))
		return 0;
	return deadline_after(due, LATE_NS);
}

void live_tick(struct lifecycle *lc, const struct session *session,
	       const struct missed *missed)
{
	lifecycle_tick(lc, boot_time() - LATE_NS, missed->records +
		       (session ? session_lost(session) : 0));
}

int live_end(struct session **session, record_fn fn, void *ctx,
	     struct missed *missed)
{
	int err;

	if (session_hooks_off(*session))
		missed->doubt = REASON_HOOKS_OFF;
	session_detach(*session);
	err = session_consume_all(*session, fn, ctx) ?:
	      session_look_for_missed(*session) ?:
	      session_consume_all(*session, fn, ctx);
	missed->records += session_lost(*session);
	session_close(*session);
	*session = NULL;
	return err;
}

struct summary live_summary(struct lifecycle *lc, const struct meta *meta,
			    const struct missed *missed)
{
	struct summary summary = {
		.time = boot_time(),
		.unaffected = meta->unaffected,
		.doubt = missed->doubt,
		.tally = lifecycle_tally(lc),
		.missed = &missed->kinds,
	};

	summary.duration_ns = summary.time - meta->time;
	lifecycle_end(lc, summary.time, missed->records);
	return summary;
}
