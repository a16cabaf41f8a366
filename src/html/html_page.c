// SPDX-License-Identifier: GPL-2.0-only
/* The parts of a page that do not depend on single events. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/util.h"
#include "html/html_priv.h"
#include "html_assets.h"
#include "version.h"

char *wall_text(char buf[WALL_TEXT_SIZE], const struct clock *clock,
		uint64_t time)
{
	int64_t wall = time + clock->wall_offset_ns;
	time_t local = wall / (int64_t)NSEC_PER_SEC + clock->utc_offset_s;
	int offset = abs(clock->utc_offset_s) / 60;
	char date[32] = "";
	struct tm tm;

	gmtime_r(&local, &tm);
	strftime(date, sizeof(date), "%Y-%m-%d %H:%M:%S", &tm);
	snprintf(buf, WALL_TEXT_SIZE, "%s.%03u %c%02d:%02d", date,
		 (unsigned int)(wall % (int64_t)NSEC_PER_SEC / 1000000) % 1000,
		 clock->utc_offset_s < 0 ? '-' : '+', offset / 60 % 24,
		 offset % 60);
	return buf;
}

/* The same words as in the summary, text and JSON. */
static const char *verdict_of(const struct page *page)
{
	switch (summary_status(page->summary)) {
	case EXIT_PROBLEM:
		return "problem";
	case EXIT_UNKNOWN:
		return "inconclusive";
	default:
		return "clean";
	}
}

void page_head(const struct page *page, FILE *out)
{
	char wall[WALL_TEXT_SIZE];

	fprintf(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
		"<meta charset=\"utf-8\">\n"
		/* allow nothing but the page's own style and script */
		"<meta http-equiv=\"Content-Security-Policy\" content=\""
		"default-src 'none'; style-src 'sha256-%s'; "
		"script-src 'sha256-%s'; base-uri 'none'; "
		"form-action 'none'\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, "
		"initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n"
		"<meta name=\"referrer\" content=\"no-referrer\">\n"
		"<meta name=\"generator\" content=\"mlotrace "
		MLOTRACE_VERSION "\">\n<title>mlotrace: %s, ",
		HTML_PAGE_CSS_HASH, HTML_PAGE_JS_HASH, verdict_of(page));
	put_html(out, page->meta->release);
	fprintf(out, ", %s</title>\n<style>%s</style>\n</head>\n<body>\n"
		"<a class=\"skip\" href=\"#findings\">to the findings</a>\n"
		"<header>\n<h1>mlotrace</h1>\n<p class=\"sub\">kernel <b>",
		wall_text(wall, &page->meta->clock, page->meta->time),
		page->css);
	put_html(out, page->meta->release);
	fprintf(out, "</b>, recorded <time>%s</time>%s</p>\n"
		"<nav aria-label=\"on this page\">"
		"<a href=\"#findings\">Findings</a> "
		"<a href=\"#timeline\">Timeline</a> "
		"<a href=\"#environment\">Environment</a> "
		"<a href=\"#events\">Events</a></nav>\n</header>\n<main>\n",
		wall, page->redacted ?
		"; addresses and names are pseudonyms" : "");
}

/* Say what the state of the kernel means, and what to do about it. */
static const char *advice(const struct page *page)
{
	switch (summary_state(page->summary)) {
	case KERNEL_DANGLING:
		return "This kernel frees links that are still in its hash "
		       "table. It carries the first fix without the second: "
		       "it needs upstream commit eb092b188fcf (\"wifi: "
		       "mac80211: fix STA link removal during link "
		       "removal\").";
	case KERNEL_LEAKS:
		return "When the access point removes a link, this kernel "
		       "forgets the station's half of it. Upstream 7.1 does "
		       "not: commits 84674b03d8bf and eb092b188fcf, which "
		       "belong together.";
	case KERNEL_UNAFFECTED:
		return "This kernel does not carry out removals that an "
		       "access point announces.";
	default:
		break;
	}
	switch (summary_status(page->summary)) {
	case EXIT_PROBLEM:
		return "The findings say what is wrong.";
	case EXIT_UNKNOWN:
		return "This is inconclusive; the reason is below.";
	default:
		return "Nothing wrong was seen. A few clean removals do not "
		       "prove that a kernel is fixed: \"mlotrace check\" and "
		       "\"mlotrace validate\" do.";
	}
}

static void write_removals(const struct tally *tally, FILE *out)
{
	bool any = false;

	fputs("<dt>removals</dt><dd>", out);
	for (int cause = 0; cause < CAUSES; cause++) {
		for (int outcome = 0; outcome < OUTCOMES; outcome++) {
			if (!tally->removals[cause][outcome])
				continue;
			fprintf(out, "%s%" PRIu64 " %s %s",
				any ? ", " : "",
				tally->removals[cause][outcome],
				cause_name(cause), outcome_name(outcome));
			any = true;
		}
	}
	fprintf(out, "%s</dd>\n", any ? "" : "none");
}

