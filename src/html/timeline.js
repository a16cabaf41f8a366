// SPDX-License-Identifier: GPL-2.0-only
/* The state of each link over time, drawn. */
const STATIONS = 40;

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

/* Up to the first sign that stands on the bar. */
function drawLabel(node, lane, bar, x, signs)
{
	const length = lane.end[bar.i] - lane.begin[bar.i];
	const word = STATES[bar.state][1];
	const sign = signs.find(one => one.from + SIGN > bar.from);
	const room = Math.min(bar.width, (sign ? sign.from - SIGN : Infinity) -
			      bar.from);
	const fits = text => text.length * 7 + 14 < room;
	const long = word + ", " + duration(length);
	const text = fits(long) ? long : fits(word) ? word : "";

	if (!text || bar.state === INACTIVE || bar.state === SETUP)
		return;
	if (STATES[bar.state][3] > 10) {
		node.append(svg("text", { x, dx: 7, y: 17,
			class: bar.state === ACTIVE ? "on-active" : "tag" },
			text));
		return;
	}
	/* a thin bar has a gap for it */
	const gap = text.length * 7 + 8;
	node.append(svg("svg", { x }, svg("rect", { x: (room - gap) / 2, y: 6,
		height: 14, width: gap, class: "plate" }), svg("text", {
		x: room / 2, y: 17, class: "on-plate" }, text)));
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
	const bars = visible(lane, width), signs = visibleMarks(lane, width);
	for (const bar of bars) {
		const x = bar.from / width * 100 + "%";
		const [name, , y, height] = STATES[bar.state];

		const n = lane.stepOf[bar.i];

		node.append(svg("rect", { x, y, height, "data-step": n,
			width: bar.width / width * 100 + "%",
			class: "s-" + name },
			svg("title", {}, stepText(lane, n))));
		drawLabel(node, lane, bar, x, signs);
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
	drawSigns(node, lane, signs, width);
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

/* From when to when; a mark has no length. */
function stretch(lane, n)
{
	const { at, span } = lane.steps[n];

	return [at, span === undefined ? at : lane.end[span]];
}

function drawChosen(lane)
{
	if (lane.chosen < 0)
		return;
	const [begin, end] = stretch(lane, lane.chosen);
	if (end < view.from || begin > view.to)
		return;
	if (lane.steps[lane.chosen].mark) {
		lane.node.append(at(Math.max(0, percent(begin)) + "%",
			svg("rect", { x: -SIGN - 3, y: 1, height: 24,
				width: 2 * SIGN + 6, class: "chosen" })));
		lane.node.lastChild.classList.add("chosen");
		return;
	}
	const from = Math.max(0, percent(begin));
	const to = Math.min(100, percent(end));
	lane.node.append(svg("rect", { x: from + "%", y: 1, height: 24,
		width: Math.max(0.4, to - from) + "%", class: "chosen" }));
}

function choose(lane, n)
{
	if (n < 0 || n >= lane.steps.length)
		return;
	for (const other of lanes)
		if (other !== lane && other.chosen >= 0) {
			other.chosen = -1;
			if (other.node)
				other.node.querySelector(".chosen")?.remove();
		}
	lane.chosen = n;
	lane.node.parentNode.after(info);
	const { span } = lane.steps[n];
	info.textContent = laneName(lane) + ": " + stepText(lane, n) +
		(lane.bytes && lane.state[span] >= STALE ?
		 "; " + lane.bytes + " bytes" : "");
	const [begin, end] = stretch(lane, n);
	if (begin > view.to || end < view.from) {
		const half = (view.to - view.from) / 2;

		look(begin - half, begin + half);
	} else {
		lane.node.querySelector(".chosen")?.remove();
		drawChosen(lane);
	}
}

/* The first step that is in view, or comes after that. */
function firstStep(lane)
{
	const n = lane.steps.findIndex((step, i) =>
		stretch(lane, i)[1] >= view.from);

	return n < 0 ? lane.steps.length - 1 : n;
}

function laneKey(lane, event)
{
	const n = lane.chosen;

	if (event.ctrlKey || event.altKey || event.metaKey)
		return;
	if (event.key === "ArrowRight")
		choose(lane, n < 0 ? firstStep(lane) : n + 1);
	else if (event.key === "ArrowLeft")
		choose(lane, n < 0 ? firstStep(lane) : n - 1);
	else if (event.key === "Enter" && n >= 0)
		lookAround(...stretch(lane, n));
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
		const node = event.target.closest("[data-step]");

		if (node)
			choose(lane, Number(node.getAttribute("data-step")));
	});
	lane.node.addEventListener("pointerdown", drag);
	return el("div", { class: "lane" },
		el("div", { class: "name" },
		   laneName(lane) + " ",
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
		   "zoom in. On a link or a connection, the arrow keys step " +
		   "through its states and signs, Enter zooms in, Escape " +
		   "shows everything again."));
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
	choose(lane, lane.stepOf[i]);
	lane.node.parentNode.parentNode.scrollIntoView({ block: "center" });
	lane.node.focus({ preventScroll: true });
}

