// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_output.c - output for people and for programs: both come from one
 * description, and no byte of it can harm a terminal
 */
#include <check.h>
#include <errno.h>
#include <linux/nl80211.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/codes.h"
#include "output/describe.h"
#include "output/output.h"
#include "recording/recording.h"
#include "suite.h"
#include "base/util.h"

static const uint8_t sta_addr[6] = { 2, 0, 0, 0, 2, 1 };
static const uint8_t link_addr[6] = { 2, 0, 0, 0, 0x11, 1 };

/* What was written, as one string; free() it. */
struct capture {
	struct output out;
	char *text;
	size_t size;
};

static void capture_begin(struct capture *c, bool json)
{
	*c = (struct capture){
		.out = { .json = json, .all = true,
			 .clock = { .utc_offset_s = 3600 } },
	};
	c->out.file = open_memstream(&c->text, &c->size);
	ck_assert_ptr_nonnull(c->out.file);
}

static const char *capture_end(struct capture *c)
{
	fclose(c->out.file);
	ck_assert_int_eq(c->out.err, 0);
	return c->text;
}

static void example_assoc(struct event *ev)
{
	ev->links = 0x3;
	ev->asked = ev->offered = 0x7;
	ev->freqs[0] = 2412;
	ev->widths[0] = 20;
	ev->freqs[1] = ev->freqs[2] = 5180;
}

/* Let the AP do it, unless an AP cannot. */
static void example_connection(struct event *ev)
{
	ev->by = ACTOR_AP;
	switch (ev->type) {
	case EV_ASSOC:
		example_assoc(ev);
		ev->by = ACTOR_PROCESS;
		ev->pid = 812;
		strcpy(ev->comm, "wpa_supplicant");
		break;
	case EV_REFUSED:
		ev->phase = PHASE_LINK;
		ev->links = 0;
		ev->link = 2;
		ev->has_code = true;
		ev->code = 17;
		break;
	case EV_ACTIVE:
	case EV_DORMANT:
		ev->before = 0x7;
		ev->cause = CAUSE_TTLM;
		break;
	case EV_TTLM:
		ev->phase = PHASE_ANNOUNCED;
		ev->delay_ns = 300 * NSEC_PER_MSEC;
		ev->duration_ns = 20 * NSEC_PER_SEC;
		break;
	case EV_CSA:
		ev->phase = PHASE_ANNOUNCED;
		ev->links = 0;
		ev->link = 1;
		ev->freq = 5240;
		ev->width = 80;
		ev->beacons = 5;
		break;
	case EV_DISCONNECT:
		ev->phase = PHASE_DEAUTH;
		ev->links = 0;
		ev->has_code = true;
		ev->code = 3;
		break;
	case EV_RADIO:
		ev->phase = PHASE_RESTART;
		ev->links = 0;
		ev->by = ACTOR_DRIVER;
		strcpy(ev->driver, "iwlwifi");
		memset(ev->iface.name, 0, sizeof(ev->iface.name));
		break;
	default:
		ev->cause = CAUSE_STA_RECONF;
		ev->by = ACTOR_NONE;
	}
	ev->has_sta = ev->type == EV_ASSOC || ev->type == EV_REFUSED ||
		      ev->type == EV_DISCONNECT;
	memcpy(ev->sta, sta_addr, 6);
}

/* One of each type, with all that such an event can have */
static struct event example(enum event_type type)
{
	struct event ev = {
		.type = type, .time = 3661 * NSEC_PER_SEC + 5000,
		.iface = { .sdata = 1, .ifindex = 3, .netns = 4026531840,
			   .wiphy = 2, .name = "wlan0" },
		.role = ROLE_CLIENT, .link = -1,
	};

	switch (type) {
	case EV_REMOVAL:
	case EV_FOUND:
		ev.outcome = OUTCOME_STALE;
		ev.witness = WITNESS_STATE;
		ev.has_age = true;
		ev.age_ns = 90 * NSEC_PER_SEC;
		ev.bytes = 1192;
		/* fall through */
	case EV_SETUP:
	case EV_STA_GONE:
		ev.has_sta = true;
		memcpy(ev.sta, sta_addr, 6);
		/* fall through */
	case EV_MEMORY:
		ev.link = type == EV_STA_GONE ? -1 : 1;
		ev.has_link_addr = type != EV_STA_GONE;
		memcpy(ev.link_addr, link_addr, 6);
		break;
	case EV_MISSED:
		ev.missed_of = REC_RECONF_EXIT;
		ev.skipped = true;
		/* fall through */
	case EV_LOST:
		ev.lost = 17;
		break;
	default:
		ev.links = 0x6;
	}
	if (type == EV_REMOVAL || type == EV_ANNOUNCE || type == EV_CANCEL)
		ev.cause = CAUSE_AP_RECONF;
	if (type == EV_MEMORY || type == EV_LOST || type == EV_MISSED)
		memset(&ev.iface, 0, sizeof(ev.iface));
	if (type == EV_ANNOUNCE)
		ev.delay_ns = 500 * NSEC_PER_MSEC;
	if (type >= EV_ASSOC)
		example_connection(&ev);
	return ev;
}

static char *text_of(const struct event *ev)
{
	struct capture c;

	capture_begin(&c, false);
	output_event(&c.out, ev);
	capture_end(&c);
	return c.text;
}

static struct json_object *json_of(const struct event *ev)
{
	struct json_object *obj;
	struct capture c;

	capture_begin(&c, true);
	output_event(&c.out, ev);
	obj = json_tokener_parse(capture_end(&c));
	ck_assert_msg(obj != NULL, "%s", c.text);
	free(c.text);
	return obj;
}

static const char *value(struct json_object *obj, const char *key)
{
	struct json_object *found = NULL;

	ck_assert_msg(json_object_object_get_ex(obj, key, &found),
		      "no '%s' in %s", key, json_object_to_json_string(obj));
	return json_object_get_string(found);
}

static bool starts_with(const char *text, const char *want)
{
	return !strncmp(text, want, strlen(want));
}

/* Nothing but lines of what a terminal shows as it is */
static void check_text(const char *text)
{
	size_t len = strlen(text);

	ck_assert_uint_gt(len, 1);
	ck_assert_int_eq(text[len - 1], '\n');
	for (size_t i = 0; i < len; i++)
		ck_assert_msg(text[i] == '\n' ||
			      (text[i] >= 0x20 && text[i] < 0x7f),
			      "byte %02x in %s", (unsigned char)text[i], text);
}

static void expect_text(const struct event *ev, const char *want)
{
	char *text = text_of(ev);

	ck_assert_str_eq(text, want);
	free(text);
}

/* ---- text ---- */

