// SPDX-License-Identifier: GPL-2.0-only
/*
 * line RECORDING TIMES: write the records of a recording as JSON lines so many
 * times, to nowhere. Prints how many that are. tests/bench/line counts the
 * instructions.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

#include "output/output.h"
#include "recording/recording.h"

#define RECORDS_MAX 1000

int main(int argc, char **argv)
{
	static union any_record records[RECORDS_MAX];
	struct output out = { .file = fopen("/dev/null", "w"), .json = true };
	FILE *file = argc == 3 ? fopen(argv[1], "r") : NULL;
	struct json_object *obj;
	size_t count = 0, size = 0;
	char *line = NULL;
	const char *key;

	if (!file || !out.file)
		return EXIT_FAILURE;
	while (count < RECORDS_MAX && getline(&line, &size, file) > 0) {
		obj = json_tokener_parse(line);
		count += obj && !record_from_json(obj, &records[count], &key);
		json_object_put(obj);
	}
	for (int i = 0; i < atoi(argv[2]); i++)
		for (size_t j = 0; j < count; j++)
			output_record(&out, &records[j]);
	printf("%zu\n", count);
	free(line);
	fclose(file);
	fclose(out.file);
	return out.err || !count ? EXIT_FAILURE : EXIT_SUCCESS;
}
