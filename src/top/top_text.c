// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/util.h"
#include "output/describe.h"
#include "top/top_text.h"

static const struct {
	char letter;
	const char *word, *meaning;
} words[CELL_STATES] = {
	[CELL_NONE] = { '.', "no link", "no link of this id" },
	[CELL_REFUSED] = { 'n', "not accepted",
		"the AP refused it at the association" },
	[CELL_FREED] = { 'f', "freed", "removed, with nothing left behind" },
	[CELL_RECLAIMED] = { 'r', "reclaimed",
		"it was stale until it was freed with its station" },
	[CELL_ALLOCATED] = { '+', "allocated", "it is not set up yet" },
	[CELL_SINGLE] = { 'o', "not multi-link",
		"this station has one link, which has no id" },
	[CELL_VALID] = { 'v', "valid",
		"it is set up; whether it is active was not seen yet" },
	[CELL_INACTIVE] = { 'i', "inactive", "it is set up, but not in use" },
	[CELL_DORMANT] = { 'd', "dormant",
		"it is set up, but the AP maps no traffic to it" },
	[CELL_ACTIVE] = { 'A', "active", "it is set up, and in use" },
	[CELL_ANNOUNCED] = { 'R', "removal announced",
		"the AP is going to remove it" },
	[CELL_UNKNOWN] = { '?', "unknown",
		"what became of it is not known" },
	[CELL_STALE] = { 'S', "stale",
		"the interface dropped it, but the station kept it" },
	[CELL_HASHED] = { 'H', "still hashed",
		"it dangles when its station is freed" },
	[CELL_DANGLING] = { 'X', "dangling",
		"freed while it was still in the hash table" },
};

char top_letter(enum cell_state state)
{
	return words[state].letter;
}

const char *top_word(enum cell_state state)
{
	return words[state].word;
}

const char *top_meaning(enum cell_state state)
{
	return words[state].meaning;
}

char *top_cell_text(const struct top_cell *cell, uint64_t now, size_t width,
		    char *buf, size_t size)
{
	uint64_t left = cell->due_at > now ? cell->due_at - now : 0;
	uint64_t seconds = (left + NSEC_PER_SEC - 1) / NSEC_PER_SEC;
	char letter = top_letter(cell->state);
	int len;

	if (cell->state != CELL_ANNOUNCED || !cell->due_at || seconds >= 600)
		len = snprintf(buf, size, "%c", letter);
	else if (seconds < 100)
		len = snprintf(buf, size, "%c%" PRIu64, letter, seconds);
	else
		len = snprintf(buf, size, "%c%" PRIu64 "m", letter,
			       seconds / 60);
	if (len < 0 || (size_t)len > width)
		snprintf(buf, size, "%c", letter);
	return buf;
}

char *top_time(const struct clock *clock, uint64_t boot_ns,
	       char buf[TOP_TIME_SIZE])
{
	int64_t wall = boot_ns + clock->wall_offset_ns +
		       clock->utc_offset_s * (int64_t)NSEC_PER_SEC;
	unsigned int ms = wall / (int64_t)NSEC_PER_MSEC % 1000;
	unsigned int day = wall / (int64_t)NSEC_PER_SEC % 86400;

	snprintf(buf, TOP_TIME_SIZE, "%02u:%02u:%02u.%03u", day / 3600 % 24,
		 day / 60 % 60, day % 60, ms % 1000);
	return buf;
}

static void expand(const struct event *ev, const char *template,
		   char buf[TOP_LINE_SIZE])
{
	struct item items[MAX_ITEMS];
	size_t count = describe_event(ev, items);

	items_to_text(items, count, template, buf, TOP_LINE_SIZE);
}

void top_event_text(const struct event *ev, char buf[TOP_LINE_SIZE])
{
	event_to_text(ev, event_template(ev), buf, TOP_LINE_SIZE);
}

void top_finding_text(const struct event *ev, char head[TOP_LINE_SIZE],
		      char evidence[TOP_LINE_SIZE])
{
	char where[TOP_LINE_SIZE / 2], text[TOP_LINE_SIZE];
	struct item items[MAX_ITEMS];
	char *rest;

	expand(ev, event_template(ev), text);
	rest = strchr(text, '\n');
	if (rest)
		*rest++ = '\0';
	snprintf(evidence, TOP_LINE_SIZE, "%s", rest ? rest : "");
	if (!ev->outcome && ev->type != EV_SETUP) {
		snprintf(head, TOP_LINE_SIZE, "%-10s %.*s",
			 event_type_name(ev->type), TOP_LINE_SIZE - 32, text);
		return;
	}
	items_to_text(items, describe_event(ev, items),
		      "[{iface} ]link[ {link}][ ({link_addr})][ of {sta}]",
		      where, sizeof(where));
	snprintf(head, TOP_LINE_SIZE, "%-10s %s",
		 ev->outcome ? outcome_name(ev->outcome) : "set up", where);
}

