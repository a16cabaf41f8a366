/* SPDX-License-Identifier: GPL-2.0-only */
/* Reason and status codes of 802.11 (9.4.1.7 and 9.4.1.9), in words. */
#ifndef MLOTRACE_CODES_H
#define MLOTRACE_CODES_H

/* Return "unknown" for a code that is rare, reserved or a vendor's. */
const char *reason_code_text(unsigned int code);
const char *status_code_text(unsigned int code);

#endif
