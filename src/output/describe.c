// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/util.h"
#include "kernel/hooks.h"
#include "output/codes.h"
#include "output/describe.h"
#include "recording/recording.h"

struct list {
	struct item *items;
	size_t count;
};

static struct item *add(struct list *list, const char *key,
			enum item_kind kind)
{
	struct item *item = &list->items[list->count++];

	*item = (struct item){ .key = key, .kind = kind };
	return item;
}

static void add_text(struct list *list, const char *key, const char *text)
{
	add(list, key, ITEM_TEXT)->text = text;
}

static void add_number(struct list *list, const char *key,
		       enum item_kind kind, uint64_t number)
{
	add(list, key, kind)->number = number;
}

static void add_where(struct list *list, const struct event *ev)
{
	if (*ev->iface.name) {
		add(list, "iface", ITEM_NAME)->text = ev->iface.name;
		add_number(list, "ifindex", ITEM_NUMBER, ev->iface.ifindex);
		add_number(list, "netns", ITEM_NUMBER, ev->iface.netns);
		add_number(list, "wiphy", ITEM_NUMBER, ev->iface.wiphy);
		add_text(list, "role", role_name(ev->role));
	}
	if (ev->has_sta)
		add(list, "sta", ITEM_MAC)->mac = ev->sta;
	if (ev->link >= 0)
		add_number(list, "link", ITEM_ID, ev->link);
	if (ev->has_link_addr)
		add(list, "link_addr", ITEM_MAC)->mac = ev->link_addr;
	if (ev->links || ev->type == EV_VIF_LINKS || ev->type == EV_ACTIVE ||
	    ev->type == EV_DORMANT)
		add_number(list, "links", ITEM_LINKS, ev->links);
}

static void add_verdict(struct list *list, const struct event *ev)
{
	if (ev->cause)
		add(list, "cause", ev->type == EV_REMOVAL ? ITEM_CAUSE :
							    ITEM_TEXT)->text =
			cause_name(ev->cause);
	if (ev->outcome)
		add_text(list, "outcome", outcome_name(ev->outcome));
	if (ev->reason) {
		add_text(list, "reason", reason_name(ev->reason));
		add_text(list, "why", reason_text(ev->reason));
	}
	if (ev->witness)
		add_number(list, "witness", ITEM_WITNESS, ev->witness);
	if (event_bug(ev))
		add_text(list, "bug", event_bug(ev));
}

/* Add missed calls of a hook, or records that did not fit. */
static void add_missed(struct list *list, const struct event *ev)
{
	const struct hook *hook = hook_of_record(ev->missed_of);

	add_text(list, "record", record_name(ev->missed_of));
	if (!ev->skipped) {
		add_number(list, "lost", ITEM_RECORDS, ev->lost);
		return;
	}
	add_text(list, "function", hook ? hook_function(hook) : "unknown");
	if (hook)
		add_text(list, "at", hook_at(hook));
	add_number(list, "calls", ITEM_CALLS, ev->lost);
}

/* Add who did it, for programs and for people. */
static void add_actor(struct list *list, const struct event *ev)
{
	struct item *who;

	if (!ev->by)
		return;
	add_text(list, "by", actor_name(ev->by));
	if (ev->by == ACTOR_PROCESS) {
		add_number(list, "pid", ITEM_ID, ev->pid);
		add(list, "comm", ITEM_NAME)->text = ev->comm;
		who = add(list, "who", ITEM_PROCESS);
		who->text = ev->comm;
		who->number = ev->pid;
	} else if (ev->by == ACTOR_DRIVER) {
		add(list, "who", ITEM_DRIVER)->text = ev->driver;
	} else {
		add_text(list, "who", ev->by == ACTOR_AP ? "the AP" :
							   "the kernel");
	}
}

static void add_code(struct list *list, const struct event *ev)
{
	bool status = ev->type == EV_REFUSED;

	if (!ev->has_code)
		return;
	add_number(list, status ? "status" : "reason_code", ITEM_ID, ev->code);
	add_text(list, status ? "status_text" : "reason_text",
		 status ? status_code_text(ev->code) :
			  reason_code_text(ev->code));
}

