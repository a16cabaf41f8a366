# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# patches/source.sh: a kernel's own source of mac80211 with the patch of its
# series, and its compiler. Sourced, after lab/messages.sh, by what builds from
# it. They set: tree, where patches/ is; release; headers, where modules are
# built; base, below which its modules are; source, if it is named; make,
# likewise; work, a directory.
# shellcheck disable=SC2154

# find_patch: sets series, and patch, the one shipped for it.
find_patch() {
	local dir

	series=$(sed 's/^\([0-9]*\.[0-9]*\).*/\1/' <<<"$release")
	[[ $series =~ ^[0-9]+\.[0-9]+$ ]] ||
		lab_die "'$release': not a kernel release; hint: uname -r"
	case $series in
	[0-5].* | 6.[0-4]) lab_skip "Linux $series is not affected: it carries" \
		"out no removals by the AP" ;;
	6.[56]) dir=6.6 ;;
	6.[7-9] | 6.1[0-7]) dir=6.12 ;;
	6.1[89]) dir=6.18 ;;
	7.0) dir=7.0 ;;
	*) lab_skip "Linux $series has the fix; hint: mlotrace check" ;;
	esac
	patch=$(echo "$tree/patches/$dir"/*.patch)
}

# config NAME: the value of CONFIG_NAME; fails where it is not set.
config() {
	sed -n "s/^CONFIG_$1=//p" "$headers/include/config/auto.conf" |
		tr -d '"' | grep .
}

need_headers() {
	[ -r "$headers/include/config/auto.conf" ] ||
		lab_die "no headers in '$headers';" \
			"hint: apt-get install linux-headers-$release"
}

# The kernel's own compiler, or one of its major version by that name.
find_compiler() {
	local wanted=gcc had

	! config CC_IS_CLANG >/dev/null ||
		lab_skip "$release was built by clang, which is not supported"
	[ -z "$make" ] || return 0
	wanted=$(config CC_VERSION_TEXT)
	wanted=${wanted%% *}
	command -v "$wanted" >/dev/null ||
		lab_die "no $wanted here, which built $release;" \
			"hint: apt-get install ${wanted##*-linux-gnu-}"
	had=$("$wanted" -dumpversion)
	[ $(($(config GCC_VERSION) / 10000)) -eq "${had%%.*}" ] ||
		lab_die "$wanted is version $had, and $release was built by" \
			"$(config CC_VERSION_TEXT)"
	make=make cc=$wanted
}

# kernel_version: of the headers. A release may not tell it: Ubuntu's ends in 0.
kernel_version() {
	local version

	version=$("$make" -C "$headers" -s kernelversion)
	printf '%s\n' "${version%%-*}"
}

find_source() {
	local path version

	[ -z "$source" ] || return 0
	version=$(kernel_version)
	for path in "${base%/}/lib/modules/$release/source" \
		"/usr/src/linux-$version" "/usr/src/linux-$version.tar.xz" \
		"/usr/src/linux-source-$series" \
		"/usr/src/linux-source-$series.tar.xz"; do
		if [ -f "$path" ] || [ -r "$path/net/mac80211/mlme.c" ]; then
			source=$path
			return
		fi
	done
	lab_die "no source of Linux $version here, which $release is; hint:" \
		"apt-get install linux-source-$series, or unpack it as" \
		"/usr/src/linux-$version"
}

# copy_source: net/mac80211, in $work.
copy_source() {
	if [ -f "$source" ]; then
		tar -xf "$source" -C "$work" --strip-components=1 --wildcards \
			--no-wildcards-match-slash \
			'*/net/mac80211' '*/Makefile' 2>/dev/null || :
	else
		mkdir "$work/net"
		cp -r "$source/net/mac80211" "$work/net" 2>/dev/null || :
		cp "$source/Makefile" "$work" 2>/dev/null || :
	fi
	[ -r "$work/net/mac80211/mlme.c" ] ||
		lab_die "no net/mac80211/mlme.c in '$source'"
}

# check_version: of a whole source it is known.
check_version() {
	local have wanted

	[ -r "$work/Makefile" ] || return 0
	have=$(sed -n 's/^\(VERSION\|PATCHLEVEL\|SUBLEVEL\) = //p' \
		"$work/Makefile" | paste -sd .)
	wanted=$(kernel_version)
	[ "$have" = "$wanted" ] ||
		lab_die "'$source' is Linux $have, and $release is $wanted"
}

applies() { # PATCH [OPTION...]
	local file=$1

	shift
	patch -d "$work" -p1 --fuzz=0 --force --no-backup-if-mismatch "$@" \
		<"$file" >"$work/patch.log" 2>&1
}

# apply_patch: half of the fix is first taken out.
apply_patch() {
	local half=$tree/patches/known-bad/seed-only-84674b03d8bf-DO-NOT-SHIP.patch

	! grep -q 'ieee80211_sta_remove_link(' "$work/net/mac80211/link.c" ||
		lab_skip "the source has the fix of Linux 7.2 already"
	! applies "$patch" --reverse --dry-run ||
		lab_skip "the source has the fix already"
	if applies "$half" --reverse --dry-run; then
		lab_note "the source has half of the fix, which is harmful"
		applies "$half" --reverse
	fi
	applies "$patch" || {
		sed 's/^/| /' "$work/patch.log" >&2
		lab_die "'${patch#"$tree"/}' does not apply to '$source'"
	}
}
