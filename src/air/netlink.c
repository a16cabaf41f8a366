// SPDX-License-Identifier: GPL-2.0-only
/*
 * netlink.c - sockets of the simulated air, and requests with their answers
 */
#include <errno.h>
#include <linux/netlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/family.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "air/hwsim.h"
#include "air/priv.h"

/* Room for a burst of frames while a command is under way */
#define RECEIVE_BUFFER	(1 << 20)

struct answer {
	uint32_t seq;		/* of the request */
	bool done;
	int err;		/* as in struct nlmsgerr: < 0, or a result */
	char text[128];
};

/* The extended ack's message, if there is one */
static void read_text(struct answer *a, struct nlmsgerr *e)
{
	struct nlmsghdr *head = (struct nlmsghdr *)e - 1;
	struct nlattr *attr;
	size_t skip = sizeof(*e);
	int rem;

	if (!(head->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (!(head->nlmsg_flags & NLM_F_CAPPED))
		skip += e->msg.nlmsg_len - sizeof(e->msg);
	if (head->nlmsg_len < NLMSG_HDRLEN + skip)
		return;
	rem = head->nlmsg_len - NLMSG_HDRLEN - skip;
	nla_for_each_attr(attr, (struct nlattr *)((char *)e + skip), rem, rem)
		if (nla_type(attr) == NLMSGERR_ATTR_MSG)
			nla_strlcpy(a->text, attr, sizeof(a->text));
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *e, void *arg)
{
	struct answer *a = arg;

	(void)from;
	a->done = true;
	a->err = e->error;
	read_text(a, e);
	return NL_SKIP;
}

/* Skip late answers to an earlier request that failed */
static int check_seq(struct nl_msg *msg, void *arg)
{
	struct answer *a = arg;

	return nlmsg_hdr(msg)->nlmsg_seq == a->seq ? NL_OK : NL_SKIP;
}

static int on_ack(struct nl_msg *msg, void *arg)
{
	struct answer *a = arg;

	(void)msg;
	a->done = true;
	a->err = 0;
	return NL_OK;
}

/* hwsim refuses frames on channels that nobody listens to: that is normal */
static int ignore_error(struct sockaddr_nl *from, struct nlmsgerr *e, void *arg)
{
	(void)from;
	(void)e;
	(void)arg;
	return NL_SKIP;
}

static struct nl_sock *open_socket(void)
{
	struct nl_sock *sock = nl_socket_alloc();
	int on = 1;

	if (!sock || genl_connect(sock)) {
		nl_socket_free(sock);
		return NULL;
	}
	nl_socket_disable_seq_check(sock);
	nl_socket_set_buffer_size(sock, RECEIVE_BUFFER, 0);
	setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, NETLINK_EXT_ACK, &on,
		   sizeof(on));
	return sock;
}

static int join(struct air *air, const char *group)
{
	int id = genl_ctrl_resolve_grp(air->events, "nl80211", group);

	if (id < 0 || nl_socket_add_membership(air->events, id))
		return air_fail(air, -EOPNOTSUPP,
				"nl80211 has no event group '%s'", group);
	return 0;
}

/* Tells how much of nl80211 this kernel has, better than a version number */
static unsigned int highest_attr(struct air *air)
{
	struct genl_family *family = NULL;
	struct nl_cache *cache;
	unsigned int max = 0;

	if (genl_ctrl_alloc_cache(air->command, &cache))
		return 0;
	family = genl_ctrl_search_by_name(cache, "nl80211");
	if (family)
		max = genl_family_get_maxattr(family);
	genl_family_put(family);
	nl_cache_free(cache);
	return max;
}

static int resolve(struct air *air)
{
	air->nl80211 = genl_ctrl_resolve(air->command, "nl80211");
	if (air->nl80211 < 0)
		return air_fail(air, -EOPNOTSUPP,
				"this kernel has no nl80211: "
				"load it with 'modprobe cfg80211'");
	air->hwsim = genl_ctrl_resolve(air->command, HWSIM_FAMILY);
	if (air->hwsim < 0)
		return air_fail(air, -EOPNOTSUPP,
				"this kernel has no mac80211_hwsim: load it "
				"with 'modprobe mac80211_hwsim radios=0'");
	air->nl80211_attrs = highest_attr(air);
	return 0;
}

int netlink_open(struct air *air)
{
	int ret;

	air->medium = open_socket();
	air->command = open_socket();
	air->events = open_socket();
	if (!air->medium || !air->command || !air->events)
		return air_fail(air, -EPROTONOSUPPORT,
				"cannot open generic netlink sockets");
	ret = resolve(air);
	if (!ret)
		ret = join(air, "scan");
	if (!ret)
		ret = join(air, "mlme");
	return ret;
}

/* From now on these callbacks get what comes in while somebody waits */
void netlink_listen(struct air *air, nl_recvmsg_msg_cb_t hwsim,
		    nl_recvmsg_msg_cb_t nl80211)
{
	nl_socket_modify_cb(air->medium, NL_CB_VALID, NL_CB_CUSTOM, hwsim,
			    air);
	nl_socket_modify_err_cb(air->medium, NL_CB_CUSTOM, ignore_error, air);
	nl_socket_modify_cb(air->events, NL_CB_VALID, NL_CB_CUSTOM, nl80211,
			    air);
	nl_socket_set_nonblocking(air->medium);
	nl_socket_set_nonblocking(air->events);
}

/* The kernel takes the radios away when the command socket closes */
void netlink_close(struct air *air)
{
	nl_socket_free(air->command);
	nl_socket_free(air->events);
	nl_socket_free(air->medium);
}

void request_begin(struct request *r, struct air *air, int family, int cmd)
{
	*r = (struct request){ .air = air, .msg = nlmsg_alloc() };
	if (!r->msg || !genlmsg_put(r->msg, NL_AUTO_PORT, NL_AUTO_SEQ, family,
				    0, 0, cmd, 0))
		r->err = -ENOMEM;
}

void request_put(struct request *r, int attr, const void *data, size_t len)
{
	if (!r->err && nla_put(r->msg, attr, len, data))
		r->err = -EMSGSIZE;
}

void request_u8(struct request *r, int attr, uint8_t v)
{
	request_put(r, attr, &v, sizeof(v));
}

void request_u16(struct request *r, int attr, uint16_t v)
{
	request_put(r, attr, &v, sizeof(v));
}

void request_u32(struct request *r, int attr, uint32_t v)
{
	request_put(r, attr, &v, sizeof(v));
}

void request_flag(struct request *r, int attr)
{
	request_put(r, attr, NULL, 0);
}

void request_addr(struct request *r, int attr, const uint8_t *addr)
{
	request_put(r, attr, addr, MAC_LEN);
}

struct nlattr *request_nest(struct request *r, int attr)
{
	struct nlattr *nest = NULL;

	if (!r->err && !(nest = nla_nest_start(r->msg, attr)))
		r->err = -EMSGSIZE;
	return nest;
}

void request_nest_end(struct request *r, struct nlattr *nest)
{
	if (!r->err)
		nla_nest_end(r->msg, nest);
}

static int wait_answer(struct nl_sock *sock, struct answer *a,
		       nl_recvmsg_msg_cb_t reply, void *arg)
{
	struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);
	int ret = 0;

	if (!cb)
		return -ENOMEM;
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, a);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_ack, a);
	if (reply)
		nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, reply, arg);
	nl_cb_set(cb, NL_CB_SEQ_CHECK, NL_CB_CUSTOM, check_seq, a);
	while (!a->done && ret >= 0)
		ret = nl_recvmsgs(sock, cb);
	nl_cb_put(cb);
	return a->done ? 0 : -EIO;
}

