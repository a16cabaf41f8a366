/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * `report --story`: tells each connection of a client in a paragraph of plain
 * English: what happened to its links, and who did it. Events come in, and text
 * goes out when a connection is over.
 */
#ifndef MLOTRACE_STORY_H
#define MLOTRACE_STORY_H

#include <stdio.h>

#include "lifecycle/event.h"
#include "recording/meta.h"

struct story;

/* NULL when out of memory. The caller keeps file and clock until the end. */
struct story *story_new(FILE *file, const struct clock *clock);
void story_free(struct story *story);

/* Tell the next event. Returns 0 or -ENOMEM. */
int story_event(struct story *story, const struct event *ev);

/* The recording ends at this time (boot clock): tell what is still open. */
void story_finish(struct story *story, uint64_t time);

/*
 * story_words.c: the template (output/describe.h) of one sentence, without a
 * full stop; NULL if a story leaves this event out. {gone} and {come} are the
 * links that became inactive and active.
 */
const char *story_template(const struct event *ev);

#endif
