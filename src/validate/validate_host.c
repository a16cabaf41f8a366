// SPDX-License-Identifier: GPL-2.0-only
#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/util.h"
#include "kernel/preflight.h"
#include "validate/validate_host.h"

#define HWSIM "mac80211_hwsim"
#define UNLOAD_TRIES 50		/* of a tenth of a second */
#define RADIO_TRIES 20		/* likewise */

extern char **environ;

int host_privileged(const char **why)
{
	*why = NULL;
	if (preflight_userns()) {
		*why = "in a container: root of this user namespace may not "
		       "load BPF programs";
	} else if (!preflight_privileged() ||
		   !capng_have_capability(CAPNG_EFFECTIVE, CAP_NET_ADMIN)) {
		bool root = !geteuid();

		*why = root ? "root without CAP_SYS_ADMIN and CAP_NET_ADMIN: "
			      "this looks like a container" :
			      "not root";
		msg_error("cannot make radios: %s", *why);
		msg_hint(root ? "run it on the host, or in a virtual machine: "
				"lab/vm" :
				"run it as root: sudo mlotrace validate");
	}
	return *why ? -EPERM : 0;
}

bool host_has_hwsim(void)
{
	return !access("/sys/module/" HWSIM, F_OK);
}

int host_check_medium(const char **why)
{
	glob_t devices;
	bool found = !glob("/sys/bus/virtio/drivers/" HWSIM "/virtio*", 0,
			   NULL, &devices);

	globfree(&devices);
	if (!found)
		return 0;
	*why = "mac80211_hwsim hands all frames to a virtio device";
	msg_error("%s: no medium can be played here", *why);
	msg_hint("use a virtual machine without one: lab/vm");
	return -EBUSY;
}

struct module_list {
	char text[1 << 16];
};

/* Read the names in /proc/modules, newest first: a line each, with a blank. */
static void read_modules(struct module_list *list)
{
	FILE *file = fopen("/proc/modules", "re");
	char line[1024];
	size_t len = 0;

	list->text[0] = '\0';
	while (file && fgets(line, sizeof(line), file)) {
		line[strcspn(line, " \n")] = '\0';
		if (len + strlen(line) + 3 > sizeof(list->text))
			break;
		len += sprintf(list->text + len, "\n%s ", line);
	}
	if (file)
		fclose(file);
}

static bool has_module(const struct module_list *list, const char *name)
{
	char want[72];

	snprintf(want, sizeof(want), "\n%s ", name);
	return strstr(list->text, want);
}

/* Is it hwsim, or do hwsim or the modules that it needs use it? */
static bool is_needed(const struct host_modules *loaded, const char *name)
{
	char holder[160];

	for (size_t i = 0; i < loaded->count; i++) {
		snprintf(holder, sizeof(holder), "/sys/module/%s/holders/%s",
			 name, loaded->names[i]);
		if (!access(holder, F_OK))
			return true;
	}
	/* if loading hwsim failed half way, nothing says what belongs to it */
	return !strcmp(name, HWSIM) || !host_has_hwsim();
}

/* Note the modules that hwsim brought, not those that others load meanwhile. */
static void note_loaded(struct host_modules *loaded,
			const struct module_list *before)
{
	struct module_list after;
	char *name, *save;

	read_modules(&after);
	name = strtok_r(after.text, "\n ", &save);
	for (; name; name = strtok_r(NULL, "\n ", &save))
		if (!has_module(before, name) && loaded->count < HOST_MODULES &&
		    is_needed(loaded, name))
			snprintf(loaded->names[loaded->count++],
				 sizeof(loaded->names[0]), "%s", name);
}

/* Run the program: it knows where modules are and how they are compressed. */
static int modprobe(const char *const *argv)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none;
	int status, err;
	pid_t pid;

	sigemptyset(&none);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDWR, 0);
	posix_spawn_file_actions_adddup2(&actions, 0, 1);
	posix_spawn_file_actions_adddup2(&actions, 0, 2);
	err = posix_spawnp(&pid, argv[0], &actions, &attr, (char **)argv,
			   environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attr);
	if (err)
		return -err;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -EIO;
}

/*
 * Is hwsim missing for certain? It is if modules.dep exists, but names no file
 * of hwsim that exists. If modules are in another place, this is not known.
 */
