// SPDX-License-Identifier: GPL-2.0-only
#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/bpf.h>
#include <seccomp.h>
#include <sys/prctl.h>

#include "base/util.h"
#include "kernel/privilege.h"

/* System calls of the loop, of the C library beneath it, and on the way out. */
static const int allowed[] = {
	SCMP_SYS(brk), SCMP_SYS(clock_gettime), SCMP_SYS(close),
	SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_pwait), SCMP_SYS(epoll_wait),
	SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(fstat),
	SCMP_SYS(fsync), SCMP_SYS(futex), SCMP_SYS(getpid),
	SCMP_SYS(lseek), SCMP_SYS(madvise), SCMP_SYS(mmap),
	SCMP_SYS(mprotect), SCMP_SYS(mremap), SCMP_SYS(munmap),
	SCMP_SYS(newfstatat), SCMP_SYS(poll), SCMP_SYS(ppoll),
	SCMP_SYS(pread64), SCMP_SYS(read), SCMP_SYS(readv),
	SCMP_SYS(recvfrom), SCMP_SYS(restart_syscall),
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn), SCMP_SYS(write), SCMP_SYS(writev),
};

static int allow(scmp_filter_ctx filter, const int *calls, size_t count)
{
	int err = 0;

	for (size_t i = 0; !err && i < count; i++) {
		err = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
		/* not every architecture has every one of them */
		if (err == -EDOM)
			err = 0;
	}
	return err;
}

static int allow_bpf(scmp_filter_ctx filter, enum bpf_cmd cmd)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(bpf), 1,
				SCMP_A0(SCMP_CMP_EQ, cmd));
}

/* Allow to make new files, but not to open those that exist. */
static int allow_files(scmp_filter_ctx filter)
{
	static const int calls[] = {
		SCMP_SYS(fchmod), SCMP_SYS(renameat), SCMP_SYS(renameat2),
		SCMP_SYS(unlinkat),
	};
	const int new = O_CREAT | O_EXCL;

	return allow(filter, calls, ARRAY_SIZE(calls)) ?:
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
				SCMP_A2(SCMP_CMP_MASKED_EQ, new, new));
}

static int filter_syscalls(unsigned int keep)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int err;

	if (!filter)
		return -ENOMEM;
	err = allow(filter, allowed, ARRAY_SIZE(allowed));
	/* to count missed calls, and to look at the stations */
	err = err ?: allow_bpf(filter, BPF_OBJ_GET_INFO_BY_FD);
	err = err ?: allow_bpf(filter, BPF_PROG_TEST_RUN);
	if (!err && keep & KEEP_TERMINAL)
		err = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl),
				       0);
	if (!err && keep & KEEP_FILES)
		err = allow_files(filter);
	if (!err && keep & KEEP_CUT)
		err = seccomp_rule_add(filter, SCMP_ACT_ALLOW,
				       SCMP_SYS(ftruncate), 0);
	if (!err)
		err = seccomp_load(filter);
	seccomp_release(filter);
	return err;
}

/* Dropping the bounding set takes CAP_SETPCAP; libcap-ng complains without. */
static int drop_capabilities(void)
{
	capng_select_t set = CAPNG_SELECT_CAPS;

	if (capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP))
		set = CAPNG_SELECT_BOTH;
	capng_clear(set);
	return capng_apply(set) ? -EPERM : 0;
}

int privilege_drop(unsigned int keep)
{
	int err = 0;

	/* without CAP_SETGID, these are the user's own groups: keep them */
	if (setgroups(0, NULL) && errno != EPERM)
		err = -errno;
	err = err ?: drop_capabilities();
	if (!err && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		err = -errno;
	err = err ?: filter_syscalls(keep);
	if (err)
		msg_error("cannot drop privileges: %s", errno_text(err));
	return err;
}
