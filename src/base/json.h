/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MLOTRACE_JSON_H
#define MLOTRACE_JSON_H

#include <json-c/json.h>

/*
 * Add a member; the value is the object's from then on. The key is a constant
 * that the object does not have yet: so none is copied, and none is searched.
 * 0, or -1 when memory is out.
 */
static inline int json_add(struct json_object *obj, const char *key,
			   struct json_object *value)
{
	return json_object_object_add_ex(obj, key, value,
					 JSON_C_OBJECT_ADD_KEY_IS_NEW |
					 JSON_C_OBJECT_KEY_IS_CONSTANT);
}

#endif
