// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "output/output.h"
#include "top/top_timeline.h"

struct step {
	size_t records;		/* up to and including this one */
	bool finding;
};

struct timeline {
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
	/* the current position */
	size_t step, offset, played;
	uint64_t time;
	struct tally tally;	/* of the whole recording */
	struct summary summary;
	int err;
};

/* While reading, note which records are steps; while playing, show them. */
static void on_event(const struct event *ev, void *ctx)
{
	struct timeline *timeline = ctx;
	struct step *steps;

	if (!timeline->reading) {
		if (!timeline->err)
			timeline->err = top_event(timeline->top, ev);
		return;
	}
	if (!timeline->step_count ||
	    timeline->steps[timeline->step_count - 1].records != timeline->count) {
		steps = array_grow(timeline->steps, timeline->step_count,
				   &timeline->step_room, sizeof(*steps));
		if (!steps) {
			timeline->err = -ENOMEM;
			return;
		}
		timeline->steps = steps;
		steps[timeline->step_count++] =
			(struct step){ .records = timeline->count };
	}
	timeline->steps[timeline->step_count - 1].finding |= top_is_finding(ev);
}

/* Use the filter of the recording where no other is asked for. */
static void take_filter(struct timeline *timeline, const struct meta *meta)
{
	struct filter *filter = &timeline->filter;

	if (!filter->iface && *meta->iface)
		filter->iface = meta->iface;
	if (!filter->has_sta)
		filter->has_sta = !parse_mac(meta->sta, filter->sta);
	filter->link = meta->link;
	filter->has_link = meta->link >= 0;
}

static int start(struct timeline *timeline)
{
	lifecycle_free(timeline->lc);
	top_free(timeline->top);
	timeline->lc = lifecycle_new(&timeline->filter, on_event, timeline);
	timeline->top = top_new(&timeline->filter);
	timeline->step = 0;
	timeline->offset = 0;
	timeline->played = 0;
	timeline->time = timeline->replay.meta.time;
	return timeline->lc && timeline->top ? 0 : -ENOMEM;
}

static int on_meta(struct replay *replay, void *ctx)
{
	struct timeline *timeline = ctx;

	take_filter(timeline, &replay->meta);
	return start(timeline);
}

static int keep(struct timeline *timeline, const union any_record *rec)
{
	size_t want = timeline->used + rec->hdr.size;
	unsigned char *data = timeline->data;

	if (want > timeline->room) {
		timeline->room = want * 2;
		data = realloc(data, timeline->room);
		if (!data)
			return -ENOMEM;
		timeline->data = data;
	}
	memcpy(data + timeline->used, rec, rec->hdr.size);
	timeline->used = want;
	timeline->count++;
	return 0;
}

static int on_record(union any_record *rec, void *ctx)
{
	struct timeline *timeline = ctx;
	int err = keep(timeline, rec) ?: lifecycle_record(timeline->lc, rec);

	return timeline->err ?: err;
}

static void finish_reading(struct timeline *timeline)
{
	const struct replay *replay = &timeline->replay;

	/* the events of the end are a step of their own */
	timeline->count++;
	lifecycle_end(timeline->lc, replay->time, replay_lost(replay));
	timeline->count--;
	timeline->reading = false;
	timeline->tally = *lifecycle_tally(timeline->lc);
	timeline->summary = (struct summary){
		.time = replay->time,
		.duration_ns = replay->time - replay->meta.time,
		.unaffected = replay->meta.unaffected,
		.doubt = replay_doubt(replay),
		.tally = &timeline->tally,
	};
}

int timeline_open(struct timeline **out, const char *path,
		  const struct filter *filter)
{
	static const struct replay_ops ops = { on_meta, on_record };
	struct timeline *timeline = calloc(1, sizeof(*timeline));
	int err;

	if (!timeline)
		return -ENOMEM;
	timeline->filter = *filter;
	timeline->reading = true;
	err = replay_read(&timeline->replay, path, &ops, timeline);
	if (!err) {
		finish_reading(timeline);
		err = timeline->err ?: timeline_go(timeline, 0);
	}
	if (err) {
		timeline_close(timeline);
		return err;
	}
	*out = timeline;
	return 0;
}

void timeline_close(struct timeline *timeline)
{
	if (!timeline)
		return;
	lifecycle_free(timeline->lc);
	top_free(timeline->top);
	free(timeline->data);
	free(timeline->steps);
	free(timeline);
}

size_t timeline_steps(const struct timeline *timeline)
{
	return timeline->step_count;
}

size_t timeline_step(const struct timeline *timeline)
{
	return timeline->step;
}

/* Play until this many records were; past the last one comes the end. */
static int play_to(struct timeline *timeline, size_t records)
{
	union any_record rec;
	int err = 0;

	while (timeline->played < records &&
	       timeline->played < timeline->count && !err) {
		const struct record *hdr =
			(const void *)(timeline->data + timeline->offset);

		memcpy(&rec, hdr, hdr->size);
		timeline->offset += hdr->size;
		timeline->played++;
		timeline->time = rec.hdr.time;
		err = lifecycle_record(timeline->lc, &rec);
	}
	if (!err && records > timeline->count) {
		timeline->time = timeline->replay.time;
		lifecycle_end(timeline->lc, timeline->time,
			      replay_lost(&timeline->replay));
	}
	return err ?: timeline->err;
}

int timeline_go(struct timeline *timeline, size_t step)
{
	int err = 0;

	if (step > timeline->step_count)
		step = timeline->step_count;
	if (step < timeline->step || !timeline->top->time)
		err = start(timeline);
	if (!err && step > timeline->step)
		err = play_to(timeline, timeline->steps[step - 1].records);
	timeline->step = step;
	return err ?: top_sync(timeline->top, timeline->lc, timeline->time);
}

size_t timeline_next_finding(const struct timeline *timeline, int direction)
{
	size_t step = timeline->step;

	while (direction > 0 ? step < timeline->step_count : step > 1) {
		step += direction;
		if (timeline->steps[step - 1].finding)
			return step;
	}
	return timeline->step;
}

const struct top *timeline_top(const struct timeline *timeline)
{
	return timeline->top;
}

const struct meta *timeline_meta(const struct timeline *timeline)
{
	return &timeline->replay.meta;
}

const struct summary *timeline_summary(const struct timeline *timeline)
{
	return &timeline->summary;
}
