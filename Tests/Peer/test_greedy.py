"""One key that asks for more than its share: the others are served, and its own safer acts are never refused."""

from __future__ import annotations

import contextlib
import json
import threading
import uuid

import pytest
import zmq

from peer import Console, Curve, Tablet, connect, wait_until
from register import Register, fresh
from strain import MIB, comes_back
from zmtp import Closed, CurveWire

SETTINGS = {"signatures": "optional"}
AREA = "greedy/yard"


@pytest.fixture(scope="module", autouse=True)
def area(register: Register) -> str:
    return register.area(AREA)


@pytest.fixture(scope="module")
def quiet(daemon, register: Register) -> Tablet:
    """A device that asks for little."""
    tablet = Tablet(daemon, register.enroll(device="quiet"))
    yield tablet
    tablet.close()


@pytest.fixture
def greedy(register: Register) -> Curve:
    return register.enroll(device=fresh("greedy"))


def report() -> tuple[str, dict]:
    """A safer act that any device may do."""
    return "hazard.report", {"hazard": str(uuid.uuid4()), "area": AREA, "level": "general", "text": "smoke"}


def refused(tablet: Tablet, op: str, args: dict) -> str | None:
    """The code of a single try; nothing where it was taken or is not answered."""
    reply = tablet.exchange(tablet.frames(op, args, sign=False))
    return None if reply["ok"] else reply["error"]["code"]


class Flood:
    """Small requests over one key, as fast as they are taken, from a thread of its own; answers are not read."""

    def __init__(self, daemon, curve: Curve, frames: list[bytes], connections: int = 4):
        self.daemon, self.curve, self.frames, self.connections = daemon, curve, frames, connections
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._pour)

    def __enter__(self) -> "Flood":
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join(30)

    def _pour(self):
        endpoint, server = self.daemon.endpoints["commands"], self.daemon.server_key
        sockets = [connect(zmq.DEALER, endpoint, server, self.curve) for _ in range(self.connections)]
        while not self.stop.is_set():
            for socket in sockets:
                with contextlib.suppress(zmq.Again):
                    for _ in range(100):
                        socket.send_multipart(self.frames, zmq.NOBLOCK)
                with contextlib.suppress(zmq.Again):
                    while True:
                        socket.recv_multipart(zmq.NOBLOCK)
        for socket in sockets:
            socket.close(0)


def test_a_greedy_key_and_a_quiet_one(daemon, register, quiet, greedy, connected):
    """Beyond its share a key gets `busy` with `retryAfterMs`; its safer acts pass; the quiet one waits for nobody.

    A daemon that is slower than the limit never says `busy`; the rest holds for it too.
    """
    own = connected(Tablet(daemon, greedy))
    with comes_back(daemon, growth=128 * MIB), Flood(daemon, greedy, [b"{}"]):
        for _ in range(20):
            reply = own.exchange(own.frames("daemon.status", {}, sign=False))
            if not reply["ok"]:
                assert reply["error"]["code"] == "busy" and reply["error"]["retryAfterMs"] > 0
                assert greedy.public.decode() in daemon.said() and "asks too often" in daemon.said()
            assert refused(own, *report()) is None, "a safer act was refused"
            assert refused(quiet, "daemon.status", {}) is None
            assert refused(quiet, *report()) is None
    wait_until("the next second is a new one", lambda: refused(own, "daemon.status", {}) is None, 10)


def test_a_flood_of_safer_acts(daemon, quiet, greedy):
    """Case 27 and section 3: a stolen device that only reports: never refused, and nobody waits long for it."""
    tablet = Tablet(daemon, greedy)
    asked = set()
    for _ in range(2_000):
        frames = tablet.frames(*report(), sign=False)
        asked.add(json.loads(frames[0])["id"])
        tablet.send(frames)
    assert refused(quiet, *report()) is None
    while asked:
        reply = json.loads(tablet.receive(30)[-1])
        assert reply["ok"], reply
        asked.discard(reply["id"])
    tablet.close()


def test_a_flood_of_waiting_reads(daemon, register, quiet, greedy, connected):
    """Each ends the one before it: one key holds one place."""
    tablet = connected(Tablet(daemon, greedy))
    head = register.admin.ask("daemon.status", {}, sign=False)["seq"]
    for _ in range(300):
        tablet.send(tablet.frames("events.read", {"after": head + 10_000, "waitMs": 30_000}, sign=False))
    for _ in range(299):
        assert json.loads(tablet.receive(30)[-1])["ok"]
    assert tablet.receive(0.5) is None, "the last one waits"
    assert refused(quiet, "daemon.status", {}) is None


def test_connections_of_one_key(daemon, quiet, greedy):
    """The first ones stay, what comes beyond the limit is closed."""
    most = quiet.status()["limits"]["connectionsOfOneKey"]
    with comes_back(daemon):
        wires = []
        for _ in range(most + 20):
            wires.append(CurveWire(daemon.endpoints["commands"], daemon.server_key, greedy))
            wires[-1].message([Tablet.body(None, "daemon.status")])
            wires[-1].receive()
        wait_until("twenty are closed", lambda: sum(wire.is_closed(0.01) for wire in wires) == 20, 30)
        assert not any(wire.is_closed(0.01) for wire in wires[:most]), "an older one was closed"
        assert refused(quiet, "daemon.status", {}) is None
        for wire in wires:
            wire.close()


@pytest.mark.parametrize("count, size", [(6_000, 20), (400, 30_000)], ids=["many", "long"])
def test_a_flood_of_subscriptions(daemon, register, connected, count, size):
    """libzmq keeps every prefix: who asks for too many is shut out, and the others are back by themselves."""
    reader = register.person(fresh("p-subscriber"), "viewer").curve
    console = connected(Console(daemon, register.admin.curve).joined())
    with comes_back(daemon, growth=192 * MIB):
        wire = CurveWire(daemon.endpoints["events"], daemon.server_key, reader, Socket_Type=b"SUB")
        with contextlib.suppress(Closed):
            for index in range(count):
                wire.send(wire.sealed(b"\x01" + str(index).encode().rjust(size, b".")))
        assert wire.is_closed(20), "still subscribed"
        with pytest.raises((Closed, TimeoutError)):
            CurveWire(daemon.endpoints["events"], daemon.server_key, reader, timeout=8, Socket_Type=b"SUB")
        beats = len(console.heartbeats)
        console.until("heartbeats go on", lambda c: len(c.heartbeats) > beats + 1, 20)