/*
 * Sends the request and waits for its answer, which never depends on the air.
 * Returns the kernel's result (0, or more where a command has one) or a
 * negative errno. @what begins the sentence about a failure. @reply gets the
 * other messages that the kernel sends, with the struct air.
 */
int request_ask(struct request *r, struct nl_sock *sock, const char *what,
		nl_recvmsg_msg_cb_t reply)
{
	struct answer a = {};
	int ret = r->err;

	if (!ret) {
		nlmsg_hdr(r->msg)->nlmsg_flags |= NLM_F_ACK;
		ret = nl_send_auto(sock, r->msg) < 0 ? -EIO : 0;
		a.seq = nlmsg_hdr(r->msg)->nlmsg_seq;
	}
	nlmsg_free(r->msg);
	if (!ret)
		ret = wait_answer(sock, &a, reply, r->air);
	if (!ret)
		ret = a.err;
	if (ret >= 0)
		return ret;
	return air_fail(r->air, ret, "%s: %s%s%s", what, strerror(-ret),
			*a.text ? ": " : "", a.text);
}

int request_send(struct request *r, struct nl_sock *sock, const char *what)
{
	return request_ask(r, sock, what, NULL);
}

/* Sends the request and waits for nothing */
int request_post(struct request *r, struct nl_sock *sock)
{
	int ret = r->err;

	if (!ret) {
		nl_complete_msg(sock, r->msg);
		nlmsg_hdr(r->msg)->nlmsg_flags &= ~NLM_F_ACK;
		ret = nl_send(sock, r->msg) < 0 ? -EIO : 0;
	}
	nlmsg_free(r->msg);
	return ret;
}