START_TEST(text_of_each_type)
{
	static const char *const want[EV_TYPES] = {
	[EV_ANNOUNCE] =
"02:01:01.000005  wlan0 (client): the AP announces the removal of links "
"1 and 2 in 500.0 ms\n",
	[EV_CANCEL] =
"02:01:01.000005  wlan0 (client): the AP cancelled the removal of "
"links 1 and 2\n",
	[EV_FAILED] =
"02:01:01.000005  wlan0 (client): the AP removed the last usable links "
"(1 and 2): disconnected\n",
	[EV_REMOVAL] =
"02:01:01.000005  wlan0 (client) station 02:00:00:00:02:01, link 1 "
"(02:00:00:00:11:01): stale\n"
"                 removed by ap-reconf, link age 1 min 30 s, 1192 bytes; "
"evidence: station walk\n",
	[EV_FOUND] =
"02:01:01.000005  wlan0 (client) link 1 (02:00:00:00:11:01) of station "
"02:00:00:00:02:01: stale\n"
"                 already there when mlotrace started, link age 1 min 30 s, "
"1192 bytes; evidence: station walk\n",
	[EV_MEMORY] =
"02:01:01.000005  memory of link 1 (02:00:00:00:11:01) freed\n",
	[EV_SETUP] =
"02:01:01.000005  wlan0 (client) station 02:00:00:00:02:01, link 1 "
"(02:00:00:00:11:01): set up\n",
	[EV_VIF_LINKS] =
"02:01:01.000005  wlan0 (client): links of the interface become 1 and 2\n",
	[EV_STA_GONE] =
"02:01:01.000005  wlan0 (client) station 02:00:00:00:02:01: destroyed\n",
	[EV_LOST] =
"02:01:01.000005  17 records lost: something may be missing here\n",
	[EV_MISSED] =
"02:01:01.000005  missed: 17 calls of ieee80211_ml_reconf_work (exit)\n",
	[EV_ASSOC] =
"02:01:01.000005  wlan0 (client): connected to 02:00:00:00:02:01 by links 0 "
"and 1, asked for by wpa_supplicant (pid 812)\n"
"                 asked for: 0, 1 and 2; offered: 0, 1 and 2; 0 at 2412 MHz "
"(20 MHz wide), 1 at 5180 MHz\n",
	[EV_REFUSED] =
"02:01:01.000005  wlan0 (client): the AP 02:00:00:00:02:01 refused link 2: "
"the AP has too many stations (status 17)\n",
	[EV_ACTIVE] =
"02:01:01.000005  wlan0 (client): active links: 1 and 2, before 0, 1 and 2\n"
"                 by a TID-to-link mapping of the AP\n",
	[EV_DORMANT] =
"02:01:01.000005  wlan0 (client): dormant links: 1 and 2, before 0, 1 and 2\n"
"                 by a TID-to-link mapping of the AP\n",
	[EV_TTLM] =
"02:01:01.000005  wlan0 (client): the AP announces a TID-to-link mapping: only "
"links 1 and 2 in 300.0 ms, for 20.00 s\n",
	[EV_CSA] =
"02:01:01.000005  wlan0 (client): the AP announces a channel switch of link 1 "
"to 5240 MHz (80 MHz wide) in 5 beacons\n",
	[EV_ADDED] =
"02:01:01.000005  wlan0 (client): links 1 and 2 added to the connection\n",
	[EV_DISCONNECT] =
"02:01:01.000005  wlan0 (client): disconnected by the AP 02:00:00:00:02:01\n"
"                 reason 3, the sender is leaving (deauthentication)\n",
	[EV_RADIO] =
"02:01:01.000005  phy2: restart of the driver iwlwifi\n",
	};
	struct event ev = example(_i);

	expect_text(&ev, want[_i]);
}
END_TEST

/* By whom: the AP, the end of the connection, or a kernel that misread it. */
START_TEST(text_of_a_cancelled_removal)
{
	struct event ev = example(EV_CANCEL);

	ev.links = 0x2;
	expect_text(&ev, "02:01:01.000005  wlan0 (client): the AP cancelled "
		    "the removal of link 1\n");
	ev.reason = REASON_DUE;
	expect_text(&ev, "02:01:01.000005  wlan0 (client): this kernel "
		    "cancelled the removal of link 1: it was due: the AP has "
		    "probably removed the link, and this kernel keeps it; bug: "
		    "removal-lost\n");
	ev.reason = REASON_PERHAPS_DUE;
	expect_text(&ev, "02:01:01.000005  wlan0 (client): this kernel "
		    "cancelled the removal of link 1: it may have been due: "
		    "either the AP took it back, or it removed the link, and "
		    "this kernel keeps it\n");
	ev.reason = REASON_NONE;
	ev.cause = CAUSE_TEARDOWN;
	expect_text(&ev, "02:01:01.000005  wlan0 (client): the removal of "
		    "link 1 was cancelled by the teardown\n");
}
END_TEST

START_TEST(text_of_a_station_that_survived)
{
	struct event ev = example(EV_FOUND);

	ev.reason = REASON_SURVIVED;
	expect_text(&ev,
"02:01:01.000005  wlan0 (client) link 1 (02:00:00:00:11:01) of station "
"02:00:00:00:02:01: stale\n"
"                 left behind, link age 1 min 30 s, 1192 bytes; its connection "
"could not be prepared, and its interface has no links; evidence: station "
"walk; bug: station-survives-prep\n");
}
END_TEST

/* ---- a connection, in each of its phases ---- */

#define CONN "wlan0 (client): "
#define AP "02:00:00:00:02:01"

