// SPDX-License-Identifier: GPL-2.0-only
/*
 * mini.c - the functions that the rules of bugs look at, with each bug and
 * without, and in shapes that mislead a rule that only looks at names. Compiled
 * for both architectures and never run. CASE says which one it is.
 */
#define NOINLINE __attribute__((noinline))
#define USED __attribute__((used))

#define SURVIVES 1
#define DESTROYED 2
#define DESTROYED_UNLOCKED 3	/* with sta_mtx in this kernel */
#define DESTROYED_LOCKED 4
#define STATS_EARLY 5
#define STATS_RCU 6
#define STATS_TINY 7		/* kfree_rcu() of TINY_RCU is call_rcu() */
#define LINK_KEPT 8
#define LINK_STOPPED 9
#define MAP_KEPT 10
#define MAP_CLEARED 11
#define BSS_GONE 12
#define BSS_RESTORED 13
#define NO_LINKS 14

extern int drv(int what);
extern void mutex_lock(void *lock), mutex_unlock(void *lock);
extern void call_rcu(void *head, void *func), free_percpu(void *stats);
extern void kvfree_call_rcu(void *head, void *ptr);
extern void *volatile lock;
extern void (*volatile ops)(void);

#if CASE == MAP_KEPT || CASE == MAP_CLEARED
#define MODULE "ath12k"
#elif CASE == BSS_GONE || CASE == BSS_RESTORED
#define MODULE "mt7925_common"
#else
#define MODULE "mac80211"
#endif

static const char modinfo[] USED __attribute__((section(".modinfo"))) =
	"name=" MODULE "\0intree=Y\0vermagic=6.12.1-mini SMP mod_unload";

#if CASE < MAP_KEPT || CASE == NO_LINKS
NOINLINE int ieee80211_register_hw(void) { return drv(0); }
#endif

/* what else is a function with a symbol of its own */
static NOINLINE USED int local_function(int n) { return drv(n) + 1; }

/* --- stations ------------------------------------------------------------ */

#if CASE != NO_LINKS
NOINLINE int __sta_info_destroy(void *sta) { return sta ? drv(1) : 0; }

NOINLINE int sta_info_destroy_addr(void *sta)
{
	int ret;

#if CASE == DESTROYED_UNLOCKED || CASE == DESTROYED_LOCKED
	mutex_lock(lock);
#endif
	ret = __sta_info_destroy(sta);
#if CASE == DESTROYED_UNLOCKED || CASE == DESTROYED_LOCKED
	mutex_unlock(lock);
#endif
	return ret;
}

NOINLINE int ieee80211_vif_set_links(void *sdata, int links)
{
	return drv(links) + 2;
}

static NOINLINE USED int ieee80211_prep_connection(void *sdata, void *sta)
{
	if (ieee80211_vif_set_links(sdata, 1))
		return -1;
	if (!drv(2))
		return 0;
#if CASE == DESTROYED || CASE == DESTROYED_UNLOCKED
	if (sta)
		__sta_info_destroy(sta);
#elif CASE == DESTROYED_LOCKED
	if (sta)
		sta_info_destroy_addr(sta);
#endif
	ieee80211_vif_set_links(sdata, 0);
	return -2;
}

static void sta_link_free_rcu(void *head) { free_percpu(head); }

NOINLINE void sta_remove_link(void **alloc)
{
#if CASE == STATS_RCU
	call_rcu(alloc, sta_link_free_rcu);
#elif CASE == STATS_TINY
	free_percpu(alloc[1]);
	call_rcu(alloc, (void *)8);
#else
	free_percpu(alloc[1]);
	kvfree_call_rcu(alloc, alloc);
#endif
	drv(3);
}

/* --- the update of links ------------------------------------------------- */

NOINLINE void ieee80211_remove_link_keys(void *link) { drv(13); }
NOINLINE void ieee80211_link_debugfs_remove(void *link) { drv(4); }
NOINLINE void ieee80211_link_stop(void *link) { drv(5); }
NOINLINE int drv_change_vif_links(void *sdata) { return drv(6); }

/* Calls itself for the VLANs of an access point: compilers inline that. */
NOINLINE int ieee80211_vif_update_links(void **sdata, int n)
{
	int ret;

	for (int i = 0; i < n; i++) {
		ieee80211_remove_link_keys(sdata[i]);
		ieee80211_link_debugfs_remove(sdata[i]);
		ieee80211_link_stop(sdata[i]);
	}
	ret = drv_change_vif_links(sdata);
	if (drv(7))
		ieee80211_vif_update_links(sdata[0], n - 1);
#if CASE == LINK_STOPPED
	if (ret)
		for (int i = 0; i < n; i++) {
			ieee80211_link_debugfs_remove(sdata[n + i]);
			ieee80211_link_stop(sdata[n + i]);
		}
#endif
	return ret;
}
#endif

/* --- drivers ------------------------------------------------------------- */

NOINLINE void ath12k_mac_remove_link_interface(void *link) { drv(8); }
NOINLINE void ath12k_mac_unassign_link_vif(void *link) { drv(9); }

NOINLINE int ath12k_mac_op_change_vif_links(int **link, int n)
{
	for (int i = 0; i < n; i++) {
		if (!link[i])
			return -1;
		if (!*link[i]) {
#if CASE == MAP_CLEARED
			ath12k_mac_unassign_link_vif(link[i]);
#endif
			continue;
		}
		ath12k_mac_remove_link_interface(link[i]);
		ath12k_mac_unassign_link_vif(link[i]);
	}
	return 0;
}

NOINLINE void mt792x_mac_link_bss_remove(void *bss) { drv(10); }
NOINLINE int mt7925_mac_link_bss_add(void *bss) { return drv(11); }

extern int hweight(int links);
extern void devm_kfree(void *bss);

/* The loops may be unrolled; no link is added where the last one goes. */
NOINLINE int mt7925_change_vif_links(void **bss, unsigned int old,
				     unsigned int new)
{
	unsigned int add = new & ~old, rem = old & ~new;
	int err;

	for (int i = 0; i < 3; i++) {
		if (!(rem & 1U << i) || !bss[i])
			continue;
		mt792x_mac_link_bss_remove(bss[i]);
		devm_kfree(bss[i]);
	}
	if (!hweight(0))
		mt792x_mac_link_bss_remove(bss[0]);
	for (int i = 0; i < 3; i++) {
		if (!(add & 1U << i))
			continue;
		err = mt7925_mac_link_bss_add(bss[i]);
		if (err < 0)
			goto free;
	}
#if CASE == BSS_RESTORED
	if (old && !new) {
		mt792x_mac_link_bss_remove(bss[0]);
		err = mt7925_mac_link_bss_add(bss[0]);
		if (err < 0)
			return err;
	}
#endif
	return drv(12);
free:
	for (int i = 0; i < 3; i++)
		devm_kfree(bss[i]);
	return err;
}
