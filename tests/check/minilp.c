// SPDX-License-Identifier: GPL-2.0-only
/*
 * minilp.c - just enough of a live patch for mini.c to be judged. What it calls
 * of mac80211 becomes livepatch symbols by klp.py. LP says what is wrong with it.
 */
#define FINE 1
#define HALF 2		/* brings the harmful half of the fix */
#define MOVED 3		/* means another struct sta_info */
#define NO_SYMBOL 4	/* calls what mac80211 does not have */
#define NO_TABLE 5	/* has the function, but in no table */
#define OTHER_NAME 6	/* the new function is called differently */
#define COPY 7		/* calls a remover of its own */
#define POINTER 8	/* calls by an address that it looked up */
#define HELPED 9	/* by a function of mac80211 that nobody knows */
#define SECOND 10	/* another live patch with the same function */
#define KPATCH 11	/* the table as kpatch has it */
#define BUILT_IN 12	/* for a kernel that has mac80211 built in */

#define NOINLINE __attribute__((noinline))
#define USED __attribute__((used))

struct sta_info {
#if LP == MOVED
	int more;
#endif
	int valid;
	void *link[15];
};

extern void cfg80211_links_removed(void *dev, int links);
extern int ieee80211_vif_set_links(int *sdata, int links);
extern void ieee80211_sta_free_link(struct sta_info *sta, int link);
extern void no_such_function(void);
extern void vendor_drop(struct sta_info *sta, int link);
extern void (*volatile remover)(struct sta_info *sta, int link);
#if LP == COPY
NOINLINE void ieee80211_sta_remove_link(struct sta_info *sta, int link)
{
	sta->valid &= ~(1 << link);
}
#else
extern void ieee80211_sta_remove_link(struct sta_info *sta, int link);
#endif

#if LP == OTHER_NAME
#define ieee80211_ml_reconf_work klpp_ieee80211_ml_reconf_work
#endif

static USED void ieee80211_ml_reconf_work(void *sdata)
{
	struct sta_info *sta = sdata;

#if LP == HALF
	ieee80211_sta_free_link(sta, sta->valid);
#elif LP == POINTER
	remover(sta, sta->valid);
#elif LP == HELPED
	vendor_drop(sta, sta->valid);
#else
	ieee80211_sta_remove_link(sta, sta->valid);
#endif
#if LP == NO_SYMBOL
	no_such_function();
#endif
	if (!ieee80211_vif_set_links(sdata, 1))
		cfg80211_links_removed(sdata, 2);
}

#if LP == KPATCH
static struct {
	void *new_func;
	unsigned long new_size, old_addr, old_size, position;
	const char *name, *object;
} funcs[] USED __attribute__((section(".kpatch.funcs"))) = {
	{ ieee80211_ml_reconf_work, 0, 0, 0, 1, "ieee80211_ml_reconf_work",
	  "mac80211" },
};
#elif LP != NO_TABLE
static struct {
	const char *old_name;
	void *new_func;
	unsigned long position, private[8];
} funcs[] USED = {
	{ "ieee80211_ml_reconf_work", ieee80211_ml_reconf_work }, { 0 },
};

static struct {
	const char *name;
	void *funcs;
} objects[] USED = {
#if LP == BUILT_IN
	{ 0, funcs },
#else
	{ "mac80211", funcs },
#endif
};
#endif

static const char modinfo[] USED __attribute__((section(".modinfo"))) =
#if LP == SECOND
	"name=lp2\0"
#else
	"name=lp1\0"
#endif
	"livepatch=Y\0srcversion=FEDCBA9876543210\0"
	"mac80211_build_id=" MADE_FOR "\0vermagic=" VERMAGIC;