static const struct {
	enum event_type type;
	enum phase phase;
	enum cause cause;
	enum actor by;
	const char *want;
} phases[] = {
	{ EV_REFUSED, PHASE_LINK, CAUSE_NONE, ACTOR_AP,
	  CONN "the AP " AP " refused link 2: the AP has too many stations "
	  "(status 17)" },
	{ EV_REFUSED, PHASE_ASSOC, CAUSE_NONE, ACTOR_AP,
	  CONN AP " refused the association: the AP has too many stations "
	  "(status 17)" },
	{ EV_REFUSED, PHASE_AUTH, CAUSE_NONE, ACTOR_AP,
	  CONN AP " refused the authentication: the AP has too many stations "
	  "(status 17)" },
	{ EV_REFUSED, PHASE_ADDITION, CAUSE_NONE, ACTOR_AP,
	  CONN "the AP " AP " refused to add link 2: the AP has too many "
	  "stations (status 17)" },
	{ EV_REFUSED, PHASE_REMOVAL, CAUSE_NONE, ACTOR_AP,
	  CONN "the AP " AP " refused the removal of link 2: the AP has too "
	  "many stations (status 17)" },
	{ EV_REFUSED, PHASE_TIMEOUT, CAUSE_NONE, ACTOR_NONE,
	  CONN AP " did not answer the association request" },
	{ EV_ACTIVE, PHASE_REJECTED, CAUSE_TTLM, ACTOR_AP,
	  CONN "active links stay 0, 1 and 2: the driver mt7925e refused 1 "
	  "and 2" },
	{ EV_ACTIVE, PHASE_NONE, CAUSE_ASSOC, ACTOR_KERNEL,
	  CONN "active links: 1 and 2, before 0, 1 and 2\n"
	  "the connection is set up" },
	{ EV_ACTIVE, PHASE_NONE, CAUSE_TEARDOWN, ACTOR_KERNEL,
	  CONN "active links: 1 and 2, before 0, 1 and 2\n"
	  "the connection ends" },
	{ EV_ACTIVE, PHASE_NONE, CAUSE_AP_RECONF, ACTOR_AP,
	  CONN "active links: 1 and 2, before 0, 1 and 2\n"
	  "the AP removed a link" },
	{ EV_ACTIVE, PHASE_NONE, CAUSE_STA_RECONF, ACTOR_PROCESS,
	  CONN "active links: 1 and 2, before 0, 1 and 2\n"
	  "by a reconfiguration of this station" },
	{ EV_ACTIVE, PHASE_NONE, CAUSE_RESTART, ACTOR_KERNEL,
	  CONN "active links: 1 and 2, before 0, 1 and 2\n"
	  "all is set up again after a restart or suspend" },
	{ EV_ACTIVE, PHASE_NONE, CAUSE_TTLM, ACTOR_AP,
	  CONN "active links: 1 and 2, before 0, 1 and 2\n"
	  "by a TID-to-link mapping of the AP" },
	{ EV_ACTIVE, PHASE_NONE, CAUSE_TTLM, ACTOR_PROCESS,
	  CONN "active links: 1 and 2, before 0, 1 and 2\n"
	  "by a TID-to-link mapping of iwd (pid 812)" },
	{ EV_ACTIVE, PHASE_NONE, CAUSE_REQUEST, ACTOR_PROCESS,
	  CONN "active links: 1 and 2, before 0, 1 and 2\n"
	  "iwd (pid 812) asked for it" },
	{ EV_ACTIVE, PHASE_NONE, CAUSE_DRIVER, ACTOR_DRIVER,
	  CONN "active links: 1 and 2, before 0, 1 and 2\n"
	  "the driver mt7925e decided so" },
	{ EV_DORMANT, PHASE_NONE, CAUSE_TTLM, ACTOR_PROCESS,
	  CONN "dormant links: 1 and 2, before 0, 1 and 2\n"
	  "by a TID-to-link mapping of iwd (pid 812)" },
	{ EV_TTLM, PHASE_ANNOUNCED, CAUSE_NONE, ACTOR_AP,
	  CONN "the AP announces a TID-to-link mapping: only links 1 and 2 "
	  "in 300.0 ms, for 20.00 s" },
	{ EV_TTLM, PHASE_ACCEPTED, CAUSE_NONE, ACTOR_PROCESS,
	  CONN "iwd (pid 812) asks for a TID-to-link mapping with links 1 and "
	  "2" },
	{ EV_TTLM, PHASE_ACCEPTED, CAUSE_NONE, ACTOR_AP,
	  CONN "the AP asks for a TID-to-link mapping with links 1 and 2" },
	{ EV_TTLM, PHASE_REJECTED, CAUSE_NONE, ACTOR_AP,
	  CONN "the AP asks for a TID-to-link mapping with links 1 and 2: the "
	  "driver refused it" },
	{ EV_TTLM, PHASE_WITHDRAWN, CAUSE_NONE, ACTOR_AP,
	  CONN "the AP takes back the TID-to-link mapping" },
	{ EV_CSA, PHASE_WITHDRAWN, CAUSE_NONE, ACTOR_AP,
	  CONN "the AP takes back the channel switch of link 1" },
	{ EV_CSA, PHASE_ANNOUNCED, CAUSE_NONE, ACTOR_AP,
	  CONN "the AP announces a channel switch of link 1 to 5240 MHz "
	  "(80 MHz wide) in 5 beacons" },
	{ EV_CSA, PHASE_DONE, CAUSE_NONE, ACTOR_AP,
	  CONN "link 1 is on 5240 MHz now (80 MHz wide)" },
	{ EV_CSA, PHASE_ABORTED, CAUSE_NONE, ACTOR_AP,
	  CONN "the channel switch was aborted" },
	{ EV_DISCONNECT, PHASE_DEAUTH, CAUSE_NONE, ACTOR_AP,
	  CONN "disconnected by the AP " AP "\n"
	  "reason 3, the sender is leaving (deauthentication)" },
	{ EV_DISCONNECT, PHASE_DISASSOC, CAUSE_NONE, ACTOR_AP,
	  CONN "disconnected by the AP " AP "\n"
	  "reason 3, the sender is leaving (disassociation)" },
	{ EV_DISCONNECT, PHASE_DEAUTH, CAUSE_REQUEST, ACTOR_PROCESS,
	  CONN "disconnected from " AP " by iwd (pid 812)\n"
	  "reason 3, the sender is leaving" },
	{ EV_DISCONNECT, PHASE_DEAUTH, CAUSE_DRIVER, ACTOR_DRIVER,
	  CONN "disconnected from " AP ": the driver mt7925e asked for it\n"
	  "reason 3, the sender is leaving" },
	{ EV_DISCONNECT, PHASE_DEAUTH, CAUSE_LOSS, ACTOR_DRIVER,
	  CONN "disconnected from " AP ": the driver mt7925e lost the "
	  "connection\nreason 3, the sender is leaving" },
	{ EV_DISCONNECT, PHASE_DEAUTH, CAUSE_LOSS, ACTOR_KERNEL,
	  CONN "disconnected from " AP ": the AP is not heard any more, or "
	  "the kernel gave up\nreason 3, the sender is leaving" },
	{ EV_DISCONNECT, PHASE_DEAUTH, CAUSE_AP_RECONF, ACTOR_KERNEL,
	  CONN "disconnected from " AP ": the removal of a link failed\n"
	  "reason 3, the sender is leaving" },
	{ EV_DISCONNECT, PHASE_DEAUTH, CAUSE_TTLM, ACTOR_KERNEL,
	  CONN "disconnected from " AP ": the AP did not accept the "
	  "TID-to-link mapping, or is not heard any more\n"
	  "reason 3, the sender is leaving" },
	{ EV_DISCONNECT, PHASE_DEAUTH, CAUSE_CSA, ACTOR_KERNEL,
	  CONN "disconnected from " AP ": the channel switch failed\n"
	  "reason 3, the sender is leaving" },
	{ EV_DISCONNECT, PHASE_DEAUTH, CAUSE_STA_RECONF, ACTOR_KERNEL,
	  CONN "disconnected from " AP ": the AP refused to change the "
	  "links, or did not answer\nreason 3, the sender is leaving" },
	{ EV_DISCONNECT, PHASE_DEAUTH, CAUSE_LEAVE, ACTOR_KERNEL,
	  CONN "disconnected from " AP ": the kernel left (suspend, "
	  "rfkill, regulatory domain, or the AP's mode)\n"
	  "reason 3, the sender is leaving" },
	{ EV_RADIO, PHASE_SUSPEND, CAUSE_NONE, ACTOR_KERNEL, "phy2: suspend" },
	{ EV_RADIO, PHASE_RESUMED, CAUSE_NONE, ACTOR_KERNEL,
	  "phy2: resumed: every link was set up again" },
	{ EV_RADIO, PHASE_RESTART, CAUSE_NONE, ACTOR_DRIVER,
	  "phy2: restart of the driver mt7925e" },
	{ EV_RADIO, PHASE_RESTART, CAUSE_NONE, ACTOR_PROCESS,
	  "phy2: restart of the driver mt7925e, asked for by iwd (pid 812)" },
	{ EV_RADIO, PHASE_RESTARTED, CAUSE_NONE, ACTOR_KERNEL,
	  "phy2: every link was set up again after the restart of the driver "
	  "mt7925e" },
};

static struct event in_phase(int i)
{
	struct event ev = example(phases[i].type);

	ev.phase = phases[i].phase;
	ev.cause = phases[i].cause;
	ev.by = phases[i].by;
	ev.pid = 812;
	strcpy(ev.comm, "iwd");
	strcpy(ev.driver, "mt7925e");
	if (ev.phase == PHASE_ABORTED)
		ev.link = -1;
	if (ev.phase != PHASE_LINK && ev.phase != PHASE_ADDITION &&
	    ev.phase != PHASE_REMOVAL && ev.type == EV_REFUSED)
		ev.link = -1;
	if (ev.phase == PHASE_TIMEOUT)
		ev.has_code = false;
	return ev;
}

/* Both of its lines, without the time and the indent */
static void expect_phase(const struct event *ev, const char *want)
{
	const size_t indent = strlen("02:01:01.000005  ");
	char *text = text_of(ev), *second = strchr(text, '\n') + 1;
	char got[512];

	check_text(text);
	snprintf(got, sizeof(got), "%.*s%s", (int)(second - text - indent),
		 text + indent, *second ? second + indent : "");
	got[strlen(got) - 1] = '\0';
	ck_assert_str_eq(got, want);
	free(text);
}

START_TEST(text_of_each_phase)
{
	struct event ev = in_phase(_i);

	expect_phase(&ev, phases[_i].want);
}
END_TEST

START_TEST(every_phase_has_a_text)
{
	bool phase[PHASES] = { false }, actor[ACTORS] = { false };

	for (size_t i = 0; i < ARRAY_SIZE(phases); i++) {
		phase[phases[i].phase] = true;
		actor[phases[i].by] = true;
	}
	for (int i = 0; i < PHASES; i++)
		ck_assert_msg(phase[i], "%s", phase_name(i));
	for (int i = 0; i < ACTORS; i++)
		ck_assert_msg(actor[i], "%s", actor_name(i));
}
END_TEST

/* What is not known is left out, and leaves no gap. */
START_TEST(text_of_half_a_connection)
{
	struct event ev = example(EV_ASSOC);

	ev.by = ACTOR_NONE;
	ev.offered = 0;
	memset(ev.freqs, 0, sizeof(ev.freqs));
	expect_phase(&ev, CONN "connected to " AP " by links 0 and 1\n"
		     "asked for: 0, 1 and 2");
	ev = example(EV_REFUSED);
	ev.phase = PHASE_ASSOC;
	ev.has_code = false;
	ev.by = ACTOR_KERNEL;
	expect_phase(&ev, CONN "the association with " AP " was given up by "
		     "the kernel");
	ev = example(EV_TTLM);
	ev.delay_ns = ev.duration_ns = 0;
	expect_phase(&ev, CONN "the AP announces a TID-to-link mapping: only "
		     "links 1 and 2");
	ev = example(EV_CSA);
	ev.width = 0;
	ev.quiet = true;
	expect_phase(&ev, CONN "the AP announces a channel switch of link 1 to "
		     "5240 MHz in 5 beacons, and silence until then");
	ev.phase = PHASE_ABORTED;
	ev.link = -1;
	ev.links = 0x6;
	expect_phase(&ev, CONN "the channel switch of links 1 and 2 was "
		     "aborted");
	ev = example(EV_DORMANT);
	ev.links = 0;
	expect_phase(&ev, CONN "no link is dormant any more, before 0, 1 and 2\n"
		     "the TID-to-link mapping ended");
	ev = example(EV_RADIO);
	*ev.driver = '\0';
	expect_phase(&ev, "phy2: restart of the driver");
	ev = example(EV_DISCONNECT);
	ev.code = 255;
	expect_phase(&ev, CONN "disconnected by the AP " AP "\n"
		     "reason 255, unknown (deauthentication)");
	ev.by = ACTOR_DRIVER;
	ev.cause = CAUSE_DRIVER;
	expect_phase(&ev, CONN "disconnected from " AP ": the driver asked for "
		     "it\nreason 255, unknown");
}
END_TEST

