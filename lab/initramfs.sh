# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# lab/initramfs.sh: the file system in memory that lab/vm boots with. Two cpio
# archives one after the other: busybox and the kernel's modules, cached, and
# what changes from run to run. Sourced by lab/vm, whose options it reads.
# shellcheck disable=SC2154

# What the lab itself needs (6.1 has virtio as modules), then what tests use.
LAB_MODULES=(virtio_pci virtio_console 9pnet_virtio 9p
	rfkill libarc4 cfg80211 mac80211 mac80211_hwsim ccm cmac gcm ctr)

make_initramfs() {
	local base

	base=$(base_archive)
	mkdir "$run/root"
	add_programs "$run/root"
	add_lab "$run/root"
	add_files "$run/root"
	{ cat "$base"; archive "$run/root"; } >"$1"
	rm -rf "$run/root"
}

# archive DIR: as cpio to stdout, everything root's.
archive() {
	(cd "$1" && find . -mindepth 1 -print0 | LC_ALL=C sort -z |
		cpio --quiet --null -o -H newc -R 0:0)
}

# base_archive: print the path of the cached part.
base_archive() (
	wanted=("${LAB_MODULES[@]}")
	IFS=, read -ra more <<<"$load,$modules"
	for name in "${more[@]}"; do
		[ -z "$name" ] || wanted+=("$name")
	done
	key=$(printf '%s\n' "$(readlink -f "$kernel")" "${wanted[@]}" |
		cat - "$(program busybox)" "$kernel/lib/modules/$release/modules.dep" \
			"$lab/initramfs.sh" | sha256sum)
	base=$LAB_CACHE/initramfs/${key:0:32}.cpio
	lab_lock "initramfs-${key:0:32}"
	if [ ! -s "$base" ]; then
		tmp=$(lab_tmp)
		trap 'rm -rf "$tmp"' EXIT
		add_busybox "$tmp/root"
		add_modules "$tmp/root" "${wanted[@]}"
		archive "$tmp/root" >"$tmp/cpio"
		mkdir -p "${base%/*}"
		mv "$tmp/cpio" "$base"
	fi
	touch "$base"
	find "${base%/*}" -name '*.cpio' -mtime +14 -delete
	printf '%s\n' "$base"
)

add_busybox() {
	local root=$1 applet

	mkdir -p "$root"/{bin,sbin,etc,dev,proc,sys,tmp,run,root,lab} \
		"$root"/usr/{bin,sbin,local/bin,local/sbin}
	add_program "$root" "$(program busybox)" /bin/busybox
	if [ -n "$sysroot" ]; then
		# it cannot be asked here; guest-init asks it
		echo sh
	else
		busybox --list
	fi | while read -r applet; do
		[ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"
	done
	# where the kernel looks for it
	ln -s ../bin/busybox "$root/sbin/modprobe"
	printf '%s\n' root:x:0:0:root:/root:/bin/bash \
		user:x:1000:1000:user:/tmp:/bin/bash \
		nobody:x:65534:65534:nobody:/tmp:/bin/sh >"$root/etc/passwd"
	printf '%s\n' root:x:0: user:x:1000: nogroup:x:65534: >"$root/etc/group"
	echo '127.0.0.1 localhost' >"$root/etc/hosts"
	# the default of two would get in the way of those that tests make
	echo 'options mac80211_hwsim radios=0' >"$root/etc/modprobe.conf"
}

# add_modules ROOT NAME...: those modules and what they depend on, plain .ko.
add_modules() {
	local root=$1 tree=$kernel/lib/modules/$release path
	local to=$root/lib/modules/$release

	shift
	mkdir -p "$to"
	module_closure "$tree/modules.dep" "$@" | while read -r path; do
		mkdir -p "$to/${path%/*}"
		case $path in
		*.xz) xz -dc "$tree/$path" >"$to/${path%.xz}" ;;
		*.zst) zstd -qdc "$tree/$path" >"$to/${path%.zst}" ;;
		*.gz) gzip -dc "$tree/$path" >"$to/${path%.gz}" ;;
		*) cp "$tree/$path" "$to/$path" ;;
		esac
	done
	# of a package that is not always available, and useful, not needed
	for path in modules.{builtin,builtin.modinfo,order}; do
		[ ! -e "$tree/$path" ] || cp "$tree/$path" "$to/"
	done
	lab_depmod "$root" "$release"
	rm -f "$to"/*.bin
}

# Names that are not there are left out: they are built in, or loading them
# says so.
module_closure() {
	local dep=$1

	shift
	printf '%s\n' "$@" | awk '
	function name(path) {
		sub(/.*\//, "", path); sub(/\.ko.*/, "", path)
		gsub(/-/, "_", path)
		return path
	}
	NR == FNR {
		path = $1; sub(/:$/, "", path)
		full[name(path)] = path; $1 = ""; deps[name(path)] = $0
		next
	}
	{
		n = name($1)
		if (!(n in full)) next
		print full[n]
		m = split(deps[n], d, " ")
		for (i = 1; i <= m; i++) print d[i]
	}' "$dep" - | sort -u
}

