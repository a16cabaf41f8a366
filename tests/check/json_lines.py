# SPDX-License-Identifier: GPL-2.0-only
"""The stream on stdin is what design.md and mlotrace-check(8) promise."""
import json
import sys

lines = [json.loads(line) for line in sys.stdin]
kernels = lines[1:-1]
assert all(list(line)[:2] == ["type", "v"] for line in lines), "key order"
assert all(line["v"] == 1 for line in lines)
assert lines[0]["type"] == "meta" and lines[0]["tool"] == "mlotrace"
assert lines[0]["verb"] == "check" and lines[0]["release"]
assert all(line["type"] == "kernel" for line in kernels)
states = [line["state"] for line in kernels]
assert states == ["unaffected", "leaks", "dangling", "fixed", "fixed",
                  "unknown"], states
assert [line.get("how") for line in kernels[3:5]] == ["direct", "unified"]
for line in kernels:
    assert line["evidence"] and isinstance(line["evidence"], list)
    assert isinstance(line["notes"], list) and line["path"]
    assert ("advice" in line) == (line["state"] in ("leaks", "dangling"))
for line in kernels[:5]:
    assert line["arch"] == "x86-64" and line["release"] == "6.12.1-mini"
    assert line["srcversion"] == "0123456789ABCDEF"
    assert line["in_tree"] is True and line["loaded"] is False
summary = lines[-1]
assert summary["type"] == "summary" and summary["kernels"] == 6
assert summary["exit_status"] == 2
for state in set(states):
    assert summary[state] == states.count(state)
