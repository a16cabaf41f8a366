/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * `report --html`: one page, in one file, that shows a recording: findings and
 * their evidence, the state of every link over time, and all events. The page
 * loads nothing from the network, and no content of a recording can become
 * markup or script in it.
 */
#ifndef MLOTRACE_HTML_H
#define MLOTRACE_HTML_H

#include "output/output.h"

struct html;

/*
 * Begin a page for path; until it is complete, it is in a temporary file beside
 * path. Returns NULL with *err a negative errno.
 */
struct html *html_new(const char *path, int *err);

/* Drop the page; without html_finish(), path stays as it was. */
void html_free(struct html *html);

/*
 * To be called first, with what the recording says of itself. meta and the
 * filter's string stay the caller's, and are used until the end. Records that
 * do not match the filter are left out. Returns 0 or -ENOMEM.
 */
int html_meta(struct html *html, const struct meta *meta,
	      const struct filter *filter);

/* Add a record, after the events that the lifecycle made of it; -ENOMEM. */
int html_record(struct html *html, const union any_record *rec);
int html_event(struct html *html, const struct event *ev);

/*
 * Write the page, and rename it to its path. If redacted, the page says so.
 * Returns 0 or a negative errno.
 */
int html_finish(struct html *html, const struct summary *summary,
		bool redacted);

#endif
