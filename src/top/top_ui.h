/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the live view and that of a recording share: waiting for keys, and
 * those that mean the same in both.
 */
#ifndef MLOTRACE_TOP_UI_H
#define MLOTRACE_TOP_UI_H

#include <signal.h>

#include "top/top_view.h"

struct ui {
	struct scene scene;
	struct selection selection;
	sigset_t mask;		/* signals to let through while waiting */
	int silent;		/* stdin was readable, and had no key */
	bool quit;		/* by key, or the terminal is gone */
};

/*
 * Take the terminal, see top_view.h. The scene has to have its top and meta;
 * ui must not move from here on.
 */
int ui_open(struct ui *ui);

#define UI_FDS 2

/* What is ready: keys, and UI_FD << i where it is fds[i]. */
enum ui_ready {
	UI_KEYS = 1 << 0,
	UI_FD = 1 << 1,
};

/* Wait for keys, fds (-1: none), a signal, or so long; 0 ns: however long. */
unsigned int ui_wait(struct ui *ui, const int fds[UI_FDS],
		     uint64_t timeout_ns);

/*
 * The next key that is not the same in both; KEYS_NONE when there are no
 * more. *dirty is set when the screen has to be drawn for those that are.
 */
enum view_key ui_key(struct ui *ui, bool *dirty);

#endif
