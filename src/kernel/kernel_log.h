/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Read the kernel's log from now on, and find complaints: lines which say that
 * something in the kernel is broken.
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

/* Read what the log says from here on. Returns 0 or -errno. */
int klog_open(struct klog *klog);
void klog_close(struct klog *klog);

/*
 * Get the next complaint, cut at size, without the log's own prefix. Never
 * waits: returns false when everything was read.
 */
bool klog_next_complaint(struct klog *klog, char *line, size_t size);

/* The message in a record of /dev/kmsg, without prefix; cuts the record. */
char *klog_message(char *record);

/* Does the kernel complain about itself in this line? */
bool klog_is_complaint(const char *line);

#endif
