// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/check_bugs.h"
#include "check/check_package.h"
#include "code/image.h"

/* The results so far, as we go through the package. */
struct chain {
	const struct check_job *job;
	const struct check_target *target;
	const struct package_file *file;
	struct check_result *first, **end;
	bool failed;		/* out of memory */
};

/*
 * "linux-image-6.12-amd64 6.12.9-1", followed by the release if the name does
 * not contain it. A package without a name of its own goes by its path.
 */
static char *make_label(const struct check_target *target,
			const struct package *package, const char *release)
{
	bool more = *release && !strstr(package->name, release);
	char *label;
	int size;

	if (*package->name)
		size = asprintf(&label, "%s%s%s%s%s", package->name,
				*package->version ? " " : "", package->version,
				more ? ", " : "", more ? release : "");
	else
		size = asprintf(&label, "%s%s%s%s%s", target->label,
				package->path ? ":" : "", package->path ?: "",
				*release ? ", " : "", release);
	return size < 0 ? NULL : label;
}

static char *make_member(const struct package *package, const char *path)
{
	char *member;

	if (!package->path)
		return strdup(path);
	if (asprintf(&member, "%s%s%s", package->path, *path ? ":" : "",
		     path) < 0)
		return NULL;
	return member;
}

static struct check_result *add(struct chain *chain,
				const struct package *package,
				const char *release, const char *path)
{
	struct check_result *result = check_result_new(chain->target);

	if (!result) {
		chain->failed = true;
		return NULL;
	}
	*chain->end = result;
	chain->end = &result->next;
	free(result->label);
	result->label = make_label(chain->target, package, release);
	result->member = make_member(package, path);
	chain->failed |= !result->label || !result->member;
	snprintf(result->package, sizeof(result->package), "%s",
		 package->name);
	snprintf(result->package_version, sizeof(result->package_version),
		 "%s", package->version);
	snprintf(result->id.release, sizeof(result->id.release), "%s",
		 release);
	return result;
}

static bool is_mac80211(const struct package_module *module)
{
	return !strcmp(module->name, "mac80211");
}

/* Is it a driver whose mac80211 is in the package, too? */
static bool has_home(const struct package_kernel *kernel,
		     const struct package_module *module)
{
	for (size_t i = 0; i < kernel->nr_modules; i++)
		if (!is_mac80211(module) && is_mac80211(&kernel->modules[i]) &&
		    check_is_near(kernel->modules[i].path, module->path,
				  module->name))
			return true;
	return false;
}

static void judge_drivers(struct check_result *result,
			  const struct package_kernel *kernel,
			  const char *mac80211)
{
	for (size_t i = 0; i < kernel->nr_modules; i++) {
		const struct package_module *module = &kernel->modules[i];

		if (!is_mac80211(module) &&
		    check_is_near(mac80211, module->path, module->name))
			check_bugs_of(result, module->bytes, module->size,
				      module->name);
	}
}

/* Name the driver: a row of its own is not about its kernel. */
static void name_driver(struct chain *chain, struct check_result *result)
{
	char *label = result->label;

	if (asprintf(&result->label, "%s, %s", label, result->id.module) < 0) {
		result->label = NULL;
		chain->failed = true;
	}
	free(label);
}

static void judge_module(struct chain *chain,
			 const struct package_kernel *kernel,
			 const struct package_module *module)
{
	const struct package *package =
		&chain->file->packages[kernel->package];
	struct check_result *result = add(chain, package, kernel->release,
					  module->path);
	struct image img;

	if (!result)
		return;
	if (image_open_memory(&img, module->bytes, module->size))
		fix_unknown(&result->verdict, "%s: %s", module->path,
			    img.reason);
	else
		check_image(chain->job, result, &img);
	image_close(&img);
	if (is_mac80211(module))
		judge_drivers(result, kernel, module->path);
	else if (result->label)
		name_driver(chain, result);
	check_conclude(chain->job, result);
	if (*package->reason)
		check_note(result, "not all of the package was read: %s",
			   package->reason);
}

/* Report a kernel, or a part of one, whose mac80211 is not in the package. */
static void tell_kernel(struct chain *chain,
			const struct package_kernel *kernel)
{
	const struct package *package =
		&chain->file->packages[kernel->package];
	struct check_result *result;

	/*
	 * a reason is reported once, not for each kernel; and an initramfs in
	 * a package does not count as one
	 */
	if (*package->reason || (package->initramfs && package->path))
		return;
	result = add(chain, package, kernel->release, "");
	if (!result)
		return;
	if (kernel->builtin)
		fix_unknown(&result->verdict, "mac80211 is built into this "
			    "kernel; name its vmlinux");
	else if (kernel->has_modules)
		fix_unknown(&result->verdict, "no mac80211 among the modules "
			    "in here");
	else
		fix_unknown(&result->verdict, "a boot image and no modules in "
			    "here: name the package of its modules, or its "
			    "vmlinux");
	if ((chain->target->found || package->path) && !kernel->builtin)
		result->line = package->initramfs ? LINE_NO_KERNEL :
						    LINE_PART;
}

static void tell_reason(struct chain *chain, size_t index)
{
	const struct package *package = &chain->file->packages[index];
	struct check_result *result;

	for (size_t i = 0; i < chain->file->nr_kernels; i++)
		if (chain->file->kernels[i].package == index &&
		    chain->file->kernels[i].nr_modules)
			return;
	result = add(chain, package, "", "");
	if (result)
		fix_unknown(&result->verdict, "%s", package->reason);
}

static void tell_nothing(struct chain *chain)
{
	struct check_result *result = add(chain, &chain->file->packages[0], "",
					  "");

	if (!result)
		return;
	fix_unknown(&result->verdict, "no kernel in here");
	if (chain->target->found)
		result->line = LINE_NO_KERNEL;
}

struct check_result *check_package(const struct check_job *job,
				   const struct check_target *target,
				   const struct package_file *file)
{
	struct chain chain = {
		.job = job, .target = target, .file = file,
	};

	chain.end = &chain.first;
	for (size_t i = 0; i < file->nr_kernels; i++) {
		const struct package_kernel *kernel = &file->kernels[i];
		bool mac80211 = false;

		for (size_t j = 0; j < kernel->nr_modules; j++) {
			mac80211 |= is_mac80211(&kernel->modules[j]);
			if (!has_home(kernel, &kernel->modules[j]))
				judge_module(&chain, kernel,
					     &kernel->modules[j]);
		}
		if (!mac80211)
			tell_kernel(&chain, kernel);
	}
	for (size_t i = 0; i < file->nr_packages; i++)
		if (*file->packages[i].reason)
			tell_reason(&chain, i);
	if (!chain.first)
		tell_nothing(&chain);
	if (!chain.failed)
		return chain.first;
	check_result_free(chain.first);
	return NULL;
}
