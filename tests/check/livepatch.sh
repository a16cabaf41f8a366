# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # variables of run
# tests/check/livepatch.sh: live patches, out of minilp.c for a kernel out of
# mini.c that leaks.

lp_build_id=5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a

# compiled SOURCE OUT FLAG...: with BTF, unless there is no pahole
compiled() {
	"${CLANG:-clang}" --target=x86_64-linux-gnu -fno-pic -mcmodel=kernel \
		-O2 -g -c "$1" -o "$2" "${@:3}"
	! have pahole || pahole -J "$2"
	objcopy --strip-debug "$2"
}

# live_patch NAME CASE [FLAG...]: $tmp/NAME.ko, for the module below $lp_root
live_patch() {
	local file=$tmp/$1.ko symbol args=()

	compiled "$here/minilp.c" "$file" "-DLP=$2" \
		"-DMADE_FOR=\"$lp_build_id\"" \
		"-DVERMAGIC=\"$(uname -r) SMP mod_unload\"" "${@:3}"
	for symbol in $(nm -u "$file" | awk '$2 ~ /^(ieee|cfg|no_|vend)/ {
			print $2 }'); do
		args+=(--redefine-sym "$symbol=$(klp_symbol "$symbol")")
	done
	objcopy "${args[@]}" "$file"
	"$here/klp.py" "$file"
}

klp_symbol() {
	case $1 in
	# mac80211 takes it from there
	cfg80211_*) echo ".klp.sym.cfg80211.$1,0" ;;
	*) echo ".klp.sym.mac80211.$1,0" ;;
	esac
}

# lp_kernel CASE [FLAG...]: the running kernel, with live patches enabled
lp_kernel() {
	local release sys=$lp_root/sys

	release=$(uname -r)
	mkdir -p "$lp_root/lib/modules/$release" "$sys/kernel/livepatch" \
		"$sys/module/mac80211/notes"
	sed "s/6\\.12\\.1-mini/$release/" "$here/mini.c" >"$tmp/mine.c"
	compiled "$tmp/mine.c" "$lp_root/lib/modules/$release/mac80211.ko" \
		-DBUILD_ID='"0x5a"' -DCASE="$1" "${@:2}"
	objcopy -O binary --only-section=.note.gnu.build-id \
		"$lp_root/lib/modules/$release/mac80211.ko" \
		"$sys/module/mac80211/notes/.note.gnu.build-id"
	: >"$sys/module/mac80211/initstate"
	echo mac80211.ko: >"$lp_root/lib/modules/$release/modules.dep"
}

# judged NAME STATUS WORDS CHECK-OPTION...
judged() {
	check --root "$lp_root" "${@:4}"
	says "live patch: $1" "$2" "$3"
}

# signed_by NAME: $tmp/signed.ko, with what is read of a signature
signed_by() {
	{
		cat "$tmp/fine.ko"
		printf '\006\003\125\004\003\014%b%s' "\\0$(printf %o ${#1})" "$1"
		printf '\0\0\002\0\0\0\0\0\0\0\0%b' \
			"\\0$(printf %o $((${#1} + 7)))"
		echo "~Module signature appended~"
	} >"$tmp/signed.ko"
}

