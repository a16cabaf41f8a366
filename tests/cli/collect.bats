#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# collect on a host without BPF or mac80211, and what reads its bundles. What it
# holds where there is something to hold: tests/vm/collect.

load common

# leaks-6.12.jsonl in a bundle, as collect and as others would write it
bundle() {
	mkdir -p tree/mlotrace-1
	cp "$TREE/tests/replay/scan.jsonl" tree/mlotrace-1/scan-before.jsonl \
		2>/dev/null || echo '{}' >tree/mlotrace-1/scan-before.jsonl
	cp "$TREE/tests/replay/leaks-6.12.jsonl" \
		tree/mlotrace-1/recording.jsonl
	tar --format=ustar -C tree -cf bundle.tar mlotrace-1
	zstd -q bundle.tar
}

@test "collect refuses what it does not take" {
	mlotrace collect extra
	refused "'extra'"
	mlotrace collect -d 0
	refused "'0'"
	mlotrace collect --duration=soon
	refused "'soon'"
	[ -z "$(ls ./*.tar.zst* 2>/dev/null)" ]
}

@test "collect writes what there is, and says what is not" {
	mlotrace collect -d 100ms -o b.tar.zst
	show
	[ "$status" -eq 0 ] || [ "$status" -eq 3 ]
	[ "$(ls ./*.tar.zst*)" = ./b.tar.zst ]
	[ "$(stat -c %a b.tar.zst)" = 600 ]
	grep -q '^b.tar.zst: .* redacted$' "$OUT"
	tar --zstd -xf b.tar.zst
	cd mlotrace-*/
	jq -e '.redacted and .type == "manifest"' manifest.json
	diff <(jq -r '.parts[] | select(.state != "missing") |
			"\(.name) \(.size)"' manifest.json | sort) \
		<(stat -c '%n %s' -- * |
			grep -v '^README.txt \|^manifest.json ' | sort)
	jq -e 'all(.parts[]; .state == "there" or .reason)' manifest.json
	jq -es 'length > 0' doctor.json
	jq -es 'length > 0' check.jsonl
	grep -q '^/proc/sys/kernel/osrelease: ' system.txt
}

@test "collect names its file by the time, and no directory in it by the host" {
	mlotrace collect -d 100ms
	show
	[[ $(echo ./*) =~ mlotrace-[0-9]{8}-[0-9]{6}\.tar\.zst ]]
	[ "$(tar --zstd -tf mlotrace-*.tar.zst | grep -vcE \
		'^mlotrace-[0-9]{8}-[0-9]{6}/')" = 0 ]
}

@test "collect replaces its file as a whole, and nothing else" {
	mkdir dir
	mlotrace collect -d 100ms -o dir
	show
	[ "$status" -eq 1 ]
	grep -q "'dir': Is a directory" "$ERR"
	mlotrace collect -d 100ms -o nothing/here
	show
	[ "$status" -eq 1 ]
	[ "$(ls -A)" = "$(printf 'dir\nerr\nout')" ]
	echo old >b
	mlotrace collect -d 100ms -o b
	show
	tar --zstd -tf b | grep -q manifest.json
}

@test "a bundle without a recording says so" {
	need_no_mac80211
	mlotrace collect -d 100ms -o b.tar.zst
	[ "$status" -eq 3 ]
	tar --zstd -xOf b.tar.zst --wildcards '*/manifest.json' |
		jq -e '.parts[] | select(.name == "recording.jsonl") |
			.state == "missing" and .reason != null'
	mlotrace report b.tar.zst
	refused "a bundle without a recording"
}

@test "no name of this host is in a bundle, and none is lost without redaction" {
	need_root
	unshare -u true 2>/dev/null || skip "no namespaces"
	unshare -u sh -c 'hostname kestrel-3.example.org &&
		"$0" collect -d 100ms -o a.tar.zst
		"$0" collect -d 100ms --no-redact -o b.tar.zst' \
		"$MLOTRACE" >"$OUT" 2>"$ERR" || true
	show
	tar --zstd -xf a.tar.zst
	[ -z "$(grep -ri kestrel mlotrace-*)" ]
	grep -q 'not redacted\|^b.tar.zst: .* kB$' "$OUT"
	tar --zstd -xOf b.tar.zst --wildcards '*/manifest.json' |
		jq -e '.redacted == false'
}

@test "report reads a recording in a bundle, or compressed" {
	bundle
	status=0
	"$MLOTRACE" report --all "$TREE/tests/replay/leaks-6.12.jsonl" >want ||
		status=$?
	want=$status
	zstd -q -c "$TREE/tests/replay/leaks-6.12.jsonl" >alone.zst
	xz -0c bundle.tar >bundle.xz
	for file in bundle.tar.zst alone.zst; do
		mlotrace report --all $file
		show
		[ "$status" -eq "$want" ]
		cmp "$OUT" want
	done
	status=0
	"$MLOTRACE" report --all - <bundle.tar.zst >"$OUT" || status=$?
	[ "$status" -eq "$want" ]
	cmp "$OUT" want
	cat alone.zst | "$MLOTRACE" report --all - >"$OUT" || true
	cmp "$OUT" want
	# no other compression is read
	mlotrace report bundle.xz
	refused "not an mlotrace recording"
}

@test "of a bundle that was cut nothing is judged as if it were whole" {
	bundle
	size=$(stat -c %s bundle.tar.zst)
	# that of zstd, which has one frame and so no use of its last bytes
	for ((cut = size / 12; cut < size - 16; cut += size / 12)); do
		head -c "$cut" bundle.tar.zst >cut
		mlotrace report cut
		echo "$cut of $size"
		show
		[ "$status" -ne 0 ]
		[ "$status" -eq 1 ] || grep -q 'records* missing\|broken off\|breaks off\|inconclusive\|problem' "$OUT"
	done
}

@test "a damaged bundle is no recording" {
	bundle
	size=$(stat -c %s bundle.tar.zst)
	for ((at = 40; at < size - 40; at += size / 16)); do
		cp bundle.tar.zst bad
		printf '\xa5\x5a\xa5' |
			dd of=bad bs=1 seek=$at conv=notrunc status=none
		mlotrace report bad
		echo "at $at of $size"
		show
		[ "$status" -eq 1 ]
	done
}

@test "sos takes the plugin" {
	need_root
	[ -x /usr/bin/sos ] || skip "no sos"
	plugins=$(/usr/bin/python3 -c \
		'import sos.report.plugins as p; print(p.__path__[0])')
	mkdir sos
	# the file system of this test alone has them
	unshare -m sh -ec 'cp -r "$1" plugins
		cp "$2/contrib/sos/mlotrace.py" plugins
		mount --bind plugins "$1"
		mount -t tmpfs none /usr/local/sbin
		ln -s "$3" /usr/local/sbin/mlotrace
		sos report --batch -o mlotrace --tmp-dir "$PWD/sos"' \
		sh "$plugins" "$TREE" "$MLOTRACE" >"$OUT" 2>"$ERR" </dev/null ||
		{ show; false; }
	show
	tar -C sos -xf sos/*.tar.xz
	[ -s sos/*/sos_commands/mlotrace/mlotrace_doctor ]
	tar --zstd -tf sos/*/sos_commands/mlotrace/mlotrace.tar.zst |
		grep -q manifest.json
}
