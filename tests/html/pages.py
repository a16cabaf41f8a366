# SPDX-License-Identifier: GPL-2.0-only
"""Recordings for the tests of the page, made of those that were kept (of 6.12,
of 6.12 with the first fix alone, whose addresses are pseudonyms; and of whole
lives, from tests/replay), and the running of mlotrace on them."""
import json
import os
import re
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
MLOTRACE = os.environ.get("MLOTRACE", HERE + "/../../build/mlotrace")
MAC = re.compile(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}")


def report(*args):
    return subprocess.run([MLOTRACE, "report", *args], capture_output=True,
                          text=True, check=False)


def load(name):
    if name.startswith("life"):
        name = "../replay/" + name
    with open(f"{HERE}/{name}.jsonl", encoding="ascii") as file:
        return [json.loads(line) for line in file]


def save(path, lines):
    with open(path, "w", encoding="ascii") as file:
        file.writelines(json.dumps(line, separators=(",", ":")) + "\n"
                        for line in lines)
    return path


def parts(lines):
    """The meta line, the records, the summary."""
    return (lines[0], [line for line in lines if line["type"] == "record"],
            lines[-1])


def whole(meta, records, summary):
    """A recording that nothing is missing from."""
    return [meta, *records, dict(summary, records=len(records))]


def unmasked(lines):
    """The same, with addresses of a maker and a name that tells something."""
    text = json.dumps(lines).replace("02:00:00:00:00:", "3c:22:fb:9a:be:")
    return json.loads(text.replace('"wlan0"', '"wlx3c22fb9abe01"'))


def many(path, lines, wanted):
    """The records again and again, later each time, until mlotrace makes
    that many events of them; returns how many."""
    meta, records, summary = parts(lines)
    events = len(lines) - len(records) - 2
    length = summary["time"] - meta["time"]
    rounds = -(-wanted // events)
    with open(path, "w", encoding="ascii") as file:
        file.write(json.dumps(meta) + "\n")
        for i in range(rounds):
            for record in records:
                copy = dict(record, time=record["time"] + i * length)
                if copy.get("assoc_at"):
                    copy["assoc_at"] += i * length
                file.write(json.dumps(copy, separators=(",", ":")) + "\n")
        file.write(json.dumps(dict(summary, time=meta["time"] +
                                   rounds * length,
                                   records=rounds * len(records))) + "\n")
    return rounds * events


BAD = "</script><script>document.title='owned'</script>"
BAD_NAME = "<img/src=x/one>"[:15]


def hostile(lines):
    """A stranger's: markup wherever there is text."""
    meta, records, summary = parts(json.loads(json.dumps(lines)))
    meta["release"] = "</title><script>document.title='owned'</script>"
    meta["machine"] = "\" onload=\"document.title='owned'"
    meta["version"] = "<b>&amp;</b>"
    meta["missing"] = [{"function": BAD, "reason": BAD,
                        "cost": BAD + "<style>*{display:none}</style>"}]
    for record in records:
        for key in "iface", "comm", "driver":
            if record.get(key):
                record[key] = BAD_NAME
    return [meta, *records, summary]


def absurd(lines):
    """Well-formed, and makes no sense: times at both ends of the clock."""
    meta, records, summary = parts(json.loads(json.dumps(lines)))
    for i, record in enumerate(records):
        if i % 7 == 3:
            record["time"] = (0, 2**63 - 1, 1)[i % 3]
        if "assoc_at" in record and i % 5 == 0:
            record["assoc_at"] = 2**63 - 1
    return [meta, *records, dict(summary, time=2**63 - 1)]
