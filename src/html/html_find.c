// SPDX-License-Identifier: GPL-2.0-only
/*
 * The findings of a page: problems and removals without a verdict, with the
 * evidence in sentences.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "html/html_priv.h"
#include "output/describe.h"

#define MAX_FINDINGS 200	/* the list of events has them all */
#define OPEN_FINDINGS 10	/* the others are folded */
#define TEXT_SIZE 512

void findings_free(struct findings *findings)
{
	free(findings->items);
}

static bool is_finding(const struct event *ev)
{
	return event_is_problem(ev) || ev->outcome == OUTCOME_UNKNOWN;
}

/* Note that a stale link that was found before is gone. */
static void note_reclaimed(struct findings *findings, const struct event *ev)
{
	for (size_t i = findings->count; i-- > 0;) {
		struct finding *finding = &findings->items[i];

		if (finding->ev.outcome != OUTCOME_STALE ||
		    finding->ev.iface.sdata != ev->iface.sdata ||
		    finding->ev.link != ev->link ||
		    memcmp(finding->ev.sta, ev->sta, sizeof(ev->sta)))
			continue;
		finding->reclaimed_at = ev->time;
		finding->stale_ns = ev->time - finding->ev.time;
		return;
	}
}

int findings_event(struct findings *findings, const struct event *ev)
{
	struct finding *items;

	if (ev->outcome == OUTCOME_RECLAIMED)
		note_reclaimed(findings, ev);
	if (!is_finding(ev))
		return 0;
	if (findings->count >= MAX_FINDINGS) {
		findings->left_out++;
		return 0;
	}
	items = array_grow(findings->items, findings->count, &findings->room,
			   sizeof(*items));
	if (!items)
		return -ENOMEM;
	findings->items = items;
	items[findings->count] = (struct finding){
		.ev = *ev, .number = findings->count,
	};
	findings->count++;
	return 0;
}

/* Say what a finding means, to readers who do not know mac80211. */
static const char *meaning(const struct event *ev)
{
	if (ev->outcome == OUTCOME_DANGLING)
		return "The link was freed while it was still in the kernel's "
		       "hash table of links. The kernel walks that table when "
		       "frames arrive, and reads memory that no longer "
		       "belongs to the link: a use after free.";
	if (ev->reason == REASON_EMBEDDED)
		return "The link is still in the kernel's hash table of "
		       "links. It is part of its station: as soon as the "
		       "station is freed, the table holds freed memory.";
	if (ev->reason == REASON_PINNED)
		return "The interface dropped the only link of the station, "
		       "which now has none.";
	if (ev->outcome == OUTCOME_STALE)
		return "The interface dropped the link, but the station did "
		       "not. The stale link stays, with its memory, until the "
		       "connection ends.";
	return "It is not known what became of this link.";
}

/* What each witness saw, by the bit of its enum. */
static const char *testimony(unsigned int bit, const struct event *ev)
{
	switch (bit) {
	case WITNESS_STATE:
		return ev->outcome == OUTCOME_STALE ?
		       "The station's own links were walked afterwards: it "
		       "still had this one, which its interface no longer "
		       "had." :
		       "The station's own links were walked afterwards: this "
		       "one was gone.";
	case WITNESS_HASH:
		return ev->outcome == OUTCOME_DANGLING ||
		       ev->reason == REASON_EMBEDDED ?
		       "The hash table of links was walked to its end: this "
		       "one was still in it." :
		       "The hash table of links was walked to its end.";
	case WITNESS_SIGNATURE:
		return "The kernel's call that freed the link did not take it "
		       "out of the hash table, although the link was valid.";
	default:
		return "The kernel's call that removes the link was seen.";
	}
}

static const char *causer(enum cause cause)
{
	switch (cause) {
	case CAUSE_AP_RECONF:
		return "The access point announced the removal of the link";
	case CAUSE_STA_RECONF:
		return "This station asked for the removal of the link";
	case CAUSE_TEARDOWN:
		return "The station was destroyed";
	case CAUSE_AP_SIDE:
		return "This host is the access point, and removed the link";
	case CAUSE_ASSOC:
		return "The link was rejected, or failed, at association";
	default:
		return "The link was removed";
	}
}

static void put_item(FILE *out, const char *text)
{
	fputs("<li>", out);
	put_html(out, text);
	fputs("</li>\n", out);
}

static void write_cause(const struct event *ev, FILE *out)
{
	char text[TEXT_SIZE], duration[DURATION_TEXT_SIZE];

	if (ev->type == EV_FOUND) {
		put_item(out, "It was already there when mlotrace started.");
		return;
	}
	format_duration(duration, ev->announced_ns);
	snprintf(text, sizeof(text), "%s%s%s%s (%s).", causer(ev->cause),
		 ev->announced_ns ? " " : "", ev->announced_ns ? duration : "",
		 ev->announced_ns ? " before" : "", cause_name(ev->cause));
	put_item(out, text);
}

static void write_fate(const struct finding *finding, FILE *out)
{
	const struct event *ev = &finding->ev;
	char text[TEXT_SIZE], duration[DURATION_TEXT_SIZE];

	if (ev->outcome != OUTCOME_STALE)
		return;
	if (!finding->reclaimed_at) {
		put_item(out, "It was still there when the recording ended.");
		return;
	}
	snprintf(text, sizeof(text), "It was reclaimed after %s, when its "
		 "station was destroyed.",
		 format_duration(duration, finding->stale_ns));
	put_item(out, text);
}

