#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# --help and --version, and that whatever is named exists

load common

@test "--help goes to stdout and names the verbs" {
	for word in --help -h help; do
		mlotrace $word
		answered
		grep -q '^Usage: mlotrace' "$OUT"
		grep -q '^  trace ' "$OUT"
	done
	[ "$(verbs | wc -l)" -ge 3 ]
}

@test "--help says what the exit statuses mean" {
	mlotrace --help
	tr '\n' ' ' <"$OUT" | grep -q '0 nothing wrong.* 1 .* 2 .* 3 '
}

@test "--version is that of the Makefile" {
	mlotrace --version
	answered
	version=$(sed -n 's/^VERSION := *//p' "$TREE/Makefile")
	[ -n "$version" ]
	[ "$(cat "$OUT")" = "mlotrace $version" ]
}

@test "every verb has --help" {
	for verb in $(verbs); do
		for word in --help -h; do
			mlotrace "$verb" $word
			answered
			[[ $(head -1 "$OUT") == "Usage: mlotrace $verb"* ]]
			grep -q -- '  -h, --help' "$OUT"
		done
	done
}

@test "--help needs no privilege" {
	need_root
	for verb in "" $(verbs); do
		apart setpriv --bounding-set -all --inh-caps -all \
			"$MLOTRACE" $verb --help
		answered
	done
}

@test "help lines fit a terminal" {
	for verb in "" $(verbs); do
		"$MLOTRACE" $verb --help >all
		awk -v verb="$verb" 'length($0) > 81 {
			print verb ": " $0; bad = 1
		} END { exit bad }' all
	done
}

@test "no option is named twice" {
	for verb in $(verbs); do
		[ -z "$(options_of "$verb" | sort | uniq -d)" ]
		letters=$("$MLOTRACE" "$verb" --help |
			  sed -n 's/^  -\(.\),.*/\1/p' | sort | uniq -d)
		[ -z "$letters" ]
	done
}

# Every --option in a message of the program
options_in_messages() {
	sed -n '/msg_\(hint\|error\)(\|usage_error(/,/);/p' "$TREE"/src/*.c |
		grep -o -- '"[^"]*"' | grep -o -- '--[a-z][a-z-]*' | sort -u
}

known_options() {
	printf -- '--help\n--version\n'
	for verb in $(verbs); do
		options_of "$verb" | sed 's/^/--/; s/=.*//'
	done
}

@test "every option that a message names exists" {
	known_options | sort -u >known
	[ "$(wc -l <known)" -gt 10 ]
	options_in_messages >named
	grep -q -- '^--help$' named
	comm -23 named known
	[ -z "$(comm -23 named known)" ]
}

@test "every option that a man page names exists" {
	# and those of other programs that are spoken of
	{ known_options; printf -- "--strip-unneeded\n--kernel\n"; } | sort -u >known
	for page in "$TREE"/man/mlotrace*.8; do
		# \- is how roff writes a dash
		sed 's/\\-/-/g; s/\\f.//g; s/Fl -/--/g' "$page" |
			grep -v '^\.\\"' |
			grep -oE -- '(^|[^a-z-])--[a-z][a-z-]*' |
			sed 's/^[^-]*//' | sort -u >named
		echo "$page: $(comm -23 named known | tr '\n' ' ')"
		[ -z "$(comm -23 named known)" ]
	done
}

@test "every option of a verb is in a man page" {
	cat "$TREE"/man/*.8 | sed 's/\\-/-/g; s/\\f.//g; s/Fl -/--/g' >pages
	for option in $(known_options | sort -u); do
		grep -q -- "$option" pages || {
			echo "$option is in no man page"
			missing=1
		}
	done
	[ -z "${missing:-}" ]
}

@test "a reader that stops reading is no error" {
	for verb in "" $(verbs); do
		timeout 60 "$MLOTRACE" $verb --help 2>>"$ERR" | head -1 >"$OUT"
		timeout 60 "$MLOTRACE" $verb --help 2>>"$ERR" | true
	done
	[ ! -s "$ERR" ]
	[ -s "$OUT" ]
}