/* Each code has its own text, even a code beyond the standard's. */
START_TEST(codes_in_words)
{
	const struct { const char *(*text)(unsigned int code); } tables[] = {
		{ reason_code_text }, { status_code_text },
	};

	for (size_t t = 0; t < ARRAY_SIZE(tables); t++) {
		for (unsigned int code = 0; code < 1024; code++) {
			const char *text = tables[t].text(code);

			ck_assert_uint_gt(strlen(text), 0);
			if (!strcmp(text, "unknown"))
				continue;
			ck_assert_uint_lt(code, 256);
			for (unsigned int other = 0; other < code; other++)
				ck_assert_str_ne(text,
						 tables[t].text(other));
		}
		ck_assert_str_eq(tables[t].text(0), "unknown");
		ck_assert_str_eq(tables[t].text(65535), "unknown");
	}
	ck_assert_str_eq(reason_code_text(3), "the sender is leaving");
	ck_assert_str_eq(reason_code_text(15),
			 "the 4-way handshake timed out");
	ck_assert_str_eq(status_code_text(17),
			 "the AP has too many stations");
	ck_assert_str_eq(status_code_text(134),
			 "another TID-to-link mapping is preferred");
}
END_TEST

START_TEST(text_of_a_long_story)
{
	struct event ev = example(EV_REMOVAL);

	ev.outcome = OUTCOME_RECLAIMED;
	ev.witness = WITNESS_STATE | WITNESS_HASH | WITNESS_SIGNATURE |
		     WITNESS_CALL;
	ev.stale_ns = 2500 * NSEC_PER_MSEC;
	ev.announced_ns = 100 * NSEC_PER_MSEC;
	ev.early_ns = 400 * NSEC_PER_MSEC;
	ev.reason = REASON_LOST;
	expect_text(&ev,
"02:01:01.000005  wlan0 (client) station 02:00:00:00:02:01, link 1 "
"(02:00:00:00:11:01): reclaimed\n"
"                 removed by ap-reconf, announced 100.0 ms before, 400.0 ms "
"before it was due, link age 1 min 30 s, stale for 2.50 s, 1192 bytes; records were lost while it "
"happened; evidence: station walk, hash walk, signature, call; bug: "
"removal-early\n");
}
END_TEST

START_TEST(text_leaves_out_what_is_not_known)
{
	struct event ev = example(EV_REMOVAL);

	ev.has_link_addr = false;
	ev.has_age = false;
	ev.bytes = 0;
	ev.witness = 0;
	ev.outcome = OUTCOME_UNKNOWN;
	expect_text(&ev,
"02:01:01.000005  wlan0 (client) station 02:00:00:00:02:01, link 1: unknown\n"
"                 removed by ap-reconf\n");
	ev = (struct event){
		.type = EV_FOUND, .link = -1, .outcome = OUTCOME_DANGLING,
		.witness = WITNESS_HASH,
	};
	expect_text(&ev,
"01:00:00.000000  link: dangling\n"
"                 already there when mlotrace started; evidence: hash walk\n");
}
END_TEST

/* Without its interface an event is still an event. */
START_TEST(text_is_never_empty)
{
	for (int type = 0; type < EV_TYPES; type++) {
		struct event ev = { .type = type, .link = -1 };
		char *text = text_of(&ev);

		check_text(text);
		ck_assert_msg(strlen(text) > strlen("01:00:00.000000  \n"),
			      "%s has no text", event_type_name(type));
		free(text);
	}
}
END_TEST

START_TEST(details_only_when_asked_for)
{
	static const bool detail[EV_TYPES] = {
		[EV_MEMORY] = true, [EV_SETUP] = true,
		[EV_VIF_LINKS] = true, [EV_STA_GONE] = true,
		[EV_ACTIVE] = true,	/* with a mapping: see below */
	};
	struct event follows;

	for (int type = 0; type < EV_TYPES; type++) {
		for (int json = 0; json < 2; json++) {
			struct event ev = example(type);
			struct capture c;

			capture_begin(&c, json);
			c.out.all = false;
			output_event(&c.out, &ev);
			capture_end(&c);
			ck_assert_int_eq(!c.size, detail[type] && !json);
			free(c.text);
		}
	}
	/* links that become (in)active with a connection or mapping: no news */
	for (int cause = CAUSE_NONE + 1; cause < ALL_CAUSES; cause++) {
		for (int refused = 0; refused < 2; refused++) {
			struct capture c;

			follows = example(EV_ACTIVE);
			follows.cause = cause;
			follows.phase = refused ? PHASE_REJECTED : PHASE_NONE;
			capture_begin(&c, false);
			c.out.all = false;
			output_event(&c.out, &follows);
			capture_end(&c);
			ck_assert_int_eq(!c.size, !refused &&
					 (cause < CAUSES || cause == CAUSE_TTLM));
			free(c.text);
		}
	}
}
END_TEST

static const char *const evil_names[] = {
	"\x1b[2J\x1b[H", "a\nb", "\r\n", "\x07\x08\x7f", "\x9b""31m",
	"\xe2\x80\xae", "%s%n%n%n", "{sta}[x]", "\"},{\"a\":\"", "\\",
};

START_TEST(names_harm_no_terminal)
{
	for (int type = 0; type < EV_TYPES; type++) {
		struct event ev = example(type);
		struct json_object *obj;
		struct capture c;
		char *text;

		ev.iface.sdata = 1;
		memset(ev.iface.name, 0, sizeof(ev.iface.name));
		strcpy(ev.iface.name, evil_names[_i]);
		if (ev.by) {
			strcpy(ev.comm, evil_names[_i]);
			strcpy(ev.driver, evil_names[_i]);
		}
		text = text_of(&ev);
		check_text(text);
		free(text);
		capture_begin(&c, true);
		output_event(&c.out, &ev);
		check_text(capture_end(&c));
		/* one line */
		ck_assert_ptr_eq(strchr(c.text, '\n'), c.text + c.size - 1);
		free(c.text);
		obj = json_of(&ev);
		ck_assert_uint_lt(strlen(value(obj, "iface")), 65);
		json_object_put(obj);
	}
}
END_TEST

/* Whoever asked: a process, or a driver. */
START_TEST(names_of_others_harm_no_terminal)
{
	for (size_t i = 0; i < ARRAY_SIZE(phases); i++) {
		struct event ev = in_phase(i);
		struct json_object *obj;
		struct capture c;
		char *text;

		strcpy(ev.comm, evil_names[_i]);
		strcpy(ev.driver, evil_names[_i]);
		text = text_of(&ev);
		check_text(text);
		free(text);
		capture_begin(&c, true);
		output_event(&c.out, &ev);
		check_text(capture_end(&c));
		free(c.text);
		obj = json_of(&ev);
		ck_assert_int_eq(json_object_object_get_ex(obj, "pid", NULL),
				 ev.by == ACTOR_PROCESS);
		ck_assert_uint_lt(strlen(value(obj, "driver")), 65);
		json_object_put(obj);
	}
}
END_TEST

START_TEST(name_in_text_and_json_is_the_same)
{
	struct event ev = example(EV_STA_GONE);
	struct json_object *obj;
	char *text;

	strcpy(ev.iface.name, "w\x1b[1m\xc3\xa9");
	text = text_of(&ev);
	obj = json_of(&ev);
	ck_assert_str_eq(value(obj, "iface"), "w\\x1b[1m\\xc3\\xa9");
	ck_assert_ptr_nonnull(strstr(text, "  w\\x1b[1m\\xc3\\xa9 (client)"));
	json_object_put(obj);
	free(text);
}
END_TEST

