// SPDX-License-Identifier: GPL-2.0-only
/*
 * What stands on the bars of a lane: how they end, what is too small to be seen,
 * and where something happened. And what all of it means.
 */
const SIGN = 8;	/* half of its side */

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

/*
 * Marks that would cover each other share a sign. At the edges, all of it is to
 * be seen.
 */
function visibleMarks(lane, width)
{
	const scale = width / (view.to - view.from);
	const signs = [];

	for (const mark of lane.marks) {
		const place = (mark.at - view.from) * scale;
		const from = Math.max(SIGN + 1, Math.min(width - SIGN - 1,
							 place));
		const last = signs[signs.length - 1];

		if (place < 0 || place > width)
			continue;
		if (last && from - last.from < 2 * SIGN + 2)
			last.marks.push(mark);
		else
			signs.push({ from, marks: [mark] });
	}
	return signs;
}

/* Where they would cover the half of a lane, they are small. */
function drawSigns(node, lane, signs, width)
{
	const small = signs.length * 4 * SIGN > width;

	for (const { from, marks } of signs) {
		const x = from / width * 100 + "%";
		const texts = marks.slice(0, 9).map(mark =>
			stepText(lane, mark.step));
		const sign = small ? drawTick(node, x, marks[0].step) :
			drawSign(node, x, marks[0].kind, marks.length,
				 marks[0].step);

		if (marks.length > texts.length)
			texts.push("and " + (marks.length - texts.length) +
				" more");
		sign.append(svg("title", {}, texts.join("\n")));
	}
}

function drawTick(node, x, step)
{
	const tick = svg("rect", { x: -2, width: 4, height: 6, class: "tick",
		"data-step": step });

	node.append(at(x, tick));
	return tick;
}

function drawSign(node, x, kind, count, step)
{
	const box = svg("rect", { x: -SIGN, y: 13 - SIGN, width: 2 * SIGN,
		height: 2 * SIGN, rx: 3, class: "sign" });
	const group = svg("g", { "data-step": step }, box, count > 1 ?
		svg("text", { y: 17, "text-anchor": "middle", class: "tag" },
		    count < 100 ? count : "*") :
		svg("path", { d: MARKS[kind][1], class: "glyph",
			transform: "translate(0 13)" }));

	node.append(at(x, group));
	return group;
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
		const [name, word, y, height] = STATES[state];

		if (used.has(state) || state === STALE)
			list.append(el("li", {}, svg("svg", {
				"aria-hidden": "true" }, svg("rect", { x: 2, y,
				height, width: 34, class: "s-" + name })),
				word));
	}
	[[FREED, "freed"], [RECLAIMED, "reclaimed"], [UNKNOWN,
		"end unknown"]].forEach(([how, text]) => {
		const icon = svg("svg", { "aria-hidden": "true" });

		drawEnd(icon, { how, from: 18, width: 0 }, 36);
		list.append(el("li", {}, icon, text));
	});
	const happened = new Set(lanes.flatMap(lane =>
		lane.marks.map(mark => mark.kind)));
	MARKS.forEach(([word], kind) => {
		const icon = svg("svg", { "aria-hidden": "true" });

		drawSign(icon, 18, kind, 1);
		if (happened.has(kind))
			list.append(el("li", {}, icon, word));
	});
	return list;
}
