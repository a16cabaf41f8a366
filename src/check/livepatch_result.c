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

static json_object *fittings_to_json(const struct livepatch_result *result)
{
	json_object *array = json_object_new_array();

	for (size_t i = 0; i < result->nr_fittings; i++) {
		const struct fitting *fitting = &result->fittings[i];
		json_object *obj = json_object_new_object();

		check_json_text(obj, "name", fitting->name);
		check_json_text(obj, "result", fits_name(fitting->fits));
		check_json_text(obj, "text", fitting->text);
		json_object_array_add(array, obj);
	}
	return array;
}

static void print_json(const struct livepatch_result *result, int status)
{
	const struct fix_verdict *verdict = &result->verdict;
	json_object *obj = check_json_line("livepatch");

	check_json_text(obj, "path", result->job->path);
	check_json_text(obj, "module", result->job->module);
	check_json_text(obj, "release", result->module_id.release);
	check_json_text(obj, "name", result->id.module);
	json_add(obj, "checks", fittings_to_json(result));
	check_json_text(obj, "before", kernel_state_name(result->before));
	check_json_text(obj, "state", kernel_state_name(verdict->state));
	check_json_text(obj, "how", fix_how_name(verdict->how));
	check_json_texts(obj, "evidence", verdict->evidence[0], FIX_TEXT_SIZE,
			 verdict->nr_evidence);
	json_add(obj, "exit_status", json_object_new_int(status));
	check_json_print(obj);
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
