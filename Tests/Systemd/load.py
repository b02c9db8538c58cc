"""Clients that go on whatever happens to the daemon: the same bytes again until each is answered (section 3)."""

from __future__ import annotations

import json
import threading
import time

from peer import Tablet, wait_until
from register import fresh

CLIENTS = 4
WINDOW = 16  # requests a client leaves unanswered
AGAIN = 1.0  # seconds before an unanswered request is sent again
#: Refusals of the moment: the act was not taken, and the same request may be sent again.
LATER = ("busy", "unavailable")


class Client(threading.Thread):
    """One person who enters areas as fast as replies come."""

    def __init__(self, site, person):
        super().__init__(daemon=True)
        self.site, self.person, self.label = site, person, fresh("load")
        self.waiting: dict[str, tuple[list[bytes], float]] = {}  # by request id: the frames, when to send them again
        self.replies: dict[str, dict] = {}
        self.refused: list[dict] = []
        self.count = 0
        self.enough = threading.Event()

    def run(self):
        tablet = Tablet(self.site, self.person.curve, self.person)
        while not (self.enough.is_set() and not self.waiting):
            while len(self.waiting) < WINDOW and not self.enough.is_set():
                self._enter(tablet)
            for request, (frames, due) in list(self.waiting.items()):
                if due <= time.monotonic():
                    self._send(tablet, request, frames)
            answer = tablet.receive(0.05)
            if answer is not None:
                self._take(json.loads(answer[-1]))
        tablet.close()

    def _enter(self, tablet: Tablet):
        self.count += 1
        name = f"{self.label}-{self.count}"
        frames = tablet.frames("area.put", {"area": f"load/{name}", "name": name, "risk": "blue"})
        self._send(tablet, json.loads(frames[0])["id"], frames)

    def _send(self, tablet: Tablet, request: str, frames: list[bytes]):
        self.waiting[request] = (frames, time.monotonic() + AGAIN)
        tablet.send(frames)

    def _take(self, reply: dict):
        request = reply["id"]
        if reply["ok"]:
            self.waiting.pop(request, None)
            # A reply that came twice, since its request was sent twice, says the same.
            assert self.replies.setdefault(request, reply) == reply
        elif reply["error"]["code"] in LATER:
            if request in self.waiting:
                self.waiting[request] = (self.waiting[request][0], time.monotonic() + 0.2)
        else:
            self.refused.append(reply)
            self.waiting.pop(request, None)


class Load:
    """Several clients at once, and the proof afterwards that each of their acts took effect exactly once."""

    def __init__(self, register):
        self.register = register
        register.area("load")
        people = [register.person(f"p-load-{index}", "registrar") for index in range(CLIENTS)]
        self.first = register.admin.status()["seq"]
        self.clients = [Client(register.daemon, person) for person in people]

    def __enter__(self) -> "Load":
        for client in self.clients:
            client.start()
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        for client in self.clients:
            client.enough.set()

    @property
    def acknowledged(self) -> int:
        return sum(len(client.replies) for client in self.clients)

    def wait_for(self, more: int):
        goal = self.acknowledged + more
        wait_until(f"{more} more acknowledgements", lambda: self.acknowledged >= goal, pause=0.002)

    def settle(self) -> int:
        """Has every request answered, then holds all answers against the log; how many acts it were."""
        self.end()
        for client in self.clients:
            client.join(90)
            assert not client.is_alive(), f"unanswered: {len(client.waiting)}"
            assert client.refused == []
        events = self.register.admin.all_events(self.first)
        assert [int(event["sequence"]) for event in events] == list(range(self.first + 1, self.first + 1 + len(events)))
        sequences: dict[str, list[int]] = {}
        for event in events:
            sequences.setdefault(event["data"].get("request"), []).append(int(event["sequence"]))
        for client in self.clients:
            assert len(client.replies) == client.count
            for request, reply in client.replies.items():
                assert sequences.get(request) == [reply["seq"]], f"{request} took effect at {sequences.get(request)}"
        return self.acknowledged
