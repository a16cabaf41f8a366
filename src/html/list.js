// SPDX-License-Identifier: GPL-2.0-only
/* The list of events and records, and what begins it all. */
const PAGE = 100;
const shapes = data.shapes.map(text => {
	const [name, ...keys] = text.split("|");

	return { name, keys: keys.map(key => {
		const colon = key.lastIndexOf(":");

		return { key: key.slice(0, colon), kind: key.slice(colon + 1) };
	}) };
});
const times = new Float64Array(data.rows.length);
const list = document.getElementById("list");
const tbody = el("tbody");
const words = el("input", { type: "search", "aria-label": "search",
	placeholder: "search: words, addresses, outcomes" });
const kind = el("select", { "aria-label": "what to list" },
	el("option", { value: "events" }, "events"),
	el("option", { value: "problems" }, "problems and unknowns"),
	el("option", { value: "all" }, "events and records"),
	el("option", { value: "records" }, "records"));
const inView = el("input", { type: "checkbox" });
const where = el("span", { role: "status" });
const earlier = button("\u2039 earlier", undefined, () => turn(-PAGE));
const later = button("later \u203a", undefined, () => turn(PAGE));
let found = [], first = 0, job = 0;

function bits(mask, name)
{
	const out = [];

	for (let i = 0; i < 16; i++)
		if (mask & 1 << i)
			out.push(name(i));
	return out.join(" ") || "none";
}

function valueText(kind_, value)
{
	switch (kind_) {
	case "s":
		return data.strings[value];
	case "n":
		return duration(value);
	case "l":
		return bits(value, i => i);
	case "w":
		return bits(value, i => data.witnesses[i]);
	case "b":
		return value ? "yes" : "no";
	case "L":
		return value.map(([link, addr, bytes]) => link + " " +
			data.strings[addr] + (bytes ? " " + bytes +
			" bytes" : "")).join(", ") || "none";
	default:
		return String(value);
	}
}

/* The parts of a row that are words of the vocabulary, and all others. */
function rowParts(row)
{
	const shape = shapes[row[1]];
	const rest = [];
	let outcome = "";

	shape.keys.forEach(({ key, kind: kind_ }, i) => {
		const text = valueText(kind_, row[6 + i]);

		if (key === "outcome")
			outcome = text;
		else
			rest.push(key.replace(/_ns$/, "") + " " + text);
	});
	return { what: shape.name, outcome, rest: rest.join(", ") };
}

function rowText(n)
{
	const row = data.rows[n], parts = rowParts(row);

	return [wall(times[n], 6), parts.what, parts.outcome,
		ifaceText(row[3]), string(row[4]), row[5] ? "link " +
		(row[5] - 1) : "", parts.rest].join(" ").toLowerCase();
}

function rowNode(n)
{
	const row = data.rows[n], parts = rowParts(row);
	const what = el("td", {}, (row[2] & RECORD ? "record " : "") +
		parts.what + " ");

	if (parts.outcome)
		what.append(el("span", { class: "word " + parts.outcome },
			parts.outcome));
	return el("tr", { class: row[2] & PROBLEM ? "problem" :
			row[2] & RECORD ? "record" : "" },
		el("td", { class: "t" }, wall(times[n], 6)), what,
		el("td", {}, ifaceText(row[3])),
		el("td", { class: "mono" }, string(row[4])),
		el("td", { class: "t" }, row[5] ? "link " + (row[5] - 1) : ""),
		el("td", {}, parts.rest));
}

function wanted(n)
{
	const flags = data.rows[n][2];

	if (inView.checked && (times[n] < view.from || times[n] > view.to))
		return false;
	switch (kind.value) {
	case "events":
		return !(flags & RECORD);
	case "problems":
		return flags & (PROBLEM | DOUBT);
	case "records":
		return flags & RECORD;
	default:
		return true;
	}
}

function showRows()
{
	const last = Math.min(first + PAGE, found.length);

	tbody.replaceChildren(...found.slice(first, last).map(rowNode));
	where.textContent = found.length ? (first + 1) + " to " + last +
		" of " + found.length : "nothing found";
	earlier.disabled = first === 0;
	later.disabled = last >= found.length;
}

function turn(by)
{
	first = Math.max(0, first + by);
	showRows();
	list.scrollIntoView();
}

/* In pieces, as there may be hundreds of thousands. */
function search()
{
	const asked = words.value.toLowerCase().split(/\s+/).filter(Boolean);
	const mine = ++job, hits = [];

	function piece(n)
	{
		const stop = performance.now() + 40;

		if (mine !== job)
			return;
		for (; n < data.rows.length; n++) {
			if (n % 512 === 0 && performance.now() > stop) {
				where.textContent = "searching ...";
				setTimeout(piece, 0, n);
				return;
			}
			if (!wanted(n))
				continue;
			const text = asked.length ? rowText(n) : "";
			if (asked.every(word => text.includes(word)))
				hits.push(n);
		}
		found = hits;
		first = 0;
		showRows();
	}
	piece(0);
}

function events()
{
	let at_ = 0;

	data.rows.forEach((row, n) => {
		at_ += row[0];
		times[n] = at_;
	});
	list.append(el("div", { class: "bar" }, words, kind,
		el("label", {}, inView, "only what the timeline shows")));
	if (data.recordsLeftOut || data.eventsLeftOut)
		list.append(el("p", {}, "This page has no room for the last " +
			data.recordsLeftOut + " records and " +
			data.eventsLeftOut + " events; report them one " +
			"interface or station at a time."));
	list.append(el("div", { class: "bar" }, earlier, where, later),
		el("div", { class: "wide" }, el("table", {}, el("thead", {},
		el("tr", {}, ...["time", "what", "interface", "station",
			"link", "more"].map(text => el("th", { scope: "col" },
			text)))), tbody)));
	words.addEventListener("input", search);
	kind.addEventListener("change", search);
	inView.addEventListener("change", search);
	search();
}

document.documentElement.classList.add("js");
timeline();
events();
document.querySelectorAll("button.show").forEach(node =>
	node.addEventListener("click", () => showFinding(node)));
