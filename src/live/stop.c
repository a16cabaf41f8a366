// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>

#include "live/stop.h"

volatile sig_atomic_t stop_signal;

static void on_signal(int signal)
{
	stop_signal = signal;
}

void stop_on(const int *signals, int flags, sigset_t *mask)
{
	struct sigaction action = {
		.sa_handler = on_signal, .sa_flags = flags,
	};
	sigset_t held;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&held);
	for (const int *caught = signals; *caught; caught++) {
		sigaction(*caught, &action, NULL);
		sigaddset(&held, *caught);
	}
	sigprocmask(SIG_BLOCK, &held, mask);
	for (const int *caught = signals; *caught; caught++)
		sigdelset(mask, *caught);
}
