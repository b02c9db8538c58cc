"""The wire, seen from outside: keys, frames, a tablet (DEALER), a console (SUB).

Written from the public contract alone (sections 2, 3 and 5), without a line of the daemon's own code,
so that a change of the wire shows here first. `daemon.py` runs the process, `register.py` fills it;
`protocol.py` holds every message to the published schemas.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

import zmq
import zmq.auth
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from zmq.utils.monitor import recv_monitor_message

from protocol import RUN

ANSWER = 2.0  # seconds before the same bytes are sent again
PATIENCE = 30.0  # seconds before a peer gives up for good

_contexts = threading.local()


def context() -> zmq.Context:
    """One context for each thread: a closed one takes its sockets with it."""
    if getattr(_contexts, "own", None) is None:
        _contexts.own = zmq.Context()
        _contexts.own.setsockopt(zmq.LINGER, 0)
    return _contexts.own


def instant(ahead: float = 0.0) -> str:
    """Now, or some seconds from now, as section 6 wants it: RFC 3339, `Z`, three decimals."""
    moment = datetime.now(timezone.utc) + timedelta(seconds=ahead)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def day(ahead: int = 0) -> str:
    """A date of the register, in Shanghai, where the installation is."""
    return (datetime.now(timezone(timedelta(hours=8))) + timedelta(days=ahead)).strftime("%Y-%m-%d")


def request_id() -> str:
    return str(uuid.uuid4())


def wait_until(what: str, question, patience: float = PATIENCE, pause: float = 0.05):
    """Asks until the answer is true; a deadline with a name instead of a lucky sleep."""
    deadline = time.monotonic() + patience
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {patience:g} s: {what}")
        time.sleep(pause)


class Refused(Exception):
    """An `ok: false` reply (section 3)."""

    def __init__(self, op: str, reply: dict):
        self.op, self.reply, self.error = op, reply, reply["error"]
        self.code = self.error["code"]
        super().__init__(f"{op}: {self.code}: {json.dumps(self.error, ensure_ascii=False)}")


class NoAnswer(Exception):
    """Nothing came back, however often it was sent."""


@dataclass(frozen=True)
class Curve:
    """A CURVE pair in Z85."""

    public: bytes
    secret: bytes

    @classmethod
    def new(cls) -> "Curve":
        return cls(*zmq.curve_keypair())

    @classmethod
    def load(cls, path: Path) -> "Curve":
        return cls(*zmq.auth.load_certificate(str(path)))


@dataclass
class Person:
    """Somebody of the register with what they carry: a tablet's key and a signing key."""

    id: str
    curve: Curve | None = None
    signing: Ed25519PrivateKey | None = None
    roles: set = field(default_factory=set)

    @property
    def signing_public(self) -> bytes:
        return self.signing.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )


def load_signing(path: Path) -> Ed25519PrivateKey:
    return serialization.load_pem_private_key(path.read_bytes(), None)


def signature(key: Ed25519PrivateKey, instance: str, body: bytes) -> bytes:
    """Section 3: Ed25519 over `permitd-v1\\n` + instance + `\\n` + the body bytes."""
    return key.sign(b"permitd-v1\n" + instance.encode() + b"\n" + body)


def enrolment_proof(key: Ed25519PrivateKey, instance: str, person: str) -> bytes:
    """Section 4, Register: the new signing key's word that it is this person's."""
    return key.sign(b"permitd-enroll-v1\n" + instance.encode() + b"\n" + person.encode())


def connect(kind: int, endpoint: str, server: bytes, curve: Curve | None, **options) -> zmq.Socket:
    """A CURVE client socket as section 2 advises; options are `zmq` names in lower case."""
    socket = context().socket(kind)
    socket.linger = 0
    socket.setsockopt(zmq.HEARTBEAT_IVL, 5000)
    socket.setsockopt(zmq.HEARTBEAT_TTL, 15000)
    if curve is not None:
        socket.curve_publickey, socket.curve_secretkey = curve.public, curve.secret
        socket.curve_serverkey = server
    for name, value in options.items():
        socket.setsockopt(getattr(zmq, name.upper()), value)
    socket.connect(endpoint)
    return socket


