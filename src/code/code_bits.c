// SPDX-License-Identifier: GPL-2.0-only
#include "code/code_bits.h"

uint64_t code_number(bool big_endian, const uint8_t *bytes, size_t size)
{
	uint64_t number = 0;

	for (size_t i = 0; i < size; i++)
		number = number << 8 | bytes[big_endian ? i : size - 1 - i];
	return number;
}

int64_t code_signed(uint64_t word, int low, int bits)
{
	return (int64_t)(word << (64 - low - bits)) >> (64 - bits);
}
