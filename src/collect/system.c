// SPDX-License-Identifier: GPL-2.0-only
/* The kernel, the devices and the programs that a connection depends on. */
#include <cap-ng.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/ethtool.h>
#include <linux/nl80211.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/util.h"
#include "collect/nl.h"
#include "collect/part.h"

#define VALUE_SIZE 256

/* Put "NAME: VALUE" with the file's first line; nothing if that is empty. */
static void put(const char *name, FILE *file)
{
	char value[VALUE_SIZE];

	if (file && fgets(value, sizeof(value), file) && *value != '\n')
		printf("%s: %.*s\n", name, (int)strcspn(value, "\n"), value);
}

/* --- files ------------------------------------------------------------------ */

/* Put the target of a symbolic link, or the first line of a file. */
static void put_path(const char *path)
{
	char target[VALUE_SIZE];
	ssize_t length = readlink(path, target, sizeof(target));
	FILE *file;

	if (length > 0) {
		printf("%s: %.*s\n", path, (int)length, target);
		return;
	}
	file = fopen(path, "re");
	put(path, file);
	if (file)
		fclose(file);
}

/* Put these files in each directory that matches the pattern. */
static void put_all(const char *directories, const char *names)
{
	char pattern[128];
	glob_t found;

	for (const char *name = names; *name; name += strlen(name) + 1) {
		snprintf(pattern, sizeof(pattern), "%s/%s", directories, name);
		glob(pattern, 0, NULL, &found);
		for (size_t i = 0; i < found.gl_pathc; i++)
			put_path(found.gl_pathv[i]);
		globfree(&found);
	}
}

/* Put all of the file but comments. */
static void put_os_release(void)
{
	FILE *file = fopen("/etc/os-release", "re");
	char line[VALUE_SIZE];

	while (file && fgets(line, sizeof(line), file))
		if (*line != '#' && strcmp(line, "\n"))
			fputs(line, stdout);
	if (file)
		fclose(file);
}

/* --- answers of the kernel ------------------------------------------------ */

/* Put what the driver says of itself, most of all its firmware's version. */
static void put_driver(const char *iface)
{
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
	struct ifreq request = { .ifr_data = (char *)&info };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	strncpy(request.ifr_name, iface, sizeof(request.ifr_name) - 1);
	if (fd >= 0 && !ioctl(fd, SIOCETHTOOL, &request))
		printf("%s: driver %.32s %.32s, firmware %.32s\n", iface,
		       info.driver, info.version, info.fw_version);
	if (fd >= 0)
		close(fd);
}

static void on_interface(struct nlattr **attrs, void *ctx)
{
	struct nlattr *name = attrs[NL80211_ATTR_IFNAME];

	if (name)
		put_driver(nla_data(name));
}

/* The global regulatory domain, and that of each radio that has its own. */
static void on_regdom(struct nlattr **attrs, void *ctx)
{
	struct nlattr *country = attrs[NL80211_ATTR_REG_ALPHA2];
	struct nlattr *phy = attrs[NL80211_ATTR_WIPHY];

	if (!country || nla_len(country) < 2)
		return;
	if (phy)
		printf("phy%u: ", nla_get_u32(phy));
	printf("regulatory domain %.2s\n", (char *)nla_data(country));
}

/* --- programs --------------------------------------------------------------- */

static void become_program(const char *path, const char *option, int out)
	__attribute__((noreturn));
static void become_program(const char *path, const char *option, int out)
{
	char *const environment[] = { "LC_ALL=C", NULL };

	capng_clear(CAPNG_SELECT_CAPS);
	if (!capng_apply(CAPNG_SELECT_CAPS) &&
	    !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) {
		dup2(out, STDOUT_FILENO);
		execle(path, path, option, (char *)NULL, environment);
	}
	_exit(EXIT_FAILURE);
}

/* Put the first line that a program prints, run without any privilege. */
static void put_program(const char *path, const char *option)
{
	int out[2];
	FILE *file;
	pid_t pid;

	if (access(path, X_OK) || pipe2(out, 0))
		return;
	fflush(stdout);
	pid = fork();
	if (!pid)
		become_program(path, option, out[1]);
	close(out[1]);
	file = fdopen(out[0], "r");
	put(path, file);
	if (file)
		fclose(file);
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

int system_run(void)
{
	put_os_release();
	put_all("/proc/sys/kernel", "osrelease\0version\0tainted\0");
	put_program("/usr/sbin/wpa_supplicant", "-v");
	put_program("/usr/sbin/NetworkManager", "--version");
	put_program("/usr/libexec/iwd", "--version");
	put_program("/usr/lib/iwd/iwd", "--version");
	nl80211_dump(NL80211_CMD_GET_REG, 0, on_regdom, NULL);
	put_all("/sys/class/ieee80211/*",
		"index\0macaddress\0device\0device/driver\0"
		"device/driver/module\0device/driver/module/parameters/*\0"
		"device/subsystem\0device/*vendor\0device/*device\0"
		"device/revision\0device/modalias\0"
		/* of USB devices */
		"device/../id*\0device/../bcdDevice\0"
		"device/net/*/address\0");
	nl80211_dump(NL80211_CMD_GET_INTERFACE, 0, on_interface, NULL);
	/* its holders are mac80211 and drivers */
	put_all("/sys/module/cfg80211",
		"*version\0taint\0parameters/*\0holders/*/*version\0"
		"holders/*/taint\0holders/*/parameters/*\0");
	return EXIT_CLEAN;
}
