// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "html/html_priv.h"

struct dict_entry {
	int number;
	UT_hash_handle hh;
	char text[];
};

int dict_open(struct dict *dict)
{
	return buffer_open(&dict->json);
}

void dict_free(struct dict *dict)
{
	struct dict_entry *entry, *next;

	HASH_ITER(hh, dict->entries, entry, next) {
		HASH_DEL(dict->entries, entry);
		free(entry);
	}
	buffer_free(&dict->json);
}

int dict_number(struct dict *dict, const char *text)
{
	size_t len = strlen(text);
	struct dict_entry *entry;

	HASH_FIND(hh, dict->entries, text, len, entry);
	if (entry)
		return entry->number;
	entry = calloc(1, sizeof(*entry) + len + 1);
	if (!entry)
		return -ENOMEM;
	memcpy(entry->text, text, len);
	entry->number = HASH_COUNT(dict->entries);
	HASH_ADD(hh, dict->entries, text, len, entry);
	if (!entry->hh.tbl) {
		free(entry);
		return -ENOMEM;
	}
	if (entry->number)
		fputs(",\n", dict->json.file);
	put_json(dict->json.file, text);
	return entry->number;
}

int dict_mac(struct dict *dict, const uint8_t mac[6])
{
	char text[MAC_TEXT_SIZE];

	return dict_number(dict, format_mac(text, mac));
}

int iface_number(struct dict *ifaces, const struct rec_iface *iface)
{
	char name[4 * IFACE_NAME_SIZE + 1], text[sizeof(name) + 64];

	escape_text(name, sizeof(name), iface->name, IFACE_NAME_SIZE);
	snprintf(text, sizeof(text), "%s|%s|%u|%u|%u", name,
		 role_name(role_of(iface->iftype)), iface->wiphy,
		 iface->ifindex, iface->netns);
	return dict_number(ifaces, text);
}
