// SPDX-License-Identifier: GPL-2.0-only
#include "fixstate.h"
#include "util.h"

const char *kernel_state_name(enum kernel_state state)
{
	static const char *const names[KERNEL_STATES] = {
		[KERNEL_UNAFFECTED] = "unaffected",
		[KERNEL_LEAKS] = "leaks",
		[KERNEL_DANGLING] = "dangling",
		[KERNEL_FIXED] = "fixed",
		[KERNEL_UNKNOWN] = "unknown",
	};

	return (unsigned int)state < KERNEL_STATES ? names[state] : "unknown";
}

const char *fix_how_name(enum fix_how how)
{
	switch (how) {
	case FIX_DIRECT:
		return "direct";
	case FIX_UNIFIED:
		return "unified";
	default:
		return "";
	}
}
