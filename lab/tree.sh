# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# lab/tree.sh: the source of a kernel, whole: a Debian series' from its source
# package, or what a directory holds. Sourced, after lib.sh.

# lab_find_source SPEC: where the source of SPEC, a series or a directory, is or
# will be. Sets LAB_SOURCE to its directory, LAB_SOURCE_VERSION to the kernel's
# version and LAB_SOURCE_ID to a text that changes with the content.
lab_find_source() {
	local package=linux-source-$1 version

	if [ -d "$1" ]; then
		LAB_SOURCE=$(readlink -f "$1")
		see_that_it_is_source "$1"
		LAB_SOURCE_VERSION=$(make -s -C "$LAB_SOURCE" kernelversion)
		LAB_SOURCE_ID=$(content_of "$LAB_SOURCE")
		return
	fi
	[[ $1 =~ ^[0-9]+\.[0-9]+$ ]] ||
		lab_die "'$1': neither a directory nor a kernel series such as 6.12"
	lab_catalogue "$(lab_host_arch)" || exit $?
	version=$(awk -F '\t' -v package="$package" '$1 == package {
		print $5 "\t" $4 "\t" $2 }' \
		"$(lab_catalogue_file "$(lab_host_arch)")" |
		sort -t $'\t' -k1,1Vr -k2,2n -k3,3Vr | head -n 1)
	[ -n "$version" ] || lab_skip "no source package $package available here"
	LAB_SOURCE_VERSION=${version%%$'\t'*}
	LAB_SOURCE_ID="$package ${version##*$'\t'}"
	LAB_SOURCE=$LAB_CACHE/source/linux-$1_${LAB_SOURCE_ID#* }
}

see_that_it_is_source() {
	local file

	for file in Kconfig scripts/kconfig/merge_config.sh net/mac80211/mlme.c; do
		[ -e "$1/$file" ] ||
			lab_die "'$1' is not the source of a kernel: no $file"
	done
	if [ -e "$1/.config" ] || [ -d "$1/include/config" ]; then
		lab_die "a kernel was built in '$1';" \
			"hint: make -C $(printf %q "$1") mrproper"
	fi
}

content_of() {
	(cd "$1" && find . -name .git -prune -o -type f -print0 | sort -z |
		xargs -0 sha256sum | sha256sum)
}

# lab_unpack_source: get what lab_find_source found, if it is not there.
lab_unpack_source() (
	[ ! -d "$LAB_SOURCE" ] || exit 0
	lab_lock "source-${LAB_SOURCE##*/}"
	[ ! -d "$LAB_SOURCE" ] || exit 0
	package=${LAB_SOURCE_ID% *}
	lab_note "getting the source of Linux $LAB_SOURCE_VERSION"
	tmp=$(lab_tmp)
	trap 'rm -rf "$tmp"' EXIT
	deb=$(lab_deb "$(lab_host_arch)" "$package" "${LAB_SOURCE_ID#* }" "$tmp") ||
		lab_skip "package $package could not be fetched"
	mkdir "$tmp/source"
	dpkg-deb --fsys-tarfile "$deb" |
		tar -xO "./usr/src/$package.tar.xz" | xz -dc |
		tar -x -C "$tmp/source" --strip-components=1
	mkdir -p "${LAB_SOURCE%/*}"
	mv -T "$tmp/source" "$LAB_SOURCE"
)

# lab_patch_source KEY PATCH...: from here on LAB_SOURCE is a copy with the
# patches, which shares the files that they do not touch.
lab_patch_source() {
	local tree=$LAB_CACHE/source/linux-$LAB_SOURCE_VERSION-$1

	shift
	[ -d "$tree" ] || (
		tmp=$(lab_tmp)
		trap 'rm -rf "$tmp"' EXIT
		cp -al "$LAB_SOURCE" "$tmp/source" 2>/dev/null || {
			# another file system
			rm -rf "$tmp/source"
			cp -a "$LAB_SOURCE" "$tmp/source"
		}
		lab_apply "$tmp/source" "$LAB_SOURCE_VERSION" "$@"
		mv -T "$tmp/source" "$tree"
	)
	LAB_SOURCE=$tree
}
