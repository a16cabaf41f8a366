// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>

#include "base/cmd.h"

#define ADDRESS_OF(name) &cmd_##name,

const struct cmd *const verbs[] = { VERBS(ADDRESS_OF) NULL };
