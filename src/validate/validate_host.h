/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What has to be on this machine before anything can be played: privileges,
 * and mac80211_hwsim, which is loaded when it is not there, and then unloaded.
 */
#ifndef MLOTRACE_VALIDATE_HOST_H
#define MLOTRACE_VALIDATE_HOST_H

#include <stdbool.h>
#include <stddef.h>

#define HOST_MODULES 8

struct host_modules {
	char names[HOST_MODULES][64];	/* that were loaded, the last first */
	size_t count;
};

/*
 * May this process make radios and load BPF programs? Reports why not, in
 * *why too, which is never freed. 0 or -EPERM.
 */
int host_privileged(const char **why);

bool host_has_hwsim(void);
/*
 * Do the frames of all radios go to a virtio device, so that nobody here can be
 * a medium? Reports it, in *why too. 0 or -EBUSY.
 */
int host_check_medium(const char **why);

/*
 * Load mac80211_hwsim, without radios, and what it needs. -ENOENT when this
 * kernel has none, -EIO when it could not be loaded; both in silence.
 */
int host_load_hwsim(struct host_modules *loaded);

/*
 * Unload what was loaded, unless others have begun to use it: that is said, and
 * no error. Returns 0, or a negative errno after reporting.
 */
int host_unload(const struct host_modules *loaded);

#endif
