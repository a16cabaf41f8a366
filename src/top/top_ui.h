/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the live view and that of a recording share: waiting for keys, and the
 * keys that mean the same in both.
 */
#ifndef MLOTRACE_TOP_UI_H
#define MLOTRACE_TOP_UI_H

#include <signal.h>

#include "top/top_view.h"

struct ui {
	struct scene scene;
	struct selection selection;
	sigset_t mask;		/* signals to let through while waiting */
	int silent;		/* stdin was readable, but without a key */
	bool quit;		/* by key, or the terminal is gone */
};

/*
 * Take the terminal, see top_view.h. The scene has to have its top and meta;
 * ui must not move from here on.
 */
int ui_open(struct ui *ui);

#define UI_FDS 2

/* What is ready: keys; UI_FD << i for fds[i] */
enum ui_ready {
	UI_KEYS = 1 << 0,
	UI_FD = 1 << 1,
};

/* Wait for keys, fds (-1: none), a signal, or the timeout (0: none). */
unsigned int ui_wait(struct ui *ui, const int fds[UI_FDS],
		     uint64_t timeout_ns);

/*
 * Return the next key that does not mean the same in both, or KEYS_NONE.
 * Handles the others before it, and sets *dirty if the screen has to be drawn.
 */
enum view_key ui_key(struct ui *ui, bool *dirty);

#endif
