// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/util.h"
#include "collect/archive.h"
#include "collect/manifest.h"
#include "collect/packer.h"
#include "collect/part.h"
#include "collect/redact_text.h"
#include "collect/secret.h"
#include "collect/supervise.h"
#include "kernel/privilege.h"

/* A part that does not fit is halved until it has no more than this. */
#define HALF_MIN 4096

struct packer {
	const struct packer_opts *opts;
	struct archive archive;
	struct manifest manifest;
	struct redact_text *rt;		/* NULL: nothing is replaced */
	FILE *out;			/* the part, as the bundle gets it */
	char *text;
	size_t size;
	bool damaged;			/* a line of the part is no JSON */
};

/* --- lines ----------------------------------------------------------------- */

static int put_text(struct packer *packer, const char *line, size_t size,
		    char end)
{
	int err = 0;

	if (packer->rt)
		err = redact_text_line(packer->rt, packer->out, line, size);
	else
		fwrite(line, 1, size, packer->out);
	fputc(end, packer->out);
	return err;
}

/* The last one counts. Look before redaction: an SSID may be "mlotrace" */
static int put_reason(struct packer *packer, const char *line, size_t size)
{
	static const char prefix[] = "mlotrace: ";
	const size_t skip = strlen(prefix);

	if (size < skip || memcmp(line, prefix, skip))
		return 0;
	rewind(packer->out);
	return put_text(packer, line + skip, size - skip, '\0');
}

static int put_line(struct packer *packer, enum part_form form,
		    const char *line, size_t size)
{
	int err;

	if (form == FORM_SECRETS)
		return packer->rt ? secret_learn(packer->rt, line, size) : 0;
	if (form == FORM_REASON)
		return put_reason(packer, line, size);
	if (form == FORM_TEXT || !packer->rt)
		return put_text(packer, line, size, '\n');
	err = redact_json_line(packer->rt, packer->out, line, size);
	/* leave it out: nobody knows what is in it */
	packer->damaged |= err == -EINVAL;
	return err == -EINVAL ? 0 : err;
}

/* Put the lines between these offsets. */
static int put_lines(struct packer *packer, int fd, off_t from, off_t to,
		     enum part_form form)
{
	char *text, *end, *line, *newline;
	int err = 0;

	if (from >= to)
		return 0;
	text = mmap(NULL, to, PROT_READ, MAP_PRIVATE, fd, 0);
	if (text == MAP_FAILED)
		return -errno;
	end = text + to;
	for (line = text + from; !err && line < end; line = newline + 1) {
		newline = memchr(line, '\n', end - line) ?: end;
		err = put_line(packer, form, line, newline - line);
	}
	munmap(text, to);
	return err;
}

static int begin_text(struct packer *packer)
{
	packer->text = NULL;
	packer->out = open_memstream(&packer->text, &packer->size);
	packer->damaged = false;
	return packer->out ? 0 : -ENOMEM;
}

/* Then .text is complete; the caller frees it. */
static int end_text(struct packer *packer, int err)
{
	return fclose(packer->out) ? -ENOMEM : err;
}

/* Make .text of what a part wrote between these offsets. */
static int make_text(struct packer *packer, int fd, off_t from, off_t to,
		     enum part_form form)
{
	int err = begin_text(packer);

	if (err)
		return err;
	return end_text(packer, put_lines(packer, fd, from, to, form));
}

/* --- members --------------------------------------------------------------- */

static bool is_full(int err)
{
	return err == -ENOSPC || err == -EDQUOT;
}

static int add_file(struct packer *packer, const char *name, const char *text,
		    size_t size)
{
	char path[ARCHIVE_NAME_SIZE];

	snprintf(path, sizeof(path), "%s/%s", packer->opts->dir, name);
	return archive_add(&packer->archive, path, text, size);
}

/* The size of as many whole lines as fit into size. */
static size_t whole_lines(const char *text, size_t size)
{
	const char *newline = memrchr(text, '\n', size);

	return newline ? newline + 1 - text : 0;
}

/* Add as much of the text as fits on the disk. */
static int add_what_fits(struct packer *packer, struct member *member)
{
	size_t size = packer->size;
	int err = 0;

	member->begin = packer->archive.end;
	while (size && (err = add_file(packer, member->name, packer->text,
				       size))) {
		if (!is_full(err))
			return err;
		packer->manifest.full = true;
		snprintf(member->reason, sizeof(member->reason), "%s",
			 errno_text(err));
		size = size > HALF_MIN ? whole_lines(packer->text, size / 2) :
					 0;
	}
	member->size = size;
	return 0;
}

/* Find the last message "mlotrace: what failed". */
static int last_error(struct packer *packer, const struct part_result *result,
		      char *reason)
{
	int err = make_text(packer, packer->opts->sv->said, result->said_from,
			    result->said_to, FORM_REASON);

	if (!err)
		escape_text(reason, REASON_SIZE, packer->text, packer->size);
	free(packer->text);
	return err;
}

