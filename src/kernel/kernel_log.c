// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/util.h"
#include "kernel/kernel_log.h"

#define RECORD_SIZE 8192	/* CONSOLE_EXT_LOG_MAX; less gives EINVAL */

int klog_open(struct klog *klog)
{
	*klog = (struct klog){ 0 };
	klog->fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (klog->fd < 0)
		klog->fd = -errno;
	else
		lseek(klog->fd, 0, SEEK_END);
	return klog->fd < 0 ? klog->fd : 0;
}

void klog_close(struct klog *klog)
{
	if (klog->fd >= 0)
		close(klog->fd);
	klog->fd = -EBADF;
}

/* "6,1234,5678,-;text\n KEY=value\n": see Documentation/ABI/testing/dev-kmsg */
char *klog_message(char *record)
{
	char *text = strchr(record, ';');

	text = text ? text + 1 : record;
	text[strcspn(text, "\n")] = '\0';
	return text;
}

bool klog_is_complaint(const char *line)
{
	static const char *const starts[] = {
		"WARNING: ", "BUG: ", "BUG ", "kernel BUG at", "Oops",
		"Kernel panic", "Internal error:", "Unable to handle kernel",
		"general protection fault",
	};
	static const char *const anywhere[] = {
		"soft lockup", "hard LOCKUP", "stall on CPU",
		"self-detected stall", "detected stalls on",
		"blocked for more than", "KASAN:", "KFENCE:", "UBSAN:",
		"KCSAN:", "use-after-free", "Poison overwritten", "Redzone",
		"Object already free", "list_add corruption",
		"list_del corruption", "refcount_t: ", "bad unlock balance",
		"INFO: possible", "INFO: trying to register",
		"suspicious RCU usage",
	};

	for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
		if (!strncmp(line, starts[i], strlen(starts[i])))
			return true;
	for (size_t i = 0; i < ARRAY_SIZE(anywhere); i++)
		if (strstr(line, anywhere[i]))
			return true;
	return false;
}

bool klog_next_complaint(struct klog *klog, char *line, size_t size)
{
	char record[RECORD_SIZE + 1];
	const char *text;
	ssize_t len;

	while (klog->fd >= 0) {
		len = read(klog->fd, record, RECORD_SIZE);
		if (len < 0 && errno == EPIPE) {
			klog->lost++;
			continue;
		}
		if (len < 0 && errno == EINTR)
			continue;
		if (len <= 0)
			return false;
		record[len] = '\0';
		text = klog_message(record);
		if (!klog_is_complaint(text))
			continue;
		snprintf(line, size, "%s", text);
		return true;
	}
	return false;
}
