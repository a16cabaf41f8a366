// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <time.h>

#include "base/boot_clock.h"
#include "base/util.h"
#include "kernel/hooks.h"
#include "recording/recording.h"
#include "trace/trace_metrics.h"

/* Write all of them from the start: a rate needs the 0 before the 1. */
static void write_removals(FILE *out, const struct tally *tally)
{
	metrics_head(out, "mlotrace_trace_removals_total", "counter",
		     "Links that stations lost, or should have lost.");
	for (int cause = CAUSE_NONE + 1; cause < CAUSES; cause++)
		for (int outcome = OUTCOME_NONE + 1; outcome < OUTCOMES;
		     outcome++)
			fprintf(out, "mlotrace_trace_removals_total{cause=\"%s"
				"\",outcome=\"%s\"} %" PRIu64 "\n",
				cause_name(cause), outcome_name(outcome),
				tally->removals[cause][outcome]);
}

static void write_connections(FILE *out, const struct tally *tally)
{
	metrics_number(out, "mlotrace_trace_active_changes_total", "counter",
		       "Changes of which links are active.", tally->activity);
	metrics_head(out, "mlotrace_trace_disconnects_total", "counter",
		     "Connections that ended, by who ended them.");
	for (int by = ACTOR_NONE + 1; by < ACTORS; by++)
		fprintf(out, "mlotrace_trace_disconnects_total{by=\"%s\"} %"
			PRIu64 "\n", actor_name(by), tally->disconnects[by]);
}

static void write_stale(FILE *out, const struct trace_status *status,
			uint64_t offset)
{
	const struct tally *tally = lifecycle_tally(status->lc);
	uint64_t oldest = tally->oldest_stale;

	metrics_number(out, "mlotrace_trace_stale_links", "gauge",
		       "Links that the interface has dropped and the station "
		       "still keeps.", tally->stale_now);
	metrics_number(out, "mlotrace_trace_stale_bytes", "gauge",
		       "Kernel memory that these links hold.",
		       tally->bytes_now);
	metrics_seconds(out, "mlotrace_trace_oldest_stale_timestamp_seconds",
			"gauge", "When the oldest of them became stale; 0 if "
			"there is none.",
			oldest ? oldest + offset : 0);
	metrics_seconds(out, "mlotrace_trace_stale_seconds_total", "counter",
			"How long links were stale that no longer are.",
			tally->stale_ns);
	metrics_number(out, "mlotrace_trace_dangling_links_total", "counter",
		       "Links seen freed while still in the hash table.",
		       tally->dangling_links);
}

/*
 * Missing at no cost does not count as missing; attached but not called does.
 */
static void write_hooks(FILE *out, const struct trace_status *status)
{
	const struct meta *meta = status->meta;
	size_t attached = meta->hook_count, missing = 0;

	if (!status->running || !status->attached)
		attached = 0;
	for (size_t i = 0; i < meta->missing_count; i++)
		missing += *meta->missing[i].cost != '\0';
	if (status->silent) {
		missing += attached;
		attached = 0;
	}
	metrics_head(out, "mlotrace_trace_hooks", "gauge",
		     "Kernel functions to hook; none is attached while "
		     "waiting for mac80211.");
	fprintf(out, "mlotrace_trace_hooks{status=\"attached\"} %zu\n"
		"mlotrace_trace_hooks{status=\"missing\"} %zu\n",
		attached, missing);
}

/*
 * Write one series for each type of record that a hook sends first, but only
 * for those that a verdict rests on, which come first. The sum has all types.
 */
static void write_missed(FILE *out, const struct misses *missed)
{
	metrics_head(out, "mlotrace_trace_missed_calls_total", "counter",
		     "Calls for which the kernel did not run the hook.");
	for (int i = 0; i < REC_MISSED; i++) {
		const struct hook *hook = hook_of_record(i);

		if (hook)
			fprintf(out, "mlotrace_trace_missed_calls_total{"
				"function=\"%s\",at=\"%s\"} %u\n",
				hook_function(hook), hook_at(hook),
				missed->skipped[i]);
	}
	metrics_head(out, "mlotrace_trace_lost_records_of_type_total",
		     "counter", "Lost records, by type.");
	for (int i = 1; i < REC_MISSED; i++)
		fprintf(out, "mlotrace_trace_lost_records_of_type_total{"
			"record=\"%s\"} %u\n", record_name(i),
			missed->lost[i]);
}

void trace_metrics(FILE *out, const void *ctx)
{
	const struct trace_status *status = ctx;
	const struct tally *tally = lifecycle_tally(status->lc);
	const struct summary summary = {
		.unaffected = status->meta->unaffected, .tally = tally,
	};
	uint64_t offset = wall_offset();

	metrics_kernel_head(out);
	metrics_kernel_state(out, status->release, "trace",
			     summary_state(&summary));
	write_removals(out, tally);
	write_stale(out, status, offset);
	write_connections(out, tally);
	metrics_number(out, "mlotrace_trace_records_total", "counter",
		       "Records read from the kernel.",
		       tally->records);
	metrics_number(out, "mlotrace_trace_lost_records_total", "counter",
		       "Lost records: what they held is not known.",
		       tally->lost);
	write_missed(out, status->missed);
	write_hooks(out, status);
	metrics_number(out, "mlotrace_trace_up", "gauge",
		       "1 while the trace runs, 0 once it has ended.",
		       status->running);
	metrics_seconds(out, "mlotrace_trace_start_timestamp_seconds", "gauge",
			"When the trace began.", status->started_at + offset);
	metrics_seconds(out, "mlotrace_trace_timestamp_seconds", "gauge",
			"When this file was written: at least once a minute "
			"while the trace runs.", boot_time() + offset);
}

void trace_status_text(char text[TRACE_STATUS_SIZE],
		       const struct trace_status *status)
{
	const struct tally *tally = lifecycle_tally(status->lc);

	if (!status->attached)
		snprintf(text, TRACE_STATUS_SIZE, "waiting for mac80211");
	else if (status->silent)
		snprintf(text, TRACE_STATUS_SIZE,
			 "ftrace is switched off: no hook is called");
	else
		snprintf(text, TRACE_STATUS_SIZE, "attached to %zu functions; "
			 "stale now: %" PRIu64 ", problems: %" PRIu64
			 ", records: %" PRIu64 ", lost: %" PRIu64,
			 status->meta->hook_count, tally->stale_now,
			 tally->problems, tally->records, tally->lost);
}