/* Say why a part is not complete, if it did not say so itself. */
static void find_reason(const struct packer *packer,
			const struct part_result *result, char *why)
{
	const char *text = packer->damaged && !*why ?
			   "a line of it was damaged" : "";

	if (result->why == WHY_TIME)
		text = "it took too long";
	else if (result->why == WHY_INTERRUPTED)
		text = "interrupted before it began";
	if (*text)
		snprintf(why, REASON_SIZE, "%s", text);
	else if (WIFSIGNALED(result->status))
		snprintf(why, REASON_SIZE, "killed by signal %d",
			 WTERMSIG(result->status));
}

static off_t size_of(const struct part_result *result)
{
	if (result->why == WHY_INTERRUPTED)
		return 0;
	return lseek(result->out, 0, SEEK_END);
}

static int add_part(struct packer *packer, const struct part *part,
		    const struct part_result *result)
{
	struct member *member = manifest_member(&packer->manifest, part->name,
						part->what);
	int err = 0;

	if (WIFEXITED(result->status) && result->why == WHY_ENDED)
		member->status = WEXITSTATUS(result->status);
	if (member->status == EXIT_USAGE)
		err = last_error(packer, result, member->reason);
	err = err ?: make_text(packer, result->out, 0, size_of(result),
			       part->form);
	find_reason(packer, result, member->reason);
	err = err ?: add_what_fits(packer, member);
	free(packer->text);
	return err;
}

/* Add the secrets, or else all other parts, in their order. */
static int add_parts(struct packer *packer, bool secrets)
{
	const struct part_result *results = packer->opts->sv->results;
	int err = 0;

	for (size_t i = 0; i < part_count && !err; i++) {
		if ((parts[i].form == FORM_SECRETS) != secrets)
			continue;
		if (secrets)
			err = put_lines(packer, results[i].out, 0,
					size_of(&results[i]), FORM_SECRETS);
		else
			err = add_part(packer, &parts[i], &results[i]);
	}
	return err;
}

/* Add a file whose text fn writes. */
static int add_text(struct packer *packer, const char *name,
		    void (*fn)(struct packer *packer))
{
	int err = begin_text(packer);

	if (err)
		return err;
	fn(packer);
	err = end_text(packer, 0);
	err = err ?: add_file(packer, name, packer->text, packer->size);
	free(packer->text);
	return err;
}

static void put_readme(struct packer *packer)
{
	manifest_readme(packer->out, packer->opts->redact);
}

static void put_manifest(struct packer *packer)
{
	manifest_put(&packer->manifest, packer->opts->made,
		     packer->opts->redact, packer->out);
}

static int put_messages(struct packer *packer)
{
	const struct supervisor *sv = packer->opts->sv;
	int err = 0;

	for (size_t i = 0; i < part_count && !err; i++) {
		const struct part_result *result = &sv->results[i];

		if (result->said_from >= result->said_to)
			continue;
		fprintf(packer->out, "%s:\n", parts[i].name);
		err = put_lines(packer, sv->said, result->said_from,
				result->said_to, FORM_TEXT);
	}
	return err;
}

static int add_messages(struct packer *packer)
{
	int err = begin_text(packer);

	if (err)
		return err;
	err = end_text(packer, put_messages(packer));
	if (!err && packer->size)
		err = add_what_fits(packer,
				    manifest_member(&packer->manifest,
						    "messages.txt",
						    "stderr of the parts"));
	free(packer->text);
	return err;
}

/* The manifest must fit: drop members until it does. */
static int add_manifest(struct packer *packer)
{
	off_t end;
	int err;

	for (;;) {
		err = add_text(packer, "manifest.json", put_manifest);
		err = err ?: archive_finish(&packer->archive);
		if (!is_full(err))
			return err;
		packer->manifest.full = true;
		end = manifest_drop(&packer->manifest, errno_text(err));
		if (!end || archive_cut(&packer->archive, end))
			return err;
	}
}

void pack_bundle(const struct packer_opts *opts, struct bundle_state *state)
{
	struct packer packer = { .opts = opts };
	int err;

	err = privilege_drop(KEEP_CUT);
	if (opts->redact) {
		packer.rt = redact_text_new();
		err = err ?: packer.rt ? 0 : -ENOMEM;
	}
	err = err ?: archive_open(&packer.archive, opts->bundle, opts->mtime);
	err = err ?: add_text(&packer, "README.txt", put_readme) ?:
	      add_parts(&packer, true) ?: add_parts(&packer, false) ?:
	      add_messages(&packer) ?: add_manifest(&packer);
	if (!err && fsync(opts->bundle))
		err = -errno;
	state->err = err;
	state->size = packer.archive.end;
	state->full = packer.manifest.full;
	manifest_count(&packer.manifest, state);
	archive_close(&packer.archive);
	redact_text_free(packer.rt);
}
