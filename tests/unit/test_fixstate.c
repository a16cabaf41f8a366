// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_fixstate.c - the verdict on a kernel from what its functions call
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "code/fixstate.h"

#define LINK_CALLS (CALL_STA_FREE_LINK | CALL_STA_REMOVE_LINK | \
		    CALL_OTHER_REMOVER)
#define PARTS (CALL_RECALC_STATION | CALL_FREE_LATER | CALL_UNHASH)

/* A kernel from 6.5 to 7.0, as every known one looks */
static struct fix_facts leaking(void)
{
	return (struct fix_facts){
		.mac80211 = true, .symbols = true,
		.feature = "cfg80211_links_removed is there",
		.reconf = {
			.found = true, .whole = true,
			.sure = CALL_LINKS_REMOVED | CALL_VIF_SET_LINKS,
		},
		.links = {
			.found = true, .whole = true,
			.sure = CALL_VIF_UPDATE_LINKS | CALL_CHANGE_VIF_LINKS,
		},
	};
}

static void expect(const struct fix_facts *facts, enum kernel_state state,
		   enum fix_how how, const char *words)
{
	struct fix_verdict verdict;

	fix_judge(facts, &verdict);
	ck_assert_str_eq(kernel_state_name(verdict.state),
			 kernel_state_name(state));
	ck_assert_str_eq(fix_how_name(verdict.how), fix_how_name(how));
	ck_assert_uint_ge(verdict.nr_evidence, 1);
	ck_assert_msg(strstr(verdict.evidence[0], words) != NULL,
		      "'%s' has no '%s'", verdict.evidence[0], words);
}

START_TEST(every_known_kernel)
{
	struct fix_facts facts = leaking();

	expect(&facts, KERNEL_LEAKS, FIX_NONE, "calls nothing that removes");
	facts.reconf.sure |= CALL_STA_FREE_LINK;
	expect(&facts, KERNEL_DANGLING, FIX_NONE, "eb092b188fcf is missing");
	facts = leaking();
	facts.reconf.sure |= CALL_STA_REMOVE_LINK;
	expect(&facts, KERNEL_FIXED, FIX_DIRECT, "from station and hash");
	facts = leaking();
	facts.links.sure |= CALL_STA_REMOVE_LINK;
	expect(&facts, KERNEL_FIXED, FIX_UNIFIED, "every station");
	facts = (struct fix_facts){ .mac80211 = true, .symbols = true };
	expect(&facts, KERNEL_UNAFFECTED, FIX_NONE, "no other trace");
}
END_TEST

START_TEST(both_fixes_count_as_unified)
{
	struct fix_facts facts = leaking();

	facts.reconf.sure |= CALL_STA_REMOVE_LINK;
	facts.links.sure |= CALL_STA_REMOVE_LINK;
	expect(&facts, KERNEL_FIXED, FIX_UNIFIED, "from station and hash");
}
END_TEST

/* The later removal skips a link whose valid bit is already cleared. */
START_TEST(seed_fix_dangles_even_with_the_unified_one)
{
	struct fix_facts facts = leaking();

	facts.reconf.sure |= CALL_STA_FREE_LINK;
	facts.links.sure |= CALL_STA_REMOVE_LINK;
	expect(&facts, KERNEL_DANGLING, FIX_NONE, "leaves it hashed");
}
END_TEST

START_TEST(nothing_to_judge)
{
	struct fix_facts facts = { 0 };

	expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "no symbol table");
	facts.symbols = true;
	expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "no mac80211");
}
END_TEST

/* The name is absent, but not the feature: only the name went, not the bug. */
START_TEST(missing_name_is_not_unaffected)
{
	struct fix_facts facts = leaking();

	facts.reconf = (struct fix_function){ 0 };
	expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "cannot be found");
	facts.feature = NULL;
	facts.reconf.ambiguous = true;
	expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "several functions");
}
END_TEST

