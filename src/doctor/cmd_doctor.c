// SPDX-License-Identifier: GPL-2.0-only
/* mlotrace doctor: what can be traced here, how, and what stands in the way. */
#include <cap-ng.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/util.h"
#include "kernel/hardening.h"
#include "kernel/identity.h"
#include "kernel/preflight.h"
#include "kernel/types.h"
#include "live/live.h"
#include "output/output_priv.h"

struct doctor_opts {
	const char *btf;
	int attach;
	bool json;
	unsigned int verbose;
};

#define OPT(name, letter, kind, field, arg, ...)			\
	{ name, letter, kind, offsetof(struct doctor_opts, field), arg,	\
	  __VA_ARGS__ }

static const struct opt doctor_opts[] = {
	OPT("attach", 0, OPT_CHOICE, attach, "WAY",
	    "auto, fentry, kprobe or tracepoint", .choices = attach_mode_names),
	OPT("btf", 0, OPT_STRING, btf, "FILE",
	    "read the BTF of mac80211 from this file"),
	OPT("json", 'j', OPT_FLAG, json, NULL, "one JSON object"),
	OPT("verbose", 'v', OPT_COUNT, verbose, NULL,
	    "-vv: libbpf's messages"),
	{ 0 },
};

/* The overall result. */
enum ability {
	ABLE_FULLY,	/* verdicts on every removal */
	ABLE_FROM_NOW,	/* likewise, but not on links that are already stale */
	ABLE_TO_SEE,	/* removals, without a verdict */
	ABLE_NOT,
	ABLE_UNTRIED,	/* no permission to try, or nothing loaded */
};

struct diagnosis {
	struct utsname uts;
	char lockdown[64];		/* "" where the kernel has none */
	bool sys_admin, bpf, perfmon;
	bool btf_vmlinux, btf_cfg80211, btf_mac80211;
	const char *btf_file;		/* NULL: none given */
	struct running running;
	bool probed;
	struct kernel_hooks kernel;	/* with the result of attaching */
	bool tried;
	int err;			/* of trying */
	bool listed;			/* the radios */
	enum ability ability;
};

static bool has_capability(unsigned int capability)
{
	return capng_have_capability(CAPNG_EFFECTIVE, capability);
}

static bool has_btf(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/kernel/btf/%s", name);
	return !access(path, R_OK);
}

/* The list has all functions of the kernel: read it only if one has failed. */
static void blame(struct kernel_hooks *kernel)
{
	FILE *list;
	size_t i = 0;

	while (i < HOOK_COUNT && kernel->status[i].state != HOOK_FAILED)
		i++;
	list = i < HOOK_COUNT ?
	       fopen("/sys/kernel/tracing/available_filter_functions", "re") :
	       NULL;
	if (!list)
		return;
	hooks_mark_untraceable(kernel, list);
	fclose(list);
}

static int ignore_record(const union any_record *rec, void *ctx)
{
	return 0;
}

static bool can_list_radios(struct session *session)
{
	return session_snapshot(session, ignore_record, NULL) >=
	       live_radios_here();
}

/* Really attach: nothing else shows what the kernel accepts. */
static void try_to_attach(struct diagnosis *d, const struct doctor_opts *opts)
{
	const struct session_opts session_opts = {
		.ring_size = 1, .verbose = opts->verbose,
		.mode = opts->attach, .btf_path = opts->btf,
	};
	struct session *session;

	d->tried = true;
	d->err = session_open(&session, &session_opts);
	if (!d->err) {
		d->kernel = *session_hooks(session);
		blame(&d->kernel);
		d->listed = can_list_radios(session);
		session_close(session);
	}
}

static enum ability judge(const struct diagnosis *d)
{
	bool verdicts = true, sees = false;

	if (!d->tried)
		return ABLE_UNTRIED;
	if (d->err)
		return ABLE_NOT;
	for (size_t i = 0; i < HOOK_COUNT; i++) {
		bool usable = d->kernel.status[i].state == HOOK_USABLE;

		sees |= usable;
		if (hooks[i].mission && !usable)
			verdicts = false;
	}
	if (verdicts || hooks_unaffected(&d->kernel))
		return d->listed ? ABLE_FULLY : ABLE_FROM_NOW;
	return sees ? ABLE_TO_SEE : ABLE_NOT;
}

