// SPDX-License-Identifier: GPL-2.0-only
#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "preflight.h"
#include "util.h"
#include "validate_host.h"

#define HWSIM "mac80211_hwsim"
#define UNLOAD_TRIES 50		/* of a tenth of a second */

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

struct module_list {
	char text[1 << 16];
};

/* The names in /proc/modules, newest first, a line each with a blank. */
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

static void note_loaded(struct host_modules *loaded,
			const struct module_list *before)
{
	struct module_list after;
	char *name, *save;

	read_modules(&after);
	name = strtok_r(after.text, "\n ", &save);
	for (; name; name = strtok_r(NULL, "\n ", &save))
		if (!has_module(before, name) && loaded->count < HOST_MODULES)
			snprintf(loaded->names[loaded->count++],
				 sizeof(loaded->names[0]), "%s", name);
}

/* As a program: where modules lie, and how they are packed, is its affair. */
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
 * Positively so: modules.dep is there and names no file of it that is. Where
 * modules lie elsewhere, nothing is said.
 */
static bool is_missing(void)
{
	char dir[256], path[4096 + 256], *line = NULL;
	struct utsname uts;
	bool missing = true;
	size_t size = 0;
	FILE *file;

	uname(&uts);
	snprintf(dir, sizeof(dir), "/lib/modules/%s", uts.release);
	snprintf(path, sizeof(path), "%s/modules.dep", dir);
	file = fopen(path, "re");
	if (!file)
		return false;
	while (getline(&line, &size, file) > 0) {
		line[strcspn(line, ":\n")] = '\0';
		if (!strstr(line, "/" HWSIM ".ko"))
			continue;
		snprintf(path, sizeof(path), "%s/%s", *line == '/' ? "" : dir,
			 line);
		missing &= access(path, F_OK) != 0;
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

static int unload(const char *name)
{
	const struct timespec moment = { .tv_nsec = 100 * NSEC_PER_MSEC };
	int err = 0;

	/* what the namespaces of players held may take a moment to go */
	for (int i = 0; i < UNLOAD_TRIES; i++) {
		if (!syscall(SYS_delete_module, name, O_NONBLOCK))
			return 0;
		err = -errno;
		if (err != -EAGAIN && err != -EBUSY)
			break;
		nanosleep(&moment, NULL);
	}
	return err == -ENOENT ? 0 : err;
}

int host_unload(const struct host_modules *loaded)
{
	int first = 0;

	for (size_t i = 0; i < loaded->count; i++) {
		int err = unload(loaded->names[i]);

		if (!err)
			continue;
		msg_error("cannot unload module '%s': %s", loaded->names[i],
			  errno_text(err));
		first = first ?: err;
	}
	return first;
}
