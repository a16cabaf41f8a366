// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/service.h"
#include "base/util.h"

#define MESSAGE_SIZE 512

static int connect_to(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	size_t len = strlen(path);
	int fd;

	if (len > sizeof(addr.sun_path))
		return -ENAMETOOLONG;
	memcpy(addr.sun_path, path, len);
	/* an abstract name */
	if (*path == '@')
		addr.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (struct sockaddr *)&addr,
		    offsetof(struct sockaddr_un, sun_path) + len)) {
		int err = -errno;

		close(fd);
		return err;
	}
	return fd;
}

/* Half the time of the watchdog; 0 if there is none for this process */
static uint64_t watchdog_of_environment(void)
{
	const char *usec = getenv("WATCHDOG_USEC");
	const char *pid = getenv("WATCHDOG_PID");
	uint64_t value;

	if (!usec || parse_number(usec, 1, UINT64_MAX / 1000, &value))
		return 0;
	if (pid && strtol(pid, NULL, 10) != getpid())
		return 0;
	return value * 1000 / 2;
}

void service_open(struct service *service)
{
	const char *path = getenv("NOTIFY_SOCKET");
	int fd;

	*service = (struct service){ .fd = -1 };
	if (!path || !*path)
		return;
	fd = connect_to(path);
	if (fd < 0) {
		msg_error("cannot notify '%s': %s", path, errno_text(fd));
		return;
	}
	service->fd = fd;
	service->watchdog_ns = watchdog_of_environment();
}

void service_close(struct service *service)
{
	if (service->fd >= 0)
		close(service->fd);
	service->fd = -1;
}

void service_tell(const struct service *service, const char *fmt, ...)
{
	char text[MESSAGE_SIZE];
	va_list args;
	int len;

	if (service->fd < 0)
		return;
	va_start(args, fmt);
	len = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (service->watchdog_ns && len < (int)sizeof(text))
		len += snprintf(text + len, sizeof(text) - len,
				"\nWATCHDOG=1");
	/* if the manager no longer listens, it will notice by itself */
	if (len < (int)sizeof(text) && write(service->fd, text, len) < 0)
		return;
}
