// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "live/live_opts.h"

struct filter live_filter(const struct live_opts *opts)
{
	struct filter filter = {
		.iface = opts->iface,
		.has_sta = opts->sta.set,
	};

	memcpy(filter.sta, opts->sta.addr, sizeof(filter.sta));
	return filter;
}

struct session_opts live_session_opts(const struct live_opts *opts,
				      unsigned int verbose)
{
	return (struct session_opts){
		.ring_size = opts->ring_size,
		.verbose = verbose,
		.mode = opts->attach,
		.btf_path = opts->btf,
	};
}
