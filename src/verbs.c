// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>

#include "base/cmd.h"

const struct cmd *const verbs[] = {
	&cmd_trace, &cmd_top, &cmd_scan, &cmd_report, &cmd_check, &cmd_doctor,
	&cmd_validate, NULL,
};
