// SPDX-License-Identifier: GPL-2.0-only
/* test_hooks.c - why a function could not be attached to */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "hooks.h"
#include "suite.h"

/* Every hook's state after all have failed, and ftrace lists these. */
static struct kernel_hooks blamed(const char *text)
{
	FILE *list = fmemopen((void *)text, strlen(text), "r");
	struct kernel_hooks kernel = { 0 };

	for (size_t i = 0; i < HOOK_COUNT; i++)
		kernel.status[i] = (struct hook_status){
			HOOK_FAILED, WAY_NONE, -EBUSY };
	kernel.status[0].state = HOOK_USABLE;
	hooks_blame(&kernel, list);
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

static Suite *suite(void)
{
	Suite *s = suite_create("hooks");
	TCase *tc = tcase_create("blame");

	tcase_add_test(tc, test_blame);
	tcase_add_test(tc, test_blame_nothing_listed);
	suite_add_tcase(s, tc);
	return s;
}

int main(void)
{
	return run_suite(suite);
}
