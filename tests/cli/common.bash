# SPDX-License-Identifier: GPL-2.0-only
# What the CLI tests share. MLOTRACE names the program; default build/mlotrace.

setup() {
	TREE=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	MLOTRACE=$(readlink -f "${MLOTRACE:-$TREE/build/mlotrace}")
	export MLOTRACE
	OUT=$BATS_TEST_TMPDIR/out ERR=$BATS_TEST_TMPDIR/err
	cd "$BATS_TEST_TMPDIR" || return 1
}

# Run a command with stdout and stderr apart: $status, $OUT, $ERR. None of
# these takes long; one that hangs ends with 124.
apart() {
	status=0
	timeout -k 5 60 "$@" >"$OUT" 2>"$ERR" </dev/null || status=$?
}

mlotrace() { apart "$MLOTRACE" "$@"; }

# What bats prints when a test fails after this
show() {
	echo "status $status"
	echo "stdout: $(cat "$OUT")"
	echo "stderr: $(cat "$ERR")"
}

# It succeeded, on stdout alone.
answered() {
	show
	[ "$status" -eq 0 ]
	[ -s "$OUT" ]
	[ ! -s "$ERR" ]
}

# A wrong use: one line that has the user's text, and a hint; status 1.
refused() {
	show
	[ "$status" -eq 1 ]
	[ ! -s "$OUT" ]
	[ "$(wc -l <"$ERR")" -eq 2 ]
	[[ $(sed -n 1p "$ERR") == mlotrace:* ]]
	[[ $(sed -n 1p "$ERR") == *"$1"* ]]
	[[ $(sed -n 2p "$ERR") == hint:\ * ]]
	# nothing that a terminal would obey
	! LC_ALL=C grep -q '[^ -~]' "$ERR"
}

verbs() {
	"$MLOTRACE" --help | sed -n '/^Verbs:/,/^$/s/^  \([a-z]\{1,\}\) .*/\1/p'
}

# The long options of a verb: "name" or "name=ARG", one a line
options_of() {
	"$MLOTRACE" "$1" --help |
		sed -n 's/^  .\{1,3\} *--\([a-z-]*\)\(=[^ ]*\)\{0,1\}.*/\1\2/p'
}

need_no_mac80211() {
	[ ! -e /sys/module/mac80211 ] || skip "mac80211 is loaded"
}

need_root() {
	[ "$(id -u)" -eq 0 ] || skip "not root"
}