static void add_connection(struct list *list, const struct event *ev)
{
	if (ev->phase)
		add_text(list, "phase", phase_name(ev->phase));
	if (ev->type == EV_ASSOC) {
		add_number(list, "asked", ITEM_LINKS, ev->asked);
		if (ev->offered)
			add_number(list, "offered", ITEM_LINKS, ev->offered);
		add(list, "channels", ITEM_CHANNELS)->ev = ev;
	}
	if (ev->type == EV_ACTIVE || ev->type == EV_DORMANT)
		add_number(list, "before", ITEM_LINKS, ev->before);
	add_actor(list, ev);
	if (*ev->driver)
		add(list, "driver", ITEM_NAME)->text = ev->driver;
	if (ev->type == EV_RADIO)
		add_number(list, "wiphy", ITEM_ID, ev->iface.wiphy);
	add_code(list, ev);
	if (ev->type == EV_TTLM && ev->phase == PHASE_ANNOUNCED)
		add_number(list, "delay_ns", ITEM_NS, ev->delay_ns);
	if (ev->duration_ns)
		add_number(list, "duration_ns", ITEM_NS, ev->duration_ns);
	if (ev->freq)
		add_number(list, "freq", ITEM_NUMBER, ev->freq);
	if (ev->width)
		add_number(list, "width", ITEM_NUMBER, ev->width);
	if (ev->phase == PHASE_ANNOUNCED && ev->type == EV_CSA) {
		add_number(list, "beacons", ITEM_ID, ev->beacons);
		add_number(list, "quiet", ITEM_BOOL, ev->quiet);
	}
}

size_t describe_event(const struct event *ev, struct item items[MAX_ITEMS])
{
	struct list list = { .items = items };

	add_where(&list, ev);
	add_verdict(&list, ev);
	if (ev->has_age)
		add_number(&list, "age_ns", ITEM_NS, ev->age_ns);
	if (ev->stale_ns)
		add_number(&list, "stale_ns", ITEM_NS, ev->stale_ns);
	if (ev->announced_ns)
		add_number(&list, "announced_ns", ITEM_NS, ev->announced_ns);
	if (ev->early_ns)
		add_number(&list, "early_ns", ITEM_NS, ev->early_ns);
	if (ev->type == EV_ANNOUNCE)
		add_number(&list, "delay_ns", ITEM_NS, ev->delay_ns);
	if (ev->type == EV_REMOVAL || ev->type == EV_FOUND ||
	    ev->type == EV_SETUP)
		add_number(&list, "bytes", ITEM_NUMBER, ev->bytes);
	if (ev->type == EV_LOST)
		add_number(&list, "lost", ITEM_RECORDS, ev->lost);
	if (ev->type == EV_MISSED)
		add_missed(&list, ev);
	if (ev->type >= EV_ASSOC)
		add_connection(&list, ev);
	else
		add_actor(&list, ev);
	return list.count;
}

/* "0", "0 and 2", "0, 1 and 2" */
static void links_to_text(uint16_t links, char *buf, size_t size)
{
	size_t used = 0;

	snprintf(buf, size, "%s", links ? "" : "none");
	for (int i = 0; links && used < size; i++) {
		if (!(links & 1 << i))
			continue;
		links &= ~(1 << i);
		used += snprintf(buf + used, size - used, "%s%d",
				 !used ? "" : links ? ", " : " and ", i);
	}
}

static void witness_to_text(unsigned int witness, const char *between,
			    const char *(*name)(unsigned int bit), char *buf,
			    size_t size)
{
	size_t used = 0;

	buf[0] = '\0';
	for (int i = 0; i < WITNESS_BITS && used < size; i++)
		if (witness & 1 << i)
			used += snprintf(buf + used, size - used, "%s%s",
					 used ? between : "", name(1 << i));
}

/* The cause of a removal: "by ap-reconf", or "unseen". */
static void cause_to_text(const char *cause, char *buf, size_t size)
{
	if (!strcmp(cause, cause_name(CAUSE_UNKNOWN)))
		snprintf(buf, size, "unseen");
	else
		snprintf(buf, size, "by %s", cause);
}

/* For people; JSON and the journal have the short names. */
static const char *witness_text(unsigned int bit)
{
	switch (bit) {
	case WITNESS_STATE:
		return "station walk";
	case WITNESS_HASH:
		return "hash walk";
	default:
		return witness_name(bit);
	}
}