void top_iface_text(const struct rec_iface *iface, char buf[TOP_LINE_SIZE])
{
	char name[4 * IFACE_NAME_SIZE + 1];

	escape_text(name, sizeof(name), iface->name, IFACE_NAME_SIZE);
	snprintf(buf, TOP_LINE_SIZE, "%s (%s, phy%u)", *name ? name : "?",
		 role_name(role_of(iface->iftype)), iface->wiphy);
}

static void add(char line[TOP_LINE_SIZE], const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
static void add(char line[TOP_LINE_SIZE], const char *fmt, ...)
{
	size_t used = strlen(line);
	va_list args;

	va_start(args, fmt);
	vsnprintf(line + used, TOP_LINE_SIZE - used, fmt, args);
	va_end(args);
}

/* Did this event bring about the state? If not, another one was not seen. */
static bool explains(const struct event *why, enum cell_state state, int link)
{
	bool on = why->links & 1 << link;

	/* a link that is about to be dormant is inactive already */
	if (why->type == EV_DORMANT)
		return state == CELL_INACTIVE || (on && state == CELL_DORMANT);
	return state == (on ? CELL_ACTIVE : CELL_INACTIVE);
}

/* Say why the link is in use or not, and since when. */
static void use_line(const struct top *top, const struct top_cell *cell,
		     int link, char line[TOP_LINE_SIZE])
{
	const struct event *why = &cell->why;
	char text[TOP_LINE_SIZE], duration[DURATION_TEXT_SIZE];

	if (!cell->has_why || !explains(why, cell->state, link)) {
		add(line, ": %s%s", top_meaning(cell->state),
		    cell->state == CELL_ACTIVE ? "" : "; why was not seen");
		return;
	}
	event_to_text(why, event_template_why(why), text, sizeof(text));
	add(line, " for %s: %s", format_duration(duration, top->time > why->time ?
						 top->time - why->time : 0),
	    text);
}

/* Since when the link is in its state; 0: not seen */
static uint64_t state_since(const struct top_cell *cell)
{
	switch (cell->state) {
	case CELL_ANNOUNCED:
		return cell->announced_at;
	case CELL_STALE:
	case CELL_HASHED:
		return cell->removed_at;
	case CELL_REFUSED:
	case CELL_FREED:
	case CELL_RECLAIMED:
	case CELL_UNKNOWN:
	case CELL_DANGLING:
		return cell->has_last ? cell->last.time : 0;
	default:
		return 0;
	}
}

static void due_line(const struct top *top, const struct top_cell *cell,
		     const struct clock *clock, char line[TOP_LINE_SIZE])
{
	char time[TOP_TIME_SIZE], duration[DURATION_TEXT_SIZE];

	top_time(clock, cell->due_at, time);
	if (cell->due_at > top->time)
		add(line, ": due in %s, at %s",
		    format_duration(duration, cell->due_at - top->time), time);
	else
		add(line, ": was due at %s", time);
}

static void state_line(const struct top *top, const struct top_cell *cell,
		       int link, const struct clock *clock,
		       char line[TOP_LINE_SIZE])
{
	bool over = cell->state == CELL_FREED || cell->state == CELL_RECLAIMED ||
		    cell->state == CELL_ANNOUNCED;
	uint64_t since = state_since(cell);
	char duration[DURATION_TEXT_SIZE];

	add(line, "%s", top_word(cell->state));
	if (cell->state == CELL_ACTIVE || cell->state == CELL_INACTIVE ||
	    cell->state == CELL_DORMANT) {
		use_line(top, cell, link, line);
		return;
	}
	if (since && since < top->time)
		add(line, over ? " %s ago" : " for %s",
		    format_duration(duration, top->time - since));
	if (cell->state == CELL_ANNOUNCED && cell->due_at)
		due_line(top, cell, clock, line);
	else
		add(line, ": %s", top_meaning(cell->state));
}

static void age_line(const struct top *top, const struct top_cell *cell,
		     const struct clock *clock, char line[TOP_LINE_SIZE])
{
	char time[TOP_TIME_SIZE], duration[DURATION_TEXT_SIZE];
	bool here = !cell->outcome || cell->state == CELL_STALE;

	if (cell->has_since && cell->since <= top->time)
		add(line, "set up %s", top_time(clock, cell->since, time));
	else
		add(line, "set-up time not seen");
	if (cell->has_since && cell->since < top->time && here)
		add(line, ", age %s",
		    format_duration(duration, top->time - cell->since));
	if (cell->embedded)
		add(line, ", part of its station");
	else if (cell->bytes)
		add(line, ", %" PRIu32 " bytes%s", cell->bytes,
		    cell->state == CELL_STALE ? " held" : "");
	if (cell->memory_at)
		add(line, ", freed %s",
		    top_time(clock, cell->memory_at, time));
	if (cell->has_addr) {
		char mac[MAC_TEXT_SIZE];

		add(line, ", address %s", format_mac(mac, cell->addr));
	}
}

/* A channel switch is counted in beacons, so this is as of its announcement. */
static bool coming_line(const struct top *top, const struct top_cell *cell,
			const struct clock *clock, char line[TOP_LINE_SIZE])
{
	const struct event *ev = &cell->coming;
	char text[TOP_LINE_SIZE], time[TOP_TIME_SIZE];

	if (!cell->has_coming || cell->outcome ||
	    (ev->type == EV_TTLM && ev->time + ev->delay_ns <= top->time))
		return false;
	event_to_text(ev, event_template_here(ev), text, sizeof(text));
	add(line, "to come, as of %s: %s", top_time(clock, ev->time, time),
	    text);
	return true;
}

static void last_line(const struct top_cell *cell, const struct clock *clock,
		      char line[TOP_LINE_SIZE])
{
	char head[TOP_LINE_SIZE], text[TOP_LINE_SIZE], time[TOP_TIME_SIZE];

	if (!cell->has_last) {
		add(line, "last event: not seen");
		return;
	}
	top_time(clock, cell->last.time, time);
	if (cell->last.outcome) {
		top_finding_text(&cell->last, head, text);
		add(line, "last event %s: %s%s%s", time,
		    outcome_name(cell->last.outcome), *text ? ", " : "", text);
		return;
	}
	/* the rest about a connection is not about this link */
	if (cell->last.type == EV_ASSOC) {
		expand(&cell->last, event_template_here(&cell->last), text);
		text[strcspn(text, "\n")] = '\0';
	} else {
		event_to_text(&cell->last, event_template_here(&cell->last),
			      text, sizeof(text));
	}
	add(line, "last event %s: %s", time, text);
}

static void station_line(const struct top *top, const struct top_row *row,
			 char line[TOP_LINE_SIZE])
{
	char mac[MAC_TEXT_SIZE], duration[DURATION_TEXT_SIZE];
	char text[TOP_LINE_SIZE] = "";

	if (row->has_end)
		event_to_text(&row->end, event_template_here(&row->end), text,
			      sizeof(text));
	if (row->gone)
		add(line, "station destroyed%s%s", *text ? ": " : "", text);
	else if (row->sta.assoc_at && row->sta.assoc_at < top->time)
		add(line, "station associated for %s",
		    format_duration(duration, top->time - row->sta.assoc_at));
	else
		add(line, "station");
	if (row->sta.flags & STA_TDLS)
		add(line, ", TDLS peer");
	add(line, ", own MLD address %s", format_mac(mac, row->iface.addr));
}

size_t top_details(const struct top *top, const struct top_row *row, int link,
		   const struct clock *clock,
		   char lines[TOP_DETAILS][TOP_LINE_SIZE])
{
	const struct top_cell *cell = &row->cells[link];
	size_t count = 1;
	bool coming;

	memset(lines, 0, TOP_DETAILS * sizeof(lines[0]));
	state_line(top, cell, link, clock, lines[0]);
	if (cell->state == CELL_REFUSED) {
		last_line(cell, clock, lines[count++]);
	} else if (cell->state != CELL_NONE && cell->state != CELL_SINGLE) {
		coming = coming_line(top, cell, clock, lines[count]);
		count += coming;
		age_line(top, cell, clock, lines[count++]);
		if (!coming || cell->last.time != cell->coming.time)
			last_line(cell, clock, lines[count++]);
	}
	station_line(top, row, lines[count++]);
	return count;
}

size_t top_wrap(const char *text, size_t width, const char **next)
{
	size_t len = strlen(text), cut = width;

	*next = text + len;
	if (len <= width)
		return len;
	while (cut > 0 && text[cut] != ' ')
		cut--;
	if (!cut) {
		*next = text + width;
		return width;
	}
	*next = text + cut + 1;
	return cut;
}
