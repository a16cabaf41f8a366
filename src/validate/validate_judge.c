// SPDX-License-Identifier: GPL-2.0-only
/*
 * What each scenario should look like on a correct kernel, and the judgement.
 * A pass needs evidence: without it, the result is inconclusive.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/util.h"
#include "validate/validate.h"

#define LINK(id) (1U << (id))

/*
 * "disconnect" and "ap-stop" are not here: at the end of every play the client
 * leaves and the AP is stopped, and the play is judged after that, too.
 */
const struct expectation expectations[] = {
	{ "associate", .links_left = LINK(0) | LINK(1) },
	{ "remove-link", .removal = true, .cause = CAUSE_AP_RECONF,
	  .links = LINK(1), .links_left = LINK(0) },
	{ "remove-two", .removal = true, .cause = CAUSE_AP_RECONF,
	  .links = LINK(1) | LINK(2), .links_left = LINK(0) },
	{ "remove-assoc-link", .removal = true, .cause = CAUSE_AP_RECONF,
	  .links = LINK(0), .links_left = LINK(1) },
	{ "remove-dormant", .removal = true, .cause = CAUSE_AP_RECONF,
	  .links = LINK(1), .links_left = LINK(0) },
	{ "remove-inactive", .removal = true, .cause = CAUSE_AP_RECONF,
	  .links = LINK(1), .links_left = LINK(0) },
	{ "reassociate", .removal = true, .cause = CAUSE_AP_RECONF,
	  .links = LINK(1), .links_left = LINK(0) | LINK(1) },
	{ "two-radios", .removal = true, .cause = CAUSE_AP_RECONF,
	  .links = LINK(1), .links_left = LINK(0) },
	{ "tdls-peer", .removal = true, .cause = CAUSE_AP_RECONF,
	  .links = LINK(1), .links_left = LINK(0) },
	{ "readd-link", .removal = true, .optional = true,
	  .cause = CAUSE_AP_RECONF,
	  .links = LINK(1), .links_left = LINK(0) | LINK(1) },
	{ "cancel-removal", .announced = true,
	  .links_left = LINK(0) | LINK(1) },
	{ "remove-all", .announced = true },
	{ "removal-lost", .announced = true, .bug = OWN_BUG_OVERLAP,
	  .cause = CAUSE_AP_RECONF,
	  .links = LINK(1) | LINK(2), .links_left = LINK(0) },
	{ "removal-early", .announced = true, .bug = OWN_BUG_OVERLAP,
	  .cause = CAUSE_AP_RECONF,
	  .links = LINK(1) | LINK(2), .links_left = LINK(0) },
	{ "station-survives-prep", .bug = OWN_BUG_STATION },
	{ "ml-parser-link-15", .announced = true, .unsafe = true,
	  .links_left = LINK(0) | LINK(1) },
	{ "sta-remove", .cause = CAUSE_STA_RECONF,
	  .links = LINK(1), .links_left = LINK(0) },
	{ "sta-readd", .cause = CAUSE_STA_RECONF,
	  .links = LINK(1), .links_left = LINK(0) | LINK(1) },
	/* 6.1 uses all links of an accepted association */
	{ "refused-link", .links_left = LINK(0),
	  .links_old = LINK(0) | LINK(1) },
	{ "reconnect", .links_left = LINK(0) | LINK(1) },
	{ "ap-station", .cause = CAUSE_AP_SIDE },
	{ "ap-remove-link" },
	{ "ap-churn", .cause = CAUSE_AP_SIDE },
};

const size_t expectation_count = ARRAY_SIZE(expectations);

const struct expectation *expectation_find(const char *name, size_t len)
{
	for (size_t i = 0; i < expectation_count; i++)
		if (strlen(expectations[i].name) == len &&
		    !strncmp(expectations[i].name, name, len))
			return &expectations[i];
	return NULL;
}

const char *result_name(enum result result)
{
	static const char *const names[RESULTS] = {
		"pass", "skip", "xfail", "inconclusive", "fail",
	};

	return names[result];
}

const char *peer_fate_name(enum peer_fate fate)
{
	static const char *const names[] = {
		"none", "forgotten", "destroyed", "mixed",
	};

	return names[fate];
}

const char *check_name(enum check check)
{
	static const char *const names[CHECKS] = {
		"played", "removed", "scan", "left", "kernel-log",
	};

	return names[check];
}

