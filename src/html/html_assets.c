// SPDX-License-Identifier: GPL-2.0-only
/*
 * The style and the script of the page, from the files in src/html. The
 * Makefile makes their hashes from the same files in the same order.
 */
#include "base/packed.h"
#include "html/html_priv.h"

PACKED(style, HTML_ASSETS ".css.zst");
PACKED(script, HTML_ASSETS ".js.zst");

int page_assets(struct page *page)
{
	size_t size;

	return packed_open(&style, (void **)&page->css, &size) ?:
	       packed_open(&script, (void **)&page->js, &size);
}
