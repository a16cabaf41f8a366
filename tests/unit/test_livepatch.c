// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_livepatch.c - how live patches change the verdict on a kernel, by the
 * facts about their functions; their symbols; and whether structures match
 */
#include <bpf/btf.h>
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "check/layout.h"
#include "code/fixstate.h"
#include "code/klp.h"
#include "suite.h"

/* ---- symbols ---- */

START_TEST(symbols_are_taken_apart)
{
	struct klp_symbol symbol;

	ck_assert(klp_symbol_parse(".klp.sym.mac80211.foo.isra.0,12",
				   &symbol));
	ck_assert(!strncmp(symbol.object, "mac80211.", 9));
	ck_assert_uint_eq(symbol.object_size, 8);
	ck_assert(!strncmp(symbol.name, "foo.isra.0,", 11));
	ck_assert_uint_eq(symbol.name_size, 10);
	ck_assert_uint_eq(symbol.position, 12);
}
END_TEST

static const char *const bad_symbols[] = {
	"", "foo", ".klp.sym.", ".klp.sym.mac80211", ".klp.sym.mac80211.",
	".klp.sym.mac80211.foo", ".klp.sym.mac80211.foo,",
	".klp.sym.mac80211.foo,-1", ".klp.sym.mac80211.foo,1x",
	".klp.sym..foo,0", ".klp.sym.mac80211.,0", ".klp.rela.mac80211.text",
};

START_TEST(other_symbols_are_not)
{
	struct klp_symbol symbol;

	ck_assert_msg(!klp_symbol_parse(bad_symbols[_i], &symbol), "%s",
		      bad_symbols[_i]);
}
END_TEST

START_TEST(calls_go_by_the_name)
{
	ck_assert_str_eq(klp_call_name("foo"), "foo");
	ck_assert_str_eq(klp_call_name(".klp.sym.mac80211.foo,0"), "foo,0");
	ck_assert_str_eq(klp_call_name(".klp.sym.vmlinux.foo,1"), "foo,1");
	/* which one is it? and is it the one that is known? */
	ck_assert_ptr_null(klp_call_name(".klp.sym.mac80211.foo,2"));
	ck_assert_str_eq(klp_call_name(".klp.sym.other.foo,0"),
			 ".klp.sym.other.foo,0");
	ck_assert(same_function("foo.isra.0,1", "foo"));
	ck_assert(!same_function(".klp.sym.other.foo,0", "foo"));
}
END_TEST

START_TEST(functions_of_the_verdict)
{
	ck_assert(fix_depends_on("ieee80211_ml_reconf_work,1"));
	ck_assert(fix_depends_on("ieee80211_vif_update_links.isra.0,1"));
	ck_assert(!fix_depends_on("ieee80211_ml_reconf_works,1"));
	ck_assert(!fix_depends_on("sta_info_free,1"));
}
END_TEST

/* ---- the verdict ---- */

#define TOLD CALL_LINKS_REMOVED

static struct fix_function function(unsigned int calls)
{
	return (struct fix_function){ true, false, true, calls };
}

/* 6.12, as every known one looks */
static struct fix_facts leaking(void)
{
	return (struct fix_facts){
		.mac80211 = true, .symbols = true,
		.reconf = function(TOLD | CALL_VIF_SET_LINKS),
		.set = function(CALL_VIF_UPDATE_LINKS),
		.update = function(CALL_CHANGE_VIF_LINKS),
		.links = function(CALL_VIF_UPDATE_LINKS |
				  CALL_CHANGE_VIF_LINKS),
	};
}

static void expect(struct fix_facts facts, struct fix_replaced with,
		   enum kernel_state state, enum fix_how how, const char *words)
{
	struct fix_verdict verdict;

	fix_judge_replaced(&facts, &with, &verdict);
	ck_assert_str_eq(kernel_state_name(verdict.state),
			 kernel_state_name(state));
	ck_assert_str_eq(fix_how_name(verdict.how), fix_how_name(how));
	ck_assert_msg(strstr(verdict.evidence[0], words) != NULL,
		      "'%s' has no '%s'", verdict.evidence[0], words);
}

START_TEST(a_new_work_function_counts)
{
	struct fix_replaced with = {
		.reconf = function(TOLD | CALL_VIF_SET_LINKS |
				   CALL_STA_REMOVE_LINK),
	};

	expect(leaking(), with, KERNEL_FIXED, FIX_DIRECT, "from station and");
	with.reconf.sure = TOLD | CALL_VIF_SET_LINKS | CALL_STA_FREE_LINK;
	expect(leaking(), with, KERNEL_DANGLING, FIX_NONE, "leaves it hashed");
	with.reconf.sure = TOLD | CALL_VIF_SET_LINKS;
	expect(leaking(), with, KERNEL_LEAKS, FIX_NONE, "calls nothing");
	with.reconf.whole = false;
	expect(leaking(), with, KERNEL_UNKNOWN, FIX_NONE, "not all code");
}
END_TEST

START_TEST(a_reason_not_to_know_decides)
{
	struct fix_replaced with = {
		.reconf = function(TOLD | CALL_VIF_SET_LINKS |
				   CALL_STA_REMOVE_LINK),
		.reason = "it replaces sta_remove_link",
	};

	expect(leaking(), with, KERNEL_UNKNOWN, FIX_NONE, "it replaces sta_");
}
END_TEST

