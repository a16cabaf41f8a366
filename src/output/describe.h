/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One description of an event, as a list of keys and values. Both the JSON
 * object and, through a template, the text for people are made from it.
 */
#ifndef MLOTRACE_DESCRIBE_H
#define MLOTRACE_DESCRIBE_H

#include <stddef.h>
#include <stdint.h>

#include "base/line.h"
#include "lifecycle/event.h"

enum item_kind {
	ITEM_TEXT,	/* .text, from the program itself */
	ITEM_NAME,	/* .text, from the kernel: escaped before it is shown */
	ITEM_CAUSE,	/* .text, of a removal */
	ITEM_NUMBER,
	ITEM_ID,	/* .number, where 0 is a valid value */
	ITEM_BOOL,	/* .number is one */
	ITEM_RECORDS,	/* .number of records */
	ITEM_CALLS,	/* .number of calls */
	ITEM_NS,	/* .number is a duration */
	ITEM_LINKS,	/* .number is a mask of link ids */
	ITEM_MAC,	/* .mac */
	ITEM_WITNESS,	/* .number is a mask of enum witness */
	ITEM_PROCESS,	/* .text is a foreign name, .number its pid */
	ITEM_DRIVER,	/* .text, from the kernel */
	ITEM_CHANNELS,	/* .ev: the channel of each link */
};

struct item {
	const char *key;
	enum item_kind kind;
	const char *text;
	uint64_t number;
	const uint8_t *mac;
	const struct event *ev;
};

#define MAX_ITEMS 28
#define ITEM_TEXT_SIZE 384

/*
 * Fill items from the event; they keep pointers into it. Returns how many there
 * are.
 */
size_t describe_event(const struct event *ev, struct item items[MAX_ITEMS]);

/* Add the items to a line. */
void items_to_line(const struct item *items, size_t count, struct line *line);

/* The value of one item in words, cut at size. */
void item_to_text(const struct item *item, char *buf, size_t size);

/*
 * Expand a template. {key} becomes the item's value in words, or a question
 * mark if there is no such item. A part in [...] is left out if an item in it
 * is missing or zero. {s:key} becomes an "s" if the mask has more than one
 * link. The result is cut at size, and always ends in a NUL.
 */
void items_to_text(const struct item *items, size_t count,
		   const char *template, char *buf, size_t size);

/*
 * Write " key=value" for each item, as numbers and words without spaces, but
 * leave out texts for people. Cut at size like the above.
 */
void items_to_fields(const struct item *items, size_t count, char *buf,
		     size_t size);

/* The template of this event's text. */
const char *event_template(const struct event *ev);

/*
 * Parts of the template: without the interface, if that is known anyway; and
 * the second line, which says why, or NULL if there is none.
 */
const char *event_template_here(const struct event *ev);
const char *event_template_why(const struct event *ev);

/* Expand one of these into one line, cut at size. */
void event_to_text(const struct event *ev, const char *template, char *buf,
		   size_t size);

#endif
