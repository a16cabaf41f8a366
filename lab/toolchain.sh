# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# lab/toolchain.sh: another release's compiler, for kernels that this machine's
# own cannot build: the newest packages of it that apt has, unpacked into a
# directory and used through chroot, with nothing installed. Sourced by
# what builds modules.

# What a module build calls besides the compiler.
LAB_BUILD_PACKAGES=(make pahole binutils bash dash coreutils sed grep gawk
	findutils diffutils)

# lab_toolroot CC: print the directory that holds gcc-N or clang-N, with its
# linker; made if need be. 77 if there is no such compiler.
lab_toolroot() (
	tree=$LAB_CACHE/toolroot/$LAB_ARCH-$1
	packages=("$1" "${LAB_BUILD_PACKAGES[@]}")
	case $1 in clang-*) packages+=("lld-${1#*-}" "llvm-${1#*-}") ;; esac
	lab_lock "toolroot-$LAB_ARCH-$1"
	if [ ! -d "$tree" ]; then
		lab_note "getting $1 and what it needs (unpacked, not installed)"
		tmp=$(lab_tmp)
		trap 'rm -rf "$tmp"' EXIT
		mkdir -p "$tmp/debs/partial" \
			"$tmp/root"/{usr/{bin,sbin,lib,lib64},tmp,dev,proc}
		for dir in bin sbin lib lib64; do
			ln -s "usr/$dir" "$tmp/root/$dir"
		done
		(
			lab_lock "apt-$LAB_ARCH"
			lab_apt "$LAB_ARCH" apt-get -qy --download-only \
				--no-install-recommends \
				-o Dir::Cache::archives="$tmp/debs" \
				install "${packages[@]}"
		) >"$tmp/log" 2>&1 ||
			lab_skip "$1 could not be fetched: $(tail -n 1 "$tmp/log")"
		for deb in "$tmp"/debs/*.deb; do
			dpkg-deb --fsys-tarfile "$deb" |
				tar -x -C "$tmp/root" --keep-directory-symlink \
					--exclude='./usr/share/*'
		done
		[ -e "$tmp/root/bin/awk" ] || ln -s gawk "$tmp/root/bin/awk"
		[ -e "$tmp/root/bin/sh" ] || ln -s dash "$tmp/root/bin/sh"
		mkdir -p "${tree%/*}"
		mv "$tmp/root" "$tree"
	fi
	printf '%s\n' "$tree"
)

# lab_in_toolroot DIR COMMAND...: run it there; the cache has its usual path.
lab_in_toolroot() {
	local unshare=(unshare -m)

	[ "$(id -u)" -eq 0 ] || unshare=(unshare -rm)
	# shellcheck disable=SC2016 # expands in the inner shell
	"${unshare[@]}" sh -c '
		root=$1 cache=$2
		shift 2
		mkdir -p "$root$cache"
		mount --bind "$cache" "$root$cache" &&
			mount --rbind /dev "$root/dev" &&
			mount --rbind /proc "$root/proc" &&
			exec env PATH=/usr/sbin:/usr/bin chroot "$root" "$@"
	' sh "$1" "$LAB_CACHE" "${@:2}"
}

# lab_own_compiler HEADERS: the compiler that built that kernel. Another
# version's options and BTF may differ.
lab_own_compiler() {
	sed -n 's/^CONFIG_CC_VERSION_TEXT="*\([^ ]*\).*/\1/p' \
		"$1/include/config/auto.conf"
}

# lab_kernel_make -C HEADERS ARG...: make there, with the kernel's own compiler:
# this machine's, or one got for it. lab/kernel has left how it called make.
lab_kernel_make() {
	local wanted tools how

	if [ -e "$2/../make" ]; then
		mapfile -t how < <(sed '/^$/d' "$2/../make")
		make "$@" "${how[@]}"
		return
	fi
	wanted=$(lab_own_compiler "$2")
	if command -v "$wanted" >/dev/null; then
		make "$@" CC="$wanted"
	else
		tools=$(lab_toolroot "${wanted##*-gnu-}") || return
		lab_in_toolroot "$tools" make "$@" CC="$wanted"
	fi
}
