// SPDX-License-Identifier: GPL-2.0-only
/*
 * Documentation/arch/: x86/boot.rst, arm64/booting.rst and
 * riscv/boot-image-header.rst; include/linux/pe.h;
 * drivers/firmware/efi/libstub/zboot-header.S
 */
#include <elf.h>
#include <errno.h>
#include <string.h>

#include "base/util.h"
#include "code/boot.h"

/* not every elf.h has it */
#define MACHINE_LOONGARCH 258

static uint32_t word_at(const uint8_t *bytes, size_t at)
{
	uint32_t word;

	memcpy(&word, bytes + at, sizeof(word));
	return word;
}

static int set_payload(struct boot_image *boot, const uint8_t *bytes,
		       size_t size, uint64_t from, uint64_t payload_size)
{
	if (from > size || payload_size > size - from)
		return -ENODATA;
	boot->payload = bytes + from;
	boot->payload_size = payload_size;
	return 0;
}

/* The unpacked size is appended, except to gzip, which has its own. */
static int parse_x86(const uint8_t *bytes, size_t size,
		     struct boot_image *boot)
{
	uint64_t setup, payload;
	uint32_t length;

	if (size < 0x250)
		return -ENODATA;
	if (bytes[0x207] < 2 || (bytes[0x207] == 2 && bytes[0x206] < 8))
		return -EINVAL;
	setup = 512 * ((bytes[0x1f1] ?: 4) + 1);
	payload = word_at(bytes, 0x248);
	length = word_at(bytes, 0x24c);
	if (!payload || length < 4)
		return -EINVAL;
	if (set_payload(boot, bytes, size, setup + payload, length))
		return -ENODATA;
	if (memcmp(boot->payload, "\x1f\x8b", 2))
		boot->payload_size -= 4;
	return 0;
}

static int parse_zboot(const uint8_t *bytes, size_t size,
		       struct boot_image *boot)
{
	if (size < 0x10)
		return -ENODATA;
	return set_payload(boot, bytes, size, word_at(bytes, 8),
			   word_at(bytes, 12));
}

int boot_parse(const uint8_t *bytes, size_t size, struct boot_image *boot)
{
	static const struct {
		size_t offset;
		const char *magic;
		uint16_t machine;
		int (*parse)(const uint8_t *bytes, size_t size,
			     struct boot_image *boot);
	} kinds[] = {
		{ 0x202, "HdrS", 0, parse_x86 },
		{ 0x4, "zimg", 0, parse_zboot },
		{ 0x38, "ARM\x64", EM_AARCH64, NULL },
		{ 0x38, "RSC\x05", EM_RISCV, NULL },
		{ 0x38, "\xcd\x23\x82\x81", MACHINE_LOONGARCH, NULL },
	};

	*boot = (struct boot_image){ 0 };
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		size_t offset = kinds[i].offset;

		if (size < offset + 4 ||
		    memcmp(bytes + offset, kinds[i].magic, 4))
			continue;
		boot->machine = kinds[i].machine;
		return kinds[i].parse ? kinds[i].parse(bytes, size, boot) : 0;
	}
	return -ENOEXEC;
}