# program NAME: print where it is, for the architecture of the machine.
program() {
	local dir

	if [ -z "$sysroot" ]; then
		type -P "$1"
		return
	fi
	for dir in bin sbin; do
		[ -e "$sysroot/usr/$dir/$1" ] || continue
		printf '%s\n' "$sysroot/usr/$dir/$1"
		return 0
	done
	return 1
}

# add_program ROOT FILE [DEST]: an executable with its shared libraries, these
# where the loader looks for them.
add_program() {
	local root=$1 file=$2 dest=${3:-$2} lib

	mkdir -p "$root${dest%/*}"
	cp -L "$file" "$root$dest"
	if [ -n "$sysroot" ]; then
		add_foreign_libraries "$root" "$file"
		return
	fi
	{ ldd "$file" 2>/dev/null || true; } |
		sed -n 's/.*=> \(\/[^ ]*\) (.*/\1/p; s/^[[:space:]]*\(\/[^ ]*\) (.*/\1/p' |
		while read -r lib; do
			[ ! -e "$root$lib" ] || continue
			mkdir -p "$root${lib%/*}"
			cp -L "$lib" "$root$lib"
		done
}

# The same for what does not run here, read from the files.
add_foreign_libraries() {
	local root=$1 file=$2 lib from

	{ readelf -Wld "$file" 2>/dev/null || true; } |
		sed -n 's/.*program interpreter: \(.*\)]/\1/p
			s/.*(NEEDED).*\[\(.*\)]/\/lib\/'"$triplet"'\/\1/p' |
		while read -r lib; do
			[ ! -e "$root$lib" ] || continue
			from=$sysroot$lib
			[ -e "$from" ] || from=$sysroot/usr$lib
			[ -e "$from" ] ||
				lab_fail "'$file': no '${lib##*/}' in $sysroot"
			mkdir -p "$root${lib%/*}"
			cp -L "$from" "$root$lib"
			add_foreign_libraries "$root" "$from"
		done
}

# What "mlotrace top" loads, and is not linked with; if it is here.
add_ncurses() {
	local root=$1 name=libncursesw.so.6 from

	if [ -n "$sysroot" ]; then
		from=$(find "$sysroot/lib" "$sysroot/usr/lib" -name "$name" \
			-print -quit 2>/dev/null) || true
	else
		from=$(PATH=$PATH:/usr/sbin:/sbin ldconfig -p |
			sed -n "s/.*$name (libc6,[^)]*64).* => //p" | head -n 1)
	fi
	[ -z "$from" ] || add_program "$root" "$from" "${from#"$sysroot"}"
}

# runs_there FILE: it is a script or of the machine's architecture.
runs_there() {
	local machine

	machine=$(LC_ALL=C readelf -h "$1" 2>/dev/null |
		sed -n 's/^ *Machine: *//p') || return 0
	case $arch/$machine in
	*/ | arm64/AArch64 | amd64/*X86-64) ;;
	*) return 1 ;;
	esac
}

# bash and jq, what make built, and what --with names.
add_programs() {
	local root=$1 build=${O:-build${sysroot:+-$arch}} file from

	case $build in /*) ;; *) build=$lab/../$build ;; esac
	for file in bash jq; do
		file=$(program "$file") || continue
		add_program "$root" "$file" "/usr/bin/${file##*/}"
	done
	if [ -d "$build" ]; then
		find "$build" -maxdepth 1 -type f -executable | while read -r file; do
			runs_there "$file" || {
				lab_note "'${file##*/}' in $build is not of $arch"
				continue
			}
			add_program "$root" "$file" "/usr/local/bin/${file##*/}"
		done
		add_ncurses "$root"
	fi
	for file in "${programs[@]}"; do
		# another architecture's is not where this one's is
		[ -z "$sysroot" ] || file=${file##*/}
		from=$(program "$file") ||
			lab_fail "no program '$file' here"
		add_program "$root" "$from" "/usr/local/bin/${from##*/}"
	done
}

add_lab() {
	local root=$1 file

	mkdir -p "$root/lab"
	cp "$lab/guest-init" "$root/init"
	chmod 755 "$root/init"
	printf '%s\n' "${load//,/ }" >"$root/lab/load"
	{ printf 'exec'; printf ' %q' "${command[@]}"; echo; } >"$root/lab/command"
	[ -z "$out" ] || mkdir "$root/out"
	# a later file of the same name replaces the one in the base
	for file in "${replacements[@]}"; do
		replace_module "$root" "$file"
	done
}

replace_module() { # ROOT FILE
	local root=$1 name path

	name=$(basename "$2" .ko)
	path=$(module_closure "$kernel/lib/modules/$release/modules.dep" "$name" |
		grep "/$name\.ko" || true)
	[ -n "$path" ] || lab_fail "$release has no module '$name' to replace"
	path=$root/lib/modules/$release/${path%%.ko*}.ko
	mkdir -p "${path%/*}"
	cp "$2" "$path"
}

add_files() {
	local root=$1 spec file dest

	for spec in "${copies[@]}"; do
		file=${spec%%:*} dest=/root/$(basename "${spec%%:*}")
		case $spec in *:*) dest=${spec#*:} ;; esac
		[ -e "$file" ] || lab_fail "'$file': no such file"
		mkdir -p "$root$(dirname "$dest")"
		cp -rL "$file" "$root$dest"
	done
}
