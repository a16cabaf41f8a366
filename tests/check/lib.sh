# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables shared with run
# tests/check/lib.sh: TAP lines, and what turns one module file into others.

tests=0 failed=0 skipped=0

ok() { tests=$((tests + 1)); echo "ok $tests - $1"; }

not_ok() {
	tests=$((tests + 1)) failed=$((failed + 1))
	echo "not ok $tests - $1"
	[ $# -lt 2 ] || printf '%s\n' "$2" | sed 's/^/# /'
}

skip() {
	tests=$((tests + 1)) skipped=$((skipped + 1))
	echo "ok $tests - $1 # SKIP $2"
}

finish() {
	echo "1..$tests"
	echo "# $((tests - failed - skipped)) passed, $failed failed," \
		"$skipped skipped"
	[ "$failed" -eq 0 ]
}

have() { command -v "$1" >/dev/null; }

# first_of PROG...: the first that is there
first_of() {
	local prog

	for prog; do
		have "$prog" && { echo "$prog"; return; }
	done
	return 1
}

# check ARGS...: sets out and status
check() {
	status=0
	out=$("$MLOTRACE" check "$@" 2>&1) || status=$?
}

# passes NAME COMMAND...: ok if the command succeeds
passes() {
	local name=$1 log

	shift
	if log=$("$@" 2>&1); then ok "$name"; else not_ok "$name" "$log"; fi
}

# equal NAME GOT WANT
equal() {
	if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "got $2"; fi
}

# json_field LINE KEY: its first value
json_field() { sed -n "s/\"$2\":\"/\n/; s/.*\n\([^\"]*\).*/\1/p" <<<"$1"; }

# state_of FILE: "leaks", "fixed unified", ... as --json tells it
state_of() {
	local line

	line=$("$MLOTRACE" check --json "$1" | grep '"type":"kernel"') || :
	echo "$(json_field "$line" state) $(json_field "$line" how)" |
		sed 's/ $//'
}

# expect NAME FILE STATE
expect() {
	local got

	got=$(state_of "$2")
	if [ "$got" = "$3" ]; then
		ok "$1: $3"
	else
		not_ok "$1: $3" "got '$got': $("$MLOTRACE" check -v "$2")"
	fi
}

# state_of_series SERIES: what kernel-facts say
state_of_series() {
	case ${1#*/} in
	6.[0-4] | 6.[0-4][.:-]*) echo unaffected ;;
	6.* | 7.0*) echo leaks ;;
	7.1*) echo fixed direct ;;
	*) echo fixed unified ;;
	esac
}

# states_of SERIES: the states that its source can be brought into, a line each:
# STATE|PATCH...
states_of() {
	local bad fixed without=$top/tests/check/7.2-without-removal.patch

	bad=$(echo "$top"/patches/known-bad/seed-only-*.patch)
	fixed=$(echo "$top"/patches/6.12/*.patch)
	case $(state_of_series "$1") in
	leaks) without= ;;
	*) echo "fixed unified|" ;;
	esac
	echo "leaks|$without"
	echo "dangling|$without $bad"
	echo "fixed direct|$without $fixed"
}

is_arm64() { readelf -h "$1" | grep -q AArch64; }

# strip_to OPTION IN OUT; 77 when there is no tool for the architecture
strip_to() {
	local prog=strip

	if is_arm64 "$2" && [ "$(uname -m)" != aarch64 ]; then
		prog=$(first_of aarch64-linux-gnu-strip llvm-strip \
			llvm-strip-{14..21}) || return 77
	fi
	"$prog" "$1" -o "$3" "$2"
}

# link_final IN OUT: link a module as a kernel is linked, with stubs for what
# it takes from elsewhere: no relocations are left. 77 when no tool is there.
link_final() {
	local target=x86_64 base=0xffffffff81000000 lld

	lld=$(first_of ld.lld /usr/lib/llvm-{14..21}/bin/ld.lld) || return 77
	have "${CLANG:-clang}" || return 77
	if is_arm64 "$1"; then
		target=aarch64 base=0xffff800080000000
	fi
	{
		echo .text
		nm -u "$1" | awk '{
			printf ".globl %s\n.type %s,%%function\n%s: ret\n" \
				".size %s,.-%s\n.p2align 4\n", $2, $2, $2, $2, $2
		}'
	} >"$2.s"
	"${CLANG:-clang}" --target=$target-linux-gnu -c "$2.s" -o "$2.stubs.o" &&
		"$lld" -e 0 --image-base=$base -z max-page-size=4096 \
			--noinhibit-exec -o "$2" "$1" "$2.stubs.o" 2>"$2.log"
}

# unpack_to IN OUT
unpack_to() {
	case $1 in
	*.xz) xz -dc "$1" ;;
	*.gz) gzip -dc "$1" ;;
	*.zst) zstd -dcq "$1" ;;
	*) cat "$1" ;;
	esac >"$2"
}

# variants NAME FILE STATE: the module stripped, packed anew, and linked
variants() {
	local raw=$tmp/raw.ko made=$tmp/variant how st

	unpack_to "$2" "$raw"
	for how in --strip-debug --strip-unneeded; do
		st=0
		strip_to $how "$raw" "$made.ko" || st=$?
		if [ $st -eq 77 ]; then
			skip "$1, $how" "no strip for arm64"
		else
			expect "$1, $how" "$made.ko" "$3"
		fi
	done
	for how in gzip xz zstd; do
		if have $how; then
			$how -qc "$raw" >"$made.$how" 2>/dev/null
			expect "$1, $how" "$made.$how" "$3"
		else
			skip "$1, $how" "no $how"
		fi
	done
	st=0
	link_final "$raw" "$made.vmlinux" || st=$?
	if [ $st -eq 77 ]; then
		skip "$1, linked as a vmlinux" "no ld.lld or clang"
	else
		expect "$1, linked as a vmlinux" "$made.vmlinux" "$3"
		if is_arm64 "$raw"; then
			boot_expect "$1" "$made.vmlinux" "$3" zboot:word:zstd
		else
			boot_expect "$1" "$made.vmlinux" "$3" bzimage:down:xz
		fi
	fi
	rm -f "$made"* "$raw"
}