static void write_evidence(const struct finding *finding, FILE *out)
{
	const struct event *ev = &finding->ev;
	char text[TEXT_SIZE], duration[DURATION_TEXT_SIZE];

	fputs("<ul>\n", out);
	write_cause(ev, out);
	for (int i = 0; i < WITNESS_BITS; i++)
		if (ev->witness & 1 << i)
			put_item(out, testimony(1 << i, ev));
	if (ev->reason) {
		snprintf(text, sizeof(text), "Note: %s.",
			 reason_text(ev->reason));
		put_item(out, text);
	}
	if (ev->has_age) {
		snprintf(text, sizeof(text), "The link was %s old.",
			 format_duration(duration, ev->age_ns));
		put_item(out, text);
	}
	if (ev->bytes) {
		snprintf(text, sizeof(text), "It takes %" PRIu32
			 " bytes of the kernel's memory.", ev->bytes);
		put_item(out, text);
	}
	write_fate(finding, out);
	fputs("</ul>\n", out);
}

/* The CSS class for the finding's colour. */
static const char *class_of(const struct event *ev)
{
	return ev->reason == REASON_EMBEDDED ? "hashed" :
	       outcome_name(ev->outcome);
}

/* A button to the finding's place in the timeline, which needs the script. */
static void write_button(const struct finding *finding,
			 const struct meta *meta, FILE *out)
{
	const struct event *ev = &finding->ev;
	uint64_t at = ev->time - meta->time;
	uint64_t until = finding->reclaimed_at ?
			 finding->reclaimed_at - meta->time : 0;
	char mac[MAC_TEXT_SIZE] = "";

	if (ev->has_sta)
		format_mac(mac, ev->sta);
	fprintf(out, " <button type=\"button\" class=\"show\" data-from=\"%"
		PRId64 "\" data-time=\"%" PRId64 "\" data-until=\"%" PRId64
		"\" data-link=\"%d\" data-sta=\"%s\">show in the timeline"
		"</button>", (int64_t)(at - ev->announced_ns), (int64_t)at,
		(int64_t)until, ev->link + 1, mac);
}

static void write_finding(const struct finding *finding,
			  const struct meta *meta, FILE *out)
{
	const struct event *ev = &finding->ev;
	char text[TEXT_SIZE], wall[WALL_TEXT_SIZE];
	struct item items[MAX_ITEMS];
	size_t count = describe_event(ev, items);

	items_to_text(items, count, "[link {link}][ ({link_addr})]"
		      "[ of station {sta}][ on {iface} ({role})]", text,
		      sizeof(text));
	fprintf(out, "<article class=\"finding %s\">\n<h3><span class=\"word "
		"%s\">%s%s</span> ", class_of(ev), class_of(ev),
		outcome_name(ev->outcome),
		ev->reason == REASON_EMBEDDED ? ", still hashed" : "");
	put_html(out, text);
	fputs("</h3>\n<p class=\"when\"><time>", out);
	put_html(out, wall_text(wall, &meta->clock, ev->time));
	fputs("</time>", out);
	write_button(finding, meta, out);
	fprintf(out, "</p>\n<p>%s</p>\n", meaning(ev));
	write_evidence(finding, out);
	fputs("</article>\n", out);
}

static int rank(const struct finding *finding)
{
	if (finding->ev.outcome == OUTCOME_DANGLING ||
	    finding->ev.reason == REASON_EMBEDDED)
		return 0;
	if (finding->ev.outcome == OUTCOME_STALE)
		return finding->reclaimed_at ? 2 : 1;
	return 3;
}

static int by_rank(const void *left, const void *right)
{
	const struct finding *a = left, *b = right;

	if (rank(a) != rank(b))
		return rank(a) - rank(b);
	return a->number < b->number ? -1 : a->number > b->number;
}

void findings_write(struct findings *findings, const struct meta *meta,
		    FILE *out)
{
	size_t more = findings->count > OPEN_FINDINGS ?
		      findings->count - OPEN_FINDINGS : 0;

	fputs("<section id=\"findings\" aria-labelledby=\"findings-h\">\n"
	      "<h2 id=\"findings-h\">Findings</h2>\n", out);
	if (!findings->count)
		fputs("<p>No stale or dangling link was seen, and every "
		      "removal has a verdict.</p>\n", out);
	else
		qsort(findings->items, findings->count,
		      sizeof(*findings->items), by_rank);
	fputs("<div class=\"cards\">\n", out);
	for (size_t i = 0; i < findings->count; i++) {
		if (i == OPEN_FINDINGS)
			fprintf(out, "</div>\n<details><summary>%zu more"
				"</summary>\n<div class=\"cards\">\n", more);
		write_finding(&findings->items[i], meta, out);
	}
	fprintf(out, "</div>\n%s", more ? "</details>\n" : "");
	if (findings->left_out)
		fprintf(out, "<p>And %zu more: they are among the events "
			"below.</p>\n", findings->left_out);
	fputs("</section>\n", out);
}