/* ---- templates ---- */

static const struct event with_channels = {
	.links = 0x4003, .freqs = { [1] = 5180, [2] = 5955, [14] = 2412 },
	.widths = { [1] = 320 },
};
static const struct event without_channels = { .links = 0x3 };

static const struct item items[] = {
	{ "word", ITEM_TEXT, .text = "one" },
	{ "none", ITEM_NUMBER, .number = 0 },
	{ "seven", ITEM_NUMBER, .number = 7 },
	{ "time", ITEM_NS, .number = 1500000 },
	{ "now", ITEM_NS, .number = 0 },
	{ "one_link", ITEM_LINKS, .number = 1 << 3 },
	{ "two_links", ITEM_LINKS, .number = 0x5 },
	{ "many_links", ITEM_LINKS, .number = 0x700b },
	{ "no_links", ITEM_LINKS, .number = 0 },
	{ "mac", ITEM_MAC, .mac = sta_addr },
	{ "name", ITEM_NAME, .text = "\x01" },
	{ "witness", ITEM_WITNESS, .number = WITNESS_HASH | WITNESS_CALL },
	{ "wor", ITEM_TEXT, .text = "prefix" },
	{ "id", ITEM_ID, .number = 0 },
	{ "process", ITEM_PROCESS, .text = "a\nb", .number = 7 },
	{ "driver", ITEM_DRIVER, .text = "\x1b" },
	{ "unnamed", ITEM_DRIVER, .text = "" },
	{ "channels", ITEM_CHANNELS, .ev = &with_channels },
	{ "unknown", ITEM_CHANNELS, .ev = &without_channels },
};

static const struct { const char *template, *want; } templates[] = {
	{ "", "" },
	{ "plain", "plain" },
	{ "{word} and {seven}", "one and 7" },
	{ "{wor}{word}", "prefixone" },
	{ "{time}; {now}", "1.5 ms; 0.0 ms" },
	{ "{one_link}; {two_links}; {many_links}; {no_links}",
	  "3; 0 and 2; 0, 1, 3, 12, 13 and 14; none" },
	{ "{mac}", "02:00:00:00:02:01" },
	{ "{name}", "\\x01" },
	{ "{witness}", "hash walk, call" },
	{ "link{s:one_link}, {one_link}", "link, 3" },
	{ "link{s:two_links} {two_links}", "links 0 and 2" },
	{ "link{s:no_links}{s:missing}", "link" },
	{ "tail{s:", "tail" },
	{ "a[ {seven}]b", "a 7b" },
	{ "a[ {none}]b", "ab" },
	{ "a {none} b", "a 0 b" },
	{ "a[ {missing}]b", "ab" },
	{ "a[ {now}][ {no_links}]b", "ab" },
	{ "a[ {word} {missing}]b", "ab" },
	{ "a[ {missing} {word}]b", "ab" },
	{ "a[ x[ {missing}]]b", "a xb" },
	{ "a[ {seven}[ {word}]]b", "a 7 oneb" },
	{ "a[ {missing}[ {word}]]b", "ab" },
	{ "[{missing}]{word}", "one" },
	{ "a{missing}b", "a?b" },
	{ "{id}[ {id}]", "0 0" },
	{ "[{process}]", "a\\x0ab (pid 7)" },
	{ "[{driver}] {unnamed}", "the driver \\x1b the driver" },
	{ "[{channels}]", "1 at 5180 MHz (320 MHz wide), 14 at 2412 MHz" },
	{ "a[; {unknown}]b", "ab" },
	{ "tail[", "tail" },
	{ "tail{word", "tailone" },
};

START_TEST(templates_expand)
{
	char buf[128];

	items_to_text(items, ARRAY_SIZE(items), templates[_i].template, buf,
		      sizeof(buf));
	ck_assert_str_eq(buf, templates[_i].want);
}
END_TEST

/* Cut at any size, and write no byte beyond it */
START_TEST(templates_are_cut)
{
	static const char template[] =
		"{word}[ {many_links}[, {mac}]][ {missing}] {witness} end";
	char whole[128], *buf;

	items_to_text(items, ARRAY_SIZE(items), template, whole,
		      sizeof(whole));
	for (size_t size = 1; size <= strlen(whole) + 2; size++) {
		buf = malloc(size);
		memset(buf, 'x', size);
		items_to_text(items, ARRAY_SIZE(items), template, buf, size);
		ck_assert_uint_lt(strlen(buf), size);
		ck_assert(!strncmp(buf, whole, strlen(buf)));
		free(buf);
	}
}
END_TEST

/* ---- JSON ---- */

START_TEST(json_of_each_type)
{
	struct event ev = example(_i);
	struct json_object *obj;
	struct capture c;

	capture_begin(&c, true);
	output_event(&c.out, &ev);
	capture_end(&c);
	ck_assert_msg(starts_with(c.text, "{\"type\":\""), "%s", c.text);
	ck_assert_ptr_nonnull(strstr(c.text, "\",\"v\":1,\"time\":3661"));
	free(c.text);
	obj = json_of(&ev);
	ck_assert_str_eq(value(obj, "type"), event_type_name(_i));
	ck_assert_str_eq(value(obj, "time"), "3661000005000");
	ck_assert_str_eq(value(obj, "wall"),
			 "1970-01-01T02:01:01.000005+01:00");
	json_object_put(obj);
}
END_TEST

START_TEST(json_of_a_removal)
{
	struct event ev = example(EV_REMOVAL);
	struct json_object *obj;

	ev.witness = WITNESS_STATE | WITNESS_HASH;
	ev.outcome = OUTCOME_UNKNOWN;
	ev.reason = REASON_EMBEDDED;
	ev.stale_ns = 5;
	ev.announced_ns = 6;
	ev.early_ns = 7;
	obj = json_of(&ev);
	ck_assert_str_eq(value(obj, "iface"), "wlan0");
	ck_assert_str_eq(value(obj, "ifindex"), "3");
	ck_assert_str_eq(value(obj, "netns"), "4026531840");
	ck_assert_str_eq(value(obj, "wiphy"), "2");
	ck_assert_str_eq(value(obj, "role"), "client");
	ck_assert_str_eq(value(obj, "sta"), "02:00:00:00:02:01");
	ck_assert_str_eq(value(obj, "link"), "1");
	ck_assert_str_eq(value(obj, "link_addr"), "02:00:00:00:11:01");
	ck_assert_str_eq(value(obj, "cause"), "ap-reconf");
	ck_assert_str_eq(value(obj, "outcome"), "unknown");
	ck_assert_str_eq(value(obj, "reason"), "embedded");
	ck_assert_str_eq(value(obj, "why"), reason_text(REASON_EMBEDDED));
	ck_assert_str_eq(value(obj, "witness"), "[ \"state\", \"hash\" ]");
	ck_assert_str_eq(value(obj, "age_ns"), "90000000000");
	ck_assert_str_eq(value(obj, "stale_ns"), "5");
	ck_assert_str_eq(value(obj, "announced_ns"), "6");
	ck_assert_str_eq(value(obj, "early_ns"), "7");
	ck_assert_str_eq(value(obj, "bytes"), "1192");
	json_object_put(obj);
}
END_TEST

START_TEST(json_of_links)
{
	struct event ev = example(EV_VIF_LINKS);
	struct json_object *obj;

	ev.links = 0x8005;
	obj = json_of(&ev);
	ck_assert_str_eq(value(obj, "links"), "[ 0, 2, 15 ]");
	json_object_put(obj);
	ev.links = 0;
	obj = json_of(&ev);
	ck_assert_str_eq(value(obj, "links"), "[ ]");
	json_object_put(obj);
}
END_TEST

static void has(struct json_object *obj, const char *key, const char *want)
{
	ck_assert_str_eq(value(obj, key), want);
}

static void has_not(struct json_object *obj, const char *key)
{
	ck_assert_msg(!json_object_object_get_ex(obj, key, NULL), "'%s' in %s",
		      key, json_object_to_json_string(obj));
}

