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

# Every --option in a text of the program, but for mlotrace-air's help
options_in_texts() {
	find "$TREE/src" -name '*.[ch]' ! -path '*/air/*' -exec cat {} + |
		cat - "$TREE/src/air/scenario.c" |
		grep -o '"[^"]*"' | options_named
}

options_named() {
	grep -oE -- '(^|[^a-z-])--[a-z][a-z_-]*[a-z]' |
		sed 's/^[^-]*//' | sort -u
}

known_options() {
	printf -- '--help\n--version\n'
	for verb in $(verbs); do
		options_of "$verb" | sed 's/^/--/; s/=.*//'
	done
}

btf_options() { "$TREE/contrib/mlotrace-btf" --help | options_named; }

@test "every option that a text of the program names exists" {
	# and those of mlotrace-air, mlotrace-btf and lab/vm
	{ known_options; btf_options; "$MLOTRACE-air" --help | options_named
	  echo --kernel; } | sort -u >known
	[ "$(wc -l <known)" -gt 10 ]
	options_in_texts >named
	grep -q -- '^--help$' named
	comm -23 named known
	[ -z "$(comm -23 named known)" ]
}

# A page as it is read, on lines of any length
page() {
	mandoc -T utf8 -O width=1000 "$1" | col -bx
}

need_mandoc() {
	command -v mandoc >/dev/null || skip "no mandoc"
}

@test "every option that a man page, the README or docs/ names exists" {
	need_mandoc
	# and those of other programs and of the tests, which are named there too
	{ known_options; btf_options; printf -- "--strip-unneeded\n--kernel\n--fuzz\n\
--btf_base\n--btf_encode_detached\n--nodeps\n--long\n--count\n--seconds\n\
--zstd\n--wildcards\n--seed\n--rounds\n--stations\n--graph\n--console\n--copy\n\
--with\n--out\n--fsys-tarfile\n--cached\n--cc\n--config\n--import\n--source\n--table\n--list\n--now\n--of\n\
--overlap\n--module\n--append\n"
	for script in patches/livepatch/build contrib/dkms/install; do
		"$TREE/$script" --help | options_named
	done; } | sort -u >known
	for file in "$TREE"/man/* "$TREE"/*.md "$TREE"/docs/*.md \
		"$TREE"/patches/README.md; do
		case $file in
		*.md) cat "$file" ;;
		*) page "$file" ;;
		esac | options_named >named
		echo "$file: $(comm -23 named known | tr '\n' ' ')"
		[ -z "$(comm -23 named known)" ]
	done
}

# "VERB OPTION" for what stands in command lines: mlotrace VERB ... --option
in_command_lines() {
	# not what the shell runs in between: $(uname -r)
	sed 's/\$([^)]*)//g' | grep -ohE -- "mlotrace ($(verbs | paste -sd '|'))( [^|>;\`']*)?" |
		awk '{ for (i = 3; i <= NF; i++)
			if (match($i, /^--?[a-z][a-z-]*/))
				print $2, substr($i, 1, RLENGTH) }' | sort -u
}

@test "in every command line the options are those of its verb" {
	need_mandoc
	for verb in $(verbs); do
		echo "$verb --help"
		echo "$verb -h"
		options_of "$verb" | sed "s/=.*//; s/^/$verb --/"
		"$MLOTRACE" "$verb" --help | sed -n "s/^  \(-.\),.*/$verb \1/p"
	done | sort -u >known
	{
		for file in "$TREE"/man/*; do
			page "$file"
		done
		find "$TREE"/*.md "$TREE"/docs/*.md "$TREE"/NEWS \
			"$TREE"/contrib "$TREE"/patches "$TREE"/lab -type f -exec cat {} +
		cat "$TREE"/src/*.c
	} | in_command_lines >named
	[ "$(wc -l <named)" -gt 10 ]
	# -vv is -v twice
	sed -i 's/ -vv$/ -v/; s/ -\([a-z]\)[a-z]\{1,\}$/ -\1/' named
	comm -23 named known
	[ -z "$(comm -23 named known)" ]
}

# What the manual says of a verb: its own page, or its section in mlotrace(8).
manual_of() {
	if [ -e "$TREE/man/mlotrace-$1.8" ]; then
		page "$TREE/man/mlotrace-$1.8"
	else
		page "$TREE/man/mlotrace.8" | awk -v title="   mlotrace $1" '
			/^ ? ? ?[^ ]/ { on = $0 == title }
			on'
	fi
}

@test "every option of a verb is in the manual, where the verb is" {
	need_mandoc
	for verb in $(verbs); do
		manual_of "$verb" >manual
		[ -s manual ]
		{
			options_of "$verb" | sed 's/=.*//; s/^/--/'
			"$MLOTRACE" "$verb" --help | sed -n 's/^  \(-.\),.*/\1/p'
		} | grep -vx -- '--help\|-h' | while read -r option; do
			grep -qE -- "(^|[ ,(])$option([ =,]|$)" manual ||
				echo "$verb: $option"
		done
	done >missing
	cat missing
	[ ! -s missing ]
}

