// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/util.h"
#include "output/metrics.h"

void metrics_complain(const struct metrics_file *file, int err)
{
	msg_error("cannot write metrics to '%s': %s", file->path,
		  errno_text(err));
	if (err == -EACCES || err == -EPERM)
		msg_hint("--metrics needs a directory that the user who runs "
			 "mlotrace may write to without capabilities");
	else
		msg_hint("--metrics needs a directory that you may write to");
}

int metrics_open(struct metrics_file *file, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash ? strndup(path, slash - path + 1) : strdup(".");
	int err = 0;

	file->path = path;
	file->name = slash ? slash + 1 : path;
	file->dir = -1;
	if (asprintf(&file->temp, "%s.%d", file->name, getpid()) < 0)
		file->temp = NULL;
	if (!dir || !file->temp)
		err = -ENOMEM;
	else if (!*file->name)
		err = -EISDIR;
	else
		file->dir = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (!err && file->dir < 0)
		err = -errno;
	if (err) {
		metrics_complain(file, err);
		metrics_close(file);
	}
	free(dir);
	return err;
}

void metrics_close(struct metrics_file *file)
{
	if (!file->path)
		return;
	if (file->dir >= 0)
		close(file->dir);
	free(file->temp);
	*file = (struct metrics_file){ 0 };
}

static int put_file(const struct metrics_file *file, const char *text,
		    size_t size)
{
	int fd, err;

	/* an earlier process with the same PID may have been killed */
	unlinkat(file->dir, file->temp, 0);
	fd = openat(file->dir, file->temp,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return -errno;
	err = write_all(fd, text, size);
	/* the collector runs as another user, whatever the umask */
	if (!err && (fchmod(fd, 0644) || fsync(fd)))
		err = -errno;
	if (close(fd) && !err)
		err = -errno;
	if (!err && renameat(file->dir, file->temp, file->dir, file->name))
		err = -errno;
	if (err)
		unlinkat(file->dir, file->temp, 0);
	return err;
}

int metrics_replace(const struct metrics_file *file, metrics_fn fn,
		    const void *ctx)
{
	char *text = NULL;
	size_t size = 0;
	/* fdopen() would need another system call */
	FILE *out = open_memstream(&text, &size);
	int err;

	if (!out)
		return -ENOMEM;
	fn(out, ctx);
	fputs("# EOF\n", out);
	err = fclose(out) ? -ENOMEM : put_file(file, text, size);
	free(text);
	return err;
}

void metrics_head(FILE *out, const char *name, const char *type,
		  const char *help)
{
	fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void metrics_number(FILE *out, const char *name, const char *type,
		    const char *help, uint64_t number)
{
	metrics_head(out, name, type, help);
	fprintf(out, "%s %" PRIu64 "\n", name, number);
}

void metrics_seconds(FILE *out, const char *name, const char *type,
		     const char *help, uint64_t ns)
{
	metrics_head(out, name, type, help);
	fprintf(out, "%s %" PRIu64 ".%09" PRIu64 "\n", name,
		ns / (uint64_t)NSEC_PER_SEC, ns % (uint64_t)NSEC_PER_SEC);
}

/* A label's value: quotes and backslashes escaped, nothing unprintable. */
static void write_label(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fprintf(out, "\\%c", *text);
		else if (*text == '\n')
			fputs("\\n", out);
		else
			fputc((unsigned char)*text < 0x20 ||
			      (unsigned char)*text >= 0x7f ? '?' : *text, out);
	}
}

void metrics_kernel_head(FILE *out)
{
	metrics_head(out, "mlotrace_kernel_state", "gauge",
		     "What a link removal by the access point leaves behind in "
		     "this kernel; 1 for its state.");
}

void metrics_kernel_state(FILE *out, const char *release, const char *source,
			  enum kernel_state state)
{
	for (int i = 0; i < KERNEL_STATES; i++) {
		fputs("mlotrace_kernel_state{release=\"", out);
		write_label(out, release);
		fprintf(out, "\",source=\"%s\",state=\"%s\"} %d\n", source,
			kernel_state_name(i), i == (int)state);
	}
}

void metrics_kernel_bug(FILE *out, const char *release, const char *bug,
			bool has_it)
{
	fputs("mlotrace_kernel_bug{release=\"", out);
	write_label(out, release);
	fprintf(out, "\",bug=\"%s\"} %d\n", bug, has_it);
}
