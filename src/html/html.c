// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/replace.h"
#include "base/util.h"
#include "html/html_priv.h"
#include "recording/recording.h"

struct html {
	char *path, *temp;
	FILE *file;			/* at temp */
	const struct meta *meta;
	struct filter filter;
	struct dict strings, ifaces;
	struct rows rows;
	struct lanes lanes;
	struct findings findings;
};

static int open_temp(struct html *html, const char *path)
{
	int fd = replace_begin(path, &html->temp), err;

	if (fd < 0)
		return fd;
	html->path = strdup(path);
	if (html->path)
		html->file = fdopen(fd, "w");
	if (html->file)
		return 0;
	err = -errno;
	unlink(html->temp);
	close(fd);
	return err;
}

struct html *html_new(const char *path, int *err)
{
	struct html *html = calloc(1, sizeof(*html));

	*err = html ? open_temp(html, path) : -ENOMEM;
	if (!*err)
		*err = dict_open(&html->strings) ?: dict_open(&html->ifaces);
	if (!*err)
		return html;
	html_free(html);
	return NULL;
}

void html_free(struct html *html)
{
	if (!html)
		return;
	if (html->file) {
		unlink(html->temp);
		fclose(html->file);
	}
	lanes_free(&html->lanes);
	rows_free(&html->rows);
	dict_free(&html->strings);
	dict_free(&html->ifaces);
	findings_free(&html->findings);
	free(html->temp);
	free(html->path);
	free(html);
}

int html_meta(struct html *html, const struct meta *meta,
	      const struct filter *filter)
{
	html->meta = meta;
	html->filter = *filter;
	return rows_open(&html->rows, &html->strings, &html->ifaces,
			 meta->time) ?:
	       lanes_open(&html->lanes, &html->strings, &html->ifaces,
			  meta->time);
}

static bool iface_passes(const struct filter *filter,
			 const struct rec_iface *iface)
{
	return !filter->iface ||
	       !strncmp(filter->iface, iface->name, sizeof(iface->name));
}

static bool sta_passes(const struct filter *filter, const struct rec_sta *sta)
{
	return !filter->has_sta ||
	       !memcmp(filter->sta, sta->addr, sizeof(sta->addr));
}

/* Filter as the lifecycle filters events; a record without interface passes. */
static bool passes(const struct filter *filter, const union any_record *rec)
{
	const struct rec_iface *iface = record_iface(rec);
	const struct rec_sta *sta = record_sta(rec);
	int link = record_link(rec);

	return !iface || (iface_passes(filter, iface) &&
			  (!sta || sta_passes(filter, sta)) &&
			  (!filter->has_link || link < 0 ||
			   filter->link == link));
}

int html_record(struct html *html, const union any_record *rec)
{
	if (!passes(&html->filter, rec))
		return 0;
	return rows_record(&html->rows, rec) ?:
	       lanes_record(&html->lanes, rec, &html->filter);
}

int html_event(struct html *html, const struct event *ev)
{
	return rows_event(&html->rows, ev) ?:
	       lanes_event(&html->lanes, ev) ?:
	       findings_event(&html->findings, ev);
}

static int put_buffer(struct buffer *buffer, FILE *out)
{
	if (fflush(buffer->file))
		return -ENOMEM;
	fwrite(buffer->text, 1, buffer->size, out);
	return 0;
}

static void put_words(const char *(*word)(int), int count, FILE *out)
{
	for (int i = 0; i < count; i++) {
		fputs(i ? "," : "", out);
		put_json(out, word(i));
	}
}

static const char *witness_word(int i)
{
	return witness_name(1 << i);
}

/* Put everything that the script draws; nothing in it is executed. */
static int put_data(struct html *html, const struct summary *summary, FILE *out)
{
	const struct clock *clock = &html->meta->clock;
	int64_t wall = html->meta->time + clock->wall_offset_ns;
	int err;

	fprintf(out, "<script type=\"application/json\" id=\"data\">{\n"
		"\"second\":%" PRId64 ",\"ns\":%" PRId64 ",\"end\":%" PRIu64
		",\n\"recordsLeftOut\":%" PRIu64 ",\"eventsLeftOut\":%" PRIu64
		",\"lanesCut\":%d,\n\"witnesses\":[",
		wall / (int64_t)NSEC_PER_SEC + clock->utc_offset_s,
		wall % (int64_t)NSEC_PER_SEC, summary->duration_ns,
		html->rows.records_left_out, html->rows.events_left_out,
		html->lanes.lanes_left_out || html->lanes.spans_left_out);
	put_words(witness_word, WITNESS_BITS, out);
	fputs("],\n\"lanes\":[", out);
	err = lanes_finish(&html->lanes, summary->time, out);
	fputs("],\n\"losses\":[", out);
	err = err ?: put_buffer(&html->lanes.losses, out);
	fputs("],\n\"strings\":[", out);
	err = err ?: put_buffer(&html->strings.json, out);
	fputs("],\n\"ifaces\":[", out);
	err = err ?: put_buffer(&html->ifaces.json, out);
	fputs("],\n\"shapes\":[", out);
	err = err ?: put_buffer(&html->rows.shapes.json, out);
	fputs("],\n\"rows\":[\n", out);
	err = err ?: put_buffer(&html->rows.json, out);
	fputs("]}</script>\n", out);
	return err;
}

static int put_page(struct html *html, const struct summary *summary,
		    bool redacted)
{
	struct page page = { html->meta, summary, redacted };
	FILE *out = html->file;
	int err = page_assets(&page);

	if (!err) {
		page_head(&page, out);
		page_summary(&page, out);
		findings_write(&html->findings, html->meta, out);
		page_timeline(&page, out);
		page_environment(&page, out);
		page_events(&page, out);
		err = put_data(html, summary, out);
		page_foot(&page, out);
	}
	free(page.css);
	free(page.js);
	return err;
}

/* Set the usual mode: mkstemp() lets nobody else read the file. */
static void set_mode(int fd)
{
	mode_t mask = umask(0);

	umask(mask);
	fchmod(fd, 0666 & ~mask);
}

int html_finish(struct html *html, const struct summary *summary,
		bool redacted)
{
	int err = put_page(html, summary, redacted);

	set_mode(fileno(html->file));
	if (!err && (fflush(html->file) || ferror(html->file)))
		err = errno ? -errno : -EIO;
	if (fclose(html->file) && !err)
		err = -errno;
	html->file = NULL;
	if (!err && rename(html->temp, html->path))
		err = -errno;
	if (err)
		unlink(html->temp);
	return err;
}
