// SPDX-License-Identifier: GPL-2.0-only
#include <linux/nl80211.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

#include "collect/nl.h"

struct question {
	nl_answer *fn;
	void *ctx;
};

static int on_valid(struct nl_msg *msg, void *arg)
{
	struct nlattr *attrs[NL_ATTR_MAX + 1];
	struct question *question = arg;

	if (!genlmsg_parse(nlmsg_hdr(msg), 0, attrs, NL_ATTR_MAX, NULL))
		question->fn(attrs, question->ctx);
	return NL_OK;
}

static void ask(struct nl_sock *sock, int cmd, uint32_t ifindex)
{
	struct nl_msg *msg = nlmsg_alloc();
	int family = genl_ctrl_resolve(sock, "nl80211");

	if (family >= 0 && msg &&
	    genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0, NLM_F_DUMP,
			cmd, 0) &&
	    (!ifindex || !nla_put(msg, NL80211_ATTR_IFINDEX, sizeof(ifindex),
				  &ifindex)) &&
	    nl_send_auto(sock, msg) >= 0)
		nl_recvmsgs_default(sock);
	nlmsg_free(msg);
}

void nl80211_dump(int cmd, uint32_t ifindex, nl_answer *fn, void *ctx)
{
	struct question question = { fn, ctx };
	struct nl_sock *sock = nl_socket_alloc();

	if (sock && !genl_connect(sock)) {
		nl_socket_modify_cb(sock, NL_CB_VALID, NL_CB_CUSTOM, on_valid,
				    &question);
		ask(sock, cmd, ifindex);
	}
	nl_socket_free(sock);
}
