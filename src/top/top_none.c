// SPDX-License-Identifier: GPL-2.0-only
/* mlotrace top, if it was built without ncurses */
#include <errno.h>

#include "base/cmd.h"
#include "base/util.h"

static int top_main(const struct cmd *cmd, int argc, char **argv)
{
	int first, err = options_parse(cmd, argc, argv, NULL, &first);

	if (err)
		return err == OPTIONS_HELP ? EXIT_CLEAN : err;
	msg_error("this mlotrace was built without 'top'");
	msg_hint("install libncurses-dev, and build it again");
	return -ENOTSUP;
}

static const struct opt top_opts[] = { { 0 } };

const struct cmd cmd_top = {
	.name = "top",
	.args = "[FILE]",
	.summary = "(left out of this build: it needs ncurses)",
	.opts = top_opts,
	.run = top_main,
};
