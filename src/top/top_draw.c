// SPDX-License-Identifier: GPL-2.0-only
/* What is on the screen around the matrix. */
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/util.h"
#include "top/top_curses.h"
#include "top/top_draw.h"
#include "top/top_text.h"

#define INDENT 13	/* "12:34:56.789 " */

unsigned int draw_event_attr(const struct event *ev)
{
	if (event_is_problem(ev))
		return draw_state_attr(CELL_STALE);
	if (ev->outcome == OUTCOME_UNKNOWN || ev->type == EV_LOST ||
	    ev->type == EV_MISSED || ev->type == EV_FAILED)
		return draw_state_attr(CELL_UNKNOWN);
	if (ev->type == EV_ANNOUNCE)
		return draw_state_attr(CELL_ANNOUNCED);
	return A_NORMAL;
}

static void bar(int line, unsigned int attr)
{
	for (int i = 0; i < COLS; i++)
		mvaddch(line, i, ' ' | attr);
}

static void put(int line, int column, unsigned int attr, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
static void put(int line, int column, unsigned int attr, const char *fmt, ...)
{
	char text[TOP_LINE_SIZE];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	draw_text(line, column, COLS, attr, text);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static void draw_title(const struct scene *scene)
{
	const char *name = scene->path ? base_name(scene->path) : "live";
	const unsigned int attr = A_REVERSE | A_BOLD;
	const struct meta *meta = scene->meta;
	char right[TOP_LINE_SIZE], time[TOP_TIME_SIZE] = "", what[128];
	int room;

	/* on a narrow screen, what it is matters more than when */
	if (scene->top->time && (COLS >= 60 || !scene->path))
		top_time(&meta->clock, scene->top->time, time);
	escape_text(what, sizeof(what), name, strlen(name));
	if (scene->path)
		snprintf(right, sizeof(right), "event %zu of %zu%s%s",
			 scene->step, scene->steps, *time ? "  " : "", time);
	else
		snprintf(right, sizeof(right), "%s%s",
			 scene->paused ? "PAUSED  " : "", time);
	bar(0, attr);
	room = COLS - (int)strlen(right);
	if (room < 0)
		room = 0;
	draw_text(0, room, COLS, attr, right);
	/* better no version than a part of it */
	if (snprintf(right, sizeof(right), "mlotrace top: %s, kernel %s", what,
		     meta->release) >= room)
		snprintf(right, sizeof(right), "mlotrace top: %s", what);
	draw_text(0, 0, room - 1, attr, right);
}

static void draw_last(const struct scene *scene, int line)
{
	const struct event *last = &scene->top->last;
	char text[TOP_LINE_SIZE], rest[TOP_LINE_SIZE], time[TOP_TIME_SIZE];

	if (!scene->top->has_last) {
		put(line, 0, A_DIM, "no event yet");
		return;
	}
	if (last->outcome || last->type == EV_SETUP)
		top_finding_text(last, text, rest);
	else
		top_event_text(last, text);
	put(line, 0, A_NORMAL, "%s",
	    top_time(&scene->meta->clock, last->time, time));
	draw_text(line, INDENT, COLS, draw_event_attr(last), text);
}

/* Draw a rule with a title, which is marked if the keys go there. */
static void draw_rule(int line, bool focus, const char *title)
{
	mvhline(line, 0, ACS_HLINE, COLS);
	put(line, 2, focus ? A_BOLD | A_REVERSE : A_BOLD, " %s ", title);
}

/* Draw text over several lines; returns how many it took. */
static int draw_wrapped(int line, int lines, int column, unsigned int attr,
			const char *text)
{
	int used = 0;

	while (*text && used < lines && column < COLS) {
		const char *next;
		size_t len = top_wrap(text, COLS - column, &next);

		draw_text(line + used++, column, len, attr, text);
		text = next;
	}
	return used;
}

static void draw_details(const struct scene *scene, const struct part *part)
{
	const struct top_row *row = select_row(scene->selection, scene->top);
	char lines[TOP_DETAILS][TOP_LINE_SIZE], title[TOP_LINE_SIZE + 64];
	int link = scene->selection->link, used = 1;
	char iface[TOP_LINE_SIZE], mac[MAC_TEXT_SIZE];
	size_t count;

	if (!part->lines)
		return;
	if (!row) {
		draw_rule(part->line, false, "no link");
		return;
	}
	top_iface_text(&row->iface, iface);
	snprintf(title, sizeof(title), "%s %s, link %d", iface,
		 format_mac(mac, row->sta.addr), link);
	draw_rule(part->line, !scene->in_findings, title);
	count = top_details(scene->top, row, link, &scene->meta->clock, lines);
	for (size_t i = 0; i < count && used < part->lines; i++)
		used += draw_wrapped(part->line + used, part->lines - used, 0,
				     i ? A_NORMAL :
				     draw_state_attr(row->cells[link].state),
				     lines[i]);
}

static int draw_finding(const struct scene *scene, const struct event *ev,
			int line, int lines)
{
	char head[TOP_LINE_SIZE], evidence[TOP_LINE_SIZE];
	char time[TOP_TIME_SIZE];
	int used;

	top_finding_text(ev, head, evidence);
	put(line, 0, A_NORMAL, "%s",
	    top_time(&scene->meta->clock, ev->time, time));
	used = draw_wrapped(line, lines, INDENT, draw_event_attr(ev), head);
	return used + draw_wrapped(line + used, lines - used, INDENT, A_NORMAL,
				   evidence);
}

static void draw_findings(const struct scene *scene, const struct part *part)
{
	const struct event *ev;
	char title[96];
	int used = 1;
	size_t nr = scene->first_finding;

	if (!part->lines)
		return;
	snprintf(title, sizeof(title), "findings: %" PRIu64 "%s",
		 scene->top->found, scene->top->found > 1 ?
		 ", newest first" : "");
	if (nr)
		snprintf(title, sizeof(title), "findings: %" PRIu64
			 ", from number %zu", scene->top->found,
			 (size_t)scene->top->found - nr);
	draw_rule(part->line, scene->in_findings, title);
	if (!scene->top->found)
		put(part->line + 1, 0, A_DIM, "nothing wrong was seen");
	while (used < part->lines && (ev = top_finding(scene->top, nr++)))
		used += draw_finding(scene, ev, part->line + used,
				     part->lines - used);
}

/* Explain the letters that are on the screen now. */
static void draw_legend(const struct scene *scene, int line)
{
	bool there[CELL_STATES] = { false };
	int column = 0;

	for (size_t i = 0; i < scene->top->count; i++)
		for (int link = 0; link < MLO_MAX_LINKS; link++)
			there[scene->top->rows[i].cells[link].state] = true;
	for (int state = CELL_STATES - 1; state > CELL_NONE; state--) {
		char letter[2] = { top_letter(state) };

		if (!there[state])
			continue;
		draw_text(line, column, 1, draw_state_attr(state), letter);
		put(line, column + 2, A_NORMAL, "%s", top_word(state));
		column += strlen(top_word(state)) + 4;
	}
}

/* Count the missing hooks without which something is not seen. */
static size_t missing_hooks(const struct meta *meta)
{
	size_t count = 0;

	for (size_t i = 0; i < meta->missing_count; i++)
		count += *meta->missing[i].cost != '\0';
	return count;
}

/* Write a part of the status line. Returns the column after it. */
static int status(int line, int column, unsigned int attr, const char *fmt,
		  ...) __attribute__((format(printf, 4, 5)));
static int status(int line, int column, unsigned int attr, const char *fmt,
		  ...)
{
	char text[TOP_LINE_SIZE];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	draw_text(line, column, COLS, attr, text);
	return column + strlen(text) + 2;
}

static void draw_status(const struct scene *scene, int line)
{
	const struct tally *tally = &scene->top->tally;
	const unsigned int doubt = draw_state_attr(CELL_UNKNOWN) | A_REVERSE;
	const unsigned int bad = draw_state_attr(CELL_STALE);
	const struct summary summary = {
		.tally = tally, .unaffected = scene->meta->unaffected,
	};
	enum kernel_state state = summary_state(&summary);
	size_t missing = missing_hooks(scene->meta);
	char records[32];
	int column = 0;

	column = status(line, column, tally->lost ? doubt : A_NORMAL,
			"lost %" PRIu64, tally->lost);
	if (scene->doubt)
		column = status(line, column, doubt, "%s",
				reason_text(scene->doubt));
	if (missing)
		column = status(line, column, doubt, "hooks missing %zu",
				missing);
	column = status(line, column, tally->stale_now ? bad : A_NORMAL,
			"stale now %" PRIu64, tally->stale_now);
	if (tally->stale_now)
		column = status(line, column - 1, bad, "(%" PRIu64 " bytes)",
				tally->bytes_now);
	column = status(line, column, tally->problems ? bad : A_NORMAL,
			"problems %" PRIu64, tally->problems);
	column = status(line, column, A_NORMAL, "unknown %" PRIu64,
			tally->unknown);
	if (state != KERNEL_UNKNOWN)
		column = status(line, column, state == KERNEL_UNAFFECTED ?
				A_NORMAL : bad, "kernel: %s",
				kernel_state_name(state));
	/* the first to be left out if there is no room */
	if (snprintf(records, sizeof(records), "records %" PRIu64,
		     tally->records) <= COLS - column)
		draw_text(line, column, COLS, A_NORMAL, records);
}

static void draw_keys(const struct scene *scene, int line)
{
	const char *text;

	if (scene->help)
		text = "any key: continue";
	else if (COLS < 72)
		text = "?:help  q:quit";
	else if (scene->path)
		text = "left/right/space:event  n/N:finding  hjkl:link  "
		       "tab:pane  ?:help  q:quit";
	else
		text = "arrows/hjkl:link  tab:pane  p:pause  r:refresh  "
		       "?:help  q:quit";
	bar(line, A_REVERSE);
	draw_text(line, 0, COLS, A_REVERSE, text);
}

static void draw_all(struct scene *scene)
{
	struct layout layout = layout_of(LINES, COLS,
					 draw_matrix_lines(scene->top));

	erase();
	draw_title(scene);
	if (scene->help) {
		draw_help(scene);
	} else {
		if (layout.last.lines)
			draw_last(scene, layout.last.line);
		draw_matrix(scene, &layout);
		draw_details(scene, &layout.details);
		draw_findings(scene, &layout.findings);
		if (layout.legend.lines)
			draw_legend(scene, layout.legend.line);
		if (layout.status.lines)
			draw_status(scene, layout.status.line);
	}
	if (layout.keys.lines)
		draw_keys(scene, layout.keys.line);
}

void view_draw(struct scene *scene)
{
	draw_all(scene);
	refresh();
}

void view_redraw(struct scene *scene)
{
	clearok(stdscr, TRUE);
	view_draw(scene);
}
