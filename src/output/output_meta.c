// SPDX-License-Identifier: GPL-2.0-only
/* The first line of a trace: as text and as JSON. */
#include <string.h>

#include "base/util.h"
#include "output/output_priv.h"
#include "recording/recording.h"

static void hooks_to_line(struct line *line, const struct meta *meta)
{
	line_open(line, "hooks", '[');
	for (size_t i = 0; i < meta->hook_count; i++) {
		line_open(line, NULL, '{');
		line_text(line, "function", meta->hooks[i]);
		line_text(line, "via", meta->via[i]);
		line_close(line, '}');
	}
	line_close(line, ']');
}

static void missing_to_line(struct line *line, const struct meta *meta)
{
	line_open(line, "missing", '[');
	for (size_t i = 0; i < meta->missing_count; i++) {
		line_open(line, NULL, '{');
		line_text(line, "function", meta->missing[i].function);
		line_text(line, "reason", meta->missing[i].reason);
		line_text(line, "cost", meta->missing[i].cost);
		line_close(line, '}');
	}
	line_close(line, ']');
}

static void livepatches_to_line(struct line *line, const struct meta *meta)
{
	line_open(line, "livepatches", '[');
	for (size_t i = 0; i < meta->livepatch_count; i++)
		line_text(line, NULL, meta->livepatches[i]);
	line_close(line, ']');
}

static void meta_to_json(struct output *out, const struct meta *meta)
{
	char name[NAME_TEXT_SIZE];
	struct line line;

	output_begin(out, &line, "meta", meta->time);
	line_text(&line, "tool", "mlotrace");
	line_text(&line, "version", meta->version);
	line_text(&line, "release", meta->release);
	line_text(&line, "machine", meta->machine);
	line_text(&line, "build_id", meta->build_id);
	line_text(&line, "srcversion", meta->srcversion);
	line_bool(&line, "builtin", meta->builtin);
	line_bool(&line, "unaffected", meta->unaffected);
	line_int(&line, "wall_offset_ns", meta->clock.wall_offset_ns);
	line_int(&line, "utc_offset_s", meta->clock.utc_offset_s);
	if (*meta->iface)
		line_text(&line, "filter_iface",
			  name_to_text(name, meta->iface, IFACE_NAME_SIZE));
	if (*meta->sta)
		line_text(&line, "filter_sta", meta->sta);
	if (meta->link >= 0)
		line_uint(&line, "filter_link", meta->link);
	hooks_to_line(&line, meta);
	missing_to_line(&line, meta);
	if (meta->livepatch_count)
		livepatches_to_line(&line, meta);
	output_line(out, &line);
}

void output_identity(FILE *file, const struct meta *meta)
{
	fprintf(file, "mlotrace %s, kernel %s, mac80211 %s%s\n",
		meta->version, meta->release, meta->builtin ? "built in" :
		*meta->build_id ? "build " : "without a build-id",
		meta->builtin ? "" : meta->build_id);
}

/* Only count most hooks on tracepoints: nearly every kernel has the same. */
static void hooks_to_text(struct output *out, const struct meta *meta)
{
	const char *common = meta->via[0];
	size_t shown = 0, left_out = 0;

	fprintf(out->file, "attached by %s to:", common);
	for (size_t i = 0; i < meta->hook_count; i++) {
		bool differs = strcmp(meta->via[i], common);

		if (differs && !out->verbose &&
		    !strcmp(meta->via[i], "raw tracepoint")) {
			left_out++;
			continue;
		}
		fprintf(out->file, "%s%s%s%s%s",
			shown % 3 ? ", " : shown ? ",\n  " : "\n  ",
			meta->hooks[i], differs ? " (" : "",
			differs ? meta->via[i] : "", differs ? ")" : "");
		shown++;
	}
	if (left_out)
		fprintf(out->file, ",\n  and %zu tracepoints", left_out);
	fputc('\n', out->file);
}

static void meta_to_text(struct output *out, const struct meta *meta)
{
	output_identity(out->file, meta);
	if (meta->unaffected)
		fprintf(out->file, "state: unaffected (this kernel does not "
			"carry out removals that an AP announces)\n");
	for (size_t i = 0; i < meta->livepatch_count; i++)
		fprintf(out->file, "live patch %s\n", meta->livepatches[i]);
	if (meta->hook_count)
		hooks_to_text(out, meta);
	for (size_t i = 0; i < meta->missing_count; i++)
		if (*meta->missing[i].cost || out->verbose)
			fprintf(out->file, "no %s (%s)%s%s\n",
				meta->missing[i].function,
				meta->missing[i].reason,
				*meta->missing[i].cost ? "; not seen: " : "",
				meta->missing[i].cost);
	output_check(out);
}

void output_meta(struct output *out, const struct meta *meta)
{
	if (out->json)
		meta_to_json(out, meta);
	else
		meta_to_text(out, meta);
}
