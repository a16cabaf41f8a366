// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_package.c - the reader of packages, on any bytes (libFuzzer)
 *
 * Whatever the bytes are, what comes of them is within the limits, and each
 * kernel and module belongs to a package.
 */
#include <errno.h>
#include <string.h>

#include "fuzz.h"
#include "package/package.h"

static bool wants(const char *module)
{
	return !strcmp(module, "mac80211") || !strcmp(module, "ath12k");
}

static size_t check_kernel(const struct package_file *file,
			   const struct package_kernel *kernel)
{
	size_t kept = 0;

	if (kernel->package >= file->nr_packages || !kernel->release ||
	    (kernel->nr_modules && !kernel->has_modules))
		abort();
	for (size_t i = 0; i < kernel->nr_modules; i++) {
		const struct package_module *module = &kernel->modules[i];

		if (!wants(module->name) || !module->bytes)
			abort();
		/* all of it is there */
		for (size_t j = 0; j < module->size; j++)
			kept += module->bytes[j] | 1 ? 1 : 0;
	}
	return kept;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct package_file file;
	size_t kept = 0;
	int err = package_read_memory(&file, bytes, size, wants);

	if (err && err != -ENOEXEC)
		abort();
	if (!err && (!file.nr_packages || file.packages[0].path))
		abort();
	for (size_t i = 0; i < file.nr_kernels; i++)
		kept += check_kernel(&file, &file.kernels[i]);
	if (kept > PACKAGE_MAX_KEPT)
		abort();
	package_free(&file);
	return 0;
}
