# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # variables of lab/build-module
# lab/variant.sh: a kernel's headers for another compiler and configuration than
# its own. The kernel's own Kconfig says what becomes of the wish. Sourced by
# lab/build-module.

# None of these makes code, and all take time or tools.
LAB_NO_CODE=(DEBUG_INFO_NONE=y MODVERSIONS=n WERROR=n OBJTOOL_WERROR=n)

# lab_cc_vars CC: what make and Kconfig call the compiler's tools, a line each.
lab_cc_vars() {
	local version=${1##*-} tool

	echo "CC=$1"
	case $1 in
	clang-*)
		echo "LD=ld.lld-$version"
		for tool in AR NM OBJCOPY OBJDUMP READELF STRIP; do
			echo "$tool=llvm-${tool,,}-$version"
		done
		;;
	esac
}

# takes OBJTREE NAME=VALUE: whether the configuration is so.
takes() {
	local line=CONFIG_$2 config=$1/include/config/auto.conf

	case $2 in
	*=n) ! grep -q "^${line%n}" "$config" ;;
	*) grep -qx "$line" "$config" ;;
	esac
}

# kconfig TOOLROOT OBJTREE: its .config, made complete and written out for make
# and for C.
kconfig() {
	local vars

	mapfile -t vars < <(lab_cc_vars "$cc")
	# shellcheck disable=SC2016 # expands in the inner shell
	lab_in_toolroot "$1" env -C "$2" srctree="$root/kconfig" \
		ARCH="$arch" SRCARCH="$arch" KERNELVERSION="$release" \
		LD=ld NM=nm AR=ar OBJCOPY=objcopy PAHOLE=pahole RUSTC=none \
		CLANG_FLAGS=-fintegrated-as \
		"${vars[@]}" sh -ec '
		export CC_VERSION_TEXT="$($CC --version | head -n 1)"
		scripts/kconfig/conf --olddefconfig Kconfig
		scripts/kconfig/conf --syncconfig Kconfig'
}

# module_lds TOOLROOT OBJTREE: the script that modules are linked by, as this
# configuration wants it.
module_lds() {
	local common=${headers%-*}-common

	lab_in_toolroot "$1" "$cc" -E -P -DLINKER_SCRIPT -U"$arch" \
		-I"$common/include" -I"$2/include" \
		-I"$common/arch/$arch/include" \
		-I"$2/arch/$arch/include/generated" -include linux/kconfig.h \
		-o "$2/arch/$arch/module.lds" "$root/kconfig/scripts/module.lds.S"
}

# lab_configure TOOLROOT OBJTREE NAME=VALUE...: OBJTREE is a copy of the kernel's
# headers, for the compiler $cc and with that configuration. 77 if the kernel
# does not take it.
lab_configure() {
	local tools=$1 objtree=$2 wish arch

	shift 2
	lab_from_source "$root/kconfig" '*Kconfig*' 'scripts/*.sh' \
		scripts/module.lds.S
	rm -rf "$objtree"
	cp -a "$headers" "$objtree"
	rm -f "$objtree/vmlinux"
	sed -i "s,$headers,$objtree,g" "$objtree/Makefile"
	arch=$(sed -n 's/^override ARCH = //p' "$objtree/.kernelvariables")
	printf 'CONFIG_%s\n' "$@" "${LAB_NO_CODE[@]}" >>"$objtree/.config"
	kconfig "$tools" "$objtree" >"$root/build.log" 2>&1 ||
		lab_skip "$release cannot be configured for $cc; see" \
			"$root/build.log"
	for wish; do
		takes "$objtree" "$wish" ||
			lab_skip "$release does not take $wish with $cc"
	done
	module_lds "$tools" "$objtree"
}
