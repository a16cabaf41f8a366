// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "base/util.h"
#include "recording/recording.h"
#include "recording/redact.h"

/* The pseudonym of one original; a MAC address is a key of six bytes. */
struct pseudonym {
	char key[IFACE_NAME_SIZE];
	uint32_t number;	/* from 1 */
	UT_hash_handle hh;
};

struct redact {
	struct pseudonym *macs;
	struct pseudonym *names;
	struct pseudonym *comms;
};

struct redact *redact_new(void)
{
	return calloc(1, sizeof(struct redact));
}

static void free_all(struct pseudonym *table)
{
	struct pseudonym *entry, *next;

	HASH_ITER(hh, table, entry, next) {
		HASH_DEL(table, entry);
		free(entry);
	}
}

void redact_free(struct redact *redact)
{
	if (!redact)
		return;
	free_all(redact->macs);
	free_all(redact->names);
	free_all(redact->comms);
	free(redact);
}

/* Find or make a number; 0 when out of memory. */
static uint32_t number_of(struct pseudonym **table, const void *key,
			  size_t len)
{
	struct pseudonym *entry;

	HASH_FIND(hh, *table, key, len, entry);
	if (entry)
		return entry->number;
	entry = calloc(1, sizeof(*entry));
	if (!entry)
		return 0;
	memcpy(entry->key, key, len);
	entry->number = HASH_COUNT(*table) + 1;
	HASH_ADD(hh, *table, key, len, entry);
	if (!entry->hh.tbl) {
		free(entry);
		return 0;
	}
	return entry->number;
}

int redact_mac(struct redact *redact, uint8_t mac[6])
{
	static const uint8_t zero[6], ones[6] = {
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	};
	uint32_t number;

	if (!memcmp(mac, zero, 6) || !memcmp(mac, ones, 6))
		return 0;
	number = number_of(&redact->macs, mac, 6);
	if (!number)
		return -ENOMEM;
	mac[0] = 0x02;
	mac[1] = 0;
	mac[2] = number >> 24;
	mac[3] = number >> 16;
	mac[4] = number >> 8;
	mac[5] = number;
	return 0;
}

/* Is it a kernel's wlanN? A longer number may mean anything, even a phone's. */
static bool is_kernels_own(const char name[IFACE_NAME_SIZE])
{
	size_t digits;

	if (strncmp(name, "wlan", 4))
		return false;
	digits = strspn(name + 4, "0123456789");
	return digits && digits <= 3 && !name[4 + digits];
}

/* Common programs for connections do not reveal whose machine this is. */
static bool is_well_known(const char comm[IFACE_NAME_SIZE])
{
	static const char *const known[] = {
		"wpa_supplicant", "NetworkManager", "iwd", "connmand", "hostapd",
		"systemd-network", "iw", "ip", "ifconfig", "mlotrace-air",
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (!strcmp(comm, known[i]))
			return true;
	return false;
}

static int replace(struct pseudonym **table, const char *stem,
		   bool (*may_stay)(const char name[IFACE_NAME_SIZE]),
		   char name[IFACE_NAME_SIZE])
{
	char key[IFACE_NAME_SIZE] = "";
	uint32_t number;

	/* bytes after the name's end must not count as a difference, or leak */
	memcpy(key, name, strnlen(name, IFACE_NAME_SIZE - 1));
	memcpy(name, key, IFACE_NAME_SIZE);
	if (!*key || may_stay(key))
		return 0;
	number = number_of(table, key, sizeof(key));
	if (!number)
		return -ENOMEM;
	memset(name, 0, IFACE_NAME_SIZE);
	snprintf(name, IFACE_NAME_SIZE, "%s%u", stem, number);
	return 0;
}

int redact_name(struct redact *redact, char name[IFACE_NAME_SIZE])
{
	return replace(&redact->names, "iface", is_kernels_own, name);
}

int redact_comm(struct redact *redact, char comm[IFACE_NAME_SIZE])
{
	return replace(&redact->comms, "process", is_well_known, comm);
}

bool redact_knows_mac(const struct redact *redact, const uint8_t mac[6])
{
	struct pseudonym *entry;

	HASH_FIND(hh, redact->macs, mac, 6, entry);
	return entry;
}

static int redact_mac_of(void *ctx, uint8_t mac[6])
{
	return redact_mac(ctx, mac);
}

static int redact_name_of(void *ctx, char name[IFACE_NAME_SIZE])
{
	return redact_name(ctx, name);
}

static int redact_comm_of(void *ctx, char comm[IFACE_NAME_SIZE])
{
	return redact_comm(ctx, comm);
}

int redact_record(struct redact *redact, union any_record *rec)
{
	return record_map_names(rec, redact_mac_of, redact_name_of,
				redact_comm_of, redact);
}