START_TEST(a_new_update_counts_where_it_is_called)
{
	struct fix_replaced with = {
		.update = function(CALL_CHANGE_VIF_LINKS |
				   CALL_STA_REMOVE_LINK),
	};
	struct fix_facts facts = leaking();

	expect(facts, with, KERNEL_FIXED, FIX_UNIFIED, "every station");
	/* inlined into its caller, whose code stays */
	facts.set.sure = CALL_CHANGE_VIF_LINKS;
	expect(facts, with, KERNEL_UNKNOWN, FIX_NONE, "not seen to call it");
	facts.set.sure |= CALL_VIF_UPDATE_LINKS;
	expect(facts, with, KERNEL_UNKNOWN, FIX_NONE, "not seen to call it");
	facts = leaking();
	facts.reconf.sure |= CALL_CHANGE_VIF_LINKS;
	expect(facts, with, KERNEL_UNKNOWN, FIX_NONE, "may not matter");
}
END_TEST

START_TEST(a_new_caller_brings_its_own_update)
{
	struct fix_replaced with = { .set = function(CALL_CHANGE_VIF_LINKS) };
	struct fix_facts facts = leaking();

	/* nothing calls the fixed functions any more */
	facts.update.sure |= CALL_STA_REMOVE_LINK;
	facts.links.sure |= CALL_STA_REMOVE_LINK;
	expect(facts, with, KERNEL_LEAKS, FIX_NONE, "calls nothing");
	with.set.sure = CALL_VIF_UPDATE_LINKS;
	expect(facts, with, KERNEL_FIXED, FIX_UNIFIED, "every station");
	with.set.sure |= CALL_CHANGE_VIF_LINKS;
	expect(facts, with, KERNEL_UNKNOWN, FIX_NONE, "in two ways");
}
END_TEST

/* ---- structures ---- */

/* struct inner { int x; }; struct outer { struct inner a; int b[2][3]; }; */
static struct btf *types(int moved, bool nested)
{
	struct btf *btf = btf__new_empty();
	int number = btf__add_int(btf, "int", 4, BTF_INT_SIGNED), inner, array;

	inner = btf__add_struct(btf, "inner", 4);
	btf__add_field(btf, "x", number, 0, 0);
	array = nested ? btf__add_array(btf, number, btf__add_array(btf, number,
					number, 3), 2) :
			 btf__add_array(btf, number, number, 6);
	btf__add_struct(btf, "outer", 28 + moved);
	btf__add_field(btf, "a", inner, 0, 0);
	btf__add_field(btf, "b", array, 32 + 8 * moved, 0);
	return btf;
}

START_TEST(structures_are_compared)
{
	struct btf *mine = types(0, true), *theirs = types(0, false);
	struct layout layout;

	ck_assert_int_eq(layout_compare(mine, theirs, &layout), 0);
	ck_assert_uint_eq(layout.same, 2);
	ck_assert_uint_eq(layout.differ, 0);
	btf__free(theirs);
	/* a structure that they do not have does not concern them */
	theirs = btf__new_empty();
	ck_assert_int_eq(layout_compare(mine, theirs, &layout), 0);
	ck_assert_uint_eq(layout.same + layout.differ, 0);
	btf__free(mine);
	btf__free(theirs);
}
END_TEST

START_TEST(a_field_that_moved_is_named)
{
	struct btf *mine = types(0, false), *theirs = types(4, false);
	struct layout layout;
	int array;

	/* of the same size */
	((struct btf_type *)btf__type_by_id(theirs,
		btf__find_by_name_kind(theirs, "outer",
				       BTF_KIND_STRUCT)))->size = 28;
	ck_assert_int_eq(layout_compare(mine, theirs, &layout), 0);
	ck_assert_uint_eq(layout.same, 1);
	ck_assert_uint_eq(layout.differ, 1);
	ck_assert_str_eq(layout.first, "struct outer, field b");
	/* some builds have two structures of one name: one must match */
	array = btf__add_array(theirs, 1, 1, 6);
	btf__add_struct(theirs, "outer", 28);
	btf__add_field(theirs, "a", btf__find_by_name_kind(theirs, "inner",
							   BTF_KIND_STRUCT),
		       0, 0);
	btf__add_field(theirs, "b", array, 32, 0);
	ck_assert_int_eq(layout_compare(mine, theirs, &layout), 0);
	ck_assert_uint_eq(layout.differ, 0);
	btf__free(mine);
	btf__free(theirs);
}
END_TEST

static Suite *livepatch_suite(void)
{
	Suite *s = suite_create("livepatch");
	TCase *symbols = tcase_create("symbols");
	TCase *verdict = tcase_create("verdict");
	TCase *layout = tcase_create("layout");

	tcase_add_test(symbols, symbols_are_taken_apart);
	tcase_add_loop_test(symbols, other_symbols_are_not, 0,
			    sizeof(bad_symbols) / sizeof(bad_symbols[0]));
	tcase_add_test(symbols, calls_go_by_the_name);
	tcase_add_test(symbols, functions_of_the_verdict);
	tcase_add_test(verdict, a_new_work_function_counts);
	tcase_add_test(verdict, a_reason_not_to_know_decides);
	tcase_add_test(verdict, a_new_update_counts_where_it_is_called);
	tcase_add_test(verdict, a_new_caller_brings_its_own_update);
	tcase_add_test(layout, structures_are_compared);
	tcase_add_test(layout, a_field_that_moved_is_named);
	suite_add_tcase(s, symbols);
	suite_add_tcase(s, verdict);
	suite_add_tcase(s, layout);
	return s;
}

int main(void)
{
	return run_suite(livepatch_suite);
}
