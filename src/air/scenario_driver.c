// SPDX-License-Identifier: GPL-2.0-only
/*
 * scenario_driver.c - what a driver and the machine do to links
 *
 * mac80211_hwsim does one thing on its own: it activates all links when the
 * client's port opens. Everything else is done through mac80211's debugfs.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <string.h>
#include <stdio.h>
#include <unistd.h>

#include "air/nl80211_compat.h"
#include "air/scenario_life.h"

#define DEBUGFS		"/sys/kernel/debug/ieee80211/*/netdev:%s/"

int play_hold_port(struct air *air, const struct air_play *play)
{
	int ret;

	air_restore(air);
	air_hold_port(air, true);
	ret = play_associate(air, play);
	air_hold_port(air, false);
	if (!ret)
		ret = wait_active(air, play, LINK(0), "held");
	if (!ret)
		ret = life_authorize(air);
	return ret ? ret : wait_active(air, play, air_info(air)->links_up,
				       "authorized");
}

static int write_file(struct air *air, const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		err = errno;
	if (fd >= 0)
		close(fd);
	if (!err)
		return 0;
	return air_fail(air, err == EACCES || err == EPERM ? -EPERM :
			err == ENOENT ? -EOPNOTSUPP : -err,
			"cannot write '%s' to %s: %s", text, path,
			strerror(err));
}

/* Writes to a file in the directory of the client's interface */
static int write_debugfs(struct air *air, const char *file, const char *text)
{
	char pattern[128];
	glob_t found;
	int ret;

	snprintf(pattern, sizeof(pattern), DEBUGFS "%s",
		 air_info(air)->ifname, file);
	if (glob(pattern, 0, NULL, &found) || !found.gl_pathc)
		ret = air_fail(air, -EOPNOTSUPP, "no file %s: a kernel with "
			       "CONFIG_MAC80211_DEBUGFS has it, to root, where "
			       "debugfs is mounted", pattern);
	else
		ret = write_file(air, found.gl_pathv[0], text);
	globfree(&found);
	return ret;
}

static int set_active(struct air *air, const struct air_play *play,
		      uint16_t links, const char *why)
{
	char text[16];
	int ret;

	snprintf(text, sizeof(text), "0x%x", links);
	ret = write_debugfs(air, "active_links", text);
	return ret ? ret : wait_active(air, play, links, why);
}

int play_deactivate(struct air *air, const struct air_play *play)
{
	uint16_t links = choice(play, LINK(1)), up;
	int ret = need_links(air, play, links);

	up = air_info(air)->links_up;
	if (!ret)
		ret = wait_active(air, play, up, "begun");
	if (!ret)
		ret = set_active(air, play, up & ~links, "deactivated");
	return ret ? ret : set_active(air, play, up, "activated");
}

/*
 * The AP falls silent, the driver misses its beacons, and mac80211 probes the
 * AP with a frame that nobody acknowledges. When an MLD is lost, mac80211 6.12
 * does nothing but warn.
 */
int play_beacon_loss(struct air *air, const struct air_play *play)
{
	int ret;

	if (air->nl80211_attrs < ATTR_STA_DUMP_LINK_STATS)
		return air_fail(air, -EOPNOTSUPP, "this kernel knows no beacon "
				"loss of an MLO connection (7.3 does)");
	ret = need_links(air, play, 0);
	for (unsigned int i = 0; i < air->ap.nlinks; i++)
		air->ap.links[i].gone = true;
	air_expect(air);
	if (!ret)
		ret = write_debugfs(air, "beacon_loss", "1");
	if (!ret)
		ret = wait_disconnect(air, play);
	air_restore(air);
	return ret;
}

/*
 * No scenario restarts the driver: hwsim has no way to do that
 * (tests/life/hwsim.patch adds one). A file in mac80211's debugfs comes near
 * (reset, with CONFIG_PM), but hwsim of 6.12 then warns in mac80211_hwsim_tx()
 * as links come back, and the client is left without an active link.
 */

/*
 * The kernel's own suspend test: it suspends devices and resumes them after
 * some seconds. hwsim has no wake on WLAN, so cfg80211 disconnects before that.
 */
int play_suspend(struct air *air, const struct air_play *play)
{
	int ret = need_links(air, play, 0);

	if (!ret)
		ret = write_file(air, "/sys/power/pm_test", "devices");
	if (ret)
		return ret;
	air_expect(air);
	ret = write_file(air, "/sys/power/state", "mem");
	write_file(air, "/sys/power/pm_test", "none");
	if (ret)
		return ret;
	step(play, "resumed: after the machine's devices had rested");
	return wait_disconnect(air, play);
}
