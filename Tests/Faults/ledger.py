"""What clients sent and what was acknowledged: the one witness that a fault cannot touch."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass

from peer import Curve, Tablet

READS = (".get", ".list", ".history", ".readiness", ".board", ".status", ".form", ".explain", ".read", ".snapshot")


class Gone(Exception):
    """The daemon has ended: there is nobody to ask."""


@dataclass
class Act:
    """One request that changes something, with its very bytes, and the first reply to it."""

    id: str
    op: str
    curve: Curve
    frames: list[bytes]
    reply: bytes | None = None
    again: dict | None = None  # the newest reply to the same bytes, after a restart

    @property
    def ok(self) -> bool:
        """Acknowledged."""
        return self.reply is not None and json.loads(self.reply)["ok"]

    @property
    def code(self) -> str:
        """The code of its refusal; empty for none."""
        return "" if self.reply is None or self.ok else json.loads(self.reply)["error"]["code"]


class Ledger:
    """Every act of one installation's clients, in the order of sending, and every event that was published."""

    def __init__(self):
        self._lock = threading.Lock()
        self.acts: dict[str, Act] = {}
        self.pending: list[str] = []  # sent since the last time all was looked for
        self.published: dict[int, dict] = {}
        self.events: dict[int, dict] = {}  # the log, as far as it was read
        self.faults: list[str] = []  # seen by clients while it ran
        self.is_dark = False  # the power is going: what is heard from now on would not have left the machine
        self.heard_in_the_dark: dict[str, dict] = {}

    def sent(self, curve: Curve, frames: list[bytes]):
        body = json.loads(frames[0])
        if body["op"].endswith(READS):
            return
        with self._lock:
            if body["id"] not in self.acts:
                self.acts[body["id"]] = Act(body["id"], body["op"], curve, list(frames))
                self.pending.append(body["id"])

    def answered(self, frame: bytes):
        reply = json.loads(frame)
        with self._lock:
            act = self.acts.get(reply.get("id"))
            if act is None:
                return
            if self.is_dark:
                self.heard_in_the_dark[act.id] = reply
            elif act.ok and act.reply != frame:
                self.faults.append(f"{act.op} {act.id} was answered twice, differently: {act.reply!r}, {frame!r}")
            elif not act.ok:
                act.reply = frame

    def saw(self, body: bytes):
        event = json.loads(body)
        with self._lock:
            if self.is_dark:
                return
            self.published[int(event["sequence"])] = event

    def darken(self):
        """Before a cut: while the kernel shuts a file system down, a sync under way may return 0 for what is lost."""
        with self._lock:
            self.is_dark = True

    @property
    def acknowledged(self) -> int:
        with self._lock:
            return sum(act.ok for act in self.acts.values())


class Recorder(Tablet):
    """A tablet that writes down what it sends before it is sent, and what it hears; it gives up when nobody is left."""

    def __init__(self, daemon, curve: Curve, owner=None, ledger: Ledger | None = None, **options):
        self.ledger = ledger
        super().__init__(daemon, curve, owner, **options)

    def send(self, frames: list[bytes]):
        self.ledger.sent(self.curve, frames)
        self.socket.send_multipart(frames)

    def receive(self, timeout: float = 2.0) -> list[bytes] | None:
        if not self.socket.poll(int(timeout * 1000)):
            return None
        frames = self.socket.recv_multipart()
        self.ledger.answered(frames[-1])
        return frames

    def exchange(self, frames: list[bytes], patience: float = 30.0, again: float = 2.0) -> dict:
        wanted = json.loads(frames[0])["id"]
        self.send(frames)
        ended = False
        for _ in range(int(patience / 0.05)):
            answer = self.receive(0.05)
            while answer:
                if (reply := json.loads(answer[-1])).get("id") == wanted:
                    return reply
                answer = self.receive(0)
            if ended:
                raise Gone(wanted)
            ended = self.daemon.process.poll() is not None  # once more: a reply may be on its way
        raise Gone(f"{wanted}: no answer in {patience:g} s")
