// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "recording/meta.h"
#include "recording/recording.h"

static int text_of_json(struct json_object *value, char *out, size_t size)
{
	const char *text = json_object_get_string(value);

	if (!json_object_is_type(value, json_type_string) ||
	    strlen(text) >= size)
		return -EINVAL;
	/* our own writer has escaped the text, another one may not */
	escape_text(out, size, text, strlen(text));
	return 0;
}

/* A missing or mistyped key leaves the field as it is: -EINVAL. */
static int text_from_json(struct json_object *in, const char *key, char *out,
			  size_t size)
{
	return text_of_json(json_object_object_get(in, key), out, size);
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
	    json_object_array_length(array) > META_HOOKS)
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
	    json_object_array_length(array) > META_HOOKS)
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

/* The key is absent if there are no live patches. */
static int livepatches_from_json(struct json_object *in, struct meta *meta)
{
	struct json_object *array = json_object_object_get(in, "livepatches");

	if (!array)
		return 0;
	if (!json_object_is_type(array, json_type_array) ||
	    json_object_array_length(array) > META_LIVEPATCHES)
		return -EINVAL;
	for (size_t i = 0; i < json_object_array_length(array); i++)
		if (text_of_json(json_object_array_get_idx(array, i),
				 meta->livepatches[i],
				 sizeof(meta->livepatches[i])))
			return -EINVAL;
	meta->livepatch_count = json_object_array_length(array);
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
	    livepatches_from_json(in, meta) ||
	    filter_from_json(in, meta))
		return -EINVAL;
#undef TEXT
	/* refuse what no clock can show, so that no computation overflows */
	if (time < 0 || llabs(wall) > INT64_MAX / 4 || llabs(utc) > 86400)
		return -EINVAL;
	meta->time = time;
	meta->clock.wall_offset_ns = wall;
	meta->clock.utc_offset_s = utc;
	return 0;
}
