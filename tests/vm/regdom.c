// SPDX-License-Identifier: GPL-2.0-only
/*
 * regdom ALPHA2 START END: give a machine without a regulatory database the
 * domain ALPHA2, which allows START to END MHz and nothing else. As crda did:
 * the kernel asks for the domain, and takes the answer of who comes first.
 */
#include <linux/nl80211.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define TRIES 100

static int set(struct nl_sock *sock, int family, char **argv)
{
	struct nl_msg *msg = nlmsg_alloc();
	struct nlattr *rules, *rule;

	genlmsg_put(msg, 0, 0, family, 0, 0, NL80211_CMD_SET_REG, 0);
	nla_put_string(msg, NL80211_ATTR_REG_ALPHA2, argv[1]);
	rules = nla_nest_start(msg, NL80211_ATTR_REG_RULES);
	rule = nla_nest_start(msg, 0);
	nla_put_u32(msg, NL80211_ATTR_REG_RULE_FLAGS, 0);
	nla_put_u32(msg, NL80211_ATTR_FREQ_RANGE_START, atoi(argv[2]) * 1000);
	nla_put_u32(msg, NL80211_ATTR_FREQ_RANGE_END, atoi(argv[3]) * 1000);
	nla_put_u32(msg, NL80211_ATTR_FREQ_RANGE_MAX_BW, 20000);
	nla_put_u32(msg, NL80211_ATTR_POWER_RULE_MAX_ANT_GAIN, 0);
	nla_put_u32(msg, NL80211_ATTR_POWER_RULE_MAX_EIRP, 2000);
	nla_nest_end(msg, rule);
	nla_nest_end(msg, rules);
	return nl_send_sync(sock, msg);
}

static int ask_for(struct nl_sock *sock, int family, const char *alpha2)
{
	struct nl_msg *msg = nlmsg_alloc();

	genlmsg_put(msg, 0, 0, family, 0, 0, NL80211_CMD_REQ_SET_REG, 0);
	nla_put_string(msg, NL80211_ATTR_REG_ALPHA2, alpha2);
	return nl_send_sync(sock, msg);
}

int main(int argc, char **argv)
{
	struct nl_sock *sock = nl_socket_alloc();
	int family, err = -1;

	if (argc != 4 || !sock || genl_connect(sock))
		return EXIT_FAILURE;
	family = genl_ctrl_resolve(sock, "nl80211");
	if (family < 0 || ask_for(sock, family, argv[1]) < 0)
		return EXIT_FAILURE;
	/* the kernel turns to the question a moment later */
	for (int i = 0; i < TRIES && err < 0; i++) {
		usleep(20000);
		err = set(sock, family, argv);
	}
	if (err < 0)
		fprintf(stderr, "regdom: %s\n", nl_geterror(err));
	return err < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
