/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ieee80211.h - numbers that the simulated air puts on the wire
 *
 * Clauses are those of IEEE 802.11-2020. What 802.11be added, whose clauses
 * moved with every draft, follows include/linux/ieee80211-eht.h of Linux 7.3.
 */
#ifndef AIR_IEEE80211_H
#define AIR_IEEE80211_H

/* Frame Control: type and subtype (9.2.4.1) */
#define FC_ASSOC_REQ		0x0000
#define FC_ASSOC_RESP		0x0010
#define FC_REASSOC_REQ		0x0020
#define FC_REASSOC_RESP		0x0030
#define FC_PROBE_REQ		0x0040
#define FC_BEACON		0x0080
#define FC_DISASSOC		0x00a0
#define FC_AUTH			0x00b0
#define FC_DEAUTH		0x00c0
#define FC_ACTION		0x00d0
#define FC_TYPE			0x000c
#define FC_TYPE_CTL		0x0004
#define FC_KIND			0x00fc	/* type and subtype */

#define MGMT_HEADER		24

/* Authentication algorithms (9.4.1.1) and status codes (9.4.1.9) */
#define AUTH_OPEN		0
#define REASON_UNSPECIFIED	1	/* 9.4.1.7 */
#define STATUS_SUCCESS		0
#define STATUS_REFUSED		1
#define STATUS_UNSUPPORTED_AUTH	13
#define STATUS_DENIED_MAPPING	133

/* Elements (9.4.2.1) */
#define EID_SSID		0
#define EID_RATES		1
#define EID_DS			3
#define EID_TIM			5
#define EID_CSA			37
#define EID_ERP			42
#define EID_HT_CAP		45
#define EID_EXT_RATES		50
#define EID_EXT_CSA		60
#define EID_HT_OPER		61
#define EID_RNR			201
#define EID_VENDOR		221
#define EID_FRAGMENT		242
#define EID_EXTENSION		255
#define EXT_HE_CAP		35
#define EXT_HE_OPER		36
#define EXT_EHT_OPER		106
#define EXT_MULTI_LINK		107
#define EXT_EHT_CAP		108
#define EXT_TTLM		109

/* Multi-Link element: type and presence bits */
#define ML_TYPE			0x0007
#define ML_TYPE_BASIC		0x0000
#define ML_TYPE_RECONF		0x0002
#define ML_BASIC_LINK_ID	0x0010
#define ML_BASIC_CHANGE_COUNT	0x0020
#define ML_BASIC_MLD_CAP	0x0100
#define ML_RECONF_MLD_ADDR	0x0010
#define MLD_CAP_MAPPING		0x0020	/* all TIDs to the same links */
#define MLD_CAP_LINK_RECONF	0x2000

/* Subelements of a Multi-Link element */
#define SUB_STA_PROFILE		0
#define SUB_FRAGMENT		254

/* STA Control of a per-STA profile in a Basic element */
#define STA_LINK_ID		0x000f
#define STA_COMPLETE		0x0010
#define STA_MAC			0x0020
#define STA_INTERVAL		0x0040
#define STA_TSF_OFFSET		0x0080
#define STA_DTIM		0x0100
#define STA_CHANGE_COUNT	0x0800

/* ... and in a Reconfiguration element */
#define RECONF_STA_MAC		0x0020
#define RECONF_STA_TIMER	0x0040
#define RECONF_STA_OPERATION	0x0780
#define RECONF_OP_ADD		0x0100
#define RECONF_OP_DELETE	0x0180

/* TID-To-Link Mapping Control */
#define TTLM_BOTH		0x02
#define TTLM_SWITCH_TIME	0x08
#define TTLM_DURATION		0x10

/* HT Capability Information: Supported Channel Width Set */
#define HT_CAP_40_MHZ		0x02

/* Protected EHT Action frames */
#define CATEGORY_PROTECTED_EHT	37
#define ACTION_MAPPING_REQ	0
#define ACTION_MAPPING_RESP	1
#define ACTION_MAPPING_TEARDOWN	2
#define ACTION_RECONF_REQ	11
#define ACTION_RECONF_RESP	12

#endif
