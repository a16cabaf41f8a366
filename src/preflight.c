// SPDX-License-Identifier: GPL-2.0-only
#include <cap-ng.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "preflight.h"
#include "util.h"

#define LOCKDOWN_FILE "/sys/kernel/security/lockdown"
#define VMLINUX_BTF "/sys/kernel/btf/vmlinux"

/* Confidentiality forbids BPF to read kernel memory; integrity does not. */
static bool lockdown_forbids(void)
{
	FILE *file = fopen(LOCKDOWN_FILE, "re");
	char line[128] = "";
	bool forbids;

	if (!file)
		return false;
	forbids = fgets(line, sizeof(line), file) &&
		  strstr(line, "[confidentiality]");
	fclose(file);
	return forbids;
}

bool preflight_privileged(void)
{
	return capng_get_caps_process() == 0 &&
	       capng_have_capability(CAPNG_EFFECTIVE, CAP_SYS_ADMIN);
}

static int check_privilege(void)
{
	if (!preflight_privileged()) {
		msg_error("no permission to load BPF programs: CAP_SYS_ADMIN "
			  "is missing");
		msg_hint("run it as root: sudo mlotrace");
		return -EPERM;
	}
	if (lockdown_forbids()) {
		msg_error("kernel lockdown (confidentiality) forbids BPF to "
			  "read kernel memory");
		msg_hint("boot with lockdown=integrity or lockdown=none");
		return -EPERM;
	}
	return 0;
}

static int check_btf(const struct kernel_hooks *kernel)
{
	if (access(VMLINUX_BTF, R_OK)) {
		msg_error("this kernel has no BTF (%s): its structures are "
			  "not known", VMLINUX_BTF);
		msg_hint("use a kernel with CONFIG_DEBUG_INFO_BTF=y");
		return -ENOTSUP;
	}
	if (!kernel->has_btf) {
		msg_error("mac80211 has no BTF: its structures are not known");
		msg_hint("use the kernel's own mac80211, built with "
			 "CONFIG_DEBUG_INFO_BTF_MODULES=y");
		return -ENOTSUP;
	}
	return 0;
}

static int check_hooks(const struct kernel_hooks *kernel)
{
	for (size_t i = 0; i < HOOK_COUNT; i++) {
		if (!hooks[i].mission || !hook_matters(kernel, i))
			continue;
		msg_error("cannot trace %s: %s", hooks[i].function,
			  hook_state_text(&kernel->status[i]));
		msg_hint("this kernel cannot be traced; please report it "
			 "with its release and compiler");
		return -ENOTSUP;
	}
	return 0;
}

int preflight(struct kernel_hooks *kernel, bool with_hooks)
{
	int err = check_privilege();

	if (err)
		return err;
	err = hooks_probe(kernel);
	if (err) {
		msg_error("cannot read /proc/kallsyms: %s", errno_text(err));
		msg_hint("mount /proc");
		return err;
	}
	if (kernel->place == MAC80211_ABSENT)
		return -ENODEV;
	err = check_btf(kernel);
	if (!err && with_hooks)
		err = check_hooks(kernel);
	return err;
}

void preflight_explain(int err)
{
	struct utsname uts = { 0 };

	uname(&uts);
	switch (err) {
	case -EPERM:
	case -EACCES:
		msg_error("the kernel refuses the BPF programs: %s",
			  errno_text(err));
		msg_hint("a security policy may forbid it; look into the "
			 "kernel log: dmesg");
		break;
	case -ENOMEM:
		msg_error("no memory for the BPF programs");
		msg_hint("use a smaller ring: --ring-size=65536");
		break;
	case -524:
	case -ENOSYS:
		msg_error("kernel %s cannot attach BPF programs to functions "
			  "(fentry): %s", uts.release, errno_text(err));
		msg_hint("use a kernel with CONFIG_BPF_JIT=y and "
			 "CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS=y");
		break;
	default:
		msg_error("kernel %s does not take the BPF programs: %s",
			  uts.release, errno_text(err));
		msg_hint("see what the kernel says: mlotrace trace -vv");
	}
}
