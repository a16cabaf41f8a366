// SPDX-License-Identifier: GPL-2.0-only
/* What a package says of itself, and what the paths of its files say. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "package/priv.h"

void info_value(const char *text, const char *key, char *out, size_t size)
{
	size_t length = strlen(key);

	for (const char *line = text; *line && !*out;
	     line += strcspn(line, "\n"), line += *line == '\n') {
		const char *value = line + length;

		if (strncmp(line, key, length))
			continue;
		value += strspn(value, " ");
		if (*value != ':' && *value != '=')
			continue;
		value += 1 + strspn(value + 1, " \t");
		snprintf(out, size, "%.*s", (int)strcspn(value, " \t\r\n"),
			 value);
	}
}

/* Return what follows a directory, anywhere in a path; or NULL. */
static const char *below(const char *path, const char *dir)
{
	const char *at = path;

	while ((at = strstr(at, dir))) {
		if (at == path || at[-1] == '/')
			return at + strlen(dir);
		at++;
	}
	return NULL;
}

bool path_in_modules(const char *path, char *release, size_t size)
{
	const char *rest = below(path, "lib/modules/");
	const char *end = rest ? strchr(rest, '/') : NULL;

	snprintf(release, size, "%.*s", end ? (int)(end - rest) : 0,
		 end ? rest : "");
	return end;
}

static int find_kernel(struct package_file *file, size_t package,
		       const char *release, struct package_kernel **found)
{
	struct package_kernel *kernel;

	for (size_t i = 0; i < file->nr_kernels; i++) {
		*found = &file->kernels[i];
		if ((*found)->package == package &&
		    !strcmp((*found)->release, release))
			return 0;
	}
	kernel = array_grow(file->kernels, file->nr_kernels,
			    &file->kernels_room, sizeof(*kernel));
	if (!kernel)
		return -ENOMEM;
	file->kernels = kernel;
	kernel = &file->kernels[file->nr_kernels];
	*kernel = (struct package_kernel){
		.package = package, .release = strdup(release),
	};
	if (!kernel->release)
		return -ENOMEM;
	file->nr_kernels++;
	*found = kernel;
	return 0;
}

/* Is it a kernel: boot/vmlinuz-RELEASE, or one in the module directory? */
static bool is_boot_image(const char *path, const char **release)
{
	static const char names[][8] = { "vmlinuz", "vmlinux", "Image",
					 "bzImage", "zImage" };
	const char *rest = below(path, "boot/");
	char modules[128];

	if (!rest && path_in_modules(path, modules, sizeof(modules)))
		rest = strchr(below(path, "lib/modules/"), '/') + 1;
	for (size_t i = 0; rest && i < ARRAY_SIZE(names); i++) {
		size_t length = strlen(names[i]);

		if (strncmp(rest, names[i], length) ||
		    (rest[length] && rest[length] != '-') ||
		    strchr(rest, '/'))
			continue;
		*release = rest[length] ? rest + length + 1 : "";
		return true;
	}
	return false;
}

int path_note(struct reader *rd, const struct scope *scope, const char *path,
	      struct package_kernel **kernel)
{
	bool is_module, in_modules, boot;
	char release[128], name[64];
	const char *of_boot = "";

	*kernel = NULL;
	/* debug information beside the code, not code */
	if (below(path, "usr/lib/debug/"))
		return 0;
	in_modules = path_in_modules(path, release, sizeof(release));
	is_module = package_module_name(path, name, sizeof(name));
	boot = is_boot_image(path, &of_boot);
	if (!in_modules && boot)
		snprintf(release, sizeof(release), "%s", of_boot);
	if (!boot && !(is_module && (in_modules || rd->wants(name))))
		return 0;
	if (find_kernel(rd->file, scope->package, release, kernel))
		return reader_over(rd, -ENOMEM, "out of memory");
	(*kernel)->has_modules |= is_module;
	(*kernel)->has_boot_image |= boot;
	return is_module && rd->wants(name);
}
