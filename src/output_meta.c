// SPDX-License-Identifier: GPL-2.0-only
/* The first line of a trace: as text, as JSON, and back from a recording. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "output_priv.h"
#include "recording.h"
#include "util.h"

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

/* A missing or mistyped key leaves the field as it is: -EINVAL. */
static int text_from_json(struct json_object *in, const char *key, char *out,
			  size_t size)
{
	struct json_object *value = json_object_object_get(in, key);
	const char *text = json_object_get_string(value);

	if (!json_object_is_type(value, json_type_string) ||
	    strlen(text) >= size)
		return -EINVAL;
	/* our own writer leaves none of these, somebody else's may */
	escape_text(out, size, text, strlen(text));
	return 0;
}

static int int_from_json(struct json_object *in, const char *key, int64_t *out)
{
	struct json_object *value = json_object_object_get(in, key);

	if (!json_object_is_type(value, json_type_int))
		return -EINVAL;
	*out = json_object_get_int64(value);
	return 0;
}

static int bool_from_json(struct json_object *in, const char *key, bool *out)
{
	struct json_object *value = json_object_object_get(in, key);

	if (!json_object_is_type(value, json_type_boolean))
		return -EINVAL;
	*out = json_object_get_boolean(value);
	return 0;
}

static int hooks_from_json(struct json_object *in, struct meta *meta)
{
	struct json_object *array = json_object_object_get(in, "hooks");

	if (!json_object_is_type(array, json_type_array) ||
	    json_object_array_length(array) > HOOK_COUNT)
		return -EINVAL;
	meta->hook_count = json_object_array_length(array);
	for (size_t i = 0; i < meta->hook_count; i++) {
		struct json_object *hook = json_object_array_get_idx(array, i);

		if (text_from_json(hook, "function", meta->hooks[i],
				   sizeof(meta->hooks[i])) ||
		    text_from_json(hook, "via", meta->via[i],
				   sizeof(meta->via[i])))
			return -EINVAL;
	}
	return 0;
}

static int missing_from_json(struct json_object *in, struct meta *meta)
{
	struct json_object *array = json_object_object_get(in, "missing");

	if (!json_object_is_type(array, json_type_array) ||
	    json_object_array_length(array) > HOOK_COUNT)
		return -EINVAL;
	meta->missing_count = json_object_array_length(array);
	for (size_t i = 0; i < meta->missing_count; i++) {
		struct missing_hook *hook = &meta->missing[i];
		struct json_object *obj = json_object_array_get_idx(array, i);

		if (text_from_json(obj, "function", hook->function,
				   sizeof(hook->function)) ||
		    text_from_json(obj, "reason", hook->reason,
				   sizeof(hook->reason)) ||
		    text_from_json(obj, "cost", hook->cost,
				   sizeof(hook->cost)))
			return -EINVAL;
	}
	return 0;
}

static int filter_from_json(struct json_object *in, struct meta *meta)
{
	struct json_object *iface = json_object_object_get(in, "filter_iface");
	int64_t link = -1;

	if (iface && name_from_json(iface, meta->iface, sizeof(meta->iface)))
		return -EINVAL;
	if (json_object_object_get(in, "filter_sta") &&
	    text_from_json(in, "filter_sta", meta->sta, sizeof(meta->sta)))
		return -EINVAL;
	if (json_object_object_get(in, "filter_link") &&
	    int_from_json(in, "filter_link", &link))
		return -EINVAL;
	meta->link = link >= 0 && link < MLO_MAX_LINKS ? link : -1;
	return 0;
}

int meta_from_json(struct json_object *in, struct meta *meta)
{
	int64_t time, wall, utc;

	memset(meta, 0, sizeof(*meta));
#define TEXT(key, field) text_from_json(in, key, field, sizeof(field))
	if (TEXT("version", meta->version) || TEXT("release", meta->release) ||
	    TEXT("machine", meta->machine) ||
	    TEXT("build_id", meta->build_id) ||
	    TEXT("srcversion", meta->srcversion) ||
	    bool_from_json(in, "builtin", &meta->builtin) ||
	    bool_from_json(in, "unaffected", &meta->unaffected) ||
	    int_from_json(in, "time", &time) ||
	    int_from_json(in, "wall_offset_ns", &wall) ||
	    int_from_json(in, "utc_offset_s", &utc) ||
	    hooks_from_json(in, meta) || missing_from_json(in, meta) ||
	    filter_from_json(in, meta))
		return -EINVAL;
#undef TEXT
	/* beyond any clock: nothing is computed with it that may overflow */
	if (time < 0 || llabs(wall) > INT64_MAX / 4 || llabs(utc) > 86400)
		return -EINVAL;
	meta->time = time;
	meta->clock.wall_offset_ns = wall;
	meta->clock.utc_offset_s = utc;
	return 0;
}
