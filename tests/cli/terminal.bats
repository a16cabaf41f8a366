#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Nothing that a terminal would obey gets to one, out of a recording that was
# made to do it harm: by our own escapes (\xNN in a name of an interface, which
# is the byte NN), and by those of JSON, which our writer never makes.

load common

setup_file() {
	local tree=$BATS_TEST_DIRNAME/../..

	# shellcheck disable=SC2028 # sed's
	sed -e 's/"wlan0"/"w\\\\x1b[2J\\\\x0a"/' \
		-e '1s/"release":"/&\\u001b[31m\\n\\u009b/' \
		-e '1s/"build_id":"[^"]*/"build_id":"\\u0007/' \
		-e '1s/"function":"/&\\u001b]0;x\\u0007/g' \
		-e '1s/"reason":"/&\\r\\u001b[H/g' -e '1s/"cost":"/&\\u007f/g' \
		"$tree/tests/replay/leaks-6.12.jsonl" \
		>"$BATS_FILE_TMPDIR/"$'rec\e[2J.jsonl'
}

# What went out is printable, but for the ends of its lines.
harmless() { # FILE...
	! LC_ALL=C grep -q '[^ -~]' "$@"
}
# The page's own script has tabs, and letters beyond ASCII.
harmless_page() { # FILE
	! LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]' "$@"
}
removals_of() { # NAME, as a line of the recording has it
	grep '"type":"removal"' "$OUT" | grep -cF "\"iface\":\"$1\""
}

@test "report harms no terminal, in any form" {
	recording=$BATS_FILE_TMPDIR/$'rec\e[2J.jsonl'
	for form in --all --json --redact "--redact --json"; do
		# shellcheck disable=SC2086 # options
		mlotrace report $form "$recording"
		harmless "$OUT" "$ERR"
		[ "$status" -eq 2 ]
	done
	mlotrace report "$recording"
	grep -qF 'w\x1b[2J\x0a (client)' "$OUT"
	mlotrace report --html=page.html "$recording"
	harmless "$OUT" "$ERR"
	harmless_page page.html
	grep -qF 'w\u005cx1b[2J\u005cx0a' page.html
	sed '5s/.*/not JSON/' "$recording" >$'bad\e[2J'
	mlotrace report $'bad\e[2J'
	harmless "$OUT" "$ERR"
	grep -qF 'bad\x1b[2J: line 5: not JSON' "$ERR"
}

@test "a filter finds a name with control characters" {
	recording=$BATS_FILE_TMPDIR/$'rec\e[2J.jsonl'
	mlotrace report --json "$recording"
	all=$(removals_of 'w\\x1b[2J\\x0a')
	[ "$all" -gt 0 ]
	mlotrace report --json -i $'w\e[2J\n' "$recording"
	[ "$(removals_of 'w\\x1b[2J\\x0a')" = "$all" ]
	[ "$(grep -c '"type":"removal"' "$OUT")" = "$all" ]
	# and so does the one that the recording itself was made with
	cp "$OUT" filtered
	mlotrace report --json filtered
	cmp filtered "$OUT"
	mlotrace report --json -i $'w\e[2J' "$recording"
	! grep -q '"type":"removal"' "$OUT"
}
