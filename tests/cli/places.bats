#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Bad places: no privilege, no mac80211, no reader

load common

# All of root but its capabilities
without() {
	apart setpriv --bounding-set "$1" --inh-caps "$1" "$MLOTRACE" "${@:2}"
}

@test "without capabilities the missing one is named" {
	need_root
	for verb in trace "trace --no-wait" "trace --json" scan; do
		without -all $verb
		refused CAP_SYS_ADMIN
		without -sys_admin $verb
		refused CAP_SYS_ADMIN
	done
}

@test "without root the missing capability is named" {
	need_root
	dir=$(mktemp -d /tmp/mlotrace-cli.XXXXXX)
	chmod 755 "$dir"
	cp "$MLOTRACE" "$dir/mlotrace"
	apart setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$dir/mlotrace" trace
	rm -r "$dir"
	refused CAP_SYS_ADMIN
}

@test "a wrong word is told before a missing privilege" {
	need_root
	without -all trace --sta=xx
	refused "'xx'"
	without -all scan --bogus
	refused "'--bogus'"
}

@test "report and check need no privilege" {
	need_root
	echo '{"type":"meta","v":2}' >newer
	without -all report newer
	refused "version 2"
}

@test "trace --no-wait without mac80211" {
	need_root
	need_no_mac80211
	mlotrace trace --no-wait
	refused "mac80211 is not loaded"
	grep -q -- --no-wait "$ERR"
	mlotrace trace --no-wait --json
	refused "mac80211 is not loaded"
}

@test "scan without mac80211 finds nothing wrong" {
	need_root
	need_no_mac80211
	mlotrace scan
	show
	[ "$status" -eq 0 ]
	grep -q "mac80211 is not loaded" "$ERR"
}

# Start trace in the background, until it says that it waits.
start_waiting() {
	"$MLOTRACE" "$@" >"$OUT" 2>"$ERR" </dev/null 3>&- &
	pid=$!
	for _ in $(seq 600); do
		grep -q waiting "$ERR" && return 0
		kill -0 $pid || return 1
		sleep 0.1
	done
	kill -KILL $pid
	return 1
}

ended() {
	(sleep 60; kill -KILL "$pid") 3>&- &
	local watchdog=$!
	status=0
	wait "$pid" || status=$?
	kill "$watchdog" || true
	wait "$watchdog" || true
	show
}

@test "trace waits for mac80211, until it is interrupted" {
	need_root
	need_no_mac80211
	for signal in INT TERM; do
		start_waiting trace
		kill -$signal $pid
		ended
		[ "$status" -eq 0 ]
		[ ! -s "$OUT" ]
		[ "$(wc -l <"$ERR")" -eq 1 ]
	done
}

@test "a signal that comes with others ends it once" {
	need_root
	need_no_mac80211
	start_waiting trace --json
	kill -TERM $pid
	kill -INT $pid || true
	kill -TERM $pid || true
	ended
	[ "$status" -eq 0 ]
}

@test "trace --metrics where nothing can be written" {
	for file in /nonexistent/m.prom /proc/m.prom "$BATS_TEST_TMPDIR/"; do
		mlotrace trace --metrics="$file"
		refused "cannot write metrics to '$file'"
	done
	mlotrace check --metrics=/nonexistent/m.prom "$MLOTRACE"
	grep -q "cannot write metrics to '/nonexistent/m.prom'" "$ERR"
	[ "$status" -eq 1 ]
}

@test "trace --metrics says whether it runs" {
	need_root
	need_no_mac80211
	start_waiting trace --metrics=m.prom
	grep -qx 'mlotrace_trace_up 1' m.prom
	grep -qx 'mlotrace_trace_hooks{status="attached"} 0' m.prom
	kill -TERM $pid
	ended
	[ "$status" -eq 0 ]
	grep -qx 'mlotrace_trace_up 0' m.prom
	[ "$(ls | grep -c m.prom)" -eq 1 ]
}

@test "trace --metrics says that it could not begin" {
	need_root
	without -all trace --metrics=m.prom
	refused CAP_SYS_ADMIN
	grep -qx 'mlotrace_trace_up 0' m.prom
}

@test "trace --duration ends also if mac80211 never comes" {
	need_root
	need_no_mac80211
	apart timeout -s KILL 20 "$MLOTRACE" trace --duration=1
	show
	[ "$status" -eq 0 ]
}

@test "trace --duration of centuries does not end at once" {
	need_root
	need_no_mac80211
	start_waiting trace --duration=18446744073
	sleep 2
	kill -TERM $pid || gone=1
	ended
	[ -z "${gone:-}" ]
	[ "$status" -eq 0 ]
}

@test "report to a reader that stops reading" {
	for form in "" --all --json; do
		for file in "$TREE"/tests/replay/*.jsonl; do
			timeout 60 "$MLOTRACE" report $form "$file" 2>"$ERR" |
				head -1 >"$OUT"
			cat "$ERR"
			[ -s "$OUT" ]
			# nothing but what is wrong with the recording
			[ -z "$(grep -v "\.jsonl: " "$ERR")" ]
		done
	done
}

@test "report to a full disk says so" {
	[ -c /dev/full ] || skip "no /dev/full"
	for form in "" --all --json; do
		status=0
		"$MLOTRACE" report $form "$TREE/tests/replay/leaks-6.12.jsonl" \
			>/dev/full 2>"$ERR" || status=$?
		show
		[ "$status" -eq 1 ]
		[ "$(wc -l <"$ERR")" -eq 1 ]
	done
}

switches() {
	awk '/ctxt_switches/ { n += $2 } END { print n }' "/proc/$pid/status"
}

@test "waiting costs nothing" {
	need_root
	need_no_mac80211
	start_waiting trace
	# it comes to rest, sooner or later
	for _ in $(seq 30); do
		before=$(switches)
		sleep 2
		after=$(switches)
		[ "$before" -ne "$after" ] || break
	done
	kill -TERM $pid
	ended
	[ "$before" -eq "$after" ]
}

@test "no start pays for the libraries of one verb" {
	apart readelf -d "$MLOTRACE"
	! grep -E 'NEEDED.*(archive|curses|tinfo)' "$OUT"
}
