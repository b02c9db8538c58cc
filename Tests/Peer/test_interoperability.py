"""The daemon spoken to by more than one implementation of ZMTP and CURVE (contract section 2).

pyzmq brings libzmq, which the daemon is built on too, though another version; pyomq is written in Rust from the
specifications. Their interfaces are alike, so the tests are the same. What else was tried by hand is on the page
"Interoperability" of the documentation.
"""

from __future__ import annotations

import json

import pytest
import zmq

from peer import Curve, Tablet, signature, wait_until
from register import fresh

try:
    import pyomq
except ImportError:
    pyomq = None

FRAME = 65_536  # the most bytes of a frame (section 2)
PATIENCE = 10_000  # milliseconds
REFUSED_WITHIN = 4_000  # a refused handshake is answered late, after 2 s


@pytest.fixture(params=["pyzmq", "pyomq"])
def library(request):
    """The module of an implementation."""
    if request.param == "pyzmq":
        return zmq
    if pyomq is None:
        pytest.skip("pyomq is not installed: pip install -r Tests/Peer/requirements.txt")
    if not pyomq.has("curve"):
        pytest.skip("this pyomq was built without CURVE")
    return pyomq


@pytest.fixture
def dial(library, daemon):
    """`dial(kind, endpoint, curve)`: a connected socket of the implementation, closed at the end."""
    opened = []

    def open_socket(kind: str, endpoint: str, curve: Curve):
        socket = library.Context.instance().socket(getattr(library, kind))
        opened.append(socket)
        settings = {
            "LINGER": 0, "HEARTBEAT_IVL": 5_000, "HEARTBEAT_TTL": 15_000, "HEARTBEAT_TIMEOUT": 15_000,
            "CURVE_SERVERKEY": daemon.server_key, "CURVE_PUBLICKEY": curve.public, "CURVE_SECRETKEY": curve.secret,
        }
        for name, value in settings.items():
            socket.setsockopt(getattr(library, name), value)
        socket.connect(endpoint)
        return socket

    yield open_socket
    for socket in opened:
        socket.close()


@pytest.fixture
def admin(dial, daemon):
    """The administrator's socket."""
    return dial("DEALER", daemon.endpoints["commands"], daemon.admin().curve)


def exchange(socket, frames: list[bytes], patience: int = PATIENCE) -> dict | None:
    socket.send_multipart(frames)
    return json.loads(socket.recv_multipart()[-1]) if socket.poll(patience) else None


def put(tablet: Tablet, padding: int = 0) -> list[bytes]:
    """A signed request whose body has so many blanks at its end."""
    body = tablet.body("area.put", {"area": fresh("interop"), "name": "area", "risk": "blue"}) + b" " * padding
    return [body, signature(tablet.owner.signing, tablet.daemon.instance, body)]


def status(tablet: Tablet) -> list[bytes]:
    return tablet.frames("daemon.status", {}, sign=False)


def test_a_read_and_a_refusal(admin, daemon, register):
    assert exchange(admin, status(register.admin))["result"]["instance"] == daemon.instance
    refused = exchange(admin, register.admin.frames("permit.get", {"permit": "none"}, sign=False))
    assert refused["error"]["code"] == "notFound"


def test_a_signed_act_and_the_same_bytes_again(admin, register):
    frames = put(register.admin)
    first = exchange(admin, frames)
    assert first["ok"] and first["result"]["changed"], first
    assert exchange(admin, frames) == first
    assert exchange(admin, status(register.admin))["seq"] == first["seq"], "the retry made an event"


def test_many_requests_before_the_first_answer(admin, register):
    """Answers come in the order of the requests of a connection."""
    sent = [put(register.admin) for _ in range(200)]
    for frames in sent:
        admin.send_multipart(frames)
    got = []
    while len(got) < len(sent) and admin.poll(PATIENCE):
        got.append(json.loads(admin.recv_multipart()[-1]))
    assert [reply["id"] for reply in got] == [json.loads(frames[0])["id"] for frames in sent]
    assert all(reply["ok"] for reply in got)


def test_a_body_of_the_greatest_size(admin, register):
    room = FRAME - len(put(register.admin)[0]) - 2  # the area's name may grow by a digit
    assert exchange(admin, put(register.admin, padding=60 * 1024))["ok"]
    assert exchange(admin, put(register.admin, padding=room))["ok"]


def test_a_frame_too_large_costs_the_connection_alone(admin, register):
    """Nobody answers it; the implementation connects anew and what comes next is answered."""
    assert exchange(admin, status(register.admin))["ok"]
    assert exchange(admin, [b" " * (FRAME + 1)], patience=1_000) is None
    assert wait_until("an answer over a new connection", lambda: exchange(admin, status(register.admin), 1_000))["ok"]


def test_events_and_heartbeats(dial, daemon, library, register):
    subscriber = dial("SUB", daemon.endpoints["events"], daemon.admin().curve)
    for topic in (b"register/", b"heartbeat"):
        subscriber.setsockopt(library.SUBSCRIBE, topic)
    assert subscriber.poll(PATIENCE), "no heartbeat"
    topic, body = subscriber.recv_multipart()
    assert topic == b"heartbeat" and json.loads(body)["instance"] == daemon.instance
    area = register.area(fresh("interop"))
    while topic == b"heartbeat":
        assert subscriber.poll(PATIENCE), "no event"
        topic, body = subscriber.recv_multipart()
    assert (topic, json.loads(body)["subject"]) == (b"register/area.put", area)


@pytest.mark.parametrize("kind, endpoint", [("DEALER", "commands"), ("SUB", "events")])
def test_a_stranger_gets_nothing(dial, daemon, library, register, kind, endpoint):
    socket = dial(kind, daemon.endpoints[endpoint], Curve.new())
    if kind == "SUB":
        socket.setsockopt(library.SUBSCRIBE, b"")
    else:
        socket.send_multipart(status(register.admin))
    assert not socket.poll(REFUSED_WITHIN)