/* "0 at 2412 MHz (20 MHz wide), 1 at 5180 MHz (80 MHz wide)" */
static void channels_to_text(const struct event *ev, char *buf, size_t size)
{
	size_t used = 0;

	buf[0] = '\0';
	for (int i = 0; i < MLO_MAX_LINKS && used < size; i++) {
		if (!(ev->links & 1 << i) || !ev->freqs[i])
			continue;
		used += snprintf(buf + used, size - used, "%s%d at %u MHz",
				 used ? ", " : "", i, ev->freqs[i]);
		if (ev->widths[i] && used < size)
			used += snprintf(buf + used, size - used,
					 " (%u MHz wide)", ev->widths[i]);
	}
}

void item_to_text(const struct item *item, char *buf, size_t size)
{
	char name[4 * IFACE_NAME_SIZE + 1];

	switch (item->kind) {
	case ITEM_TEXT:
		snprintf(buf, size, "%s", item->text);
		break;
	case ITEM_CAUSE:
		cause_to_text(item->text, buf, size);
		break;
	case ITEM_NAME:
		escape_text(buf, size, item->text, strlen(item->text));
		break;
	case ITEM_NUMBER:
	case ITEM_ID:
	case ITEM_BOOL:
		snprintf(buf, size, "%" PRIu64, item->number);
		break;
	case ITEM_RECORDS:
		snprintf(buf, size, "%" PRIu64 " record%s", item->number,
			 item->number == 1 ? "" : "s");
		break;
	case ITEM_CALLS:
		snprintf(buf, size, "%" PRIu64 " call%s", item->number,
			 item->number == 1 ? "" : "s");
		break;
	case ITEM_NS:
		format_duration(buf, item->number);
		break;
	case ITEM_LINKS:
		links_to_text(item->number, buf, size);
		break;
	case ITEM_MAC:
		format_mac(buf, item->mac);
		break;
	case ITEM_WITNESS:
		witness_to_text(item->number, ", ", witness_text, buf, size);
		break;
	case ITEM_CHANNELS:
		channels_to_text(item->ev, buf, size);
		break;
	case ITEM_PROCESS:
		escape_text(name, sizeof(name), item->text, strlen(item->text));
		snprintf(buf, size, "%s (pid %" PRIu64 ")", name, item->number);
		break;
	case ITEM_DRIVER:
		escape_text(name, sizeof(name), item->text, strlen(item->text));
		snprintf(buf, size, "the driver%s%s", *name ? " " : "", name);
		break;
	}
}

static void witness_to_line(struct line *line, const char *key,
			    unsigned int witness)
{
	line_open(line, key, '[');
	for (int i = 0; i < WITNESS_BITS; i++)
		if (witness & 1 << i)
			line_text(line, NULL, witness_name(1 << i));
	line_close(line, ']');
}

static void channels_to_line(struct line *line, const char *key,
			     const struct event *ev)
{
	line_open(line, key, '[');
	for (int i = 0; i < MLO_MAX_LINKS; i++) {
		if (!ev->freqs[i])
			continue;
		line_open(line, NULL, '{');
		line_uint(line, "link", i);
		line_uint(line, "freq", ev->freqs[i]);
		if (ev->widths[i])
			line_uint(line, "width", ev->widths[i]);
		line_close(line, '}');
	}
	line_close(line, ']');
}

static void item_to_line(const struct item *item, struct line *line)
{
	char text[ITEM_TEXT_SIZE];

	switch (item->kind) {
	case ITEM_TEXT:
	case ITEM_CAUSE:
		line_text(line, item->key, item->text);
		break;
	case ITEM_NAME:
		escape_text(text, sizeof(text), item->text, strlen(item->text));
		line_text(line, item->key, text);
		break;
	case ITEM_LINKS:
		line_bits(line, item->key, item->number);
		break;
	case ITEM_MAC:
		line_word(line, item->key, format_mac(text, item->mac),
			  MAC_TEXT_SIZE - 1);
		break;
	case ITEM_WITNESS:
		witness_to_line(line, item->key, item->number);
		break;
	case ITEM_CHANNELS:
		channels_to_line(line, item->key, item->ev);
		break;
	case ITEM_BOOL:
		line_bool(line, item->key, item->number);
		break;
	case ITEM_PROCESS:
	case ITEM_DRIVER:
		item_to_text(item, text, sizeof(text));
		line_text(line, item->key, text);
		break;
	default:
		line_uint(line, item->key, item->number);
	}
}

