// SPDX-License-Identifier: GPL-2.0-only
/*
 * mini.c - just enough of mac80211 to be judged: the functions that "check"
 * looks at, in each of the states and in the shapes that compilers make. It is
 * compiled for both architectures and never run. CASE says which one it is.
 */
#define NOINLINE __attribute__((noinline))
#define USED __attribute__((used))

#define UNAFFECTED 1
#define LEAKS 2
#define DANGLING 3
#define DIRECT 4
#define UNIFIED 5
#define UNIFIED_ONE 6	/* ieee80211_vif_update_links() inlined */
#define DIRECT_COLD 7	/* the removal split off to a cold piece */
#define DIRECT_TAIL 8	/* the removal is the last call: a jump */
#define DANGLING_UNIFIED 9
#define BOTH 10	/* frees one link, removes another */
#define HELPER 11	/* removal in a helper nobody knows */
#define HELPER_UNIFIED 17	/* the harmful half in a helper, and 7.2's */
#define LEAKS_ONE 18	/* all of the update inlined, as LTO does */
#define DIRECT_ONE 19
#define INNER 12	/* sta_remove_link() itself */
#define SILENT 13	/* cfg80211 is not told */
#define TAKEN 14	/* the remover's address, but no call */
#define SWITCH 15	/* the removal is one of many cases */
#define RENAMED 16	/* ieee80211_ml_reconf_work() by another name */
#define DANGLING_INLINED 20	/* the remover inlined, as LTO does */
#define INLINED 21	/* the same, and unhashing inlined too */
#define INLINED_UNIFIED 22	/* 7.2's remover inlined */
#define STATION 23	/* gets the station and calls no remover */

#if CASE == RENAMED
#define ieee80211_ml_reconf_work vendor_reconf_work
#endif

struct sta_info {
	int valid;
	void *link[15];
};

extern int _printk(const char *fmt, ...);
extern void cfg80211_links_removed(void *dev, int links);
extern int drv_start(void);
extern void kfree(void *ptr);
extern void call_rcu(void *head);
extern void *__rht_bucket_nested(void);
extern struct sta_info *sta_info_get(void *sdata);
extern void (*volatile work)(void *sdata);
extern void (*volatile taken)(struct sta_info *sta, int link);
extern void other_0(void), other_1(void), other_2(void), other_3(void),
	    other_4(void), other_5(void), other_6(void), other_7(void);

static const char modinfo[] USED __attribute__((section(".modinfo"))) =
	"name=mac80211\0intree=Y\0srcversion=0123456789ABCDEF\0"
	"vermagic=6.12.1-mini SMP mod_unload";

#ifdef BUILD_ID
__asm__(".pushsection .note.gnu.build-id,\"a\",%note\n"
	".long 4, 20, 3\n.asciz \"GNU\"\n.fill 20, 1, " BUILD_ID "\n"
	".popsection");
#endif

static NOINLINE void sta_remove_link(struct sta_info *sta, int link,
				     int unhash)
{
	if (unhash)
		_printk("unhash");
	sta->valid &= ~(1 << link);
	kfree(sta->link[link]);
}

NOINLINE void ieee80211_sta_free_link(struct sta_info *sta, int link)
{
	sta_remove_link(sta, link, 0);
}

NOINLINE void ieee80211_sta_remove_link(struct sta_info *sta, int link)
{
	drv_start();
	sta_remove_link(sta, link, 1);
}

NOINLINE int drv_change_vif_links(void *sdata, int links)
{
	return drv_start() + links;
}

NOINLINE int ieee80211_set_active_links(void *sdata, int links)
{
	return drv_start() - links;
}

NOINLINE void __ieee80211_sta_recalc_aggregates(struct sta_info *sta)
{
	sta->link[0] = &sta->link[drv_start()];
}

#define INLINE static inline __attribute__((always_inline))

INLINE void remove_inlined(struct sta_info *sta, int link, int unhash)
{
	if (unhash)
		sta->link[14] = __rht_bucket_nested();
	sta->valid &= ~(1 << link);
	call_rcu(sta->link[link]);
	__ieee80211_sta_recalc_aggregates(sta);
}

#define ALL_ONE (CASE == LEAKS_ONE || CASE == DIRECT_ONE)