START_TEST(both_ways_at_once_are_unknown)
{
	struct fix_facts facts = leaking();

	facts.reconf.sure |= CALL_STA_FREE_LINK | CALL_STA_REMOVE_LINK;
	expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "both");
	facts = leaking();
	facts.links.sure |= CALL_STA_FREE_LINK | CALL_STA_REMOVE_LINK;
	expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "both");
}
END_TEST

START_TEST(call_in_doubtful_code_is_unknown)
{
	struct fix_facts facts = leaking();

	facts.reconf.maybe = CALL_STA_REMOVE_LINK;
	expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "not seen to be reached");
	facts = leaking();
	facts.links.maybe = CALL_STA_REMOVE_LINK;
	expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "not seen to be reached");
}
END_TEST

START_TEST(unknown_ways_are_unknown)
{
	struct fix_facts facts = leaking();

	facts.reconf.sure |= CALL_OTHER_REMOVER;
	facts.reconf.other = "sta_remove_link";
	expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "sta_remove_link");
	facts = leaking();
	facts.reconf.helper = "vendor_helper";
	expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "vendor_helper");
	facts = leaking();
	facts.links.helper = "vendor_helper";
	expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "vendor_helper");
}
END_TEST

/* A helper may do what the seed fix does, before the unified removal. */
START_TEST(helper_of_a_fixed_kernel_is_unknown)
{
	struct fix_facts facts = leaking();

	facts.links.sure |= CALL_STA_REMOVE_LINK;
	facts.reconf.helper = "vendor_helper";
	expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "vendor_helper");
	facts.reconf.helper = NULL;
	facts.reconf.whole = false;
	expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "not all code");
}
END_TEST

/* The removal may be in the part of a function that was not read. */
START_TEST(half_read_functions_do_not_leak)
{
	struct fix_facts facts = leaking();

	facts.reconf.whole = false;
	expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "not all code");
	facts = leaking();
	facts.links.whole = false;
	expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "not all code");
	facts = leaking();
	facts.links = (struct fix_function){ 0 };
	expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "was not found");
}
END_TEST

/*
 * All combinations of what can be seen in the two functions: fixed only if a
 * call unhashes for certain on the path that a removal takes, and nothing
 * speaks against that.
 */
START_TEST(never_fixed_without_proof)
{
	unsigned int nr_fixed = 0;

	for (unsigned int bits = 0; bits < 1U << 16; bits++) {
		struct fix_facts facts = {
			.mac80211 = true, .symbols = true,
			.reconf = { .found = true, .sure = bits & 0x7f },
			.links = { .found = true, .sure = bits >> 7 & 0x7f },
		};
		unsigned int reconf = facts.reconf.sure;
		unsigned int links = facts.links.sure;
		struct fix_verdict verdict;

		facts.reconf.whole = facts.links.whole = bits >> 14 & 1;
		facts.reconf.maybe = bits >> 15 ? PARTS : 0;
		fix_judge(&facts, &verdict);
		ck_assert_int_ne(verdict.state, KERNEL_UNAFFECTED);
		if (verdict.state != KERNEL_FIXED)
			continue;
		nr_fixed++;
		ck_assert(facts.reconf.whole && facts.links.whole);
		ck_assert((reconf | links) & CALL_STA_REMOVE_LINK);
		ck_assert(!((reconf | links) & CALL_STA_FREE_LINK));
		ck_assert(!(reconf & CALL_STA_REMOVE_LINK) ||
			  !facts.reconf.maybe);
		ck_assert(reconf & CALL_LINKS_REMOVED);
		ck_assert(reconf & (CALL_VIF_SET_LINKS |
				    CALL_VIF_UPDATE_LINKS |
				    CALL_CHANGE_VIF_LINKS));
		if (!(reconf & CALL_STA_REMOVE_LINK))
			ck_assert(links & CALL_CHANGE_VIF_LINKS);
	}
	ck_assert_uint_ne(nr_fixed, 0);
}
END_TEST

