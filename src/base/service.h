/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What systemd offers a service: a socket to say how it is doing, and a
 * watchdog. See sd_notify(3).
 */
#ifndef MLOTRACE_SERVICE_H
#define MLOTRACE_SERVICE_H

#include <stdbool.h>
#include <stdint.h>

struct service {
	int fd;			/* of the socket; -1: no service manager */
	uint64_t watchdog_ns;	/* how often to tell it; 0: no watchdog */
};

/*
 * Take the socket and the watchdog from the environment. What cannot be used
 * is reported, and left out.
 */
void service_open(struct service *service);
void service_close(struct service *service);

/*
 * Send a message like "READY=1\nSTATUS=..."; with a watchdog, also say that all
 * is well. Makes no system call but write.
 */
void service_tell(const struct service *service, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
