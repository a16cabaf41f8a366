// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "base/util.h"
#include "check/check_print.h"

#define TEXT_SIZE 1024

void check_print_text(const char *text)
{
	char safe[4 * TEXT_SIZE];

	escape_text(safe, sizeof(safe), text, strlen(text));
	fputs(safe, stdout);
}

void check_json_text(json_object *obj, const char *key, const char *text)
{
	char safe[4 * TEXT_SIZE];

	if (!text || !*text)
		return;
	escape_text(safe, sizeof(safe), text, strlen(text));
	json_add(obj, key, json_object_new_string(safe));
}

json_object *check_json_line(const char *type)
{
	json_object *obj = json_object_new_object();

	json_add(obj, "type", json_object_new_string(type));
	json_add(obj, "v", json_object_new_int(1));
	return obj;
}

void check_json_print(json_object *obj)
{
	puts(json_object_to_json_string_ext(obj, JSON_C_TO_STRING_PLAIN |
					    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(obj);
}

void check_json_texts(json_object *obj, const char *key, const char *texts,
		      size_t size, size_t count)
{
	json_object *array = json_object_new_array();
	char safe[4 * TEXT_SIZE];

	for (size_t i = 0; i < count; i++) {
		escape_text(safe, sizeof(safe), texts + i * size, size);
		json_object_array_add(array, json_object_new_string(safe));
	}
	json_add(obj, key, array);
}