/* The same, for calls in code that was not seen to be reached. */
START_TEST(never_fixed_by_doubtful_calls)
{
	for (unsigned int bits = 0; bits < 1U << 14; bits++) {
		struct fix_facts facts = leaking();
		struct fix_verdict verdict;

		facts.reconf.maybe = bits & 0x7f;
		facts.links.maybe = bits >> 7;
		fix_judge(&facts, &verdict);
		ck_assert_int_ne(verdict.state, KERNEL_FIXED);
		if ((facts.reconf.maybe | facts.links.maybe) & LINK_CALLS)
			ck_assert_int_eq(verdict.state, KERNEL_UNKNOWN);
	}
}
END_TEST

/*
 * LTO of clang inlines ieee80211_sta_free_link(): it calls no function that
 * removes links, and yet the link goes, and stays hashed.
 */
START_TEST(inlined_free_dangles)
{
	const unsigned int inlined = CALL_GET_STATION | CALL_RECALC_STATION |
				     CALL_FREE_LATER | CALL_SET_ACTIVE_LINKS;
	struct fix_facts facts = leaking();

	facts.reconf.sure |= inlined;
	expect(&facts, KERNEL_DANGLING, FIX_NONE, "inlined");
	facts.links.sure |= CALL_STA_REMOVE_LINK;
	expect(&facts, KERNEL_DANGLING, FIX_NONE, "inlined");
	facts.reconf.whole = false;
	expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "not all code");
	/* without one of them it is something else, or not certain */
	for (unsigned int bit = 1; bit <= CALL_UNHASH; bit <<= 1) {
		facts = leaking();
		facts.reconf.sure |= inlined;
		if (!((inlined | CALL_VIF_SET_LINKS) & bit))
			continue;
		facts.reconf.sure &= ~bit;
		expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "");
		facts.reconf.maybe |= bit;
		expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "");
	}
}
END_TEST

/* Parts of a removal suggest that there is one: not a leak, but no proof. */
START_TEST(parts_of_a_removal_are_unknown)
{
	static const unsigned int parts[] = {
		CALL_GET_STATION, CALL_RECALC_STATION, CALL_FREE_LATER,
		CALL_UNHASH, PARTS | CALL_GET_STATION | CALL_SET_ACTIVE_LINKS,
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		struct fix_facts facts = leaking();

		facts.reconf.sure |= parts[i];
		expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "inlined");
		facts = leaking();
		facts.reconf.maybe |= parts[i];
		expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "inlined");
		if (!(parts[i] & PARTS))
			continue;
		facts.reconf.sure |= CALL_STA_REMOVE_LINK;
		expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "more of that kind");
		facts = leaking();
		facts.links.sure |= parts[i] | CALL_STA_REMOVE_LINK;
		expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "parts of a removal");
		facts.links.sure &= ~CALL_STA_REMOVE_LINK;
		expect(&facts, KERNEL_UNKNOWN, FIX_NONE, "parts of a removal");
	}
}
END_TEST

START_TEST(stripped_kernel_says_so)
{
	struct fix_facts facts = leaking();
	struct fix_verdict verdict;

	facts.by_text = true;
	fix_judge(&facts, &verdict);
	ck_assert_int_eq(verdict.state, KERNEL_LEAKS);
	ck_assert(strstr(verdict.evidence[verdict.nr_evidence - 1],
			 "found by its message") != NULL);
}
END_TEST

START_TEST(reason_comes_first)
{
	struct fix_verdict verdict = { .state = KERNEL_FIXED,
				       .how = FIX_DIRECT };

	for (int i = 0; i < 2 * FIX_EVIDENCE_MAX; i++)
		fix_add(&verdict, "evidence %d", i);
	ck_assert_uint_eq(verdict.nr_evidence, FIX_EVIDENCE_MAX);
	fix_unknown(&verdict, "live patch %s", "lp");
	ck_assert_int_eq(verdict.state, KERNEL_UNKNOWN);
	ck_assert_int_eq(verdict.how, FIX_NONE);
	ck_assert_str_eq(verdict.evidence[0], "live patch lp");
	ck_assert_str_eq(verdict.evidence[1], "evidence 0");
	ck_assert_uint_eq(verdict.nr_evidence, FIX_EVIDENCE_MAX);
}
END_TEST

