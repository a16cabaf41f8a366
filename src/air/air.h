/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * air.h - a simulated air: an AP MLD in user space and a real mac80211 client
 *
 * The client is a mac80211_hwsim radio of this kernel, driven over nl80211;
 * the AP MLD that it associates to lives in this process, which is the medium
 * between the two. So every call that waits for something runs the air until
 * it happens or the timeout expires. Between calls nothing happens, and the
 * AP is silent. The client does not notice that: hwsim radios with MLO do not
 * watch beacons.
 *
 * Every function returns 0 or a negative errno, which air_error() explains in
 * a sentence. -EOPNOTSUPP: this kernel cannot do it; -EPERM: this process may
 * not; -ETIMEDOUT: the kernel did not do it in time; -EINTR: a signal came;
 * -ECONNRESET: the client lost the AP.
 * Nothing here prints. Timeouts are in milliseconds. A struct air belongs to
 * one thread.
 */
#ifndef AIR_H
#define AIR_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#define AIR_LINKS_MAX	3
#define AIR_MAC_LEN	6

struct air;

#define AIR_SSID_MAX 32

struct air_options {
	unsigned int links;	/* of the AP MLD, 2 or 3; IDs count from 0 */
	const char *ssid;	/* of the AP MLD; NULL: mlotrace */
};

struct air_link {
	unsigned int id;
	uint8_t bssid[AIR_MAC_LEN];	/* the AP's link address */
	uint8_t client[AIR_MAC_LEN];	/* the client's, once associated */
	unsigned int freq;		/* MHz */
	uint16_t status;		/* of this link in the association */
};

/* What a checker may compare with what it sees in the kernel */
struct air_info {
	char ifname[IFNAMSIZ];		/* of the client */
	unsigned int ifindex;
	uint8_t client[AIR_MAC_LEN];	/* MLD addresses */
	uint8_t ap[AIR_MAC_LEN];
	bool connected;
	uint16_t links_up;		/* links of the association, by ID */
	uint16_t links_active;		/* of these, when last asked for */
	uint16_t links_removed;		/* of the last removal, by ID */
	uint16_t links_early;		/* removed long before their time */
	unsigned int removals[AIR_LINKS_MAX];	/* so far, of each link */
	unsigned int nlinks;
	struct air_link links[AIR_LINKS_MAX];
	char host_ifname[IFNAMSIZ];	/* of air_host_open(), or "" */
	unsigned int host_ifindex;
	uint8_t host[AIR_MAC_LEN];	/* its AP MLD address */
};

/* A station of the host's AP, or a TDLS peer of the client */
struct air_station {
	uint8_t addr[AIR_MAC_LEN];	/* MLD address of an AP's station */
	uint8_t link_addr[AIR_LINKS_MAX][AIR_MAC_LEN];
	uint16_t links;
};

/*
 * Becomes the medium of this network namespace and makes the client's radio
 * there. After a failure, too, the caller closes *@airp, and air_error() says
 * why; it is NULL only for -ENOMEM. mac80211_hwsim must be loaded. Returns
 * -EBUSY for another medium in this namespace (wmediumd), -EOPNOTSUPP for a
 * radio with several channels in any namespace, -ERFKILL for rfkill, and
 * -ECHRNG if the regulatory domain does not allow the AP's channels; nothing
 * of anybody else's has been touched then. air_close() undoes everything, and
 * so does the kernel when the process ends.
 */
int air_open(struct air **airp, const struct air_options *options);
void air_close(struct air *air);

/*
 * Does the client's interface stay up for a moment? rfkill blocks a new radio
 * from a work item, and the radio may have come up before that: -ERFKILL.
 */
int air_stays_up(struct air *air);

/* Moves this process into a network namespace of its own; before air_open() */
int air_own_netns(void);

const char *air_error(const struct air *air);
const struct air_info *air_info(const struct air *air);

/* Keeps the air alive for @ms milliseconds, or until a signal for @ms < 0 */
int air_run(struct air *air, int ms);

/*
 * Associates the client with the links in @links (bit mask of IDs, 0 for all
 * that are on the air) by way of link @assoc_link. Associates again if it is
 * associated. Waits until hwsim has activated the other links, a moment after
 * the port opens.
 */
int air_associate(struct air *air, unsigned int assoc_link, uint16_t links,
		  int timeout);

/*
 * Waits until exactly @links of the client are active; -ETIMEDOUT if that does
 * not happen
 */
int air_wait_active(struct air *air, uint16_t links, int timeout);

/*
 * The AP announces in its beacons that it will remove @links after @tbtts
 * (1 or more) beacon intervals, counts down and goes silent on these links.
 */
int air_announce_removal(struct air *air, uint16_t links, unsigned int tbtts);
/* Takes the announcement back, if its time has not come */
int air_cancel_removal(struct air *air);
/*
 * Waits until the client has removed announced links; -ECONNRESET if it had
 * to disconnect because no link was left.
 */
int air_wait_removal(struct air *air, int timeout);

/* The AP MLD gets all its links back, refuses none and maps no TIDs */
void air_restore(struct air *air);
/*
 * The AP answers later associations and reconfigurations with @status for
 * @links; 0 accepts them
 */
void air_refuse(struct air *air, uint16_t links, uint16_t status);
/*
 * Later associations leave the client's port unauthorized, as before a key
 * handshake: hwsim then activates only the association link.
 */
void air_hold_port(struct air *air, bool hold);
/*
 * The AP announces that all TIDs map to @links, so that the others become
 * dormant. Waits until the mapping is in force; 0 for the default mapping.
 */
int air_map_tids(struct air *air, uint16_t links, int timeout);
/*
 * The client asks the AP to add links and to delete links (kernel 6.16 and
 * later); -ECONNRESET if it disconnected over that.
 */
int air_reconfigure(struct air *air, uint16_t add, uint16_t del, int timeout);

/*
 * The client authenticates, but then mac80211 fails to prepare the association:
 * the AP of link 0 no longer operates by 802.11be, and the client asks for a
 * narrower channel than before, so that mac80211 looks at its beacons again.
 */
int air_fail_association(struct air *air, int timeout);

/* For a moment, beacons announce the removal of a link that no AP can have */
int air_announce_no_link(struct air *air);

/* The client leaves, if it is associated; then does what air_restore() does */
int air_disconnect(struct air *air, int timeout);

/*
 * A second radio, with an AP MLD of @links links in mac80211's own AP mode.
 * Its stations exist in mac80211's tables only: none ever sends a frame.
 * The caller owns @sta; air_host_add_station() gives it random addresses.
 */
int air_host_open(struct air *air, unsigned int links);
int air_host_add_station(struct air *air, struct air_station *sta,
			 unsigned int link);
int air_host_add_link(struct air *air, struct air_station *sta,
		      unsigned int link);
int air_host_del_link(struct air *air, struct air_station *sta,
		      unsigned int link);
int air_host_del_station(struct air *air, struct air_station *sta);
/* The host's AP MLD gives up one of its own links */
int air_host_remove_link(struct air *air, unsigned int link);
int air_host_close(struct air *air);

/* A TDLS peer of the client, not an MLD, that lives on one @link of it */
int air_tdls_add(struct air *air, struct air_station *peer, unsigned int link);
int air_tdls_del(struct air *air, struct air_station *peer);

#endif
