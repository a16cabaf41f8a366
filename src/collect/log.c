// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/util.h"
#include "collect/log_pick.h"
#include "collect/part.h"

#define RECORD_SIZE 8192	/* CONSOLE_EXT_LOG_MAX; less gives EINVAL */

/* Read all that the kernel's log still has. */
int kernel_log_run(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
	char record[RECORD_SIZE + 1];
	struct log_pick pick;
	ssize_t len;

	if (fd < 0) {
		msg_error("cannot read the kernel's log: %s",
			  errno_text(-errno));
		return EXIT_USAGE;
	}
	log_pick_open(&pick);
	/* EPIPE: lines were overwritten meanwhile */
	while ((len = read(fd, record, RECORD_SIZE)) > 0 ||
	       (len < 0 && errno == EPIPE)) {
		if (len <= 0)
			continue;
		record[len] = '\0';
		log_pick(&pick, record, stdout);
	}
	log_pick_end(&pick, stdout);
	printf("# of %lu lines\n", pick.lines);
	return EXIT_CLEAN;
}