START_TEST(advice_names_the_bundled_patch)
{
	static const struct {
		const char *release, *words;
	} cases[] = {
		{ "6.5.13", "patches/6.6" }, { "6.6.100-x", "patches/6.6" },
		{ "6.7.0", "patches/6.12" }, { "6.12.43", "patches/6.12" },
		{ "6.16.12", "patches/6.12" }, { "6.17.1", "patches/6.18" },
		{ "6.19", "patches/6.18" }, { "7.0.0-rc1", "patches/7.0" },
		{ "", "apply upstream" }, { "6.4.2", "apply upstream" },
		{ "6", "apply upstream" }, { "99999999999.9", "apply up" },
	};
	char text[FIX_TEXT_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		ck_assert_ptr_nonnull(fix_advice(text, sizeof(text),
						 KERNEL_LEAKS,
						 cases[i].release));
		ck_assert_msg(strstr(text, cases[i].words) != NULL,
			      "%s: %s", cases[i].release, text);
		ck_assert_ptr_nonnull(strstr(text, "eb092b188fcf"));
	}
	fix_advice(text, sizeof(text), KERNEL_DANGLING, "6.12.3");
	ck_assert_ptr_nonnull(strstr(text, "upstream eb092b188fcf"));
	ck_assert_ptr_null(fix_advice(text, sizeof(text), KERNEL_FIXED,
				      "7.2.1"));
	ck_assert_ptr_null(fix_advice(text, sizeof(text), KERNEL_UNAFFECTED,
				      "6.1.1"));
	ck_assert_ptr_null(fix_advice(text, sizeof(text), KERNEL_UNKNOWN,
				      "6.12.1"));
}
END_TEST

START_TEST(names_are_total)
{
	ck_assert_str_eq(kernel_state_name(KERNEL_DANGLING), "dangling");
	ck_assert_str_eq(kernel_state_name(KERNEL_STATES), "unknown");
	ck_assert_str_eq(fix_how_name(FIX_NONE), "");
	ck_assert_str_eq(fix_how_name(FIX_UNIFIED), "unified");
}
END_TEST

static Suite *fixstate_suite(void)
{
	Suite *s = suite_create("fixstate");
	TCase *verdict = tcase_create("verdict");
	TCase *words = tcase_create("words");

	tcase_add_test(verdict, every_known_kernel);
	tcase_add_test(verdict, both_fixes_count_as_unified);
	tcase_add_test(verdict, seed_fix_dangles_even_with_the_unified_one);
	tcase_add_test(verdict, nothing_to_judge);
	tcase_add_test(verdict, missing_name_is_not_unaffected);
	tcase_add_test(verdict, both_ways_at_once_are_unknown);
	tcase_add_test(verdict, call_in_doubtful_code_is_unknown);
	tcase_add_test(verdict, unknown_ways_are_unknown);
	tcase_add_test(verdict, helper_of_a_fixed_kernel_is_unknown);
	tcase_add_test(verdict, half_read_functions_do_not_leak);
	tcase_add_test(verdict, never_fixed_without_proof);
	tcase_add_test(verdict, never_fixed_by_doubtful_calls);
	tcase_add_test(verdict, inlined_free_dangles);
	tcase_add_test(verdict, parts_of_a_removal_are_unknown);
	tcase_add_test(words, stripped_kernel_says_so);
	tcase_add_test(words, reason_comes_first);
	tcase_add_test(words, advice_names_the_bundled_patch);
	tcase_add_test(words, names_are_total);
	suite_add_tcase(s, verdict);
	suite_add_tcase(s, words);
	return s;
}

int main(void)
{
	SRunner *runner = srunner_create(fixstate_suite());
	int failed;

	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
