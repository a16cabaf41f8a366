// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "html/html_lane.h"

/* With more than these, the picture is unreadable. */
#define MAX_LANES 4000
#define MAX_SPANS 80000
#define MAX_MARKS 20000

int lanes_open(struct lanes *lanes, struct dict *strings, struct dict *ifaces,
	       uint64_t time)
{
	lanes->strings = strings;
	lanes->ifaces = ifaces;
	lanes->time = time;
	return buffer_open(&lanes->losses);
}

void lanes_free(struct lanes *lanes)
{
	struct lane_iface *iface = lanes->state, *next_iface;
	struct lane *lane = lanes->lanes, *next;

	HASH_CLEAR(hh, lanes->lanes);
	for (; lane; lane = next) {
		next = lane->hh.next;
		buffer_free(&lane->spans);
		buffer_free(&lane->marks);
		free(lane);
	}
	HASH_CLEAR(hh, lanes->state);
	for (; iface; iface = next_iface) {
		next_iface = iface->hh.next;
		free(iface);
	}
	buffer_free(&lanes->losses);
}

struct lane_iface *lane_iface(struct lanes *lanes, uint64_t sdata)
{
	struct lane_iface *iface;

	HASH_FIND(hh, lanes->state, &sdata, sizeof(sdata), iface);
	if (iface)
		return iface;
	iface = calloc(1, sizeof(*iface));
	if (!iface)
		return NULL;
	iface->sdata = sdata;
	HASH_ADD(hh, lanes->state, sdata, sizeof(iface->sdata), iface);
	if (iface->hh.tbl)
		return iface;
	free(iface);
	return NULL;
}

int lane_find(struct lanes *lanes, const struct rec_iface *iface,
	      const uint8_t sta[6], int link, struct lane **out)
{
	struct lane_id id;
	struct lane *lane;

	memset(&id, 0, sizeof(id));
	id.sdata = iface->sdata;
	if (sta)
		memcpy(id.sta, sta, 6);
	id.link = link;
	HASH_FIND(hh, lanes->lanes, &id, sizeof(id), lane);
	*out = lane;
	if (lane)
		return 0;
	if (HASH_COUNT(lanes->lanes) >= MAX_LANES) {
		lanes->lanes_left_out = true;
		return 0;
	}
	lane = calloc(1, sizeof(*lane));
	if (!lane)
		return -ENOMEM;
	lane->id = id;
	lane->end = lanes->time;
	lane->iface = iface->sdata ? iface_number(lanes->ifaces, iface) : -1;
	lane->sta = sta ? dict_mac(lanes->strings, sta) : -1;
	lane->link_addr = -1;
	if (lane->iface < -1 || lane->sta < -1 || buffer_open(&lane->spans)) {
		free(lane);
		return -ENOMEM;
	}
	HASH_ADD(hh, lanes->lanes, id, sizeof(lane->id), lane);
	if (!lane->hh.tbl) {
		buffer_free(&lane->spans);
		free(lane);
		return -ENOMEM;
	}
	*out = lane;
	return 0;
}

/* End the current span. If time runs backwards, it stands still here. */
static void end_span(struct lanes *lanes, struct lane *lane, uint64_t time,
		     enum lane_end end)
{
	uint64_t begin = lane->since < lane->end ? lane->end : lane->since;
	uint64_t stop = time < begin ? begin : time;

	if (lane->shown == LANE_NONE)
		return;
	if (end == END_GOES_ON && stop == begin) {
		lane->since = stop;	/* too short to be seen */
		return;
	}
	if (lanes->spans >= MAX_SPANS) {
		lanes->spans_left_out++;
		lane->cut = true;
		return;
	}
	lanes->spans++;
	fprintf(lane->spans.file, ",%" PRIu64 ",%" PRIu64 ",%d,%d",
		begin - lane->end, stop - begin, lane->shown * 8 + end,
		lane->shown_why);
	lane->end = stop;
}

