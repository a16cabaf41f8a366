#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Wrong uses: one line with the user's text, one hint, status 1, and nothing
# on stdout

load common

@test "unknown verb" {
	mlotrace bogus
	refused "'bogus'"
	mlotrace tracee
	refused "'tracee'"
	mlotrace ""
	refused "''"
}

@test "unknown option of no verb" {
	mlotrace --bogus
	refused "'--bogus'"
	mlotrace -Z
	refused "'-Z'"
}

@test "unknown option of every verb" {
	for verb in $(verbs); do
		mlotrace "$verb" --no-such-option
		refused "'--no-such-option'"
		grep -qx "hint: see 'mlotrace $verb --help'" "$ERR"
		mlotrace "$verb" --no-such-option=value
		refused "'--no-such-option=value'"
		mlotrace "$verb" -Z
		refused "'-Z'"
	done
}

@test "unknown letter beyond ASCII" {
	mlotrace trace -é
	refused '\xc3'
	mlotrace trace -jé
	refused '\xc3'
	mlotrace trace --é
	refused '--\xc3\xa9'
}

@test "a short form of two options names both" {
	mlotrace report --h
	refused "option '--h' is ambiguous: --html, --help"
	mlotrace report --h=x
	refused "option '--h=x' is ambiguous: --html, --help"
	mlotrace trace --a
	refused "option '--a' is ambiguous: --all, --attach"
	mlotrace trace --allx
	refused "unknown option '--allx'"
}

@test "every option that takes a value misses it" {
	for verb in $(verbs); do
		for option in $(options_of "$verb" | grep =); do
			mlotrace "$verb" "--${option%%=*}"
			refused "'--${option%%=*}'"
		done
	done
	mlotrace trace -l
	refused "'-l'"
	mlotrace trace -al
	refused "'-al'"
}

@test "every option that takes no value gets one" {
	for verb in $(verbs); do
		for option in $(options_of "$verb" | grep -v =); do
			mlotrace "$verb" "--$option=1"
			refused "'--$option'"
		done
	done
}

@test "bad MAC" {
	for mac in "" xx 02:00:00:00:00 02:00:00:00:00:0g 02-00-00-00-00-00 \
		   02:00:00:00:00:00:00 "02:00:00:00:00:00 "; do
		mlotrace trace --sta="$mac"
		refused "--sta: '$mac' is not a MAC address"
		mlotrace report --sta="$mac" file
		refused "--sta: '$mac' is not a MAC address"
	done
}

@test "bad link id" {
	for id in "" 15 -1 255 99999999999999999999 x 1x 1.5 " 1" 0x; do
		mlotrace trace --link="$id"
		refused "--link: '$id' is not a link id (0 to 14)"
	done
	mlotrace trace -l15
	refused "'15'"
}

@test "bad duration" {
	for time in "" 0 0s -1 x 5x 1.5s "5 s" 18446744073709551616 99999999999d
	do
		mlotrace trace --duration="$time"
		refused "--duration: '$time' is not a duration"
	done
}

@test "bad number" {
	for number in "" 0 -1 x 4k 2000000000 99999999999999999999; do
		mlotrace trace --ring-size="$number"
		refused "--ring-size: '$number' is not a number from 1 to"
	done
}

@test "bad choice names the choices" {
	option=$(options_of trace | sed -n 's/^\(attach\)=.*/\1/p')
	[ -n "$option" ] || skip "no option that is a choice"
	mlotrace trace --attach=magic
	refused "--attach: 'magic' is not one of auto, "
}

@test "unknown interface" {
	for name in nosuch0 "" "../x" averyverylongname0123456789; do
		mlotrace trace --iface="$name"
		refused "'$name'"
	done
}

@test "the user's text is escaped" {
	mlotrace $'\e[2J\nhint: run rm -rf'
	refused '\x1b[2J\x0ahint: run'
	mlotrace trace --sta=$'\e]0;x\a'
	refused '\x1b]0;x\x07'
	mlotrace trace --iface=$'\xff%s%n'
	refused '\xff%s%n'
	mlotrace trace $'--a\nb'
	refused '--a\x0ab'
}

@test "text of any length" {
	long=$(printf '%20000s' "" | tr ' ' x)
	mlotrace "$long"
	refused "'xxxx"
	mlotrace trace --sta="$long"
	refused "--sta: 'xxxx"
}

@test "arguments that a verb does not take" {
	for verb in trace scan; do
		mlotrace $verb extra
		refused "'extra'"
		mlotrace $verb -- --json
		refused "'--json'"
	done
	mlotrace --json extra
	refused "'extra'"
}

@test "report wants one recording" {
	mlotrace report
	refused "one recording"
	mlotrace report a b
	refused "one recording"
	mlotrace report nosuchfile
	refused "'nosuchfile'"
	mlotrace report "$BATS_TEST_TMPDIR"
	show
	[ "$status" -eq 1 ]
	[ ! -s "$OUT" ]
}

@test "report is given something else" {
	echo '{"type":"meta"}' >no-version
	echo '{"type":"meta","v":2}' >newer
	echo '{"type":"record","v":1}' >headless
	echo 'hello' >words
	head -c 1000 /dev/urandom >noise
	: >empty
	for file in no-version newer headless words noise empty; do
		mlotrace report $file
		show
		[ "$status" -eq 1 ]
		[ ! -s "$OUT" ]
		[[ $(head -1 "$ERR") == mlotrace:*$file* ]]
	done
	mlotrace report newer
	refused "version 2"
}
