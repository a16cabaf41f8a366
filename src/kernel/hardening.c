// SPDX-License-Identifier: GPL-2.0-only
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/util.h"
#include "kernel/hardening.h"

#define LOCKDOWN_FILE "sys/kernel/security/lockdown"

/* If several with the same fault are in force, the first one is named. */
const struct hardening hardenings[] = {
	{ "net.core.bpf_jit_enable", 0, 0, FAULT_BPF,
	  "without the JIT the kernel takes none of the BPF programs",
	  "sysctl net.core.bpf_jit_enable=1" },
	{ "kernel.ftrace_enabled", 0, 0, FAULT_HOOKS,
	  "no hook is called",
	  "sysctl kernel.ftrace_enabled=1" },
	{ "kernel.modules_disabled", 1, 1, FAULT_MODULE,
	  "validate cannot load mac80211_hwsim",
	  "restart the machine and load mac80211_hwsim (radios=0) before this "
	  "is set, or validate in a virtual machine: lab/vm" },
	{ "user.max_net_namespaces", 0, 0, FAULT_NETNS,
	  "validate cannot make a network namespace",
	  "sysctl user.max_net_namespaces=1024" },
	{ "kernel.kptr_restrict", 2, 2, FAULT_RADIOS,
	  "radios are found through Wi-Fi interfaces: where there is none, "
	  "their list may be out of reach",
	  "sysctl kernel.kptr_restrict=1" },
	{ "kernel.unprivileged_bpf_disabled", 1, 2, FAULT_NONE,
	  "no harm: mlotrace is privileged", NULL },
	{ "net.core.bpf_jit_harden", 1, 2, FAULT_NONE,
	  "no harm", NULL },
	{ "kernel.perf_event_paranoid", 2, INT_MAX, FAULT_NONE,
	  "no harm: mlotrace is privileged", NULL },
	{ "kernel.dmesg_restrict", 1, 1, FAULT_NONE,
	  "no harm, but that validate takes CAP_SYSLOG to read the kernel log",
	  NULL },
	{ "kernel.yama.ptrace_scope", 1, 3, FAULT_NONE,
	  "no harm", NULL },
	{ "kernel.kexec_load_disabled", 1, 1, FAULT_NONE,
	  "no harm", NULL },
	{ "user.max_user_namespaces", 0, 0, FAULT_NONE,
	  "no harm", NULL },
};

const size_t hardening_count = ARRAY_SIZE(hardenings);

bool hardening_in_force(const struct hardening *hardening, int *value)
{
	char path[128] = "/proc/sys/";
	FILE *file;
	int count;

	for (size_t i = 0, at = strlen(path); hardening->name[i]; i++, at++)
		path[at] = hardening->name[i] == '.' ? '/' : hardening->name[i];
	file = fopen(path, "re");
	if (!file)
		return false;
	count = fscanf(file, "%d", value);
	fclose(file);
	return count == 1 && *value >= hardening->from &&
	       *value <= hardening->to;
}

bool hardening_hint(enum fault fault)
{
	int value;

	for (size_t i = 0; i < hardening_count; i++) {
		const struct hardening *hardening = &hardenings[i];

		if (hardening->fault != fault ||
		    !hardening_in_force(hardening, &value))
			continue;
		msg_hint("%s is %d: %s", hardening->name, value,
			 hardening->remedy);
		return true;
	}
	return false;
}

void hardening_lockdown(const char *root, char *buf, size_t size)
{
	FILE *file = open_below(root, LOCKDOWN_FILE);
	char line[128] = "", *mode;

	*buf = '\0';
	if (!file)
		return;
	/* "none [integrity] confidentiality" */
	if (fgets(line, sizeof(line), file)) {
		mode = strchr(line, '[');
		if (mode)
			snprintf(buf, size, "%.*s",
				 (int)strcspn(mode + 1, "]"), mode + 1);
	}
	fclose(file);
}
