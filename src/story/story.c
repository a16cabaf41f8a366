// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "output/describe.h"
#include "recording/wall.h"
#include "story/story.h"

#define SENTENCE_SIZE 1024
#define LINE_WIDTH 78
/* Events within this time happen at once. */
#define AT_ONCE_NS (20 * NSEC_PER_MSEC)

/* The connection of one interface, as told so far. */
struct paragraph {
	uint64_t sdata;
	uint32_t wiphy;
	char name[IFACE_NAME_SIZE];
	char *text;
	size_t size;
	FILE *file;		/* of text; NULL: nothing to tell yet */
	bool seen_begin;	/* false: the recording began later */
	uint64_t begun, last;	/* boot clock, ns */
	struct paragraph *next;
};

struct story {
	FILE *file;
	const struct clock *clock;
	struct paragraph *paragraphs;
	bool any;
};

struct story *story_new(FILE *file, const struct clock *clock)
{
	struct story *story = calloc(1, sizeof(*story));

	if (story) {
		story->file = file;
		story->clock = clock;
	}
	return story;
}

static void clear(struct paragraph *p)
{
	if (p->file)
		fclose(p->file);
	free(p->text);
	p->file = NULL;
	p->text = NULL;
}

void story_free(struct story *story)
{
	struct paragraph *p, *next;

	for (p = story ? story->paragraphs : NULL; p; p = next) {
		next = p->next;
		clear(p);
		free(p);
	}
	free(story);
}

/* Find or make a paragraph; NULL when out of memory. */
static struct paragraph *paragraph_of(struct story *story,
				      const struct rec_iface *iface)
{
	struct paragraph *p = story->paragraphs;

	while (p && p->sdata != iface->sdata)
		p = p->next;
	if (!p) {
		p = calloc(1, sizeof(*p));
		if (!p)
			return NULL;
		p->sdata = iface->sdata;
		p->next = story->paragraphs;
		story->paragraphs = p;
	}
	p->wiphy = iface->wiphy;
	memcpy(p->name, iface->name, sizeof(p->name));
	return p;
}

/* Wrap the words into lines. */
static void put_wrapped(FILE *file, char *text)
{
	char *save = NULL, *word = strtok_r(text, " ", &save);
	size_t column = 0;

	for (; word; word = strtok_r(NULL, " ", &save)) {
		size_t len = strlen(word);

		if (column && column + 1 + len > LINE_WIDTH) {
			fputc('\n', file);
			column = 0;
		}
		column += fprintf(file, "%s%s", column ? " " : "", word);
	}
	fputc('\n', file);
}

/* Write a complete paragraph: "wlan0, 14:02:11 to 14:03:40 (89.0 s)" */
static void tell(struct story *story, struct paragraph *p, uint64_t end,
		 bool goes_on)
{
	char name[4 * IFACE_NAME_SIZE + 1], from[WALL_SIZE], to[WALL_SIZE];
	char duration[DURATION_TEXT_SIZE];

	if (!p->file)
		return;
	fflush(p->file);
	escape_text(name, sizeof(name), p->name,
		    strnlen(p->name, sizeof(p->name)));
	fprintf(story->file, "%s%s, %s", story->any ? "\n" : "", name,
		wall_time_of_day(story->clock, p->begun, from));
	if (end != p->begun)
		fprintf(story->file, " to %s (%s%s)",
			wall_time_of_day(story->clock, end, to),
			format_duration(duration, end - p->begun),
			goes_on ? ", and it goes on" : "");
	fputc('\n', story->file);
	put_wrapped(story->file, p->text);
	story->any = true;
	clear(p);
	p->seen_begin = false;
}

/* Use the items of the event, and those that only a story needs. */
static void make_sentence(const struct event *ev, const char *template,
			  char text[SENTENCE_SIZE])
{
	struct item items[MAX_ITEMS + 2];
	size_t count = describe_event(ev, items);

	if (ev->type == EV_ACTIVE) {
		items[count++] = (struct item){
			.key = "gone", .kind = ITEM_LINKS,
			.number = ev->before & ~ev->links,
		};
		items[count++] = (struct item){
			.key = "come", .kind = ITEM_LINKS,
			.number = ev->links & ~ev->before,
		};
	}
	items_to_text(items, count, template, text, SENTENCE_SIZE);
}

static int begin(struct paragraph *p, const struct event *ev)
{
	p->file = open_memstream(&p->text, &p->size);
	if (!p->file)
		return -ENOMEM;
	p->begun = p->last = ev->time;
	if (ev->type != EV_ASSOC && ev->type != EV_REFUSED)
		fprintf(p->file, "The recording began in the middle of it. ");
	return 0;
}

static int add_sentence(struct paragraph *p, const struct event *ev,
			const char *template)
{
	char text[SENTENCE_SIZE], since[DURATION_TEXT_SIZE];
	int err = p->file ? 0 : begin(p, ev);

	if (err)
		return err;
	make_sentence(ev, template, text);
	if (ev->time - p->last > AT_ONCE_NS)
		fprintf(p->file, "After %s, ",
			format_duration(since, ev->time - p->begun));
	else if (*template != '{')
		text[0] = toupper((unsigned char)text[0]);
	fprintf(p->file, "%s. ", text);
	p->last = ev->time;
	return ferror(p->file) ? -ENOMEM : 0;
}

/* An event without interface concerns all on its radio, or simply all. */
static int tell_all(struct story *story, const struct event *ev,
		    const char *template)
{
	int err = 0;

	for (struct paragraph *p = story->paragraphs; p; p = p->next)
		if (p->file && (ev->type != EV_RADIO ||
				p->wiphy == ev->iface.wiphy))
			err = err ?: add_sentence(p, ev, template);
	return err;
}

/* Was the connection refused as a whole, and not just one link? */
static bool is_no_connection(const struct event *ev)
{
	return ev->type == EV_REFUSED &&
	       (ev->phase == PHASE_ASSOC || ev->phase == PHASE_AUTH ||
		ev->phase == PHASE_TIMEOUT);
}

int story_event(struct story *story, const struct event *ev)
{
	const char *template = story_template(ev);
	struct paragraph *p;
	int err;

	if (!template)
		return 0;
	if (!ev->iface.sdata)
		return tell_all(story, ev, template);
	if (ev->role != ROLE_CLIENT)
		return 0;
	p = paragraph_of(story, &ev->iface);
	if (!p)
		return -ENOMEM;
	/* a new connection; the end of the last one may not have been seen */
	if (ev->type == EV_ASSOC)
		tell(story, p, p->last, false);
	err = add_sentence(p, ev, template);
	if (ev->type == EV_ASSOC)
		p->seen_begin = true;
	if (ev->type == EV_DISCONNECT || (is_no_connection(ev) &&
					  !p->seen_begin))
		tell(story, p, ev->time, false);
	return err;
}

void story_finish(struct story *story, uint64_t time)
{
	for (struct paragraph *p = story->paragraphs; p; p = p->next)
		tell(story, p, time, true);
	if (!story->any)
		fputs("no connection of a client was recorded\n", story->file);
	fputc('\n', story->file);
}