/* The heaviest result counts, with its first reason. */
static void note(struct scenario_result *res, enum check check,
		 enum result result, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static void note(struct scenario_result *res, enum check check,
		 enum result result, const char *fmt, ...)
{
	struct verdict_of_check *verdict = &res->checks[check];
	va_list args;

	if (result <= verdict->result)
		return;
	verdict->result = result;
	va_start(args, fmt);
	vsnprintf(verdict->why, sizeof(verdict->why), fmt, args);
	va_end(args);
}

/* "1" or "1,2"; of at most 16 links */
static const char *list_links(uint16_t links, char buf[40])
{
	size_t len = 0;

	snprintf(buf, 40, "none");
	for (int i = 0; i < 16; i++)
		if (links & LINK(i))
			len += snprintf(buf + len, 40 - len, "%s%d",
					len ? "," : "", i);
	return buf;
}

/* The result of a scenario whose own_bug was seen. */
static enum result own_failure(const struct scenario_result *res)
{
	return res->named ? RESULT_FAIL : RESULT_XFAIL;
}

/* When two removals overlap, each must happen, and at its own time. */
static void judge_overlap(struct scenario_result *res,
			  const struct air_info *info)
{
	enum result result = own_failure(res);
	char links[40];

	res->lost = info->links_up & res->expected->links;
	res->early = info->links_early;
	if (res->lost)
		note(res, CHECK_PLAYED, result, "lost: the AP removed link %s, "
		     "and the client keeps it", list_links(res->lost, links));
	else if (res->early)
		note(res, CHECK_PLAYED, result, "early: the client dropped "
		     "link %s before the AP removed it",
		     list_links(res->early, links));
}

static void judge_played(struct scenario_result *res,
			 const struct evidence *ev)
{
	uint16_t want = res->expected->links_left;
	uint16_t have = ev->info.connected ? ev->info.links_up : 0;
	char a[40], b[40];

	if (ev->timed_out)
		note(res, CHECK_PLAYED, RESULT_INCONCLUSIVE,
		     "not done within the time limit");
	else if (ev->ret == -EOPNOTSUPP)
		note(res, CHECK_PLAYED, RESULT_SKIP, "%s", ev->error);
	else if (ev->ret)
		note(res, CHECK_PLAYED, RESULT_INCONCLUSIVE, "%s", ev->error);
	else if (res->expected->bug == OWN_BUG_OVERLAP && have)
		judge_overlap(res, &ev->info);
	else if (have != want && have && have == res->expected->links_old)
		note(res, CHECK_PLAYED, RESULT_SKIP, "this kernel does not "
		     "know what it is asked for");
	else if (have != want)
		note(res, CHECK_PLAYED, RESULT_FAIL, "the client ended up "
		     "with links %s instead of %s", list_links(have, a),
		     list_links(want, b));
}

static void judge_problems(struct scenario_result *res, const struct seen *seen)
{
	char links[40];

	if (seen->dangling) {
		res->dangling = true;
		note(res, CHECK_REMOVED, RESULT_FAIL,
		     "dangling: a removed link is still hashed");
	}
	if (seen->stale) {
		res->leaks = true;
		res->stale |= seen->stale;
		note(res, CHECK_REMOVED, RESULT_FAIL,
		     "leaks: link %s stale after the AP removed it",
		     list_links(seen->stale, links));
	}
	if (seen->stale_otherwise)
		note(res, CHECK_REMOVED, RESULT_FAIL, "link %s stale, but "
		     "not by a removal of the AP",
		     list_links(seen->stale_otherwise, links));
}

static void judge_removed(struct scenario_result *res,
			  const struct evidence *ev)
{
	const struct expectation *expected = res->expected;
	const struct seen *seen = &ev->seen;
	uint16_t missing = expected->links & ~res->lost &
			   ~seen->freed[expected->cause];
	char links[40];

	judge_problems(res, seen);
	if (seen->peer)
		res->peer = seen->peer;
	if (seen->lost)
		note(res, CHECK_REMOVED, RESULT_INCONCLUSIVE,
		     "%u record%s lost", seen->lost,
		     seen->lost == 1 ? " was" : "s were");
	if (seen->missed)
		note(res, CHECK_REMOVED, RESULT_INCONCLUSIVE,
		     "missed calls may have hidden a removal");
	if (seen->unknown)
		note(res, CHECK_REMOVED, RESULT_INCONCLUSIVE,
		     "unknown outcome: %s", reason_text(seen->doubt));
	if (ev->ret || ev->timed_out)
		return;		/* the play failed: a missing removal proves nothing */
	if (seen->refused && expected->links_left)
		note(res, CHECK_REMOVED, RESULT_INCONCLUSIVE,
		     "the interface could not drop its links");
	if (missing)
		note(res, CHECK_REMOVED, RESULT_INCONCLUSIVE,
		     "link %s was not seen freed from station and hash",
		     list_links(missing, links));
	if (expected->cause && !expected->links &&
	    !seen->removals[expected->cause][OUTCOME_FREED])
		note(res, CHECK_REMOVED, RESULT_INCONCLUSIVE,
		     "no removed link was seen");
}

static void judge_look(struct scenario_result *res, enum check check,
		       const struct look *look, unsigned int radios)
{
	char links[40];

	if (look->hashed) {
		res->dangling = true;
		note(res, check, RESULT_FAIL, "dangling: %u link%s in the hash "
		     "without a station", look->hashed,
		     look->hashed == 1 ? "" : "s");
	}
	/* the event about it may have been lost */
	if (look->stale && res->expected->removal) {
		res->leaks = true;
		res->stale |= look->stale;
	}
	if (look->stale)
		note(res, check, RESULT_FAIL, "link %s stale",
		     list_links(look->stale, links));
	if (!look->complete || look->radios < radios)
		note(res, check, RESULT_INCONCLUSIVE,
		     "the structures could not be walked to their end");
}

/* The structures were not looked at: say what prevented that. */
static void note_unseen(struct scenario_result *res, enum check check,
			const struct look *look, const struct evidence *ev)
{
	bool why = ev->ret && *ev->error;

	if (look->unlisted)
		note(res, check, RESULT_INCONCLUSIVE,
		     "the radios could not be listed");
	else
		note(res, check, RESULT_INCONCLUSIVE, "not looked at%s%s",
		     why ? ": " : "", why ? ev->error : "");
}

/* The connection could not be prepared: its station must be gone. */
static void judge_station(struct scenario_result *res, const struct look *look)
{
	if (!look->client)
		return;
	res->survived = look->alone;
	if (look->alone)
		note(res, CHECK_SCAN, own_failure(res), "survived: the AP's "
		     "station is there, and its interface has no links");
	else
		note(res, CHECK_SCAN, RESULT_SKIP, "this kernel refuses the "
		     "association before it prepares the connection");
}

static void judge_after(struct scenario_result *res, const struct evidence *ev)
{
	const struct look *look = &ev->after;
	bool expects = ev->info.connected;
	char a[40], b[40];

	if (!look->taken) {
		note_unseen(res, CHECK_SCAN, look, ev);
		return;
	}
	judge_look(res, CHECK_SCAN, look, 1);
	if (res->expected->bug == OWN_BUG_STATION && !ev->ret)
		judge_station(res, look);
	/* "nothing stale" means nothing if no station was seen */
	if (expects && !look->client)
		note(res, CHECK_SCAN, RESULT_INCONCLUSIVE,
		     "the client's station was not seen");
	else if (expects && look->links != ev->info.links_up && !look->stale)
		note(res, CHECK_SCAN, RESULT_INCONCLUSIVE, "the station has "
		     "links %s, the interface %s", list_links(look->links, a),
		     list_links(ev->info.links_up, b));
}

static void judge_left(struct scenario_result *res, const struct evidence *ev)
{
	const struct look *look = &ev->left;
	unsigned int radios = ev->after.radios;

	/* the radio of mac80211's AP is gone by now */
	if (*ev->info.host_ifname && radios)
		radios--;
	if (!look->taken) {
		note_unseen(res, CHECK_LEFT, look, ev);
		return;
	}
	judge_look(res, CHECK_LEFT, look, radios);
	if (look->stations)
		note(res, CHECK_LEFT, RESULT_FAIL, "%u station%s left behind",
		     look->stations, look->stations == 1 ? "" : "s");
}

static void judge_log(struct scenario_result *res, const struct evidence *ev)
{
	res->complaints += ev->complaints;
	if (ev->complaints)
		note(res, CHECK_LOG, RESULT_FAIL, "%s", ev->complaint);
	if (ev->log_unread)
		note(res, CHECK_LOG, RESULT_INCONCLUSIVE,
		     "the kernel log could not be read");
}

void judge_play(struct scenario_result *res, const struct evidence *ev)
{
	struct scenario_result play = {
		.expected = res->expected, .named = res->named,
	};

	judge_played(&play, ev);
	judge_removed(&play, ev);
	judge_after(&play, ev);
	/* once dangling is proved, nobody waits for this: see validate_run.c */
	if (ev->left.taken || !play.dangling)
		judge_left(&play, ev);
	judge_log(&play, ev);
	for (int i = 0; i < CHECKS; i++)
		note(res, i, play.checks[i].result, "%s", play.checks[i].why);
	res->plays++;
	res->passed += scenario_outcome(&play) == RESULT_PASS;
	res->leaks |= play.leaks;
	res->dangling |= play.dangling;
	res->stale |= play.stale;
	res->lost |= play.lost;
	res->early |= play.early;
	res->survived |= play.survived;
	res->complaints += play.complaints;
	if (play.peer)
		res->peer = res->peer && res->peer != play.peer ?
			    PEER_MIXED : play.peer;
}

bool play_came_to_nothing(const struct evidence *ev)
{
	const struct seen *seen = &ev->seen;
	unsigned int reconfs = 0;

	for (int i = 0; i < OUTCOMES; i++)
		reconfs += seen->removals[CAUSE_AP_RECONF][i] +
			   seen->removals[CAUSE_STA_RECONF][i];
	return ev->ret && ev->ret != -EOPNOTSUPP && !ev->timed_out &&
	       !reconfs && !seen->stale_otherwise && !seen->dangling &&
	       !seen->unknown && !seen->lost && !seen->missed &&
	       !ev->after.stale && !ev->after.hashed && !ev->left.stale && !ev->left.hashed &&
	       !ev->left.stations && !ev->complaints;
}

void judge_unplayed(struct scenario_result *res, enum result result,
		    const char *why)
{
	note(res, CHECK_PLAYED, result, "%s", why);
}

/* The most important of several reasons. */
static enum check heaviest(const struct scenario_result *res)
{
	/* what became of a link says more than the consequences */
	static const enum check order[CHECKS] = {
		CHECK_REMOVED, CHECK_SCAN, CHECK_LEFT, CHECK_LOG, CHECK_PLAYED,
	};
	enum check worst = CHECK_REMOVED;

	for (int i = 1; i < CHECKS; i++)
		if (res->checks[order[i]].result > res->checks[worst].result)
			worst = order[i];
	return worst;
}

enum result scenario_outcome(const struct scenario_result *res)
{
	return res->checks[heaviest(res)].result;
}

const char *scenario_why(const struct scenario_result *res)
{
	return res->checks[heaviest(res)].why;
}

const char *bug_state(const struct scenario_result *res)
{
	return res->lost ? "lost" : res->early ? "early" :
	       res->survived ? "affected" :
	       res->plays && !res->checks[CHECK_PLAYED].result &&
	       !res->checks[CHECK_SCAN].result ? "fixed" : "unknown";
}

/* Why not to call the kernel fixed, although nothing is stale or dangling. */
static const char *doubt(const struct scenario_result *results, size_t count)
{
	const struct scenario_result *res;
	size_t required = 0, played = 0;

	for (size_t i = 0; i < expectation_count; i++)
		required += expectations[i].removal &&
			    !expectations[i].optional;
	for (res = results; res < results + count; res++) {
		enum result result = scenario_outcome(res);

		if (result == RESULT_FAIL)
			return "a scenario failed";
		if (result == RESULT_INCONCLUSIVE)
			return "a scenario was inconclusive";
		played += res->expected->removal && !res->expected->optional &&
			  result == RESULT_PASS;
	}
	if (played < required)
		return "not every scenario with a removal by the AP was "
		       "played";
	return NULL;
}

static enum fix_how how(enum peer_fate fate)
{
	return fate == PEER_DESTROYED ? FIX_UNIFIED :
	       fate == PEER_FORGOTTEN ? FIX_DIRECT : FIX_NONE;
}

static int status_of(const struct kernel_verdict *v, bool interrupted)
{
	if (v->results[RESULT_FAIL] || v->state == KERNEL_LEAKS ||
	    v->state == KERNEL_DANGLING)
		return EXIT_PROBLEM;
	if (interrupted || v->results[RESULT_INCONCLUSIVE])
		return EXIT_UNKNOWN;
	if (v->state == KERNEL_UNKNOWN && !v->results[RESULT_PASS])
		return EXIT_UNKNOWN;
	return EXIT_CLEAN;
}

struct kernel_verdict judge_kernel(const struct scenario_result *results,
				   size_t count, bool unaffected,
				   bool interrupted)
{
	struct kernel_verdict v = { .state = KERNEL_FIXED };
	enum peer_fate fate = PEER_NONE;
	bool leaks = false, dangling = false;

	for (size_t i = 0; i < count; i++) {
		leaks |= results[i].leaks;
		dangling |= results[i].dangling;
		v.complaints += results[i].complaints;
		v.results[scenario_outcome(&results[i])]++;
		if (results[i].peer)
			fate = results[i].peer;
	}
	v.why = interrupted ? "interrupted" : doubt(results, count);
	if (dangling)
		v.state = KERNEL_DANGLING;
	else if (leaks)
		v.state = KERNEL_LEAKS;
	else if (unaffected)
		v.state = KERNEL_UNAFFECTED;
	else if (v.why)
		v.state = KERNEL_UNKNOWN;
	if (v.state != KERNEL_UNKNOWN)
		v.why = NULL;
	if (v.state == KERNEL_FIXED)
		v.how = how(fate);
	v.peers_forgotten = v.how == FIX_DIRECT;
	v.status = status_of(&v, interrupted);
	return v;
}
