/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's log from now on, and which of its lines are complaints: that
 * something in the kernel is broken, not that it merely has something to say.
 */
#ifndef MLOTRACE_KLOG_H
#define MLOTRACE_KLOG_H

#include <stdbool.h>
#include <stddef.h>

#define KLOG_LINE_SIZE 256

struct klog {
	int fd;			/* of /dev/kmsg, or a negative errno */
	unsigned int lost;	/* times that lines were overwritten unread */
};

/* What the log says from here on will be read. Returns 0 or -errno. */
int klog_open(struct klog *klog);
void klog_close(struct klog *klog);

/*
 * The next complaint there is, cut at size, without the log's own prefix. No
 * waiting: false when everything was read.
 */
bool klog_next_complaint(struct klog *klog, char *line, size_t size);

/* The message of a record of /dev/kmsg, which is cut there: no prefix. */
char *klog_message(char *record);

/* Does the kernel complain of itself in this line? */
bool klog_is_complaint(const char *line);

#endif
