"""Holds the daemon's own log to what the tablets wrote down of their acts."""

from __future__ import annotations

import collections
import json
import sqlite3
from pathlib import Path

from store import database

#: how often each event is in the life of one permit that was closed
LIFE = {
    "permit.requested": 1, "permit.approved": 1, "permit.accepted": 1, "permit.started": 1, "permit.entered": 2,
    "permit.exited": 2, "permit.finished": 1, "permit.restored": 2, "permit.closed": 1,
}
SUSPENDED = {"permit.suspended": 1, "permit.resumed": 1, "permit.accepted": 2}
#: what is kept and sent in its permit's order; the rest goes before all else, or now or not at all
IN_TURN = {
    "permit.check", "permit.condition", "permit.brief", "permit.enter", "permit.exit", "permit.note", "permit.finish",
    "permit.restore",
}


class Log:
    """The events and the requests, read from the file of a daemon that has ended."""

    def __init__(self, state: Path):
        with sqlite3.connect(f"file:{database(state)}?mode=ro", uri=True) as link:
            self.requests = {
                (key, id): (json.loads(body), first, last)
                for key, id, body, first, last in link.execute("SELECT key, id, body, first, last FROM requests")
            }
            rows = link.execute("SELECT sequence, body FROM events ORDER BY sequence").fetchall()
            count = link.execute("SELECT count(*) FROM requests").fetchone()[0]
        link.close()
        self.events = [json.loads(body) for _, body in rows]
        sequences = [sequence for sequence, _ in rows]
        assert sequences == list(range(1, len(rows) + 1)), "the log has a hole"
        assert count == len(self.requests)

    def of_request(self, key: str, id: str) -> list[dict]:
        _, first, last = self.requests[key, id]
        return self.events[first - 1:last]

    def types_of(self, permit: str) -> collections.Counter:
        return collections.Counter(e["type"] for e in self.events if e["data"].get("permit") == permit)


class Diary:
    """What one tablet's processes wrote down, in order."""

    def __init__(self, path: Path):
        self.acts: list[dict] = []
        #: for each start of the process: when, and what waited to be sent
        self.starts: list[dict] = []
        for line in path.read_text().splitlines():
            try:
                said = json.loads(line)
            except ValueError:
                continue  # half a line, or none: the process was killed as it wrote
            (self.acts if "id" in said else self.starts).append(said)

    def count(self, word: str) -> int:
        return sum(act["word"] == word for act in self.acts)


def check_once(log: Log, key: str, diary: Diary):
    """Every act the tablet was told of is in the log once, with its events, and nothing else of this tablet is."""
    told = [act["id"] for act in diary.acts]
    assert len(told) == len(set(told)), "the tablet was told twice of one act"
    taken = {id for owner, id in log.requests if owner == key}
    assert set(told) == taken, f"missing: {set(told) - taken}; unknown: {taken - set(told)}"
    by_request = collections.Counter(e["data"]["request"] for e in log.events if e["data"]["request"] in taken)
    for id in told:
        events = log.of_request(key, id)
        assert events and {event["data"]["request"] for event in events} == {id}
        assert by_request[id] == len(events), f"{id} has events elsewhere too"


def check_order(log: Log, key: str, diary: Diary):
    """Of each permit, the acts that go in turn took effect in the order in which the tablet was told of them."""
    chains = collections.defaultdict(list)
    for act in diary.acts:
        if act["op"] in IN_TURN:
            chains[act["permit"]].append(log.requests[key, act["id"]][1])
    for permit, firsts in chains.items():
        assert firsts == sorted(firsts), f"permit {permit}: {firsts}"


def check_notes(log: Log, permit: str) -> int:
    """What was written down offline came out in order, without a gap."""
    texts = [
        event["data"]["args"]["text"] for event in log.events
        if event["type"] == "permit.noted" and event["data"].get("permit") == permit
        and event["data"]["args"].get("text", "").startswith("offline ")
    ]
    assert texts == [f"offline {number + 1}" for number in range(len(texts))], texts
    return len(texts)


def check_life(log: Log, permit):
    """Each step of the permit's life is there as often as it must be."""
    types = log.types_of(permit.permit)
    wanted = {**LIFE, **(SUSPENDED if permit.suspends else {"permit.suspended": 0})}
    if not permit.ends:
        ends = {"permit.exited", "permit.finished", "permit.restored", "permit.closed"}
        wanted = {kind: 0 if kind in ends else count for kind, count in wanted.items()}
    found = {kind: types[kind] for kind in wanted}
    assert found == wanted, f"{permit.permit}: {types}"


def recorded(log: Log, key: str, diary: Diary, patience: float = 3.0) -> int:
    """At least so many answers were given as recorded: the tablet asked again for what the log had already.

    Seen are: an id answered as used; an act that waited when the process started anew, though the log has it from
    before; an answer older than the patience with which one connection is waited for.
    """
    again = {act["id"] for act in diary.acts if act["word"] == "taken" or act.get("age", 0) > patience * 1000}
    for start in diary.starts:
        for id in start["waiting"]:
            if log.of_request(key, id)[0]["time"] < start["at"]:
                again.add(id)
    return len(again)
