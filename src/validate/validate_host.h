/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What this machine needs before anything can be played: privileges, and
 * mac80211_hwsim, which is loaded if it is not there, and unloaded at the end.
 */
#ifndef MLOTRACE_VALIDATE_HOST_H
#define MLOTRACE_VALIDATE_HOST_H

#include <stdbool.h>
#include <stddef.h>

#define HOST_MODULES 8

struct host_modules {
	char names[HOST_MODULES][64];	/* loaded by us, the last one first */
	size_t count;
};

/*
 * May this process make radios and load BPF programs? If not, reports why, also
 * in *why, which is never freed. Returns 0 or -EPERM.
 */
int host_privileged(const char **why);

bool host_has_hwsim(void);
/*
 * Do the frames of all radios go to a virtio device, so that nobody here can be
 * a medium? If so, reports it, also in *why. Returns 0 or -EBUSY.
 */
int host_check_medium(const char **why);

/*
 * Load mac80211_hwsim, without radios, and the modules that it needs. Returns
 * -ENOENT if this kernel has no hwsim, -EIO if it could not be loaded; reports
 * neither.
 */
int host_load_hwsim(struct host_modules *loaded);

/*
 * Unload these modules, unless others have begun to use them, which is reported
 * but is no error. Returns 0, or a negative errno after reporting.
 */
int host_unload(const struct host_modules *loaded);

#endif