signatures() {
	local sys=$lp_root/sys fine=$tmp/fine.ko signed=$tmp/signed.ko

	mkdir -p "$sys/module/module/parameters" "$sys/kernel/security"
	judged "no securityfs" 3 "securityfs is not mounted" --livepatch "$fine"
	echo Y >"$sys/module/module/parameters/sig_enforce"
	judged "not signed, and has to be" 2 "signed modules only (sig_enf" \
		--livepatch "$fine"
	{ cat "$fine"; echo "~Module signature appended~"; } >"$signed"
	judged "signed" 0 "the kernel has to know the key" --livepatch "$signed"
	signed_by "a maker"
	judged "signed, and keys are not to be seen" 0 "has to know the key" \
		--livepatch "$signed"
	mkdir "$lp_root/proc"
	printf '%s I------ 1 perm 1f030000 0 0 %s []\n' \
		0036753b 'asymmetri Build key: 825d854a580b: X509.rsa 4a580b' \
		0f0f90d8 'asymmetri not a maker of it: 00b28ddf: X509.rsa' \
		>"$lp_root/proc/keys"
	judged "signed by a key that the kernel has not" 3 \
		"by 'a maker'; the kernel has no key of that name" \
		--livepatch "$signed"
	printf '%s I------ 1 perm 1f030000 0 0 %s []\n' \
		1469e43c 'asymmetri a maker: 3abbc6ec: X509.rsa' \
		>>"$lp_root/proc/keys"
	judged "signed by one that it has" 0 "the kernel has a key of that name" \
		--livepatch "$signed"
	rm "$sys/module/module/parameters/sig_enforce" "$lp_root/proc/keys"
	echo "none [integrity] confidentiality" >"$sys/kernel/security/lockdown"
	judged "not signed, and locked down" 2 "signed modules only (lockdown)" \
		--livepatch "$fine"
	rm -r "$sys/kernel/security"
	judged "signed, and need not be" 0 "it is signed, and need not be" \
		--livepatch "$signed"
}

before_it_is_loaded() {
	local fine=$tmp/fine.ko sys=$lp_root/sys

	judged "fits" 0 "it fits" --livepatch "$fine"
	judged "and is said to fix it" 0 "after       fixed       direct" \
		--livepatch "$fine"
	judged "kpatch's table" 0 "it fits" --livepatch "$tmp/kpatch.ko"
	judged "another name for the function" 0 "it fits" \
		--livepatch "$tmp/other-name.ko"
	judged "for one that is built in" 2 "patches no module mac80211" \
		--livepatch "$tmp/built-in.ko"
	judged "brings half of the fix" 2 "after       dangling" \
		--livepatch "$tmp/half.ko"
	judged "a field moved" 2 "struct sta_info, field more" \
		--livepatch "$tmp/moved.ko"
	judged "a symbol is not there" 2 "no_such_function: there is none" \
		--livepatch "$tmp/no-symbol.ko"
	judged "another build of mac80211" 2 "build-id    differs" \
		--livepatch "$tmp/other-build.ko"
	judged "another kernel" 2 "vermagic    differs" \
		--livepatch "$tmp/other-kernel.ko"
	judged "no BTF" 3 "structures are not compared" \
		--livepatch "$tmp/no-btf.ko"
	judged "replaces nothing" 3 "was not seen to replace" \
		--livepatch "$tmp/no-table.ko"
	judged "for a module, not for what runs" 0 "it fits" \
		--livepatch "$fine" \
		--module "$lp_root/lib/modules/$(uname -r)/mac80211.ko"
	signatures
	activate lp9
	judged "another one is active" 2 "lp9: ieee80211_ml_reconf_work" \
		--livepatch "$fine"
	rm -r "$sys/kernel/livepatch"
	judged "no CONFIG_LIVEPATCH" 2 "takes no live patches" \
		--livepatch "$fine"
	mkdir "$sys/kernel/livepatch"
	judged "a kernel module" 1 "not a live patch" --livepatch \
		"$lp_root/lib/modules/$(uname -r)/mac80211.ko"
	judged "no such file" 1 "No such file" --livepatch "$tmp/none.ko"
	judged "with a PATH" 1 "takes no PATH" --livepatch "$fine" "$fine"
	judged "--module alone" 1 "is for --livepatch" --module "$fine"
	judged "Nagios" 1 "does not run" --livepatch "$fine" --nagios
	check --json --root "$lp_root" --livepatch "$fine"
	echo "$out" >"$tmp/livepatch.jsonl"
	says "live patch: JSON" 0 '"before":"leaks","state":"fixed"'
	if [ -x /usr/bin/python3 ] &&
		/usr/bin/python3 -c 'import jsonschema' 2>/dev/null; then
		passes "live patch: JSON is what the schema says" \
			"$top/tests/schema/validate" "$tmp/livepatch.jsonl"
	else
		skip "live patch: the JSON schema" "no python3-jsonschema"
	fi
}

