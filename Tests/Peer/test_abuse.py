"""A daemon under abuse on its sockets, before and after authentication: whoever means well is served meanwhile, and
memory and descriptors come back. Bounds are generous, and nothing is timed but what must end by itself."""

from __future__ import annotations

import contextlib
import json
import resource
import threading

import pytest
import zmq

from daemon import Daemon
from peer import Console, Curve, Tablet, Watched, connect, handshake, wait_until
from register import Register, fresh
from strain import MIB, comes_back, descriptors, hung_up, open_silently, reserved, resident, served_anew
from zmtp import LONG, MORE, Closed, CurveWire, Wire, frame, greeting

SETTINGS = {"signatures": "optional"}
HANDSHAKE = 5.0  # seconds that a handshake may take, by the daemon's settings
SOCKETS = ["commands", "events"]


@pytest.fixture(scope="module")
def quiet(register: Register) -> Curve:
    """A device that means well."""
    return register.enroll(device="quiet")


@pytest.fixture
def thief(register: Register) -> Curve:
    """A key in the wrong hands."""
    return register.enroll(device=fresh("stolen"))


# --- before authentication --------------------------------------------------------------------------


GREETINGS = {
    "nothing": b"",
    "half a signature": b"\xff\0\0\0",
    "a signature": greeting()[:10],
    "half a greeting": greeting()[:33],
    "a greeting": greeting(),
    "a greeting without security": greeting(b"NULL"),
    "half a HELLO": greeting() + frame(b"\x05HELLO\x01\0", 4, declared=200),
}


@pytest.mark.parametrize("socket", SOCKETS)
def test_half_handshakes_are_closed(daemon, quiet, socket):
    """Case 23: silent connections, and such as stop anywhere in the handshake."""
    with comes_back(daemon):
        opened = [c for first in GREETINGS.values() for c in open_silently(daemon.endpoints[socket], 30, first)]
        assert served_anew(daemon, quiet)["instance"] == daemon.instance
        wait_until("all are hung up on", lambda: all(hung_up(c) for c in opened), 4 * HANDSHAKE)
        for connection in opened:
            connection.close()


def test_a_byte_now_and_then_gains_no_time(daemon, quiet):
    """Case 23: whoever never stops talking, and never comes to an end, is closed all the same."""
    with comes_back(daemon):
        opened = open_silently(daemon.endpoints["commands"], 40)
        says = iter(greeting())

        def drip():
            alive = [c for c in opened if not hung_up(c)]
            byte = bytes([next(says)])
            for connection in alive:
                with contextlib.suppress(OSError):
                    connection.send(byte)
            return not alive

        wait_until("all are hung up on", drip, 4 * HANDSHAKE, pause=0.4)
        for connection in opened:
            connection.close()
    assert served_anew(daemon, quiet)