static enum lane_state shown_state(const struct lane *lane,
				   const struct lane_iface *iface)
{
	uint16_t bit = lane->id.link >= 0 ? 1 << lane->id.link : 0;

	if (lane->base != LANE_ACTIVE)
		return lane->base;
	if (iface->announced & bit)
		return LANE_ANNOUNCED;
	if (iface->dormant & bit)
		return LANE_DORMANT;
	if (iface->active && !(iface->active & bit))
		return LANE_INACTIVE;
	return LANE_ACTIVE;
}

/* Why the link is in that state, as far as events said. */
static int why_state(const struct lane *lane, const struct lane_iface *iface,
		     enum lane_state state)
{
	const struct lane_use *use;

	if (state == LANE_REFUSED || state == LANE_CONNECTED)
		return lane->why;
	if (state == LANE_ANNOUNCED)
		return iface->announced_why;
	if (lane->id.link < 0)
		return 0;
	use = &iface->use[lane->id.link];
	return use->states & 1 << state ? use->why : 0;
}

static void show(struct lanes *lanes, struct lane *lane,
		 const struct lane_iface *iface, uint64_t time,
		 enum lane_end end)
{
	enum lane_state state = shown_state(lane, iface);

	if (state == lane->shown)
		return;
	end_span(lanes, lane, time, end);
	lane->shown = state;
	lane->shown_why = why_state(lane, iface, state);
	lane->since = time;
	if (state >= LANE_STALE)
		lane->problem = true;
}

void lane_set(struct lanes *lanes, struct lane *lane,
	      const struct lane_iface *iface, enum lane_state base,
	      uint64_t time, enum lane_end end)
{
	lane->base = base;
	show(lanes, lane, iface, time, end);
}

void lane_show_all(struct lanes *lanes, const struct lane_iface *iface,
		   uint64_t time)
{
	struct lane *lane, *next;

	if (iface->changing)
		return;
	HASH_ITER(hh, lanes->lanes, lane, next)
		if (lane->id.sdata == iface->sdata)
			show(lanes, lane, iface, time, END_GOES_ON);
}

int lane_mark(struct lanes *lanes, struct lane *lane, enum lane_mark kind,
	      int text, uint64_t time)
{
	if (lanes->marks >= MAX_MARKS) {
		lanes->lanes_left_out = true;
		return 0;
	}
	if (!lane->marks.file && buffer_open(&lane->marks))
		return -ENOMEM;
	lanes->marks++;
	fprintf(lane->marks.file, "%s%" PRIu64 ",%d,%d",
		ftello(lane->marks.file) ? "," : "",
		time > lanes->time ? time - lanes->time : 0, kind, text);
	return 0;
}

static int put_lane(const struct lane *lane, bool first, FILE *out)
{
	if (fflush(lane->spans.file) ||
	    (lane->marks.file && fflush(lane->marks.file)))
		return -ENOMEM;
	if (!lane->spans.size && !lane->cut && !lane->marks.file)
		return 0;
	fprintf(out, "%s[%d,%d,%d,%d,%u,%d,%d,[%s]%s]", first ? "" : ",\n",
		lane->iface + 1, lane->sta + 1, lane->id.link + 1,
		lane->link_addr + 1, lane->bytes, lane->problem, lane->cut,
		lane->marks.file ? lane->marks.text : "", lane->spans.text);
	return 1;
}

/* [iface, station, link, address, bytes, problem, cut, [mark...], span...] */
int lanes_finish(struct lanes *lanes, uint64_t time, FILE *out)
{
	struct lane *lane, *next;
	bool first = true;
	int put;

	HASH_ITER(hh, lanes->lanes, lane, next) {
		end_span(lanes, lane, time, END_OF_RECORDING);
		put = put_lane(lane, first, out);
		if (put < 0)
			return put;
		first = first && !put;
	}
	return 0;
}