@test "every option of mlotrace-btf is in its manual" {
	need_mandoc
	page "$TREE/man/mlotrace-btf.8" | options_named >manual
	btf_options >named
	[ "$(wc -l <named)" -gt 4 ]
	comm -23 named manual
	[ -z "$(comm -23 named manual)" ]
}

@test "every option of a verb is in a synopsis" {
	need_mandoc
	for verb in trace scan report doctor top; do
		file=$TREE/man/mlotrace-$verb.8
		[ -e "$file" ] || file=$TREE/man/mlotrace.8
		page "$file" | awk -v verb="$verb" '
			/^[A-Z]/ { synopsis = /^SYNOPSIS/ }
			synopsis && index($0, "mlotrace " verb) ||
			synopsis && index($0, "mlotrace [" verb "]")' >lines
		[ -s lines ]
		options_of "$verb" | grep -vx help | while read -r option; do
			name=${option%%=*}
			letter=$("$MLOTRACE" "$verb" --help |
				sed -n "s/^  -\(.\), --$name[= ].*/\1/p")
			grep -qE -- "--$name[]=]${letter:+|\[-[a-z]*$letter}" lines ||
				echo "$verb: --$name"
		done
	done >missing
	cat missing
	[ ! -s missing ]
}

@test "every verb has what a page has to say" {
	need_mandoc
	for page in mlotrace mlotrace-check mlotrace-collect mlotrace-top \
		mlotrace-validate; do
		page "$TREE/man/$page.8" >text
		for section in SYNOPSIS DESCRIPTION OPTIONS OVERHEAD FILES \
			"EXIT STATUS" EXAMPLES "SEE ALSO" CAVEATS; do
			grep -qx "$section" text || echo "$page: $section"
		done
	done >missing
	cat missing
	[ ! -s missing ]
}

# mandoc knows no pages but those that are installed, so the references are
# looked at here.
@test "mandoc has nothing to say of the man pages" {
	need_mandoc
	for file in "$TREE"/man/*; do
		mandoc -T lint -W style "$file" 2>/dev/null |
			grep -v 'STYLE: referenced manual not found: ' || true
		sed -n 's/^\.Xr \(mlotrace[^ ]*\) \([578]\).*/\1.\2/p' "$file" |
			while read -r page; do
				[ -e "$TREE/man/$page" ] || echo "$file: $page"
			done
	done >said
	cat said
	[ ! -s said ]
}

# What only one page has may stand anywhere between.
@test "the man pages are all mdoc, with their sections in one order" {
	for file in "$TREE"/man/*; do
		[ "$(grep -c '^\.Dd ' "$file")" = 1 ] || echo "$file: not mdoc"
		grep -n -x -e '\.Sh NAME' -e '\.Sh SYNOPSIS' \
			-e '\.Sh DESCRIPTION' -e '\.Sh OPTIONS' \
			-e '\.Sh OVERHEAD' -e '\.Sh ENVIRONMENT' \
			-e '\.Sh FILES' -e '\.Sh EXIT STATUS' \
			-e '\.Sh EXAMPLES' -e '\.Sh SEE ALSO' \
			-e '\.Sh CAVEATS' "$file" | cut -d: -f2 >sections
		printf '.Sh %s\n' NAME SYNOPSIS DESCRIPTION OPTIONS OVERHEAD \
			ENVIRONMENT FILES "EXIT STATUS" EXAMPLES "SEE ALSO" \
			CAVEATS | grep -Fx -f sections >ordered
		cmp -s sections ordered || echo "$file: order of sections"
	done >said
	cat said
	[ ! -s said ]
}

@test "a reader that stops reading is no error" {
	for verb in "" $(verbs); do
		timeout 60 "$MLOTRACE" $verb --help 2>>"$ERR" | head -1 >"$OUT"
		timeout 60 "$MLOTRACE" $verb --help 2>>"$ERR" | true
	done
	[ ! -s "$ERR" ]
	[ -s "$OUT" ]
}