def test_few_descriptors_are_kept_for_those_who_speak(make_daemon, monkeypatch):
    """Case 24: more silent connections than there are descriptors; libzmq spins when it has none left."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    daemon = make_daemon("few")
    daemon.configure(signatures="optional")
    resource.setrlimit(resource.RLIMIT_NOFILE, (128, hard))
    try:
        daemon.launch()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    wait_until("it answers", lambda: (daemon.state / "endpoints.json").exists(), 60)
    daemon.endpoints = wait_until("endpoints", lambda: daemon._read(daemon.state / "endpoints.json"), 10)
    admin = daemon.admin()
    served_anew(daemon, admin.curve)
    with comes_back(daemon):
        opened = open_silently(daemon.endpoints["commands"], 400)
        for _ in range(3):
            assert served_anew(daemon, admin.curve)["instance"] == daemon.instance
        for connection in opened:
            connection.close()
    assert daemon.stop() == 0


def test_a_flood_of_unknown_keys(daemon, quiet):
    """Case 25: strangers connect and connect; their refusals are held back in a queue that has an end."""
    with comes_back(daemon, growth=128 * MIB):
        strangers = [
            connect(zmq.DEALER, daemon.endpoints["commands"], daemon.server_key, Curve.new(), reconnect_ivl=1)
            for _ in range(200)
        ]
        for _ in range(5):
            assert served_anew(daemon, quiet)
        for stranger in strangers:
            stranger.close(0)


def test_a_revoked_key_that_never_gives_up(daemon, register, quiet, thief):
    """Case 25: refused with 400, and back at once, by many connections that no library holds back."""
    register.revoke_key(thief)
    stop = threading.Event()
    tries: list[int] = []

    def hammer():
        while not stop.is_set():
            with contextlib.suppress(Closed, OSError):
                tries.append(1)
                CurveWire(daemon.endpoints["commands"], daemon.server_key, thief, timeout=5).close()

    with comes_back(daemon):
        hammers = [threading.Thread(target=hammer) for _ in range(8)]
        for thread in hammers:
            thread.start()
        try:
            wait_until("many tries", lambda: len(tries) >= 24 and served_anew(daemon, quiet), 60)
        finally:
            stop.set()
            for thread in hammers:
                thread.join(20)
    assert handshake(daemon, daemon.endpoints["commands"], thief) != "in"


@pytest.mark.parametrize("socket", SOCKETS)
def test_a_giant_frame_before_authentication(daemon, quiet, socket):
    """Case 26: eight frames of 1 GiB are declared; nothing is set aside for them."""
    before = reserved(daemon)
    with comes_back(daemon):
        wires = [Wire(daemon.endpoints[socket]) for _ in range(8)]
        for wire in wires:
            wire.send(greeting())
            wire.take(64)
            with contextlib.suppress(Closed):
                wire.send(frame(b"\x05HELLO", LONG | 4, declared=1 << 30) + b"x" * 4096)
        assert reserved(daemon) < before + 512 * MIB
        assert all(wire.is_closed(4 * HANDSHAKE) for wire in wires)
    assert served_anew(daemon, quiet)


@pytest.mark.parametrize("declared", [65_570, 1 << 20, 1 << 30, (1 << 63) - 1, (1 << 64) - 1])
def test_a_giant_frame_after_authentication(daemon, quiet, thief, declared):
    """Case 26: over the limit of a frame the connection ends, and no memory is set aside."""
    before = reserved(daemon)
    with comes_back(daemon):
        wire = CurveWire(daemon.endpoints["commands"], daemon.server_key, thief)
        with contextlib.suppress(Closed):
            wire.send(frame(b"\x07MESSAGE" + b"x" * 1000, LONG, declared=declared))
        assert wire.is_closed(10)
        assert reserved(daemon) < before + 512 * MIB
    assert served_anew(daemon, quiet)


# --- messages that are none -------------------------------------------------------------------------


def test_a_message_of_100_000_frames(daemon, quiet, thief):
    """Case 27: refused as malformed, with its key named in the journal; nothing of it stays."""
    with comes_back(daemon, growth=128 * MIB):
        tablet = Tablet(daemon, thief)
        tablet.send([b"x"] * 100_002)
        reply = json.loads(tablet.receive(30)[-1])
        assert reply["error"]["code"] == "malformed" and reply["id"] is None
        tablet.close()
        assert served_anew(daemon, quiet)
    assert thief.public.decode() in daemon.said() and "too many frames" in daemon.said()


@pytest.mark.parametrize("socket", SOCKETS)
@pytest.mark.parametrize("size", [1, 60_000])
def test_a_message_without_an_end(daemon, register, quiet, socket, size):
    """Case 27: libzmq gathers frames until the last; the connection is cut, long before memory runs out."""
    key = register.enroll(device=fresh("endless")) if socket == "commands" else register.admin.curve
    begun = resident(daemon)
    with comes_back(daemon, growth=128 * MIB):
        wire = CurveWire(
            daemon.endpoints[socket], daemon.server_key, key, Socket_Type=b"DEALER" if socket == "commands" else b"SUB")
        most, sent = begun, 0
        with contextlib.suppress(Closed):
            while sent < 1024 * MIB:
                batch = b"".join(wire.sealed(b"\x02" * size, more=True) for _ in range(max(1, MIB // (size + 33) // 4)))
                wire.send(batch)
                sent += len(batch)
                most = max(most, resident(daemon))
        wire.close()
        assert sent < 1024 * MIB, "never cut"
        assert most < begun + 512 * MIB, f"grew by {(most - begun) // MIB} MiB"
    assert served_anew(daemon, quiet)


def test_many_messages_without_an_end(daemon, quiet, thief):
    """Case 27: each stays below what one connection may send without an end; together they may not."""
    begun = resident(daemon)
    with comes_back(daemon, growth=128 * MIB):
        wires = [CurveWire(daemon.endpoints["commands"], daemon.server_key, thief) for _ in range(60)]

        def pour():
            """A quarter of a MiB more by each that is still there."""
            for wire in list(wires):
                try:
                    wire.send(b"".join(wire.sealed(b"x" * 60_000, more=True) for _ in range(4)))
                except Closed:
                    wires.remove(wire)

        for _ in range(14):
            pour()
        wait_until("some are cut", lambda: pour() or len(wires) < 60, 30)
        assert resident(daemon) < begun + 768 * MIB
        for wire in wires:
            wire.close()
    assert served_anew(daemon, quiet)


#: name, the frames, whether the two first are an envelope that comes back
NO_REQUESTS = {
    "one empty frame": [b""],
    "two empty frames": [b"", b""],
    "three empty frames": [b"", b"", b""],
    "five empty frames": [b""] * 5,
    "a frame too many": [b"{}", b"s" * 64, b"x"],
    "an envelope and a frame too many": [b"e", b"", b"{}", b"s" * 64, b"x"],
    "no delimiter, four frames": [b"a", b"b", b"c", b"d"],
    "an envelope of three": [b"a", b"b", b"", b"{}"],
    "a hundred frames": [b"{}"] * 100,
    "an envelope and a hundred frames": [b"", *[b"{}"] * 100],
}


@pytest.mark.parametrize("name", NO_REQUESTS)
def test_frames_that_are_no_request(daemon, thief, connected, name):
    """Case 28: one code, no id, and the connection goes on."""
    tablet = connected(Tablet(daemon, thief))
    tablet.send(NO_REQUESTS[name])
    answer = tablet.receive(10)
    assert answer is not None and json.loads(answer[-1])["error"]["code"] == "malformed"
    assert json.loads(answer[-1])["id"] is None
    assert tablet.status()["instance"] == daemon.instance


BAD_GREETINGS = {
    "ZMTP 2": greeting(version=(2, 0)),
    "ZMTP 1": b"\x01\0",
    "ZMTP 9": greeting(version=(9, 9)),
    "PLAIN": greeting(b"PLAIN"),
    "no mechanism": greeting(b""),
    "a web browser": b"GET / HTTP/1.1\r\nHost: permitd\r\n\r\n" + b" " * 64,
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 100,
    "noise": bytes(range(256)) * 8,
}


@pytest.mark.parametrize("socket", SOCKETS)
def test_other_protocols_are_closed(daemon, quiet, socket):
    """Case 28: whatever else comes to the port."""
    with comes_back(daemon):
        wires = []
        for said in BAD_GREETINGS.values():
            wires.append(Wire(daemon.endpoints[socket]))
            with contextlib.suppress(Closed):
                wires[-1].send(said)
        assert all(wire.is_closed(4 * HANDSHAKE) for wire in wires)
    assert served_anew(daemon, quiet)


BAD_PARTS = {
    "a command where a message is due": lambda wire: frame(b"\x04PING\0\0", COMMAND_FLAG),
    "a message in clear": lambda wire: frame(b"{}"),
    "a box that is none": lambda wire: frame(b"\x07MESSAGE" + b"\0" * 60),
    "an empty frame": lambda wire: frame(b""),
    "flags that mean nothing": lambda wire: bytes([0xF8, 4]) + b"abcd",
    "an old nonce": lambda wire: (setattr(wire, "sent", 0), wire.sealed(b"{}"))[1],
}
COMMAND_FLAG = 4


@pytest.mark.parametrize("name", BAD_PARTS)
def test_frames_that_break_the_protocol(daemon, quiet, thief, name):
    """Case 28: after the handshake, below what a library lets one send."""
    with comes_back(daemon):
        wire = CurveWire(daemon.endpoints["commands"], daemon.server_key, thief)
        with contextlib.suppress(Closed):
            wire.send(BAD_PARTS[name](wire))
        wire.is_closed(1)
        wire.close()
    assert served_anew(daemon, quiet)


@pytest.mark.parametrize("identity", [b"", b"\0forged", b"x" * 255], ids=["empty", "reserved", "long"])
def test_a_forged_routing_id(daemon, register, thief, connected, identity):
    """Case 32: a peer says how it is called; who it is, its key says."""
    wire = CurveWire(
        daemon.endpoints["commands"], daemon.server_key, thief, Socket_Type=b"DEALER", Identity=identity,
        User_Id=register.admin.curve.public, X_Admin=b"1")
    body = Tablet.body(register.admin, "person.put", {"person": "p-forged", "name": "F", "employer": "F"})
    wire.message([body])
    with contextlib.suppress(Closed, TimeoutError):
        wire.socket.settimeout(3)
        assert json.loads(wire.receive()[-1])["error"]["code"] in ("signatureRequired", "unauthorized", "invalid")
    wire.close()
    assert register.admin.refusal("register.get", {"type": "person", "id": "p-forged"})["code"] == "notFound"


def test_a_recorded_connection_is_played_again(daemon, register, quiet, thief):
    """Case 31: the very bytes of another connection, its handshake included, do nothing."""
    said = []

    class Recorded(CurveWire):
        def send(self, data: bytes):
            said.append(data)
            super().send(data)

    wire = Recorded(daemon.endpoints["commands"], daemon.server_key, thief)
    area = fresh("played")
    body = Tablet.body(register.admin, "hazard.report", {
        "hazard": "00000000-0000-4000-8000-0000000000aa", "area": register.area(area), "level": "general", "text": "x"})
    wire.message([body])
    assert json.loads(wire.receive()[-1])["ok"]
    wire.close()
    head = register.admin.ask("daemon.status", {}, sign=False)["seq"]
    again = Wire(daemon.endpoints["commands"])
    with contextlib.suppress(Closed):
        again.send(said[0])
        again.take(64)
        for data in said[1:]:
            again.send(data)
    assert again.is_closed(4 * HANDSHAKE)
    assert register.admin.ask("daemon.status", {}, sign=False)["seq"] == head
    assert served_anew(daemon, quiet)


def test_after_all_of_it(daemon, register, quiet):
    """It is the same daemon, it has not grown, and strangers are kept out as at first."""
    assert served_anew(daemon, quiet)["uptime"] > 0
    assert handshake(daemon, daemon.endpoints["commands"], Curve.new()) != "in"
    assert resident(daemon) < 512 * MIB and descriptors(daemon) < 200