static void diagnose(struct diagnosis *d, const struct doctor_opts *opts)
{
	struct types types;

	uname(&d->uts);
	hardening_lockdown("", d->lockdown, sizeof(d->lockdown));
	capng_get_caps_process();
	d->sys_admin = has_capability(CAP_SYS_ADMIN);
	d->bpf = has_capability(CAP_BPF);
	d->perfmon = has_capability(CAP_PERFMON);
	d->btf_vmlinux = has_btf("vmlinux");
	d->btf_cfg80211 = has_btf("cfg80211");
	d->btf_mac80211 = has_btf("mac80211");
	d->btf_file = opts->btf;
	running_read(&d->running, "");
	session_messages(opts->verbose);
	types_open(&types);
	hooks_probe(&d->kernel, &types);
	hooks_know(&d->kernel, &types);
	d->probed = hooks_explain(&d->kernel) >= 0;
	types_close(&types);
	if (d->probed && d->kernel.place != MAC80211_ABSENT && d->sys_admin)
		try_to_attach(d, opts);
	d->ability = judge(d);
}

static const char *place_text(const struct diagnosis *d)
{
	switch (d->kernel.place) {
	case MAC80211_MODULE:
		return "module";
	case MAC80211_BUILTIN:
		return "built-in";
	default:
		return "not-loaded";
	}
}

static const char *ability_name(enum ability ability)
{
	static const char *const names[] = {
		[ABLE_FULLY] = "full", [ABLE_FROM_NOW] = "from-now-on",
		[ABLE_TO_SEE] = "removals-only",
		[ABLE_NOT] = "none", [ABLE_UNTRIED] = "untried",
	};

	return names[ability];
}

static const char *ability_text(const struct diagnosis *d)
{
	switch (d->ability) {
	case ABLE_FULLY:
		return hooks_unaffected(&d->kernel) ?
		       "all there is can be traced; this kernel is unaffected" :
		       "every removal can be traced and judged";
	case ABLE_FROM_NOW:
		return "the radios cannot be listed: what is stale already is "
		       "not known";
	case ABLE_TO_SEE:
		if (!d->kernel.has_btf)
			return "removals can be seen, but not judged: it takes "
			       "the types of mac80211, which mlotrace-btf makes";
		return "removals can be seen, but not judged; judge the kernel "
		       "with 'mlotrace check'";
	case ABLE_NOT:
		return "nothing can be traced; judge the kernel with "
		       "'mlotrace check'";
	default:
		return !d->probed || d->kernel.place == MAC80211_ABSENT ?
		       "mac80211 is not loaded" : "it takes CAP_SYS_ADMIN";
	}
}

static const char *hook_text(const struct diagnosis *d, size_t i)
{
	const struct hook_status *status = &d->kernel.status[i];

	if (status->state == HOOK_USABLE)
		return d->tried && !d->err ? hook_way_name(status->way) :
					     "there";
	return hook_state_text(status);
}

static void settings_to_line(struct line *line)
{
	int value;

	line_open(line, "settings", '[');
	for (size_t i = 0; i < hardening_count; i++) {
		const struct hardening *hardening = &hardenings[i];

		if (!hardening_in_force(hardening, &value))
			continue;
		line_open(line, NULL, '{');
		line_text(line, "name", hardening->name);
		line_uint(line, "value", value);
		line_bool(line, "harmless", !hardening->remedy);
		line_text(line, "text", hardening->text);
		line_close(line, '}');
	}
	line_close(line, ']');
}

static void hooks_to_line(struct line *line, const struct diagnosis *d)
{
	line_open(line, "hooks", '[');
	for (size_t i = 0; d->probed && i < HOOK_COUNT; i++) {
		line_open(line, NULL, '{');
		line_text(line, "function", hooks[i].function);
		line_text(line, "at", hook_at(&hooks[i]));
		line_bool(line, "usable",
			  d->kernel.status[i].state == HOOK_USABLE);
		line_text(line, "how", hook_text(d, i));
		line_close(line, '}');
	}
	line_close(line, ']');
}

