// SPDX-License-Identifier: GPL-2.0-only
/*
 * decode.c - what the decoders make of every function of a module
 *
 * decode FILE: one line an instruction: section, offset, size and kind, and at
 * the end of a function "end"; what is not understood is of the kind "error".
 * Data among code, as Arm's mapping symbols tell, is left out.
 */
#include <stdio.h>

#include "code/image.h"
#include "code/image_code.h"
#include "code/image_map.h"

static const char *const kinds[] = {
	[CODE_PLAIN] = "plain", [CODE_NOP] = "plain", [CODE_CALL] = "call",
	[CODE_INDIRECT_CALL] = "icall", [CODE_JUMP] = "jump",
	[CODE_BRANCH] = "branch", [CODE_INDIRECT_JUMP] = "ijump",
	[CODE_END] = "end",
};

static void decode(struct code_map *map, const struct code_entry *entry)
{
	const struct image_section *section =
		&map->img->sections[entry->place.section];
	const uint8_t *code = image_data(map->img, entry->place.section);
	uint64_t end = entry->place.offset + entry->size;
	struct code_place at = entry->place;
	struct code_insn insn;

	for (; code && at.offset < end && end <= section->size;
	     at.offset += insn.size) {
		insn = (struct code_insn){ .size = 2 };
		if (code_is_data(map, at))
			continue;
		if (code_decode(image_isa(map->img), code + at.offset,
				section->size - at.offset, &insn)) {
			printf("%s %lx 0 error\n", section->name, at.offset);
			return;
		}
		printf("%s %lx %d %s%s\n", section->name, at.offset, insn.size,
		       insn.may_pass && insn.kind != CODE_BRANCH &&
		       insn.kind != CODE_PLAIN ? "maybe-" : "",
		       kinds[insn.kind]);
	}
}

int main(int argc, char **argv)
{
	struct code_map map;
	struct image img;

	if (argc != 2 || image_open(&img, argv[1]) ||
	    code_map_init(&map, &img)) {
		fprintf(stderr, "%s: %s\n", argv[argc - 1],
			argc == 2 ? img.reason : "usage: decode FILE");
		return 1;
	}
	printf("machine %s\n", code_isa_name(image_isa(&img)));
	for (size_t i = 0; i < map.nr_entries; i++)
		if (!i || code_place_compare(map.entries[i - 1].place,
					     map.entries[i].place))
			decode(&map, &map.entries[i]);
	code_map_free(&map);
	image_close(&img);
	return 0;
}
