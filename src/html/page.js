// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the timeline and the list share. All text of the recording gets into the
 * page as text nodes and attributes, never as markup. The build joins the
 * scripts: page.js, lanes.js, signs.js, timeline.js, list.js.
 */
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const SVG = "http://www.w3.org/2000/svg";
/* flags of a row */
const PROBLEM = 1, DOUBT = 2, RECORD = 4;

function el(tag, attrs, ...children)
{
	return fill(document.createElement(tag), attrs, children);
}

function svg(tag, attrs, ...children)
{
	return fill(document.createElementNS(SVG, tag), attrs, children);
}

function fill(node, attrs, children)
{
	for (const key in attrs)
		if (attrs[key] !== undefined)
			node.setAttribute(key, attrs[key]);
	node.append(...children);
	return node;
}

function button(text, label, action)
{
	const node = el("button", { type: "button", "aria-label": label }, text);

	node.addEventListener("click", action);
	return node;
}

/* As the program writes them in text. */
function duration(ns)
{
	const s = Math.floor(ns / 1e9);

	if (s < 1)
		return (ns / 1e6).toFixed(1) + " ms";
	if (s < 60)
		return (ns / 1e9).toFixed(2) + " s";
	if (s < 3600)
		return Math.floor(s / 60) + " min " + s % 60 + " s";
	if (s < 86400)
		return Math.floor(s / 3600) + " h " +
			Math.floor(s % 3600 / 60) + " min";
	return Math.floor(s / 86400) + " d " + Math.floor(s % 86400 / 3600) +
		" h";
}

/* The clock of the machine that recorded, digits of a second as asked. */
function wall(ns, digits, day)
{
	const all = data.ns + ns;
	const second = data.second + Math.floor(all / 1e9);
	const rest = all - Math.floor(all / 1e9) * 1e9;
	const date = new Date(second * 1000);
	let text = "";

	if (isNaN(date))
		return "?";
	text = date.toISOString();
	text = day ? text.slice(0, 10) + " " + text.slice(11, 19) :
		text.slice(11, 19);
	return digits ? text + "." + String(Math.floor(rest)).padStart(9, "0")
		.slice(0, digits) : text;
}

function parseIface(text)
{
	const parts = text.split("|");
	const [role, wiphy, ifindex, netns] = parts.splice(-4);

	return { name: parts.join("|"), role, wiphy, ifindex, netns };
}

const ifaces = data.ifaces.map(parseIface);
const string = n => n > 0 ? data.strings[n - 1] : "";

/* "wlan0 (client)", with what tells it apart where the name does not. */
function ifaceText(n)
{
	const iface = ifaces[n - 1];

	if (!iface)
		return "";
	if (ifaces.some(other => other !== iface && other.name === iface.name &&
			other.ifindex !== iface.ifindex))
		return iface.name + " (" + iface.role + ", phy" + iface.wiphy +
			", no. " + iface.ifindex + ")";
	return iface.name + " (" + iface.role + ")";
}
