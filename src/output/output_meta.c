// SPDX-License-Identifier: GPL-2.0-only
/* The first line of a trace: as text and as JSON. */
#include <string.h>

#include "base/util.h"
#include "output/output_priv.h"
#include "recording/recording.h"

static struct json_object *hooks_to_json(const struct meta *meta)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < meta->hook_count; i++) {
		struct json_object *hook = json_object_new_object();

		json_add_text(hook, "function", meta->hooks[i]);
		json_add_text(hook, "via", meta->via[i]);
		json_object_array_add(array, hook);
	}
	return array;
}

static struct json_object *missing_to_json(const struct meta *meta)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < meta->missing_count; i++) {
		struct json_object *hook = json_object_new_object();

		json_add_text(hook, "function", meta->missing[i].function);
		json_add_text(hook, "reason", meta->missing[i].reason);
		json_add_text(hook, "cost", meta->missing[i].cost);
		json_object_array_add(array, hook);
	}
	return array;
}

static struct json_object *livepatches_to_json(const struct meta *meta)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < meta->livepatch_count; i++)
		json_object_array_add(array,
			json_object_new_string(meta->livepatches[i]));
	return array;
}

static void meta_to_json(struct output *out, const struct meta *meta)
{
	struct json_object *obj = json_line(out, "meta", meta->time);

	json_add_text(obj, "tool", "mlotrace");
	json_add_text(obj, "version", meta->version);
	json_add_text(obj, "release", meta->release);
	json_add_text(obj, "machine", meta->machine);
	json_add_text(obj, "build_id", meta->build_id);
	json_add_text(obj, "srcversion", meta->srcversion);
	json_add_bool(obj, "builtin", meta->builtin);
	json_add_bool(obj, "unaffected", meta->unaffected);
	json_add(obj, "wall_offset_ns",
		 json_object_new_int64(meta->clock.wall_offset_ns));
	json_add(obj, "utc_offset_s",
		 json_object_new_int(meta->clock.utc_offset_s));
	if (*meta->iface)
		json_add(obj, "filter_iface",
			 name_to_json(meta->iface, IFACE_NAME_SIZE));
	if (*meta->sta)
		json_add_text(obj, "filter_sta", meta->sta);
	if (meta->link >= 0)
		json_add_number(obj, "filter_link", meta->link);
	json_add(obj, "hooks", hooks_to_json(meta));
	json_add(obj, "missing", missing_to_json(meta));
	if (meta->livepatch_count)
		json_add(obj, "livepatches", livepatches_to_json(meta));
	output_json(out, obj);
}

/* The way of the first hook; those that differ are named with theirs. */
static const char *common_way(const struct meta *meta)
{
	return meta->via[0];
}

void output_identity(FILE *file, const struct meta *meta)
{
	fprintf(file, "mlotrace %s, kernel %s, mac80211 %s%s\n",
		meta->version, meta->release, meta->builtin ? "built in" :
		*meta->build_id ? "build " : "without a build-id",
		meta->builtin ? "" : meta->build_id);
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
		fprintf(out->file, "attached by %s to:", common_way(meta));
	for (size_t i = 0; i < meta->hook_count; i++)
		fprintf(out->file, "%s%s%s%s%s",
			i % 3 ? ", " : i ? ",\n  " : "\n  ", meta->hooks[i],
			strcmp(meta->via[i], common_way(meta)) ? " (" : "",
			strcmp(meta->via[i], common_way(meta)) ?
				meta->via[i] : "",
			strcmp(meta->via[i], common_way(meta)) ? ")" : "");
	if (meta->hook_count)
		fputc('\n', out->file);
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