class Tablet:
    """A client of the commands socket: request ids, signatures, the same bytes again on silence.

    `owner` is the person its key is bound to. A shared tablet has none: every call then says `by=`.
    """

    def __init__(self, daemon, curve: Curve, owner: Person | None = None, **options):
        self.daemon, self.curve, self.owner, self.options = daemon, curve, owner, options
        self.socket = None
        self.reconnect()

    def reconnect(self) -> "Tablet":
        self.close()
        self.socket = connect(
            zmq.DEALER, self.daemon.endpoints["commands"], self.daemon.server_key, self.curve, **self.options
        )
        return self

    def close(self):
        if self.socket is not None:
            self.socket.close(0)
            self.socket = None

    def body(self, op: str, args: dict | None = None, **fields) -> bytes:
        """One request body. Fields given as None are left out."""
        whole = {"v": 1, "id": request_id(), "op": op, "at": instant(), "args": args or {}, **fields}
        return json.dumps({k: v for k, v in whole.items() if v is not None}, ensure_ascii=False).encode()

    def frames(self, op: str, args: dict | None = None, by: Person | None = None, sign: bool = True, **fields):
        """Body and, when the person has a key and `sign` stands, their signature."""
        person = by or self.owner
        if by is not None:
            fields.setdefault("actor", by.id)
        body = self.body(op, args, **fields)
        if sign and person is not None and person.signing is not None:
            return [body, signature(person.signing, self.daemon.instance, body)]
        return [body]

    def send(self, frames: list[bytes]):
        RUN.sent(frames)
        self.socket.send_multipart(frames)

    def receive(self, timeout: float = ANSWER) -> list[bytes] | None:
        if self.socket.poll(int(timeout * 1000)):
            frames = self.socket.recv_multipart()
            RUN.answered(frames[-1])
            return frames
        return None

    def exchange(self, frames: list[bytes], patience: float = PATIENCE, again: float = ANSWER) -> dict:
        """Sends until the reply with this request's id is there."""
        wanted = json.loads(frames[0])["id"]
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            self.send(frames)
            pause = time.monotonic() + again
            while (left := pause - time.monotonic()) > 0:
                answer = self.receive(left)
                if answer and (reply := json.loads(answer[-1])).get("id") == wanted:
                    return reply
        raise NoAnswer(f"{frames[0][:200]!r} got no answer in {patience:g} s")

    def once(self, frames: list[bytes], timeout: float = 10.0) -> dict | None:
        """Sends once and takes whatever comes; for hostile frames, which have no id to look for."""
        self.send(frames)
        answer = self.receive(timeout)
        return None if answer is None else json.loads(answer[-1])

    def ask(self, op: str, args: dict | None = None, patience: float = PATIENCE, **how) -> dict:
        """The whole reply, ok or not. A busy daemon is asked again later, as it wishes."""
        deadline = time.monotonic() + patience
        while True:
            frames = self.frames(op, args, **how)
            again = ANSWER + (args or {}).get("waitMs", 0) / 1000
            reply = self.exchange(frames, patience, again)
            if reply["ok"] or reply["error"]["code"] != "busy" or time.monotonic() > deadline:
                return reply
            time.sleep(reply["error"].get("retryAfterMs", 50) / 1000)

    def call(self, op: str, args: dict | None = None, **how) -> dict:
        """The result, or `Refused`."""
        reply = self.ask(op, args, **how)
        if not reply["ok"]:
            raise Refused(op, reply)
        return reply["result"]

    def refusal(self, op: str, args: dict | None = None, **how) -> dict:
        """The error of a call that must be refused."""
        reply = self.ask(op, args, **how)
        assert not reply["ok"], f"{op} was taken: {reply}"
        return reply["error"]

    def status(self) -> dict:
        return self.call("daemon.status", {}, sign=False)

    def all_events(self, after: int = 0, topics: list[str] | None = None) -> list[dict]:
        """The log from `after` up to its head, page by page (section 4, Reads)."""
        events = []
        while True:
            args = {"after": after, "limit": 1000}
            if topics is not None:
                args["topics"] = topics
            page = self.call("events.read", args, sign=False)
            events += page["events"]
            if page["next"] == page["head"]:
                return events
            assert page["next"] > after, f"events.read does not move past {after}"
            after = page["next"]