static bool is_missing(void)
{
	char dir[256], *line = NULL;
	struct utsname uts;
	bool missing = true;
	size_t size = 0;
	FILE *file;

	uname(&uts);
	snprintf(dir, sizeof(dir), "/lib/modules/%s", uts.release);
	file = open_below(dir, "modules.dep");
	if (!file)
		return false;
	while (getline(&line, &size, file) > 0) {
		line[strcspn(line, ":\n")] = '\0';
		if (!strstr(line, "/" HWSIM ".ko"))
			continue;
		missing &= !exists_below(*line == '/' ? "" : dir, line);
	}
	free(line);
	fclose(file);
	return missing;
}

int host_load_hwsim(struct host_modules *loaded)
{
	static const char *const ways[][4] = {
		{ "modprobe", HWSIM, "radios=0" },
		/* not every root has it in its PATH */
		{ "/sbin/modprobe", HWSIM, "radios=0" },
	};
	struct module_list before;
	int err = -EIO;

	read_modules(&before);
	for (size_t i = 0; i < ARRAY_SIZE(ways) && err; i++)
		err = modprobe(ways[i]);
	note_loaded(loaded, &before);
	if (!err && !host_has_hwsim())
		err = -EIO;
	if (err)
		err = is_missing() ? -ENOENT : -EIO;
	return err;
}

static bool is_busy(int err)
{
	return err == -EAGAIN || err == -EBUSY;
}

static int unload(const char *name)
{
	const struct timespec moment = { .tv_nsec = 100 * NSEC_PER_MSEC };
	int err = 0;

	/* the players' namespaces may take a moment to release it */
	for (int i = 0; i < UNLOAD_TRIES; i++) {
		if (!syscall(SYS_delete_module, name, O_NONBLOCK))
			return 0;
		err = -errno;
		if (!is_busy(err))
			break;
		nanosleep(&moment, NULL);
	}
	return err == -ENOENT ? 0 : err;
}

/* Radios in any network namespace: this class is common to all of them. */
static bool has_radios(void)
{
	glob_t radios;
	bool found = !glob("/sys/class/" HWSIM "/hwsim*", 0, NULL, &radios);

	globfree(&radios);
	return found;
}

/* 0 if it cannot be read. */
static unsigned long read_number(const char *dir, const char *name)
{
	FILE *file = open_below(dir, name);
	char text[32] = "";

	if (!file)
		return 0;
	if (!fgets(text, sizeof(text), file))
		text[0] = '\0';
	fclose(file);
	return strtoul(text, NULL, 0);
}

/* Is this hwsim's monitor (radiotap, but of no radio), and is it up? */
static bool is_monitor_up(const char *dir)
{
	return !exists_below(dir, "phy80211") &&
	       read_number(dir, "type") == ARPHRD_IEEE80211_RADIOTAP &&
	       read_number(dir, "flags") & IFF_UP;
}

static bool has_monitor_up(void)
{
	bool up = false;
	glob_t devices;

	if (!glob("/sys/class/net/*", 0, NULL, &devices))
		for (size_t i = 0; i < devices.gl_pathc && !up; i++)
			up = is_monitor_up(devices.gl_pathv[i]);
	globfree(&devices);
	return up;
}

/*
 * Does anybody else use hwsim? Unloading it would remove their radios, too, and
 * only this check prevents that. Our players' radios may take a moment to go.
 */
static bool is_in_use(void)
{
	const struct timespec moment = { .tv_nsec = 100 * NSEC_PER_MSEC };

	for (int i = 0; i < RADIO_TRIES && has_radios(); i++)
		nanosleep(&moment, NULL);
	return has_radios() || has_monitor_up();
}

int host_unload(const struct host_modules *loaded)
{
	int first = 0;

	if (loaded->count && is_in_use()) {
		msg_error("mac80211_hwsim stays loaded: something else uses it "
			  "now");
		msg_hint("when nothing uses it any more: rmmod mac80211_hwsim");
		return 0;
	}
	for (size_t i = 0; i < loaded->count; i++) {
		int err = unload(loaded->names[i]);

		if (!err)
			continue;
		/* others may use what hwsim needs, as systemd /dev/rfkill */
		if (is_busy(err) && strcmp(loaded->names[i], HWSIM)) {
			msg_error("%s stays loaded: something else uses it now",
				  loaded->names[i]);
			continue;
		}
		msg_error("cannot unload module '%s': %s", loaded->names[i],
			  errno_text(err));
		first = first ?: err;
	}
	return first;
}