# activate NAME [FUNCTION]
activate() {
	local dir=$lp_root/sys/kernel/livepatch/$1

	mkdir -p "$dir/mac80211/${2:-ieee80211_ml_reconf_work},1" \
		"$lp_root/sys/module/$1"
	echo 1 >"$dir/enabled"
	echo 0 >"$dir/transition"
	echo FEDCBA9876543210 >"$lp_root/sys/module/$1/srcversion"
}

# runs NAME STATUS WORDS LIVEPATCH: that file is the one that runs
runs() { judged "runs: $1" "$2" "$3" --livepatch "$tmp/$4.ko"; }

while_it_runs() {
	local sys=$lp_root/sys modules

	modules=$lp_root/lib/modules/$(uname -r)
	activate lp1
	judged "runs, no file" 3 "its file was not found"
	echo updates/lp1.ko: >>"$modules/modules.dep"
	mkdir "$modules/updates"
	cp "$tmp/fine.ko" "$modules/updates/lp1.ko"
	judged "runs" 0 "fixed, direct (by live patch lp1)"
	check --json --root "$lp_root"
	says "live patch: runs: JSON" 0 '"how":"direct","livepatch":"lp1"'
	judged "runs: what was without it" 0 "without the live patch: leaks"
	runs "named" 0 "fixed, direct (by live patch lp1)" fine
	runs "kpatch's table" 0 "fixed, direct (by live patch lp1)" kpatch
	runs "another name for the function" 0 "fixed, direct (by" other-name
	runs "half of the fix" 2 "dangling (by live patch lp1)" half
	runs "its table is not understood" 3 "does not show what" no-table
	runs "a remover of its own" 3 "a copy of its own" copy
	runs "calls by address" 3 "not all code" pointer
	runs "a helper of mac80211" 3 "in a way that is not known" helped
	echo 1 >"$sys/kernel/livepatch/lp1/transition"
	judged "in transition" 3 "is being enabled or disabled"
	echo 0 >"$sys/kernel/livepatch/lp1/enabled"
	judged "being disabled" 3 "is being enabled or disabled"
	echo 0 >"$sys/kernel/livepatch/lp1/transition"
	judged "disabled" 2 "leaks"
	activate lp1 ieee80211_sta_remove_link
	judged "another function too" 3 "which is not looked into"
	rm -r "$sys/kernel/livepatch/lp1"
	activate lp1
	echo AAAA >"$sys/module/lp1/srcversion"
	judged "another build of it" 3 "is another build than"
	activate lp1
	activate lp2
	cp "$tmp/second.ko" "$modules/updates/lp2.ko"
	judged "two for one function" 3 "there are several for"
	rm "$sys/module/mac80211/initstate"
	check --json --root "$lp_root"
	says "live patch: of a module, and mac80211 is built in: it does nothing" \
		3 '"livepatches":[]'
}

live_patches() {
	local lp_root=$tmp/lproot name

	if ! have python3 || ! have pahole || [ "$(uname -m)" != x86_64 ]; then
		skip "live patches" "no python3 or pahole, or not x86-64"
		return
	fi
	# what HELPED calls is in this one, and makes no difference without it
	lp_kernel LEAKS -DVENDOR
	for name in FINE HALF MOVED NO_SYMBOL NO_TABLE OTHER_NAME COPY POINTER \
		HELPED SECOND KPATCH BUILT_IN; do
		live_patch "$(tr A-Z_ a-z- <<<"$name")" "$name"
	done
	live_patch other-kernel FINE -UVERMAGIC -DVERMAGIC='"6.0.0 SMP"'
	live_patch other-build FINE -UMADE_FOR -DMADE_FOR='"00ff"'
	objcopy --remove-section .BTF "$tmp/fine.ko" "$tmp/no-btf.ko"
	before_it_is_loaded
	while_it_runs
	rm -r "$lp_root"
	lp_kernel LEAKS -DINLINED_TOO
	judged "the function was inlined, too" 2 "inlined     differs" \
		--livepatch "$tmp/fine.ko"
}
