// SPDX-License-Identifier: GPL-2.0-only
/* The state of each link over time. */
const STATES = ["", "set-up", "active", "inactive", "dormant",
	"removal announced", "stale", "still hashed", "dangling"];
const ENDS = ["", "freed", "reclaimed", "unknown end", "gone with its station",
	"still so when the recording ended"];
const STALE = 6, FREED = 1, RECLAIMED = 2, UNKNOWN = 3;
/* where a bar stands in its lane: y and height */
const BARS = [[0, 0], [11, 4], [6, 14], [10, 6], [8, 10], [6, 14], [3, 20],
	[3, 20], [2, 22]];
const STATIONS = 40;

function parseLane(raw)
{
	const [iface, sta, link, addr, bytes, problem, cut] = raw;
	const count = (raw.length - 7) / 3;
	const lane = { iface, sta, link: link - 1, addr: string(addr), bytes,
		problem, cut, begin: new Float64Array(count),
		end: new Float64Array(count), state: new Uint8Array(count),
		how: new Uint8Array(count), chosen: -1 };
	let at = 0;

	for (let i = 0; i < count; i++) {
		at += raw[7 + 3 * i];
		lane.begin[i] = at;
		at += raw[8 + 3 * i];
		lane.end[i] = at;
		lane.state[i] = raw[9 + 3 * i] >> 3;
		lane.how[i] = raw[9 + 3 * i] & 7;
	}
	return lane;
}

/* Stations with a problem first, then as they came. */
function gather(lanes)
{
	const stations = new Map();

	for (const lane of lanes) {
		const key = lane.iface + "/" + lane.sta;

		if (!stations.has(key))
			stations.set(key, { iface: lane.iface, sta: lane.sta,
				lanes: [], problem: 0, begin: Infinity });
		const station = stations.get(key);
		station.lanes.push(lane);
		station.problem |= lane.problem;
		station.begin = Math.min(station.begin,
					 lane.begin.length ? lane.begin[0] :
					 Infinity);
	}
	for (const station of stations.values())
		station.lanes.sort((a, b) => a.link - b.link);
	return [...stations.values()].sort((a, b) =>
		b.problem - a.problem || a.begin - b.begin);
}

const lanes = data.lanes.map(parseLane);
const stations = gather(lanes);
const whole = { from: 0, to: Math.max(data.end, 1e6) };
let view = { ...whole };
let shown = Math.min(STATIONS, stations.length);
const picture = document.getElementById("picture");
const body = el("div", {});
const axis = svg("svg", { "aria-hidden": "true" });
const range = el("span", { class: "dim", role: "status" });
const info = el("p", { class: "info", "aria-live": "polite" });

function percent(ns)
{
	return (ns - view.from) / (view.to - view.from) * 100;
}

function step(length)
{
	const long = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600,
		7200, 10800, 21600, 43200, 86400].map(s => s * 1e9);
	const wanted = length / 7;
	let unit = 1e3;

	if (wanted > 86400e9)
		return Math.ceil(wanted / 86400e9) * 86400e9;
	for (; unit < 1e9; unit *= 10)
		for (const times of [1, 2, 5])
			if (unit * times >= wanted)
				return unit * times;
	return long.find(one => one >= wanted);
}

function ticks()
{
	const by = step(view.to - view.from);
	const base = data.second % 86400 * 1e9 + data.ns;
	const list = [];
	let at = Math.ceil((view.from + base) / by) * by - base;

	for (let i = 0; i < 20 && at <= view.to; i++, at += by)
		list.push(at);
	return { list, digits: by >= 1e9 ? 0 : by >= 1e6 ? 3 : 6,
		day: by >= 86400e9 };
}

function drawAxis()
{
	const { list, digits, day } = ticks();
	const width = axis.clientWidth || 800;
	const room = Math.max(1, Math.floor(width / 80));
	const every = Math.ceil(list.length / room);

	axis.replaceChildren();
	list.forEach((at, i) => {
		const x = percent(at) + "%";

		axis.append(svg("line", { x1: x, x2: x, y1: 18, y2: 24,
			class: "mark" }));
		if (i % every === 0 && percent(at) / 100 * width + 80 < width)
			axis.append(svg("text", { x, y: 13 },
				day ? wall(at, 0, true).slice(0, 10) :
				wall(at, digits)));
	});
	range.textContent = wall(view.from, 3, true) + ", " +
		duration(view.to - view.from);
	return list;
}