void page_summary(const struct page *page, FILE *out)
{
	const struct summary *summary = page->summary;
	const struct tally *tally = summary->tally;
	const char *state = summary_state_text(summary);
	char duration[DURATION_TEXT_SIZE];

	fprintf(out, "<section class=\"verdict %s\" aria-label=\"verdict\">\n"
		"<h2>Verdict: %s%s%s</h2>\n<p>", verdict_of(page),
		verdict_of(page), state ? ": " : "", state ?: "");
	put_html(out, advice(page));
	fputs("</p>\n<dl>\n", out);
	fprintf(out, "<dt>traced for</dt><dd>%s</dd>\n<dt>records</dt><dd>%"
		PRIu64 ", %" PRIu64 " lost</dd>\n",
		format_duration(duration, summary->duration_ns),
		tally->records, tally->lost);
	write_removals(tally, out);
	fprintf(out, "<dt>stale at the end</dt><dd>%" PRIu64 " link%s, %"
		PRIu64 " bytes</dd>\n", tally->stale_now,
		tally->stale_now == 1 ? "" : "s", tally->bytes_now);
	if (summary->doubt)
		fprintf(out, "<dt>in doubt</dt><dd>%s</dd>\n",
			reason_text(summary->doubt));
	fputs("</dl>\n</section>\n", out);
}

void page_timeline(const struct page *page, FILE *out)
{
	fputs("<section id=\"timeline\" aria-labelledby=\"timeline-h\">\n"
	      "<h2 id=\"timeline-h\">Timeline</h2>\n"
	      "<noscript><p>The timeline and the list of events are drawn by "
	      "the page's own script, which is switched off here. The "
	      "findings and the environment need none.</p></noscript>\n"
	      "<div id=\"picture\"></div>\n</section>\n", out);
}

static void write_pair(FILE *out, const char *name, const char *value)
{
	fprintf(out, "<dt>%s</dt><dd>", name);
	put_html(out, *value ? value : "none");
	fputs("</dd>\n", out);
}

static void write_filter(const struct meta *meta, FILE *out)
{
	if (!*meta->iface && !*meta->sta && meta->link < 0)
		return;
	fputs("<dt>only</dt><dd>", out);
	if (*meta->iface) {
		char name[4 * IFACE_NAME_SIZE + 1];

		escape_text(name, sizeof(name), meta->iface, IFACE_NAME_SIZE);
		fputs("interface ", out);
		put_html(out, name);
	}
	if (*meta->sta) {
		fputs(" station ", out);
		put_html(out, meta->sta);
	}
	if (meta->link >= 0)
		fprintf(out, " link %d", meta->link);
	fputs("</dd>\n", out);
}

static void write_hooks(const struct meta *meta, FILE *out)
{
	fputs("<h3>Attached to</h3>\n<ul class=\"hooks\">\n", out);
	for (size_t i = 0; i < meta->hook_count; i++) {
		fputs("<li><code>", out);
		put_html(out, meta->hooks[i]);
		fputs("</code> by ", out);
		put_html(out, meta->via[i]);
		fputs("</li>\n", out);
	}
	fprintf(out, "</ul>\n%s", meta->hook_count ? "" : "<p>Nothing.</p>\n");
	if (!meta->missing_count)
		return;
	fputs("<h3>Missing</h3>\n<div class=\"wide\"><table><thead><tr>"
	      "<th scope=\"col\">function</th><th scope=\"col\">why</th>"
	      "<th scope=\"col\">not seen without it</th></tr>"
	      "</thead><tbody>\n", out);
	for (size_t i = 0; i < meta->missing_count; i++) {
		const struct missing_hook *hook = &meta->missing[i];

		fputs("<tr><td><code>", out);
		put_html(out, hook->function);
		fputs("</code></td><td>", out);
		put_html(out, hook->reason);
		fputs("</td><td>", out);
		put_html(out, *hook->cost ? hook->cost : "nothing");
		fputs("</td></tr>\n", out);
	}
	fputs("</tbody></table></div>\n", out);
}

void page_environment(const struct page *page, FILE *out)
{
	const struct meta *meta = page->meta;
	char wall[WALL_TEXT_SIZE];

	fputs("<section id=\"environment\" aria-labelledby=\"environment-h\">"
	      "\n<h2 id=\"environment-h\">Environment</h2>\n<dl>\n", out);
	write_pair(out, "kernel", meta->release);
	write_pair(out, "machine", meta->machine);
	for (size_t i = 0; i < meta->livepatch_count; i++)
		write_pair(out, "live patch", meta->livepatches[i]);
	write_pair(out, "mac80211", meta->builtin ? "built in" : "a module");
	if (!meta->builtin) {
		write_pair(out, "its build-id", meta->build_id);
		write_pair(out, "its srcversion", meta->srcversion);
	}
	write_pair(out, "recorded by", meta->version);
	write_pair(out, "from", wall_text(wall, &meta->clock, meta->time));
	write_pair(out, "to", wall_text(wall, &meta->clock,
					page->summary->time));
	write_filter(meta, out);
	fputs("</dl>\n", out);
	write_hooks(meta, out);
	fputs("</section>\n", out);
}

void page_events(const struct page *page, FILE *out)
{
	fputs("<section id=\"events\" aria-labelledby=\"events-h\">\n"
	      "<h2 id=\"events-h\">Events</h2>\n<div id=\"list\"></div>\n"
	      "</section>\n", out);
}

void page_foot(const struct page *page, FILE *out)
{
	fprintf(out, "</main>\n<footer><p>Made by mlotrace " MLOTRACE_VERSION
		" from a recording. The words are explained in its manual, "
		"mlotrace(8).</p></footer>\n<script>%s</script>\n"
		"</body>\n</html>\n", page->js);
}
