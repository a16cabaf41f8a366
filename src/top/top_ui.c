// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#include "base/util.h"
#include "top/top_ui.h"

int ui_open(struct ui *ui)
{
	ui->scene.selection = &ui->selection;
	return view_open();
}

unsigned int ui_wait(struct ui *ui, const int fds[UI_FDS],
		     uint64_t timeout_ns)
{
	struct pollfd polls[] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = fds[0], .events = POLLIN },
		{ .fd = fds[1], .events = POLLIN },
	};
	const struct timespec timeout = {
		.tv_sec = timeout_ns / NSEC_PER_SEC,
		.tv_nsec = timeout_ns % NSEC_PER_SEC,
	};
	unsigned int ready = 0;

	if (ppoll(polls, ARRAY_SIZE(polls), timeout_ns ? &timeout : NULL,
		  &ui->mask) <= 0)
		return 0;
	if (polls[0].revents & (POLLERR | POLLHUP | POLLNVAL))
		ui->quit = true;
	if (polls[0].revents & POLLIN) {
		ready |= UI_KEYS;
		ui->silent++;
	}
	for (int i = 0; i < UI_FDS; i++)
		if (polls[1 + i].revents)
			ready |= UI_FD << i;
	return ready;
}

static void help_key(struct ui *ui)
{
	struct scene *scene = &ui->scene;

	scene->help_line += view_help_room();
	if (scene->help_line < view_help_lines())
		return;
	scene->help = false;
	scene->help_line = 0;
}

static void scroll_findings(struct scene *scene, int by)
{
	if (by < 0 && scene->first_finding > 0)
		scene->first_finding--;
	else if (by > 0 && top_finding(scene->top, scene->first_finding + 1))
		scene->first_finding++;
}

static void up_down(struct ui *ui, int by)
{
	if (ui->scene.in_findings)
		scroll_findings(&ui->scene, by);
	else
		select_move(&ui->selection, ui->scene.top, by, 0);
}

/* Handle a key that means the same in both views; false for any other. */
static bool common_key(struct ui *ui, enum view_key key)
{
	struct scene *scene = &ui->scene;

	switch (key) {
	case KEYS_QUIT:
		ui->quit = true;
		return true;
	case KEYS_HELP:
		scene->help = true;
		return true;
	case KEYS_TAB:
		scene->in_findings = !scene->in_findings;
		if (!scene->in_findings)
			scene->first_finding = 0;
		return true;
	case KEYS_UP:
		up_down(ui, -1);
		return true;
	case KEYS_DOWN:
		up_down(ui, 1);
		return true;
	case KEYS_LINK_LEFT:
		select_move(&ui->selection, scene->top, 0, -1);
		return true;
	case KEYS_LINK_RIGHT:
		select_move(&ui->selection, scene->top, 0, 1);
		return true;
	default:
		return false;
	}
}

enum view_key ui_key(struct ui *ui, bool *dirty)
{
	enum view_key key;

	while ((key = view_key()) != KEYS_NONE && !ui->quit) {
		ui->silent = 0;
		if (key == KEYS_OTHER && !ui->scene.help)
			continue;
		*dirty = true;
		if (key == KEYS_REDRAW || key == KEYS_RESIZE)
			view_redraw(&ui->scene);
		else if (ui->scene.help)
			help_key(ui);
		else if (!common_key(ui, key))
			return key;
	}
	/* always readable, but without a key: the terminal is gone */
	if (ui->silent > 3)
		ui->quit = true;
	return KEYS_NONE;
}
