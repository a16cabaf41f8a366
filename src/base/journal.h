/* SPDX-License-Identifier: GPL-2.0-only */
/* systemd's journal behind stdout or stderr. See sd-daemon(3). */
#ifndef MLOTRACE_JOURNAL_H
#define MLOTRACE_JOURNAL_H

#include <stdbool.h>

/* Priorities of syslog(3); written before a line for the journal, as "<3>" */
enum priority {
	PRIO_CRITICAL = 2,
	PRIO_ERROR,
	PRIO_WARNING,
	PRIO_NOTICE,
	PRIO_INFO,
	PRIO_DEBUG,
};

/* Is this the stream to the journal? */
bool is_journal(int fd);

#endif