/* The first span that ends at or after ns. */
function firstSpan(lane, ns)
{
	let low = 0, high = lane.end.length;

	while (low < high) {
		const middle = low + high >> 1;

		if (lane.end[middle] < ns)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * What is to be seen of a lane: bars of at least three pixels, of which one
 * place has one, the worst.
 */
function visible(lane, width)
{
	const scale = width / (view.to - view.from);
	const bars = [];
	let narrow = null;

	for (let i = firstSpan(lane, view.from);
	     i < lane.begin.length && lane.begin[i] <= view.to; i++) {
		const from = Math.max(0, (lane.begin[i] - view.from) * scale);
		const to = Math.min(width, (lane.end[i] - view.from) * scale);
		const bar = { i, from, width: Math.max(3, to - from),
			state: lane.state[i], how: lane.how[i],
			ends: lane.end[i] <= view.to };

		if (to - from >= 3) {
			narrow = null;
			bars.push(bar);
		} else if (!narrow || from - narrow.from >= 3) {
			narrow = bar;
			bars.push(bar);
		} else if (bar.state > narrow.state) {
			narrow.i = i;
			narrow.state = bar.state;
			narrow.how = bar.how;
		} else {
			narrow.how = Math.max(narrow.how, bar.how);
		}
	}
	return bars;
}

function at(x, ...children)
{
	return svg("svg", { x, overflow: "visible" }, ...children);
}

function drawLabel(node, lane, bar, x)
{
	const length = lane.end[bar.i] - lane.begin[bar.i];
	const long = STATES[bar.state] + ", " + duration(length);
	const text = long.length * 7 + 14 < bar.width ? long :
		STATES[bar.state].length * 7 + 14 < bar.width ?
		STATES[bar.state] : "";

	if (!text || bar.state === 3 || bar.state === 1)
		return;
	node.append(svg("text", { x, dx: 7, y: 17,
		class: bar.state === 2 ? "on-active" : "tag" }, text));
}

/* Ends have shapes of their own: a stroke, a diamond, a question mark. */
function drawEnd(node, bar, total)
{
	const x = (bar.from + bar.width) / total * 100 + "%";

	if (bar.how === FREED)
		node.append(at(x, svg("path", { d: "M0 1v24", class: "mark" })));
	else if (bar.how === RECLAIMED)
		node.append(at(x, svg("path", { d: "M2 13l6-7l6 7l-6 7z",
			class: "mark" })));
	else if (bar.how === UNKNOWN)
		node.append(at(x, svg("circle", { r: 8, cy: 13,
			class: "mark" }), svg("text", { x: -3, y: 17,
			class: "tag" }, "?")));
}

/* What is too small for its word, but must not be missed. */
function drawFlags(node, bars, width)
{
	let last = -40;

	for (const bar of bars)
		if (bar.state >= STALE && bar.width < 44 &&
		    bar.from - last > 36) {
			drawFlag(node, bar.from / width * 100 + "%");
			last = bar.from;
		}
}

function drawFlag(node, x)
{
	node.append(at(x, svg("path", { d: "M1 11l-8 14h16z",
		class: "flag" }), svg("text", { x: -1, y: 24,
		class: "tag" }, "!")));
}

function drawLane(lane, list)
{
	const node = lane.node, width = node.clientWidth || 700;

	node.replaceChildren();
	for (const tick of list) {
		const x = percent(tick) + "%";

		node.append(svg("line", { x1: x, x2: x, y1: 0, y2: 26,
			class: "grid" }));
	}
	const bars = visible(lane, width);
	for (const bar of bars) {
		const x = bar.from / width * 100 + "%";
		const [y, height] = BARS[bar.state];

		node.append(svg("rect", { x, y, height, "data-span": bar.i,
			width: bar.width / width * 100 + "%",
			class: "s" + bar.state },
			svg("title", {}, spanText(lane, bar.i))));
		drawLabel(node, lane, bar, x);
	}
	drawFlags(node, bars, width);
	/* where the next one follows at once, there is no room */
	bars.forEach((bar, n) => {
		const next = n + 1 < bars.length ? bars[n + 1].from : Infinity;

		if (bar.ends && bar.how && bar.how <= UNKNOWN &&
		    next - bar.from - bar.width > 12)
			drawEnd(node, bar, width);
	});
	drawLosses(node);
	drawChosen(lane);
}

function drawLosses(node)
{
	let last = -1;

	for (let i = 0; i < data.losses.length; i += 2) {
		const x = percent(data.losses[i]);

		if (x < 0 || x > 100 || x - last < 0.4)
			continue;
		last = x;
		node.append(svg("line", { x1: x + "%", x2: x + "%", y1: 0,
			y2: 26, class: "loss" }, svg("title", {},
			data.losses[i + 1] + (data.losses[i + 1] === 1 ?
				" record lost" : " records lost"))));
	}
}

function drawChosen(lane)
{
	const i = lane.chosen;

	if (i < 0 || lane.end[i] < view.from || lane.begin[i] > view.to)
		return;
	const from = Math.max(0, percent(lane.begin[i]));
	const to = Math.min(100, percent(lane.end[i]));
	lane.node.append(svg("rect", { x: from + "%", y: 1, height: 24,
		width: Math.max(0.4, to - from) + "%", class: "chosen" }));
}

function spanText(lane, i)
{
	return STATES[lane.state[i]] + " for " +
		duration(lane.end[i] - lane.begin[i]) + ", from " +
		wall(lane.begin[i], 6) + (lane.how[i] ?
		"; then " + ENDS[lane.how[i]] : "");
}

function laneText(lane)
{
	const spans = [];

	for (let i = 0; i < lane.begin.length && i < 12; i++)
		spans.push(STATES[lane.state[i]] + " for " +
			duration(lane.end[i] - lane.begin[i]) +
			(lane.how[i] ? ", " + ENDS[lane.how[i]] : ""));
	if (lane.begin.length > 12)
		spans.push("and " + (lane.begin.length - 12) + " more");
	return "link " + (lane.link < 0 ? "unknown" : lane.link) + " " +
		lane.addr + ": " + spans.join("; ") +
		". Use the arrow keys to step through them.";
}

function choose(lane, i)
{
	if (i < 0 || i >= lane.begin.length)
		return;
	for (const other of lanes)
		if (other !== lane && other.chosen >= 0) {
			other.chosen = -1;
			if (other.node)
				other.node.querySelector(".chosen")?.remove();
		}
	lane.chosen = i;
	lane.node.parentNode.after(info);
	info.textContent = "link " + lane.link + ": " + spanText(lane, i) +
		(lane.bytes && lane.state[i] >= STALE ?
		 "; " + lane.bytes + " bytes" : "");
	if (lane.begin[i] > view.to || lane.end[i] < view.from) {
		const half = (view.to - view.from) / 2;

		look(lane.begin[i] - half, lane.begin[i] + half);
	} else {
		lane.node.querySelector(".chosen")?.remove();
		drawChosen(lane);
	}
}

function laneKey(lane, event)
{
	const i = lane.chosen;

	if (event.ctrlKey || event.altKey || event.metaKey)
		return;
	if (event.key === "ArrowRight")
		choose(lane, i < 0 ? firstSpan(lane, view.from) : i + 1);
	else if (event.key === "ArrowLeft")
		choose(lane, i < 0 ? firstSpan(lane, view.from) : i - 1);
	else if (event.key === "Enter" && i >= 0)
		lookAround(lane.begin[i], lane.end[i]);
	else if (event.key === "+")
		zoom(0.5);
	else if (event.key === "-")
		zoom(2);
	else if (event.key === "Escape")
		look(whole.from, whole.to);
	else
		return;
	event.preventDefault();
}

function laneNode(lane)
{
	lane.node = svg("svg", { role: "img", tabindex: 0,
		"aria-label": laneText(lane) });
	lane.node.addEventListener("keydown", event => laneKey(lane, event));
	lane.node.addEventListener("click", event => {
		const i = event.target.getAttribute("data-span");

		if (i !== null)
			choose(lane, Number(i));
	});
	lane.node.addEventListener("pointerdown", drag);
	return el("div", { class: "lane" },
		el("div", { class: "name" },
		   "link " + (lane.link < 0 ? "?" : lane.link) + " ",
		   el("span", { class: "mono dim" }, lane.addr),
		   lane.cut ? " (cut)" : ""), lane.node);
}

/* With a mouse: what is dragged over fills the view. Fingers scroll. */
function drag(down)
{
	const node = down.currentTarget, box = node.getBoundingClientRect();
	const mark = svg("rect", { y: 0, height: 26, class: "drag" });
	let from = down.clientX, to = from;

	if (down.pointerType !== "mouse" || down.button)
		return;
	function move(event)
	{
		to = Math.min(Math.max(event.clientX, box.left), box.right);
		mark.setAttribute("x", Math.min(from, to) - box.left);
		mark.setAttribute("width", Math.abs(to - from));
		if (!mark.parentNode)
			node.append(mark);
	}
	function up()
	{
		window.removeEventListener("pointermove", move);
		window.removeEventListener("pointerup", up);
		mark.remove();
		if (Math.abs(to - from) < 8)
			return;
		const scale = (view.to - view.from) / box.width;
		look(view.from + (Math.min(from, to) - box.left) * scale,
		     view.from + (Math.max(from, to) - box.left) * scale);
	}
	window.addEventListener("pointermove", move);
	window.addEventListener("pointerup", up);
}

function draw()
{
	const list = drawAxis();

	for (const station of stations.slice(0, shown))
		for (const lane of station.lanes)
			drawLane(lane, list);
}

function look(from, to)
{
	const length = Math.min(Math.max(to - from, 1e4), whole.to);
	const start = Math.min(Math.max(0, from), whole.to - length);

	view = { from: start, to: start + length };
	draw();
	if (inView.checked)
		search();
}

function zoom(factor)
{
	const middle = (view.from + view.to) / 2;
	const half = (view.to - view.from) / 2 * factor;

	look(middle - half, middle + half);
}

function pan(part)
{
	const by = (view.to - view.from) * part;

	look(view.from + by, view.to + by);
}

function lookAround(from, to)
{
	const margin = Math.max((to - from) * 0.2, 5e5);

	look(from - margin, to + margin);
}

function layOut()
{
	body.replaceChildren();
	for (const station of stations.slice(0, shown)) {
		const text = ifaceText(station.iface) + (station.sta ?
			" station " + string(station.sta) :
			" of no known station");

		body.append(el("section", { class: "station" },
			el("h3", {}, text), ...station.lanes.map(laneNode)));
	}
	if (shown < stations.length)
		body.append(button("show all " + stations.length +
			" stations", undefined, () => {
				shown = stations.length;
				layOut();
			}));
	draw();
}

/* A pattern each, so that nothing depends on colour alone. */
function patterns()
{
	function pattern(id, size, ...marks)
	{
		return svg("pattern", { id: "p-" + id, width: size,
			height: size, patternUnits: "userSpaceOnUse" },
			svg("rect", { width: size, height: size,
				class: "b-" + id }), ...marks);
	}
	return svg("svg", { class: "defs", "aria-hidden": "true" },
		svg("defs", {},
		pattern("dormant", 6, svg("circle", { cx: 3, cy: 3, r: 1.4,
			class: "f-dormant" })),
		pattern("announced", 9, svg("path", {
			d: "M-2 2l4-4M0 9l9-9M7 11l4-4",
			class: "f-announced" })),
		pattern("stale", 8, svg("path", { d: "M0 0l8 8M8 0l-8 8",
			class: "f-stale" })),
		pattern("dangling", 8, svg("path", {
			d: "M0 0h4v4h-4zM4 4h4v4h-4z",
			class: "f-dangling" }))));
}

function legend()
{
	const list = el("ul", { class: "legend", "aria-label": "legend" });
	const used = new Set();

	for (const lane of lanes)
		lane.state.forEach(state => used.add(state));
	for (let state = 1; state < STATES.length; state++) {
		const [y, height] = BARS[state];

		if (used.has(state) || state === STALE)
			list.append(el("li", {}, svg("svg", {
				"aria-hidden": "true" }, svg("rect", { x: 2, y,
				height, width: 34, class: "s" + state })),
				STATES[state]));
	}
	[[FREED, "freed"], [RECLAIMED, "reclaimed"], [UNKNOWN,
		"end unknown"]].forEach(([how, text]) => {
		const icon = svg("svg", { "aria-hidden": "true" });

		drawEnd(icon, { how, from: 18, width: 0 }, 36);
		list.append(el("li", {}, icon, text));
	});
	return list;
}

function timeline()
{
	if (!stations.length) {
		picture.append(el("p", {}, "No links were seen."));
		return;
	}
	picture.append(patterns(), legend(), el("div", { class: "bar" },
		button("whole recording", undefined,
		       () => look(whole.from, whole.to)),
		button("+", "zoom in", () => zoom(0.5)),
		button("\u2212", "zoom out", () => zoom(2)),
		button("\u25c0", "earlier", () => pan(-0.5)),
		button("\u25b6", "later", () => pan(0.5)), range),
		el("p", { class: "dim hint" }, "Drag across the timeline to " +
		   "zoom in. On a link, the arrow keys step through its " +
		   "states, Enter zooms in, Escape shows everything again."));
	if (data.lanesCut)
		picture.append(el("p", {}, "There were more links, or link " +
			"changes, than this page has room for."));
	picture.append(el("div", { class: "axis" }, el("div"), axis), body);
	layOut();
	let width = picture.clientWidth;
	new ResizeObserver(() => {
		if (picture.clientWidth === width)
			return;
		width = picture.clientWidth;
		draw();
	}).observe(picture);
}

/* From a finding to its place. */
function showFinding(node)
{
	const time = Number(node.dataset.time);
	const from = Number(node.dataset.from);
	const until = Number(node.dataset.until) || whole.to;
	const link = Number(node.dataset.link) - 1;
	const lane = lanes.find(one => one.link === link &&
		string(one.sta) === node.dataset.sta &&
		one.begin.some((begin, i) => begin <= time &&
			       one.end[i] >= time));

	lookAround(from, until);
	if (!lane) {
		picture.scrollIntoView();
		return;
	}
	if (!lane.node) {
		shown = stations.length;
		layOut();
	}
	let i = firstSpan(lane, time);
	while (i + 1 < lane.begin.length && lane.begin[i + 1] <= time)
		i++;
	choose(lane, i);
	lane.node.parentNode.parentNode.scrollIntoView({ block: "center" });
	lane.node.focus({ preventScroll: true });
}

