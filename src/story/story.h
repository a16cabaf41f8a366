/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * `report --story`: each connection of a client as a paragraph of plain English,
 * with what happened to its links and who did it. Events come in, text goes out
 * when a connection is over.
 */
#ifndef MLOTRACE_STORY_H
#define MLOTRACE_STORY_H

#include <stdio.h>

#include "lifecycle/event.h"
#include "recording/meta.h"

struct story;

/* NULL when memory is out. Both stay the caller's, and are used to the end. */
struct story *story_new(FILE *file, const struct clock *clock);
void story_free(struct story *story);

/* The next event; -ENOMEM. */
int story_event(struct story *story, const struct event *ev);

/* The recording is over at this time of the boot clock: tell what is open. */
void story_finish(struct story *story, uint64_t time);

/*
 * story_words.c: the template (output/describe.h) of one sentence, without a
 * full stop; NULL for what a story leaves out. {gone} and {come} are the links
 * that became inactive and active.
 */
const char *story_template(const struct event *ev);

#endif
