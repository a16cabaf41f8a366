// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>

#include "base/util.h"
#include "output/codes.h"

struct code {
	unsigned char code;
	const char *text;
};

static const struct code reasons[] = {
	{ 1, "unspecified" },
	{ 2, "the authentication is no longer valid" },
	{ 3, "the sender is leaving" },
	{ 4, "inactivity" },
	{ 5, "the AP has too many stations" },
	{ 6, "a frame came before the authentication" },
	{ 7, "a frame came before the association" },
	{ 8, "the station has left" },
	{ 9, "not authenticated" },
	{ 12, "BSS transition" },
	{ 13, "invalid element" },
	{ 14, "MIC failure" },
	{ 15, "the 4-way handshake timed out" },
	{ 16, "the group key handshake timed out" },
	{ 17, "elements differ in the 4-way handshake" },
	{ 18, "invalid group cipher" },
	{ 19, "invalid pairwise cipher" },
	{ 20, "invalid AKM" },
	{ 23, "802.1X authentication failed" },
	{ 24, "the cipher is rejected" },
	{ 32, "unspecified, of QoS" },
	{ 33, "not enough bandwidth" },
	{ 34, "too many frames were not acknowledged" },
	{ 36, "the sender is leaving or resetting" },
	{ 39, "timeout" },
};

static const struct code statuses[] = {
	{ 1, "unspecified" },
	{ 10, "not all capabilities are supported" },
	{ 11, "no association to continue" },
	{ 12, "for a reason outside of the standard" },
	{ 13, "the authentication algorithm is not supported" },
	{ 14, "authentication out of sequence" },
	{ 15, "the challenge failed" },
	{ 16, "the authentication timed out" },
	{ 17, "the AP has too many stations" },
	{ 18, "not all basic rates are supported" },
	{ 30, "try again later" },
	{ 31, "management frame protection does not fit" },
	{ 33, "not enough bandwidth" },
	{ 34, "the channel is too poor" },
	{ 37, "declined" },
	{ 38, "invalid parameters" },
	{ 40, "invalid element" },
	{ 41, "invalid group cipher" },
	{ 42, "invalid pairwise cipher" },
	{ 43, "invalid AKM" },
	{ 46, "the cipher is rejected" },
	{ 53, "invalid PMKID" },
	{ 103, "spectrum management" },
	{ 112, "FILS authentication failed" },
	{ 133, "the TID-to-link mapping is not accepted" },
	{ 134, "another TID-to-link mapping is preferred" },
};

static const char *find(const struct code *codes, size_t count,
			unsigned int code)
{
	for (size_t i = 0; i < count; i++)
		if (codes[i].code == code)
			return codes[i].text;
	return "unknown";
}

const char *reason_code_text(unsigned int code)
{
	return find(reasons, ARRAY_SIZE(reasons), code);
}

const char *status_code_text(unsigned int code)
{
	return find(statuses, ARRAY_SIZE(statuses), code);
}
