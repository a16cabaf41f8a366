// SPDX-License-Identifier: GPL-2.0-only
#include "base/util.h"
#include "collect/part.h"
#include "recording/packed_recording.h"

/* Run in this order. Names come again before the log: there may be new ones. */
const struct part parts[] = {
	{ "names", NULL, FORM_SECRETS, .run = secrets_run, .seconds = 20 },
	{ "doctor.txt", "what can be traced here",
	  FORM_TEXT, &cmd_doctor, { "doctor" }, .seconds = 180 },
	{ "doctor.json", "the same, for programs",
	  FORM_VERB, &cmd_doctor, { "doctor", "--json" }, .seconds = 180 },
	{ "check.jsonl", "which bugs this kernel has, by its file and as it "
	  "runs",
	  FORM_VERB, &cmd_check, { "check", "--json" }, .seconds = 180 },
	{ "system.txt", "distribution, kernel, programs, regulatory domain, "
	  "Wi-Fi devices, modules",
	  FORM_TEXT, .run = system_run, .seconds = 20 },
	{ "scan-before.jsonl", "links before the recording",
	  FORM_VERB, &cmd_scan, { "scan", "--json" }, .seconds = 180 },
	{ BUNDLE_RECORDING, "what happened to links",
	  FORM_VERB, &cmd_trace, { "trace", "--json", "--no-wait" } },
	{ "scan-after.jsonl", "links after it",
	  FORM_VERB, &cmd_scan, { "scan", "--json" }, .seconds = 180 },
	{ "names", NULL, FORM_SECRETS, .run = secrets_run, .seconds = 20 },
	{ "kernel.log", "the kernel's log of mac80211, cfg80211 and Wi-Fi "
	  "drivers", FORM_TEXT, .run = kernel_log_run, .seconds = 30 },
};

const size_t part_count = ARRAY_SIZE(parts);
