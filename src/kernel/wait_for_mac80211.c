// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/boot_clock.h"
#include "base/util.h"
#include "kernel/wait_for_mac80211.h"

#define KERNEL_GROUP 1	/* uevents as the kernel sends them, not udev's */

int uevents_open(void)
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

/* "remove@/devices/virtual/.../ieee80211/phy0" and then its variables */
static unsigned int classify(const char *uevent)
{
	const char *path = strchr(uevent, '@');

	if (!path)
		return 0;
	if (!strcmp(path, "@/module/mac80211"))
		return uevent[0] == 'a' ? UEVENT_MODULE_ADD :
		       uevent[0] == 'r' ? UEVENT_MODULE_REMOVE : 0;
	if (!strstr(path, "/ieee80211/"))
		return 0;
	return uevent[0] == 'a' ? UEVENT_RADIO_ADD :
	       uevent[0] == 'r' ? UEVENT_RADIO_REMOVE : 0;
}

unsigned int uevents_read(int fd)
{
	unsigned int events = 0;
	char uevent[4096];
	ssize_t len;

	while ((len = recv(fd, uevent, sizeof(uevent) - 1, MSG_DONTWAIT)) > 0) {
		uevent[len] = '\0';
		events |= classify(uevent);
	}
	return events;
}

int wait_for_mac80211(const sigset_t *mask, uint64_t deadline,
		      idle_fn when_idle, void *ctx)
{
	const struct timespec moment = { .tv_nsec = 10 * NSEC_PER_MSEC };
	struct timespec left;
	struct pollfd poll = { .fd = uevents_open(), .events = POLLIN };
	bool coming = false;
	uint64_t wake;
	int err = 0;

	if (poll.fd < 0) {
		msg_error("cannot wait for mac80211: %s", errno_text(poll.fd));
		return poll.fd;
	}
	/* it is announced before it is initialised, which takes moments */
	while (!err && !is_live()) {
		wake = earliest(deadline, when_idle ? when_idle(ctx) : 0);
		if (!time_left(wake, &left))
			err = wake == deadline ? -ETIME : 0;
		else if (ppoll(&poll, 1, coming ? &moment :
			       wake ? &left : NULL, mask) < 0)
			err = -errno;
		else if (poll.revents)
			coming |= uevents_read(poll.fd) & UEVENT_MODULE_ADD;
	}
	close(poll.fd);
	return err;
}
