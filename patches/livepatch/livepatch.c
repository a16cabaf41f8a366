// SPDX-License-Identifier: GPL-2.0-only
/*
 * A live patch for mac80211: when the AP removes a link, the stations lose it
 * too, as since Linux 7.2. Stale links that are there already are removed when
 * the live patch is enabled.
 *
 * "build" makes the three headers out of one kernel's source and module: the
 * function's text is not kept here.
 */
#include "mlme-includes.h"
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include "made-for.h"

/*
 * Static in mlme.c; they become livepatch symbols, as those of mac80211 do. The
 * second is what Linux 6.6 calls, with the interface's lock held.
 */
void __ieee80211_disconnect(struct ieee80211_sub_if_data *sdata);
void ___ieee80211_disconnect(struct ieee80211_sub_if_data *sdata);

/*
 * Before Linux 6.7 the links of an interface and the station table had locks of
 * their own below the wiphy's.
 */
#ifdef STATIONS_HAVE_MUTEX
#define lock_links(sdata)	sdata_lock(sdata)
#define unlock_links(sdata)	sdata_unlock(sdata)
#define lock_stations(local)	mutex_lock(&(local)->sta_mtx)
#define unlock_stations(local)	mutex_unlock(&(local)->sta_mtx)
#else
#define lock_links(sdata)	do { } while (0)
#define unlock_links(sdata)	do { } while (0)
#define lock_stations(local)	do { } while (0)
#define unlock_stations(local)	do { } while (0)
#endif

/* The links that the station has and its interface has not; a bit each. */
static unsigned long stale_links(struct sta_info *sta)
{
	return sta->sta.valid_links & ~sta->sdata->vif.valid_links;
}

/* Of a station none of whose links is left, only a TDLS peer may go. */
static bool may_drop(struct sta_info *sta)
{
	return stale_links(sta) &&
	       (sta->sta.valid_links & sta->sdata->vif.valid_links ||
		test_sta_flag(sta, WLAN_STA_TDLS_PEER));
}

static bool drop_from_station(struct sta_info *sta)
{
	unsigned long stale = stale_links(sta);
	unsigned int link_id;

	for_each_set_bit(link_id, &stale, IEEE80211_MLD_MAX_NUM_LINKS) {
		sdata_info(sta->sdata,
			   "live patch: removing stale link %u of station %pM\n",
			   link_id, sta->sta.addr);
		ieee80211_sta_remove_link(sta, link_id);
	}
	return true;
}

static bool drop_station(struct sta_info *sta)
{
	sdata_info(sta->sdata,
		   "live patch: removing TDLS peer %pM, whose link is gone\n",
		   sta->sta.addr);
	return !WARN_ON(__sta_info_destroy(sta));
}

/*
 * What ieee80211_vif_update_links() of Linux 7.2 does (79fb99e16f60): every
 * station of the interface loses the links that the interface does not have,
 * and TDLS peers without any other link go. Returns whether any station changed.
 */
static bool drop_stale_links(struct ieee80211_sub_if_data *sdata)
{
	struct ieee80211_local *local = sdata->local;
	struct sta_info *sta, *next;
	bool changed = false;

	lock_stations(local);
	list_for_each_entry_safe(sta, next, &local->sta_list, list) {
		if (sta->sdata != sdata || !may_drop(sta))
			continue;
		if (sta->sta.valid_links & sdata->vif.valid_links)
			changed |= drop_from_station(sta);
		else
			changed |= drop_station(sta);
	}
	unlock_stations(local);
	return changed;
}

static int set_links(struct ieee80211_sub_if_data *sdata, u16 new_links,
		     u16 dormant_links)
{
	int ret = ieee80211_vif_set_links(sdata, new_links, dormant_links);

	if (!ret)
		drop_stale_links(sdata);
	return ret;
}

/*
 * The patched function. The interface gives its links up by way of the above. It
 * has a name of its own: kprobes refuse one that is there twice, and by BTF the
 * function to trace might be this one.
 */
#define ieee80211_vif_set_links set_links
#define ieee80211_ml_reconf_work live_ml_reconf_work
#include "mlme-function.h"
#undef ieee80211_ml_reconf_work
#undef ieee80211_vif_set_links

/* --- what is there already ------------------------------------------------ */

static struct ieee80211_sub_if_data *client_of(struct net_device *dev)
{
	struct wireless_dev *wdev = dev->ieee80211_ptr;
	struct ieee80211_sub_if_data *sdata;

	if (!wdev || !wdev->wiphy ||
	    wdev->wiphy->privid != mac80211_wiphy_privid)
		return NULL;
	sdata = IEEE80211_WDEV_TO_SUB_IF(wdev);
	return sdata->vif.type == NL80211_IFTYPE_STATION &&
	       sdata->vif.valid_links ? sdata : NULL;
}