@dataclass(frozen=True)
class Seen:
    """One published event: its topic, its very bytes, and what they say."""

    topic: str
    body: bytes

    @property
    def event(self) -> dict:
        return json.loads(self.body)

    @property
    def sequence(self) -> int:
        return int(self.event["sequence"])


class Console:
    """A subscriber (section 5): keeps events and heartbeats apart, in the order of their coming."""

    def __init__(self, daemon, curve: Curve, topics: tuple[str, ...] = ("",), endpoint: str | None = None):
        self.socket = connect(zmq.SUB, endpoint or daemon.endpoints["events"], daemon.server_key, curve)
        for topic in topics:
            self.socket.subscribe(topic.encode())
        if "" not in topics:
            self.socket.subscribe(b"heartbeat")
        self.events: list[Seen] = []
        self.heartbeats: list[dict] = []

    def close(self):
        self.socket.close(0)

    def pump(self, timeout: float = 0.2):
        """Takes what is there, waiting at most `timeout` for the first message."""
        wait = int(timeout * 1000)
        while self.socket.poll(wait):
            topic, body = self.socket.recv_multipart()
            RUN.published(topic, body)
            if topic == b"heartbeat":
                self.heartbeats.append(json.loads(body))
            else:
                self.events.append(Seen(topic.decode(), body))
            wait = 0

    def until(self, what: str, question, patience: float = PATIENCE):
        """Pumps until `question(self)` is true."""

        def look():
            self.pump()
            return question(self)

        return wait_until(what, look, patience, pause=0)

    def joined(self) -> "Console":
        """Section 5, to join: wait for one heartbeat."""
        self.until("a heartbeat", lambda console: console.heartbeats)
        return self

    def caught_up(self, seq: int):
        """A heartbeat is sent after every event up to its `seq`."""
        self.until(f"a heartbeat at {seq}", lambda c: c.heartbeats and c.heartbeats[-1]["seq"] >= seq)

    def saw(self, kind: str, **data) -> list[dict]:
        """Events of a type whose `data` holds these values."""
        found = [seen.event for seen in self.events]
        return [e for e in found if e["type"] == kind and all(e["data"].get(k) == v for k, v in data.items())]

    def wait_for(self, kind: str, patience: float = PATIENCE, **data) -> dict:
        return self.until(f"{kind} {data}", lambda console: console.saw(kind, **data), patience)[-1]


SUCCEEDED, FAILED_AUTH = zmq.EVENT_HANDSHAKE_SUCCEEDED, zmq.EVENT_HANDSHAKE_FAILED_AUTH
FAILED_OTHER = zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL


class Watched:
    """What libzmq says of a socket's connection: handshakes and hang-ups."""

    def __init__(self, socket: zmq.Socket):
        self.socket = socket
        self.monitor = socket.get_monitor_socket()
        self.seen: list[int] = []

    def wait(self, events: int, patience: float) -> int | None:
        """The first of these events, or None."""
        deadline = time.monotonic() + patience
        while (left := deadline - time.monotonic()) > 0:
            if self.monitor.poll(int(left * 1000)):
                event = int(recv_monitor_message(self.monitor)["event"])
                self.seen.append(event)
                if event & events:
                    return event
        return None

    def close(self):
        self.socket.disable_monitor()
        self.socket.close(0)


def handshake(daemon, endpoint: str, curve: Curve | None, kind: int = zmq.DEALER, patience: float = 8.0) -> str:
    """`in`, `refused`, or `nothing` (no answer at all, which is no admission either)."""
    socket = context().socket(kind)
    socket.linger = 0
    if curve is not None:
        socket.curve_publickey, socket.curve_secretkey = curve.public, curve.secret
        socket.curve_serverkey = daemon.server_key
    watched = Watched(socket)
    socket.connect(endpoint)
    event = watched.wait(SUCCEEDED | FAILED_AUTH | FAILED_OTHER | zmq.EVENT_DISCONNECTED, patience)
    watched.close()
    if event is None:
        return "nothing"
    return "in" if event & SUCCEEDED else "refused"
