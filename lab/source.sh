# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # lab, of who sources this
# lab/source.sh: a kernel's headers and source: a Debian kernel's, unpacked into
# the cache, or what lab/kernel built and kept. Sourced by what builds modules,
# after lib.sh.

# lab_source_begin SPEC: the kernel that SPEC names, if its headers and source
# are available. Sets series, release, version, root, where they go, and headers,
# a directory in which modules can be built. SPEC may be a directory that
# lab/kernel made; then that is set as built, else built is empty.
lab_source_begin() {
	built=
	if [ -d "$1" ]; then
		[ -r "$1/source" ] ||
			lab_die "'$1': not a directory made by lab/kernel"
		built=$(readlink -f "$1")
		release=$(<"$built/release") LAB_ARCH=$(<"$built/arch")
		version=${built##*_}
		root=$LAB_CACHE/build/${release}_$version
		headers=$built/build
		return
	fi
	lab_resolve "$1" build ||
		lab_skip "no kernel '$1' whose source and headers are available here"
	IFS=$'\t' read -r series release _ version _ <<<"$LAB_KERNEL"
	root=$LAB_CACHE/build/${release}_$version
	# shellcheck disable=SC2034 # of who sources this
	headers=$root/headers/usr/src/linux-headers-$release
}

# lab_source_lock: what follows in the (sub)shell is alone in $root.
lab_source_lock() { lab_lock "build-${release}_$version"; }

# lab_unpack PACKAGE DIR: the package's files, under DIR.
lab_unpack() {
	local deb

	deb=$(lab_deb "$LAB_ARCH" "$1" "$version" "$2") ||
		lab_skip "package $1 $version could not be fetched"
	dpkg-deb -x "$deb" "$2"
	rm "$deb"
}

lab_depends_of() {
	lab_apt "$LAB_ARCH" apt-cache show --no-all-versions "$1=$version" |
		sed -n 's/^Depends: //p' | tr ',' '\n' |
		sed 's/^ *//; s/[ :].*//'
}

# lab_get_headers: the paths of an installed system are turned into those of the
# cache.
lab_get_headers() {
	local name=linux-headers-$release package tmp

	[ -z "$built" ] || return 0
	[ ! -d "$root/headers" ] || return 0
	tmp=$(lab_tmp)
	lab_unpack "$name" "$tmp"
	for package in $(lab_depends_of "$name" |
		grep -E '^linux-(headers-.*-common|kbuild-)'); do
		lab_unpack "$package" "$tmp"
	done
	sed -i "s,/usr/src/,$root/headers/usr/src/,g" \
		"$tmp/usr/src/$name/Makefile"
	mkdir -p "$root"
	mv "$tmp" "$root/headers"
}

# lab_from_source DIR PATTERN...: files of the distribution's source, in DIR.
lab_from_source() {
	local dir=$1 package tmp

	shift
	[ ! -d "$dir" ] || return 0
	tmp=$(lab_tmp)
	if [ -n "$built" ]; then
		mkdir -p "$root"
		# shellcheck disable=SC2068 # patterns
		(cd "$(<"$built/source")" && cp -r --parents -t "$tmp" $@)
		mv "$tmp" "$dir"
		return
	fi
	package=linux-source-$series
	lab_unpack "$package" "$tmp"
	mkdir -p "$tmp/source" "$root"
	tar -xJf "$tmp/usr/src/$package.tar.xz" -C "$tmp/source" \
		--strip-components=1 --wildcards "${@/#/$package/}"
	mv "$tmp/source" "$dir"
	rm -rf "$tmp"
}

# lab_get_source: net/mac80211 and what tells its types and its version, in
# $root/source.
lab_get_source() {
	# an older one had less
	[ -e "$root/source/net/wireless/core.h" ] || rm -rf "$root/source"
	lab_from_source "$root/source" Makefile net/mac80211 'net/wireless/*.h'
}

# lab_fetched: "RELEASE DIR" of the kernel, as lab/vm takes it.
lab_fetched() {
	local line

	if [ -n "$built" ]; then
		printf '%s %s\n' "$release" "$built"
		return
	fi
	line=$("$lab/fetch" "$LAB_ARCH/$release")
	printf '%s\n' "${line#* }"
}