#if CASE == UNIFIED_ONE || ALL_ONE
INLINE
#else
static NOINLINE
#endif
int ieee80211_vif_update_links(int *sdata, int links)
{
	int ret;

	if (*sdata == links)
		return 0;
	_printk("%d", links);
	ret = drv_change_vif_links(sdata, links);
	if (ret)
		return ret;
#if CASE == UNIFIED || CASE == UNIFIED_ONE || CASE == DANGLING_UNIFIED || \
	CASE == HELPER_UNIFIED
	for (int i = 0; i < 15; i++)
		ieee80211_sta_remove_link(sta_info_get(sdata), i);
#elif CASE == INLINED_UNIFIED
	remove_inlined(sta_info_get(sdata), 1, 1);
#endif
	*sdata = links;
	return 0;
}

#if ALL_ONE
INLINE
#else
NOINLINE
#endif
int ieee80211_vif_set_links(int *sdata, int links)
{
	int ret = ieee80211_vif_update_links(sdata, links);

	kfree(sdata);
	return ret;
}

#if CASE == HELPER || CASE == HELPER_UNIFIED || defined(VENDOR)
static NOINLINE USED void vendor_drop(struct sta_info *sta, int link)
{
	_printk("vendor %d", link);
#if CASE == HELPER
	ieee80211_sta_remove_link(sta, link);
#else
	ieee80211_sta_free_link(sta, link);
#endif
}
#endif

#define GETS_STATION (CASE != LEAKS && CASE != LEAKS_ONE && CASE != TAKEN && \
		      CASE != UNIFIED && CASE != UNIFIED_ONE && \
		      CASE != INLINED_UNIFIED && CASE != RENAMED)

#if CASE != UNAFFECTED
static void ieee80211_ml_reconf_work(void *sdata)
{
	struct sta_info *sta;
	int ret;

	_printk("\0016%s: MLO Reconfiguration: work: valid=0x%x", "wlan0", 1);
	ieee80211_set_active_links(sdata, 1);
#if GETS_STATION
	sta = sta_info_get(sdata);
#endif
#if CASE == DIRECT || CASE == DIRECT_ONE
	for (int i = 0; i < 15; i++)
		if (sta->valid & 1 << i)
			ieee80211_sta_remove_link(sta, i);
#elif CASE == DANGLING || CASE == DANGLING_UNIFIED
	ieee80211_sta_free_link(sta, 1);
#elif CASE == DIRECT_COLD
	if (__builtin_expect(!!sta->link[3], 0)) {
		_printk("cold");
		ieee80211_sta_remove_link(sta, 1);
		other_0();
	}
#elif CASE == BOTH
	ieee80211_sta_free_link(sta, 1);
	ieee80211_sta_remove_link(sta, 2);
#elif CASE == HELPER || CASE == HELPER_UNIFIED
	vendor_drop(sta, 1);
	vendor_drop(sta, 2);
#elif CASE == INNER
	sta_remove_link(sta, 1, 1);
#elif CASE == DANGLING_INLINED || CASE == INLINED
	remove_inlined(sta, 1, CASE == INLINED);
#elif CASE == STATION
	sta->valid = 1;
#elif CASE == TAKEN
	taken = ieee80211_sta_remove_link;
#elif CASE == SWITCH
	switch (sta->valid) {
	case 0: other_0(); break;
	case 1: other_1(); break;
	case 2: other_2(); break;
	case 3: other_3(); break;
	case 4: ieee80211_sta_remove_link(sta, 4); break;
	case 5: other_5(); break;
	case 6: other_6(); break;
	case 7: other_7(); break;
	}
#endif
	ret = ieee80211_vif_set_links(sdata, 1);
#if CASE != SILENT
	if (!ret)
		cfg80211_links_removed(sdata, 2);
#endif
#if CASE == DIRECT_TAIL
	ieee80211_sta_remove_link(sta, 1);
#endif
}
#endif

#ifdef INLINED_TOO
NOINLINE void ieee80211_other_work(void *sdata)
{
	_printk("\0016%s: MLO Reconfiguration: work: valid=0x%x", "wlan0", 2);
	kfree(sdata);
}
#endif

NOINLINE int ieee80211_register_hw(void *sdata)
{
#if CASE != UNAFFECTED
	work = ieee80211_ml_reconf_work;
#endif
	ieee80211_sta_free_link(sdata, 0);
	return ieee80211_vif_set_links(sdata, 0);
}