void items_to_line(const struct item *items, size_t count, struct line *line)
{
	for (size_t i = 0; i < count; i++)
		item_to_line(&items[i], line);
}

/* Write the value as programs pass it to each other. */
static void item_to_field(const struct item *item, char *buf, size_t size)
{
	size_t used = 0;

	switch (item->kind) {
	case ITEM_CAUSE:
		snprintf(buf, size, "%s", item->text);
		break;
	case ITEM_NS:
	case ITEM_RECORDS:
	case ITEM_CALLS:
		snprintf(buf, size, "%" PRIu64, item->number);
		break;
	case ITEM_LINKS:
		buf[0] = '\0';
		for (int i = 0; i < 16 && used < size; i++)
			if (item->number & 1 << i)
				used += snprintf(buf + used, size - used,
						 "%s%d", used ? "," : "", i);
		break;
	case ITEM_WITNESS:
		witness_to_text(item->number, ",", witness_name, buf, size);
		break;
	default:
		item_to_text(item, buf, size);
	}
}

void items_to_fields(const struct item *items, size_t count, char *buf,
		     size_t size)
{
	size_t used = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < count && used < size; i++) {
		char value[ITEM_TEXT_SIZE];

		item_to_field(&items[i], value, sizeof(value));
		if (!strpbrk(value, " \""))
			used += snprintf(buf + used, size - used, " %s=%s",
					 items[i].key, value);
	}
}

static const struct item *find(const struct item *items, size_t count,
			       const char *key, size_t len)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(items[i].key) == len &&
		    !strncmp(items[i].key, key, len))
			return &items[i];
	return NULL;
}

/* Is it a zero count or time, which an optional part leaves out? */
static bool is_nothing(const struct item *item)
{
	char channels[ITEM_TEXT_SIZE];

	switch (item->kind) {
	case ITEM_TEXT:
	case ITEM_CAUSE:
	case ITEM_NAME:
	case ITEM_MAC:
	case ITEM_ID:
	case ITEM_PROCESS:
	case ITEM_DRIVER:
		return false;
	case ITEM_CHANNELS:
		channels_to_text(item->ev, channels, sizeof(channels));
		return !*channels;
	default:
		return item->number == 0;
	}
}

static bool is_plural(const struct item *item)
{
	return item && item->number & (item->number - 1);
}

/* Append what fits; returns the new length. */
static size_t append(char *buf, size_t size, size_t used, const char *text)
{
	size_t len = strnlen(text, size - used - 1);

	memcpy(buf + used, text, len);
	return used + len;
}

/*
 * Expand from *template up to its end or a ']'. Returns the characters written
 * and moves *template on; -1 when a key of an optional part was missing.
 */
static int expand(const struct item *items, size_t count,
		  const char **template, char *buf, size_t size, bool optional)
{
	const char *pos = *template;
	bool missing = false;
	size_t used = 0;

	while (*pos && *pos != ']') {
		char value[ITEM_TEXT_SIZE] = "";
		const struct item *item;
		bool plural;
		size_t len;
		int part;

		if (*pos == '[') {
			pos++;
			part = expand(items, count, &pos, buf + used,
				      size - used, true);
			used += part > 0 ? part : 0;
			pos += *pos == ']';
			continue;
		}
		if (*pos != '{') {
			if (used + 1 < size)
				buf[used++] = *pos;
			pos++;
			continue;
		}
		len = strcspn(pos, "}");
		plural = !strncmp(pos, "{s:", 3);
		item = find(items, count, pos + 1 + 2 * plural,
			    len - 1 - 2 * plural);
		if (plural)
			strcpy(value, is_plural(item) ? "s" : "");
		else if (item)
			item_to_text(item, value, sizeof(value));
		else
			strcpy(value, "?");
		missing |= optional && (!item || is_nothing(item));
		used = append(buf, size, used, value);
		pos += len + (pos[len] == '}');
	}
	*template = pos;
	return missing ? -1 : (int)used;
}

void items_to_text(const struct item *items, size_t count,
		   const char *template, char *buf, size_t size)
{
	int used = expand(items, count, &template, buf, size, false);

	buf[used] = '\0';
}
