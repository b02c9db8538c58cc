"""`kill -9` amid a stream of requests: every one took effect exactly once, no acknowledged one is lost (section 3)."""

from __future__ import annotations

import json
import os
import random
import threading
import time

import pytest

from peer import Tablet, instant, wait_until
from register import Register, fresh

CLIENTS = 4
WINDOW = 16  # requests a client leaves unanswered, so that the kill finds full batches
MOST = 1500  # requests of one client in one round
ROUNDS = int(os.environ.get("KILL_ROUNDS", "4"))
SEED = int(os.environ.get("KILL_SEED", str(random.SystemRandom().randrange(1 << 32))))


class Stream(threading.Thread):
    """One client that sends as fast as replies come, until it is told to stop."""

    def __init__(self, daemon, person, label: str):
        super().__init__(daemon=True)
        self.site, self.person, self.label = daemon, person, label
        self.sent: dict[str, list[bytes]] = {}
        self.answered: set[str] = set()
        self.replies: dict[str, dict] = {}  # the acknowledgements
        self.stopped = threading.Event()

    def run(self):
        tablet = Tablet(self.site, self.person.curve, self.person)
        count = 0
        while not self.stopped.is_set():
            while len(self.sent) - len(self.answered) < WINDOW and count < MOST:
                count += 1
                self._send(tablet, count)
            answer = tablet.receive(0.1)
            if answer is not None:
                reply = json.loads(answer[-1])
                self.answered.add(reply["id"])
                if reply["ok"]:
                    self.replies[reply["id"]] = reply
                else:
                    assert reply["error"]["code"] == "busy", reply
        tablet.close()

    def _send(self, tablet: Tablet, count: int):
        name = f"{self.label}-{count}"
        if count % 2:
            op, args = "area.put", {"area": f"kill/{name}", "name": name, "risk": "blue"}
        else:
            op, args = "person.put", {"person": f"p-{name}", "name": name, "employer": "stream"}
        frames = tablet.frames(op, args)
        self.sent[json.loads(frames[0])["id"]] = frames
        tablet.send(frames)


def storm(daemon, people, label: str, enough: int) -> list[Stream]:
    """All clients at once; the kill as soon as so many requests were acknowledged, others being under way."""
    streams = [Stream(daemon, person, f"{label}-{index}") for index, person in enumerate(people)]
    for stream in streams:
        stream.start()
    wait_until(
        f"{enough} acknowledgements", lambda: sum(len(s.replies) for s in streams) >= enough, patience=90, pause=0.001)
    daemon.kill()
    time.sleep(0.2)  # replies already on their way
    for stream in streams:
        stream.stopped.set()
    for stream in streams:
        stream.join(10)
        assert not stream.is_alive()
    return streams


def resend(daemon, stream: Stream, order: random.Random) -> dict[str, dict]:
    """Everything once more, in another order, by the same key; the replies."""
    tablet = Tablet(daemon, stream.person.curve, stream.person)
    ids = list(stream.sent)
    order.shuffle(ids)
    replies = {request: settled(tablet, stream.sent[request]) for request in ids}
    tablet.close()
    return replies


def settled(tablet: Tablet, frames: list[bytes]) -> dict:
    """The reply once the daemon is no longer busy."""
    while True:
        reply = tablet.exchange(frames)
        if reply["ok"] or reply["error"]["code"] != "busy":
            return reply
        time.sleep(reply["error"].get("retryAfterMs", 50) / 1000)


def check_stream(stream: Stream, replies: dict[str, dict], by_request: dict[str, list[dict]]):
    for request, reply in replies.items():
        assert reply["ok"], f"{stream.sent[request][0]!r}: {reply}"
        events = by_request.get(request, [])
        assert len(events) == 1, f"{request} took effect {len(events)} times"
        assert int(events[0]["sequence"]) == reply["seq"]
        first = stream.replies.get(request)
        if first is not None:
            assert reply == first, "an acknowledged request was answered differently afterwards"


@pytest.fixture(scope="module")
def streamers(register):
    register.area("kill")
    return [register.person(f"p-stream-{index}", "registrar") for index in range(CLIENTS)]


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_killed_in_the_middle(daemon, register: Register, streamers, turn):
    order = random.Random(SEED + turn)
    print(f"KILL_SEED={SEED} round {turn}")
    before = register.admin.status()
    streams = storm(daemon, streamers, fresh("s"), order.randrange(50, 1000))
    daemon.serve()
    register.reconnect()
    acknowledged = sum(len(s.replies) for s in streams)
    sent = sum(len(s.sent) for s in streams)
    print(f"  sent {sent}, acknowledged {acknowledged} before the kill")
    assert sent > acknowledged, "the kill met no request under way: the test proved nothing"
    all_replies = [resend(daemon, stream, order) for stream in streams]
    events = register.admin.all_events(before["seq"])
    assert [int(e["sequence"]) for e in events] == list(range(before["seq"] + 1, before["seq"] + 1 + len(events)))
    by_request: dict[str, list[dict]] = {}
    for event in events:
        by_request.setdefault(event["data"]["request"], []).append(event)
    for stream, replies in zip(streams, all_replies):
        check_stream(stream, replies, by_request)
    status = register.admin.status()
    assert status["epoch"] == before["epoch"], "the log is the same one"
    assert status["instance"] == daemon.instance


def test_a_kill_while_idle_loses_nothing(daemon, register: Register):
    put = register.admin.ask("area.put", {"area": fresh("kill/idle"), "name": instant(), "risk": "red"})
    assert put["ok"]
    daemon.kill()
    daemon.serve()
    register.reconnect()
    last = register.admin.all_events(put["seq"] - 1)
    assert last and int(last[0]["sequence"]) == put["seq"]
