// SPDX-License-Identifier: GPL-2.0-only
#include <bpf/bpf.h>
#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/util.h"
#include "kernel/hardening.h"
#include "kernel/preflight.h"
#include "kernel/types.h"

#define FTRACE_FILE "/proc/sys/kernel/ftrace_enabled"

/* Confidentiality forbids BPF to read kernel memory; integrity does not. */
static bool lockdown_forbids(void)
{
	char mode[32];

	hardening_lockdown("", mode, sizeof(mode));
	return !strcmp(mode, "confidentiality");
}

bool preflight_privileged(void)
{
	return capng_get_caps_process() == 0 &&
	       capng_have_capability(CAPNG_EFFECTIVE, CAP_SYS_ADMIN);
}

/* Is this the user namespace that the kernel started with? */
static bool in_first_userns(void)
{
	FILE *file = fopen("/proc/self/uid_map", "re");
	unsigned long inside, outside, count;
	bool first;

	if (!file)
		return true;
	first = fscanf(file, "%lu %lu %lu", &inside, &outside, &count) == 3 &&
		inside == 0 && outside == 0 && count == 4294967295UL;
	fclose(file);
	return first;
}

int preflight_userns(void)
{
	if (in_first_userns())
		return 0;
	msg_error("in a container: root of this user namespace may not load "
		  "BPF programs");
	msg_hint("run it as root of the host, or in a virtual machine: lab/vm");
	return -EPERM;
}

int preflight_privilege(void)
{
	if (!preflight_privileged()) {
		msg_error("no permission to load BPF programs: CAP_SYS_ADMIN "
			  "is missing");
		msg_hint("run it as root: sudo mlotrace");
		return -EPERM;
	}
	if (preflight_userns())
		return -EPERM;
	if (lockdown_forbids()) {
		msg_error("kernel lockdown (confidentiality) forbids BPF to "
			  "read kernel memory");
		msg_hint("boot with lockdown=integrity or lockdown=none");
		return -EPERM;
	}
	return 0;
}

int preflight_bpf(void)
{
	struct utsname uts = { 0 };
	uint32_t id;

	if (!bpf_prog_get_next_id(0, &id) || errno != ENOSYS)
		return 0;
	uname(&uts);
	msg_error("kernel %s has no bpf() system call", uts.release);
	msg_hint("use a kernel with CONFIG_BPF_SYSCALL=y and CONFIG_BPF_JIT=y; "
		 "'mlotrace check' judges this one without");
	return -ENOTSUP;
}

bool preflight_ftrace_off(int fd)
{
	char value;

	return fd >= 0 && pread(fd, &value, 1, 0) == 1 && value == '0';
}

int preflight_ftrace(int *fd)
{
	*fd = open(FTRACE_FILE, O_RDONLY | O_CLOEXEC);
	if (!preflight_ftrace_off(*fd))
		return 0;
	msg_error("ftrace is switched off: no hook would be called");
	hardening_hint(FAULT_HOOKS);
	return -ENOTSUP;
}

int preflight_explore(struct kernel_hooks *kernel)
{
	int err = hooks_explain(kernel);

	if (err >= 0)
		return 0;
	msg_error("cannot read /proc/kallsyms: %s", errno_text(err));
	msg_hint("mount /proc");
	return err;
}

static int explain_no_types(enum attach_mode mode, bool snapshot_only)
{
	bool vmlinux = !access(VMLINUX_BTF, R_OK);

	if (vmlinux)
		msg_error("mac80211 has no BTF: its structures are not known");
	else
		msg_error("this kernel has no BTF (%s): its structures are "
			  "not known", VMLINUX_BTF);
	msg_hint("make it with 'mlotrace-btf --source DIR' and give it with "
		 "--btf, or use a kernel with %s=y",
		 vmlinux ? "CONFIG_DEBUG_INFO_BTF_MODULES" :
			   "CONFIG_DEBUG_INFO_BTF");
	/* the tracepoint needs no types: better than nothing */
	if (!snapshot_only &&
	    (mode == ATTACH_AUTO || mode == ATTACH_TRACEPOINT))
		return 0;
	return -ENOTSUP;
}

int preflight_types(const struct kernel_hooks *kernel, enum attach_mode mode,
		    bool snapshot_only)
{
	if (!kernel->has_btf)
		return explain_no_types(mode, snapshot_only);
	for (size_t i = 0; !snapshot_only && i < HOOK_COUNT; i++) {
		if (!hooks[i].mission || !hook_matters(kernel, i) ||
		    mode == ATTACH_TRACEPOINT)
			continue;
		msg_error("cannot trace %s: %s", hooks[i].function,
			  hook_state_text(&kernel->status[i]));
		msg_hint("tracing gives no verdicts on this kernel; judge its "
			 "image with: mlotrace check");
		return -ENOTSUP;
	}
	return 0;
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
		if (!hardening_hint(FAULT_BPF))
			msg_hint("a security policy may forbid it, see the "
				 "kernel log: dmesg; or the verifier: "
				 "mlotrace trace -vv");
		break;
	case -EBUSY:
	case -EADDRNOTAVAIL:
		msg_error("kernel %s does not attach in that way: %s",
			  uts.release, errno_text(err));
		msg_hint("a live patch may have taken the function; without "
			 "--attach, the next way is tried: mlotrace trace");
		break;
	case -ENOMEM:
		msg_error("no memory for the BPF programs");
		msg_hint("use a smaller ring buffer: --ring-size=65536");
		break;
	case -524:
	case -ENOSYS:
		msg_error("kernel %s cannot attach BPF programs to functions "
			  "(fentry): %s", uts.release, errno_text(err));
		if (!hardening_hint(FAULT_BPF))
			msg_hint("use a kernel with CONFIG_BPF_JIT=y and "
				 "CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS=y");
		break;
	default:
		msg_error("kernel %s does not take the BPF programs: %s",
			  uts.release, errno_text(err));
		if (!hardening_hint(FAULT_BPF))
			msg_hint("see what the kernel says: mlotrace trace "
				 "-vv");
	}
}
