// SPDX-License-Identifier: GPL-2.0-only
/*
 * What each lane of the timeline holds, and that in words: the spans of a link
 * or of a connection, and the marks where something happened to it.
 */
/* of a state: class, word, and where its bar stands in the lane: y and height */
const STATES = [["", "", 0, 0], ["refused", "not accepted", 11, 4],
	["connected", "connected", 11, 4], ["setup", "set-up", 11, 4],
	["active", "active", 6, 14], ["inactive", "inactive", 10, 6],
	["dormant", "dormant", 8, 10],
	["announced", "removal announced", 6, 14], ["stale", "stale", 3, 20],
	["hashed", "still hashed", 3, 20], ["dangling", "dangling", 2, 22]];
const SETUP = 3, ACTIVE = 4, INACTIVE = 5, STALE = 8;
const ENDS = ["", "freed", "reclaimed", "unknown end", "gone with its station",
	"still so when the recording ended"];
const FREED = 1, RECLAIMED = 2, UNKNOWN = 3;
/* of a mark: its word, and its sign */
const MARKS = [["channel switch", "M-5-2h9l-3-3M5 2h-9l3 3"],
	["TID-to-link mapping", "M-6-4h3l4 4h5M-6 4h3l4-4"],
	["links added", "M-5 0h10M0-5v10"],
	["refused", "M-4 4l8-8M0-5.5a5.5 5.5 0 1 0 .1 0"],
	["removal cancelled", "M4-3h-6a3 3 0 0 0 0 7h6M-1-6l-4 3l4 3"],
	["suspend or restart", "M0-5.5v5M-3.5-3.5a5 5 0 1 0 7 0"],
	["end of the connection", "M-4-4l8 8M-4 4l8-8"]];
const CONNECTION = -2;

function parseLane(raw)
{
	const [iface, sta, link, addr, bytes, problem, cut, marks] = raw;
	const count = (raw.length - 8) / 4;
	const lane = { iface, sta, link: link - 1, addr: string(addr), bytes,
		problem, cut, begin: new Float64Array(count),
		end: new Float64Array(count), state: new Uint8Array(count),
		how: new Uint8Array(count), why: new Uint32Array(count),
		marks: [], steps: [], chosen: -1 };
	let at = 0;

	for (let i = 0; i < count; i++) {
		const [gap, length, state, why] = raw.slice(8 + 4 * i);

		at += gap;
		lane.begin[i] = at;
		at += length;
		lane.end[i] = at;
		lane.state[i] = state >> 3;
		lane.how[i] = state & 7;
		lane.why[i] = why;
		lane.steps.push({ at: lane.begin[i], span: i });
	}
	for (let i = 0; i < marks.length; i += 3) {
		const mark = { at: marks[i], kind: marks[i + 1],
			text: string(marks[i + 2]), step: 0 };

		lane.marks.push(mark);
		lane.steps.push({ at: mark.at, mark });
	}
	/* what arrow keys step through; a state before what happens in it */
	lane.steps.sort((a, b) => a.at - b.at || !a.span - !b.span);
	lane.stepOf = new Uint32Array(count);
	lane.steps.forEach((step, n) => {
		if (step.mark)
			step.mark.step = n;
		else
			lane.stepOf[step.span] = n;
	});
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
		if (lane.steps.length)
			station.begin = Math.min(station.begin,
						 lane.steps[0].at);
	}
	for (const station of stations.values())
		station.lanes.sort((a, b) => a.link - b.link);
	return [...stations.values()].sort((a, b) =>
		b.problem - a.problem || a.begin - b.begin);
}

const lanes = data.lanes.map(parseLane);
const stations = gather(lanes);

function laneName(lane)
{
	return lane.link === CONNECTION ? "connection" :
		"link " + (lane.link < 0 ? "unknown" : lane.link);
}

function spanText(lane, i, from)
{
	return STATES[lane.state[i]][1] + " for " +
		duration(lane.end[i] - lane.begin[i]) + from +
		(lane.why[i] ? ": " + string(lane.why[i]) : "") +
		(lane.how[i] ? "; then " + ENDS[lane.how[i]] : "");
}

function stepText(lane, n)
{
	const { mark, span } = lane.steps[n];

	return mark ? MARKS[mark.kind][0] + " at " + wall(mark.at, 6) + ": " +
		mark.text :
		spanText(lane, span, ", from " + wall(lane.begin[span], 6));
}

/* Of the whole lane, for who does not see it. */
function laneText(lane)
{
	const parts = lane.steps.slice(0, 12).map(({ mark, span }) => mark ?
		mark.text : spanText(lane, span, ""));

	if (lane.steps.length > 12)
		parts.push("and " + (lane.steps.length - 12) + " more");
	return laneName(lane) + " " + lane.addr + ": " + parts.join("; ") +
		". Use the arrow keys to step through them.";
}
