// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "await.h"
#include "util.h"

#define KERNEL_GROUP 1	/* uevents as the kernel sends them, not udev's */

static int uevent_socket(void)
{
	struct sockaddr_nl addr = {
		.nl_family = AF_NETLINK, .nl_groups = KERNEL_GROUP,
	};
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC,
			NETLINK_KOBJECT_UEVENT);

	if (fd < 0)
		return -errno;
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr))) {
		int err = -errno;

		close(fd);
		return err;
	}
	return fd;
}

static bool is_live(void)
{
	FILE *file = fopen("/sys/module/mac80211/initstate", "re");
	char state[16] = "";
	bool live;

	if (!file)
		return false;
	live = fgets(state, sizeof(state), file) && !strcmp(state, "live\n");
	fclose(file);
	return live;
}

static bool is_about_mac80211(const char *uevent, size_t len)
{
	static const char want[] = "@/module/mac80211";

	return memmem(uevent, strnlen(uevent, len), want, sizeof(want) - 1);
}

int await_mac80211(const sigset_t *mask)
{
	const struct timespec moment = { .tv_nsec = 10 * NSEC_PER_MSEC };
	bool coming = false;
	char uevent[4096];
	struct pollfd poll;
	ssize_t len;
	int err = 0;

	poll = (struct pollfd){ .fd = uevent_socket(), .events = POLLIN };
	if (poll.fd < 0) {
		msg_error("cannot wait for mac80211: %s", errno_text(poll.fd));
		return poll.fd;
	}
	/* it is announced before it is initialised, which takes moments */
	while (!err && !is_live()) {
		if (ppoll(&poll, 1, coming ? &moment : NULL, mask) < 0)
			err = -errno;
		else if (poll.revents) {
			len = recv(poll.fd, uevent, sizeof(uevent) - 1,
				   MSG_DONTWAIT);
			if (len > 0)
				coming |= is_about_mac80211(uevent, len);
		}
	}
	close(poll.fd);
	return err;
}
