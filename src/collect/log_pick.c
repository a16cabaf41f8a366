// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "collect/log_pick.h"
#include "collect/redact_text.h"
#include "kernel/kernel_log.h"

/* A report is some hundred lines. */
#define BLOCK_MAX (64L << 10)

void log_pick_open(struct log_pick *pick)
{
	static const char *const patterns[] = {
		"/sys/class/ieee80211/*/device/net/*",
		"/sys/module/*80211/holders/*",
		"/sys/module/*80211/holders/*/holders/*",
		"/sys/module/*80211/holders/*/drivers/*",
	};

	*pick = (struct log_pick){ 0 };
	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++)
		glob(patterns[i], i ? GLOB_APPEND : 0, NULL, &pick->names);
}

static void forget_block(struct log_pick *pick)
{
	if (pick->block)
		fclose(pick->block);
	free(pick->text);
	pick->block = NULL;
	pick->text = NULL;
	pick->wanted = false;
}

/* Is text this path's name? "pci:ath12k_pci" is a driver of the bus pci. */
static bool is_name(const char *path, const char *text, size_t size)
{
	const char *name = strrchr(path, '/') + 1, *colon = strchr(name, ':');

	name = colon ? colon + 1 : name;
	return strlen(name) == size && !memcmp(name, text, size);
}

/* Is this about something else, and mentions Wi-Fi only by chance? */
static bool is_private(const char *text)
{
	return strstr(text, "ommand line:") || !strncmp(text, "audit:", 6);
}

/* "wlan0: ...", "iwlwifi 0000:00:14.3: ..." */
static bool is_wanted(const struct log_pick *pick, const char *text)
{
	size_t size = strcspn(text, ": ");

	if (is_private(text))
		return false;
	for (size_t i = 0; i < pick->names.gl_pathc; i++)
		if (is_name(pick->names.gl_pathv[i], text, size))
			return true;
	return strstr(text, "80211") ||
	       (text[size] == ':' && redact_is_wireless(text, size));
}

/* "6,1234,5678901,-": level and facility, number, and microseconds */
static void put(FILE *out, const char *head, const char *text)
{
	unsigned long long us = 0;
	unsigned int level = 0;

	sscanf(head, "%u,%*u,%llu", &level, &us);
	fprintf(out, "[%5llu.%06llu] <%u> %s\n", us / 1000000, us % 1000000,
		level & 7, text);
}

void log_pick_end(struct log_pick *pick, FILE *out)
{
	if (pick->wanted && !fflush(pick->block))
		fwrite(pick->text, 1, pick->size, out);
	forget_block(pick);
}

void log_pick(struct log_pick *pick, char *record, FILE *out)
{
	const char *text = klog_message(record);
	bool wanted = is_wanted(pick, text);

	pick->lines++;
	if (strstr(text, "[ cut here ]")) {
		log_pick_end(pick, out);
		pick->block = open_memstream(&pick->text, &pick->size);
	}
	if (!pick->block) {
		if (wanted)
			put(out, record, text);
		return;
	}
	pick->wanted |= wanted;
	put(pick->block, record, text);
	if (strstr(text, "---[ end trace") || ftello(pick->block) > BLOCK_MAX)
		log_pick_end(pick, out);
}
