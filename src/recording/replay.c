// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "lifecycle/lifecycle.h"
#include "recording/packed_recording.h"
#include "recording/recording.h"
#include "recording/replay.h"

/* The state of reading, and who gets what was read. */
struct reader {
	struct replay *replay;
	const struct replay_ops *ops;
	void *ctx;
	void *seen;	/* checksums of records that end links, for tsearch() */
};

/* FNV-1a, 64 bits */
static uint64_t sum_of(const union any_record *rec)
{
	const uint8_t *bytes = (const uint8_t *)rec;
	uint64_t sum = 0xcbf29ce484222325;

	for (size_t i = 0; i < sizeof(*rec); i++)
		sum = (sum ^ bytes[i]) * 0x100000001b3;
	return sum;
}

static int compare_sums(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Is it a record that ends links? */
static bool is_end(uint16_t type)
{
	return type == REC_STA_FREE || type == REC_RECONF_EXIT ||
	       type == REC_STA_RECONF_EXIT;
}

/*
 * Did somebody copy this line? No station ends twice in the same nanosecond.
 * When out of memory, finds no copies.
 */
static bool is_copy(struct reader *reader, const union any_record *rec)
{
	uint64_t *sum, **node;
	bool known;

	if (!is_end(rec->hdr.type))
		return false;
	sum = malloc(sizeof(*sum));
	if (!sum)
		return false;
	*sum = sum_of(rec);
	node = tsearch(sum, &reader->seen, compare_sums);
	known = node && *node != sum;
	if (!node || known)
		free(sum);
	return known;
}

static void note_damage(struct replay *replay, const char *what)
{
	if (!replay->damaged++)
		msg_error("%s: line %lu: %s; line skipped",
			  replay->path, replay->line, what);
}

static int read_meta(struct reader *reader, struct json_object *obj)
{
	struct replay *replay = reader->replay;
	struct json_object *version = json_object_object_get(obj, "v");
	const char *type = json_object_get_string(
		json_object_object_get(obj, "type"));

	if (!type || strcmp(type, "meta")) {
		msg_error("%s: line 1: not an mlotrace recording",
			  replay->path);
		msg_hint("make one with: mlotrace trace --json > FILE");
		return -EINVAL;
	}
	if (json_object_get_int(version) != JSON_VERSION) {
		msg_error("%s: a recording of version %s, this mlotrace reads "
			  "version %d", replay->path,
			  json_object_get_string(version) ?: "none",
			  JSON_VERSION);
		msg_hint("read it with the mlotrace that wrote it, or a newer "
			 "one");
		return -EINVAL;
	}
	if (meta_from_json(obj, &replay->meta)) {
		msg_error("%s: line 1: the meta line is damaged",
			  replay->path);
		msg_hint("the recording cannot be judged without it");
		return -EINVAL;
	}
	replay->time = replay->meta.time;
	return reader->ops->meta(replay, reader->ctx);
}

static int read_record(struct reader *reader, struct json_object *obj)
{
	struct replay *replay = reader->replay;
	union any_record rec;
	const char *key;
	char what[80];

	if (record_from_json(obj, &rec, &key)) {
		snprintf(what, sizeof(what), "'%s' is missing or wrong", key);
		note_damage(replay, what);
		return 0;
	}
	if (!lifecycle_takes(&rec)) {
		note_damage(replay, "the record makes no sense");
		return 0;
	}
	if (replay->ended) {
		note_damage(replay, "a record after the summary");
		return 0;
	}
	if (is_copy(reader, &rec)) {
		note_damage(replay, "the same record again");
		return 0;
	}
	replay->records++;
	replay->time = rec.hdr.time;
	replay->lost = rec.hdr.lost;
	rec.hdr.lost += replay->damaged;
	return reader->ops->record(&rec, reader->ctx);
}

/* Only the number of lines shows if somebody removed or inserted some. */
static void count_missing(struct replay *replay, uint64_t written)
{
	uint64_t read = replay->records + replay->damaged;

	if (written < replay->records)
		note_damage(replay, "more records than the summary counts");
	if (written <= read)
		return;
	msg_error("%s: %" PRIu64 " %s missing", replay->path, written - read,
		  written - read == 1 ? "record is" : "records are");
	replay->damaged += written - read;
}

static void read_summary(struct replay *replay, struct json_object *obj)
{
	const char *doubt = json_object_get_string(
		json_object_object_get(obj, "reason"));

	count_missing(replay, json_object_get_uint64(
				json_object_object_get(obj, "records")));
	replay->ended = true;
	replay->doubt = doubt ? reason_of_name(doubt) : REASON_NONE;
	replay->time = json_object_get_uint64(
		json_object_object_get(obj, "time"));
	replay->lost = json_object_get_uint64(
		json_object_object_get(obj, "lost"));
}

static int read_object(struct reader *reader, struct json_object *obj)
{
	const char *type;

	if (reader->replay->line == 1)
		return read_meta(reader, obj);
	type = json_object_get_string(json_object_object_get(obj, "type"));
	if (!json_object_is_type(obj, json_type_object) || !type)
		note_damage(reader->replay, "not a line of a recording");
	else if (!strcmp(type, "record"))
		return read_record(reader, obj);
	else if (!strcmp(type, "meta"))
		note_damage(reader->replay, "a second meta line");
	else if (!strcmp(type, "summary") && reader->replay->ended)
		note_damage(reader->replay, "a second summary");
	else if (!strcmp(type, "summary"))
		read_summary(reader->replay, obj);
	return 0;
}

static int read_line(struct reader *reader, struct json_tokener *tokener,
		     const char *text, size_t len)
{
	struct json_object *obj;
	int err = 0;

	reader->replay->line++;
	json_tokener_reset(tokener);
	errno = 0;
	obj = json_tokener_parse_ex(tokener, text, len);
	/* json-c does not tell this from a line that is not JSON */
	if (errno == ENOMEM)
		err = -ENOMEM;
	else if (!obj && reader->replay->line > 1)
		note_damage(reader->replay, "not JSON");
	else
		err = read_object(reader, obj);
	json_object_put(obj);
	return err;
}

static int read_lines(struct reader *reader, FILE *file)
{
	struct replay *replay = reader->replay;
	struct json_tokener *tokener = json_tokener_new();
	char *text = NULL;
	size_t room = 0;
	ssize_t len;
	int err = 0;

	if (!tokener)
		return -ENOMEM;
	while (!err && (len = getline(&text, &room, file)) >= 0)
		err = read_line(reader, tokener, text, len);
	if (!err && !feof(file)) {
		err = -errno;
		msg_error("cannot read '%s': %s", replay->path,
			  errno_text(err));
	} else if (!err && !replay->line) {
		msg_error("%s: empty, not a recording", replay->path);
		err = -EINVAL;
	}
	free(text);
	json_tokener_free(tokener);
	return err > 0 ? 0 : err;
}

/* Read the lines of a recording, packed or not. */
static int read_file(struct reader *reader, FILE *file)
{
	FILE *lines = recording_unpack(file);
	int err = lines ? 0 : -errno;

	if (!err) {
		err = read_lines(reader, lines);
	} else if (err == -ENOENT) {
		msg_error("%s: a bundle without a recording",
			  reader->replay->path);
		msg_hint("its manifest.json says why");
	} else {
		msg_error("cannot read '%s': %s", reader->replay->path,
			  errno_text(err));
	}
	if (lines && lines != file)
		fclose(lines);
	return err;
}

int replay_read(struct replay *replay, const char *path,
		const struct replay_ops *ops, void *ctx)
{
	struct reader reader = { replay, ops, ctx };
	bool from_stdin = !strcmp(path, "-");
	FILE *file = from_stdin ? stdin : fopen(path, "re");
	int err;

	*replay = (struct replay){
		.path = from_stdin ? "standard input" : path,
	};
	if (!file) {
		err = -errno;
		msg_error("cannot open '%s': %s", path, errno_text(err));
		msg_hint("make a recording with: mlotrace trace --json > FILE");
		return err;
	}
	err = read_file(&reader, file);
	tdestroy(reader.seen, free);
	if (!from_stdin)
		fclose(file);
	return err;
}

uint32_t replay_lost(const struct replay *replay)
{
	return replay->lost + replay->damaged;
}

enum reason replay_doubt(const struct replay *replay)
{
	if (replay->damaged)
		return REASON_DAMAGED;
	return replay->ended ? replay->doubt : REASON_BROKEN_OFF;
}
