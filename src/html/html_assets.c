// SPDX-License-Identifier: GPL-2.0-only
/*
 * The style and the script of the page, as they stand in src/html; their hashes
 * are made of the same files, in the same order, by the Makefile.
 */
#include "html/html_priv.h"

#define PART(name) ".incbin \"src/html/" name "\"\n"
#define EMBED(name, parts)						\
	__asm__(".pushsection .rodata\n"				\
		".global " #name "\n"					\
		#name ":\n" parts ".byte 0\n"				\
		".popsection\n")

EMBED(html_page_css, PART("page.css"));
EMBED(html_page_js, PART("page.js") PART("timeline.js") PART("list.js"));
