// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_recording.c - report and top of a recording of any bytes (libFuzzer)
 *
 * In every form: a status, and nothing that harms a terminal. What --json
 * wrote comes back from it as it is.
 */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cmd.h"
#include "fuzz.h"
#include "top/top_timeline.h"

#define STEPS 8		/* of a timeline, forth and back */

static char page[64];

static FILE *reader(const void *data, size_t size)
{
	FILE *file = fmemopen((void *)data, size, "r");

	if (!file)
		abort();
	return file;
}

/* report with these words, of standard input; what it wrote is the caller's. */
static char *report(const void *data, size_t size, const char *form,
		    const char *more, size_t *written, int *status)
{
	char *argv[] = { "report", (char *)form, (char *)more, "-", NULL };
	FILE *was_in = stdin, *was_out = stdout;
	struct caught caught;
	char *text;

	stdin = reader(data, size);
	catch_output(&caught);
	/* what is read again is apart from the messages */
	stdout = open_memstream(&text, written);
	*status = cmd_report.run(&cmd_report, 4, argv);
	fclose(stdout);
	stdout = stderr;
	release_output(&caught);
	stdout = was_out;
	fclose(stdin);
	stdin = was_in;
	if (*status > 3)
		abort();
	check_harmless(text, *written, 0);
	return text;
}

static void check_page(void)
{
	char *text;
	struct stat st;
	FILE *file = fopen(page, "r");

	if (!file)
		return;		/* there was nothing to show */
	if (fstat(fileno(file), &st))
		abort();
	text = malloc(st.st_size);
	if (fread(text, 1, st.st_size, file) != (size_t)st.st_size)
		abort();
	check_harmless(text, st.st_size, 1);
	free(text);
	fclose(file);
	unlink(page);
}

static void check_again(const char *text, size_t size, int status)
{
	size_t again_size;
	int again_status;
	char *again;

	if (!size)
		return;
	again = report(text, size, "--json", "--all", &again_size,
		       &again_status);
	if (again_status != status || again_size != size || memcmp(text, again, size)) {
		fprintf(stderr, "%.*s\n%d, becomes\n%.*s\n%d\n", (int)size,
			text, status, (int)again_size, again, again_status);
		abort();
	}
	free(again);
}

static void step_through(const void *data, size_t size)
{
	static const struct filter everything;
	FILE *was_in = stdin;
	struct caught caught;
	struct timeline *timeline;

	stdin = reader(data, size);
	catch_output(&caught);
	if (!timeline_open(&timeline, "-", &everything)) {
		size_t steps = timeline_steps(timeline);

		for (size_t i = 0; i <= STEPS; i++)
			timeline_go(timeline, steps * i / STEPS);
		timeline_go(timeline, timeline_next_finding(timeline, -1));
		timeline_close(timeline);
	}
	release_output(&caught);
	fclose(stdin);
	stdin = was_in;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char html[80], *json;
	size_t written;
	int status;

	if (!size)
		return 0;
	if (!*page)
		snprintf(page, sizeof(page), "%.40s/fuzz-%d.html",
			 getenv("TMPDIR") ?: "/tmp", getpid());
	snprintf(html, sizeof(html), "--html=%s", page);
	free(report(bytes, size, "--all", "--all", &written, &status));
	free(report(bytes, size, html, "--redact", &written, &status));
	check_page();
	step_through(bytes, size);
	json = report(bytes, size, "--json", "--json", &written, &status);
	check_again(json, written, status);
	free(json);
	return 0;
}

/* ---- mutations that know of lines ---- */

static size_t line_at(const uint8_t *data, size_t size, size_t at, size_t *end)
{
	while (at && data[at - 1] != '\n')
		at--;
	for (*end = at; *end < size && data[*end] != '\n';)
		++*end;
	if (*end < size)
		++*end;
	return at;
}

/* A line copied to before another one, or left out; the first one stays. */
static size_t move_lines(uint8_t *data, size_t size, size_t max_size,
			 unsigned int seed)
{
	size_t end, to_end, len;
	size_t from = line_at(data, size, rand_r(&seed) % size, &end);
	size_t to = line_at(data, size, rand_r(&seed) % size, &to_end);
	uint8_t *line;

	len = end - from;
	if (!from || !to)
		return size;
	if (rand_r(&seed) & 1) {
		memmove(data + from, data + end, size - end);
		return size - len;
	}
	if (size + len > max_size)
		return size;
	line = malloc(len);
	memcpy(line, data + from, len);
	memmove(data + to + len, data + to, size - to);
	memcpy(data + to, line, len);
	free(line);
	return size + len;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned int seed)
{
	if (size && seed % 3)
		size = move_lines(data, size, max_size, seed);
	return seed % 3 == 1 ? size : LLVMFuzzerMutate(data, size, max_size);
}
