// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "base/line.h"
#include "base/util.h"
#include "collect/manifest.h"
#include "collect/packer.h"
#include "version.h"

struct member *manifest_member(struct manifest *manifest, const char *name,
			       const char *what)
{
	/* MEMBERS_MAX is more than there are parts */
	struct member *member = &manifest->members[manifest->count++];

	*member = (struct member){ .name = name, .what = what, .status = -1 };
	return member;
}

off_t manifest_drop(struct manifest *manifest, const char *reason)
{
	for (size_t i = manifest->count; i--;) {
		struct member *member = &manifest->members[i];

		if (!member->size)
			continue;
		member->size = 0;
		snprintf(member->reason, sizeof(member->reason), "%s", reason);
		return member->begin;
	}
	return 0;
}

static void put_member(const struct member *member, FILE *out)
{
	bool whole = !*member->reason && member->size;
	struct line line;

	line_begin(&line);
	line_text(&line, "name", member->name);
	line_text(&line, "what", member->what);
	line_text(&line, "state", whole ? "there" :
		  member->size ? "truncated" : "missing");
	line_uint(&line, "size", member->size);
	if (member->status >= 0)
		line_uint(&line, "exit_status", member->status);
	if (!whole)
		line_text(&line, "reason", *member->reason ? member->reason :
			  "it is empty");
	line_end(&line);
	fwrite(line.text, 1, line.used, out);
}

void manifest_put(const struct manifest *manifest, const char *made,
		  bool redacted, FILE *out)
{
	fprintf(out, "{\"type\":\"manifest\",\"v\":1,\"tool\":\"mlotrace\","
		"\"version\":\"" MLOTRACE_VERSION "\",\"made\":\"%s\","
		"\"redacted\":%s,\n\"parts\":[\n", made,
		redacted ? "true" : "false");
	for (size_t i = 0; i < manifest->count; i++) {
		if (i)
			fputs(",", out);
		put_member(&manifest->members[i], out);
	}
	/* so that nobody looks for these in a bundle */
	fprintf(out, "],\n\"not_in_it\":[\n%s"
		"\"keys, and settings of wpa_supplicant, NetworkManager, "
		"iwd\",\n"
		"\"packets\",\n"
		"\"logs of programs, and of the rest of the kernel\",\n"
		"\"devices of other network namespaces, but for their "
		"stations\",\n"
		"\"serial numbers\",\n"
		"\"mac80211 itself\"]}\n",
		redacted ? "\"MAC addresses, SSIDs, names of host, interfaces "
		"and processes, but pseudonyms\",\n" : "");
}

void manifest_count(const struct manifest *manifest, struct bundle_state *state)
{
	for (size_t i = 0; i < manifest->count; i++) {
		const struct member *member = &manifest->members[i];

		if (!member->size)
			state->missing++;
		else if (*member->reason)
			state->truncated++;
		else
			state->there++;
	}
}

void manifest_readme(FILE *out, bool redacted)
{
	fprintf(out, "By \"mlotrace collect\", for the report of a Wi-Fi bug. "
		"All of it is text;\nmanifest.json says what each file is, and "
		"what is not here.\n\n%s\n"
		"To see what happened: mlotrace report FILE, of the file that "
		"this came in.\n",
		redacted ?
		"MAC addresses were replaced (02:00:00:00:00:01), and names: "
		"of networks (ssid1),\nthis host (host1), interfaces (iface1), "
		"processes (process1).\n" :
		"Addresses and names are those of this machine, and of those "
		"around it.\n");
}
