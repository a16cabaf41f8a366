/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * `report --html`: one page, in one file, that shows a recording: findings and
 * their evidence, the state of every link over time, and all events. It asks
 * nothing of the network, and nothing that stands in a recording can become
 * markup or script in it.
 */
#ifndef MLOTRACE_HTML_H
#define MLOTRACE_HTML_H

#include "output/output.h"

struct html;

/*
 * Begin a page that will be at path: it is written to a temporary file beside
 * it. NULL with *err a negative errno.
 */
struct html *html_new(const char *path, int *err);

/* Drop it; without html_finish(), path is as it was before. */
void html_free(struct html *html);

/*
 * Before anything else: what the recording says of itself, which is used until
 * the end and stays the caller's, as does the filter's string. Records that the
 * filter is not for are left out. -ENOMEM.
 */
int html_meta(struct html *html, const struct meta *meta,
	      const struct filter *filter);

/* A record, after the events that the lifecycle made of it; -ENOMEM. */
int html_record(struct html *html, const union any_record *rec);
int html_event(struct html *html, const struct event *ev);

/*
 * The end: write the page, and rename it to its path. redacted: it says so.
 * A negative errno when that failed.
 */
int html_finish(struct html *html, const struct summary *summary,
		bool redacted);

#endif
