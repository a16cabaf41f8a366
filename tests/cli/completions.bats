#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# What bash, zsh and fish complete, asked in these shells themselves

load common

SHELLS="bash zsh fish"

# offered SHELL WORD...: what it offers for the last word, one a line
offered() {
	local dir shell=$1
	dir=$(dirname "$MLOTRACE")/completions
	shift
	case $shell in
	bash)
		bash --norc -c 'source "$1" && shift && COMP_WORDS=("$@") &&
			COMP_CWORD=$(($# - 1)) && { _mlotrace || true; } &&
			printf "%s\n" "${COMPREPLY[@]}"' \
			- "$dir/mlotrace.bash" "$@"
		;;
	zsh)
		mkdir -p functions
		cp "$dir/mlotrace.zsh" functions/_mlotrace
		zsh -f "$TREE/tests/cli/complete.zsh" "$PWD/functions" "$*" \
			3>&-
		;;
	fish)
		fish --no-config -c 'source $argv[1]
			complete -C"$argv[2..]"' "$dir/mlotrace.fish" "$@" |
			cut -f 1
		;;
	esac | sed 's/=$//; s/ $//' | grep -v '^$' | sort -u
}

# each_shell COMMAND...: run it with every shell that is there
each_shell() {
	local shell ran=
	for shell in $SHELLS; do
		command -v $shell >/dev/null || continue
		ran=1
		echo "$shell:"
		"$@" $shell
	done
	[ -n "$ran" ] || skip "no shell to complete in"
}

@test "the shells are here" {
	for shell in $SHELLS; do
		command -v $shell >/dev/null || missing="${missing:-} $shell"
	done
	[ -z "${missing:-}" ] || skip "not tried:$missing"
}

is() { # EXPECTED SHELL WORD...
	local got
	got=$(offered "${@:2}" | tr '\n' ' ')
	echo "${*:3}: $got"
	[ "$got" = "$1" ]
}

verbs_completed() {
	is "$(verbs | sort | tr '\n' ' ')" $1 mlotrace ""
	is "trace " $1 mlotrace tr
}

@test "verbs are completed" {
	each_shell verbs_completed
}

# Those of --help, long and short, and no others. The fish of Debian 12 lists
# the letters only after a single dash.
options_completed() {
	local verb=$2 want
	want=$(options_of "$verb" | sed 's/=.*//; s/^/--/'; echo --help)
	want=$(sort -u <<<"$want" | tr '\n' ' ')
	is "$want" $1 mlotrace "$verb" --
	want=$(letters_of "$verb" | tr '\n' ' ')
	got=$(offered $1 mlotrace "$verb" - | grep -x -- '-[^-]' | tr '\n' ' ')
	echo "letters: $got"
	[ "$got" = "$want" ]
}

letters_of() {
	"$MLOTRACE" "$1" --help | sed -n 's/^  \(-.\),.*/\1/p' | sort
}

all_options_completed() {
	for verb in $(verbs); do
		options_completed $1 $verb
	done
}

@test "every option of every verb is completed" {
	each_shell all_options_completed
}

default_verb() {
	local got
	got=$(offered $1 mlotrace --)
	grep -qx -- --version <<<"$got"
	grep -qx -- --until-leak <<<"$got"
	! grep -qx -- --html <<<"$got"
	! offered $1 mlotrace --json -- | grep -qx -- --version
	offered $1 mlotrace --json -- | grep -qx -- --until-leak
}

@test "without a verb the options are those of trace" {
	each_shell default_verb
}

choices() {
	local ways="auto fentry kprobe tracepoint "
	case $1 in
	bash) # readline makes words of it
		is "$ways" bash mlotrace trace --attach =
		is "fentry " bash mlotrace trace --attach = fe
		;;
	fish) is "--attach=fentry " fish mlotrace trace --attach=fe ;;
	zsh) is "$ways" zsh mlotrace trace --attach= ;;
	esac
	is "$ways" $1 mlotrace trace --attach ""
	[[ $(offered $1 mlotrace validate -s "") == *remove-link* ]]
}

@test "choices are completed" {
	each_shell choices
}

values() {
	is "$(ls /sys/class/net | sort | tr '\n' ' ')" $1 mlotrace trace -i ""
	is "recording.jsonl " $1 mlotrace report rec
	is "recording.jsonl " $1 mlotrace report --html rec
	is "" $1 mlotrace report --sta rec
	is "" $1 mlotrace scan rec
	[[ $(offered $1 mlotrace check --root dir) == directory* ]]
	[[ $(offered $1 mlotrace check --root rec) == "" ]]
}

@test "interfaces, files and directories are completed" {
	touch recording.jsonl
	mkdir directory
	each_shell values
}

@test "bash completes file names with blanks" {
	touch "a recording"
	is "a recording " bash mlotrace report a
}