START_TEST(json_of_an_association)
{
	struct event ev = example(EV_ASSOC);
	struct json_object *obj;

	obj = json_of(&ev);
	has(obj, "sta", "02:00:00:00:02:01");
	has(obj, "links", "[ 0, 1 ]");
	has(obj, "asked", "[ 0, 1, 2 ]");
	has(obj, "offered", "[ 0, 1, 2 ]");
	has(obj, "channels", "[ { \"link\": 0, \"freq\": 2412, \"width\": 20 }, "
	    "{ \"link\": 1, \"freq\": 5180 }, { \"link\": 2, \"freq\": 5180 } ]");
	has(obj, "by", "process");
	has(obj, "pid", "812");
	has(obj, "comm", "wpa_supplicant");
	has(obj, "who", "wpa_supplicant (pid 812)");
	has_not(obj, "status");
	has_not(obj, "phase");
	json_object_put(obj);
	ev.offered = 0;
	obj = json_of(&ev);
	has_not(obj, "offered");
	json_object_put(obj);
}
END_TEST

START_TEST(json_of_an_end)
{
	struct event ev = example(EV_DISCONNECT);
	struct json_object *obj = json_of(&ev);

	has(obj, "phase", "deauthentication");
	has(obj, "by", "ap");
	has(obj, "who", "the AP");
	has(obj, "reason_code", "3");
	has(obj, "reason_text", "the sender is leaving");
	has_not(obj, "reason");
	has_not(obj, "status");
	has_not(obj, "pid");
	has_not(obj, "cause");
	json_object_put(obj);
	ev.by = ACTOR_DRIVER;
	ev.cause = CAUSE_LOSS;
	strcpy(ev.driver, "iwlwifi");
	obj = json_of(&ev);
	has(obj, "cause", "loss");
	has(obj, "by", "driver");
	has(obj, "who", "the driver iwlwifi");
	has(obj, "driver", "iwlwifi");
	json_object_put(obj);
	ev = example(EV_REFUSED);
	obj = json_of(&ev);
	has(obj, "phase", "link");
	has(obj, "link", "2");
	has(obj, "status", "17");
	has(obj, "status_text", "the AP has too many stations");
	has_not(obj, "reason_code");
	json_object_put(obj);
}
END_TEST

START_TEST(json_of_what_changes)
{
	struct event ev = example(EV_ACTIVE);
	struct json_object *obj = json_of(&ev);

	has(obj, "links", "[ 1, 2 ]");
	has(obj, "before", "[ 0, 1, 2 ]");
	has(obj, "cause", "ttlm");
	json_object_put(obj);
	/* that no link is active is a fact, too */
	ev.links = 0;
	obj = json_of(&ev);
	has(obj, "links", "[ ]");
	json_object_put(obj);
	ev = example(EV_TTLM);
	obj = json_of(&ev);
	has(obj, "phase", "announced");
	has(obj, "delay_ns", "300000000");
	has(obj, "duration_ns", "20000000000");
	json_object_put(obj);
	ev = example(EV_CSA);
	obj = json_of(&ev);
	has(obj, "freq", "5240");
	has(obj, "width", "80");
	has(obj, "beacons", "5");
	has(obj, "quiet", "false");
	json_object_put(obj);
	ev.phase = PHASE_DONE;
	obj = json_of(&ev);
	has_not(obj, "beacons");
	has_not(obj, "quiet");
	json_object_put(obj);
	ev = example(EV_RADIO);
	obj = json_of(&ev);
	has(obj, "wiphy", "2");
	has(obj, "phase", "restart");
	has_not(obj, "iface");
	json_object_put(obj);
}
END_TEST

/*
 * Both come from one description: what is in the text is in the JSON, too, with
 * the same names, and the template uses no key that does not exist.
 */
START_TEST(text_and_json_agree)
{
	struct event ev = example(_i);
	struct json_object *obj = json_of(&ev);
	struct item described[MAX_ITEMS];
	size_t count = describe_event(&ev, described);
	char *text = text_of(&ev);
	int optional = 0;

	for (size_t i = 0; i < count; i++) {
		const struct item *item = &described[i];
		const char *json = value(obj, item->key);

		if (item->kind == ITEM_TEXT || item->kind == ITEM_NAME)
			ck_assert_str_eq(json, item->text);
		for (size_t j = 0; j < i; j++)
			ck_assert_str_ne(described[j].key, item->key);
	}
	/* only an optional key may be missing */
	for (const char *at = event_template(&ev); *at; at++) {
		char key[32] = "";

		optional += (*at == '[') - (*at == ']');
		if (*at != '{' || optional || starts_with(at, "{s:"))
			continue;
		strncpy(key, at + 1, strcspn(at + 1, "}"));
		ck_assert_str_ne(value(obj, key), "");
	}
	if (ev.has_sta)
		ck_assert_ptr_nonnull(strstr(text, value(obj, "sta")));
	if (ev.outcome)
		ck_assert_ptr_nonnull(strstr(text, value(obj, "outcome")));
	json_object_put(obj);
	free(text);
}
END_TEST

START_TEST(record_is_a_line)
{
	union any_record rec = { .walk = {
		.hdr = { .type = REC_WALK_END, .size = sizeof(rec.walk) },
	} };
	struct capture c;

	capture_begin(&c, true);
	output_record(&c.out, &rec);
	capture_end(&c);
	ck_assert_msg(starts_with(c.text, "{\"type\":\"record\",\"v\":1,"
				  "\"record\":\"walk-end\","), "%s", c.text);
	ck_assert_ptr_eq(strchr(c.text, '\n'), c.text + c.size - 1);
	free(c.text);
	capture_begin(&c, false);
	output_record(&c.out, &rec);
	capture_end(&c);
	ck_assert_uint_eq(c.size, 0);
	free(c.text);
}
END_TEST

