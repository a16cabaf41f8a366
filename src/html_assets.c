// SPDX-License-Identifier: GPL-2.0-only
/* The style and the script of the page, as they stand in src/html. */
#include "html_priv.h"

#define EMBED(name, path)						\
	__asm__(".pushsection .rodata\n"				\
		".global " #name "\n"					\
		#name ":\n"						\
		".incbin \"" path "\"\n"				\
		".byte 0\n"						\
		".popsection\n")

EMBED(html_page_css, "src/html/page.css");
EMBED(html_page_js, "src/html/page.js");
