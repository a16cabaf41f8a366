// SPDX-License-Identifier: GPL-2.0-only
/* test_hooks.c - why a function could not be attached to */
#include <bpf/btf.h>
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/hooks.h"
#include "suite.h"
#include "kernel/types.h"

/* Every hook's state if all have failed to attach, and ftrace lists these. */
static struct kernel_hooks blamed(const char *text)
{
	FILE *list = fmemopen((void *)text, strlen(text), "r");
	struct kernel_hooks kernel = { 0 };

	for (size_t i = 0; i < HOOK_COUNT; i++)
		kernel.status[i] = (struct hook_status){
			HOOK_FAILED, WAY_NONE, -EBUSY };
	kernel.status[0].state = HOOK_USABLE;
	hooks_mark_untraceable(&kernel, list);
	fclose(list);
	return kernel;
}

START_TEST(test_blame)
{
	struct kernel_hooks kernel = blamed(
		"schedule\n"
		"sta_remove_link [mac80211]\n"
		"ieee80211_sta_free_link.part.0 [mac80211]\n"
		"wiphy_delayed_work_queue\n");

	ck_assert_int_eq(kernel.status[0].state, HOOK_USABLE);
	for (size_t i = 1; i < HOOK_COUNT; i++) {
		bool listed = hooks[i].tracepoint ||
			!strcmp(hooks[i].function, "sta_remove_link") ||
			!strcmp(hooks[i].function, "wiphy_delayed_work_queue");

		ck_assert_msg(kernel.status[i].state ==
			      (listed ? HOOK_FAILED : HOOK_UNTRACEABLE),
			      "%s", hooks[i].function);
	}
	ck_assert_str_eq(hook_state_text(&kernel.status[1]),
			 "not traceable: ftrace does not list it");
}
END_TEST

START_TEST(test_blame_nothing_listed)
{
	struct kernel_hooks kernel = blamed("");

	for (size_t i = 1; i < HOOK_COUNT; i++)
		ck_assert_int_eq(kernel.status[i].state, HOOK_FAILED);
}
END_TEST

/* Kernel types with a removal that waits in this kind of work. */
static struct kernel_hooks known(const char *work)
{
	struct btf *btf = btf__new_empty();
	struct types types = { 0 };
	struct kernel_hooks kernel = { 0 };
	int id = btf__add_struct(btf, work, 8);

	btf__add_struct(btf, "sta_info", 8);
	btf__add_field(btf, "deflink", id, 0, 0);
	btf__add_struct(btf, "ieee80211_if_managed", 8);
	btf__add_field(btf, "ml_reconf_work", id, 0, 0);
	types.mac80211.btf = type_table_of(btf, NULL);
	ck_assert_ptr_nonnull(types.mac80211.btf);
	hooks_know(&kernel, &types);
	types_free_btf(&types);
	return kernel;
}

/* Uses the hooks of one kind of work, or of both if the kind is not known. */
START_TEST(test_kind_of_work)
{
	static const struct {
		const char *name;
		bool delayed, hrtimer;
	} cases[] = {
		{ "wiphy_delayed_work", true, false },
		{ "wiphy_hrtimer_work", false, true },
		{ "wiphy_work", true, true },
	};
	struct kernel_hooks kernel = known(cases[_i].name);

	for (size_t i = 0; i < HOOK_COUNT; i++) {
		bool unused =
			(strstr(hooks[i].function, "_delayed_") &&
			 !cases[_i].delayed) ||
			(strstr(hooks[i].function, "_hrtimer_") &&
			 !cases[_i].hrtimer);

		ck_assert_int_eq(kernel.status[i].state,
				 unused ? HOOK_UNUSED : HOOK_USABLE);
		ck_assert(!hook_matters(&kernel, i));
	}
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("hooks");
	TCase *tc = tcase_create("blame");

	tcase_add_test(tc, test_blame);
	tcase_add_test(tc, test_blame_nothing_listed);
	suite_add_tcase(s, tc);
	tc = tcase_create("know");
	tcase_add_loop_test(tc, test_kind_of_work, 0, 3);
	suite_add_tcase(s, tc);
	return s;
}

int main(void)
{
	return run_suite(suite);
}