static void to_json(struct output *out, const struct diagnosis *d)
{
	struct line line;

	output_begin(out, &line, "doctor", 0);
	line_text(&line, "release", d->uts.release);
	line_text(&line, "machine", d->uts.machine);
	line_text(&line, "lockdown", d->lockdown);
	line_bool(&line, "cap_sys_admin", d->sys_admin);
	line_bool(&line, "cap_bpf", d->bpf);
	line_bool(&line, "cap_perfmon", d->perfmon);
	line_bool(&line, "btf_vmlinux", d->btf_vmlinux);
	line_bool(&line, "btf_cfg80211", d->btf_cfg80211);
	line_bool(&line, "btf_mac80211", d->btf_mac80211);
	if (d->btf_file)
		line_text(&line, "btf_file", d->btf_file);
	line_text(&line, "mac80211", place_text(d));
	line_text(&line, "build_id", d->running.build_id);
	line_text(&line, "srcversion", d->running.srcversion);
	hooks_to_line(&line, d);
	line_open(&line, "livepatches", '[');
	for (size_t i = 0; i < d->running.nr_livepatches; i++)
		line_text(&line, NULL, d->running.livepatches[i].text);
	line_close(&line, ']');
	settings_to_line(&line);
	line_bool(&line, "radios_listed", d->listed);
	line_bool(&line, "unaffected", hooks_unaffected(&d->kernel));
	line_text(&line, "ability", ability_name(d->ability));
	line_text(&line, "text", ability_text(d));
	output_line(out, &line);
}

static const char *yes(bool value)
{
	return value ? "yes" : "no";
}

/* Show the settings in force; for the harmful ones, also what to do. */
static void settings_to_text(void)
{
	const char *label = "settings";
	int value;

	for (size_t i = 0; i < hardening_count; i++) {
		const struct hardening *hardening = &hardenings[i];

		if (!hardening_in_force(hardening, &value))
			continue;
		printf("%-13s %s=%d: %s\n", label, hardening->name, value,
		       hardening->text);
		if (hardening->remedy)
			printf("%-13s   %s\n", "", hardening->remedy);
		label = "";
	}
}

static void to_text(const struct diagnosis *d)
{
	printf("kernel        %s (%s)\n", d->uts.release, d->uts.machine);
	printf("lockdown      %s\n", *d->lockdown ? d->lockdown : "not there");
	printf("capabilities  CAP_SYS_ADMIN %s, CAP_BPF %s, CAP_PERFMON %s\n",
	       yes(d->sys_admin), yes(d->bpf), yes(d->perfmon));
	printf("BTF           vmlinux %s, cfg80211 %s, mac80211 %s\n",
	       yes(d->btf_vmlinux), yes(d->btf_cfg80211),
	       yes(d->btf_mac80211));
	if (d->btf_file)
		printf("types         from %s\n", d->btf_file);
	printf("mac80211      %s%s%s\n", place_text(d),
	       *d->running.build_id ? ", build " : "", d->running.build_id);
	for (size_t i = 0; i < d->running.nr_livepatches; i++)
		printf("livepatch     %s\n", d->running.livepatches[i].text);
	for (size_t i = 0; d->probed && i < HOOK_COUNT &&
	     d->kernel.place != MAC80211_ABSENT; i++)
		printf("%-13s %-33s %-5s  %s\n", i ? "" : "hooks",
		       hooks[i].function, hook_at(&hooks[i]),
		       hook_text(d, i));
	settings_to_text();
	if (d->tried && !d->err)
		printf("radios        %s\n", d->listed ? "listed" :
		       "cannot be listed");
	printf("ability       %s: %s\n", ability_name(d->ability),
	       ability_text(d));
}

static int doctor_main(const struct cmd *cmd, int argc, char **argv)
{
	static const int statuses[] = {
		[ABLE_FULLY] = EXIT_CLEAN, [ABLE_FROM_NOW] = EXIT_UNKNOWN,
		[ABLE_TO_SEE] = EXIT_UNKNOWN,
		[ABLE_NOT] = EXIT_PROBLEM, [ABLE_UNTRIED] = EXIT_UNKNOWN,
	};
	struct doctor_opts opts = { 0 };
	struct diagnosis d = { 0 };
	struct output out = output_stdout(false, false);
	int err = options_only(cmd, argc, argv, &opts);

	if (err)
		return err == OPTIONS_HELP ? EXIT_CLEAN : err;
	diagnose(&d, &opts);
	out.json = opts.json;
	if (opts.json)
		to_json(&out, &d);
	else
		to_text(&d);
	return statuses[d.ability];
}

const struct cmd cmd_doctor = {
	.name = "doctor",
	.args = "",
	.summary = "Show what can be traced on this machine, "
		   "and what stands in the way.",
	.opts = doctor_opts,
	.run = doctor_main,
};