static bool has_stale_link(struct ieee80211_sub_if_data *sdata)
{
	struct sta_info *sta;

	list_for_each_entry_rcu(sta, &sdata->local->sta_list, list)
		if (sta->sdata == sdata && may_drop(sta))
			return true;
	return false;
}

/* The next interface with a stale link. With rtnl held it stays there. */
static struct ieee80211_sub_if_data *find_stale(void)
{
	struct ieee80211_sub_if_data *sdata;
	struct net_device *dev;
	struct net *net;

	rcu_read_lock();
	for_each_net_rcu(net) {
		for_each_netdev_rcu(net, dev) {
			sdata = client_of(dev);
			if (sdata && has_stale_link(sdata))
				goto out;
		}
	}
	sdata = NULL;
out:
	rcu_read_unlock();
	return sdata;
}

/* Looked for without its lock, and looked at again with it. */
static bool heal(struct ieee80211_sub_if_data *sdata)
{
	struct wiphy *wiphy = sdata->local->hw.wiphy;
	bool changed = false;

	wiphy_lock(wiphy);
	lock_links(sdata);
	if (sdata->vif.valid_links)
		changed = drop_stale_links(sdata);
	unlock_links(sdata);
	wiphy_unlock(wiphy);
	return changed;
}

/* Held while the work is queued or runs; NULL where mac80211 is built in. */
static struct module *mac80211;

/*
 * What is found without the lock may be nothing, or gone by then, and is found
 * no more. A station that cannot be removed would be found for ever.
 */
static void heal_all(struct work_struct *work)
{
	struct ieee80211_sub_if_data *sdata;
	unsigned int in_vain = 0;

	rtnl_lock();
	while (in_vain < 16 && (sdata = find_stale()))
		if (!heal(sdata))
			in_vain++;
	rtnl_unlock();
	module_put(mac80211);
}

static DECLARE_WORK(heal_work, heal_all);

/*
 * The callbacks run with livepatch's mutex held. Who loads a module takes that
 * too, and who holds rtnl or a wiphy's mutex may be waiting for a module: so
 * neither is taken here.
 */
static void patched(struct klp_object *obj)
{
	/* while it is being loaded there are no interfaces */
	if (obj->mod && obj->mod->state != MODULE_STATE_LIVE)
		return;
	if (!try_module_get(obj->mod))
		return;
	mac80211 = obj->mod;
	if (!schedule_work(&heal_work))
		module_put(obj->mod);
}

/* --- what it is made for -------------------------------------------------- */

static const struct {
	struct elf_note header;
	char name[4];
	u8 id[sizeof((u8[]){ MADE_FOR_BUILD_ID })];
} made_for __aligned(4) = {
	.header = {
		.n_namesz = sizeof(made_for.name),
		.n_descsz = sizeof(made_for.id),
		.n_type = 3, /* NT_GNU_BUILD_ID */
	},
	.name = "GNU",
	.id = { MADE_FOR_BUILD_ID },
};

/*
 * A module's notes are part of its read-only data. KASAN would complain of the
 * gaps between the variables there, in memcmp() too.
 */
static __no_sanitize_address bool has_build_id(const struct module *mod)
{
	const struct module_memory *mem = &mod->mem[MOD_RODATA];
	const u32 *note = (const u32 *)&made_for;
	const u32 *data = mem->base;
	size_t words = sizeof(made_for) / sizeof(*note);
	size_t at, i;

	BUILD_BUG_ON(sizeof(made_for) % sizeof(*note));
	for (at = 0; at + words <= mem->size / sizeof(*data); at++) {
		for (i = 0; i < words && data[at + i] == note[i]; i++)
			;
		if (i == words)
			return true;
	}
	return false;
}

static int compare(struct klp_object *obj)
{
	if (!obj->mod || has_build_id(obj->mod))
		return 0;
	pr_err("%s: made for another mac80211 than this one; build it again\n",
	       KBUILD_MODNAME);
	return -ENOEXEC;
}

static struct klp_func funcs[] = {
	{
		.old_name = "ieee80211_ml_reconf_work",
		.new_func = live_ml_reconf_work,
	}, { }
};

static struct klp_object objects[] = {
	{
		.name = MADE_FOR_OBJECT,
		.funcs = funcs,
		.callbacks = {
			.pre_patch = compare,
			.post_patch = patched,
		},
	}, { }
};

static struct klp_patch patch = {
	.mod = THIS_MODULE,
	.objs = objects,
};

static int __init livepatch_init(void)
{
	return klp_enable_patch(&patch);
}

/* Nothing calls what is here any more, but for the work. */
static void __exit livepatch_exit(void)
{
	if (cancel_work_sync(&heal_work))
		module_put(mac80211);
}

module_init(livepatch_init);
module_exit(livepatch_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("mac80211: stations lose the links that the AP removes");
MODULE_VERSION(MADE_BY_VERSION);
MODULE_INFO(livepatch, "Y");
MODULE_INFO(mac80211_build_id, MADE_FOR_BUILD_ID_TEXT);
