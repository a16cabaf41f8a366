// SPDX-License-Identifier: GPL-2.0-only
/* mlotrace collect: put everything for a bug report into one file. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/cmd.h"
#include "base/replace.h"
#include "base/util.h"
#include "collect/packer.h"
#include "collect/supervise.h"

#define NAME_FORMAT "mlotrace-%Y%m%d-%H%M%S"
#define NAME_SIZE 64

struct collect_opts {
	uint64_t duration_ns;
	const char *output;
	bool no_redact;
};

static const struct opt collect_opts[] = {
	{ "duration", 'd', OPT_DURATION,
	  offsetof(struct collect_opts, duration_ns), "TIME", "record for this time: 90, 500ms, 5m, 2h, 1d" },
	{ "output", 'o', OPT_STRING, offsetof(struct collect_opts, output),
	  "OUT", "the bundle; default mlotrace-DATE-TIME.tar.zst" },
	{ "no-redact", 0, OPT_FLAG, offsetof(struct collect_opts, no_redact),
	  NULL, "leave addresses and names as they are" },
	{ 0 },
};

struct collect {
	struct supervisor sv;
	char *path;		/* of the bundle */
	char *temp;		/* while it is being written */
	int fd;
	struct packer_opts packer;
	struct bundle_state *state;	/* shared with the packing process */
	char dir[NAME_SIZE], made[NAME_SIZE];
};

/* --- packing --------------------------------------------------------------- */

/* Pack in a process that can do nothing else. */
static int pack_apart(struct collect *collect)
{
	struct bundle_state *state = collect->state;
	int status = 0, why;
	pid_t pid;

	state->err = -EIO;
	pid = fork();
	if (!pid) {
		setpgid(0, 0);
		pack_bundle(&collect->packer, state);
		_exit(EXIT_SUCCESS);
	}
	if (pid < 0)
		return -errno;
	setpgid(pid, pid);
	why = supervise_child(&collect->sv, pid, 0, -1, &status);
	return why < 0 ? why : state->err;
}

/* --- the verb -------------------------------------------------------------- */

static void say(const struct collect *collect)
{
	const struct bundle_state *state = collect->state;
	unsigned int count = state->there + state->truncated;

	printf("%s: %u parts, %llu kB%s\n", collect->path, count,
	       (unsigned long long)(state->size + 999) / 1000,
	       collect->packer.redact ? ", redacted" : "");
	if (state->full || state->missing || state->truncated)
		msg_error("%s%u of %u parts are missing, and %u cut: "
			  "manifest.json says why",
			  state->full ? "the disk is full: " : "",
			  state->missing, state->missing + count,
			  state->truncated);
}

static int status_of(const struct bundle_state *state)
{
	if (state->full)
		return EXIT_USAGE;
	return state->missing || state->truncated ? EXIT_UNKNOWN : EXIT_CLEAN;
}

static int collect_all(struct collect *collect)
{
	int err;

	supervise_begin(&collect->sv);
	collect->fd = replace_begin(collect->path, &collect->temp);
	collect->packer.bundle = collect->fd;
	collect->packer.sv = &collect->sv;
	err = collect->fd < 0 ? collect->fd :
	      supervise(&collect->sv) ?: pack_apart(collect);
	if (!err && rename(collect->temp, collect->path))
		err = -errno;
	if (err && collect->temp)
		unlink(collect->temp);
	if (err == -EINTR)
		msg_error("given up: there is no bundle");
	else if (err)
		msg_error("cannot write '%s': %s", collect->path,
			  errno_text(err));
	else
		say(collect);
	return err ?: status_of(collect->state);
}

/* The name of the bundle does not reveal who made it. */
static int prepare(struct collect *collect, const char *output)
{
	time_t now = time(NULL);
	struct tm local;

	localtime_r(&now, &local);
	strftime(collect->dir, sizeof(collect->dir), NAME_FORMAT, &local);
	strftime(collect->made, sizeof(collect->made), "%FT%T%z", &local);
	collect->packer.dir = collect->dir;
	collect->packer.made = collect->made;
	collect->packer.mtime = now;
	if (output)
		collect->path = strdup(output);
	else if (asprintf(&collect->path, "%s.tar.zst", collect->dir) < 0)
		collect->path = NULL;
	collect->state = mmap(NULL, sizeof(*collect->state),
			       PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return collect->path && collect->state != MAP_FAILED ? 0 : -ENOMEM;
}

static int collect_main(const struct cmd *cmd, int argc, char **argv)
{
	struct collect_opts opts = { 0 };
	struct collect collect = { .fd = -1 };
	int err = options_only(cmd, argc, argv, &opts);

	if (err)
		return err == OPTIONS_HELP ? EXIT_CLEAN : err;
	collect.sv.duration_ns = opts.duration_ns;
	collect.packer.redact = !opts.no_redact;
	err = prepare(&collect, opts.output);
	if (!err)
		err = collect_all(&collect);
	free(collect.temp);
	free(collect.path);
	return err;
}

const struct cmd cmd_collect = {
	.name = "collect",
	.args = "",
	.summary = "Put all that a report of a bug needs into one file, "
		   "redacted.",
	.opts = collect_opts,
	.run = collect_main,
};
