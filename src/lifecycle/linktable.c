// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "lifecycle/linktable.h"

struct iface *linktable_find_iface(struct linktable *table, uint64_t key)
{
	struct iface *iface;

	HASH_FIND(hh, table->ifaces, &key, sizeof(key), iface);
	return iface;
}

struct station *linktable_find_station(struct linktable *table, uint64_t key)
{
	struct station *sta;

	HASH_FIND(hh, table->stations, &key, sizeof(key), sta);
	return sta;
}

struct iface *linktable_iface(struct linktable *table,
			      const struct rec_iface *id)
{
	struct iface *iface = linktable_find_iface(table, id->sdata);

	if (!iface) {
		iface = calloc(1, sizeof(*iface));
		if (!iface)
			return NULL;
		iface->key = id->sdata;
		HASH_ADD(hh, table->ifaces, key, sizeof(iface->key), iface);
		if (!iface->hh.tbl) {
			free(iface);
			return NULL;
		}
	}
	iface->id = *id;
	iface->dropped |= iface->valid_before & ~id->valid_links;
	return iface;
}

bool station_is_other(const struct station *sta, const struct rec_iface *iface,
		      const struct rec_sta *id)
{
	bool of_client = role_of(iface->iftype) == ROLE_CLIENT;

	if (sta->gone || memcmp(sta->id.addr, id->addr, sizeof(id->addr)))
		return true;
	/* an AP moves stations from one of its interfaces to another, and
	   they may associate again */
	if (sta->sdata != iface->sdata)
		return of_client || sta->of_client;
	return of_client && sta->id.assoc_at && id->assoc_at &&
	       sta->id.assoc_at != id->assoc_at;
}

struct station *linktable_station(struct linktable *table,
				  const struct rec_iface *iface,
				  const struct rec_sta *id)
{
	struct station *sta = linktable_find_station(table, id->sta);

	if (!sta) {
		sta = calloc(1, sizeof(*sta));
		if (!sta)
			return NULL;
		sta->key = id->sta;
		HASH_ADD(hh, table->stations, key, sizeof(sta->key), sta);
		if (!sta->hh.tbl) {
			free(sta);
			return NULL;
		}
	}
	sta->sdata = iface->sdata;
	sta->of_client = role_of(iface->iftype) == ROLE_CLIENT;
	sta->id = *id;
	return sta;
}

void linktable_forget_station(struct linktable *table, struct station *sta)
{
	HASH_DEL(table->stations, sta);
	free(sta);
}

void linktable_clear(struct linktable *table)
{
	struct iface *iface, *next_iface;
	struct station *sta, *next_sta;

	HASH_ITER(hh, table->stations, sta, next_sta)
		linktable_forget_station(table, sta);
	HASH_ITER(hh, table->ifaces, iface, next_iface) {
		HASH_DEL(table->ifaces, iface);
		free(iface);
	}
}

void station_clear_evidence(struct station *sta)
{
	for (int i = 0; i < MLO_MAX_LINKS; i++)
		sta->links[i].seen = (struct evidence){
			.freed = sta->links[i].seen.freed,
		};
}

bool station_expects_hash_walk(const struct station *sta)
{
	for (int i = 0; i < MLO_MAX_LINKS; i++)
		if (sta->links[i].seen.freed)
			return true;
	return false;
}
