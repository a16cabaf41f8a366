// SPDX-License-Identifier: GPL-2.0-only
/* What `mlotrace scan` shows: stations and the state of their links. */
#include <inttypes.h>
#include <string.h>

#include "base/util.h"
#include "output/output_priv.h"

static bool is_stale(const struct rec_station *rec, int link_id,
		     const struct event *found, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (found[i].outcome == OUTCOME_STALE && found[i].has_sta &&
		    found[i].link == link_id &&
		    found[i].iface.sdata == rec->iface.sdata &&
		    !memcmp(found[i].sta, rec->sta.addr, 6))
			return true;
	return false;
}

static const char *link_state(const struct rec_station *rec, int link_id,
			      const struct event *found, size_t count)
{
	uint16_t bit = 1 << link_id;

	if (is_stale(rec, link_id, found, count))
		return "stale";
	/* without MLO the only link has no bit */
	if (!rec->sta.valid_links)
		return "active";
	if (!(rec->sta.valid_links & bit))
		return "allocated";
	if (rec->iface.dormant_links & bit)
		return "dormant";
	if (rec->iface.active_links && !(rec->iface.active_links & bit))
		return "inactive";
	return "active";
}

/*
 * Say why a link is not used, as far as the structures show; NULL: it is used.
 * mac80211 itself leaves no link inactive, so that is the driver's choice.
 */
static const char *why_unused(const struct rec_station *rec, const char *state,
			      int link_id)
{
	if (rec->iface.removed_links & 1 << link_id)
		return "the AP announced its removal";
	if (!strcmp(state, "dormant"))
		return "a TID-to-link mapping leaves it no traffic";
	if (!strcmp(state, "inactive"))
		return "the driver does not use it";
	return NULL;
}

static uint64_t assoc_age(const struct rec_station *rec)
{
	return rec->sta.assoc_at && rec->sta.assoc_at < rec->hdr.time ?
	       rec->hdr.time - rec->sta.assoc_at : 0;
}

static void station_to_json(struct output *out, const struct rec_station *rec,
			    const struct event *found, size_t count)
{
	char name[4 * IFACE_NAME_SIZE + 1], mac[MAC_TEXT_SIZE];
	const char *state;
	struct line line;

	output_begin(out, &line, "station", rec->hdr.time);
	escape_text(name, sizeof(name), rec->iface.name, IFACE_NAME_SIZE);
	line_text(&line, "iface", name);
	line_uint(&line, "ifindex", rec->iface.ifindex);
	line_uint(&line, "netns", rec->iface.netns);
	line_uint(&line, "wiphy", rec->iface.wiphy);
	line_text(&line, "role", role_name(role_of(rec->iface.iftype)));
	line_text(&line, "sta", format_mac(mac, rec->sta.addr));
	line_bool(&line, "mlo", rec->sta.valid_links);
	line_bool(&line, "tdls", rec->sta.flags & STA_TDLS);
	line_uint(&line, "assoc_ns", assoc_age(rec));
	line_open(&line, "links", '[');
	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		if (!(rec->present & 1 << i))
			continue;
		line_open(&line, NULL, '{');
		line_uint(&line, "link", i);
		line_text(&line, "link_addr",
			  format_mac(mac, rec->link_addr[i]));
		state = link_state(rec, i, found, count);
		line_text(&line, "state", state);
		if (why_unused(rec, state, i))
			line_text(&line, "why", why_unused(rec, state, i));
		if (rec->freq[i])
			line_uint(&line, "freq", rec->freq[i]);
		if (rec->width[i])
			line_uint(&line, "width", rec->width[i]);
		line_uint(&line, "bytes", rec->bytes[i]);
		line_close(&line, '}');
	}
	line_close(&line, ']');
	output_line(out, &line);
}

static void station_to_text(struct output *out, const struct rec_station *rec,
			    const struct event *found, size_t count)
{
	char name[4 * IFACE_NAME_SIZE + 1], mac[MAC_TEXT_SIZE];
	char age[DURATION_TEXT_SIZE];

	escape_text(name, sizeof(name), rec->iface.name, IFACE_NAME_SIZE);
	fprintf(out->file, "phy%u %s (%s) station %s", rec->iface.wiphy, name,
		role_name(role_of(rec->iface.iftype)),
		format_mac(mac, rec->sta.addr));
	if (rec->sta.flags & STA_TDLS)
		fprintf(out->file, ", TDLS peer");
	if (!rec->sta.valid_links)
		fprintf(out->file, ", not MLO");
	if (assoc_age(rec))
		fprintf(out->file, ", associated for %s",
			format_duration(age, assoc_age(rec)));
	fputc('\n', out->file);
	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		const char *state, *why;

		if (!(rec->present & 1 << i) || !rec->sta.valid_links)
			continue;
		state = link_state(rec, i, found, count);
		fprintf(out->file, "  link %-2d  %s  %s%s%s", i,
			format_mac(mac, rec->link_addr[i]),
			out->color && !strcmp(state, "stale") ?
			"\033[1;31m" : "", state, out->color ? "\033[0m" : "");
		why = why_unused(rec, state, i);
		if (why)
			fprintf(out->file, ": %s", why);
		if (rec->freq[i])
			fprintf(out->file, ", %u MHz", rec->freq[i]);
		if (rec->width[i])
			fprintf(out->file, " (%u MHz wide)", rec->width[i]);
		if (rec->bytes[i])
			fprintf(out->file, ", %u bytes", rec->bytes[i]);
		fputc('\n', out->file);
	}
	output_check(out);
}

void output_station(struct output *out, const struct rec_station *rec,
		    const struct event *found, size_t count)
{
	if (out->json)
		station_to_json(out, rec, found, count);
	else
		station_to_text(out, rec, found, count);
}
