// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/util.h"
#include "check/check_print.h"
#include "check/judge_livepatch.h"

const char *fits_name(enum fits fits)
{
	static const char *const names[FITS_COUNT] = {
		"fits", "differs", "unknown",
	};

	return names[fits];
}

struct fitting *livepatch_say(struct livepatch_result *result,
			      const char *name, enum fits fits,
			      const char *fmt, ...)
{
	struct fitting *fitting = &result->fittings[result->nr_fittings++];
	va_list args;

	fitting->name = name;
	fitting->fits = fits;
	va_start(args, fmt);
	vsnprintf(fitting->text, sizeof(fitting->text), fmt, args);
	va_end(args);
	return fitting;
}

int livepatch_status(const struct livepatch_result *result)
{
	enum kernel_state state = result->verdict.state;
	bool unknown = state == KERNEL_UNKNOWN;

	for (size_t i = 0; i < result->nr_fittings; i++) {
		if (result->fittings[i].fits == DIFFERS)
			return EXIT_PROBLEM;
		unknown |= result->fittings[i].fits == FITS_UNKNOWN;
	}
	if (state == KERNEL_LEAKS || state == KERNEL_DANGLING)
		return EXIT_PROBLEM;
	return unknown ? EXIT_UNKNOWN : EXIT_CLEAN;
}

/* --- printing it --------------------------------------------------------- */

static const char *last_word(int status)
{
	return status == EXIT_PROBLEM ? "do not load it" :
	       status == EXIT_UNKNOWN ? "cannot tell whether it fits" :
					"it fits";
}

static void print_line(const char *what, const char *result, const char *text)
{
	printf("%-10s  %-10s  ", what, result);
	check_print_text(text);
	putchar('\n');
}

static void print_name(const char *what, const char *name)
{
	printf("%-10s  ", what);
	check_print_text(name);
	putchar('\n');
}

static void print_table(const struct livepatch_result *result, int status)
{
	const struct fix_verdict *verdict = &result->verdict;
	const char *how = fix_how_name(verdict->how);
	char text[FIX_TEXT_SIZE + 64];

	print_name("live patch", result->job->path);
	print_name("mac80211", result->job->module);
	for (size_t i = 0; i < result->nr_fittings; i++)
		print_line(result->fittings[i].name,
			   fits_name(result->fittings[i].fits),
			   result->fittings[i].text);
	print_name("before", kernel_state_name(result->before));
	snprintf(text, sizeof(text), "%s%s%s", how, *how ? ": " : "",
		 verdict->nr_evidence ? verdict->evidence[0] : "");
	print_line("after", kernel_state_name(verdict->state), text);
	printf("%s\n", last_word(status));
}

static void fittings_to_line(struct line *line,
			     const struct livepatch_result *result)
{
	line_open(line, "checks", '[');
	for (size_t i = 0; i < result->nr_fittings; i++) {
		const struct fitting *fitting = &result->fittings[i];

		line_open(line, NULL, '{');
		check_json_text(line, "name", fitting->name);
		check_json_text(line, "result", fits_name(fitting->fits));
		check_json_text(line, "text", fitting->text);
		line_close(line, '}');
	}
	line_close(line, ']');
}

static void print_json(const struct livepatch_result *result, int status)
{
	const struct fix_verdict *verdict = &result->verdict;
	struct line line;

	check_json_begin(&line, "livepatch");
	check_json_text(&line, "path", result->job->path);
	check_json_text(&line, "module", result->job->module);
	check_json_text(&line, "release", result->module_id.release);
	check_json_text(&line, "name", result->id.module);
	fittings_to_line(&line, result);
	check_json_text(&line, "before", kernel_state_name(result->before));
	check_json_text(&line, "state", kernel_state_name(verdict->state));
	check_json_text(&line, "how", fix_how_name(verdict->how));
	check_json_texts(&line, "evidence", verdict->evidence[0], FIX_TEXT_SIZE,
			 verdict->nr_evidence);
	line_uint(&line, "exit_status", status);
	check_json_end(&line);
}

int livepatch_print(const struct livepatch_result *result, bool json)
{
	int status = livepatch_status(result);

	if (json)
		print_json(result, status);
	else
		print_table(result, status);
	return status;
}
