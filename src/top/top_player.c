// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "output/output.h"
#include "top/top_player.h"

struct step {
	size_t records;		/* up to and with this one */
	bool finding;
};

struct tape {
	struct replay replay;
	struct filter filter;
	unsigned char *data;	/* records, one after the other */
	size_t used, room;
	size_t count;		/* of records */
	struct step *steps;
	size_t step_count, step_room;
	bool reading;
	struct lifecycle *lc;
	struct top *top;
	/* where it is */
	size_t step, offset, played;
	uint64_t time;
	struct tally tally;	/* of all of it */
	struct summary summary;
	int err;
};

/* While reading: which records are steps. While playing: what is shown. */
static void on_event(const struct event *ev, void *ctx)
{
	struct tape *tape = ctx;
	struct step *steps;

	if (!tape->reading) {
		if (!tape->err)
			tape->err = top_event(tape->top, ev);
		return;
	}
	if (!tape->step_count ||
	    tape->steps[tape->step_count - 1].records != tape->count) {
		steps = array_grow(tape->steps, tape->step_count,
				   &tape->step_room, sizeof(*steps));
		if (!steps) {
			tape->err = -ENOMEM;
			return;
		}
		tape->steps = steps;
		steps[tape->step_count++] =
			(struct step){ .records = tape->count };
	}
	tape->steps[tape->step_count - 1].finding |= top_is_finding(ev);
}

/* The filter of the recording, where no other is asked for. */
static void take_filter(struct tape *tape, const struct meta *meta)
{
	struct filter *filter = &tape->filter;

	if (!filter->iface && *meta->iface)
		filter->iface = meta->iface;
	if (!filter->has_sta)
		filter->has_sta = !parse_mac(meta->sta, filter->sta);
	filter->link = meta->link;
	filter->has_link = meta->link >= 0;
}

static int start(struct tape *tape)
{
	lifecycle_free(tape->lc);
	top_free(tape->top);
	tape->lc = lifecycle_new(&tape->filter, on_event, tape);
	tape->top = top_new(&tape->filter);
	tape->step = 0;
	tape->offset = 0;
	tape->played = 0;
	tape->time = tape->replay.meta.time;
	return tape->lc && tape->top ? 0 : -ENOMEM;
}

static int on_meta(struct replay *replay, void *ctx)
{
	struct tape *tape = ctx;

	take_filter(tape, &replay->meta);
	return start(tape);
}

static int keep(struct tape *tape, const union any_record *rec)
{
	size_t want = tape->used + rec->hdr.size;
	unsigned char *data = tape->data;

	if (want > tape->room) {
		tape->room = want * 2;
		data = realloc(data, tape->room);
		if (!data)
			return -ENOMEM;
		tape->data = data;
	}
	memcpy(data + tape->used, rec, rec->hdr.size);
	tape->used = want;
	tape->count++;
	return 0;
}

static int on_record(union any_record *rec, void *ctx)
{
	struct tape *tape = ctx;
	int err = keep(tape, rec);

	if (err)
		return err;
	err = lifecycle_record(tape->lc, rec);
	if (err == -EINVAL) {
		/* it makes no sense: damage, as for report */
		tape->used -= rec->hdr.size;
		tape->count--;
	}
	return tape->err ?: err;
}

static void finish_reading(struct tape *tape)
{
	const struct replay *replay = &tape->replay;

	/* what it says, it says as a step of its own */
	tape->count++;
	lifecycle_end(tape->lc, replay->time, replay_lost(replay));
	tape->count--;
	tape->reading = false;
	tape->tally = *lifecycle_tally(tape->lc);
	tape->summary = (struct summary){
		.time = replay->time,
		.duration_ns = replay->time - replay->meta.time,
		.unaffected = replay->meta.unaffected,
		.doubt = replay_doubt(replay),
		.tally = &tape->tally,
	};
}

int tape_open(struct tape **out, const char *path, const struct filter *filter)
{
	static const struct replay_ops ops = { on_meta, on_record };
	struct tape *tape = calloc(1, sizeof(*tape));
	int err;

	if (!tape)
		return -ENOMEM;
	tape->filter = *filter;
	tape->reading = true;
	err = replay_read(&tape->replay, path, &ops, tape);
	if (!err) {
		finish_reading(tape);
		err = tape->err ?: tape_go(tape, 0);
	}
	if (err) {
		tape_close(tape);
		return err;
	}
	*out = tape;
	return 0;
}

void tape_close(struct tape *tape)
{
	if (!tape)
		return;
	lifecycle_free(tape->lc);
	top_free(tape->top);
	free(tape->data);
	free(tape->steps);
	free(tape);
}

size_t tape_steps(const struct tape *tape)
{
	return tape->step_count;
}

size_t tape_step(const struct tape *tape)
{
	return tape->step;
}

/* Play records until so many were; past the last one comes the end. */
static int play_to(struct tape *tape, size_t records)
{
	union any_record rec;
	int err = 0;

	while (tape->played < records && tape->played < tape->count && !err) {
		const struct record *hdr =
			(const void *)(tape->data + tape->offset);

		memcpy(&rec, hdr, hdr->size);
		tape->offset += hdr->size;
		tape->played++;
		tape->time = rec.hdr.time;
		err = lifecycle_record(tape->lc, &rec);
	}
	if (!err && records > tape->count) {
		tape->time = tape->replay.time;
		lifecycle_end(tape->lc, tape->time,
			      replay_lost(&tape->replay));
	}
	return err ?: tape->err;
}

int tape_go(struct tape *tape, size_t step)
{
	int err = 0;

	if (step > tape->step_count)
		step = tape->step_count;
	if (step < tape->step || !tape->top->time)
		err = start(tape);
	if (!err && step > tape->step)
		err = play_to(tape, tape->steps[step - 1].records);
	tape->step = step;
	return err ?: top_sync(tape->top, tape->lc, tape->time);
}

size_t tape_next_finding(const struct tape *tape, int direction)
{
	size_t step = tape->step;

	while (direction > 0 ? step < tape->step_count : step > 1) {
		step += direction;
		if (tape->steps[step - 1].finding)
			return step;
	}
	return tape->step;
}

const struct top *tape_top(const struct tape *tape)
{
	return tape->top;
}

const struct meta *tape_meta(const struct tape *tape)
{
	return &tape->replay.meta;
}

const struct summary *tape_summary(const struct tape *tape)
{
	return &tape->summary;
}