START_TEST(wall_clock_of_any_place)
{
	static const struct { int32_t utc; const char *want; } cases[] = {
		{ 0, "1970-01-02T00:00:01.000000+00:00" },
		{ 5 * 3600 + 1800, "1970-01-02T05:30:01.000000+05:30" },
		{ -8 * 3600, "1970-01-01T16:00:01.000000-08:00" },
		{ -(3 * 3600 + 1800), "1970-01-01T20:30:01.000000-03:30" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct event ev = { .type = EV_LOST, .time = NSEC_PER_SEC,
				    .link = -1 };
		struct json_object *obj;
		struct capture c;

		capture_begin(&c, true);
		c.out.clock.utc_offset_s = cases[i].utc;
		c.out.clock.wall_offset_ns = 86400 * NSEC_PER_SEC;
		output_event(&c.out, &ev);
		obj = json_tokener_parse(capture_end(&c));
		ck_assert_str_eq(value(obj, "wall"), cases[i].want);
		json_object_put(obj);
		free(c.text);
	}
}
END_TEST

/* ---- the first and the last line ---- */

static struct meta example_meta(void)
{
	return (struct meta){
		.version = "9.9", .release = "6.12.43", .machine = "x86_64",
		.build_id = "abcd", .time = NSEC_PER_SEC, .link = 2,
		.iface = "wlan0", .sta = "02:00:00:00:02:01",
		.clock = { .wall_offset_ns = 1, .utc_offset_s = -3600 },
		.hooks = { "ieee80211_ml_reconf_work", "sta_info_free" },
		.hook_count = 2,
		.missing = { { "sta_remove_link", "inlined", "less" } },
		.missing_count = 1,
		.livepatches = { "lp: ieee80211_ml_reconf_work", "b: f" },
		.livepatch_count = 2,
	};
}

static const char *const filter_names[] = {
	"wlan0", "sixteen-letters!", "\x1b[2J\x1b[H", "a\nb", "\xc3\xa9", "\\",
	"\\x41", "\\\x01x41",
};

/* The filter is compared with names in records: it must keep every byte. */
START_TEST(filter_there_and_back)
{
	struct meta meta = example_meta(), back;
	struct json_object *obj;
	struct capture c;

	strcpy(meta.iface, filter_names[_i]);
	capture_begin(&c, true);
	output_meta(&c.out, &meta);
	check_text(capture_end(&c));
	obj = json_tokener_parse(c.text);
	ck_assert_int_eq(meta_from_json(obj, &back), 0);
	ck_assert_str_eq(back.iface, filter_names[_i]);
	json_object_put(obj);
	free(c.text);
}
END_TEST

START_TEST(meta_there_and_back)
{
	struct meta meta = example_meta(), back;
	struct json_object *obj;
	struct capture c;

	capture_begin(&c, true);
	output_meta(&c.out, &meta);
	capture_end(&c);
	ck_assert_msg(starts_with(c.text, "{\"type\":\"meta\",\"v\":1,"),
		      "%s", c.text);
	obj = json_tokener_parse(c.text);
	ck_assert_int_eq(meta_from_json(obj, &back), 0);
	ck_assert_mem_eq(&meta, &back, sizeof(meta));
	json_object_object_add(obj, "livepatches", json_object_new_int(1));
	ck_assert_int_eq(meta_from_json(obj, &back), -EINVAL);
	json_object_object_del(obj, "livepatches");
	ck_assert_int_eq(meta_from_json(obj, &back), 0);
	ck_assert_uint_eq(back.livepatch_count, 0);
	json_object_put(obj);
	free(c.text);
}
END_TEST

START_TEST(meta_names_what_is_missing)
{
	struct meta meta = example_meta();
	struct capture c;

	capture_begin(&c, false);
	output_meta(&c.out, &meta);
	check_text(capture_end(&c));
	ck_assert_ptr_nonnull(strstr(c.text, "kernel 6.12.43"));
	ck_assert_ptr_nonnull(strstr(c.text, "\nlive patch lp: ieee80211_ml"));
	ck_assert_ptr_nonnull(strstr(c.text, "ieee80211_ml_reconf_work"));
	ck_assert_ptr_nonnull(strstr(c.text, "no sta_remove_link (inlined); "
					     "not seen: less\n"));
	ck_assert_ptr_null(strstr(c.text, "unaffected"));
	free(c.text);
	meta.unaffected = true;
	capture_begin(&c, false);
	output_meta(&c.out, &meta);
	capture_end(&c);
	ck_assert_ptr_nonnull(strstr(c.text, "state: unaffected"));
	free(c.text);
}
END_TEST

/* Every combination of what a trace can end with */
#define SUMMARIES (1 << 6)

static void example_summary(int bits, struct tally *tally,
			    struct summary *summary)
{
	*tally = (struct tally){
		.records = 1000,
		.problems = bits & 1, .unknown = bits >> 1 & 1,
		.lost = bits & 4 ? 17 : 0,
		.leaks = bits & 1 && bits & 8, .dangling = bits & 1 && bits & 16,
		.stale_now = bits & 1 ? 2 : 0, .bytes_now = bits & 1 ? 2384 : 0,
	};
	if (bits & 1)
		tally->removals[CAUSE_AP_RECONF][OUTCOME_STALE] = 2;
	if (bits & 2)
		tally->removals[CAUSE_TEARDOWN][OUTCOME_UNKNOWN] = 1;
	*summary = (struct summary){
		.time = 2 * NSEC_PER_SEC, .duration_ns = 90 * NSEC_PER_SEC,
		.doubt = bits & 32 ? REASON_BROKEN_OFF : REASON_NONE,
		.tally = tally,
	};
}

START_TEST(status_of_each_summary)
{
	struct summary summary;
	struct tally tally;
	int status;

	example_summary(_i, &tally, &summary);
	status = summary_status(&summary);
	if (_i & 1)
		ck_assert_int_eq(status, EXIT_PROBLEM);
	else if (_i & (2 | 4 | 32))
		ck_assert_int_eq(status, EXIT_UNKNOWN);
	else
		ck_assert_int_eq(status, EXIT_CLEAN);
	for (int unaffected = 0; unaffected < 2; unaffected++) {
		enum kernel_state state;

		summary.unaffected = unaffected;
		state = summary_state(&summary);
		/* seeing removals go well proves nothing */
		ck_assert_int_ne(state, KERNEL_FIXED);
		ck_assert_int_eq(state, tally.dangling ? KERNEL_DANGLING :
				 tally.leaks ? KERNEL_LEAKS :
				 unaffected ? KERNEL_UNAFFECTED :
				 KERNEL_UNKNOWN);
	}
}
END_TEST

START_TEST(text_of_each_summary)
{
	struct summary summary;
	struct tally tally;
	char want[512];
	struct capture c;

	example_summary(_i, &tally, &summary);
	snprintf(want, sizeof(want),
		 "traced for 1 min 30 s: 1000 records, %d lost\n"
		 "removals:%s%s%s%s\n"
		 "%s"
		 "verdict: %s%s%s%s%s\n",
		 _i & 4 ? 17 : 0,
		 _i & 1 ? " 2 ap-reconf stale" : "", _i & 1 && _i & 2 ? "," : "",
		 _i & 2 ? " 1 teardown unknown" : "", _i & 3 ? "" : " none",
		 _i & 1 ? "stale now: 2 links, 2384 bytes\n" : "",
		 _i & 1 ? "problem" : _i & (2 | 4 | 32) ? "inconclusive" :
							  "clean",
		 tally.dangling ? ": this kernel leaves freed links hashed" :
		 tally.leaks ? ": this kernel leaks station links" : "",
		 _i & 4 ? "; records were lost" : "",
		 _i & 32 ? "; the recording breaks off" : "",
		 (_i & 3) == 2 ? "; 1 without a verdict" : "");
	capture_begin(&c, false);
	output_summary(&c.out, &summary);
	ck_assert_str_eq(capture_end(&c), want);
	free(c.text);
}
END_TEST

START_TEST(json_of_each_summary)
{
	struct summary summary;
	struct tally tally;
	struct json_object *obj;
	struct capture c;

	example_summary(_i, &tally, &summary);
	capture_begin(&c, true);
	output_summary(&c.out, &summary);
	capture_end(&c);
	ck_assert_msg(starts_with(c.text, "{\"type\":\"summary\",\"v\":1,"),
		      "%s", c.text);
	obj = json_tokener_parse(c.text);
	ck_assert_str_eq(value(obj, "lost"), _i & 4 ? "17" : "0");
	ck_assert_str_eq(value(obj, "records"), "1000");
	ck_assert_str_eq(value(obj, "problems"), _i & 1 ? "1" : "0");
	ck_assert_str_eq(value(obj, "unknown"), _i & 2 ? "1" : "0");
	ck_assert_str_eq(value(obj, "stale_now"), _i & 1 ? "2" : "0");
	ck_assert_str_eq(value(obj, "bytes_now"), _i & 1 ? "2384" : "0");
	ck_assert_str_eq(value(obj, "state"),
			 kernel_state_name(summary_state(&summary)));
	ck_assert_str_eq(value(obj, "verdict"),
			 _i & 1 ? "problem" :
			 _i & (2 | 4 | 32) ? "inconclusive" : "clean");
	ck_assert_int_eq(json_object_object_get_ex(obj, "reason", NULL),
			 !!(_i & 32));
	json_object_put(obj);
	free(c.text);
}
END_TEST

START_TEST(summary_of_a_scan)
{
	const struct tally tally = { .problems = 1, .stale_now = 1,
				     .bytes_now = 1192, .leaks = true };
	const struct summary summary = {
		.scan = true, .stations = 1, .radios = 2, .tally = &tally,
	};
	struct capture c;

	capture_begin(&c, false);
	output_summary(&c.out, &summary);
	ck_assert_str_eq(capture_end(&c),
		"seen: 1 station on 2 radios\n"
		"stale now: 1 link, 1192 bytes\n"
		"verdict: problem: this kernel leaks station links\n");
	free(c.text);
}
END_TEST

/* ---- a station, as scan shows it ---- */

static struct rec_station example_station(void)
{
	return (struct rec_station){
		.hdr = { .time = 100 * NSEC_PER_SEC },
		.iface = { .sdata = 1, .wiphy = 2, .name = "w\x1bn0",
			   .iftype = NL80211_IFTYPE_STATION,
			   .valid_links = 0x1d, .active_links = 0x5,
			   .dormant_links = 0x8 },
		.sta = { .addr = { 2, 0, 0, 0, 2, 1 }, .valid_links = 0x1f,
			 .assoc_at = 40 * NSEC_PER_SEC },
		.present = 0x3f, .embedded = 1,
		.bytes = { 0, 1192, 1192, 1192, 1192, 1192 },
		.freq = { 2412, [2] = 5955 }, .width = { 20 },
	};
}

START_TEST(station_in_all_its_states)
{
	const struct rec_station rec = example_station();
	const struct event found = {
		.outcome = OUTCOME_STALE, .has_sta = true, .link = 1,
		.iface = { .sdata = 1 }, .sta = { 2, 0, 0, 0, 2, 1 },
	};
	static const char *const states[] = {
		"active", "stale", "active", "dormant", "inactive",
		"allocated",
	};
	struct json_object *obj, *links;
	struct capture c;

	capture_begin(&c, false);
	output_station(&c.out, &rec, &found, 1);
	check_text(capture_end(&c));
	ck_assert_ptr_nonnull(strstr(c.text, "phy2 w\\x1bn0 (client) station "
		"02:00:00:00:02:01, associated for 1 min 0 s\n"));
	ck_assert_ptr_nonnull(strstr(c.text, "  active, 2412 MHz (20 MHz "
				     "wide)\n"));
	ck_assert_ptr_nonnull(strstr(c.text, "  active, 5955 MHz, 1192 "
				     "bytes\n"));
	ck_assert_ptr_nonnull(strstr(c.text, "  inactive: the driver does not "
				     "use it, 1192 bytes\n"));
	free(c.text);
	capture_begin(&c, true);
	output_station(&c.out, &rec, &found, 1);
	obj = json_tokener_parse(capture_end(&c));
	free(c.text);
	ck_assert_str_eq(value(obj, "type"), "station");
	ck_assert_str_eq(value(obj, "iface"), "w\\x1bn0");
	ck_assert_str_eq(value(obj, "assoc_ns"), "60000000000");
	ck_assert(json_object_object_get_ex(obj, "links", &links));
	ck_assert_uint_eq(json_object_array_length(links),
			  ARRAY_SIZE(states));
	for (size_t i = 0; i < ARRAY_SIZE(states); i++)
		ck_assert_str_eq(value(json_object_array_get_idx(links, i),
				       "state"), states[i]);
	links = json_object_array_get_idx(links, 0);
	ck_assert_str_eq(value(links, "freq"), "2412");
	ck_assert_str_eq(value(links, "width"), "20");
	json_object_put(obj);
}
END_TEST

/* Of another interface, station or link: not this one's */
START_TEST(stale_is_only_the_link_that_was_found)
{
	const struct rec_station rec = example_station();
	const struct event good = {
		.outcome = OUTCOME_STALE, .has_sta = true, .link = 1,
		.iface = { .sdata = 1 }, .sta = { 2, 0, 0, 0, 2, 1 },
	};
	struct event found[4] = { good, good, good, good };
	struct capture c;

	found[0].iface.sdata = 2;
	found[1].sta[5] = 9;
	found[2].link = 14;
	found[3].outcome = OUTCOME_DANGLING;
	capture_begin(&c, false);
	output_station(&c.out, &rec, found, ARRAY_SIZE(found));
	ck_assert_ptr_null(strstr(capture_end(&c), "stale"));
	free(c.text);
}
END_TEST

/* ---- writing ---- */

START_TEST(failed_write_is_remembered)
{
	for (int json = 0; json < 2; json++) {
		struct event ev = example(EV_REMOVAL);
		struct output out = { .file = fopen("/dev/full", "w"),
				      .json = json };

		if (!out.file)
			return;		/* not on this machine */
		setvbuf(out.file, NULL, _IOLBF, 0);
		output_event(&out, &ev);
		ck_assert_int_eq(out.err, -ENOSPC);
		fclose(out.file);
	}
}
END_TEST

START_TEST(colour_only_where_it_is_wanted)
{
	struct event ev = example(EV_REMOVAL);
	struct capture c;

	capture_begin(&c, false);
	c.out.color = true;
	output_event(&c.out, &ev);
	capture_end(&c);
	ck_assert_ptr_nonnull(strstr(c.text, "\033[1;31m"));
	/* a line that is cut off leaves nothing coloured behind it */
	ck_assert_ptr_nonnull(strstr(c.text, "stale\033[0m\n"));
	free(c.text);
	ev.outcome = OUTCOME_FREED;
	capture_begin(&c, false);
	c.out.color = true;
	output_event(&c.out, &ev);
	ck_assert_ptr_null(strchr(capture_end(&c), '\033'));
	free(c.text);
}
END_TEST

START_TEST(every_name_is_there)
{
	for (int i = 0; i < EV_TYPES; i++)
		ck_assert_uint_gt(strlen(event_type_name(i)), 0);
	for (int i = 0; i < OUTCOMES; i++)
		ck_assert_uint_gt(strlen(outcome_name(i)), 0);
	for (int i = 0; i < ALL_CAUSES; i++)
		ck_assert_uint_gt(strlen(cause_name(i)), 0);
	for (int i = 0; i < ACTORS; i++)
		ck_assert_uint_gt(strlen(actor_name(i)), 0);
	for (int i = 0; i < PHASES; i++)
		ck_assert_uint_gt(strlen(phase_name(i)), 0);
	for (int i = 0; i < ROLES; i++)
		ck_assert_uint_gt(strlen(role_name(i)), 0);
	for (int i = 0; i < REASONS; i++) {
		ck_assert_uint_gt(strlen(reason_name(i)), 0);
		ck_assert_int_eq(!strlen(reason_text(i)), i == REASON_NONE);
	}
}
END_TEST

static Suite *output_suite(void)
{
	Suite *s = suite_create("output");
	TCase *text = tcase_create("text");
	TCase *json = tcase_create("json");
	TCase *ends = tcase_create("first and last");

	tcase_add_loop_test(text, text_of_each_type, 0, EV_TYPES);
	tcase_add_test(text, text_of_a_cancelled_removal);
	tcase_add_test(text, text_of_a_station_that_survived);
	tcase_add_loop_test(text, text_of_each_phase, 0, ARRAY_SIZE(phases));
	tcase_add_test(text, every_phase_has_a_text);
	tcase_add_test(text, text_of_half_a_connection);
	tcase_add_test(text, codes_in_words);
	tcase_add_test(text, text_of_a_long_story);
	tcase_add_test(text, text_leaves_out_what_is_not_known);
	tcase_add_test(text, text_is_never_empty);
	tcase_add_test(text, details_only_when_asked_for);
	tcase_add_loop_test(text, names_harm_no_terminal, 0,
			    ARRAY_SIZE(evil_names));
	tcase_add_loop_test(text, names_of_others_harm_no_terminal, 0,
			    ARRAY_SIZE(evil_names));
	tcase_add_test(text, name_in_text_and_json_is_the_same);
	tcase_add_loop_test(text, templates_expand, 0, ARRAY_SIZE(templates));
	tcase_add_test(text, templates_are_cut);
	tcase_add_test(text, failed_write_is_remembered);
	tcase_add_test(text, colour_only_where_it_is_wanted);
	tcase_add_test(text, every_name_is_there);
	suite_add_tcase(s, text);

	tcase_add_loop_test(json, json_of_each_type, 0, EV_TYPES);
	tcase_add_test(json, json_of_a_removal);
	tcase_add_test(json, json_of_links);
	tcase_add_test(json, json_of_an_association);
	tcase_add_test(json, json_of_an_end);
	tcase_add_test(json, json_of_what_changes);
	tcase_add_loop_test(json, text_and_json_agree, 0, EV_TYPES);
	tcase_add_test(json, record_is_a_line);
	tcase_add_test(json, wall_clock_of_any_place);
	suite_add_tcase(s, json);

	tcase_add_loop_test(ends, filter_there_and_back, 0,
			    ARRAY_SIZE(filter_names));
	tcase_add_test(ends, meta_there_and_back);
	tcase_add_test(ends, meta_names_what_is_missing);
	tcase_add_loop_test(ends, status_of_each_summary, 0, SUMMARIES);
	tcase_add_loop_test(ends, text_of_each_summary, 0, SUMMARIES);
	tcase_add_loop_test(ends, json_of_each_summary, 0, SUMMARIES);
	tcase_add_test(ends, summary_of_a_scan);
	tcase_add_test(ends, station_in_all_its_states);
	tcase_add_test(ends, stale_is_only_the_link_that_was_found);
	suite_add_tcase(s, ends);
	return s;
}

int main(void)
{
	return run_suite(output_suite);
}
