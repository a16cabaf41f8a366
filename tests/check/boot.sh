# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # variables of run
# tests/check/boot.sh: boot images, of kernels that were linked, and bad ones.

# boot_expect NAME LINKED STATE HOW...: what is said of boot images made of it
boot_expect() {
	local name=$1 linked=$2 state=$3 how packer

	shift 3
	for how; do
		packer=${how##*:}
		if ! have python3; then
			skip "$name, as $how" "no python3"
		elif [ "$packer" != none ] && ! have "$packer"; then
			skip "$name, as $how" "no $packer"
		else
			"$here/boot.py" "$how" "$linked" "$tmp/boot"
			expect "$name, as $how" "$tmp/boot" "$state"
		fi
	done
}

# Told by what is in it, whatever it is called.
no_boot_images() {
	local file=$tmp/kernel.bin

	head -c 514 /dev/zero >"$file"
	printf HdrS >>"$file"
	head -c 2000 /dev/zero >>"$file"
	check "$file"
	says "a bzImage by another name, from before 2.6.24" 3 "a boot image"
	{ head -c 56 /dev/zero; printf 'ARM\x64'; head -c 900 /dev/zero; } \
		>"$file"
	check "$file"
	says "an arm64 Image without symbols" 3 "kallsyms) are not found, as in all before 6.4: give"
	gzip -f "$file"
	check "$file.gz"
	says "the same, packed" 3 "kallsyms) are not found, as in all before 6.4: give"
	{ head -c 56 /dev/zero; printf 'RSC\x05'; head -c 900 /dev/zero; } \
		>"$file"
	check "$file"
	says "a riscv Image" 3 "a boot image for ELF machine 243"
	printf 'MZ\0\0zimg\0\0\0\0' >"$tmp/vmlinuz"
	check "$tmp/vmlinuz"
	says "a packed boot image, truncated" 3 "truncated boot image"
}

# damaged NAME WORDS COMMAND...: a boot image after it went through that
damaged() {
	local name=$1 words=$2

	shift 2
	"$@" <"$tmp/whole" >"$tmp/damaged"
	check "$tmp/damaged"
	says "a boot image, $name" 3 "$words"
}

damaged_boot_images() { # LINKED
	local size

	"$here/boot.py" bzimage:down:xz "$1" "$tmp/whole"
	size=$(stat -c %s "$tmp/whole")
	for size in 600 2816 3000 $((size - 1001)); do
		damaged "cut to $size bytes" "truncated boot image" \
			head -c "$size"
	done
	damaged "its payload changed" "corrupt xz boot image" \
		sed 's/\xfd7zXZ\x00\x00/\xfd7zXZ\x00\x01/'
	"$here/boot.py" zboot:word:gzip "$1" "$tmp/whole"
	damaged "its payload changed, gzip" "corrupt gzip boot image" \
		sed 's/\x1f\x8b\x08/\x1f\x8b\x09/'
	"$here/boot.py" bare:up:none "$1" "$tmp/whole"
	damaged "its symbols changed" "kallsyms) are not found, as in all before 6.4: give" \
		sed 's/4\x005\x006/4\x006\x005/'
	"$here/boot.py" bzimage:old:gzip "$1" "$tmp/whole"
	damaged "of a kernel older than 6.4" \
		"before 6.4: give its mac80211.ko, or the vmlinux it was" cat
	"$here/boot.py" bzimage:up:none "$1" "$tmp/whole"
	damaged "an ELF file that is not packed" unknown sed 's/\x7fELF/\x7fELG/'
	have lz4 || { skip "packed by lz4" "no lz4"; return; }
	"$here/boot.py" bzimage:up:lz4 "$1" "$tmp/whole"
	damaged "packed by lz4" "neither by gzip nor xz, zstd or lzma" cat
}

boot_images() {
	local case target model hows

	no_boot_images
	have python3 || { skip "boot images" "no python3"; return; }
	for case in $(mini_names); do
		for target in x86_64 aarch64; do
			model=() hows=(bare:up:none zboot:word:zstd)
			[ $target = aarch64 ] || {
				model=(-fno-pic -mcmodel=kernel)
				hows=(bzimage:down:xz bzimage:word:gzip bzimage:up:lzma)
			}
			"${CLANG:-clang}" --target=$target-linux-gnu "${model[@]}" \
				-O2 -DCASE="$case" -c "$here/mini.c" \
				-o "$tmp/mini.ko"
			link_final "$tmp/mini.ko" "$tmp/mini.vmlinux" || {
				skip "$case, $target boot image" "no ld.lld"
				continue
			}
			boot_expect "$case, $target" "$tmp/mini.vmlinux" \
				"$(state_of_case "$case")" "${hows[@]}"
		done
	done
	# the last one, of arm64
	[ ! -e "$tmp/mini.vmlinux" ] || {
		boot_expect "the same" "$tmp/mini.vmlinux" \
			"$(state_of_case "$case")" bare:up:gzip zboot:up:xz
		damaged_boot_images "$tmp/mini.vmlinux"
	}
}
