# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # tmp, here: of run
# tests/archives/make.sh: packages of every kind, each around a small kernel

RELEASE=6.12.1-mini

# pack HOW <IN >OUT; 77 when the program is not here
pack() {
	case $1 in
	none) cat ;;
	lz4-legacy) have lz4 || return 77; lz4 -lqc ;;
	lz4) have lz4 || return 77; lz4 -qc ;;
	zstd) have zstd || return 77; zstd -qc ;;
	*) have "$1" || return 77; "$1" -c ;;
	esac
}

# make_module CASE FILE: of ../check/mini.c
make_module() {
	"${CLANG:-clang}" --target=x86_64-linux-gnu -fno-pic -mcmodel=kernel \
		-O2 -DCASE="$1" -c "$here/../check/mini.c" -o "$2"
}

# make_driver CASE FILE: of ../bugs/mini.c
make_driver() {
	"${CLANG:-clang}" -w --target=x86_64-linux-gnu -fno-pic \
		-mcmodel=kernel -O2 -DCASE="$1" -c "$here/../bugs/mini.c" \
		-o "$2"
}

# make_tree DIR MODULE [PREFIX]: a kernel's files; the module packed as in
# distributions. MODULE "" leaves it out.
make_tree() {
	local modules=$1${3:-}/lib/modules/$RELEASE/kernel

	mkdir -p "$modules"/{drivers,net/mac80211} "$1/boot" \
		"$1/usr/share/doc/linux"
	head -c 3000 /dev/urandom >"$modules/drivers/other.ko"
	head -c 5000 /dev/urandom >"$1/boot/vmlinuz-$RELEASE"
	echo text | gzip -n >"$1/usr/share/doc/linux/changelog.gz"
	[ -z "$2" ] || xz -c "$2" >"$modules/net/mac80211/mac80211.ko.xz"
}

# make_deb TREE OUT HOW [NAME]: with the list of its files unless $UNLISTED
make_deb() {
	local dir=$tmp/deb name=${4:-linux-image-$RELEASE}

	rm -rf "$dir"
	cp -r "$1" "$dir"
	mkdir "$dir/DEBIAN"
	printf '%s\n' "Package: $name" 'Version: 6.12.1-2' \
		'Architecture: all' 'Maintainer: none <none@example.org>' \
		'Description: a kernel' >"$dir/DEBIAN/control"
	[ -n "${UNLISTED:-}" ] || (
		cd "$dir" || exit
		find . -path ./DEBIAN -prune -o -type f -printf '%P\0' |
			xargs -0 md5sum >DEBIAN/md5sums
	)
	dpkg-deb -Z"$3" --root-owner-group -b "$dir" "$2" >/dev/null
}

# make_rpm TREE OUT PAYLOAD
make_rpm() {
	local dir=$tmp/rpm

	rm -rf "$dir"
	mkdir "$dir"
	printf '%s\n' 'Name: kernel-core' 'Version: 6.12.1' 'Release: 3' \
		'Summary: a kernel' 'License: none' 'AutoReqProv: no' \
		'%description' 'a kernel' '%install' 'mkdir -p %{buildroot}' \
		"cp -r $1/. %{buildroot}" '%files' '/lib' '/boot' '/usr' \
		>"$dir/kernel.spec"
	rpmbuild -bb --quiet --define "_topdir $dir" \
		--define "_binary_payload $3" --define '__os_install_post %nil' \
		--define "_build_id_links none" "$dir/kernel.spec" \
		>"$dir/log" 2>&1 && mv "$dir"/RPMS/*/*.rpm "$2"
}

tar_of() { # TREE [NAME...]
	local dir=$1

	shift
	[ $# -gt 0 ] || set -- .
	tar -C "$dir" -c --owner=0 --group=0 "$@"
}

# make_apk TREE OUT: signature and control are tars without an end
make_apk() {
	local dir=$tmp/apk

	rm -rf "$dir"
	mkdir "$dir"
	echo signature >"$dir/.SIGN.RSA.key"
	printf '%s\n' 'pkgname = linux-lts' 'pkgver = 6.12.1-r0' \
		>"$dir/.PKGINFO"
	{
		tar_of "$dir" .SIGN.RSA.key | head -c 1024 | gzip -n
		tar_of "$dir" .PKGINFO | head -c 1024 | gzip -n
		tar_of "$1" | gzip -n
	} >"$2"
}

# make_ipk TREE OUT: the data come first, as opkg's own tool has it
make_ipk() {
	local dir=$tmp/ipk

	rm -rf "$dir"
	mkdir "$dir"
	printf '%s\n' 'Package: kmod-mac80211' 'Version: 6.12.1-r4' \
		>"$dir/control"
	tar_of "$dir" ./control | gzip -n >"$dir/control.tar.gz"
	tar_of "$1" | gzip -n >"$dir/data.tar.gz"
	echo 2.0 >"$dir/debian-binary"
	tar_of "$dir" ./debian-binary ./data.tar.gz ./control.tar.gz |
		gzip -n >"$2"
}

make_pacman() { # TREE OUT
	local dir=$tmp/pacman

	rm -rf "$dir"
	cp -r "$1" "$dir"
	printf '%s\n' 'pkgname = linux' 'pkgbase = linux' \
		'pkgver = 6.12.1.arch1-1' >"$dir/.PKGINFO"
	tar_of "$dir" .PKGINFO boot lib usr | pack zstd >"$2"
}

cpio_of() { # DIR
	(cd "$1" && find . | LC_ALL=C sort | cpio --quiet -o -H newc)
}

zeros() { head -c "$1" /dev/zero; }

# An initramfs as distributions have it: microcode, padding, then the rest.
make_initramfs() { # TREE OUT HOW
	mkdir -p "$tmp/early/kernel/x86/microcode"
	head -c 6000 /dev/urandom >"$tmp/early/kernel/x86/microcode/x.bin"
	{ cpio_of "$tmp/early"; zeros 1536; cpio_of "$1" | pack "$3"; } >"$2"
}
